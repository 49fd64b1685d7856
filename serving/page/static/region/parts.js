// What the sections of a region share.

import { KEPT, link, paper, read, write } from "../address.js";
import { Problem } from "../ask.js";
import { el, explain, notice } from "../elements.js";
import { decimal, say, sayOr, unbroken } from "../language.js";
import { copyButton, inLanguage } from "../share.js";

export const NARROW = "(max-width: 48rem)";

// A sentence of its own.
export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const said = (text) => unbroken(sentence(text) + (/[.!?:…]$/.test(text) ? "" : "."));

export const criterionName = (name) => sayOr(`criterion.${name}`, {}, name.replaceAll("_", " "));
export const presetName = (name) => sayOr(`preset.${name}`, {}, name.replaceAll("_", " "));

// A name from the data that leads to its view; names of any script and length.
export const activityLink = (state, view, code, name) =>
  el("a", { href: link(state, view, code), class: "activity-name" }, el("bdi", {}, name));

// Loads what comes near what is seen; what is folded never does.
const loads = new WeakMap();
const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) {
    near.unobserve(target);
    loads.get(target)();
  }
}, { rootMargin: "300px 0px" });

// A section below the lists: open on wide screens, folded on phones, asked for when it is open and near.
// fill() gives the nodes of an answer, or a promise of them.
export function later(id, heading, fill, { space = "14rem" } = {}) {
  const body = el("div", { class: "later-body", style: `min-height:${space}` }, el("p", { class: "note" }, say("page.loading")));
  loads.set(body, async () => {
    try {
      const parts = await fill();
      body.replaceChildren(...[parts].flat(Infinity).filter(Boolean));
    } catch (error) {
      if (!(error instanceof Problem)) console.error(error);
      body.replaceChildren(notice(error.problem ? said(error.problem.detail) : say("page.no_answer", { reason: error.message })));
    }
    body.style.minHeight = "";
    whole.classList.remove("unasked");
  });
  near.observe(body);
  const whole = el("section", { "aria-labelledby": id, class: "folding unasked" },
    el("details", { class: "fold", open: !matchMedia(NARROW).matches }, el("summary", {}, el("h2", { id }, heading)), body));
  return whole;
}

// A choice of what a section shows; a choice of one is none. draw(name, ranked) gives nodes, also when the advice changes.
export async function choice(id, label, options, ranking, draw) {
  const body = el("div", {});
  let chosen = options[0][0], turn = 0, drawn = null;
  const again = async () => {
    const mine = ++turn, key = JSON.stringify([chosen, advice(ranking?.found)]);
    if (key === drawn) return;
    const parts = await draw(chosen, ranking?.found).catch((error) => {
      if (!(error instanceof Problem)) throw error;
      return [problemNote(error)];
    });
    if (mine !== turn) return;
    drawn = key;
    body.replaceChildren(...parts.filter(Boolean));
  };
  ranking?.follow(again);
  await again();
  const select = el("select", { id, change: () => { chosen = select.value; again(); } }, options.map(([value, text]) => el("option", { value }, text)));
  return [options.length > 1 ? el("div", { class: "asked" }, el("div", {}, el("label", { for: id }, label), select)) : null, body];
}
const advice = (found) => (found ? [...found.clusters, ...found.niches].filter((one) => one.advice).map((one) => one.code) : []);

export function toolbar(state, name) {
  const paperLink = (kind) => el("a", { href: paper(state, kind), target: "_blank", "data-out": true, "data-paper": kind }, say(`region.${kind}`));
  return el("div", { class: "tools", "data-share": name },
    paperLink("report"), paperLink("briefing"),
    el("a", { href: link(state, "compare", "", { region: state.code }) }, say("region.compare")),
    copyButton(() => inLanguage(location.href), say("page.copy_link"), say("page.copied")));
}

// A link to each section, since the page is long.
export function contents(sections) {
  const headings = sections.map((one) => one.querySelector("h2")).filter(Boolean);
  return el("nav", { class: "contents", "aria-label": say("region.contents") },
    headings.map((heading) => el("button", { class: "row", type: "button", click: () => reveal(heading) }, heading.textContent)));
}

function reveal(heading) {
  const folded = heading.closest("details");
  if (folded) folded.open = true;
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
  heading.scrollIntoView();
}

// Links to other views follow the weights of this one.
export function keepLinks(state) {
  for (const anchor of document.querySelectorAll("a[data-paper]")) anchor.setAttribute("href", paper(state, anchor.dataset.paper));
  for (const anchor of document.querySelectorAll("a[href]")) {
    const to = anchor.hasAttribute("data-out") || anchor.hasAttribute("download") ? null : read(anchor.href);
    if (!to || anchor.origin !== location.origin) continue;
    const query = { ...to.query };
    for (const name of KEPT) {
      if (name === "language") continue;
      if (state.query[name]) query[name] = state.query[name]; else delete query[name];
    }
    anchor.setAttribute("href", write(to.view, to.code, query));
  }
}

// Which model says so, of which data, and how good it was: one line, the rest behind a question mark.
export function sourceLine(metadata, state) {
  return el("p", { class: "source" },
    say("region.source", { name: metadata.name, version: metadata.version, cutoff: metadata.cutoff, target: metadata.cutoff + metadata.horizon }),
    explain(say("region.source_more", { model: metadata.model, title: metadata.title, sources: metadata.sources.map((one) => one.title).join("; ") || say("word.unknown") })), " ",
    metadata.age ? [age(metadata), " "] : null,
    el("a", { href: link(state, "record") }, say("region.to_record")), " · ",
    el("a", { href: link(state, "data") }, say("region.to_data")));
}

// How old the calls of a model are, where their target year is over.
export const age = (metadata) => (metadata.age ? el("strong", { class: "age" }, said(metadata.age.text)) : null);

export const problemNote = (problem) => el("p", { class: "note" }, said(problem.problem.detail));
export function range(low, high, digits = 0) {
  const [first, last] = [decimal(low, digits), decimal(high, digits)];
  return first === last ? first : `${first}\u2013${last}`;
}

// The verdict: the summary as the lead, and behind it what would change it and where it ends.

import { link } from "../address.js";
import { ask, coded, maybe, Problem } from "../ask.js";
import { el, section } from "../elements.js";
import { say } from "../language.js";
import { said } from "./parts.js";

const FOLDS = [["back", "enter"], ["watch", "caution"], ["change", "limits"]];

// markets: whether market niches are served, the likeliest of which stands where no technology is advised.
export function verdictSection(ranking, state, markets = false) {
  const body = el("div", { class: "verdict" });
  const draw = (found) => {
    const open = new Set([...body.querySelectorAll("details[open]")].map((one) => one.dataset.fold));
    body.replaceChildren(...verdictParts(found, state, open, markets));
  };
  draw(ranking.found);
  ranking.follow(draw);
  return section("verdict", say("region.verdict"), body);
}

function verdictParts(found, state, open, markets) {
  const { summary, ...rest } = found.verdict, views = named(found);
  const seen = new Set([...summary, ...rest.why ?? []].map((one) => one.text));
  const part = (name) => [say(`region.verdict.${name}`), rest[name].filter((one) => !seen.has(one.text))];
  return [
    stale(found, state),
    el("dl", { class: "roles" }, roles(summary, rest.why).flatMap(([role, messages]) => [
      el("dt", {}, say(`region.glance.${role}`)),
      el("dd", {}, messages.map((one) => el("p", { class: role === "do" ? "lead" : "beside-lead" }, linked(one, views, state, true),
        markets && one.key === "verdict.enter.absent" ? likeliestMarket(state) : null))),
    ])),
    ...FOLDS.map((names) => {
      const parts = names.map(part).filter(([, messages]) => messages.length);
      return parts.length ? el("details", { class: "more", "data-fold": names[0], open: open.has(names[0]) },
        el("summary", {}, say(`region.fold.${names[0]}`)),
        el("div", { class: "parts" }, parts.map(([title, messages]) => el("div", {}, el("h3", {}, title), messages.map((one) => el("p", {}, linked(one, views, state))))))) : null;
    })].filter(Boolean);
}

function likeliestMarket(state) {
  const place = el("span", {});
  maybe(ask(coded("niches", state.code), { activity: "cluster", call: "entry", limit: 1 })).then((found) => {
    if (found instanceof Problem || !found.calls.length) return;
    const { activity_code: code, activity_name: name, probability: chance } = found.calls[0];
    place.append(" ", ...cut(say("region.likeliest_market", { name, chance }), [name]).map((piece) => (piece === name ? el("a", { href: link(state, "cluster", code) }, el("bdi", {}, name)) : piece)));
  });
  return place;
}

// The questions that a summary answers, in the order of a reader in a hurry: [role, messages].
export function roles(summary, why = []) {
  const rest = (role) => summary.filter((one) => roleOf(one.key) === role);
  return [["do", rest("do")], ["why", why], ["beware", rest("beware")], ["sure", rest("sure")]].filter(([, messages]) => messages.length);
}

const roleOf = (key) => (/^verdict\.(back|enter|careful)\./.test(key) ? "do" : key.startsWith("verdict.limits.") ? "sure" : "beware");

// Whose target years are over, in one line that leads to what became of such calls.
function stale({ metadata, nicheMetadata }, state) {
  const [clusters, niches] = [metadata, nicheMetadata].map((one) => one?.age && one.cutoff);
  if (!clusters && !niches) return null;
  const which = clusters && niches && clusters !== niches ? "both" : clusters ? "one" : "niches";
  return el("p", { class: "age" }, say(`region.stale.${which}`, { clusters, niches }), " ",
    el("a", { href: link(state, "record") }, say("region.stale.record")));
}

// Name of each option to its view and code.
export function named({ clusters, niches, watch }) {
  return new Map([
    ...[...niches, ...watch].map((one) => [one.name, ["technology", one.code]]),
    ...clusters.map((one) => [one.name, ["cluster", one.code]])]);
}

// A text cut at the names that stand in it, the longest first: pieces at odd places are names.
export function cut(text, names) {
  const found = [...names].filter((name) => name && text.includes(name)).sort((a, b) => b.length - a.length);
  if (!found.length) return [text];
  const pattern = found.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  return text.split(new RegExp(`(${pattern})`));
}

// Every text among the parameters of a message, however deep it stands.
export const texts = (parameters) => Object.values(parameters).flatMap((value) => (
  typeof value === "string" ? [value] : value && typeof value === "object" ? texts(value) : []));

// A message as a sentence whose names lead to their views, in bold those that it is about.
export function linked(message, views, state, bold = false) {
  const about = new Set((message.parameters.names || []).map((name) => [name].flat()[0]));
  // Cut at all its texts: "Health" within "Health design" is no name of its own.
  return cut(said(message.text), new Set(texts(message.parameters))).map((piece, place) => {
    const [view, code] = views.get(piece) || [];
    if (place % 2 === 0 || (code === undefined && !about.has(piece))) return piece;
    const name = el("bdi", {}, piece), lead = code === undefined ? name : el("a", { href: link(state, view, code) }, name);
    return bold && about.has(piece) ? el("strong", {}, lead) : lead;
  });
}

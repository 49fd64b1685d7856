// The two lists, ranked, beside the weights that rank them.

import { write } from "../address.js";
import { addressOf, coded, maybe, Problem } from "../ask.js";
import { el, explain, section } from "../elements.js";
import { capped, decimal, percent, say, signed } from "../language.js";
import { downloads } from "../tables.js";
import { askedOptions, listedFirst, only } from "./asked.js";
import { bounds, draw as gauge, scoreBar } from "../figures/gauge.js";
import { keepLinks, range, said, sourceLine } from "./parts.js";
import { weightsPanel } from "./weights.js";

const SETTLED = 400;

// others(found) redraws what else depends on the weights.
export function optionsSection(answer, described, state, go, others) {
  const lists = el("div", { class: "lists" }), shown = { open: new Set(), partners: new Map(), all: false, names: criteriaNames(answer) };
  const files = el("div", {});
  let former = null, settle = 0;
  const draw = (found) => {
    lists.replaceChildren(...optionLists(found, state, shown, more));
    files.replaceChildren(...fileLinks(found, state));
    others(found);
  };
  const again = async (then = () => {}) => {
    former?.abort();
    const mine = former = new AbortController();
    const found = await maybe(load(state, shown.all ? null : listedFirst(), mine.signal)).catch((error) => error);
    if (mine !== former || found.name === "AbortError") return;
    if (found instanceof Problem) return lists.replaceChildren(el("p", { class: "warn", role: "alert" }, said(found.problem.detail)));
    if (found instanceof Error) throw found;
    const ranked = only(found);
    draw(ranked);
    then(ranked);
    lists.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
    clearTimeout(settle);
    settle = setTimeout(() => { tell(ranked); keepLinks(state); }, SETTLED);
  };
  const more = () => { shown.all = true; return again(); };
  const changed = (query, then) => {
    state.query = query;
    go(write("region", state.code, query), { replace: true, redraw: false });
    again(then);
  };
  draw(answer);
  return section("options", say("region.options"),
    el("div", { class: "beside" }, weightsPanel(answer, described, state, changed), el("div", {}, lists, files)),
    sourceLine(answer.metadata, state), answer.nicheMetadata ? sourceLine(answer.nicheMetadata, state) : null);
}

// Not kept like other answers: a slider asks for many that are never asked for again.
async function load(state, listed, signal) {
  const address = addressOf(coded("options", state.code), askedOptions(state, listed));
  const response = await fetch(address, { headers: { Accept: "application/json" }, signal });
  const found = await response.json();
  if (!response.ok) throw new Problem(found);
  return found;
}

const criteriaNames = (answer) => answer.criteria.filter((one) => one.known).map((one) => one.name);

// One short sentence for screen readers, when the weights rest.
function tell(found) {
  const [first] = found.clusters.length ? found.clusters : found.niches;
  if (first) document.getElementById("status").textContent = say("region.updated", { name: first.name });
}

function optionLists(found, state, shown, more) {
  const niches = [...found.niches, ...found.watch];
  return [
    found.clusters.length ? clusterList(found, state, shown, more) : null,
    niches.length ? nicheList(found, niches, state, shown, more) : null,
    ...found.notes.filter((note) => note.key !== "niches.first").map((note) => el("p", { class: "note" }, said(note.text)))].filter(Boolean);
}

function clusterList(found, state, shown, more) {
  const { clusters, metadata } = found, n = found.count.cluster ?? clusters.length;
  const span = bounds(clusters), reach = growthReach(clusters);
  const target = metadata.cutoff + metadata.horizon;
  return el("div", {}, el("h3", {}, say("region.clusters")),
    list([say("region.cluster"), ["region.score", "region.score_clusters"], ["region.place", "region.place_clusters"],
      ["region.confidence", "region.confidence_meaning"], ["region.growth", "region.growth_meaning"]],
    { draws: found.draws, target, prices: metadata.prices || say("region.no_prices") },
    clusters.map((option) => item(option, "cluster", found, state, shown, [
      ["region.score", scoreBar(option, shown.names, span), decimal(option.score, 2)],
      ["region.place", ...placeCell(option, n)],
      ["region.confidence", gauge({ value: option.confidence, mark: 0.5 }), percent(option.confidence)],
      ["region.growth", ...growthCell(option.outlook, reach)]]))),
    moreButton(n, clusters.length, more));
}

function nicheList(found, niches, state, shown, more) {
  const n = found.count.niche ?? found.niches.length, view = "technology";
  const metadata = found.nicheMetadata, span = [0, Math.max(...niches.map((one) => one.score), 0.01)];
  const rate = niches[0].base_rate, reach = Math.max(...niches.map((one) => one.chance_high), rate || 0, 0.01);
  const row = (option) => item(option, view, found, state, shown, [
    ["region.score", scoreBar(option, shown.names, span, option.chance), decimal(option.score, 2)],
    ["region.place", ...(option.weight_robustness === null ? ["\u2013"] : placeCell(option, n))],
    ["region.usefulness", gauge({ value: option.usefulness }), decimal(option.usefulness, 2)],
    ["region.chance", gauge({ value: option.chance, low: option.chance_low, high: option.chance_high, mark: rate }, { to: reach }), percent(option.chance),
      el("span", { class: "range" }, range(100 * option.chance_low, 100 * option.chance_high))]]);
  const heads = [say("region.niche"), ["region.score", "region.score_niches"], ["region.place", "region.place_niches"],
    ["region.usefulness", "region.usefulness_meaning"], ["region.chance", rate === null ? "region.chance_alone" : "region.chance_meaning"]];
  const about = { target: metadata.cutoff + metadata.horizon, rate };
  return el("div", { class: "later" }, el("h3", {}, say("region.niches")),
    found.niches.length ? list(heads, about, found.niches.map(row)) : el("p", {}, say("region.no_niche", { floor: found.floor })),
    moreButton(Math.min(n, 50), found.niches.length, more),
    found.watch.length ? el("details", { class: "more" }, el("summary", {}, say("region.watch", { floor: found.floor })),
      list(heads, about, found.watch.map(row), false)) : null);
}

// Headings with what they mean, then a row each.
function list(headings, about, rows, explained = true) {
  return el("div", { class: "ranked" },
    explained ? el("div", { class: "heads" }, el("span", {}, ""), headings.map((one) => (Array.isArray(one)
      ? el("span", {}, say(one[0]), explain(say(one[1], about))) : el("span", {}, one)))) : null,
    el("ol", { class: "options" }, rows));
}

const moreButton = (n, shown, more) => (n > shown
  ? el("button", { class: "plain more-rows", type: "button", click: more }, say("page.show_all", { n })) : null);

// An option in short; it opens to what stands behind its rank.
function item(option, view, found, state, shown, cells) {
  const body = el("div", { class: "behind" });
  const fill = async () => {
    const { behind } = await import("./behind.js");
    if (!body.hasChildNodes()) body.append(...behind(option, view, found, state, shown));
  };
  const folded = el("details", { toggle: () => {
    if (folded.open) { shown.open.add(option.code); fill(); } else shown.open.delete(option.code);
  } },
  el("summary", {}, el("span", { class: "rank" }, option.rank),
    el("span", { class: "name" }, el("bdi", {}, option.name), option.advice ? el("span", { class: `advice ${option.advice === "recommended" ? "plainly" : "careful"}` }, say(view === "technology" && option.advice === "recommended" ? "advice.enter" : `advice.${option.advice}`)) : null),
    cells.map(([key, ...parts]) => el("span", { class: "cell" }, el("span", { class: "label" }, `${say(key)} `), parts))), body);
  if (shown.open.has(option.code)) { folded.open = true; fill(); }
  return el("li", {}, folded);
}

// The rank with its range over simulated futures.
function placeCell(option, n) {
  const low = option.rank_low, high = option.rank_high;
  if (low === null || low === undefined) return [say("word.unknown")];
  return [gauge({ value: option.rank, low, high }, { from: 1, to: Math.max(n, 2) }), low === high ? String(low) : range(low, high)];
}

// Very wide intervals run to the edge, so that the others can be told apart.
export function growthReach(clusters) {
  const ends = clusters.flatMap(({ outlook }) => (outlook ? [Math.abs(outlook.lower), Math.abs(outlook.upper)] : [])).sort((a, b) => a - b);
  return ends[Math.floor(ends.length * 0.75)] || 1;
}

function growthCell(outlook, reach) {
  if (!outlook) return [say("word.unknown")];
  return [gauge({ value: outlook.median, low: outlook.lower, high: outlook.upper, mark: 0 }, { from: -reach, to: reach }),
    signed(outlook.median), el("span", { class: "range" }, say("region.from_to", { low: capped(outlook.lower), high: capped(outlook.upper) }))];
}

// The whole lists as files, at the same weights.
function fileLinks(found, state) {
  const links = (table, title) => el("div", { class: "files" }, el("span", {}, title), downloads({ path: coded("options", state.code), query: askedOptions(state, null), table }));
  return [found.clusters.length ? links("clusters", say("region.clusters")) : null, found.niches.length ? links("niches", say("region.niches")) : null].filter(Boolean);
}

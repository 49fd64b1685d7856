// Two to four regions side by side, on the same scales.

import { link, one, write } from "../address.js";
import { Problem, ask, coded, maybe } from "../ask.js";
import { el, explain, notice, section } from "../elements.js";
import { draw as gauge } from "../figures/gauge.js";
import { count, decimal, inOrder, list, percent, say, signed, unbroken, unknown } from "../language.js";
import { fansSection } from "../compare/fans.js";
import { table } from "../tables.js";
import { complaint } from "../unknown.js";

export const MOST = 4;

export async function show(state, go) {
  const codes = [...new Set(state.query.region || [])].filter(Boolean).slice(0, MOST);
  const query = asked(state, codes), [{ regions }, answer] = await Promise.all([ask("regions"), codes.length > 1 ? maybe(ask("comparison", query)) : null]);
  const missing = unknownOf(codes, regions), known = codes.filter((code) => !missing.includes(code)), form = picker(state, go, regions, known);
  // Weights that are refused: main.js asks again without them.
  if (answer instanceof Problem && answer.problem.status === 400) throw answer;
  if (answer instanceof Problem) return { title: say("compare.title"), parts: [...complaint(answer.problem, state), form] };
  if (!answer) {
    const title = say("compare.title");
    return { title, parts: [el("h1", {}, title), ...missing.map((code) => notice(say("compare.unknown", { code }), "alert")),
      el("p", {}, say("compare.choose")), form, await suggestions(state, regions, known)].filter(Boolean) };
  }
  const title = list(answer.regions.map((region) => region.region_name));
  return {
    title,
    parts: [el("h1", { dir: "auto" }, title), ...sentences(answer), form, verdicts(answer, state), growthSection(answer, state, query), fansSection(answer, state), optionsSection(answer, state, "clusters"),
      optionsSection(answer, state, "niches"), ...answer.overlaps.map((overlap) => overlapSection(overlap, answer, state)), togetherSection(answer, state, query)].filter(Boolean),
  };
}

export function asked(state, codes) {
  const weights = one(state, "weights") || null;
  return { region_codes: codes, weights, preset: weights ? null : one(state, "preset"), floor: one(state, "floor"), level: one(state, "level") };
}

// The codes that no region has.
export const unknownOf = (codes, regions) => codes.filter((code) => !regions.some((region) => region.region_code === code));

// ------------------------------------------------------------------ what to begin with

const SUGGESTED = 4;

// Regions that are like the one that is chosen; without one, those that are like the regions that grow most.
async function suggestions(state, regions, [chosen = null]) {
  const firsts = chosen ? [chosen] : await fastest(asked(state, []));
  const answers = await Promise.all(firsts.map((code) => maybe(ask(coded("peers", code), { top: chosen ? SUGGESTED : 1 }))));
  const found = answers.filter((it) => !(it instanceof Problem)).flatMap((it) => it.regions);
  const names = new Map(regions.map((region) => [region.region_code, region.region_name]));
  const pairs = found.flatMap((it) => it.peers.map((peer) => [it.region_code, peer.region_code]));
  const item = (pair) => el("li", {}, el("a", { href: link(state, "compare", "", { region: pair }) }, el("bdi", {}, say("compare.pair", { first: names.get(pair[0]), second: names.get(pair[1]) }))));
  return pairs.length ? section("suggested", say(chosen ? "compare.like" : "compare.begin"), el("p", {}, say("compare.suggested")), el("ul", { class: "columns" }, pairs.map(item))) : null;
}

async function fastest({ weights, preset, floor }) {
  const answer = await maybe(ask("overview", { weights, preset, floor }));
  const rows = answer instanceof Problem ? [] : answer.regions.filter((row) => !row.is_total && row.growth);
  return rows.sort((a, b) => b.growth.value - a.growth.value).slice(0, SUGGESTED).map((row) => row.region_code);
}

const sentences = (answer) => [...answer.summary, ...answer.notes].map((it) => el("p", { class: "lead", dir: "auto" }, unbroken(it.text)));

// ------------------------------------------------------------------ the regions

function picker(state, go, regions, codes) {
  const ordered = [...regions].sort(inOrder((region) => region.region_name));
  const selects = Array.from({ length: Math.min(Math.max(codes.length + 1, 2), MOST) }, (_, place) => el("div", {},
    el("label", { for: `region-${place}` }, say("compare.region", { place: place + 1 })),
    el("select", { id: `region-${place}`, name: "region", change }, el("option", { value: "" }, say(place < 2 ? "compare.pick" : "compare.none")),
      ordered.map((region) => el("option", { value: region.region_code, selected: region.region_code === codes[place] }, region.region_name)))));
  function change() {
    const chosen = [...form.querySelectorAll("select")].map((select) => select.value).filter(Boolean);
    go(write("compare", "", { ...state.query, region: [...new Set(chosen)] }));
  }
  const form = el("form", { class: "asked", action: "/compare", method: "get", submit: (event) => { event.preventDefault(); change(); } },
    el("fieldset", { class: "asked" }, el("legend", { class: "unseen" }, say("compare.which")), selects));
  return form;
}

const name = (region, state) => el("a", { href: link(state, "region", region.region_code) }, el("bdi", {}, region.region_name));

// A column for each region, with its name above.
const columns = (answer, state, body) => el("div", { class: `compared of-${answer.regions.length}` },
  answer.regions.map((region) => el("div", {}, el("h3", {}, name(region, state)), body(region))));

function verdicts(answer, state) {
  return section("advice", say("compare.advice"), columns(answer, state, (region) => (region.refusal
    ? el("p", { class: "note" }, region.refusal) : region.verdict.map((it) => el("p", { dir: "auto" }, unbroken(it.text))))));
}

// ------------------------------------------------------------------ growth and complexity

// The ends of all intervals of the totals' growth, with zero.
export const growthScale = (rates) => rates.reduce(([low, high], rate) => [Math.min(low, rate?.lower ?? 0), Math.max(high, rate?.upper ?? 0)], [0, 0]);

// The growth a year of each region's total with the ends of its interval; null where unknown.
export const ratesOf = (regions) => regions.map(({ total }) => {
  const growth = total?.growth;
  if (!growth || growth.median_per_year === null) return null;
  const [interval] = growth.intervals_per_year;
  return { median: growth.median_per_year, lower: interval?.lower ?? null, upper: interval?.upper ?? null, level: interval?.level ?? null };
});

function growthSection(answer, state, query) {
  const rates = ratesOf(answer.regions), [from, to] = growthScale(rates), about = answer.metadata;
  const year = about ? about.cutoff + about.horizon : "";
  const cell = (rate) => (rate ? [signed(rate.median), rate.lower === null ? null
    : gauge({ value: rate.median, low: rate.lower, high: rate.upper, mark: 0 }, { from, to, label: ends(rate) }),
    rate.lower === null ? null : el("small", { class: "range" }, ends(rate))] : unknown());
  const portfolio = (of, write) => (region) => (region.portfolio ? [write(region.portfolio[of]), rank(region.portfolio, of)] : unknown());
  return section("growth", say("compare.growth"), table({
    caption: about ? say("compare.growth.caption", { cutoff: about.cutoff, year }) : null,
    columns: [{ text: say("compare.column.region") }, { text: say("compare.column.growth"), kind: "n", explain: explain(say("compare.explain.growth")) },
      { text: say("compare.column.eci"), kind: "n", explain: explain(say("compare.explain.eci")) },
      { text: say("compare.column.diversity"), kind: "n", explain: explain(say("compare.explain.diversity")) }],
    rows: answer.regions.map((region, place) => [name(region, state), cell(rates[place]), portfolio("eci", decimal)(region), portfolio("diversity", count)(region)]),
    source: { path: "comparison", query, table: "regions" },
  }), el("p", { class: "note" }, el("a", { href: link(state, "record") }, say("compare.to_record"))));
}

const ends = ({ level, lower, upper }) => say("compare.interval", { level, lower: signed(lower), upper: signed(upper) });
const rank = ({ ranks, of }, name) => (ranks[name] ? el("small", { class: "range" }, ` ${say("compare.rank", { rank: ranks[name], of })}`) : null);

// ------------------------------------------------------------------ first options

function optionsSection(answer, state, kind) {
  if (!answer.regions.some((region) => region[kind].length)) return null;
  const [from, to] = growthScale(answer.regions.flatMap((region) => region.clusters.map((it) => it.interval)));
  const view = kind === "clusters" ? "cluster" : "technology";
  const marks = { clusters: (it) => clusterMarks(it, from, to), niches: nicheMarks };
  return section(kind, [say(`compare.${kind}`), explain(say(`compare.explain.${kind}`))], columns(answer, state, (region) => (region[kind].length
    ? el("ol", { class: "calls first" }, region[kind].map((it) => el("li", {},
      el("a", { href: link(state, view, it.activity_code) }, el("bdi", {}, it.activity_name)), marks[kind](it),
      it.advice ? el("small", { class: "range" }, say(`advice.${it.advice}`)) : null)))
    : el("p", { class: "note" }, say(`compare.none.${kind}`)))));
}

const clusterMarks = (it, from, to) => [
  el("span", { class: "n" }, say("compare.confidence", { share: it.confidence })), gauge({ value: it.confidence, mark: .5 }),
  it.growth === null ? null : [el("span", { class: "n" }, signed(it.growth)),
    gauge({ value: it.growth, low: it.interval.lower, high: it.interval.upper, mark: 0 }, { from, to, label: ends(it.interval) })],
];
const nicheMarks = (it) => [el("span", { class: "n" }, percent(it.chance)),
  gauge({ value: it.chance, low: it.chance_low, high: it.chance_high }, { label: say("compare.range", { low: percent(it.chance_low), high: percent(it.chance_high) }) })];

// ------------------------------------------------------------------ what they share

function overlapSection(overlap, answer, state) {
  const regions = answer.regions.filter((region) => region.region_code in overlap.counts);
  const to = Math.min(10, Math.max(2, ...overlap.shared.flatMap((it) => Object.values(it.location_quotients))));
  const activity = (it) => el("a", { href: link(state, overlap.activity, it.activity_code) }, el("bdi", {}, it.activity_name));
  const shared = table({
    caption: say("compare.shared.caption", { shown: overlap.shared.length, n: overlap.n_shared }),
    columns: [{ text: say(`compare.column.${overlap.activity}`) }, ...regions.map((region) => ({ text: el("bdi", {}, region.region_name), kind: "n" }))],
    rows: overlap.shared.map((it) => [activity(it), ...regions.map((region) => [decimal(it.location_quotients[region.region_code]),
      gauge({ value: it.location_quotients[region.region_code], mark: 1 }, { from: 0, to })])]),
  });
  return section(`shared-${overlap.activity}`, [say(`compare.shared.${overlap.activity}`), explain(say("compare.explain.shared"))],
    overlap.n_shared ? shared : el("p", {}, say(`compare.summary.share_none.${overlap.activity}`)),
    el("details", { class: "more later" }, el("summary", {}, say("compare.distinct")), columns({ regions }, state, (region) => [el("p", { class: "note" }, say("compare.distinct.count", { n: overlap.n_distinct[region.region_code], of: overlap.counts[region.region_code] })),
      el("ul", { class: "brings" }, overlap.distinct[region.region_code].map((it) => el("li", {}, activity(it), el("small", { class: "range" }, ` ${decimal(it.location_quotients[region.region_code])}`))))])));
}

// ------------------------------------------------------------------ where they could work together

function togetherSection({ cooperation }, state, query) {
  const to = Math.max(...cooperation.map((it) => it.added_density), 0);
  const view = { cluster: "cluster", niche: "technology" };
  return section("together", [say("compare.together"), explain(say("compare.explain.together"))], cooperation.length ? table({
    columns: [{ text: say("compare.column.option") }, { text: say("compare.column.in") }, { text: say("compare.column.partner") },
      { text: say("compare.column.added"), kind: "n" }, { text: say("compare.column.brings") }],
    rows: cooperation.map((it) => [
      el("a", { href: link(state, view[it.kind], it.activity_code, { with: it.region_code }) }, el("bdi", {}, it.activity_name)),
      el("bdi", {}, it.region_name), el("bdi", {}, it.partner_name),
      [percent(it.added_density), gauge({ value: it.added_density }, { from: 0, to })],
      list(it.brings.map((offer) => offer.activity_name)),
    ]),
    source: { path: "comparison", query, table: "cooperation" },
  }) : el("p", {}, say("compare.together.none")));
}

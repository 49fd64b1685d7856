// A cluster or a technology across regions: where it is, where it grows, who may enter it and who may lose it.

import { link, one, read, write } from "../address.js";
import { Problem, ask, coded } from "../ask.js";
import { el, explain, past, section } from "../elements.js";
import { draw as gauge } from "../figures/gauge.js";
import { decimal, inOrder, number, percent, say, sayOr, signed, unbroken, unknown } from "../language.js";
import { atlas } from "../mapped.js";
import { mapSection } from "../option/map.js";
import { pastSection } from "../option/past.js";
import { table } from "../tables.js";

export async function show(state, go) {
  const [{ query, answer }, drawn] = await Promise.all([answered(state), atlas().catch(() => null)]);
  const context = { state, go, answer, query, atlas: drawn };
  const lead = el("div", {}, sentences(answer)), where = el("div", {}, whereSection(context));
  // Ranks at new weights take longer than the rest: the view is not kept waiting for them.
  if (answer.regions.length) ask(coded("activity", state.code), { ...query, ranks: true }).then((ranked) => {
    const sort = where.contains(document.activeElement) ? document.activeElement.dataset.sort : null;
    lead.replaceChildren(...sentences(ranked));
    where.replaceChildren(...[whereSection({ ...context, answer: ranked })].filter(Boolean));
    if (sort) where.querySelector(`[data-sort="${sort}"]`)?.focus();
  }).catch(() => {});
  return {
    title: answer.activity_name,
    parts: [
      el("p", { class: "kind" }, say(`option.kind.${answer.activity}`), " ", el("span", { class: "code" }, answer.activity_code)),
      el("h1", { dir: "auto" }, answer.activity_name),
      lead, age(answer, state), namesake(answer, state), totals(answer), partsOf(answer, state), mapSection(context), where, pastSection(answer, Number(query.level) || 80),
      movesSection(context), partnersSection(context), sourcesSection(answer, state),
    ].filter(Boolean),
  };
}

// The answer, and what was asked; a region to find partners for that is not there takes nothing from it.
async function answered(state) {
  const query = asked(state), path = coded("activity", state.code);
  try {
    return { query, answer: await ask(path, query) };
  } catch (error) {
    if (!(error instanceof Problem) || !query.region_codes) throw error;
    return { query: { ...query, region_codes: null }, answer: await ask(path, { ...query, region_codes: null }) };
  }
}

// What the address asks of the service.
export function asked(state) {
  const weights = one(state, "weights") || null;
  return {
    activity: state.view, weights, preset: weights ? null : one(state, "preset"),
    floor: one(state, "floor"), level: one(state, "level"), region_codes: one(state, "with"),
  };
}

const sentences = (answer) => [...answer.summary.map((it) => el("p", { class: "lead", dir: "auto" }, unbroken(it.text))),
  ...answer.notes.map((it) => el("p", { class: "note" }, it.text))];

const age = ({ growth_metadata: growth, niche_metadata: niches }, state) => past([growth, niches], link(state, "record"));

// A code that is both a cluster's and a technology's: the way to the other one.
const namesake = ({ namesake: name, activity, activity_code: code }, state) => (name ? el("p", { class: "note" }, say(`option.namesake.${activity}`), " ",
  el("a", { href: link(state, activity === "cluster" ? "technology" : "cluster", code) }, el("bdi", {}, name))) : null);

// ------------------------------------------------------------------ all regions together

function totals({ coverage, total, breakthrough, of_breakthroughs: of, regions, growth_metadata: growth, niche_metadata: niches }) {
  const size = total ? total.last_value : coverage && regions.reduce((sum, row) => sum + (row.size || 0), 0);
  const specialised = regions.filter((row) => row.specialised).length;
  const rate = total?.growth, interval = rate?.intervals_per_year[0];
  const facts = [
    coverage ? [say("option.total.size", years(coverage)), `${number(size)} ${coverage.unit}`] : null,
    coverage ? [say("option.total.specialised"), say("option.total.of", { n: regions.length, specialised })] : null,
    growth ? [say("option.total.growth", { year: growth.cutoff + growth.horizon }), rate && rate.median_per_year !== null
      ? [signed(rate.median_per_year), interval ? el("small", {}, interval_text(interval)) : null] : unknown()] : null,
    breakthrough ? [[say("option.total.breakthrough", { year: niches.cutoff + niches.horizon }), explain(say("option.explain.breakthrough"))],
      [percent(breakthrough.probability), el("small", {}, say("option.total.rank", { rank: breakthrough.rank, of }))]] : null,
  ].filter(Boolean);
  return facts.length ? el("dl", { class: "glance" }, facts.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value)))) : null;
}

const years = ({ first, last }) => ({ years: first === last ? String(last) : `${first}\u2013${last}` });
const interval_text = ({ level, lower, upper }) => say("option.interval", { level, lower: signed(lower), upper: signed(upper) });

// The parts of what is only a heading of others.
function partsOf({ parts, activity, growth_metadata: growth }, state) {
  if (!parts.length) return null;
  if (parts.some((it) => it.total)) return section("parts", say("option.parts"), partsTable(parts, growth, state));
  return section("parts", say("option.parts"), el("ul", { class: "columns" },
    parts.map((it) => el("li", {}, el("a", { href: link(state, activity, it.activity_code) }, el("bdi", {}, it.activity_name))))));
}

// Parts with what they are in all regions together, the largest first.
function partsTable(parts, growth, state) {
  const rates = parts.map(({ total }) => ({ growth: total?.growth && total.growth.median_per_year !== null
    ? { median: total.growth.median_per_year, interval: total.growth.intervals_per_year[0] ?? null } : null }));
  const scale = growthScale(rates), rows = parts.map((part, place) => ({ part, rate: rates[place].growth }));
  rows.sort((a, b) => (b.part.total?.last_value ?? -1) - (a.part.total?.last_value ?? -1));
  return table({
    caption: say("option.parts.caption", { cutoff: growth.cutoff, year: growth.cutoff + growth.horizon }),
    columns: [{ text: say("option.column.part") }, { text: say("option.column.total"), kind: "n" }, { text: say("option.column.growth"), kind: "n" }],
    rows: rows.map(({ part, rate }) => [el("a", { href: link(state, "cluster", part.activity_code) }, el("bdi", {}, part.activity_name)), number(part.total?.last_value ?? null),
      rate ? [signed(rate.median), range(rate, scale, null), rate.interval ? el("small", { class: "range" }, ` ${interval_text(rate.interval)}`) : null] : unknown()]),
  });
}

// ------------------------------------------------------------------ where it is

export const SORTED = {
  region: null,
  quotient: (row) => row.location_quotient,
  size: (row) => row.size,
  nation: (row) => row.share_of_nation,
  growth: (row) => row.growth?.median,
  place: (row) => (row.place ? -row.place.rank : null),
};

// Rows by a column, the highest first, or by name; unknown ones come last.
export function ordered(rows, column, reverse = false) {
  const value = SORTED[column], sign = reverse ? -1 : 1;
  if (!value) return [...rows].sort((a, b) => sign * inOrder((row) => row.region_name)(a, b));
  const isKnown = (row) => value(row) !== null && value(row) !== undefined;
  return [...rows.filter(isKnown).sort((a, b) => sign * (value(b) - value(a))), ...rows.filter((row) => !isKnown(row))];
}

// Ends of all intervals of growth, with zero; of location quotients the largest that is drawn.
export const growthScale = (rows) => rows.reduce(([low, high], { growth }) => (growth?.interval
  ? [Math.min(low, growth.interval.lower), Math.max(high, growth.interval.upper)] : [low, high]), [0, 0]);
export const quotientScale = (rows) => [0, Math.min(Math.max(2, ...rows.map((row) => row.location_quotient || 0)), 10)];

const FIRST = 12;
const LIKELY = .05;

function whereSection({ state, go, answer, query }) {
  if (!answer.regions.length) return null;
  const [wanted, way] = (one(state, "sort") || "quotient").split("-");
  const place = el("div");
  let all = answer.regions.length <= FIRST + 3;
  const fill = (column, reverse) => {
    const rows = ordered(answer.regions, column, reverse);
    place.replaceChildren(whereTable({ state, answer, query }, all ? rows : rows.slice(0, FIRST), { column, reverse }, (chosen) => {
      const turned = chosen === column ? !reverse : false;
      fill(chosen, turned);
      place.querySelector(`[data-sort="${chosen}"]`).focus();
      go(write(state.view, state.code, { ...read(location.href).query, sort: chosen + (turned ? "-reverse" : "") }), { replace: true, redraw: false });
    }), ...(all ? [] : [el("button", { type: "button", class: "plain", click: () => { all = true; fill(column, reverse); } },
      say("page.show_all", { n: rows.length }))]));
  };
  fill(wanted in SORTED ? wanted : "quotient", way === "reverse");
  return section("where", say("option.where"), place);
}

function whereTable({ state, answer, query }, rows, { column, reverse }, sort) {
  const ofCluster = answer.activity === "cluster", scale = growthScale(answer.regions), quotients = quotientScale(answer.regions);
  const names = ["region", "quotient", "size", "nation", ...(ofCluster ? ["growth"] : []), ...(answer.weights ? ["place"] : [])];
  const cell = {
    region: (row) => el("a", { href: link(state, "region", row.region_code) }, el("bdi", {}, row.region_name)),
    quotient: (row) => [decimal(row.location_quotient), trend(row.trend), row.location_quotient === null ? null
      : gauge({ value: row.location_quotient, mark: 1 }, { from: quotients[0], to: quotients[1] })],
    size: (row) => number(row.size),
    nation: (row) => percent(row.share_of_nation, 1),
    growth: (row) => (row.growth ? [signed(row.growth.median), range(row.growth, scale, answer.middle_growth)] : unknown()),
    place: (row) => (row.place ? [say("option.place", { rank: row.place.rank, of: row.place.of }), advice(row.place, ofCluster)] : say("option.no_option")),
  };
  const drawn = table({
    caption: say("option.where.caption", { ...years(answer.coverage || { first: 0, last: 0 }), n: answer.regions.length }),
    columns: names.map((name) => ({
      text: el("button", { type: "button", class: "sort", "data-sort": name, click: () => sort(name) }, say(`option.column.${name}`, { unit: answer.coverage?.unit || "" })),
      kind: name === "region" ? null : "n", explain: name === "region" ? null : explain(say(`option.explain.${name}`, explained(answer))),
    })),
    rows: rows.map((row) => names.map((name) => cell[name](row))),
    source: { path: coded("activity", answer.activity_code), query: { ...query, ranks: answer.weights ? true : null }, table: "regions" },
  });
  drawn.querySelectorAll("th").forEach((head, i) => {
    if (names[i] === column) head.setAttribute("aria-sort", (column === "region") === reverse ? "descending" : "ascending");
  });
  return drawn;
}

const explained = ({ coverage, growth_metadata: growth, weights }) => ({
  since: coverage?.trend_since ?? "", cutoff: coverage?.last ?? "", year: growth ? growth.cutoff + growth.horizon : "", level: 80,
  weights: weights ? sayOr(`preset.${weights}`, {}, weights) : "",
});
const trend = (name) => (name === null || name === "steady" ? null : el("small", { class: `range ${name}` }, ` ${say(`trend.${name}`)}`));
const advice = ({ advice: name }, ofCluster) => (name ? el("small", { class: "range" }, ` ${say(!ofCluster && name === "recommended" ? "advice.enter" : `advice.${name}`)}`) : null);

function range({ median, interval }, [from, to], middle) {
  if (!interval) return null;
  return gauge({ value: median, low: interval.lower, high: interval.upper, mark: middle }, { from, to, label: interval_text(interval) });
}

// ------------------------------------------------------------------ who may enter, who may lose it

function movesSection({ state, answer }) {
  const { niche_metadata: about, entries, exits } = answer;
  if (!about || !(entries.length || exits.length)) return null;
  const year = about.cutoff + about.horizon;
  return el("div", { class: "two even" },
    movesList(state, answer, "entry", entries, say("option.enter", { year })), movesList(state, answer, "exit", exits, say("option.lose", { year })));
}

function movesList(state, answer, call, calls, heading) {
  const item = (it) => el("li", {},
      el("a", { href: link(state, "region", it.region_code) }, el("bdi", {}, it.region_name)),
      el("span", { class: "n" }, percent(it.probability)),
      gauge({ value: it.probability, low: it.probability_low, high: it.probability_high }, {
        label: say("option.range", { low: percent(it.probability_low), high: percent(it.probability_high) }), colour: call === "exit" ? "risk" : "accent",
      }),
      it.reasons.length ? el("small", { class: "range", dir: "auto" }, it.reasons[0].reason) : null,
      it.warning ? el("small", { class: "warn" }, it.warning) : null);
  const likely = calls.slice(0, Math.max(3, calls.filter((it) => it.probability >= LIKELY).length)), rest = calls.slice(likely.length);
  return section(call, [heading, explain(say(`option.explain.${call}`, { threshold: number(answer.niche_metadata.threshold || 1) }))],
    calls.length ? el("ol", { class: "calls" }, likely.map(item)) : el("p", {}, say(`option.none.${call}`)),
    rest.length ? el("details", { class: "more" }, el("summary", {}, say("option.less_likely", { n: rest.length })), el("ol", { class: "calls", start: likely.length + 1 }, rest.map(item))) : null);
}

// ------------------------------------------------------------------ partners

function partnersSection(context) {
  const { state, go, answer } = context;
  if (!answer.regions.length) return null;
  const chosen = one(state, "with") || "";
  const rows = [...answer.regions].sort(inOrder((row) => row.region_name));
  const select = el("select", { id: "with", name: "with" }, el("option", { value: "" }, say("option.partners.choose")),
    rows.map((row) => el("option", { value: row.region_code, selected: row.region_code === chosen }, row.region_name)));
  const place = el("div", {}, partnersOf(context, answer));
  select.addEventListener("change", async () => {
    const query = { ...read(location.href).query, with: select.value || null };
    go(write(state.view, state.code, query), { replace: true, redraw: false });
    const found = await ask(coded("activity", state.code), { ...context.query, region_codes: select.value || null });
    place.replaceChildren(partnersOf(context, found));
  });
  return section("partners", say("option.partners"),
    el("div", { class: "asked" }, el("div", {}, el("label", { for: "with" }, say("option.partners.of")), select)), place);
}

function partnersOf({ state }, answer) {
  const [found] = answer.partners;
  const refused = answer.notes.find((it) => it.key === "option.no_partners");
  if (!found) return el("p", { class: "note" }, refused ? refused.text : say("option.partners.tip"));
  if (!found.partners.length) return el("p", {}, say("option.partners.none", { region: found.region_name }));
  const most = Math.max(...found.partners.map((it) => it.added_density));
  return table({
    caption: say("option.partners.caption", { region: found.region_name }),
    columns: [{ text: say("option.column.partner") }, { text: say("option.column.added"), kind: "n", explain: explain(say("option.explain.added")) },
      { text: say("option.column.brings") }],
    rows: found.partners.map((it) => [
      [el("a", { href: link(state, "region", it.region_code) }, el("bdi", {}, it.region_name)), it.specialised ? el("small", { class: "range" }, ` ${say("option.has_it")}`) : null],
      [percent(it.added_density), gauge({ value: it.added_density }, { from: 0, to: most })],
      el("ul", { class: "brings" }, it.brings.slice(0, 3).map((offer) => el("li", {},
        el("a", { href: link(state, answer.activity, offer.activity_code) }, el("bdi", {}, offer.activity_name))))),
    ]),
    source: { path: coded("partners", found.region_code), query: { activity_code: answer.activity_code, top: 5 }, table: "partners" },
  });
}

// ------------------------------------------------------------------ how far to trust it

function sourcesSection({ growth_metadata: growth, niche_metadata: niches }, state) {
  const lines = [growth ? say("option.source.growth", { model: growth.name, version: growth.version, cutoff: growth.cutoff, title: growth.title }) : null,
    niches ? say("option.source.niches", { model: niches.name, version: niches.version, cutoff: niches.cutoff, title: niches.title }) : null].filter(Boolean);
  return lines.length ? section("trust", say("option.trust"), lines.map((text) => el("p", {}, text)),
    el("p", {}, el("a", { href: link(state, "record") }, say("option.to_record")))) : null;
}

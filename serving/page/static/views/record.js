// The track record: what was said in each year, and what became of it.

import { link, one, write } from "../address.js";
import { ask } from "../ask.js";
import { el, explain, notice, section } from "../elements.js";
import * as calibration from "../figures/calibration.js";
import * as hits from "../figures/hits.js";
import { inOrder, percent, say, sayOr, signed, unknown } from "../language.js";
import { picture } from "../pictures.js";
import { table } from "../tables.js";
import { caseGroup } from "./record_cases.js";

export async function show(state, go) {
  const region = one(state, "region"), query = asked(state);
  const [answer, { regions }] = await Promise.all([ask("record", query), ask("regions")]);
  const title = say("record.title");
  const parts = [
    el("h1", {}, title),
    answer.summary.map(({ text }) => el("p", { class: "lead" }, text)),
    filters(state, go, answer),
    el("p", { class: "note record-what" }, say("record.what_backtest"), explain(say("record.explain.backtest"))),
    answer.rows.length ? years(answer) : null,
    answer.calibration.length ? curves(answer) : null,
    cases(state, go, answer, { region, regions, query }),
    answer.coverage.length ? coverage(answer) : null,
    answer.hindsight.length ? hindsight(answer) : null,
    answer.notes.map(({ text }) => notice(text)),
  ];
  return { title, parts: parts.flat(Infinity).filter(Boolean) };
}

// What the address asks of the service; what cannot be asked for is left out.
export const CALLS = ["growth", "entry", "exit"];
export function asked(state) {
  const region = one(state, "region"), call = one(state, "call"), origin = one(state, "origin");
  return {
    ...(region ? { region_codes: [region] } : {}), ...(CALLS.includes(call) ? { call } : {}), ...(/^\d{1,4}$/.test(origin || "") ? { origin: Number(origin) } : {}),
  };
}

// Which calls, and of which year.
function filters(state, go, answer) {
  const { call = "", origin = "" } = asked(state);
  const select = (name, text, chosen, options) => el("div", {}, el("label", { for: `record-${name}` }, text),
    el("select", { id: `record-${name}`, change: ({ target }) => go(write("record", "", { ...state.query, [name]: target.value || null }), { replace: true }) },
      options.map(([value, words]) => el("option", { value, selected: String(value) === String(chosen) }, words))));
  const years = answer.origins.length > 1 ? [["", say("record.filter.all_years")], ...answer.origins.map((year) => [year, String(year)])] : null;
  return el("div", { class: "asked" },
    select("call", say("record.filter.call"), call, [["", say("record.filter.all_calls")], ...CALLS.map((name) => [name, say(`record.filter.${name}`)])]),
    years ? select("origin", say("record.filter.origin"), origin, years) : null);
}

const callName = ({ call, activity }) => say(`record.call.${call}.${activity}`);
const when = ({ origin, target, live }) => el("span", { class: "record-when" }, say("record.when", { origin, target }), live ? [" ", el("small", { class: "badge" }, say("record.live"))] : null);
const source = (name, query = {}) => ({ path: "record", query, table: name });

// What was said in each year

function years(answer) {
  const rows = answer.rows.filter((row) => row.origin !== null);
  const niches = rows.filter((row) => row.call !== "growth"), growth = growthRows(answer.rows);
  return section("record-years", say("record.years"),
    niches.length ? [chart(answer, niches), nicheTable(niches)] : null,
    growth.length ? [el("h3", {}, say("record.years.growth")), growthTable(growth)] : null);
}

// The years of growth, and all of them together where there are several.
export function growthRows(rows) {
  const growth = rows.filter((row) => row.call === "growth");
  const single = growth.filter((row) => row.origin !== null);
  return single.length > 1 ? [...single, ...growth.filter((row) => row.origin === null)] : single;
}

function chart(answer, niches) {
  const rows = niches.filter((row) => row.hit_rate !== null).map((row) => ({
    ...row,
    label: `${callName(row)}, ${say("record.when", row)}`,
    text: say("record.chart.text", { year: row.target, call: callName(row), hits: row.hit_rate, rule: percent(row.rule_hit_rate) }),
  }));
  return rows.length ? el("div", { class: "record-chart" }, picture({
    name: "hits", title: say("record.chart"), drawing: hits.draw(rows, { label: say("record.chart") }), metadata: answer.metadata,
  })) : null;
}

function nicheTable(rows) {
  const columns = [
    { text: say("record.column.call") }, { text: say("record.column.years"), explain: explain(say("record.explain.years")) }, { text: say("record.column.n"), kind: "n" },
    { text: say("record.column.stated"), kind: "n" }, { text: say("record.column.came_true"), kind: "n" },
    { text: say("record.column.hits"), kind: "n", explain: explain(say("record.explain.hits")) }, { text: say("record.column.rule"), kind: "n" },
  ];
  const cells = rows.map((row) => [callName(row), when(row), say("record.number", { n: row.n }), percent(row.stated), percent(row.came_true), percent(row.hit_rate), percent(row.rule_hit_rate)]);
  return table({ columns, rows: cells, caption: say("record.years.niches"), source: source("rows") });
}

function growthTable(rows) {
  const columns = [
    { text: say("record.column.years"), explain: explain(say("record.explain.years")) }, { text: say("record.column.n"), kind: "n" }, { text: say("record.column.forecast"), kind: "n" },
    { text: say("record.column.growth"), kind: "n" }, { text: say("record.column.within_80"), kind: "n" }, { text: say("record.column.within_95"), kind: "n" },
    { text: say("record.column.lift"), kind: "n", explain: explain(say("record.explain.lift")) }, { text: say("record.column.rule_lift"), kind: "n" },
  ];
  const cells = rows.map((row) => [
    row.origin === null ? say("record.all_years") : when(row), say("record.number", { n: row.n }), signed(row.stated), signed(row.came_true),
    percent(row.coverage_80), percent(row.coverage_95), ranged(row), signed(row.rule_lift),
  ]);
  return table({ columns, rows: cells, source: source("rows") });
}

const ranged = ({ lift, lift_low: low, lift_high: high }) => (low === null || high === null ? signed(lift)
  : [signed(lift), el("span", { class: "range" }, " ", say("record.range", { low: signed(low), high: signed(high) }))]);

// Calibration

function curves(answer) {
  const drawn = answer.calibration.map((curve) => {
    const name = say(`record.calibration.${curve.activity}.${curve.call}`);
    const note = say(curve.live ? "record.calibration.live" : curve.at_origin ? "record.calibration.at_origin" : "record.calibration.halves");
    return picture({
      name: `calibration-${curve.activity}-${curve.call}`, title: name, drawing: calibration.draw(curve.bins), note, metadata: answer.metadata,
      same: { columns: binColumns(), rows: curve.bins.map(binCells), caption: name, source: source("bins") },
    });
  });
  return section("record-calibration", say("record.calibration"), el("div", { class: "parts" }, drawn));
}

const binColumns = () => ["stated", "came_true", "interval", "n"].map((name) => ({ text: say(`record.column.${name}`), kind: "n" }));
const binCells = (bin) => [percent(bin.stated), percent(bin.came_true), say("record.range", { low: percent(bin.low), high: percent(bin.high) }), say("record.number", { n: bin.n })];

// Right and wrong, by name

function cases(state, go, answer, { region, regions, query }) {
  const choose = el("select", { id: "record-region", change: ({ target }) => go(write("record", "", { ...state.query, region: target.value || null }), { replace: true }) },
    el("option", { value: "" }, say("record.cases.all_regions")),
    [...regions].sort(inOrder((entry) => entry.region_name)).map((entry) =>
      el("option", { value: entry.region_code, selected: entry.region_code === region }, entry.region_name)));
  return section("record-cases", say("record.cases"),
    el("label", { for: "record-region" }, say("record.cases.region")), choose,
    answer.groups.length ? answer.groups.map((group) => caseGroup(state, group, query)) : el("p", {}, say("record.cases.none")));
}

// Coverage

function coverage(answer) {
  const columns = [{ text: say("record.column.ahead") }, { text: say("record.column.n"), kind: "n" },
    { text: say("record.column.within_80"), kind: "n" }, { text: say("record.column.within_95"), kind: "n" }];
  const rows = answer.coverage.map((row) => [
    row.kind === "step" ? say("record.coverage.step", { n: Number(row.group) }) : sayOr(`record.coverage.size.${row.group}`, {}, row.group),
    say("record.number", { n: row.n }), percent(row.coverage_80), percent(row.coverage_95)]);
  return section("record-coverage", say("record.coverage"), el("p", {}, say("record.coverage.text")), table({ columns, rows, source: source("coverage") }));
}

// Hindsight

function hindsight(answer) {
  const columns = [{ text: say("record.column.weights") }, { text: say("record.hindsight.clusters"), kind: "n" }, { text: say("record.hindsight.judgement"), kind: "words" },
    { text: say("record.hindsight.niches"), kind: "n" }, { text: say("record.hindsight.base"), kind: "n" }, { text: say("record.hindsight.judgement"), kind: "words" }];
  const rows = answer.hindsight.map(({ preset, clusters, niches }) => [
    sayOr(`preset.${preset}`, {}, preset),
    clusters ? within(signed(clusters.difference), clusters, signed) : unknown(), clusters ? clusters.judgement.text : "",
    niches ? within(percent(niches.rate), niches, percent) : unknown(), niches ? percent(niches.base_rate) : "", niches ? niches.judgement.text : "",
  ]);
  return section("record-hindsight", say("record.hindsight"), el("p", {}, say("record.hindsight.text")), table({ columns, rows, source: source("hindsight") }));
}

const within = (text, { lower, upper }, written) => (lower === null ? text
  : [text, el("span", { class: "range" }, " ", say("record.range", { low: written(lower), high: written(upper) }))]);

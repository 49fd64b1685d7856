// How the region and its clusters will grow: a table, and the forecast of the one that is chosen.

import { one, write } from "../address.js";
import { ask, coded } from "../ask.js";
import { el, explain } from "../elements.js";
import { decimal, number, say, signed } from "../language.js";
import { picture } from "../pictures.js";
import { table } from "../tables.js";
import { draw as gauge } from "../figures/gauge.js";
import { activityLink, said, sentence, sourceLine } from "./parts.js";

export const LEVELS = [50, 80, 95];
const FIRST = 8;

export const levelOf = (state) => (LEVELS.includes(Number(one(state, "level"))) ? Number(one(state, "level")) : 80);
const intervalOf = (holder, level) => holder?.find((one) => one.level === level) ?? null;

// Growth a year with its interval; without one where the lower end reaches −100 %.
export function rate(forecast, level) {
  const { growth } = forecast;
  if (!growth || growth.median_per_year === null) return null;
  const interval = intervalOf(growth.intervals_per_year, level);
  return { median: growth.median_per_year, lower: interval?.lower ?? null, upper: interval?.upper ?? null };
}

// Totals of the region first, then the surest growth: the highest lower end.
export function ordered(answer, level) {
  const surest = (forecast) => rate(forecast, level)?.lower ?? -Infinity;
  const totals = answer.totals.filter((one) => one.region_code);
  return [...totals, ...[...answer.forecasts].sort((a, b) => surest(b) - surest(a))];
}

export async function parts(state, go, ranked) {
  const first = ranked?.clusters.find((one) => one.advice)?.code ?? null;
  const body = el("div", {});
  const draw = async () => {
    const level = levelOf(state), query = { levels: [...new Set([level, 80])].sort(), totals: true };
    const answer = await ask(coded("growth", state.code), query);
    body.replaceChildren(...drawn(answer, state, { level, query, first }));
  };
  const select = el("select", { id: "level", change: () => {
    state.query = { ...state.query, level: [select.value] };
    go(write("region", state.code, state.query), { replace: true, redraw: false });
    draw();
  } }, LEVELS.map((level) => el("option", { value: level, selected: level === levelOf(state) }, say("region.level", { level }))));
  await draw();
  return [el("div", { class: "asked" }, el("div", {}, el("label", { for: "level" }, say("region.interval")), select)), body];
}

function drawn(answer, state, { level, query, first }) {
  const { metadata } = answer, rows = ordered(answer, level), figure = el("div", { class: "fan-place" });
  const target = rows[0].points.at(-1).year;
  const ends = rows.flatMap((one) => { const found = rate(one, level); return found && found.lower !== null ? [Math.abs(found.lower), Math.abs(found.upper)] : []; }).sort((a, b) => a - b);
  const reach = ends[Math.floor(ends.length * 0.85)] || 1;
  const nodes = rows.map((forecast) => growthRow(forecast, state, { level, reach, choose: (row) => {
    for (const other of nodes) other.classList.toggle("chosen", other === row);
    showFan(figure, forecast, state, level);
  } }));
  for (const node of nodes.slice(FIRST)) node.hidden = true;
  const more = nodes.length > FIRST ? el("button", { class: "plain", type: "button", click: () => {
    for (const node of nodes) node.hidden = false;
    more.remove();
  } }, say("page.show_all", { n: nodes.length })) : null;
  const start = Math.max(rows.findIndex((one) => one.cluster_code === first), 0);
  nodes[start].hidden = false;
  nodes[start].querySelector("button").click();
  return [
    el("p", {}, say("region.growth_about", { description: sentence(answer.indicator_description), unit: answer.unit, start: metadata.cutoff, end: target, prices: metadata.prices || say("region.no_prices") })),
    metadata.intervals ? el("p", { class: "note" }, said(metadata.intervals.text)) : null,
    el("div", { class: "two" },
      el("div", {}, table({
        caption: say("region.growth_table", { target, level }),
        columns: [{ text: say("region.cluster") }, { text: say("region.last_value", { year: metadata.cutoff }), kind: "n" },
          { text: say("region.median_growth"), kind: "n" }, { text: say("region.interval_of", { level }), explain: explain(say("region.interval_meaning", { level, miss: 100 - level })) }],
        rows: nodes, source: { path: coded("growth", state.code), query, table: "forecasts" } }), more),
      figure),
    sourceLine(metadata, state)];
}

function growthRow(forecast, state, { level, reach, choose }) {
  const found = rate(forecast, level), isTotal = !forecast.cluster_code;
  const row = el("tr", { class: isTotal ? "total" : null },
    el("td", {}, el("button", { class: "row", type: "button", click: () => choose(row) }, el("bdi", {}, isTotal ? forecast.region_name : forecast.cluster_name))),
    el("td", { class: "n" }, number(forecast.last_value)),
    el("td", { class: "n" }, found ? signed(found.median) : say("word.unknown")),
    el("td", {}, found && found.lower !== null
      ? [gauge({ value: found.median, low: found.lower, high: found.upper, mark: 0 }, { from: -reach, to: reach }),
        el("span", { class: "range" }, say("region.from_to", { low: decimal(found.lower, 1), high: decimal(found.upper, 1) }))]
      : say("word.unknown")));
  return row;
}

let turn = 0;
// The forecast of one cluster, or of the total: a fan, what drives it, and the same as a table.
async function showFan(place, forecast, state, level) {
  const mine = ++turn;
  const query = { levels: LEVELS, history: 40, totals: !forecast.cluster_code, cluster_codes: forecast.cluster_code || null };
  const answer = await ask(coded("growth", state.code), query);
  if (mine !== turn) return;
  const full = forecast.cluster_code ? answer.forecasts[0] : answer.totals.find((one) => one.region_code);
  const [fan, waterfall] = await Promise.all([import("../figures/fan.js"), import("../figures/waterfall.js")]);
  if (mine !== turn) return;
  const options = { unit: answer.unit, metadata: answer.metadata, level, state };
  const drawing = fan.draw(full, options), drivers = full.drivers?.length ? waterfall.draw(full, { ...options, by: full.drivers.every((one) => one.growth !== null) ? "growth" : "value" }) : null;
  const name = forecast.cluster_code ? forecast.cluster_name : forecast.region_name;
  place.replaceChildren(...[
    drawing ? picture({ name: `fan-${state.code}-${forecast.cluster_code || "total"}`, metadata: answer.metadata, embed: embedded("fan", forecast), title: say("region.fan_of", { name, unit: answer.unit }), drawing, further: pathTable(full, answer, query) })
      : el("div", {}, el("h3", {}, say("region.fan_of", { name, unit: answer.unit })), pathTable(full, answer, query)),
    drivers ? picture({ name: `waterfall-${state.code}-${forecast.cluster_code}`, metadata: answer.metadata, embed: embedded("waterfall", forecast), title: say("region.drivers_of", { name }), drawing: drivers }) : driverList(full),
    forecast.cluster_code ? el("p", {}, activityLink(state, "cluster", forecast.cluster_code, say("region.open_option", { name }))) : null].filter(Boolean));
}

const embedded = (picture, { region_code: region, cluster_code: cluster }) => (cluster ? `${picture}?${new URLSearchParams({ region, cluster })}` : null);

const driverList = (forecast) => (forecast.drivers?.length ? el("div", {}, el("h3", {}, say("region.drivers")),
  el("ul", { class: "reasons" }, forecast.drivers.map((one) => el("li", {}, `${one.phrase}: ${one.growth === null ? number(one.contribution) : signed(one.growth)}`)))) : null);

// A point in time as people read it.
export const when = ({ year, period }, perYear) => (perYear === 4 ? say("region.quarter", { year, period }) : perYear === 12 ? say("figure.month", { year, period: String(period).padStart(2, "0") }) : String(year));

function pathTable(forecast, answer, query) {
  const per = answer.metadata.periods_per_year;
  return el("details", {}, el("summary", {}, say("page.as_table")), table({
    caption: answer.unit,
    columns: [{ text: say(per === 1 ? "region.year" : "region.period") }, { text: say("region.median"), kind: "n" },
      ...LEVELS.map((level) => ({ text: say("region.interval_of", { level }), kind: "n" }))],
    rows: forecast.points.map((point) => [when(point, per), number(point.median),
      ...LEVELS.map((level) => { const found = intervalOf(point.intervals, level); return found ? `${number(found.lower)} \u2013 ${number(found.upper)}` : say("word.unknown"); })]),
    source: { path: coded("growth", answer.forecasts[0]?.region_code ?? forecast.region_code), query, table: "forecasts" } }));
}

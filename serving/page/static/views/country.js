// The country: what stands out, a map, a ranking of all regions.

import { link, one, read, write } from "../address.js";
import { ask } from "../ask.js";
import { el, explain, past, section, svg } from "../elements.js";
import { draw } from "../figures/map.js";
import { legend, shadeOf, thresholds } from "../figures/classes.js";
import { decimal, inOrder, percent, say, signed, unknown } from "../language.js";
import { picture } from "../pictures.js";
import { table } from "../tables.js";

// What regions are coloured and ranked by: the figure of a region, how it is written, its interval.
export const MEASURES = {
  growth: { of: (row) => row.growth, write: (value) => signed(value) },
  complexity: { of: (row) => row.complexity && { value: row.complexity.eci }, write: (value) => decimal(value, 2) },
  chance: { of: (row) => row.niche && row.niche.chance, write: (value) => percent(value) },
  robustness: { of: (row) => row.cluster && { value: row.cluster.weight_robustness }, write: (value) => percent(value) },
};
const ATLASES = ["us-states", "countries"];

export async function show(state, go) {
  const query = asked(state);
  const [answer, map] = await Promise.all([ask("overview", query), ask("map")]);
  const topology = ATLASES.includes(map.kind) ? await outlinesOf(map.file) : null;
  const context = { state, go, answer, map, topology, query };
  return {
    title: answer.title,
    parts: [
      el("h1", { dir: "auto" }, answer.title),
      answer.growth?.demo || answer.niches?.demo ? el("p", {}, el("span", { class: "badge" }, say("country.demo"))) : null,
      ...answer.summary.map((sentence) => el("p", { class: "lead" }, sentence.text)),
      age(answer, state),
      mapSection(context),
      rankingSection(context),
    ].filter(Boolean),
  };
}

// What the address asks of the service.
export function asked(state) {
  const weights = one(state, "weights") || null;
  return { weights, preset: weights ? null : one(state, "preset"), floor: one(state, "floor") };
}

// Put what was chosen into the address, beside all that stands there by now.
const noted = ({ go }, chosen) => go(write("country", "", { ...read(location.href).query, ...chosen }), { replace: true, redraw: false });

const kept = new Map();
function outlinesOf(file) {
  const address = document.documentElement.dataset.static + file;
  if (!kept.has(address)) kept.set(address, fetch(address).then((response) => response.json()));
  return kept.get(address);
}

const age = ({ growth, niches }, state) => past([growth, niches], link(state, "record"));

// ------------------------------------------------------------------ map

function mapSection(context) {
  const { state, answer, map } = context;
  const names = Object.keys(MEASURES).filter((name) => answer.middle[name] !== null);
  const chosen = names.includes(one(state, "colour")) ? one(state, "colour") : names[0];
  if (!chosen) return null;
  const place = el("div", { class: "mapped" });
  const fill = (name) => place.replaceChildren(mapFigure(context, name));
  const select = el("select", { id: "colour", change: ({ target }) => {
    fill(target.value);
    noted(context, { colour: target.value === names[0] ? null : target.value });
  } }, names.map((name) => el("option", { value: name, selected: name === chosen }, say(`country.measure.${name}`))));
  fill(chosen);
  return section("where", say("country.where"),
    el("div", { class: "asked" }, el("div", {}, el("label", { for: "colour" }, say("country.colour")), select)),
    place, el("p", { class: "note" }, map.attribution.text));
}

function mapFigure(context, name) {
  const { answer, map, topology, state, go } = context;
  const rows = answer.regions.filter((row) => !row.is_total);
  const values = rows.map((row) => MEASURES[name].of(row)?.value ?? NaN), cuts = thresholds(values);
  const by = new Map(answer.regions.map((row) => [row.region_code, row]));
  const tip = el("p", { class: "tip", "aria-hidden": "true" }, say("country.map.tip"));
  const drawing = draw({ map, topology }, {
    label: say("country.map.label", { measure: say(`country.measure.${name}`), n: rows.length }),
    about: (code) => {
      const row = by.get(code), found = MEASURES[name].of(row);
      return { shade: shadeOf(found?.value ?? NaN, cuts), hatched: found?.apart === false, text: labelOf(row, name), href: link(state, "region", code) };
    },
    go,
    shown: (text) => { tip.textContent = text; },
  });
  const note = say(`country.note.${name}`, notes(answer));
  return picture({ name: "map", title: titleOf(answer, name), drawing, note, further: [tip, legendOf(cuts, values, name, answer, rows)] });
}

const notes = (answer) => ({ year: answer.target_year, cutoff: answer.cutoff, niche_year: answer.niche_target_year, niche_cutoff: answer.niche_cutoff });
const titleOf = (answer, name) => el("span", {}, say(`country.title.${name}`, notes(answer)), explain(say(`country.explain.${name}`)));

// A region in words: its name, the figure, its interval, and whether it can be told apart.
export function labelOf(row, name) {
  const found = MEASURES[name].of(row), written = MEASURES[name].write;
  if (!found || found.value === null) return say("country.label.unknown", { region: row.region_name });
  const value = written(found.value);
  if (found.lower === undefined || found.lower === null) return say("country.label.value", { region: row.region_name, value });
  const key = found.apart === false ? "not_apart" : "apart";
  return say(`country.label.${key}`, { region: row.region_name, value, low: written(found.lower), high: written(found.upper), level: name === "growth" ? 80 : 90 });
}

function legendOf(cuts, values, name, answer, rows) {
  const { write: written, of } = MEASURES[name];
  const item = (shade, text) => el("li", {}, el("span", { class: `swatch ${shade}` }), text);
  const text = ({ low, high }) => (low === null ? say("country.legend.below", { high: written(high) })
    : high === null ? say("country.legend.from", { low: written(low) }) : say("country.legend.between", { low: written(low), high: written(high) }));
  return el("ul", { class: "legend" },
    legend(cuts, values).map((entry) => item(entry.shade, text(entry))),
    rows.some((row) => of(row)?.apart === false)
      ? item("hatched", say(`country.legend.hatched.${name}`, { middle: written(answer.middle[name]) })) : null,
    values.some((value) => !Number.isFinite(value)) ? item("none", unknown()) : null);
}

// ------------------------------------------------------------------ ranking

const COLUMNS = ["region", "advice", "growth", "complexity", "chance", "outgrow", "robustness"];
const YEARS = { growth: "target_year", chance: "niche_target_year" };
// The title of a column, without a year where no model has one.
export function columnTitle(name, answer) {
  const isUndated = name in YEARS && !answer[YEARS[name]];
  return say(`country.column.${name}${isUndated ? ".undated" : ""}`, notes(answer));
}
const SORTED = {
  region: null,
  growth: (row) => row.growth?.value,
  complexity: (row) => row.complexity?.eci,
  chance: (row) => row.niche?.chance.value,
  outgrow: (row) => row.cluster?.chance_to_outgrow,
  robustness: (row) => row.cluster?.weight_robustness,
};

// Regions by a column, the highest first, or by name; unknown ones come last, totals stand above all.
export function ordered(rows, column, reverse = false) {
  const totals = rows.filter((row) => row.is_total), parts = rows.filter((row) => !row.is_total);
  const value = SORTED[column], sign = reverse ? -1 : 1;
  if (!value) return [...totals, ...parts.sort((a, b) => sign * inOrder((row) => row.region_name)(a, b))];
  const isKnown = (row) => value(row) !== null && value(row) !== undefined;
  const known = parts.filter(isKnown).sort((a, b) => sign * (value(b) - value(a)));
  return [...totals, ...known, ...parts.filter((row) => !isKnown(row))];
}

function rankingSection(context) {
  const { state } = context;
  const [column, way] = (one(state, "sort") || "growth").split("-");
  const place = el("div");
  const fill = (name, reverse) => place.replaceChildren(rankingTable(context, name, reverse, (chosen) => {
    const turned = chosen === name ? !reverse : false;
    fill(chosen, turned);
    place.querySelector(`[data-sort="${chosen}"]`).focus();
    noted(context, { sort: chosen + (turned ? "-reverse" : "") });
  }));
  fill(column in SORTED ? column : "growth", way === "reverse");
  return section("ranking", say("country.ranking"), place);
}

function rankingTable(context, column, reverse, sort) {
  const { answer, query } = context;
  const rows = ordered(answer.regions, column, reverse), scale = scaleOf(answer.regions);
  const drawn = table({
    caption: say("country.ranking.caption", { n: rows.filter((row) => !row.is_total).length }),
    columns: COLUMNS.map((name) => ({
      text: name in SORTED ? el("button", { type: "button", class: "sort", "data-sort": name, click: () => sort(name) }, columnTitle(name, answer)) : say(`country.column.${name}`),
      kind: ["region", "advice"].includes(name) ? null : "n",
      explain: ["region", "advice"].includes(name) ? null : explain(say(`country.explain.${name}`)),
    })),
    rows: rows.map((row) => rankingRow(row, context, scale)),
    source: { path: "overview", query, table: "regions" },
  });
  drawn.querySelectorAll("th").forEach((head, i) => {
    if (COLUMNS[i] !== column) return;
    head.setAttribute("aria-sort", (column === "region") === reverse ? "descending" : "ascending");
  });
  return drawn;
}

function rankingRow(row, { state }, scale) {
  const { growth, complexity, niche, cluster } = row;
  const cells = [
    [el("a", { href: link(state, "region", row.region_code) }, el("bdi", {}, row.region_name)), row.is_total ? el("small", { class: "range" }, ` ${say("country.total")}`) : null],
    (row.advice || row.refused).text,
    growth ? [signed(growth.value), rangeMark(growth, scale, (value) => signed(value), 80)] : unknown(),
    decimal(complexity?.eci),
    niche ? [percent(niche.chance.value), rangeMark(niche.chance, [0, 1], percent, 90),
      el("small", { class: "of" }, el("a", { href: link(state, niche.activity, niche.code) }, el("bdi", {}, niche.name)))] : unknown(),
    cluster ? [percent(cluster.chance_to_outgrow), el("small", { class: "of" }, el("a", { href: link(state, "cluster", cluster.code) }, el("bdi", {}, cluster.name)))] : unknown(),
    percent(cluster?.weight_robustness),
  ];
  return el("tr", { class: row.is_total ? "total" : null }, cells.map((cell, i) => el("td", { class: i > 1 ? "n" : null }, cell)));
}

// The ends of all intervals of growth, with zero.
const scaleOf = (rows) => rows.reduce(([low, high], { growth }) => (growth && growth.lower !== null
  ? [Math.min(low, growth.lower), Math.max(high, growth.upper)] : [low, high]), [0, 0]);

function rangeMark({ value, lower, upper }, [low, high], written, level) {
  if (lower === null || lower === undefined) return null;
  const at = (x) => (100 * (x - low)) / (high - low || 1);
  return svg("svg", { class: "mark", viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": say("country.mark", { level, low: written(lower), high: written(upper) }) },
    low < 0 && high > 0 ? svg("line", { x1: at(0), x2: at(0), y1: 0, y2: 8, class: "zero" }) : null,
    svg("line", { x1: at(lower), x2: at(upper), y1: 4, y2: 4, class: "span" }),
    svg("line", { x1: at(value), x2: at(value), y1: 1, y2: 7, class: "dot" }));
}

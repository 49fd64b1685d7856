// The data behind the answers: sources, age, quality, models.

import { link } from "../address.js";
import { ask } from "../ask.js";
import { el, explain, notice, section } from "../elements.js";
import { date, percent, say, sayOr, unit, unknown, written } from "../language.js";
import { table } from "../tables.js";

export async function show(state) {
  const answer = await ask("data"), title = say("data.title");
  const parts = [
    el("h1", {}, title),
    answer.summary.map(({ text }) => el("p", { class: "lead" }, text)),
    answer.packages.some(({ demo }) => demo) ? el("p", {}, el("span", { class: "badge" }, say("data.demo"))) : null,
    answer.sources.length ? sources(answer) : null,
    answer.models.length ? [age(answer), indicators(answer), quality(state, answer), models(answer), packages(answer)] : null,
    answer.notes.map(({ text }) => notice(text)),
  ];
  return { title, parts: parts.flat(Infinity).filter(Boolean) };
}

const source = (name) => ({ path: "data", table: name });
const tableName = (name) => (name ? sayOr(`data.table.${name}`, {}, name) : say("data.whole_package"));
const count = (n) => say("data.number", { n });
const text = (value) => el("span", { class: "data-cell", dir: "auto" }, value);
const stated = (value) => (value ? text(value) : say("data.unstated"));
export const yearsOf = ({ first_year: first, last_year: last }) => (first === null ? "" : first === last ? String(first) : say("data.years", { first, last }));

// Facts of sources that any of them states; the others are named below the table.
const FACTS = ["vintage", "licence", "file", "imported"];
export const factsOf = (rows) => FACTS.filter((name) => rows.some((row) => row[name]));

function sources(answer) {
  const facts = factsOf(answer.sources), missing = FACTS.filter((name) => !facts.includes(name));
  const columns = ["source", "table", ...facts].map((name) => ({ text: say(`data.column.${name}`) }));
  const rows = answer.sources.map((row) => [text([row.title, row.dataset].filter(Boolean).join(", ")), tableName(row.table), ...facts.map((name) => stated(row[name]))]);
  return section("data-sources", say("data.sources"), table({ columns, rows, source: source("sources") }),
    missing.length ? el("p", { class: "note" }, say("data.sources.not_stated", { names: missing.map((name) => say(`data.fact.${name}`)) })) : null,
    answer.left_out.length ? [el("h3", {}, say("data.left_out")), leftOut(answer)] : null);
}

function leftOut(answer) {
  const columns = ["source", "table", "what", "cases", "why"].map((name) => ({ text: say(`data.column.${name}`) }));
  const rows = answer.left_out.map((row) => [text(row.source), tableName(row.table), text(row.what), row.count, text(row.why)]);
  return table({ columns, rows, source: source("left_out") });
}

// The tables with years, the oldest end first.
export const dated = (tables) => tables.filter((row) => row.last_year !== null).sort((a, b) => a.last_year - b.last_year);

function age(answer) {
  const now = Math.max(...answer.packages.map((entry) => entry.cutoff + entry.age));
  const columns = [{ text: say("data.column.table") }, { text: say("data.column.years") }, { text: say("data.column.age"), kind: "n", explain: explain(say("data.explain.age")) },
    { text: say("data.column.rows"), kind: "n" }, { text: say("data.column.series"), kind: "n" }, { text: say("data.column.gaps"), kind: "n", explain: explain(say("data.explain.gaps")) }];
  const rows = dated(answer.tables).map((row) => [tableName(row.table), yearsOf(row), say("data.years_old", { n: Math.max(now - row.last_year, 0) }), count(row.rows), count(row.series), count(row.gaps)]);
  return section("data-age", say("data.age"), el("p", {}, say("data.age.text")), table({ columns, rows, source: source("tables") }));
}

function indicators(answer) {
  const columns = [{ text: say("data.column.indicator") }, { text: say("data.column.table") }, { text: say("data.column.unit") }, { text: say("data.column.prices"), kind: "words" },
    { text: say("data.column.years") }, { text: say("data.column.series"), kind: "n" }, { text: say("data.column.estimated"), kind: "n" }];
  const rows = answer.indicators.map((row) => [text(row.description || row.indicator), tableName(row.table), text(row.unit && unit(row.unit)), say(`data.price.${row.price_basis}`), yearsOf(row), count(row.series),
    row.estimated === null ? say("data.unstated") : percent(row.estimated)]);
  return section("data-indicators", say("data.indicators"), table({ columns, rows, source: source("indicators") }));
}

function quality(state, answer) {
  const columns = ["severity", "kind", "place", "cases", "finding"].map((name) => ({ text: say(`data.column.${name}`), kind: { cases: "n", finding: "long" }[name] || null }));
  const rows = answer.findings.map((row) => [say(`data.severity.${row.severity}`), sayOr(`data.kind.${row.kind}`, {}, row.kind), place(state, row), count(row.count),
    el("span", { lang: "en", class: "data-cell" }, row.text, " ", row.advice)]);
  const unchecked = answer.notes.length > 0;
  return section("data-quality", say("data.quality"),
    rows.length ? [el("p", {}, say("data.quality.language")), table({ columns, rows, source: source("findings") })]
      : el("p", {}, unchecked ? unknown() : say("data.quality.none", { n: answer.checks.length })));
}

// Where the largest case of a finding is, with links to what has a view.
function place(state, { table: name, place: at }) {
  const views = { region_code: "region", cluster_code: "cluster", technology_code: "technology" };
  const words = Object.entries(at).map(([key, value]) => (key in views ? el("a", { href: link(state, views[key], String(value)), dir: "auto" }, value) : String(value)));
  return el("span", { class: "data-cell" }, [tableName(name), ...words].flatMap((word, number) => (number ? [", ", word] : [word])));
}

function models(answer) {
  const columns = [{ text: say("data.column.part") }, { text: say("data.column.model") }, { text: say("data.column.cutoff"), kind: "n", explain: explain(say("data.explain.cutoff")) },
    { text: say("data.column.age"), kind: "n" }, { text: say("data.column.horizon"), kind: "n" }, { text: say("data.column.trained") }];
  const rows = answer.models.map((row) => [say(`data.part.${row.part}`), model(row), String(row.cutoff), say("data.years_old", { n: row.age }), String(row.horizon), date(row.trained_at)]);
  return section("data-models", say("data.models"), table({ columns, rows, source: source("models") }));
}

const model = (row) => el("span", { class: "data-cell" }, `${row.name}, ${say("data.version", { version: row.version })} (${written("method", row.model)})`,
  row.forced ? el("span", { class: "warn" }, " ", say("data.forced")) : null,
  row.link ? [" ", el("a", { href: row.link, rel: "noopener", target: "_blank" }, say("data.in_mlflow"))] : null);

function packages(answer) {
  const columns = [{ text: say("data.column.package") }, { text: say("data.column.cutoff"), kind: "n" }, { text: say("data.column.licence") },
    { text: say("data.column.digest"), kind: "words", explain: explain(say("data.explain.digest")) }];
  const rows = answer.packages.map((row) => [text(`${row.title} (${row.name})`), String(row.cutoff), row.licences.length ? text(row.licences.join("; ")) : say("data.unstated"), el("span", { class: "digest" }, row.sha256)]);
  return section("data-packages", say("data.packages"), table({ columns, rows, source: source("packages") }));
}

// Calls by name: a group of them as a table, with more on demand.

import { link } from "../address.js";
import { ask } from "../ask.js";
import { el, explain } from "../elements.js";
import { decimal, percent, say, signed } from "../language.js";
import { table } from "../tables.js";

const STEP = 10;

export function caseGroup(state, group, query) {
  const heading = group.activity === "cluster" && group.call !== "growth" ? `${title(group)} (${say("record.group.markets")})` : title(group);
  const body = el("div", {}, table(content(state, group, query)));
  const shown = { n: group.cases.length };
  const more = el("button", { type: "button", class: "plain", click: async () => {
    more.disabled = true;
    const next = await ask("record", { ...query, call: group.call, offset: shown.n, limit: STEP });
    const same = next.groups.find((one) => one.group === group.group && one.activity === group.activity);
    for (const found of same?.cases || []) body.querySelector("tbody").append(el("tr", {}, row(state, found).map((cell, place) => el("td", { class: columns(group.call)[place].kind || null }, cell))));
    shown.n += same?.cases.length || 0;
    more.disabled = false;
    more.hidden = !same || shown.n >= group.n;
    counted.textContent = said(group, shown.n);
  } }, say("record.more"));
  more.hidden = shown.n >= group.n;
  const counted = el("p", { class: "note", role: "status" }, said(group, shown.n));
  return el("div", { class: "record-group" }, el("h3", {}, heading),
    group.call === "growth" ? el("p", { class: "note" }, say("record.group.notable")) : null, body, counted, more);
}

const title = ({ call, group }) => say(`record.group.${call}.${group}`);
const said = ({ n, of }, shown) => say("record.group.shown", { shown, n, of });

const columns = (call) => [
  { text: say("record.column.years"), explain: explain(say("record.explain.years")) }, { text: say("record.column.region") }, { text: say("record.column.option") },
  { text: say(call === "growth" ? "record.column.said" : "record.column.chance"), kind: "n" },
  { text: say("record.column.outcome"), kind: call === "growth" ? "n" : null },
];

const content = (state, { call, cases }, query) => ({
  columns: columns(call), rows: cases.map((found) => row(state, found)), source: { path: "record", query: { ...query, call }, table: "cases" },
});

function row(state, found) {
  const written = found.call === "growth" ? signed : percent;
  const range = found.lower === null ? null : el("span", { class: "range" }, " ", say("record.range", { low: written(found.lower), high: written(found.upper) }));
  return [
    el("span", { class: "record-when" }, say("record.when", found), found.live ? [" ", el("small", { class: "badge" }, say("record.live"))] : null),
    el("a", { href: link(state, "region", found.region_code), dir: "auto" }, found.region_name),
    el("a", { href: link(state, found.activity, found.code), dir: "auto", class: "record-option" }, named(found)),
    el("span", {}, written(found.stated), range),
    happened(found),
  ];
}

// A name that repeats its code stands alone.
export const named = ({ code, name }) => (name === code || name.includes(code) ? name : `${code} ${name}`);

const happened = ({ call, outcome }) => (call === "growth" ? signed(outcome) : say(`record.happened.${call}.${decimal(outcome, 0)}`));

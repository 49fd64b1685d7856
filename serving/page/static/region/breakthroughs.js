// What is about to break through in the nation, and whether the region is in it.

import { ask, coded } from "../ask.js";
import { el, explain } from "../elements.js";
import { draw as gauge } from "../figures/gauge.js";
import { decimal, list, percent, say, sayOr } from "../language.js";
import { table } from "../tables.js";
import { activityLink, age, said, sourceLine } from "./parts.js";

const LISTED = 10, FIRST = 3, OUTSTANDING = 0.7;

export async function parts(state, kind) {
  const path = coded("breakthroughs", state.code), query = { activity: kind.activity, limit: LISTED }, answer = await ask(path, query);
  const { metadata } = answer, year = metadata.cutoff + metadata.horizon, about = { kind, state, path, query };
  return [
    age(metadata) ? el("p", {}, age(metadata)) : null,
    el("p", {}, say(`region.breakthroughs_about.${kind.words}`, { year })),
    answer.caution ? el("p", { class: "warn" }, said(answer.caution)) : null,
    el("div", { class: "two even" },
      answer.activities.length ? emerging(answer, about) : el("p", {}, say("region.breakthroughs_none")),
      answer.points.length ? points(answer, about) : el("p", {}, say("region.points_none"))),
    sourceLine(metadata, state)];
}

// Attributes in which an activity is among the highest, the highest first.
export const outstanding = (attributes) => Object.entries(attributes).filter(([, place]) => place >= OUTSTANDING)
  .sort((a, b) => b[1] - a[1]).slice(0, FIRST).map(([name]) => name);

const attributeName = (name) => sayOr(`region.emergence.${name}`, {}, name.replaceAll("_", " "));
const bar = (value) => [gauge({ value }), percent(value)];

function emerging(answer, { kind, state, path, query }) {
  const here = new Set(answer.points.filter((one) => one.location_quotient >= (answer.metadata.threshold ?? 1)).map((one) => one.activity_code));
  return table({
    caption: say("region.breakthroughs_caption"),
    columns: [{ text: say(`region.activity.${kind.words}`) }, { text: say("region.breakthrough_chance"), explain: explain(say("region.breakthrough_chance_meaning")) },
      { text: say("region.share_of_all"), kind: "n" }, { text: say("region.stands_out") }],
    rows: answer.activities.map((one) => [
      [activityLink(state, kind.view, one.activity_code, one.activity_name), here.has(one.activity_code) ? el("div", { class: "range" }, say("region.specialised")) : null],
      bar(one.probability), percent(one.share, 2), el("div", { class: "words" }, list(outstanding(one.attributes).map(attributeName)) || "\u2013")]),
    source: { path, query, table: "activities" } });
}

function points(answer, { kind, state, path, query }) {
  return table({
    caption: say("region.points_caption"),
    columns: [{ text: say(`region.activity.${kind.words}`) },
      { text: say("region.location_quotient", { year: answer.metadata.cutoff }), kind: "n", explain: explain(say("region.location_quotient_meaning")) },
      { text: say("region.strength"), kind: "n", explain: explain(say("region.strength_meaning")) }, { text: say("region.both"), explain: explain(say("region.both_meaning")) }],
    rows: answer.points.map((one) => [activityLink(state, kind.view, one.activity_code, one.activity_name), decimal(one.location_quotient, 2), percent(one.strength), bar(one.score)]),
    source: { path, query, table: "points" } });
}

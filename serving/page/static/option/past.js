// All regions together: the forecast of a cluster, the counts of a technology.

import { el, section } from "../elements.js";
import * as fan from "../figures/fan.js";
import * as history from "../figures/history.js";
import { number, say, signed, unknown } from "../language.js";
import { picture } from "../pictures.js";

export function pastSection(answer, level) {
  const found = answer.total ? forecast(answer, level) : counts(answer);
  return found && section("past", say(answer.total ? "option.past_and_future" : "option.history"), found);
}

function forecast({ total, coverage, activity_name: name, activity_code: code, growth_metadata: metadata }, level) {
  const unit = coverage?.unit || "", drawing = fan.draw({ ...total, cluster_name: name }, { unit, metadata, level });
  if (!drawing) return null;
  const held = total.points[0].intervals[0]?.level;
  return picture({ name: `fan-${code}`, title: say("option.fan", { name, unit }), drawing, metadata, note: rate(total), same: {
    caption: unit, columns: [{ text: say("option.column.year") }, { text: say("option.column.median"), kind: "n" }, ...(held ? [{ text: say("option.column.interval", { level: held }), kind: "n" }] : [])],
    rows: total.points.map((point) => [fan.when(point, metadata?.periods_per_year), number(point.median),
      ...(held ? [point.intervals.length ? say("option.from_to", { low: number(point.intervals[0].lower), high: number(point.intervals[0].upper) }) : unknown()] : [])]) } });
}

function rate({ growth }) {
  const interval = growth?.intervals_per_year[0];
  if (!growth || growth.median_per_year === null) return null;
  const median = signed(growth.median_per_year);
  return interval ? say("option.fan_note", { median, level: interval.level, lower: signed(interval.lower), upper: signed(interval.upper) }) : say("option.fan_note_alone", { median });
}

function counts({ history: rows = [], coverage, activity_name: name, activity_code: code, niche_metadata: metadata }) {
  const unit = coverage?.unit || "", drawing = rows.length ? history.draw(rows, { name, unit }) : null;
  return drawing && picture({ name: `history-${code}`, title: say("option.counts", { name, unit }), drawing, metadata, note: say("option.counts_note", { year: rows.at(-1).year }), same: {
    caption: unit, columns: [{ text: say("option.column.year") }, { text: say("option.column.count"), kind: "n" }], rows: rows.map(({ year, value }) => [String(year), number(value)]) } });
}

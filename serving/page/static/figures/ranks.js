// Ranks, or any value, each a dot with its range on one scale.
//
// draw(rows, options) → <svg>
//   rows       [{code, name, value, low, high, mark (a thin line, may be null), kind: view it leads to}]
//   options    {state, format: "rank" | "percent" | "signed" | "number", label of the scale, from, to (else by the
//              data), best: "low" (ranks: first is left, the default for ranks) or "high", width}

import { link } from "../address.js";
import { svg } from "../elements.js";
import { say, unknown } from "../language.js";
import { scaleLinear } from "../vendor/d3.js";
import { dots, figure, FORMATS, reader, resizable, round, text, textLines, wrapped } from "./frame.js";

const isKnown = (value) => value !== null && value !== undefined && !Number.isNaN(value);

// Ends of the scale: those asked for, else all values, ranges and marks; ranks begin at 1.
export function scaleEnds(rows, { format = "rank", from = null, to = null } = {}) {
  const values = rows.flatMap(({ value, low, high, mark }) => [value, low, high, mark]).filter(isKnown);
  const least = from ?? (format === "rank" ? 1 : Math.min(...values)), greatest = to ?? Math.max(...values);
  return least === greatest ? [least, least + 1] : [least, greatest];
}

export const draw = resizable((rows, options) => {
  if (!rows.some((row) => isKnown(row.value))) return null;
  const { state, format = "rank", label = null, width } = options, side = width >= 480, names = side ? Math.min(width * .4, 280) : 0;
  const ends = scaleEnds(rows, options), write = FORMATS[format];
  const x = scaleLinear(ends, [names + 14, width - 14]), marks = (format === "rank" ? whole(x.ticks(8), ends) : x.ticks(width < 400 ? 4 : 6));
  let y = label ? 40 : 22;
  const top = y, placed = rows.map((row) => {
    const lines = wrapped(row.name, side ? names - 8 : width - 4, 2), tall = side ? Math.max(lines.length * 14.4 + 6, 28) : lines.length * 14.4 + 24;
    const at = side ? y + tall / 2 : y + lines.length * 14.4 + 11;
    y += tall;
    return { ...row, lines, at, first: side ? at - (lines.length - 1) * 7.2 + 4 : at - lines.length * 14.4 + 2 };
  });
  const read = reader(width, y + 4);
  return figure(width, y + 4, spoken(rows, write, label), label ? textLines(names, 12, wrapped(label, width - names, 1), { class: "fig-strong" }) : null,
    marks.map((mark) => [svg("line", { x1: round(x(mark)), x2: round(x(mark)), y1: top, y2: y, class: "fig-rule" }), text(x(mark), top - 7, write(mark), { "text-anchor": "middle" })]),
    dots(placed.map((row) => ({ x: isKnown(row.value) ? x(row.value) : names + 14, y: row.at, href: row.kind && state ? link(state, row.kind, row.code) : null,
      label: [row.name, ...said(row, write)], marks: [textLines(0, row.first, row.lines), range(row, x)] })), read, label, { in_order: true }), read.node);
});

// Whole ranks only, with the first and the last.
function whole(ticks, [first, last]) {
  const kept = ticks.filter((mark) => Number.isInteger(mark) && mark > first && mark < last && last - mark >= (last - first) / 12);
  return [first, ...kept, last];
}

function range({ value, low, high, mark, at }, x) {
  if (!isKnown(value)) return text(x.range()[0], at + 4, unknown());
  return [isKnown(low) && isKnown(high) ? svg("rect", { x: round(x(low)), y: round(at - 4), width: Math.max(round(x(high) - x(low)), 1), height: 8, rx: 4, class: "fig-range" }) : null,
    isKnown(mark) ? svg("line", { x1: round(x(mark)), x2: round(x(mark)), y1: round(at - 8), y2: round(at + 8), class: "fig-mark" }) : null,
    svg("circle", { cx: round(x(value)), cy: round(at), r: 5, class: "fig-value" })];
}

function said({ value, low, high }, write) {
  if (!isKnown(value)) return [unknown()];
  return isKnown(low) && isKnown(high) ? [say("figure.value_range", { value: write(value), low: write(low), high: write(high) })] : [write(value)];
}

const spoken = (rows, write, label) => [label || say("figure.ranks"), ...rows.slice(0, 3).map((row) => `${row.name}: ${said(row, write)[0]}`)].join(". ");

// The scatter: chance (or growth) against complexity, a dot an activity or a region.
//
// draw(data, options) → <svg>
//   data       {points: [{code, name, x, y, low, high (interval of y, may be null), recommended: false, kind: view
//              that a dot leads to, "technology" | "cluster" | "region"}], x: {label, format}, y: {label, format}};
//              format is "percent" (a share), "signed" (per cent), "number"
//   options    {state, zero: false (a line at y = 0), middle: y of a line such as the national mean,
//              recommended: what a diamond means (words in the legend), width}
// Points with an unknown x or y are left out; the caller says how many: drawable(points).length.

import { link } from "../address.js";
import { svg } from "../elements.js";
import { say } from "../language.js";
import { scaleLinear } from "../vendor/d3.js";
import { clipped, dots, figure, FORMATS, legend, placed, reader, resizable, round, text, textWidth, wrapped } from "./frame.js";

const isKnown = (value) => value !== null && value !== undefined && !Number.isNaN(value);
export const drawable = (points) => points.filter(({ x, y }) => isKnown(x) && isKnown(y));

// From the least to the greatest of values; shares begin at 0, and the line at zero is inside.
export function ends(values, { format = "number", zero = false } = {}) {
  const least = Math.min(...values, ...(format === "percent" || zero ? [0] : [])), greatest = Math.max(...values, ...(zero ? [0] : []));
  const room = greatest - least || Math.abs(greatest) || 1;
  return [least === 0 ? 0 : least - room * .04, greatest + room * .04];
}

export const diamond = (x, y, r) => `M${round(x)} ${round(y - r)}L${round(x + r)} ${round(y)}L${round(x)} ${round(y + r)}L${round(x - r)} ${round(y)}Z`;

export const draw = resizable((data, options) => {
  const points = drawable(data.points);
  if (!points.length) return null;
  const { state, zero = false, middle = null, width } = options, guide = legend(guides(points, options), width);
  const heading = wrapped(`↑ ${data.y.label}`, width - 4, 2), top = guide.height + heading.length * 14.4 + 14;
  const height = top + Math.round(Math.min(Math.max(width * .58, 220), 400)) + 44, bottom = height - 44;
  const y = scaleLinear(ends([...points.map((point) => point.y), ...(middle === null ? [] : [middle])], { ...data.y, zero }), [bottom, top]);
  const rows = y.ticks(5), writeX = FORMATS[data.x.format || "number"], writeY = FORMATS[data.y.format || "number"];
  const left = Math.max(...rows.map((mark) => textWidth(writeY(mark)))) + 12, right = width - 10;
  const x = scaleLinear(ends(points.map((point) => point.x), data.x), [left + 8, right]), columns = x.ticks(width < 420 ? 4 : 7);
  const first = [...points].sort((a, b) => Number(a.recommended || false) - Number(b.recommended || false));
  const read = reader(width, height), spots = first.map((point) => spot(point, { x, y, data, state, writeX, writeY }));
  return figure(width, height, spoken(data, points, options.recommended), guide.node,
    heading.map((line, place) => text(0, guide.height + 12 + 14.4 * place, line, { class: "fig-strong" })),
    text(right, height - 6, clipped(`${data.x.label} →`, width - 4), { "text-anchor": "end", class: "fig-strong" }),
    rows.map((mark) => [svg("line", { x1: left, x2: right, y1: round(y(mark)), y2: round(y(mark)), class: "fig-rule" }), text(left - 6, y(mark) + 4, writeY(mark), { "text-anchor": "end" })]),
    columns.map((mark) => text(x(mark), bottom + 18, writeX(mark), { "text-anchor": "middle" })),
    zero ? svg("line", { x1: left, x2: right, y1: round(y(0)), y2: round(y(0)), class: "fig-zero" }) : null,
    middle === null ? null : svg("line", { x1: left, x2: right, y1: round(y(middle)), y2: round(y(middle)), class: "fig-cutoff" }),
    dots(spots, read, data.y.label), named(first, spots, { x0: left, x1: right, y0: top, y1: bottom }), read.node);
});

const circle = (x, y, r, name) => svg("circle", { cx: round(x), cy: round(y), r, class: name });
const pointed = (x, y) => svg("path", { d: diamond(x, y, 7), class: "fig-recommended" });

function guides(points, { recommended = say("figure.recommended") }) {
  if (!points.some((point) => point.recommended)) return [];
  return [{ mark: pointed, text: recommended }, { mark: (x, y) => circle(x, y, 5, "fig-other"), text: say("figure.others") }];
}

function spot(point, { x, y, data, state, writeX, writeY }) {
  const at = { x: x(point.x), y: y(point.y) }, ranged = isKnown(point.low) && isKnown(point.high), [bottom, top] = y.range();
  const inside = (value) => round(Math.min(Math.max(y(value), top), bottom));
  const value = ranged ? say("figure.value_range", { value: writeY(point.y), low: writeY(point.low), high: writeY(point.high) }) : writeY(point.y);
  return {
    ...at, href: point.kind && state ? link(state, point.kind, point.code) : null,
    label: [point.name, `${data.y.label}: ${value}`, `${data.x.label}: ${writeX(point.x)}`],
    also: ranged ? svg("line", { x1: round(at.x), x2: round(at.x), y1: inside(point.low), y2: inside(point.high), class: "fig-interval" }) : null,
    marks: point.recommended ? pointed(at.x, at.y) : circle(at.x, at.y, 5, "fig-other"),
  };
}

// Names of the recommended, where there is room for them; clipped so that no name takes the whole width.
function named(points, spots, bounds) {
  const chosen = points.map((point, place) => ({ point, spot: spots[place] })).filter(({ point }) => point.recommended).sort((a, b) => b.point.y - a.point.y);
  const labels = chosen.map(({ point, spot: { x, y } }) => ({ x, y, r: 7, text: clipped(point.name, Math.min((bounds.x1 - bounds.x0) * .6, 220)) }));
  const places = placed(labels, bounds, chosen.map(({ spot: { x, y } }) => ({ x, y, r: 6 })));
  return svg("g", { "aria-hidden": "true", class: "fig-names" }, places.map((place, i) => (place ? text(place.x, place.y, labels[i].text, { "text-anchor": place.anchor }) : null)));
}

function spoken(data, points, what = say("figure.recommended")) {
  const best = points.filter((point) => point.recommended).slice(0, 3).map((point) => point.name);
  const parameters = { y: data.y.label, x: data.x.label, n: points.length };
  return say("figure.scatter", parameters) + (best.length ? ` ${say("figure.these_are", { what, names: best })}` : "");
}

// Small bars in cells: the gauge, a dot with its range and a thin mark to compare with; and the parts of a score.
//
// draw({value, low, high, mark}, {from: 0, to: 1, label: text for screen readers or null, colour: "accent" | "risk"}) → <svg>
// Beside a number that says the same, leave the label null: it is hidden from screen readers then.

import { svg } from "../elements.js";

// Where values stand on the bar, clamped to its ends; null for what is unknown.
export function positions({ value, low = null, high = null, mark = null }, { from = 0, to = 1 }) {
  const x = (at) => (at === null || at === undefined || Number.isNaN(at) ? null : 4 + 132 * Math.min(Math.max((at - from) / (to - from || 1), 0), 1));
  return { value: x(value), low: x(low), high: x(high), mark: x(mark) };
}

export function draw(data, { from = 0, to = 1, label = null, colour = "accent" } = {}) {
  const { value, low, high, mark } = positions(data, { from, to });
  return svg("svg", { viewBox: "0 0 140 14", class: `bar fig-gauge fig-gauge-${colour}`, ...(label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }) },
    svg("line", { x1: 4, x2: 136, y1: 7, y2: 7, class: "fig-rule" }),
    low === null || high === null ? null : svg("rect", { x: low, width: Math.max(high - low, 1), y: 4, height: 6, rx: 3, class: "fig-range" }),
    value === null ? null : svg("circle", { cx: value, cy: 7, r: 4, class: "fig-value" }),
    mark === null ? null : svg("line", { x1: mark, x2: mark, y1: 0, y2: 14, class: "fig-mark" }));
}

// ------------------------------------------------------------------ the parts of a score

const WIDE = 120;
export const HUES = [186, 30, 262, 340, 95, 48, 215, 150, 305, 12, 240, 70];
export const shade = (place) => `hsl(${HUES[place % HUES.length]} 48% var(--tone))`;

// Lowest and highest end of the bars of all options: they share a scale.
export function bounds(options, factor = () => 1) {
  const side = (option, sign) => factor(option) * Object.values(option.contributions).filter((value) => sign * value > 0).reduce((sum, value) => sum + value, 0);
  return [Math.min(0, ...options.map((option) => side(option, -1))), Math.max(0.1, ...options.map((option) => side(option, 1)))];
}

// The parts of a score from left to right: losses left of zero, gains right of it.
export function stacked(contributions, names, factor = 1) {
  let above = 0, below = 0;
  return names.flatMap((name, place) => {
    const width = factor * (contributions[name] || 0);
    if (!width) return [];
    const from = width > 0 ? above : below + width;
    if (width > 0) above += width; else below += width;
    return [{ name, place, from, width: Math.abs(width) }];
  });
}

export function scoreBar(option, names, [low, high], factor = 1) {
  const x = (value) => (WIDE * (value - low)) / (high - low);
  return svg("svg", { viewBox: `0 0 ${WIDE} 14`, class: "bar", "aria-hidden": "true", focusable: "false" },
    stacked(option.contributions, names, factor).map(({ place, from, width }) =>
      svg("rect", { x: x(from), y: 2, width: x(from + width) - x(from), height: 10, fill: shade(place) })),
    svg("line", { x1: x(0), x2: x(0), y1: 0, y2: 14, stroke: "var(--soft)" }));
}

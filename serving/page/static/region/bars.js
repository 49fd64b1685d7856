// Small bars in cells. Beside a number that says the same they are hidden from screen readers.

import { svg } from "../elements.js";

const WIDTH = 120, EDGE = 4;
export const scaled = (value, from, to) => EDGE + (WIDTH - 2 * EDGE) * Math.max(0, Math.min(1, (value - from) / (to - from || 1)));

// A dot with its range, and a thin mark to compare with; ends beyond the scale stop at its edge.
export function gauge({ value, low = null, high = null, mark = null, from = 0, to = 1, colour = "accent" }) {
  const x = (at) => scaled(at, from, to), has = (at) => at !== null && at !== undefined;
  return svg("svg", { viewBox: `0 0 ${WIDTH} 14`, class: "bar", "aria-hidden": "true", focusable: "false" },
    svg("line", { x1: EDGE, x2: WIDTH - EDGE, y1: 7, y2: 7, stroke: "var(--rule)" }),
    has(low) && has(high) ? svg("rect", { x: x(low), width: Math.max(x(high) - x(low), 2), y: 4, height: 6, rx: 3, fill: `var(--${colour})`, opacity: 0.35 }) : null,
    has(mark) ? svg("line", { x1: x(mark), x2: x(mark), y1: 0, y2: 14, stroke: "var(--ink)", "stroke-width": 1.5 }) : null,
    has(value) ? svg("circle", { cx: x(value), cy: 7, r: 3.5, fill: `var(--${colour})` }) : null);
}

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
  const x = (value) => (WIDTH * (value - low)) / (high - low);
  return svg("svg", { viewBox: `0 0 ${WIDTH} 14`, class: "bar", "aria-hidden": "true", focusable: "false" },
    stacked(option.contributions, names, factor).map(({ place, from, width }) =>
      svg("rect", { x: x(from), y: 2, width: x(from + width) - x(from), height: 10, fill: shade(place) })),
    svg("line", { x1: x(0), x2: x(0), y1: 0, y2: 14, stroke: "var(--soft)" }));
}

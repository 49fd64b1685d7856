// The small bar in a cell: a dot with its range, and a thin mark to compare with.
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

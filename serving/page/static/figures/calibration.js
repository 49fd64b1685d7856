// The calibration curve: what was stated against what came true.
//
// draw(bins, options) → <svg>
//   bins       [{stated, came_true, low, high (interval of came_true, may be null), n}], shares from 0 to 1;
//              or those of `reliability` of an audit's details, for one call (predicted, observed, n)
//   options    {label_x, label_y (by default: stated chance, came true), width}
// Without low and high it draws the 95 % Wilson interval of the share by its count.

import { svg } from "../elements.js";
import { percent, say } from "../language.js";
import { scaleLinear } from "../vendor/d3.js";
import { dots, figure, legend, reader, resizable, round, text, wrapped } from "./frame.js";

// 95 % interval of a share of n (Wilson 1927).
export function wilson(share, n, z = 1.96) {
  if (!n) return [0, 1];
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n), half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [Math.max(middle - half, 0), Math.min(middle + half, 1)];
}

// Bins of either form, by what was stated; empty ones left out.
export function binsOf(bins) {
  return bins.map(({ stated, predicted, came_true, observed, low = null, high = null, n }) => {
    const said = stated ?? predicted, share = came_true ?? observed, [from, to] = low === null || high === null ? wilson(share, n) : [low, high];
    return { stated: said, came_true: share, low: from, high: to, n };
  }).filter((bin) => bin.n > 0).sort((a, b) => a.stated - b.stated);
}

// How far the axes go: to the next tenth above what is drawn, so that small chances can be told apart.
export const greatest = (bins) => Math.min(Math.ceil(10 * Math.max(...bins.map((bin) => Math.max(bin.stated, bin.came_true)), .05) - 1e-9) / 10, 1);

export const draw = resizable((all, options) => {
  const bins = binsOf(all);
  if (!bins.length) return null;
  const { label_x = say("figure.stated"), label_y = say("figure.came_true"), width } = options;
  const guide = legend([{ mark: (x, y) => svg("line", { x1: x - 8, x2: x + 8, y1: y + 4, y2: y - 4, class: "fig-ideal" }), text: say("figure.ideal") },
    { mark: (x, y) => svg("line", { x1: x, x2: x, y1: y - 7, y2: y + 7, class: "fig-interval" }), text: say("figure.wilson") }], width);
  const heading = wrapped(`↑ ${label_y}`, width - 4, 2), top = guide.height + heading.length * 14.4 + 14, side = Math.min(width - 66, 420);
  const height = top + side + 44, bottom = height - 44, far = greatest(bins), x = scaleLinear([0, far], [46, 46 + side]), y = scaleLinear([0, far], [bottom, top]);
  const marks = x.ticks(width < 400 ? 4 : 6), read = reader(width, height), most = Math.max(...bins.map((bin) => bin.n));
  return figure(width, height, spoken(bins), guide.node, heading.map((line, place) => text(0, guide.height + 12 + 14.4 * place, line, { class: "fig-strong" })),
    marks.map((mark) => [svg("line", { x1: 46, x2: 46 + side, y1: round(y(mark)), y2: round(y(mark)), class: "fig-rule" }), text(40, y(mark) + 4, percent(mark), { "text-anchor": "end" }),
      text(x(mark), bottom + 18, percent(mark), { "text-anchor": "middle" })]),
    text(46 + side, height - 6, `${label_x} →`, { "text-anchor": "end", class: "fig-strong" }),
    svg("line", { x1: x(0), y1: y(0), x2: x(far), y2: y(far), class: "fig-ideal" }),
    svg("path", { class: "fig-median", d: bins.map((bin, place) => `${place ? "L" : "M"}${round(x(bin.stated))} ${round(y(bin.came_true))}`).join("") }),
    dots(bins.map((bin) => spot(bin, x, y, far, most)), read, label_y, { in_order: true }), read.node);
});

function spot(bin, x, y, far, most) {
  const at = { x: x(bin.stated), y: y(bin.came_true) };
  return {
    ...at, href: null, label: [say("figure.stated_value", { stated: percent(bin.stated) }), say("figure.came_true_value", { share: percent(bin.came_true), low: percent(bin.low), high: percent(bin.high), n: bin.n })],
    marks: [svg("line", { x1: round(at.x), x2: round(at.x), y1: round(y(Math.min(bin.high, far))), y2: round(y(bin.low)), class: "fig-interval" }),
      svg("circle", { cx: round(at.x), cy: round(at.y), r: round(3 + 6 * Math.sqrt(bin.n / most)), class: "fig-value" })],
  };
}

const spoken = (bins) => [say("figure.calibration"), ...bins.map((bin) => say("figure.calibration_bin", { stated: percent(bin.stated), share: percent(bin.came_true), n: bin.n }))].join(" ");

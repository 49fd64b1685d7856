// How many of the likeliest calls came true: a row for each kind of call and year.
//
// draw(rows, options) → <svg>
//   rows       [{label, hit_rate, rule_hit_rate (may be null), came_true (of all calls, may be null), text}], shares 0 to 1;
//              text says the row to screen readers
//   options    {label: text alternative of the whole}

import { svg } from "../elements.js";
import { percent, say } from "../language.js";

const WIDTH = 360, LEFT = 6, RIGHT = 354, TOP = 62, ROW = 40;

// Where a share stands on the axis, which reaches to the next of these ends; half of each is a round share too.
const ENDS = [.1, .2, .4, .6, .8, 1];
export const reach = (rows) => {
  const most = Math.max(...rows.flatMap((row) => [row.hit_rate, row.rule_hit_rate ?? 0, row.came_true ?? 0]));
  return ENDS.find((end) => end >= most) || 1;
};
export const place = (share, far) => LEFT + (RIGHT - LEFT) * Math.min(share / far, 1);

export function draw(rows, { label = "" } = {}) {
  if (!rows.length) return null;
  const far = reach(rows), height = TOP + ROW * rows.length + 6, x = (share) => place(share, far);
  const ticks = [0, far / 2, far];
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": [label, ...rows.map((row) => row.text)].join(" "), class: "hits" },
    legend(),
    ticks.map((share, number) => [
      svg("line", { x1: x(share), x2: x(share), y1: TOP - 8, y2: height, class: "hits-rule" }),
      svg("text", { x: x(share), y: TOP - 13, "text-anchor": ["start", "middle", "end"][number] }, percent(share))]),
    rows.map((row, number) => marks(row, TOP + ROW * number, x)));
}

function marks(row, top, x) {
  const y = top + 25;
  return svg("g", {},
    svg("text", { x: LEFT, y: top + 12, class: "hits-label" }, row.label),
    svg("rect", { x: LEFT, y: y - 5, width: Math.max(x(row.hit_rate) - LEFT, 1), height: 10, rx: 2, class: "hits-bar" }),
    row.rule_hit_rate === null ? null : svg("line", { x1: x(row.rule_hit_rate), x2: x(row.rule_hit_rate), y1: y - 9, y2: y + 9, class: "hits-mark" }),
    row.came_true === null ? null : svg("circle", { cx: x(row.came_true), cy: y, r: 4.5, class: "hits-base" }));
}

// Three marks that differ in form, not in colour alone.
function legend() {
  const items = [
    [(x) => svg("rect", { x, y: 8, width: 14, height: 9, rx: 2, class: "hits-bar" }), say("record.chart.model")],
    [(x) => svg("line", { x1: x + 7, x2: x + 7, y1: 4, y2: 20, class: "hits-mark" }), say("record.chart.rule")],
    [(x) => svg("circle", { cx: x + 7, cy: 12, r: 4.5, class: "hits-base" }), say("record.chart.base")],
  ];
  return items.map(([mark, text], number) => {
    const left = [LEFT, 104, LEFT][number], down = number === 2 ? 18 : 0;
    return svg("g", { transform: `translate(0 ${down})` }, mark(left), svg("text", { x: left + 20, y: 16 }, text));
  });
}

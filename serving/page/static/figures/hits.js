// How many of the likeliest calls came true: a bar for each kind of call and year, beside a rule and chance.
//
// draw(rows, options) → <svg>
//   rows       [{label, hit_rate, rule_hit_rate (may be null), came_true (of all calls, may be null), text}], shares 0 to 1;
//              text says the row to screen readers
//   options    {label: what the whole shows, width}

import { svg } from "../elements.js";
import { percent, say } from "../language.js";
import { figure, legend, resizable, round, SIZE, text, textLines, wrapped } from "./frame.js";

const LEFT = 6, LINE = SIZE * 1.2, BAR = 26;

// Where a share stands on the axis, which reaches to the next of these ends; half of each is a round share too.
const ENDS = [.1, .2, .4, .6, .8, 1];
export const reach = (rows) => {
  const most = Math.max(...rows.flatMap((row) => [row.hit_rate, row.rule_hit_rate ?? 0, row.came_true ?? 0]));
  return ENDS.find((end) => end >= most) || 1;
};

export const draw = resizable((rows, { label = "", width }) => {
  if (!rows.length) return null;
  const right = width - 6, far = reach(rows), x = (share) => round(LEFT + (right - LEFT) * Math.min(share / far, 1)), guide = legend(marks(), width);
  const top = guide.height + 22, tops = [top];
  const lines = rows.map((row) => wrapped(row.label, right - LEFT, 2));
  for (const found of lines) tops.push(tops.at(-1) + found.length * LINE + BAR);
  return figure(width, tops.at(-1), [label, ...rows.map((row) => row.text)].join(" "), guide.node,
    [0, far / 2, far].map((share, number) => [
      svg("line", { x1: x(share), x2: x(share), y1: top - 6, y2: round(tops.at(-1)), class: "fig-rule" }),
      text(x(share), top - 10, percent(share), { "text-anchor": ["start", "middle", "end"][number] })]),
    rows.map((row, number) => bar(row, lines[number], tops[number], x)));
});

function bar(row, lines, top, x) {
  const y = round(top + lines.length * LINE + 10);
  return svg("g", {}, textLines(LEFT, top + SIZE, lines, { class: "hits-label" }), hits(x(0), y, Math.max(x(row.hit_rate) - x(0), 1)),
    row.rule_hit_rate === null ? null : rule(x(row.rule_hit_rate), y), row.came_true === null ? null : base(x(row.came_true), y));
}

// Three marks that differ in form, not in colour alone.
const hits = (x, y, width) => svg("rect", { x, y: y - 5, width, height: 10, rx: 2, class: "hits-bar" });
const rule = (x, y) => svg("line", { x1: x, x2: x, y1: y - 8, y2: y + 8, class: "hits-mark" });
const base = (x, y) => svg("circle", { cx: x, cy: y, r: 4.5, class: "hits-base" });
const marks = () => [
  { mark: (x, y) => hits(x - 7, y, 14), text: say("record.chart.model") },
  { mark: rule, text: say("record.chart.rule") },
  { mark: base, text: say("record.chart.base") },
];

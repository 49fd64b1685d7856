// Counts by year as columns: what an activity has been, where no forecast goes on from it.
//
// draw(rows, options) → <svg>: rows [{year, value}], the earliest first, value null where unknown;
// options {name, unit, width}.

import { svg } from "../elements.js";
import { number, say } from "../language.js";
import { scaleLinear } from "../vendor/d3.js";
import { figure, reader, resizable, round, text, textWidth, tick } from "./frame.js";

// The years that are known, from the first one on.
export const known = (rows) => rows.filter(({ value }) => value !== null && value !== undefined);

export const draw = resizable((rows, { name, unit, width }) => {
  const all = known(rows);
  if (all.length < 2) return null;
  const height = Math.round(Math.min(Math.max(width * .4, 180), 280)), bottom = height - 26;
  const y = scaleLinear([0, Math.max(...all.map(({ value }) => value)) || 1], [bottom, 14]).nice(4), marks = y.ticks(4);
  const left = Math.max(...marks.map((mark) => textWidth(tick(mark)))) + 10;
  const first = rows[0].year, last = rows.at(-1).year, step = (width - left - 6) / (last - first + 1);
  const x = (year) => left + (year - first + .5) * step;
  const label = say("figure.history", { name, unit, first: all[0].year, last: all.at(-1).year, start: number(all[0].value), end: number(all.at(-1).value) });
  const bars = all.map(({ year, value }) => svg("rect", { class: "fig-column", x: round(x(year) - step * .4), width: round(Math.max(step * .8, 1)), y: round(y(value)), height: round(bottom - y(value)) }));
  const every = Math.ceil(44 / step);
  return figure(width, height, label,
    svg("g", { class: "fig-axes", "aria-hidden": "true" },
      marks.map((mark) => [svg("line", { x1: left, x2: width, y1: round(y(mark)), y2: round(y(mark)), class: "fig-rule" }), text(left - 6, y(mark) + 4, tick(mark), { "text-anchor": "end" })]),
      all.filter(({ year }) => (last - year) % every === 0).map(({ year }) => text(x(year), bottom + 18, year, { "text-anchor": "middle" }))),
    svg("g", { "aria-hidden": "true" }, bars), pointed(all, { x, y, unit, width, height, bottom }));
});

// The year under the pointer or the arrow keys, read out.
function pointed(all, { x, y, unit, width, height, bottom }) {
  const read = reader(width, height), words = ({ year, value }) => [String(year), say("figure.at_observed", { value: number(value), unit })];
  let at = all.length - 1;
  const area = svg("rect", { class: "fig-area", x: round(x(all[0].year)), width: round(Math.max(x(all.at(-1).year) - x(all[0].year), 1)), y: 0, height: bottom,
    tabindex: 0, role: "slider", "aria-label": say("figure.read"), "aria-valuemin": 0, "aria-valuemax": all.length - 1,
    focus: () => show(at), blur: read.hide, pointermove: point, pointerdown: point, pointerleave: read.hide, keydown: move });
  function tell() {
    area.setAttribute("aria-valuenow", at);
    area.setAttribute("aria-valuetext", words(all[at]).join(". "));
  }
  function show(place) {
    at = Math.min(Math.max(place, 0), all.length - 1);
    read.show(x(all[at].year), y(all[at].value) - 4, words(all[at]));
    tell();
  }
  function point(event) {
    const box = area.getBoundingClientRect(), share = (event.clientX - box.left) / (box.width || 1);
    show(Math.round(share * (all.length - 1)));
  }
  function move(event) {
    const next = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    show(next);
  }
  tell();
  return svg("g", {}, area, read.node);
}

// The fan chart: what was observed, the median forecast, and its intervals.
//
// draw(forecast, options) → <svg>
//   forecast   one of `forecasts` or `totals` of GET /growth (points, history, last_value, cluster_name)
//   options    {unit, metadata: that of the answer (cutoff, periods_per_year), level: 80 (its ends are
//              named and read), assumed: [medians by point] or null (a dashed path), width,
//              scale: [least, greatest] of the axis, by default of this forecast alone}
// Ask for /growth with history=40&levels=50&levels=80&levels=95; it draws the levels that are there.

import { svg } from "../elements.js";
import { number, say } from "../language.js";
import { scaleLinear } from "../vendor/d3.js";
import { figure, legend, reader, resizable, round, text, textWidth, tick } from "./frame.js";

const DEFAULT = 80;

// ------------------------------------------------------------------ arithmetic

// Years with the part of the year as a fraction: the second quarter of 2020 is 2020.25.
export const moment = ({ year, period }, per = 1) => (per > 1 && period ? year + (period - 1) / per : year);

// A moment in words: 2020, Q2 2020, 6/2020.
export function when({ year, period }, per = 1) {
  if (per === 1 || !period) return String(year);
  return say(per === 4 ? "figure.quarter" : "figure.month", { year, period: String(period).padStart(per === 4 ? 1 : 2, "0") });
}

// The moment of the last value, one step before the first point.
export function lastMoment(points, per = 1) {
  const [{ year, period }] = points;
  if (per === 1 || !period) return { year: year - 1, period: null };
  return period > 1 ? { year, period: period - 1 } : { year: year - 1, period: per };
}

export const interval = (point, level) => point.intervals.find((band) => band.level === level) || null;

// The level that is read: the one asked for, else the one closest to it that the forecast has.
export function levelOf(points, wanted = DEFAULT) {
  const levels = points[0].intervals.map((band) => band.level);
  return levels.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0] ?? null;
}

// All that is drawn, in moments and values: lines (observed is split where years are unknown), bands from wide to narrow.
export function fanOf(forecast, per = 1) {
  const points = forecast.points.map((point) => ({ ...point, at: moment(point, per) }));
  const origin = { ...lastMoment(forecast.points, per), median: forecast.last_value };
  origin.at = moment(origin, per);
  const known = forecast.last_value !== null && forecast.last_value !== undefined;
  const observed = forecast.history.map((past) => ({ ...past, at: moment(past, per) }));
  if (known && !observed.some((past) => past.at === origin.at)) observed.push({ ...origin, value: origin.median });
  const pieces = [];
  let piece = null;
  for (const past of observed) {
    if (past.value === null || past.value === undefined) piece = null;
    else if (piece && past.at - piece.at(-1).at < 1.5 / per) piece.push(past);
    else pieces.push((piece = [past]));
  }
  const levels = points[0].intervals.map((band) => band.level).sort((a, b) => b - a);
  const bands = levels.map((level) => ({ level, edges: [
    ...(known ? [{ at: origin.at, lower: origin.median, upper: origin.median }] : []),
    ...points.map((point) => ({ at: point.at, ...interval(point, level) }))] }));
  const median = [...(known ? [{ at: origin.at, value: origin.median }] : []), ...points.map((point) => ({ at: point.at, value: point.median }))];
  return { points, origin, pieces, bands, median };
}

// From the least to the greatest value that is drawn; down to zero where it is near.
export function reach({ pieces, bands, median }, assumed = []) {
  const values = [...pieces.flat().map((past) => past.value), ...median.map((point) => point.value), ...assumed,
    ...bands.flatMap((band) => band.edges.flatMap(({ lower, upper }) => [lower, upper]))];
  const least = Math.min(...values), greatest = Math.max(...values), room = greatest - least || Math.abs(greatest) || 1;
  return [least >= 0 && least < room / 2 ? 0 : least, least === greatest ? greatest + room / 10 : greatest];
}

// The nearest moment to at among observed and forecast ones.
export function reading({ pieces, points }, at) {
  const all = [...pieces.flat(), ...points];
  return all.reduce((best, one) => (Math.abs(one.at - at) < Math.abs(best.at - at) ? one : best), all[0]);
}

// ------------------------------------------------------------------ drawing

export const draw = resizable((forecast, options) => {
  if (!forecast.points.length) return null;
  const { unit, metadata = {}, level: wanted = DEFAULT, assumed = null, scale = null, width } = options, per = metadata.periods_per_year || 1;
  const fan = fanOf(forecast, per), level = levelOf(forecast.points, wanted), last = fan.points.at(-1);
  const guide = legend(guides(fan, level, assumed), width);
  const height = Math.round(Math.min(Math.max(width * .52, 200), 360)) + guide.height, bottom = height - 26, top = guide.height + 12;
  const y = scaleLinear(scale || reach(fan, assumed || []), [bottom, top]).nice(5), marks = y.ticks(width < 400 ? 4 : 6);
  const left = Math.max(...marks.map((mark) => textWidth(tick(mark)))) + 10;
  const ends = endLabels(fan, level, y), right = Math.max(...ends.map((end) => textWidth(end.text))) + 10;
  const first = Math.min(fan.pieces[0]?.[0].at ?? fan.origin.at, fan.origin.at);
  const x = scaleLinear([first, last.at], [left, width - right]);
  const label = spoken(forecast, { unit, per, level, last, origin: fan.origin });
  return figure(width, height, label, guide.node, axes(x, y, marks, { left, right: width - right, bottom, top, most: Math.floor((width - left - right) / 48) }),
    bands(fan, level, x, y), lines(fan, assumed, x, y),
    svg("line", { x1: round(x(fan.origin.at)), x2: round(x(fan.origin.at)), y1: top, y2: bottom, class: "fig-cutoff" }),
    ends.map((end) => text(width - right + 6, end.y + 4, end.text, { class: end.strong ? "fig-strong" : null })),
    cursor(fan, { forecast, unit, per, level, x, y, top, bottom, width, height }));
});

function guides(fan, level, assumed) {
  const stroke = (name) => (x, y) => svg("line", { x1: x - 8, x2: x + 8, y1: y, y2: y, class: name });
  return [{ mark: stroke("fig-observed"), text: say("figure.observed") }, { mark: stroke("fig-median"), text: say("figure.median") },
    ...fan.bands.map((band, place) => ({ text: say("figure.interval", { level: band.level }),
      mark: (x, y) => svg("rect", { x: x - 8, y: y - 5, width: 16, height: 10, class: `fig-band fig-band-${place}${band.level === level ? " fig-edge" : ""}` }) })).reverse(),
    ...(assumed ? [{ mark: stroke("fig-assumed"), text: say("figure.assumed") }] : [])];
}

function axes(x, y, marks, { left, right, bottom, most }) {
  const years = x.ticks(Math.max(Math.min(most, 8), 2)).filter(Number.isInteger);
  return svg("g", { class: "fig-axes", "aria-hidden": "true" },
    marks.map((mark) => [svg("line", { x1: left, x2: right, y1: round(y(mark)), y2: round(y(mark)), class: "fig-rule" }),
      text(left - 6, y(mark) + 4, tick(mark), { "text-anchor": "end" })]),
    years.map((year) => text(x(year), bottom + 18, year, { "text-anchor": "middle" })));
}

const path = (points, x, y) => points.map(({ at, value }, place) => `${place ? "L" : "M"}${round(x(at))} ${round(y(value))}`).join("");

const bands = (fan, level, x, y) => fan.bands.map((band, place) => svg("path", {
  class: `fig-band fig-band-${place}${band.level === level ? " fig-edge" : ""}`,
  d: `${path([...band.edges.map(({ at, upper }) => ({ at, value: upper })), ...band.edges.map(({ at, lower }) => ({ at, value: lower })).reverse()], x, y)}Z` }));

function lines(fan, assumed, x, y) {
  const start = fan.median.slice(0, fan.median.length - fan.points.length);
  return [fan.pieces.map((piece) => (piece.length > 1 ? svg("path", { class: "fig-observed", d: path(piece, x, y) })
    : svg("circle", { class: "fig-ink", cx: round(x(piece[0].at)), cy: round(y(piece[0].value)), r: 2 }))),
  svg("path", { class: "fig-median", d: path(fan.median, x, y) }),
  fan.points.length === 1 ? svg("circle", { class: "fig-dot-full", cx: round(x(fan.points[0].at)), cy: round(y(fan.points[0].median)), r: 3.5 }) : null,
  assumed ? svg("path", { class: "fig-assumed", d: path([...start, ...fan.points.map(({ at }, place) => ({ at, value: assumed[place] }))], x, y) }) : null];
}

// The median and both ends of the interval at the end, apart from each other.
function endLabels(fan, level, y) {
  const last = fan.points.at(-1), band = level === null ? null : interval(last, level), placed = [];
  const labels = [{ value: last.median, strong: true }, ...(band ? [{ value: band.upper }, { value: band.lower }] : [])];
  return labels.flatMap(({ value, strong }) => {
    if (placed.some((other) => Math.abs(other - y(value)) < 14)) return [];
    placed.push(y(value));
    return [{ y: y(value), text: tick(value), strong }];
  });
}

const band = (point, level) => (level === null ? null : interval(point, level));

function spoken(forecast, { unit, per, level, last, origin }) {
  const name = forecast.cluster_name || forecast.region_name, ends = band(last, level);
  const parameters = { name, unit, cutoff: when(origin, per), last: number(forecast.last_value), target: when(last, per), median: number(last.median) };
  return ends ? say("figure.fan", { ...parameters, level, lower: number(ends.lower), upper: number(ends.upper) }) : say("figure.fan_median", parameters);
}

// A slider over the chart: pointer, touch and arrow keys read a year.
function cursor(fan, { unit, per, level, x, y, top, bottom, width, height }) {
  const all = [...fan.pieces.flat(), ...fan.points], read = reader(width, height);
  const line = svg("line", { y1: top, y2: bottom, class: "fig-cursor", visibility: "hidden" });
  let at = all.indexOf(fan.points.at(-1));
  const words = (one) => {
    const ends = one.intervals ? band(one, level) : null;
    return [when(one, per), one.intervals ? say("figure.at_median", { value: number(one.median), unit }) : say("figure.at_observed", { value: number(one.value), unit }),
      ...(ends ? [say("figure.at_interval", { level, lower: number(ends.lower), upper: number(ends.upper) })] : [])];
  };
  const area = svg("rect", { x: round(x.range()[0]), y: top, width: round(x.range()[1] - x.range()[0]), height: bottom - top, class: "fig-area",
    tabindex: 0, role: "slider", "aria-label": say("figure.read"), "aria-valuemin": 0, "aria-valuemax": all.length - 1,
    focus: () => show(at), blur: hide, pointermove: point, pointerdown: point, pointerleave: hide, keydown: move });
  function show(place) {
    at = Math.min(Math.max(place, 0), all.length - 1);
    const one = all[at], spot = round(x(one.at));
    line.setAttribute("x1", spot);
    line.setAttribute("x2", spot);
    line.setAttribute("visibility", "visible");
    read.show(spot, y(one.intervals ? one.median : one.value) - 4, words(one));
    tell();
  }
  function hide() {
    line.setAttribute("visibility", "hidden");
    read.hide();
  }
  function tell() {
    area.setAttribute("aria-valuenow", at);
    area.setAttribute("aria-valuetext", words(all[at]).join(". "));
  }
  function point(event) {
    const box = area.getBoundingClientRect(), share = (event.clientX - box.left) / (box.width || 1);
    show(all.indexOf(reading(fan, x.domain()[0] + share * (x.domain()[1] - x.domain()[0]))));
  }
  function move(event) {
    const next = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: all.length - 1, PageUp: at + 5, PageDown: at - 5 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    show(next);
  }
  tell();
  return svg("g", {}, line, area, read.node);
}

// The waterfall: drivers that add up to growth a year, or from the last value to the forecast.
//
// draw(forecast, options) → <svg>
//   forecast   one of `forecasts` of GET /growth (drivers, last_value, points, growth)
//   options    {unit, metadata, by: "growth" (% a year where every driver has it) or "value", width}
// null where there are no drivers.

import { svg } from "../elements.js";
import { number, say, signed } from "../language.js";
import { scaleLinear } from "../vendor/d3.js";
import { lastMoment, when } from "./fan.js";
import { figure, resizable, round, text, textLines, wrapped } from "./frame.js";

const SMALL = .005;

// Whether drivers are drawn in per cent a year: all of them have it, and values are not asked for.
export const isRate = (forecast, by = "growth") => by === "growth" && forecast.drivers.every((driver) => driver.growth !== null);

// The bars from first to last: {kind: "start" | "part" | "end", driver, phrase, from, to, value}. Parts that would
// read as 0.00 are drawn as one; the end is the sum of all, so that nothing is lost.
export function steps(forecast, by = "growth") {
  const rate = isRate(forecast, by), start = rate ? 0 : forecast.last_value || 0;
  const parts = forecast.drivers.map(({ driver, phrase, growth, contribution }) => ({ driver, phrase, value: rate ? growth : contribution }));
  const largest = Math.max(...parts.map((part) => Math.abs(part.value)), 0), least = rate ? SMALL : largest / 1000;
  const shown = parts.filter((part) => Math.abs(part.value) >= least), small = parts.filter((part) => Math.abs(part.value) < least);
  const rest = small.reduce((sum, part) => sum + part.value, 0);
  if (small.length && Math.abs(rest) >= least) shown.push({ driver: "", phrase: null, value: rest });
  let at = start;
  const bars = shown.map((part) => ({ kind: "part", ...part, from: at, to: (at += part.value) }));
  const total = at + (Math.abs(rest) >= least ? 0 : rest);
  return [...(rate ? [] : [{ kind: "start", from: 0, to: start, value: start }]), ...bars, { kind: "end", from: 0, to: total, value: total }];
}

export const draw = resizable((forecast, options) => {
  if (!forecast.drivers.length) return null;
  const { unit, metadata = {}, by = "growth", width } = options, per = metadata.periods_per_year || 1, rate = isRate(forecast, by);
  const bars = steps(forecast, by).map((bar) => ({ ...bar, words: words(bar, forecast, per, rate), said: said(bar, rate) }));
  const side = width >= 520, names = side ? Math.min(width * .42, 300) : 0, room = 78;
  const low = Math.min(...bars.flatMap((bar) => [bar.from, bar.to])), high = Math.max(...bars.flatMap((bar) => [bar.from, bar.to]));
  // Bars of values stand on zero only where that leaves room to see the parts.
  const base = rate || low <= 0 ? Math.min(low, 0) : cut(bars);
  const x = scaleLinear([base, Math.max(high, base + 1e-9)], [names + 6, width - room]);
  let y = 6;
  const rows = bars.map((bar) => {
    const lines = wrapped(bar.words, side ? names - 8 : width - 4, side ? 3 : 2), tall = side ? Math.max(lines.length * 14.4 + 8, 28) : lines.length * 14.4 + 24;
    const row = { ...bar, lines, y, tall, bar: side ? y + tall / 2 - 7 : y + lines.length * 14.4 + 2 };
    y += tall;
    return row;
  });
  const unitText = rate ? say("figure.per_year") : unit;
  return figure(width, y + 22, spoken(forecast, rows, unitText), ruled(x, rate, y), rows.map((row, place) => drawn(row, rows[place + 1], x, side)),
    text(width, y + 16, unitText, { "text-anchor": "end" }));
});

// Where the bars of values begin: below the least step, as far as the steps reach.
function cut(bars) {
  const inner = bars.flatMap((bar) => (bar.kind === "part" ? [bar.from, bar.to] : [bar.to]));
  const least = Math.min(...inner), range = Math.max(...inner) - least;
  return range > least / 3 ? 0 : Math.max(least - range, 0);
}

function words(bar, forecast, per, rate) {
  if (bar.kind === "part") return bar.phrase || say("figure.small_parts");
  if (bar.kind === "start") return say("figure.last_value", { cutoff: when(lastMoment(forecast.points, per), per) });
  return rate ? say("figure.growth_total") : say("figure.forecast_for", { target: when(forecast.points.at(-1), per) });
}

const said = (bar, rate) => {
  if (rate) return signed(bar.value, Math.abs(bar.value) < .05 ? 2 : 1);
  return (bar.kind === "part" && bar.value > 0 ? "+" : "") + number(bar.value);
};

const ruled = (x, rate, bottom) => (x.domain()[0] <= 0 ? svg("line", { x1: round(x(0)), x2: round(x(0)), y1: 0, y2: bottom, class: "fig-zero" }) : null);

function drawn(row, next, x, side) {
  const from = Math.max(Math.min(row.from, row.to), x.domain()[0]), to = Math.max(row.from, row.to), kind = row.kind === "part" ? (row.value < 0 ? "down" : "up") : "total";
  const ends = x(to) + 6, name = kind === "total" ? "fig-strong fig-label" : "fig-label";
  return svg("g", {}, side ? textLines(0, row.y + row.tall / 2 - (row.lines.length - 1) * 7.2 + 4, row.lines, { class: name })
    : textLines(4, row.y + 12, row.lines, { class: name }),
  svg("rect", { x: round(x(from)), y: round(row.bar), width: Math.max(round(x(to) - x(from)), 1), height: 14, class: `fig-${kind}` }),
  kind === "total" && x.domain()[0] > 0 ? broken(x.range()[0] + 12, row.bar) : null,
  next ? svg("line", { x1: round(x(row.to)), x2: round(x(row.to)), y1: round(row.bar + 14), y2: round(next.bar), class: "fig-joint" }) : null,
  text(ends, row.bar + 11, row.said, { class: "fig-strong" }));
}

// The mark of a bar that does not begin at zero.
const broken = (x, y) => svg("path", { d: `M${x - 3} ${round(y + 17)}L${x + 3} ${round(y - 3)}M${x + 3} ${round(y + 17)}L${x + 9} ${round(y - 3)}`, class: "fig-break" });

const spoken = (forecast, rows, unit) => say("figure.waterfall", { name: forecast.cluster_name || forecast.region_name, unit,
  parts: rows.map((row) => `${row.words} ${row.said}`).join("; ") });

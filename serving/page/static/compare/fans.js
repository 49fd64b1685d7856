// The totals of regions as fans on one scale: 100 is what each was at the last year of data.

import { link } from "../address.js";
import { el, explain, section } from "../elements.js";
import { draw, fanOf, reach } from "../figures/fan.js";
import { say } from "../language.js";
import { picture } from "../pictures.js";

// A forecast with its last value as 100; null where that is unknown or not above 0.
export function indexed(forecast) {
  const base = forecast?.last_value;
  if (!(base > 0) || !forecast.points.length) return null;
  const of = (value) => (value === null || value === undefined ? value : (100 * value) / base);
  return {
    ...forecast, last_value: 100, history: forecast.history.map((past) => ({ ...past, value: of(past.value) })),
    points: forecast.points.map((point) => ({ ...point, median: of(point.median), intervals: point.intervals.map((it) => ({ ...it, lower: of(it.lower), upper: of(it.upper) })) })),
  };
}

// The least and the greatest value of all forecasts: what one axis must hold.
export function common(forecasts, per = 1) {
  const ends = forecasts.map((forecast) => reach(fanOf(forecast, per)));
  return [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
}

export function fansSection(answer, state) {
  const { metadata } = answer, fans = answer.regions.map((region) => ({ region, forecast: indexed(region.total) }));
  const drawn = fans.filter(({ forecast }) => forecast);
  if (drawn.length < 2) return null;
  const per = metadata?.periods_per_year || 1, scale = common(drawn.map(({ forecast }) => forecast), per), unit = say("compare.index", { cutoff: metadata.cutoff });
  const level = drawn[0].forecast.points[0].intervals[0]?.level;
  return section("totals", [say("compare.totals"), explain(say("compare.explain.totals"))], el("div", { class: `compared of-${fans.length}` }, fans.map(({ region, forecast }) => (forecast
    ? picture({
      name: `fan-${region.region_code}-index`, metadata, file_title: `${region.region_name}, ${unit}`,
      title: [el("a", { href: link(state, "region", region.region_code) }, el("bdi", {}, region.region_name)), `, ${unit}`],
      drawing: draw({ ...forecast, cluster_name: null }, { unit, metadata, level, scale }),
    }) : el("p", { class: "note" }, say("compare.totals.unknown", { region: region.region_name }))))));
}

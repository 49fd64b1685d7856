// Chance of niches, or growth of clusters, against complexity: what the verdict advises stands out.

import { ask, coded } from "../ask.js";
import { el } from "../elements.js";
import { drawable, draw as scatter } from "../figures/scatter.js";
import { decimal, percent, say, signed } from "../language.js";
import { picture } from "../pictures.js";
import { advised, askedOptions } from "./asked.js";
import { activityLink, choice, range, sourceLine } from "./parts.js";

const CALLS = 200, OPTIONS = 1000;

// choices: names of KINDS that the loaded champions allow, the first one is shown first.
export function parts(state, choices, ranking) {
  return choice("scatter-kind", say("region.scatter_show"), choices.map((name) => [name, say(`region.scatter.${name}`)]), ranking,
    (name, ranked) => drawn(KINDS[name], state, ranked));
}

const KINDS = {
  technologies: { ask: (state) => calls(state, "technology"), activity: "technology", format: "percent" },
  markets: { ask: (state) => calls(state, "cluster"), activity: "cluster", format: "percent" },
  clusters: { ask: growth, activity: "cluster", format: "signed" },
};

async function calls(state, activity) {
  const path = coded("niches", state.code), query = { activity, call: "entry", limit: CALLS };
  const { calls, metadata } = await ask(path, query);
  return { metadata, label: say("region.scatter_chance", { year: metadata.cutoff + metadata.horizon }), source: { path, query, table: "calls" },
    rows: calls.map((one) => ({ code: one.activity_code, name: one.activity_name, x: one.complexity, y: one.probability, low: one.probability_low, high: one.probability_high })) };
}

async function growth(state) {
  const path = coded("options", state.code), query = { ...askedOptions(state, OPTIONS), kinds: "cluster" };
  const { metadata, regions: [{ clusters }] } = await ask(path, query);
  return { metadata, label: say("region.scatter_growth", { year: metadata.cutoff + metadata.horizon }), source: { path, query, table: "clusters" }, rows: clusters.map(growthPoint) };
}

// A cluster option as a dot; unknown where it has no forecast.
export const growthPoint = ({ code, name, criteria, outlook }) =>
  ({ code, name, x: criteria.complexity ?? null, y: outlook?.median ?? null, low: outlook?.lower ?? null, high: outlook?.upper ?? null });

async function drawn(kind, state, ranked) {
  const { metadata, label, rows, source } = await kind.ask(state), codes = new Set(advised(ranked, kind));
  const points = rows.map((one) => ({ ...one, recommended: codes.has(one.code), kind: kind.activity })), shown = drawable(points).length;
  const growing = kind.format === "signed", written = growing ? signed : percent;
  const ends = ({ low, high }) => (low === null || low === undefined ? say("word.unknown") : growing ? say("region.from_to", { low: decimal(low, 1), high: decimal(high, 1) }) : range(100 * low, 100 * high));
  const about = { y: label, x: say("figure.complexity") };
  return [
    el("p", {}, say(growing ? "region.scatter_growth_about" : "region.scatter_about"),
      shown < rows.length ? ` ${say("region.scatter_left_out", { n: rows.length - shown })}` : ""),
    picture({
      name: `scatter-${state.code}-${kind.activity}`, title: say("region.scatter_title", about), metadata,
      drawing: scatter({ points, x: { label: about.x }, y: { label, format: kind.format } }, { state, zero: growing, recommended: say("figure.advised") }),
      embed: growing ? null : `scatter?${new URLSearchParams({ region: state.code, activity: kind.activity })}`,
      same: rows.length ? { caption: say("region.scatter_title", about), source,
        columns: [{ text: say(kind.activity === "technology" ? "region.activity.technologies" : "region.cluster") }, { text: label, kind: "n" },
          { text: say(growing ? "region.interval_of" : "region.range_90", { level: 80 }) }, { text: about.x, kind: "n" }, { text: say("region.advice") }],
        rows: points.map((one) => [activityLink(state, one.kind, one.code, one.name), one.y === null || one.y === undefined ? say("word.unknown") : written(one.y), ends(one),
          one.x === null || one.x === undefined ? say("word.unknown") : decimal(one.x, 2), one.recommended ? say("figure.advised") : ""]) } : null }),
    sourceLine(metadata, state)];
}

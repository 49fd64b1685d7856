// What the address asks of the ranking, and the answer about one region.

import { one, readWeights, writeWeights } from "../address.js";

// Options of each list at first: fewer on phones.
export const listedFirst = () => (matchMedia("(max-width: 48rem)").matches ? 5 : 8);
export const FLOOR = 0.1;

// The query of GET /options for an address; listed: null for all options.
export function askedOptions(state, listed) {
  const text = one(state, "weights") || null, weights = readWeights(text);
  return {
    weights: weights ? writeWeights(weights) : text,
    preset: text ? null : one(state, "preset"),
    floor: one(state, "floor"),
    listed,
  };
}

// The answer about one region, with what is common to all regions.
export const only = ({ regions: [region], niches, ...common }) => ({ ...common, nicheMetadata: niches, ...region });

// The ranking that is shown, and what is drawn anew with each other one.
export function followed(answer) {
  const drawings = [], ranking = { found: answer };
  ranking.follow = (draw) => { drawings.push(draw); };
  ranking.tell = (found) => {
    if (found === ranking.found) return;
    ranking.found = found;
    for (const draw of drawings) draw(found);
  };
  return ranking;
}

// Codes of the options of a kind that the verdict advises, plainly or with caution.
export const advised = (found, { activity, format = null }) => {
  const options = !found || (activity === "cluster" && format === "percent") ? [] : activity === "cluster" ? found.clusters : found.niches;
  return options.filter((one) => one.advice).map((one) => one.code);
};

// The weights of an answer, which are shares, as places of sliders: the smallest is 1, none above 5.
export function places(criteria) {
  const weights = criteria.filter((one) => one.known).map((one) => [one.name, one.weight]);
  const positive = weights.map(([, weight]) => weight).filter((weight) => weight > 0);
  const unit = positive.length ? Math.max(Math.min(...positive), Math.max(...positive) / 5) : 1;
  return Object.fromEntries(weights.map(([name, weight]) => [name, Math.round((2 * weight) / unit) / 2]));
}

// The query of an address with other weights: those above 0; null where all are 0.
export function weighted(query, weights) {
  const chosen = Object.entries(weights).filter(([, weight]) => weight > 0);
  if (!chosen.length) return null;
  const { preset, ...rest } = query;
  return { ...rest, weights: [writeWeights(Object.fromEntries(chosen))] };
}

export function withPreset(query, name) {
  const { weights, preset, ...rest } = query;
  return name === "balanced" ? rest : { ...rest, preset: [name] };
}

export function withFloor(query, floor) {
  const { floor: former, ...rest } = query;
  return floor === FLOOR ? rest : { ...rest, floor: [String(floor)] };
}

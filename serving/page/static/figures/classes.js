// Classes of a measure: thresholds in round numbers, a shade for each class, the class of a value.

import { bisectRight, max, min, quantileSorted } from "../vendor/d3.js";

export const MOST = 5;

// Thresholds between classes of about as many values each; 0 is one where values lie on both of its sides.
export function thresholds(values, most = MOST) {
  const sorted = values.filter((value) => Number.isFinite(value)).sort((a, b) => a - b);
  if (!sorted.length || sorted[0] === sorted.at(-1)) return [];
  const step = stepOf(sorted.at(-1) - sorted[0]);
  const cuts = Array.from({ length: most - 1 }, (_, i) => rounded(quantileSorted(sorted, (i + 1) / most), step));
  if (sorted[0] < 0 && sorted.at(-1) > 0) {
    const nearest = cuts.reduce((best, cut) => (Math.abs(cut) < Math.abs(best) ? cut : best), Infinity);
    if (nearest !== 0) cuts.push(0);
  }
  return [...new Set(cuts)].filter((cut) => cut > sorted[0] && cut <= sorted.at(-1)).sort((a, b) => a - b);
}

// Thresholds that can be told apart as people read them.
export const legible = (cuts, write) => cuts.filter((cut, i) => i === 0 || write(cut) !== write(cuts[i - 1]));

// A twentieth of a spread, as a power of ten times 1, 2 or 5.
function stepOf(spread) {
  const power = 10 ** Math.floor(Math.log10(spread / 20));
  const times = spread / 20 / power;
  return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

// A multiple of the step, without the errors of binary fractions.
const rounded = (value, step) => Number((Math.round(value / step) * step).toPrecision(10)) + 0;

// A shade for each class between thresholds: seq-1 to seq-5, or neg-3 to neg-1 below zero and seq-1 … above.
export function shades(cuts) {
  const classes = cuts.length + 1, zero = cuts.indexOf(0);
  if (zero < 0) return Array.from({ length: classes }, (_, i) => `seq-${spread(i, classes)}`);
  const above = classes - zero - 1;
  return Array.from({ length: classes }, (_, i) => (i <= zero
    ? `neg-${Math.min(zero - i + 1, 3)}` : `seq-${above === 1 ? 3 : 1 + Math.round((4 * (i - zero - 1)) / (above - 1))}`));
}
const spread = (i, classes) => (classes === 1 ? 3 : 1 + Math.round((4 * i) / (classes - 1)));

export const shadeOf = (value, cuts) => (Number.isFinite(value) ? shades(cuts)[bisectRight(cuts, value)] : "none");

// What a legend lists: {shade, low, high} for each class, the ends null where open; classes of one shade are joined.
export function legend(cuts, values) {
  const known = values.filter((value) => Number.isFinite(value));
  if (!known.length) return [];
  const entries = [];
  shades(cuts).forEach((shade, i) => {
    const low = i ? cuts[i - 1] : null, high = i < cuts.length ? cuts[i] : null;
    if (entries.at(-1)?.shade === shade) entries.at(-1).high = high;
    else entries.push({ shade, low, high });
  });
  return cuts.length ? entries : [{ ...entries[0], low: min(known), high: max(known) }];
}

// The regions on a map as a picture: asked for once, coloured by a measure, hatched where it cannot be told apart.

import { ask } from "./ask.js";
import { el } from "./elements.js";
import { draw } from "./figures/map.js";
import { legend, legible, shadeOf, thresholds } from "./figures/classes.js";
import { say, unknown } from "./language.js";
import { picture } from "./pictures.js";

const ATLASES = ["us-states", "countries"];
const kept = new Map();

// What regions are drawn on: {map, topology}.
export async function atlas() {
  const map = await ask("map");
  return { map, topology: ATLASES.includes(map.kind) ? await outlinesOf(map.file) : null };
}

function outlinesOf(file) {
  const address = document.documentElement.dataset.static + file;
  if (!kept.has(address)) kept.set(address, fetch(address).then((response) => response.json()));
  return kept.get(address);
}

// A measure of regions:
//   of(row)     {value, lower, upper, apart}, null where unknown; the interval may be missing
//   write       a value as people read it
//   level       of the interval, in per cent
//   middle      what the legend calls the middle region: its value, written
//   hatched     what the hatching means; nothing is hatched without it
//   missing     what a region without a value is; unknown without it
// measured(atlas, rows, measure, {name, title, file_title, label, note, href(row), go, metadata}) → figure
export function measured({ map, topology }, rows, measure, { label, href, go, ...shown }) {
  const values = rows.map((row) => measure.of(row)?.value ?? NaN), cuts = legible(thresholds(values), measure.write);
  const by = new Map(rows.map((row) => [row.region_code, row]));
  const tip = el("p", { class: "tip", "aria-hidden": "true" }, say("country.map.tip"));
  const about = ({ region_code: code, region_name: name }) => {
    const row = by.get(code) || { region_code: code, region_name: name }, found = by.has(code) ? measure.of(row) : null;
    return { shade: shadeOf(found?.value ?? NaN, cuts), hatched: isHatched(found, measure), text: labelOf(row, found, measure), href: href(row) };
  };
  const areas = new Map([...map.areas, ...map.beside].map((area) => [area.region_code, area]));
  const drawing = draw({ map, topology }, { label, about: (code) => about(areas.get(code)), go, shown: (text) => { tip.textContent = text; } });
  return picture({ ...shown, drawing, further: [tip, legendOf(cuts, values, rows, measure)] });
}

const isHatched = (found, { hatched }) => Boolean(hatched) && found?.apart === false;

// A region in words: its name, the figure, its interval, and whether it can be told apart.
export function labelOf({ region_name: region }, found, measure) {
  if (!found || found.value === null) return measure.missing ? say("country.label.value", { region, value: measure.missing }) : say("country.label.unknown", { region });
  const { write, level } = measure, value = write(found.value);
  if (found.lower === undefined || found.lower === null) return say("country.label.value", { region, value });
  return say(`country.label.${isHatched(found, measure) ? "not_apart" : "apart"}`, { region, value, low: write(found.lower), high: write(found.upper), level });
}

function legendOf(cuts, values, rows, measure) {
  const { write, of, hatched, missing } = measure;
  const item = (shade, text) => el("li", {}, el("span", { class: `swatch ${shade}` }), text);
  const text = ({ low, high }) => (low === null ? say("country.legend.below", { high: write(high) })
    : high === null ? say("country.legend.from", { low: write(low) }) : say("country.legend.between", { low: write(low), high: write(high) }));
  return el("ul", { class: "legend" },
    legend(cuts, values).map((entry) => item(entry.shade, text(entry))),
    rows.some((row) => isHatched(of(row), measure)) ? item("hatched", hatched) : null,
    values.some((value) => !Number.isFinite(value)) ? item("none", missing || unknown()) : null);
}

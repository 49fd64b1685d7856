// The map of an option: regions coloured by what is asked of it.

import { link, one, read, write } from "../address.js";
import { el, explain, section } from "../elements.js";
import { decimal, number, percent, say, signed } from "../language.js";
import { measured } from "../mapped.js";

const chance = (call) => ({ of: (row) => row[call], write: (value) => percent(value), level: () => 90, middle: (answer) => answer.middle_chance?.[call] });
export const MEASURES = {
  quotient: { of: (row) => (row.location_quotient === null ? null : { value: row.location_quotient }), write: (value) => decimal(value), level: () => null, middle: () => null },
  growth: {
    of: ({ growth }) => growth && { value: growth.median, lower: growth.interval?.lower ?? null, upper: growth.interval?.upper ?? null, apart: growth.is_apart },
    write: (value) => signed(value), level: (rows) => rows.find((row) => row.growth?.interval)?.growth.interval.level ?? null, middle: (answer) => answer.middle_growth,
  },
  entry: chance("entry"),
  exit: chance("exit"),
};

// The measures that at least two regions have.
export const measuresOf = (rows) => Object.keys(MEASURES).filter((name) => rows.filter((row) => MEASURES[name].of(row)).length > 1);

export function mapSection({ state, go, answer, atlas }) {
  const names = measuresOf(answer.regions);
  if (!names.length || !atlas) return null;
  const chosen = names.includes(one(state, "colour")) ? one(state, "colour") : names[0];
  const place = el("div", { class: "mapped" });
  const fill = (name) => place.replaceChildren(mapOf({ state, go, answer, atlas }, name));
  const select = el("select", { id: "colour", change: ({ target }) => {
    fill(target.value);
    const query = { ...read(location.href).query, colour: target.value === names[0] ? null : target.value };
    go(write(state.view, state.code, query), { replace: true, redraw: false });
  } }, names.map((name) => el("option", { value: name, selected: name === chosen }, say(`option.colour.${name}`))));
  fill(chosen);
  return section("map", say("option.map"), el("div", { class: "asked" }, el("div", {}, el("label", { for: "colour" }, say("country.colour")), select)),
    place, el("p", { class: "note" }, atlas.map.attribution.text));
}

function mapOf({ state, go, answer, atlas }, name) {
  const { of, write: written, level, middle } = MEASURES[name], at = middle(answer), percentage = level(answer.regions);
  const hatched = at === null || at === undefined || percentage === null ? null
    : say("option.hatched", { level: percentage, middle: written(at) });
  const years = yearsOf(answer, name);
  return measured(atlas, answer.regions, { of, write: written, level: percentage, hatched, missing: ["entry", "exit"].includes(name) ? say(`option.missing.${name}`) : null }, {
    name: `map-${answer.activity_code}-${name}`, title: [say(`option.mapped.${name}`, years), explain(say(`option.explain.${name}`, { ...years, since: answer.coverage?.trend_since ?? "", threshold: number(threshold(answer)) }))],
    file_title: `${answer.activity_name}. ${say(`option.mapped.${name}`, years)}`, go, metadata: [name === "growth" ? answer.growth_metadata : ["entry", "exit"].includes(name) ? answer.niche_metadata : answer.growth_metadata || answer.niche_metadata],
    label: say("country.map.label", { measure: say(`option.colour.${name}`), n: answer.regions.length }), href: (row) => link(state, "region", row.region_code),
  });
}

const threshold = ({ niche_metadata: about, coverage }) => about?.threshold || coverage?.threshold || 1;

function yearsOf({ coverage, growth_metadata: growth, niche_metadata: niches }, name) {
  if (name === "quotient") return { year: coverage ? coverage.last : "" };
  const about = name === "growth" ? growth : niches;
  return { cutoff: about.cutoff, year: about.cutoff + about.horizon };
}

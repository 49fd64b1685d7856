// The weights of the criteria: a preset or sliders, and the least chance of a niche.

import { one, readWeights } from "../address.js";
import { el, explain } from "../elements.js";
import { decimal, say } from "../language.js";
import { FLOOR, places, weighted, withFloor, withPreset } from "./asked.js";
import { shade } from "../figures/gauge.js";
import { criterionName, NARROW, presetName, sentence } from "./parts.js";

// changed(query, isPreset) is called at once with each move.
export function weightsPanel(answer, described, state, changed) {
  const criteria = answer.criteria.filter((one) => one.known);
  const meaning = el("p", { class: "tip", id: "meaning" }), summary = el("summary", {});
  const select = el("select", { id: "preset", "aria-describedby": "meaning", change: () => choose(select.value) },
    described.presets.map((one) => el("option", { value: one.name }, sentence(presetName(one.name)))),
    el("option", { value: "own", disabled: true }, say("region.own_weights")));
  const reset = el("button", { class: "plain", type: "button", click: () => choose("balanced") }, say("region.reset"));
  const sliders = weightSliders(answer, criteria, state, (weights) => {
    const query = weighted(state.query, weights);
    if (query) changed(query);
    else meaning.textContent = say("region.no_weight");
    if (query) tell();
  });
  const tell = () => {
    const own = one(state, "weights"), preset = described.presets.find(({ name }) => name === (one(state, "preset") || "balanced"));
    select.value = own ? "own" : preset.name;
    reset.hidden = !own;
    meaning.textContent = own ? say("region.own_meaning") : preset.meaning;
    summary.textContent = say("region.weights", { name: own ? say("region.own_weights") : presetName(preset.name) });
  };
  const choose = (name) => {
    changed(withPreset(state.query, name), (found) => sliders.set(found));
    tell();
  };
  tell();
  const floor = answer.nicheMetadata ? floorInput(state, changed) : null;
  const panel = el("details", { class: "weights", open: !matchMedia(NARROW).matches }, summary,
    el("div", { class: "asked" }, el("div", {}, el("label", { for: "preset" }, say("region.preset")), select), reset),
    meaning, sliders.fieldset, floor);
  return panel;
}

function floorInput(state, changed) {
  const given = Number(one(state, "floor") ?? FLOOR);
  const input = el("input", { id: "floor", type: "number", min: 0, max: 100, step: 1, value: Math.round(100 * given), input: () => {
    if (input.checkValidity() && input.value !== "") changed(withFloor(state.query, Number(input.value) / 100));
  } });
  return el("div", { class: "asked" }, el("div", {}, el("label", { for: "floor" }, say("region.floor")), input));
}

// A slider a criterion; the place of each is its weight beside the smallest.
function weightSliders(answer, criteria, state, moved) {
  const weights = {}, controls = {};
  const rows = criteria.map((one, place) => {
    const id = `weight-${one.name}`, shown = el("output", { class: "n", for: id });
    const input = el("input", { id, type: "range", min: 0, max: 5, step: 0.5, "aria-label": criterionName(one.name), input: () => {
      weights[one.name] = Number(input.value);
      shown.textContent = decimal(weights[one.name], 1);
      moved(weights);
    } });
    controls[one.name] = { input, shown };
    const kinds = one.kinds.length === 1 ? say(`region.only_${one.kinds[0]}`) : null;
    return el("div", { class: "weight" },
      el("span", { class: "swatch", style: `background:${shade(place)}` }),
      el("span", {}, sentence(criterionName(one.name)),
        explain([sentence(one.meaning), say(one.direction < 0 ? "region.less_is_better" : "region.more_is_better"), kinds].filter(Boolean).join(". ") + ".")),
      input, shown);
  });
  const set = (found, given = null) => {
    for (const [name, share] of Object.entries(places(found.criteria))) {
      const place = given ? Math.min(given[name] || 0, 5) : share;
      if (!controls[name]) continue;
      controls[name].input.value = weights[name] = place;
      controls[name].shown.textContent = decimal(place, 1);
    }
  };
  set(answer, readWeights(one(state, "weights")));
  return { set, fieldset: el("fieldset", { class: "sliders" }, el("legend", { class: "unseen" }, say("region.sliders")), rows) };
}

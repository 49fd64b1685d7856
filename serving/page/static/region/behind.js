// What stands behind the rank of an option: reasons, criteria, and partners.

import { link } from "../address.js";
import { ask, coded, maybe, Problem } from "../ask.js";
import { el } from "../elements.js";
import { decimal, number, percent, say } from "../language.js";
import { table } from "../tables.js";
import { shade } from "../figures/gauge.js";
import { activityLink, criterionName, said, sentence } from "./parts.js";
import { linked, named } from "./verdict.js";

export function behind(option, view, found, state, shown) {
  const views = named(found);
  const reasons = [...option.reasons, ...[option.decisive, option.rival].filter(Boolean).map((one) => one.summary)];
  const partners = el("div", {}, el("p", { class: "tip" }, say("page.loading")));
  showPartners(partners, option, state, shown.partners);
  return [
    el("p", {}, activityLink(state, view, option.code, say("region.open_option", { name: option.name }))),
    reasons.length ? el("ul", { class: "reasons" }, reasons.map((one) => el("li", {}, linked(one, views, state)))) : null,
    facts(option, found),
    criteriaTable(option, found, shown.names),
    partners].filter(Boolean);
}

function facts(option, found) {
  const rows = [];
  if (option.outlook) rows.push(["region.outgrow", percent(option.outlook.chance_to_outgrow)], ["region.shrink", percent(option.outlook.chance_to_shrink)]);
  if (option.weight_robustness !== null) rows.push(["region.robustness", say("region.robustness_share", { share: option.weight_robustness, k: found.k })]);
  if (option.dominated_by) rows.push(["region.dominated", el("bdi", {}, option.dominated_by_name)]);
  return rows.length ? el("dl", {}, rows.flatMap(([key, value]) => [el("dt", {}, say(key)), el("dd", {}, value)])) : null;
}

function criteriaTable(option, found, names) {
  const factor = option.chance === undefined ? 1 : option.chance;
  const listed = found.criteria.filter((one) => one.name in option.criteria);
  return table({
    caption: say("region.criteria_of", { name: option.name }),
    columns: [{ text: say("region.criterion") }, { text: say("region.value"), kind: "n" }, { text: say("region.part"), kind: "n" }],
    rows: listed.map((one) => [
      [names.includes(one.name) ? el("span", { class: "swatch inline", style: `background:${shade(names.indexOf(one.name))}` }) : null,
        sentence(criterionName(one.name)), el("div", { class: "range" }, one.meaning)],
      number(option.criteria[one.name]),
      one.name in option.contributions ? decimal(factor * option.contributions[one.name], 2) : "\u2013"]),
  });
}

async function showPartners(side, option, state, asked) {
  const query = { activity_code: option.code, top: 5 };
  if (!asked.has(option.code)) asked.set(option.code, maybe(ask(coded("partners", state.code), query)));
  const found = await asked.get(option.code);
  if (found instanceof Problem) return side.replaceChildren(el("p", { class: "tip" }, said(found.problem.detail)));
  const { partners } = found.regions[0];
  if (!partners.length) return side.replaceChildren(el("p", { class: "tip" }, say("region.no_partners")));
  side.replaceChildren(table({
    caption: say("region.partners"),
    columns: [{ text: say("region.partner") }, { text: say("region.brings") }, { text: say("region.added"), kind: "n" }],
    rows: partners.map((one) => [
      [el("a", { href: link(state, "region", one.region_code) }, el("bdi", {}, one.region_name)),
        one.specialised ? el("div", { class: "range" }, say("region.specialised")) : null],
      one.brings.slice(0, 3).flatMap((offer, place) => [place ? "; " : "", el("bdi", {}, offer.activity_name)]),
      `+${decimal(one.added_density, 2)}`]),
    source: { path: coded("partners", state.code), query },
  }));
}

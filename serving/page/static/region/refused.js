// A region for which options are refused, such as a total of other regions: it says so, and leads to its parts.

import { link } from "../address.js";
import { el, section } from "../elements.js";
import { inOrder, say } from "../language.js";
import { said } from "./parts.js";

export function refusedParts(state, problem, regions) {
  const parts = regions.filter((one) => one.parent_code === state.code).sort(inOrder((one) => one.region_name));
  return section("verdict", say("region.verdict"),
    el("p", { class: "lead" }, said(problem.problem.detail)),
    parts.length ? [el("h3", {}, say("region.parts", { n: parts.length })),
      el("ul", { class: "columns" }, parts.map((one) => el("li", {}, el("a", { href: link(state, "region", one.region_code) }, el("bdi", {}, one.region_name)))))] : null);
}

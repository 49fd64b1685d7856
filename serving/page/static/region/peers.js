// The regions that are most alike, and what sets this one apart from them.

import { link } from "../address.js";
import { ask, coded } from "../ask.js";
import { el, explain } from "../elements.js";
import { decimal, say } from "../language.js";
import { table } from "../tables.js";
import { sourceLine } from "./parts.js";

const difference = (value) => (value > 0 ? "+" : "") + decimal(value, 1);

export async function parts(state) {
  const path = coded("peers", state.code), answer = await ask(path), found = answer.regions[0], { group } = found;
  const apart = found.sets_apart.slice(0, 3).map((one) => `${one.label} (${difference(one.difference)})`);
  return [
    el("p", {}, group.groups === 1 ? say("region.no_groups")
      : say("region.group", { group: group.group + 1, groups: group.groups, n: group.regions, probability: group.probability })),
    apart.length ? el("p", {}, say("region.apart", { list: apart.join("; ") }), explain(say("region.deviation_meaning"))) : null,
    table({
      caption: say("region.peers_caption"),
      columns: [{ text: say("region.peer") }, { text: say("region.distance"), kind: "n", explain: explain(say("region.distance_meaning")) }, { text: say("region.apart_column") }, { text: "" }],
      rows: found.peers.map((one) => [
        el("a", { href: link(state, "region", one.region_code) }, el("bdi", {}, one.region_name)), decimal(one.distance, 2),
        one.apart.map((gap) => `${gap.label} ${difference(gap.difference)}`).join("; "),
        el("a", { href: link(state, "compare", "", { region: [state.code, one.region_code] }), "aria-label": say("region.compare_with", { name: one.region_name }) }, say("region.compare_short"))]),
      source: { path, table: "peers" } }),
    sourceLine(answer.metadata, state)];
}

// What demand for a cluster sets off in the region: multipliers, and the value chain of one cluster.

import { link } from "../address.js";
import { ask, coded, maybe, Problem } from "../ask.js";
import { el, explain } from "../elements.js";
import { decimal, inOrder, percent, say } from "../language.js";
import { picture } from "../pictures.js";
import { table } from "../tables.js";
import { draw as gauge } from "../figures/gauge.js";
import { activityLink, problemNote, range, said, sourceLine } from "./parts.js";
import { folded } from "./folded.js";

const FLOWS = 200;

export async function parts(state, ranked) {
  const path = coded("multipliers", state.code), query = {};
  const answer = await ask(path, query), found = answer.regions[0];
  const own = found.source_region === state.code;
  const reach = Math.max(...found.clusters.map((one) => Math.max(one.output_multiplier_high ?? 1, one.national_output_multiplier ?? 1)), 1.01);
  const rows = found.clusters.map((one) => el("tr", {},
    el("td", {}, activityLink(state, "cluster", one.cluster_code, one.cluster_name)),
    el("td", { class: "n" }, decimal(one.output_multiplier, 2)),
    el("td", {}, one.output_multiplier === null ? say("word.unknown")
      : [gauge({ value: one.output_multiplier, low: one.output_multiplier_low, high: one.output_multiplier_high, mark: one.national_output_multiplier }, { from: 1, to: reach }),
        one.output_multiplier_low === null ? null : el("span", { class: "range" }, range(one.output_multiplier_low, one.output_multiplier_high, 2))]),
    el("td", { class: "n" }, decimal(one.value_added_multiplier, 2)),
    el("td", { class: "n" }, decimal(one.backward_linkage, 2)),
    el("td", { class: "n" }, decimal(one.forward_linkage, 2))));
  return [
    el("p", {}, say(own ? "region.chains_own" : "region.chains_scaled", { region: found.source_region, year: found.table_year ?? say("word.unknown"), method: answer.method.toUpperCase() })),
    chainPicture(state, found, ranked, answer),
    folded(rows, table({
      caption: say("region.multipliers", { year: found.table_year ?? say("word.unknown") }),
      columns: [{ text: say("region.cluster") },
        { text: say("region.output_multiplier"), kind: "n", explain: explain(say("region.multiplier_meaning")) },
        { text: say("region.multiplier_range"), explain: explain(say("region.multiplier_range_meaning", { low: answer.deltas[0], high: answer.deltas.at(-1) })) },
        { text: say("region.value_added_multiplier"), kind: "n" },
        { text: say("region.backward"), kind: "n", explain: explain(say("region.backward_meaning")) },
        { text: say("region.forward"), kind: "n", explain: explain(say("region.forward_meaning")) }],
      rows, source: { path, query, table: "clusters" } })),
    el("p", {}, el("a", { href: link(state, "chain", "", { region: state.code }) }, say("chain.to"))),
    ...found.notes.map((note) => el("p", { class: "note" }, said(note))),
    sourceLine(answer.metadata, state)];
}

// The chain of one cluster, which the reader chooses: the first option at first.
function chainPicture(state, found, ranked, { metadata, units }) {
  const unit = units.flow ?? say("region.unit_unknown"), counted = unitLine(unit);
  const names = new Map(found.clusters.map((one) => [one.cluster_code, one.cluster_name]));
  const first = ranked.clusters.find((one) => names.has(one.code))?.code ?? found.clusters[0]?.cluster_code;
  if (first === undefined) return null;
  const place = el("div", { class: "chain-place" });
  let turn = 0;
  const draw = async (code) => {
    const mine = ++turn, query = { flows: FLOWS, flows_of: code };
    const [chain, answer] = await Promise.all([import("../figures/chain.js"), maybe(ask(coded("multipliers", state.code), query))]);
    if (mine !== turn) return;
    if (answer instanceof Problem) return place.replaceChildren(problemNote(answer));
    const { flows } = answer.regions[0], data = chain.chainOf(flows, code), drawing = data && chain.draw(data, { state, unit: unit === say("region.unit_unknown") ? null : unit });
    place.replaceChildren(drawing ? picture({
      name: `chain-${state.code}-${code}`, title: [say("region.chain_of", { name: names.get(code) }), el("small", {}, counted)], file_title: `${say("region.chain_of", { name: names.get(code) })} ${counted}`, drawing, metadata,
      embed: `chain?${new URLSearchParams({ region: state.code, cluster: code })}`, further: flowTable(flows, code, state, unit) })
      : flowTable(flows, code, state, unit));
  };
  const select = el("select", { id: "chain", change: () => draw(select.value) },
    [...names].sort(inOrder(([, name]) => name)).map(([code, name]) => el("option", { value: code, selected: code === first }, name)));
  draw(first);
  return el("div", {}, el("div", { class: "asked" }, el("div", {}, el("label", { for: "chain" }, say("region.chain_choose")), select)), place);
}

const unitLine = (unit) => (unit === say("region.unit_unknown") ? said(unit) : say("region.flow_in", { unit }));

// Suppliers and buyers of a cluster, the largest first.
export function chainRows(flows, code) {
  const side = (from, to, key, share) => flows.filter((one) => one[to] === code && one[from] !== code).sort((a, b) => b.flow - a.flow)
    .map((one) => ({ side: key, code: one[from], name: one[from.replace("code", "name")], flow: one.flow, share: one[share] }));
  return [...side("from_cluster_code", "to_cluster_code", "buys_from", "input_share"), ...side("to_cluster_code", "from_cluster_code", "sells_to", "sales_share")];
}

function flowTable(flows, code, state, unit) {
  const rows = chainRows(flows, code);
  return rows.length ? el("details", { open: false }, el("summary", {}, say("page.as_table")), table({
    caption: `${say("region.flows")}. ${unitLine(unit)}`,
    columns: [{ text: "" }, { text: say("region.cluster") }, { text: say("region.flow"), kind: "n" }, { text: say("region.flow_share"), kind: "n" }],
    rows: rows.map((one) => [say(`region.${one.side}`), activityLink(state, "cluster", one.code, one.name), decimal(one.flow, 1), percent(one.share, 1)]) }))
    : el("p", { class: "note" }, say("region.no_flows"));
}

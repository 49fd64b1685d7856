// The space of technologies or clusters: what the region has, and how near to it lies what the verdict advises.

import { ask, coded } from "../ask.js";
import { el } from "../elements.js";
import { draw as network } from "../figures/space.js";
import { number, say } from "../language.js";
import { picture } from "../pictures.js";
import { table } from "../tables.js";
import { advised } from "./asked.js";
import { folded } from "./folded.js";
import { activityLink, choice, sourceLine } from "./parts.js";

export function parts(state, activities, ranking) {
  return choice("space-kind", say("region.scatter_show"), activities.map((name) => [name, say(`region.space.${name}`)]), ranking,
    (activity, ranked) => drawn(activity, state, ranked));
}

// The nodes that the region has or the verdict advises, the advised first, then the strongest.
export function listed(nodes, present, codes) {
  const places = new Map(present.map((code, place) => [code, place])), rank = ({ activity_code: code }) => (codes.includes(code) ? -1 : places.get(code));
  return nodes.filter((node) => rank(node) !== undefined).sort((a, b) => rank(a) - rank(b));
}

async function drawn(activity, state, ranked) {
  const path = coded("space", state.code), query = { activity }, answer = await ask(path, query);
  const { specialised } = answer.regions[0], codes = advised(ranked, { activity });
  const title = say(`region.space_title.${activity}`, { n: specialised.length, of: answer.nodes.length });
  return [
    el("p", {}, say(`region.space_about.${activity}`, { threshold: answer.threshold, year: answer.metadata.cutoff })),
    picture({
      name: `space-${state.code}-${activity}`, title, metadata: answer.metadata,
      drawing: network(answer, { state, present: specialised, recommended: codes, ringed: say("figure.advised") }),
      embed: `space?${new URLSearchParams({ region: state.code, activity })}`,
      further: el("details", { class: "same" }, el("summary", {}, say("page.as_table")), nodeTable(listed(answer.nodes, specialised, codes), { answer, state, codes, title, path, query })) }),
    sourceLine(answer.metadata, state)];
}

function nodeTable(nodes, { answer, state, codes, title, path, query }) {
  const has = new Set(answer.regions[0].specialised);
  const rows = nodes.map((node) => el("tr", {},
    el("td", {}, activityLink(state, answer.activity, node.activity_code, node.activity_name)), el("td", {}, node.group || "\u2013"),
    el("td", { class: "n" }, number(node.count)), el("td", {}, say(has.has(node.activity_code) ? "figure.present" : "figure.absent")),
    el("td", {}, codes.includes(node.activity_code) ? say("figure.advised") : "")));
  return folded(rows, table({
    caption: title,
    columns: [{ text: say(answer.activity === "technology" ? "region.activity.technologies" : "region.cluster") }, { text: say("region.group_of") },
      { text: say("region.size_everywhere", { unit: answer.unit }), kind: "n" }, { text: say("region.here") }, { text: say("region.advice") }],
    rows, source: { path, query, table: "nodes" } }), 20);
}

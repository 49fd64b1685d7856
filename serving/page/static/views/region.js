// The view of a region: what it should back and enter first, then why, and how sure that is.

import { one } from "../address.js";
import { ask, coded, maybe, Problem } from "../ask.js";
import { el } from "../elements.js";
import { say } from "../language.js";
import { askedOptions, followed, listedFirst, only } from "../region/asked.js";
import { optionsSection } from "../region/options.js";
import { contents, later, toolbar } from "../region/parts.js";
import { verdictSection } from "../region/verdict.js";

export async function show(state, go) {
  const [options, described] = await Promise.all([
    maybe(ask(coded("options", state.code), askedOptions(state, listedFirst()))),
    ask("describe")]);
  if (options instanceof Problem) return refused(state, go, options, described);
  const answer = only(options), ranking = followed(answer);
  const verdict = verdictSection(ranking, state, Boolean(described.markets));
  const ranked = optionsSection(answer, described, state, go, ranking.tell);
  return {
    title: answer.region_name,
    parts: view(state, answer.region_name, [verdict, ranked, ...further(state, go, described, { ranking })]),
  };
}

// Everything below the lists: each section loads its script and asks for its answer when it comes near.
function further(state, go, described, { ranking = null, region = null }) {
  const kinds = activityKinds(described).filter(({ part }) => !region || region[part]), grows = Boolean(described.growth) && (!region || region.growth);
  const section = (id, heading, fill, space) => later(id, say(heading), fill, { space });
  const scattered = [...kinds.map(({ words }) => words), ...(ranking?.found.clusters.length ? ["clusters"] : [])];
  const spaces = [...kinds.map(({ activity }) => activity), ...(grows && !kinds.some(({ activity }) => activity === "cluster") ? ["cluster"] : [])];
  return [
    ranking && scattered.length && section("scatter", kinds.length ? "region.scatter" : "region.scatter_clusters", async () => (await import("../region/scatter.js")).parts(state, scattered, ranking), "32rem"),
    grows && section("growth", "region.growth_question", async () => (await import("../region/growth.js")).parts(state, go, ranking?.found), "30rem"),
    ...kinds.flatMap((kind) => [
      section(`calls-${kind.words}`, `region.calls.${kind.words}`, async () => (await import("../region/niches.js")).calls(kind, state), "24rem"),
      section(`portfolio-${kind.words}`, `region.portfolio.${kind.words}`, async () => (await import("../region/niches.js")).portfolio(kind, state), "20rem")]),
    // Totals of other regions are not in the space.
    ranking && spaces.length && section("space", "region.space", async () => (await import("../region/space.js")).parts(state, spaces, ranking), "32rem"),
    ...kinds.map((kind) => section(`breakthroughs-${kind.words}`, `region.breakthroughs.${kind.words}`, async () => (await import("../region/breakthroughs.js")).parts(state, kind), "20rem")),
    ranking && section("chains", "region.chains", async () => (await import("../region/chains.js")).parts(state, ranking.found), "20rem"),
    ranking && section("peers", "region.peers", async () => (await import("../region/peers.js")).parts(state), "14rem"),
    ranking && section("record", "region.record", async () => (await import("../region/record.js")).parts(state, ranking), "12rem"),
  ].filter(Boolean);
}

// Which kinds of activities the loaded champions have, each with the view that it leads to.
const activityKinds = (described) => [
  described.niches && { activity: "technology", view: "technology", words: "technologies", part: "niches" },
  described.markets && { activity: "cluster", view: "cluster", words: "markets", part: "markets" }].filter(Boolean);

const view = (state, name, sections) => [
  el("h1", {}, el("bdi", {}, name)),
  sections[0],
  toolbar(state, name),
  contents(sections.slice(1)),
  ...sections.slice(1),
];

// Weights of another package, a floor that is no number or a total of other regions.
async function refused(state, go, problem, described) {
  if (problem.problem.status === 400 && (one(state, "weights") || one(state, "preset") || one(state, "floor"))) {
    for (const name of ["weights", "preset", "floor"]) delete state.query[name];
    const shown = await show(state, go);
    shown.parts.splice(1, 0, el("p", { class: "notice", role: "note" }, say("region.weights_refused", { reason: problem.problem.detail })));
    return shown;
  }
  const [{ regions }, { refusedParts }] = await Promise.all([ask("regions"), import("../region/refused.js")]);
  const region = regions.find((one) => one.region_code === state.code);
  if (!region && !regions.some((one) => one.parent_code === state.code)) throw problem;
  const name = region?.region_name ?? state.code;
  return { title: name, parts: view(state, name, [refusedParts(state, problem, regions), ...(region ? further(state, go, described, { region }) : [])]) };
}

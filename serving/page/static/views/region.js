// The view of a region: what it should back and enter first, then why, and how sure that is.

import { one } from "../address.js";
import { ask, coded, maybe, Problem } from "../ask.js";
import { el } from "../elements.js";
import { say } from "../language.js";
import { askedOptions, listedFirst, only } from "../region/asked.js";
import { growthSection } from "../region/growth.js";
import { activityKinds, nicheSections } from "../region/niches.js";
import { optionsSection } from "../region/options.js";
import { chainSection } from "../region/chains.js";
import { peerSection } from "../region/peers.js";
import { recordSection } from "../region/record.js";
import { contents, toolbar } from "../region/parts.js";
import { refusedParts } from "../region/refused.js";
import { verdictSection } from "../region/verdict.js";

export async function show(state, go) {
  const [options, described] = await Promise.all([
    maybe(ask(coded("options", state.code), askedOptions(state, listedFirst()))),
    ask("describe")]);
  if (options instanceof Problem) return refused(state, go, options, described);
  const answer = only(options);
  const verdict = verdictSection(answer, state), record = recordSection(answer, state);
  const ranked = optionsSection(answer, described, state, go, (found) => {
    verdict.draw(found);
    record.draw(found);
  });
  return {
    title: answer.region_name,
    parts: view(state, answer.region_name, [verdict.section, ranked, ...further(state, go, described, answer), record.section]),
  };
}

// Everything below the lists: each section asks for its own answer, when it is shown.
const further = (state, go, described, answer = null, region = null) => [
  region && !region.growth ? null : growthSection(state, go, answer),
  ...activityKinds(described).filter(({ part }) => !region || region[part]).flatMap((kind) => nicheSections(kind, state)),
  answer && chainSection(state, answer),
  answer && peerSection(state),
].filter(Boolean);

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
  const { regions } = await ask("regions");
  const region = regions.find((one) => one.region_code === state.code);
  if (!region && !regions.some((one) => one.parent_code === state.code)) throw problem;
  const name = region?.region_name ?? state.code;
  return { title: name, parts: view(state, name, [refusedParts(state, problem, regions), ...(region ? further(state, go, described, null, region) : [])]) };
}

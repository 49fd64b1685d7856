// How such answers did before: the models in their backtests, and these weights on earlier years.

import { link } from "../address.js";
import { el } from "../elements.js";
import { percent, say, signed } from "../language.js";
import { draw as gauge } from "../figures/gauge.js";
import { criterionName, said, sentence } from "./parts.js";

export function parts(state, ranking) {
  const { found } = ranking, weights = el("div", { class: "record parts" });
  const draw = (other) => weights.replaceChildren(...hindsight(other));
  draw(found);
  ranking.follow(draw);
  const models = [found.metadata, found.nicheMetadata].filter(Boolean);
  return [
    el("h3", {}, say("region.record_models")),
    ...models.flatMap(modelRecord),
    weights,
    el("p", {}, el("a", { href: link(state, "record") }, say("region.to_record")))];
}

// One line a call, in words where the answer has them.
function modelRecord(metadata) {
  const words = metadata.record_in_words;
  if (words?.length) return [words].flat().map((one) => el("p", {}, said(one.text ?? one)));
  return metadata.track_record.map((record) => el("p", {}, recordLine(record)));
}

function recordLine({ call, origins, figures, n }) {
  const span = origins.length > 1 ? `${origins[0]}\u2013${origins.at(-1)}` : String(origins[0]);
  if (call === null) return say("region.record_growth", { origins: span, owa: figures.owa, coverage: figures.coverage_80 ?? null });
  return say(`region.record_${call}`, { origins: span, precision: figures.ap, base_rate: figures.base_rate, n: n ?? null });
}

function hindsight(found) {
  const { hindsight: record } = found;
  if (!record) return [];
  const { clusters, niches } = record, parts = [];
  if (clusters) {
    const most = Math.max(...[clusters.difference, clusters.lower, clusters.upper].map((value) => Math.abs(value || 0)), 1);
    parts.push(part(clusters, "region.clusters", gauge({ value: clusters.difference, low: clusters.lower, high: clusters.upper, mark: 0 }, { from: -most, to: most }), `${signed(clusters.difference)} ${say("region.line_none")}`));
  }
  if (niches) {
    const most = Math.max(niches.rate, niches.upper || 0, niches.base_rate, 0.01);
    parts.push(part(niches, "region.niches", gauge({ value: niches.rate, low: niches.lower, high: niches.upper, mark: niches.base_rate }, { to: most }), `${percent(niches.rate)} ${say("region.line_random")}`));
  }
  return parts.length ? [el("h3", { class: "whole" }, say("region.record_weights")), ...parts, el("p", { class: "warn whole" }, said(record.caution.text))] : [];
}

function part(judged, key, picture, line) {
  return el("div", {}, el("p", {}, el("strong", {}, `${say(key)}. `), said(`${sentence(judged.summary.text)}: ${judged.judgement.text}`)),
    picture, el("span", { class: "range" }, line),
    judged.left_out.length ? el("p", { class: "tip" }, judged.left_out.map((gone) => said(`${criterionName(gone.criterion)}: ${gone.reason.text}`)).join(" ")) : null);
}

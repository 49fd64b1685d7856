// Technologies, or markets: what the region may enter, may lose, and is specialised in.

import { ask, coded } from "../ask.js";
import { el, explain } from "../elements.js";
import { decimal, number, percent, say } from "../language.js";
import { table } from "../tables.js";
import { draw as gauge } from "../figures/gauge.js";
import { folded } from "./folded.js";
import { activityLink, age, range, said, sentence, sourceLine } from "./parts.js";

const ASKED = { clusters: 0, entries: 24, exits: 16, portfolio: 40 };

// What an audit says of the activities of a kind; both sections share one answer.
async function audited(kind, state, fill) {
  const query = { activity: kind.activity, ...ASKED }, path = coded("audit", state.code), answer = await ask(path, query);
  return fill(answer.audits[0], answer.metadata, { kind, state, path, query });
}
export const calls = (kind, state) => audited(kind, state, callParts);
export const portfolio = (kind, state) => audited(kind, state, portfolioParts);

function callParts(audit, metadata, about) {
  const target = metadata.cutoff + metadata.horizon;
  const lists = [
    ["may_enter", audit.likely_entries, "accent", "likely_entries", "chance"],
    ["may_lose", audit.at_risk, "risk", "at_risk", "chance_of_loss"]];
  return [
    age(metadata) ? el("p", {}, age(metadata)) : null,
    audit.warning ? el("p", { class: "warn" }, said(audit.warning)) : null,
    ...lists.map(([name, calls, colour, file, chance]) => el("div", {},
      el("h3", {}, say(`region.${name}`, { year: target })),
      calls.length ? callTable(calls, colour, { ...about, file, chance, cutoff: metadata.cutoff, caption: say(`region.${name}.caption`, { year: target }) })
        : el("p", {}, say(`region.${name}.none`)))),
    sourceLine(metadata, about.state)];
}

function callTable(calls, colour, { kind, state, path, query, file, chance, caption, cutoff }) {
  const reach = Math.max(...calls.map((call) => Math.max(call.probability_high, call.null_probability || 0)), 0.01);
  const rows = calls.map((call) => el("tr", {},
    el("td", { class: "activity" }, activityLink(state, kind.view, call.activity_code, call.activity_name)),
    el("td", { class: "n" }, percent(call.probability)),
    el("td", {}, gauge({ value: call.probability, low: call.probability_low, high: call.probability_high, mark: call.null_probability }, { to: reach, colour }),
      el("span", { class: "range" }, `${range(100 * call.probability_low, 100 * call.probability_high)}`)),
    el("td", { class: "n" }, decimal(call.location_quotient, 2)),
    el("td", { class: "n" }, decimal(call.relatedness_density, 2)),
    el("td", { class: "n" }, decimal(call.complexity, 1)),
    el("td", {}, why(call))));
  return folded(rows, table({
    caption,
    columns: [{ text: say(`region.activity.${kind.words}`) }, { text: say(`region.${chance}`), kind: "n" },
      { text: say("region.range_90"), explain: explain(say("region.range_90_meaning")) },
      { text: say("region.location_quotient", { year: cutoff }), kind: "n", explain: explain(say("region.location_quotient_meaning")) },
      { text: say("region.relatedness"), kind: "n", explain: explain(say("region.relatedness_meaning")) },
      { text: say("region.complexity"), kind: "n", explain: explain(say("region.complexity_meaning")) },
      { text: say("region.why") }],
    rows, source: { path, query, table: file } }));
}

// Reasons are a sentence each: the first is shown, the rest folds out.
function why(call) {
  const [first, ...rest] = call.reasons.slice(0, 3).map((one) => one.reason);
  return [first ? el("div", {}, sentence(first)) : null,
    rest.length ? el("details", {}, el("summary", {}, say("region.more_reasons")), el("ul", { class: "reasons" }, rest.map((text) => el("li", {}, sentence(text))))) : null,
    call.warning ? el("div", { class: "warn" }, said(call.warning)) : null].filter(Boolean);
}

const ARROWS = { rising: "\u2197", falling: "\u2198", steady: "\u2192" };

function portfolioParts(audit, metadata, { kind, state, path, query }) {
  const { summary, portfolio } = audit, n = summary.diversity;
  const rows = portfolio.map((one) => el("tr", {},
    el("td", { class: "activity" }, activityLink(state, kind.view, one.activity_code, one.activity_name)),
    el("td", { class: "n" }, decimal(one.location_quotient, 2)),
    el("td", { class: "n" }, decimal(one.previous_location_quotient, 2)),
    el("td", { class: "trend" }, `${ARROWS[one.trend] ?? ""} `, say(`trend.${one.trend}`)),
    el("td", { class: "n" }, number(one.count))));
  return [
    el("p", {}, say("region.portfolio_about", { n: n ?? 0, eci: summary.eci, place: summary.ranks.eci ?? say("word.unknown"), of: summary.of ?? say("word.unknown") }),
      explain(say("region.complexity_meaning"))),
    rows.length ? folded(rows, table({
      caption: say("region.portfolio_caption", { threshold: metadata.threshold, year: metadata.cutoff }),
      columns: [{ text: say(`region.activity.${kind.words}`) },
        { text: say("region.location_quotient", { year: metadata.cutoff }), kind: "n", explain: explain(say("region.location_quotient_meaning")) },
        { text: say("region.earlier"), kind: "n", explain: explain(say("region.earlier_meaning", { n: metadata.window || 1 })) }, { text: say("region.trend") },
        { text: sentence(metadata.counted || say("region.size")), kind: "n" }],
      rows, source: { path, query, table: "portfolio" } })) : el("p", {}, say("region.no_portfolio")),
    sourceLine(metadata, state)];
}

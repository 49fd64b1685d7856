// A page with one picture, for an iframe: /embed/PICTURE?region=CODE&cluster=CODE&activity=technology&language=ru.

import { ask, coded, maybe, Problem } from "./ask.js";
import { el, notice } from "./elements.js";
import { load, say } from "./language.js";
import { sources } from "./pictures.js";
import { advised } from "./region/asked.js";

const LEVELS = [50, 80, 95], LIKELIEST = 5, LISTED = 20;

// A picture: needs, the parameters that its address must have, and make(query) → {title, drawing, metadata, where};
// query maps names to texts, where is the view that shows more.
export const PICTURES = {
  map: { needs: [], make: map },
  fan: { needs: ["region"], make: (query, state) => growth(query, state, "fan") },
  waterfall: { needs: ["region", "cluster"], make: (query, state) => growth(query, state, "waterfall") },
  chain: { needs: ["region", "cluster"], make: chain },
  space: { needs: [], make: space },
  scatter: { needs: ["region"], make: scatter },
  ranks: { needs: ["region"], make: ranks },
  calibration: { needs: [], make: calibration },
};

// The map as the view of the country draws it, with its legend.
async function map(query, state) {
  const { show: draw } = await import("./views/country.js");
  const shown = await draw(state, (href) => open(href, "_blank", "noopener"));
  const found = shown?.parts.map((part) => part.querySelector?.("[data-picture=map]")).find(Boolean);
  return { drawing: null, whole: found || null, metadata: [], title: shown?.title };
}

async function growth({ region, cluster, level }, state, name) {
  const figure = await import(`./figures/${name}.js`);
  const answer = await ask(coded("growth", region), { cluster_codes: cluster || null, levels: LEVELS, history: 40, totals: !cluster });
  const forecast = cluster ? answer.forecasts[0] : answer.totals.find((total) => total.region_code === region && !total.cluster_code);
  const options = { unit: answer.unit, metadata: answer.metadata, ...(Number(level) ? { level: Number(level) } : {}) };
  return { drawing: forecast ? figure.draw(forecast, options) : null, metadata: answer.metadata,
    title: forecast ? joined(forecast.cluster_name, forecast.region_name) : null };
}

async function chain({ region, cluster }, state) {
  const [{ chainOf, draw }, answer] = await Promise.all([import("./figures/chain.js"), ask(coded("multipliers", region), { flows: 200, flows_of: cluster })]);
  const [found] = answer.regions, data = chainOf(found.flows, cluster), unit = answer.units.flow;
  return { drawing: data && draw(data, { state, unit }), metadata: answer.metadata, title: data && joined(data.name, found.region_name) };
}

// Codes that the verdict advises at the weights of the address; null where options are not ranked.
async function advisedIn(region, activity, { preset, weights, floor }) {
  const answer = await maybe(ask(coded("options", region), { preset, weights, floor, listed: LISTED }));
  return answer instanceof Problem ? null : advised(answer.regions[0], { activity });
}

async function space({ region, activity = "technology", ...query }, state) {
  const [{ draw }, answer, codes] = await Promise.all([import("./figures/space.js"), ask(region ? coded("space", region) : "space", { activity }),
    region ? advisedIn(region, activity, query) : null]);
  const [found] = answer.regions;
  return { drawing: draw(answer, { state, present: found ? found.specialised : [], recommended: codes || [], ringed: say("figure.advised") }), metadata: answer.metadata,
    title: joined(say("figure.name_space"), found?.region_name) };
}

// What may be entered is marked as advised; losses, which nobody advises, by their chance.
async function scatter({ region, activity = "technology", call = "entry", ...query }, state) {
  const [{ draw }, answer, codes] = await Promise.all([import("./figures/scatter.js"), ask(coded("niches", region), { activity, call, limit: 200 }),
    call === "entry" && activity === "technology" ? advisedIn(region, activity, query) : null]);
  const points = answer.calls.map((row, place) => ({ code: row.activity_code, name: row.activity_name, x: row.complexity, y: row.probability,
    low: row.probability_low, high: row.probability_high, recommended: codes ? codes.includes(row.activity_code) : place < LIKELIEST, kind: activity }));
  const label = say(call === "exit" ? "figure.chance_exit" : "figure.chance_entry");
  return { drawing: draw({ points, x: { label: say("figure.complexity") }, y: { label, format: "percent" } }, { state, recommended: say(codes ? "figure.advised" : "figure.likeliest") }),
    metadata: answer.metadata, title: joined(label, answer.calls[0]?.region_name) };
}

async function ranks({ region, kind = "cluster", ...query }, state) {
  const [{ draw }, answer] = await Promise.all([import("./figures/ranks.js"), ask(coded("options", region), { preset: query.preset, weights: query.weights, floor: query.floor })]);
  const [found] = answer.regions, options = (kind === "niche" ? found.niches : found.clusters).slice(0, 10);
  const rows = options.map(({ code, name, rank, rank_low = null, rank_high = null }) =>
    ({ code, name, value: rank, low: rank_low, high: rank_high, kind: kind === "niche" ? "technology" : "cluster" }));
  return { drawing: rows.length ? draw(rows, { state, label: say("figure.rank") }) : null, metadata: answer.metadata, title: joined(say("figure.name_ranks"), found.region_name) };
}

async function calibration({ activity = "technology", call = "entry" }) {
  const [{ draw }, answer] = await Promise.all([import("./figures/calibration.js"), ask("record", { limit: 0 })]);
  const curve = answer.calibration.find((one) => one.activity === activity && one.call === call);
  const label = say(call === "exit" ? "figure.chance_exit" : "figure.chance_entry");
  return { drawing: curve ? draw(curve.bins, { label_x: label }) : null, metadata: answer.metadata, title: say("figure.name_calibration") };
}

const joined = (...parts) => parts.filter(Boolean).join(", ");

// ------------------------------------------------------------------ the page

async function show(main) {
  const name = document.documentElement.dataset.picture, { needs, make } = PICTURES[name];
  const query = Object.fromEntries(new URLSearchParams(location.search));
  const lacking = needs.filter((parameter) => !query[parameter]);
  if (lacking.length) return main.append(notice(say("figure.needs", { name, parameters: lacking }), "alert"));
  const state = { view: "embed", code: "", query: Object.fromEntries(Object.entries(query).map(([key, value]) => [key, [value]])) };
  const { title, drawing, metadata, whole = drawing && el("figure", { "data-picture": name }, drawing) } = await make(query, state);
  if (!whole) return main.append(notice(say("figure.nothing")));
  if (title) document.title = `${title}: smartspec`;
  main.replaceChildren(el("h1", {}, title || say(`figure.name_${name}`)), whole);
  document.getElementById("source").textContent = sources(metadata).join("; ");
  return main;
}

// Links leave the frame, which has room for one picture only.
function outside(event) {
  const anchor = event.target.closest("a[href]");
  if (anchor) anchor.setAttribute("target", "_blank");
}

const main = document.getElementById("content");
if (main && document.documentElement.dataset.picture) {
  document.addEventListener("click", outside, true);
  load(document.documentElement.lang, document.documentElement.dataset.static).then(() => show(main))
    .catch((error) => main.append(notice(error instanceof Problem ? error.problem.detail : say("page.no_answer", { reason: error.message }), "alert")))
    .finally(() => {
      main.removeAttribute("aria-busy");
      document.documentElement.dataset.drawn = "";
    });
}

// Value chains: surprises in clusters and who is exposed to them; without any, who depends on a cluster.

import { link, one, write } from "../address.js";
import { ask } from "../ask.js";
import { el, explain, section } from "../elements.js";
import { draw, named } from "../figures/chain.js";
import { inOrder, percent, say, signed, unbroken } from "../language.js";
import { picture } from "../pictures.js";
import { downloads, table } from "../tables.js";

const LIMIT = 5, MOST = 50, ELSEWHERE = 4;

// Ends that are written alike are one figure.
const range = (written, low, high) => (written(low) === written(high) ? written(low) : say("chain.range", { low: written(low), high: written(high) }));

export async function show(state, go) {
  const query = asked(state);
  const [answer, { regions }, { codes }] = await Promise.all([ask("value_chain", query), ask("regions"), ask("clusters")]);
  const title = say("chain.title"), sentence = ({ text }) => unbroken(text);
  const parts = [
    el("h1", {}, title),
    answer.summary.map((one) => el("p", { class: "lead" }, sentence(one))),
    filters(state, go, regions.filter((entry) => entry.growth), codes),
    answer.chains.length ? answer.chains.map((chain, place) => chainSection(state, chain, place, answer)) : el("p", { class: "note" }, say("chain.empty")),
    answer.n > answer.chains.length ? el("p", { class: "note" }, say("chain.shown", { shown: answer.chains.length, n: answer.n, most: MOST })) : null,
    answer.chains.length > 1 ? downloads({ path: "value_chain", query: { ...query, limit: MOST }, table: "exposed" }) : null,
    answer.notes.map((note) => el("p", { class: "note" }, sentence(note))),
  ];
  return { title, parts: parts.flat(Infinity).filter(Boolean) };
}

// What the address asks of the service.
export function asked(state) {
  const region = one(state, "region"), cluster = one(state, "cluster");
  return { ...(region ? { region_codes: [region] } : {}), ...(cluster ? { cluster_codes: [cluster] } : {}), limit: LIMIT };
}

function filters(state, go, regions, clusters) {
  const select = (name, entries) => el("div", {}, el("label", { for: `chain-${name}` }, say(`chain.${name}`)),
    el("select", { id: `chain-${name}`, change: ({ target }) => go(write("chain", "", { ...state.query, [name]: target.value || null }), { replace: true }) },
      el("option", { value: "" }, say(`chain.all_${name}s`)),
      entries.sort(inOrder(([, text]) => text)).map(([code, text]) => el("option", { value: code, selected: code === one(state, name) }, text))));
  return el("div", { class: "asked" }, select("region", regions.map((entry) => [entry.region_code, entry.region_name])),
    select("cluster", clusters.map((entry) => [entry.code, entry.name])));
}

// One cluster: what is said of it, the picture, and who is exposed in the region and elsewhere.
function chainSection(state, chain, place, answer) {
  const names = { cluster: chain.cluster_name, region: chain.region_name, year: chain.surprise?.year };
  const drawing = draw(drawn(chain), { state, tell: told(chain) });
  const query = { region_codes: chain.region_code ? [chain.region_code] : null, cluster_codes: [chain.cluster_code] };
  const tables = [false, true].map((elsewhere) => exposedTable(state, chain, elsewhere, { path: "value_chain", query, table: "exposed" }));
  return section(`chain-${place}`, say(chain.surprise ? "chain.exposed_to" : "chain.depend_on", names),
    chain.text.map(({ text }) => el("p", {}, unbroken(text))), chain.notes.map(({ text }) => el("p", { class: "note" }, unbroken(text))),
    drawing ? picture({ name: `exposed-${chain.region_code}-${chain.cluster_code}`, title: say("chain.picture", names), drawing, metadata: answer.metadata,
      legend: say(hasEffects(chain) ? "chain.bands.effect" : "chain.bands") }) : null,
    tables);
}

// Whether a surprise has effects that can be given: one that is too large has none.
const hasEffects = (chain) => Boolean(chain.surprise) && !chain.surprise.beyond_linear;

// What figures/chain.js draws: bands as wide as the effect, without one as the share.
export function drawn(chain) {
  const size = (row) => Math.abs(hasEffects(chain) && row.effect !== null ? row.effect : 100 * row.share);
  const side = (direction) => [false, true].flatMap((elsewhere) => chain.exposed.filter((row) => row.direction === direction && row.elsewhere === elsewhere)
    .slice(0, elsewhere ? ELSEWHERE : undefined).map((row) => ({ code: row.neighbour_code, name: elsewhere ? `${row.neighbour_region_name}: ${row.neighbour_name}` : row.neighbour_name, flow: size(row), share: row.share, row })));
  return { code: chain.cluster_code, name: chain.cluster_name, suppliers: side("upstream"), buyers: side("downstream"), within: 0 };
}

function told(chain) {
  const figure = ({ row }) => (row ? (hasEffects(chain) ? signed(row.effect) : percent(row.share)) : "");
  return {
    words: (flow) => [named(flow), ...(flow.row ? [figure(flow), ...(hasEffects(chain) ? [range(signed, flow.row.effect_low, flow.row.effect_high)] : [])] : [])],
    short: figure,
    spoken: (data, suppliers, buyers) => {
      const list = (flows) => flows.slice(0, 3).map((flow) => `${named(flow)} ${figure(flow)}`.trim()).join(", ") || say("word.none");
      return say("chain.spoken", { name: data.name, suppliers: list(suppliers), buyers: list(buyers) });
    },
  };
}

function exposedTable(state, chain, elsewhere, source) {
  const rows = chain.exposed.filter((row) => row.elsewhere === elsewhere), effects = hasEffects(chain);
  if (!rows.length) return null;
  const number = (name, meaning = null) => ({ text: say(`chain.column.${name}`), kind: "n", ...(meaning ? { explain: explain(say(meaning)) } : {}) });
  // The share stands beside the name, also on a phone.
  const columns = [{ text: say("chain.column.neighbour") },
    number("share", "chain.share_meaning"), number("share_range", "chain.how_sure"), ...(effects ? [number("effect", "chain.effect_meaning"), number("effect_range", "chain.how_sure")] : []), ...(elsewhere ? [] : [number("total")])];
  const region = (row) => (elsewhere ? [" · ", el("a", { href: link(state, "region", row.neighbour_region_code) }, el("bdi", {}, row.neighbour_region_name))] : []);
  const cells = rows.map((row) => [
    [el("a", { href: link(state, "cluster", row.neighbour_code) }, el("bdi", {}, row.neighbour_name)), el("small", { class: "tie" }, say(`chain.${row.direction}`), region(row))],
    percent(row.share, 1), range((share) => percent(share, 1), row.share_low, row.share_high),
    ...(effects ? [signed(row.effect), range(signed, row.effect_low, row.effect_high)] : []),
    ...(elsewhere ? [] : [effects ? signed(row.total_effect) : percent(row.total_share, 1)])]);
  return table({ caption: say(elsewhere ? "chain.elsewhere" : "chain.here"), columns, rows: cells, source });
}

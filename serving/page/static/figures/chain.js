// The value chain: suppliers of a cluster on the left, its buyers on the right, as wide as what flows.
//
// draw(data, options) → <svg>
//   data       {code, name, suppliers: [{code, name, flow, share}], buyers: [the same], within: flow inside the
//              cluster}; chainOf(flows, code) makes it from `flows` of a region in GET /multipliers?flows=…&flows_of=CODE
//   options    {state (links keep its weights), unit, most: 12 on each side (the rest is summed), width,
//              tell: what is said of other bands than flows: {words(flow, side), short(flow), spoken(data, suppliers, buyers)}}
// Narrow: one below the other, with bars instead of bands.

import { link } from "../address.js";
import { svg } from "../elements.js";
import { number, percent, say } from "../language.js";
import { BOLD, SIZE, clipped, dots, figure, reader, resizable, round, text, textLines, wrapped } from "./frame.js";

const MOST = 12, SLOT = 24;

// Who sells to a cluster and who buys from it, the largest flow first; null where nothing flows.
export function chainOf(flows, code) {
  const own = flows.find((flow) => flow.from_cluster_code === code || flow.to_cluster_code === code);
  if (!own) return null;
  const side = (near, far, share) => flows.filter((flow) => flow[`${near}_cluster_code`] === code && flow[`${far}_cluster_code`] !== code)
    .map((flow) => ({ code: flow[`${far}_cluster_code`], name: flow[`${far}_cluster_name`], flow: flow.flow, share: flow[share] }))
    .sort((a, b) => b.flow - a.flow);
  const within = flows.find((flow) => flow.from_cluster_code === code && flow.to_cluster_code === code);
  return {
    code, name: own.from_cluster_code === code ? own.from_cluster_name : own.to_cluster_name,
    suppliers: side("to", "from", "input_share"), buyers: side("from", "to", "sales_share"), within: within ? within.flow : 0,
  };
}

// The largest flows and the sum of the rest, without those that are not positive.
export function largest(flows, most = MOST) {
  const flowing = flows.filter((flow) => flow.flow > 0), kept = flowing.length > most ? flowing.slice(0, most - 1) : flowing, rest = flowing.slice(kept.length);
  if (!rest.length) return kept;
  const sum = (name) => rest.reduce((total, flow) => total + (flow[name] || 0), 0);
  return [...kept, { code: null, name: null, n: rest.length, flow: sum("flow"), share: rest.some((flow) => flow.share === null) ? null : sum("share") }];
}

// Where flows begin at the outer side (in slots of their own) and end at the cluster (without gaps).
// Gives [{y, thick, inner}], all in pixels from the top of the side.
export function stacked(flows, scale, slot = SLOT) {
  let y = 0, inner = 0;
  return flows.map(({ flow }) => {
    const thick = Math.max(flow * scale, 1), tall = Math.max(thick + 6, slot), placed = { y: y + tall / 2 - thick / 2, middle: y + tall / 2, thick, inner };
    y += tall;
    inner += thick;
    return { ...placed, bottom: y };
  });
}

export const draw = resizable((data, options) => {
  const { most = MOST, width } = options, suppliers = largest(data.suppliers, most), buyers = largest(data.buyers, most);
  if (!suppliers.length && !buyers.length) return null;
  return (width < 480 ? narrow : wide)(data, suppliers, buyers, { ...options, tell: options.tell || flowing(options) });
});

export const named = (flow) => flow.name || say("figure.other_clusters", { n: flow.n });

const flowing = (options) => ({ words: (flow, side) => words(flow, side, options), short: (flow) => number(flow.flow), spoken });

function words(flow, side, { unit }) {
  const share = flow.share === null ? [] : [say(side === "suppliers" ? "figure.input_share" : "figure.sales_share", { share: flow.share })];
  return [named(flow), unit ? say("figure.flow", { flow: number(flow.flow), unit }) : number(flow.flow), ...share];
}

const spoken = (data, suppliers, buyers) => {
  const list = (flows) => flows.slice(0, 3).map(named).join(", ") || say("word.none");
  return say("figure.chain", { name: data.name, suppliers: list(suppliers), buyers: list(buyers) });
};
const href = (flow, state) => (flow.code && state ? link(state, "cluster", flow.code) : null);

function wide(data, suppliers, buyers, options) {
  const { width, state } = options, names = Math.min(width * .27, 230), top = 26, bar = 14;
  const total = Math.max(...[suppliers, buyers].map((flows) => flows.reduce((sum, flow) => sum + flow.flow, 0)));
  const scale = Math.min(Math.max(suppliers.length, buyers.length, 4) * SLOT * .7, 220) / total;
  const left = stacked(suppliers, scale), right = stacked(buyers, scale), tall = (side) => side.at(-1)?.bottom || 0;
  const inner = (side) => (side.length ? side.at(-1).inner + side.at(-1).thick : 0);
  const height = top + Math.max(tall(left), tall(right), inner(left), inner(right)) + 34, body = height - top - 34;
  const middle = width / 2, start = (side) => top + (body - inner(side)) / 2, outer = (side) => top + (body - tall(side)) / 2;
  const thick = Math.max(inner(left), inner(right)), name = wrapped(data.name, width - 20, 1, SIZE * BOLD);
  const side = (flows, places, kind) => flows.map((flow, place) => {
    const at = places[place], sells = kind === "suppliers", from = sells ? names : middle + bar / 2, to = sells ? middle - bar / 2 : width - names;
    const y = outer(places) + at.y, hub = start(places) + at.inner, [a, b] = sells ? [y, hub] : [hub, y];
    const label = wrapped(named(flow), names - 12, at.thick > 30 || at.bottom - at.y > 30 ? 2 : 1), x = sells ? names - 8 : width - names + 8;
    return { x: sells ? names : width - names, y: outer(places) + at.middle, reach: 11, href: href(flow, state), label: options.tell.words(flow, kind),
      marks: [svg("path", { d: ribbon(from, to, a, b, at.thick), class: "fig-flow" }),
        textLines(x, outer(places) + at.middle + 4 - (label.length - 1) * 7, label, { "text-anchor": sells ? "end" : "start" })] };
  });
  const read = reader(width, height);
  return figure(width, height, options.tell.spoken(data, suppliers, buyers),
    text(names - 8, 14, say("figure.suppliers"), { class: "fig-strong", "text-anchor": "end" }), text(width - names + 8, 14, say("figure.buyers"), { class: "fig-strong" }),
    dots([...side(suppliers, left, "suppliers"), ...side(buyers, right, "buyers")], read, data.name, { in_order: true }),
    svg("rect", { x: middle - bar / 2, y: round(top + (body - thick) / 2), width: bar, height: round(thick), class: "fig-total" }),
    text(middle, height - 8, name[0], { class: "fig-strong", "text-anchor": "middle" }), read.node);
}

// A band between two heights, horizontal at both ends.
export function ribbon(from, to, a, b, thick) {
  const middle = round((from + to) / 2), [x0, x1, y0, y1, t] = [from, to, a, b, thick].map(round);
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}V${round(y1 + t)}C${middle} ${round(y1 + t)} ${middle} ${round(y0 + t)} ${x0} ${round(y0 + t)}Z`;
}

function narrow(data, suppliers, buyers, options) {
  const { width, state } = options, greatest = Math.max(...[...suppliers, ...buyers].map((flow) => flow.flow)), room = width - 86;
  let y = 0;
  const heading = (key) => (y += 22, text(0, y - 6, say(key), { class: "fig-strong" }));
  const rows = (flows, kind) => flows.map((flow) => {
    const top = y, wide = Math.max((room * flow.flow) / greatest, 1);
    y += 36;
    return { x: wide, y: top + 24, reach: 14, href: href(flow, state), label: options.tell.words(flow, kind), marks: [
      text(0, top + 12, clipped(named(flow), width - 4)), svg("rect", { x: 0, y: top + 17, width: round(wide), height: 12, class: "fig-flow-bar" }), text(wide + 6, top + 27, options.tell.short(flow))] };
  });
  const first = suppliers.length ? heading("figure.suppliers") : null, sellers = rows(suppliers, "suppliers");
  const hub = wrapped(data.name, width - 16, 3, SIZE * BOLD), at = y + 6;
  y += hub.length * 14.4 + 22;
  const second = buyers.length ? heading("figure.buyers") : null, takers = rows(buyers, "buyers"), read = reader(width, y + 4);
  return figure(width, y + 4, options.tell.spoken(data, suppliers, buyers), first, second,
    svg("rect", { x: 0, y: at, width, height: round(hub.length * 14.4 + 8), rx: 4, class: "fig-hub" }), textLines(8, at + 16, hub, { class: "fig-strong" }),
    dots([...sellers, ...takers], read, data.name, { in_order: true }), read.node);
}

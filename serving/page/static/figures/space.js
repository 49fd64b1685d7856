// The activity space: a network of activities, where near ones are found in the same regions.
//
// draw(space, options) → <svg>
//   space      the answer of GET /space?activity=technology|cluster: {activity, nodes, links}
//   options    {state (links keep its weights), present: codes that the region has, recommended: codes to
//              enter or back, risk: codes that it may lose, focus: code in the middle of attention,
//              ringed: what a ring means (words in the legend; "Recommended" by default), width}
// Present ones are filled, recommended ones are ringed, those at risk are crossed; the rest is hollow.

import { link } from "../address.js";
import { svg } from "../elements.js";
import { number, say } from "../language.js";
import { scaleLinear, scaleSqrt } from "../vendor/d3.js";
import { clipped, dots, figure, legend, placed, reader, resizable, round, text } from "./frame.js";

const NAMED = 6;

// What a region has to do with a node: {present, recommended, risk, focus}, each true or false.
export function standing(code, { present = [], recommended = [], risk = [], focus = null }) {
  const has = (codes) => (codes instanceof Set ? codes.has(code) : codes.includes(code));
  return { present: has(present), recommended: has(recommended), risk: has(risk), focus: code === focus };
}

// Which nodes have their name beside them: the focus, the recommended, those at risk, then the largest present or, without a region, the largest.
export function namedNodes(nodes, most = NAMED) {
  const first = nodes.filter((node) => node.focus || node.recommended || node.risk).sort((a, b) => b.focus - a.focus || b.recommended - a.recommended || b.count - a.count);
  const chosen = new Set(first), some = nodes.some((node) => node.present);
  const rest = nodes.filter((node) => !chosen.has(node) && (!some || node.present)).sort((a, b) => b.count - a.count);
  return [...first, ...rest.slice(0, Math.max(most, 0))];
}

export const draw = resizable((space, options) => {
  if (!space.nodes.length) return null;
  const { state, width, ringed = say("figure.recommended"), ...codes } = options, sets = asSets(codes), nodes = space.nodes.map((node) => ({ ...node, ...standing(node.activity_code, sets) }));
  const guide = legend(guides(nodes, ringed), width), flat = Math.max(spread(nodes), width < 420 ? 1.2 : 0), top = guide.height + 12;
  const height = top + Math.round(Math.min(Math.max((width - 32) * flat, 200), 620)) + 16;
  const x = scaleLinear(extent(nodes, "x"), [16, width - 16]), y = scaleLinear(within(extent(nodes, "y")), [height - 16, top]);
  const crowd = nodes.length > 150 ? .7 : 1, r = scaleSqrt([0, Math.max(...nodes.map((node) => node.count), 1)], [2.5 * crowd, (width < 420 ? 6 : 9) * crowd]);
  // The marked ones last, so that they lie on top.
  const order = [...nodes].sort((a, b) => weight(a) - weight(b)), at = new Map(order.map((node) => [node.activity_code, { x: x(node.x), y: y(node.y) }]));
  const read = reader(width, height);
  const spots = order.map((node) => ({ ...at.get(node.activity_code), reach: Math.max(r(node.count) + 3, 7), href: state ? link(state, space.activity, node.activity_code) : null,
    label: words(node, ringed), marks: marks(node, at.get(node.activity_code), Math.max(r(node.count), weight(node) ? 4 : 0)) }));
  const lines = space.links.filter((one) => at.has(one.activity_code) && at.has(one.other_code)).map((one) => segment(at.get(one.activity_code), at.get(one.other_code))).join("");
  return figure(width, height, spoken(space, nodes, ringed), guide.node, svg("path", { d: lines, class: "fig-links" }), dots(spots, read, say("figure.space_dots")),
    names(namedNodes(nodes, width < 420 ? 3 : NAMED), at, r, { x0: 2, x1: width - 2, y0: top - 10, y1: height - 2 }, order), read.node);
});

const asSets = ({ present = [], recommended = [], risk = [], focus = null }) => ({ present: new Set(present), recommended: new Set(recommended), risk: new Set(risk), focus });
const weight = (node) => Number(node.present) + 2 * Number(node.risk) + 4 * Number(node.recommended) + 8 * Number(node.focus);
const extent = (nodes, name) => [Math.min(...nodes.map((node) => node[name])), Math.max(...nodes.map((node) => node[name]) , Math.min(...nodes.map((node) => node[name])) + 1e-6)];
// A flat layout lies in the middle.
const within = ([low, high]) => (high - low > 1e-5 ? [low, high] : [low - 1, high + 1]);
const segment = (a, b) => `M${round(a.x)} ${round(a.y)}L${round(b.x)} ${round(b.y)}`;

// Height over width of the layout, within what can be looked at.
export function spread(nodes) {
  const [x0, x1] = extent(nodes, "x"), [y0, y1] = extent(nodes, "y");
  return Math.min(Math.max((y1 - y0) / (x1 - x0), .45), 1);
}

const ring = (x, y, r, name) => svg("circle", { cx: round(x), cy: round(y), r: round(r), class: name });
const crossed = (x, y, r) => svg("path", { d: `M${round(x - r)} ${round(y - r)}L${round(x + r)} ${round(y + r)}M${round(x - r)} ${round(y + r)}L${round(x + r)} ${round(y - r)}`, class: "fig-cross" });

function marks(node, { x, y }, r) {
  return [ring(x, y, r, node.present ? "fig-present" : "fig-absent"), node.recommended || node.focus ? ring(x, y, r + 3.5, node.recommended ? "fig-ring" : "fig-focus") : null,
    node.risk ? crossed(x, y, r + 1) : null];
}

function guides(nodes, ringed) {
  const some = (name) => nodes.some((node) => node[name]);
  return [some("present") ? { mark: (x, y) => ring(x, y, 6, "fig-present"), text: say("figure.present") } : null,
    { mark: (x, y) => ring(x, y, 6, "fig-absent"), text: some("present") ? say("figure.absent") : say("figure.activity") },
    some("recommended") ? { mark: (x, y) => [ring(x, y, 4, "fig-absent"), ring(x, y, 7.5, "fig-ring")], text: ringed } : null,
    some("risk") ? { mark: (x, y) => [ring(x, y, 5, "fig-present"), crossed(x, y, 6)], text: say("figure.risk") } : null].filter(Boolean);
}

function words(node, ringed) {
  const states = ["present", "recommended", "risk"].filter((name) => node[name]).map((name) => (name === "recommended" ? ringed : say(`figure.${name}`)));
  return [node.activity_name, ...(node.group && node.group !== node.activity_name ? [say("figure.group", { group: node.group })] : []), say("figure.count", { count: number(node.count) }), ...states];
}

function names(chosen, at, r, bounds, all) {
  const labels = chosen.map((node) => ({ ...at.get(node.activity_code), r: r(node.count) + 3, text: clipped(node.activity_name, Math.min(bounds.x1 * .45, 200)) }));
  const crowd = all.filter((node) => weight(node)).map((node) => ({ ...at.get(node.activity_code), r: r(node.count) }));
  const places = placed(labels, bounds, crowd.length > 60 ? labels.map((label) => ({ ...label, r: 3 })) : crowd);
  return svg("g", { "aria-hidden": "true", class: "fig-names" }, places.map((place, i) => (place ? text(place.x, place.y, labels[i].text, { "text-anchor": place.anchor, class: chosen[i].recommended ? "fig-strong" : null }) : null)));
}

function spoken(space, nodes, ringed) {
  const list = (name) => nodes.filter((node) => node[name]);
  const text = [say(space.activity === "cluster" ? "figure.space_clusters" : "figure.space_technologies", { n: nodes.length })];
  if (list("present").length) text.push(say("figure.space_present", { n: list("present").length }));
  if (list("recommended").length) text.push(say("figure.these_are", { what: ringed, names: list("recommended").slice(0, 5).map((node) => node.activity_name) }));
  return text.join(" ");
}

// Elements of HTML and SVG, and what every view is made of.

import { say } from "./language.js";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}
export const el = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

// A section that answers the question which is its heading.
export const section = (id, heading, ...children) =>
  el("section", { "aria-labelledby": id }, el("h2", { id }, heading), children);

export const notice = (text, role = "note") => el("p", { class: "notice", role }, text);

// What the metadata of an answer say of calls whose years are over, with the way to their record.
export function past(metadata, record) {
  const texts = new Set(metadata.map((one) => one?.age?.text).filter(Boolean));
  return texts.size ? el("p", { class: "notice" }, [...texts].join(" "), " ", el("a", { href: record }, say("page.record"))) : null;
}

// The button that explains a word where it stands: touch, mouse and keyboard open it.
let explained = 0;
export function explain(text) {
  const id = `explained-${++explained}`;
  return el("span", { class: "explain" },
    el("button", { type: "button", popovertarget: id, "aria-label": say("page.explain") }, "?"),
    el("span", { id, popover: "auto" }, text));
}

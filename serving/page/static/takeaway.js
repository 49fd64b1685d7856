// Pictures as files: SVG with all styles inside, or PNG, on white, with title, source and address.

import { svg } from "./elements.js";
import { SIZE, drawnAt, textWidth, wrapped } from "./figures/frame.js";

const WIDTH = 760, MARGIN = 24, SCALE = 2;
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "stroke-linecap",
  "opacity", "font-size", "font-weight", "paint-order", "visibility"];
const FONT = "system-ui, 'Segoe UI', 'Noto Sans', Arial, sans-serif";
const UNSEEN = ".fig-reading, .fig-touch, .fig-area, .fig-cursor, [visibility=hidden]";

// {name, title, heading, sources: lines}; saves the file in the reader's browser.
export async function download(drawing, shown, format) {
  const file = exported(drawing, shown), name = `${fileName(shown.name, shown.title)}.${format}`;
  save(format === "svg" ? new Blob([file.text], { type: "image/svg+xml" }) : await png(file), name);
}

// smartspec-fan-MI-machinery: letters and digits of any alphabet, at most 100.
export function fileName(name, title) {
  const plain = (text) => text.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "");
  return [...new Set(["smartspec", plain(name), plain(title)])].filter(Boolean).join("-").slice(0, 100).replace(/-+$/, "");
}

// The text of an SVG file with its width and height.
export function exported(drawing, { title, heading: headline = title, sources = [], address = location.href }) {
  const inner = plain(drawnAt(drawing, WIDTH - 2 * MARGIN)), [, , wide, tall] = inner.getAttribute("viewBox").split(" ").map(Number);
  // What cannot be drawn again at another width is made as wide as the file.
  const factor = (WIDTH - 2 * MARGIN) / wide, width = WIDTH;
  const heading = wrapped(headline, WIDTH - 2 * MARGIN, 3, 17), foot = [...sources, ...broken(address, WIDTH - 2 * MARGIN)];
  const top = MARGIN + heading.length * 22 + 8, height = Math.round(top + tall * factor + 14 + foot.length * 16 + MARGIN);
  for (const [attribute, value] of Object.entries({ x: MARGIN, y: top, width: wide * factor, height: tall * factor })) inner.setAttribute(attribute, Math.round(value));
  // A nested picture would else cut what reaches over its edge.
  inner.setAttribute("overflow", "visible");
  const written = (lines, first, step, attributes) => svg("text", { "font-family": FONT, ...attributes }, lines.map((line, place) => svg("tspan", { x: MARGIN, y: first + place * step }, line)));
  const whole = svg("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${height}`, width, height, "font-family": FONT },
    svg("title", {}, headline), svg("rect", { width, height, fill: "#ffffff" }), written(heading, MARGIN + 16, 22, { "font-size": 17, "font-weight": 600, fill: "#1e2a2e" }),
    inner, written(foot, height - MARGIN - (foot.length - 1) * 16, 16, { "font-size": SIZE, fill: "#5b686c" }));
  return { text: `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}`, width, height };
}

// An address in lines that fit; it has no spaces to break at.
export function broken(address, width) {
  const lines = [""];
  for (const letter of address.slice(0, 1000)) {
    if (textWidth(lines.at(-1) + letter) > width) lines.push("");
    lines[lines.length - 1] += letter;
  }
  return lines.slice(0, 4);
}

// A copy without what only a screen needs, each element with its styles as attributes, in the light colours.
function plain(drawing) {
  const copy = drawing.cloneNode(true), place = document.createElement("div");
  place.className = "fig-light";
  place.style.cssText = `position:absolute;left:-9999px;top:0;width:${WIDTH}px`;
  place.append(copy);
  document.body.append(place);
  try {
    for (const node of copy.querySelectorAll(UNSEEN)) node.remove();
    const nodes = [...copy.querySelectorAll("*")], styles = nodes.map((node) => styled(node));
    nodes.forEach((node, at) => bare(node, styles[at]));
    bare(copy, {});
  } finally {
    place.remove();
  }
  return copy;
}

const NOTHING = { opacity: "1", "fill-opacity": "1", "stroke-opacity": "1", "stroke-dasharray": "none", "paint-order": "normal", visibility: "visible", "stroke-linejoin": "miter", "stroke-linecap": "butt" };
function styled(node) {
  const style = getComputedStyle(node), isText = node instanceof SVGTextContentElement;
  const kept = STYLES.filter((name) => (isText || !name.startsWith("font")) && style.getPropertyValue(name) !== NOTHING[name]);
  return Object.fromEntries(kept.map((name) => [name, name === "font-size" ? parseFloat(style.fontSize) : style.getPropertyValue(name)]));
}

function bare(node, style) {
  for (const { name } of [...node.attributes]) if (/^(class|style|role|tabindex|aria-.*|data-.*)$/.test(name)) node.removeAttribute(name);
  const drawn = !["g", "a", "title", "defs", "clipPath", "pattern"].includes(node.localName);
  for (const [name, value] of Object.entries(style)) if (drawn || name === "opacity") node.setAttribute(name, value);
  const href = node.localName === "a" && node.getAttribute("href");
  if (href) node.setAttribute("href", new URL(href, location.href));
}

async function png({ text, width, height }) {
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: width * SCALE, height: height * SCALE });
    const context = canvas.getContext("2d");
    context.scale(SCALE, SCALE);
    context.drawImage(image, 0, 0, width, height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("PNG"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

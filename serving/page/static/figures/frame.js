// What every figure shares: drawing again at another width, texts that fit, dots that lead on, legends.

import { svg } from "../elements.js";
import { decimal, language, number, percent, signed } from "../language.js";

export const SIZE = 12;
const LEAST = 240, MOST = 760;

// ------------------------------------------------------------------ width

const redraws = new WeakMap();
// Drawn again where the width has changed, in the next frame, so that nothing is measured while drawing.
const observer = typeof ResizeObserver === "undefined" ? null : new ResizeObserver((entries) => requestAnimationFrame(() => {
  for (const { target, contentRect } of entries) if (contentRect.width > 0) redraw(target, contentRect.width);
}));

function redraw(node, width) {
  const wanted = Math.round(Math.max(width, LEAST));
  if (Math.abs(node.viewBox.baseVal.width - wanted) < 3) return;
  const fresh = redraws.get(node)(wanted);
  node.setAttribute("viewBox", fresh.getAttribute("viewBox"));
  node.replaceChildren(...fresh.childNodes);
}

// A figure whose letters stay as large as the page's at any width: draw(data, options) with options.width
// draws at that width for good, without it at the width of the place where it stands.
export const resizable = (draw) => (data, options = {}) => {
  const at = (width) => draw(data, { ...options, width });
  const drawn = at(options.width || room());
  if (drawn && !options.width && observer) {
    redraws.set(drawn, at);
    observer.observe(drawn);
  }
  return drawn;
};

// A figure drawn at another width, as for a file; itself where its drawing has one width only.
export const drawnAt = (node, width) => redraws.get(node)?.(width) || node;

const room = () => Math.min(Math.max((globalThis.document?.documentElement.clientWidth || MOST) - 64, LEAST), MOST);

// The element of a figure; what it shows in words is label.
export const figure = (width, height, label, ...children) =>
  svg("svg", { viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`, class: "figure", role: "group", "aria-label": label }, children);

// ------------------------------------------------------------------ texts

// Estimated width of a text in pixels, without measuring: Cyrillic and capitals are wide, digits even.
export function textWidth(text, size = SIZE) {
  let ems = 0;
  for (const letter of String(text)) {
    const code = letter.codePointAt(0);
    ems += code > 0x2e80 ? 1 : code >= 0x400 && code < 0x530 ? .62 : /[A-ZMWmw%—@]/.test(letter) ? .72 : /[ .,:;'|!iIjltfr()\u2009\u202f\u00a0]/.test(letter) ? .33 : .57;
  }
  return ems * size;
}

// The start of a text that fits, with an ellipsis where it is cut.
export function clipped(text, width, size = SIZE) {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(letters.join("") + "\u2026", size) > width) letters.pop();
  return letters.join("").replace(/[ ,;:.([\u2013-]+$/, "") + "\u2026";
}

// A text in lines that fit; the last of most lines is cut.
export function wrapped(text, width, most = 2, size = SIZE) {
  const lines = [];
  let line = "";
  for (const word of String(text).split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (!line || textWidth(longer, size) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  const kept = lines.slice(0, most);
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]} ${lines[most]}`;
  return kept.map((part) => clipped(part, width, size));
}

export const text = (x, y, content, attributes = {}) => svg("text", { x: round(x), y: round(y), ...attributes }, content);
export const textLines = (x, y, lines, attributes = {}) =>
  svg("text", { x: round(x), y: round(y), ...attributes }, lines.map((line, i) => svg("tspan", { x: round(x), dy: i ? SIZE * 1.2 : 0 }, line)));

export const round = (value) => Math.round(10 * value) / 10;

// A mark of an axis: short, and in the reader's language.
export const tick = (value) => (Math.abs(value) < 1e5 ? number(value)
  : new Intl.NumberFormat(language(), { notation: "compact", maximumSignificantDigits: 3 }).format(value).replace("-", "\u2212"));
export const FORMATS = { percent, signed, number, rank: (value) => decimal(value, 0) };

// ------------------------------------------------------------------ places of labels

const apart = (a, b) => a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0;

// Where labels stand beside their dots, so that none covers another or an earlier dot; the first come first.
// labels: [{x, y, r, text}]; bounds {x0, y0, x1, y1}; gives [{x, y, anchor} or null] in the same order.
export function placed(labels, bounds, dots = [], size = SIZE) {
  const taken = dots.map(({ x, y, r }) => ({ x0: x - r, x1: x + r, y0: y - r, y1: y + r }));
  return labels.map(({ x, y, r = 5, text: content }) => {
    const width = textWidth(content, size), gap = r + 4, tall = size * .8;
    const places = [
      { anchor: "start", x: x + gap, y: y + 4, x0: x + gap }, { anchor: "end", x: x - gap, y: y + 4, x0: x - gap - width },
      { anchor: "middle", x, y: y - gap, x0: x - width / 2 }, { anchor: "middle", x, y: y + gap + tall, x0: x - width / 2 },
      { anchor: "start", x: x + r, y: y - gap, x0: x + r }, { anchor: "start", x: x + r, y: y + gap + tall, x0: x + r },
      { anchor: "end", x: x - r, y: y - gap, x0: x - r - width }, { anchor: "end", x: x - r, y: y + gap + tall, x0: x - r - width },
    ];
    for (const place of places) {
      const box = { x0: place.x0, x1: place.x0 + width, y0: place.y - tall, y1: place.y + 3 };
      const inside = box.x0 >= bounds.x0 && box.x1 <= bounds.x1 && box.y0 >= bounds.y0 && box.y1 <= bounds.y1;
      if (!inside || !taken.every((other) => apart(box, other))) continue;
      taken.push(box);
      return { x: place.x, y: place.y, anchor: place.anchor };
    }
    return null;
  });
}

// ------------------------------------------------------------------ legend

// items: [{mark: (x, y) => node, text}]; {node, height}, in as many rows as the width needs.
export function legend(items, width, top = 0) {
  let x = 0, y = top + 12;
  const nodes = items.map((item) => {
    const lines = wrapped(item.text, width - 22, 2), wide = 22 + Math.max(...lines.map((line) => textWidth(line))) + 14;
    if (x && x + wide > width + 14) [x, y] = [0, y + 18];
    const node = svg("g", {}, item.mark(x + 8, y - 4), textLines(x + 20, y, lines));
    x += wide;
    y += (lines.length - 1) * SIZE * 1.2;
    return node;
  });
  return { node: svg("g", { class: "fig-legend" }, nodes), height: items.length ? y - top + 10 : 0 };
}

// ------------------------------------------------------------------ dots that can be read and followed

// The box that says what a dot is, beside it and inside the figure.
export function reader(width, height) {
  const node = svg("g", { class: "fig-reading", visibility: "hidden", "aria-hidden": "true" });
  const show = (x, y, [name, ...values]) => {
    const most = Math.min(width - 24, 300), lines = [...wrapped(name, most, 3), ...values.flatMap((value) => wrapped(value, most, 3))];
    const wide = Math.max(...lines.map((line) => textWidth(line))) + 16, tall = lines.length * SIZE * 1.25 + 10;
    const left = Math.min(Math.max(x - wide / 2, 2), width - wide - 2);
    const above = y - tall - 12, at = above > 0 ? above : Math.min(y + 14, Math.max(height - tall, 0));
    node.replaceChildren(svg("rect", { x: round(left), y: round(at), width: round(wide), height: round(tall), rx: 5 }),
      svg("text", { y: round(at + 16) }, lines.map((line, i) => svg("tspan", { x: round(left + 8), dy: i ? SIZE * 1.25 : 0 }, line))));
    node.setAttribute("visibility", "visible");
  };
  return { node, show, hide: () => node.setAttribute("visibility", "hidden") };
}

// The nearest of points in a direction ("ArrowLeft", …) from the point at a place; -1 where none lies there.
export function nearest(points, from, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let best = -1, least = Infinity;
  points.forEach((point, place) => {
    const x = point.x - points[from].x, y = point.y - points[from].y, along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (place === from || along <= 0) return;
    // What lies more to the side than ahead is only gone to where nothing else is ahead.
    const far = along + 2 * aside + (aside > 1.5 * along ? 1e6 : 0);
    if (far < least) [best, least] = [place, far];
  });
  return best;
}

// Dots that the Tab key reaches as one, arrow keys go between them, and each can be read and followed.
// dots: [{x, y, href (or null), label: [name, value…], marks: nodes, also: nodes shown on focus}]
// in_order: arrow keys go to the one before or after, as in a list.
export function dots(points, read, label = null, { in_order = false } = {}) {
  let touched = null;
  const nodes = points.map((point, place) => {
    const also = point.also ? svg("g", { visibility: "hidden" }, point.also) : null;
    const show = () => (also?.setAttribute("visibility", "visible"), read.show(point.x, point.y, point.label));
    const hide = () => (also?.setAttribute("visibility", "hidden"), read.hide());
    return svg(point.href ? "a" : "g", {
      href: point.href || null, role: point.href ? null : "img", tabindex: place ? -1 : 0, class: "fig-dot", "aria-label": point.label.join(". "),
      focus: show, blur: hide, pointerenter: show, pointerleave: (event) => event.currentTarget !== document.activeElement && hide(),
      // A finger reads a dot first, and follows it when it touches it again.
      pointerdown: (event) => { touched = event.pointerType === "touch" && document.activeElement !== event.currentTarget ? event.currentTarget : null; },
      click: (event) => touched === event.currentTarget && (event.preventDefault(), touched.focus(), show()),
      keydown: (event) => move(event, place),
    }, svg("circle", { cx: round(point.x), cy: round(point.y), r: point.reach || 10, class: "fig-touch" }), also, point.marks);
  });
  const ends = { Home: () => 0, End: () => points.length - 1 };
  function move(event, place) {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    const next = event.key in ends ? ends[event.key]() : !step ? -1 : in_order ? place + step : nearest(points, place, event.key);
    if (next < 0 || next >= points.length) return;
    event.preventDefault();
    nodes[place].setAttribute("tabindex", -1);
    nodes[next].setAttribute("tabindex", 0);
    nodes[next].focus();
  }
  return svg("g", { role: "group", "aria-label": label }, nodes);
}

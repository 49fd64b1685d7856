// The search in the frame: regions, clusters and technologies by name or code (an ARIA combobox).

import { link, read } from "./address.js";
import { ask, maybe, Problem } from "./ask.js";
import { el } from "./elements.js";
import { language, say } from "./language.js";

export const SHOWN = 12;

// Letters without case and accents, as serving/page/search.py folds them.
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();

// Entries {code, name, view, also: its names in other languages} that hold a text: a whole code or name first, then beginnings, beginnings of words, the rest.
export function found(entries, text, most = SHOWN) {
  const sought = fold(text);
  if (!sought) return [];
  const ranked = [];
  for (const entry of entries) {
    const code = fold(entry.code), names = [entry.name, ...(entry.also || [])].map(fold), some = (test) => names.some(test);
    const rank = code === sought || names.includes(sought) ? 0 : code.startsWith(sought) || some((name) => name.startsWith(sought)) ? 1
      : some((name) => name.includes(` ${sought}`)) ? 2 : some((name) => name.includes(sought)) ? 3 : null;
    if (rank !== null) ranked.push([rank, entry]);
  }
  return ranked.sort((a, b) => a[0] - b[0]).slice(0, most).map(([, entry]) => entry);
}

let loading = null;
const entries = () => (loading ||= Promise.all(languages().map(named)).then(joined));
const languages = () => [language(), ...[...document.querySelectorAll("#languages [hreflang]")].map((it) => it.hreflang).filter((code) => code !== language())];

// Entries of the first language, with what the others call them.
export function joined([spoken, ...others]) {
  const known = new Map(others.flat().reduce((by, { view, code, name }) => by.set(`${view} ${code}`, [...(by.get(`${view} ${code}`) || []), name]), new Map()));
  return spoken.map((entry) => ({ ...entry, also: (known.get(`${entry.view} ${entry.code}`) || []).filter((name) => name !== entry.name) }));
}

const named = (code) => Promise.all([
  maybe(ask("regions", { language: code })), maybe(ask("clusters", { language: code })), maybe(ask("technologies", { language: code })),
]).then(([regions, clusters, technologies]) => [
  ...(regions instanceof Problem ? [] : regions.regions.map((it) => ({ view: "region", code: it.region_code, name: it.region_name }))),
  ...[["cluster", clusters], ["technology", technologies]].flatMap(([view, list]) => (list instanceof Problem ? []
    : list.codes.map((it) => ({ view, code: it.code, name: it.name })))),
]);

// Listen to the field; go(href) shows what is chosen.
export function listen(field, go) {
  const list = el("ul", { id: "finds", role: "listbox", "aria-label": say("page.search"), hidden: true });
  field.form.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "finds", "aria-autocomplete": "list" })) field.setAttribute(name, value);
  let shown = [], at = -1, turn = 0;
  const close = () => {
    turn++;
    shown = [];
    at = -1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const choose = (entry) => {
    field.value = "";
    close();
    go(link(read(location.href) || { query: {} }, entry.view, entry.code));
  };
  const mark = (place) => {
    at = place;
    [...list.children].forEach((node, i) => node.setAttribute("aria-selected", String(i === at)));
    if (at < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", `find-${at}`);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const search = async () => {
    const mine = ++turn, text = field.value;
    const all = await entries();
    if (mine !== turn) return;
    shown = found(all, text);
    at = -1;
    field.removeAttribute("aria-activedescendant");
    list.replaceChildren(...shown.map((entry, i) => el("li", { role: "option", id: `find-${i}`, "aria-selected": "false", pointerdown: (event) => {
      event.preventDefault();
      choose(entry);
    } }, el("bdi", {}, entry.name), " ", el("span", { class: "code" }, `${say(`country.find.${entry.view}`)} ${entry.code}`))));
    if (!shown.length && text.trim()) list.replaceChildren(el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("country.find.none", { text: text.trim() })));
    const isOpen = Boolean(text.trim());
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
  };
  field.addEventListener("input", search);
  field.addEventListener("focus", entries);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && shown.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(at < 0 && step < 0 ? shown.length - 1 : (at + step + shown.length) % shown.length);
    }
  });
  // Enter goes to what is marked, else to the first that is found; where nothing is, the list says so.
  field.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = at >= 0 ? shown[at] : found(await entries(), field.value, 1)[0];
    if (chosen) choose(chosen);
    else search();
  });
}

// Tables, each with its downloads.

import { addressOf } from "./ask.js";
import { el } from "./elements.js";
import { say } from "./language.js";

// columns: [{text, kind, explain}], kind "n" for numbers; rows: lists of nodes or texts.
// source: {path, query, table}, the question whose answer the table shows and the table's name in it.
export function table({ columns, rows, caption = null, source = null }) {
  return el("div", { class: "tabled" },
    el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": caption || say("page.table_scrolls") },
      el("table", {}, caption ? el("caption", {}, el("span", {}, caption)) : null,
        el("thead", {}, el("tr", {}, columns.map(({ text, kind, explain }) => (text ? el("th", { scope: "col", class: kind || null }, text, explain || null) : el("td", {}))))),
        el("tbody", {}, rows.map((cells) => (cells instanceof Element ? cells
          : el("tr", {}, cells.map((cell, place) => el("td", { class: columns[place]?.kind || null }, cell)))))))),
    source ? downloads(source) : null);
}

// Links to the same table as a file.
export function downloads({ path, query = {}, table: name = null }) {
  const link = (format) => el("a", {
    href: addressOf(path, { ...query, ...(name ? { table: name } : {}), format }), download: "", "data-out": true,
    "aria-label": say("page.download_table", { format: format.toUpperCase() }),
  }, say(`page.download_${format}`));
  return el("p", { class: "downloads" }, link("csv"), " ", link("xlsx"));
}

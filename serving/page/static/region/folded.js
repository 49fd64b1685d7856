// The first rows of a long table, and a button that shows the others.

import { el } from "../elements.js";
import { say } from "../language.js";

export function folded(rows, node, first = 8) {
  if (rows.length <= first) return node;
  for (const row of rows.slice(first)) row.hidden = true;
  const more = el("button", { class: "plain", type: "button", click: () => {
    for (const row of rows) row.hidden = false;
    rows[first].querySelector("a, button")?.focus();
    more.remove();
  } }, say("page.show_all", { n: rows.length }));
  return [node, more];
}

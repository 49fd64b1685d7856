// The frame around a view: its links follow what the address asks for; serving/page/shell.py writes them at first.

import { link, read, write } from "./address.js";

// The same view of another package, else its country; serving/page/switch.py says the same.
function switched(state, name) {
  const { language, level } = state.query;
  return write(["country", "chain", "record", "data"].includes(state.view) ? state.view : "country", "", { language, level, package: name });
}

export function follow(state) {
  for (const anchor of document.querySelectorAll("#languages a")) {
    anchor.setAttribute("href", write(state.view, state.code, { ...state.query, language: anchor.hreflang }));
  }
  for (const anchor of document.querySelectorAll("#switch a")) {
    anchor.setAttribute("href", switched(state, anchor.dataset.package));
  }
  for (const anchor of document.querySelectorAll("header .wordmark, header nav:not(#languages) a, #packages a")) {
    const { view } = read(anchor.href);
    anchor.setAttribute("href", link(state, view));
    if (!anchor.closest("nav")) continue;
    if (view === state.view) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
}

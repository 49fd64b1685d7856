// The frame around a view: its links follow what the address asks for; serving/page/shell.py writes them at first.

import { link, read, write } from "./address.js";

export function follow(state) {
  for (const anchor of document.querySelectorAll("#languages a")) {
    anchor.setAttribute("href", write(state.view, state.code, { ...state.query, language: anchor.hreflang }));
  }
  for (const anchor of document.querySelectorAll("header .wordmark, header nav:not(#languages) a, #packages a")) {
    const { view } = read(anchor.href);
    anchor.setAttribute("href", link(state, view));
    if (!anchor.closest("nav")) continue;
    if (view === state.view) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
}

// The page: reads the address, draws its view, and follows links without loading the page anew.

import { one, read } from "./address.js";
import { Problem } from "./ask.js";
import { el, notice } from "./elements.js";
import { load, say } from "./language.js";

const SCRIPTS = {
  country: () => import("./views/country.js"),
  region: () => import("./views/region.js"),
  cluster: () => import("./views/option.js"),
  technology: () => import("./views/option.js"),
  compare: () => import("./views/compare.js"),
  record: () => import("./views/record.js"),
  data: () => import("./views/data.js"),
};
const main = document.getElementById("content"), status = document.getElementById("status");
let turn = 0;

// A view's show(state, go) gives {title, parts}, or null where the plain HTML says it all.
async function show(first = false) {
  const state = read(location.href), mine = ++turn;
  if (!state) return;
  main.setAttribute("aria-busy", "true");
  try {
    const shown = await (await SCRIPTS[state.view]()).show(state, go);
    if (mine !== turn) return;
    if (!shown) {
      if (!first) location.reload();
      return;
    }
    document.title = `${shown.title}: smartspec`;
    main.replaceChildren(...shown.parts);
    if (!first) {
      status.textContent = say("page.showing", { name: shown.title });
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  } catch (error) {
    if (mine === turn) complain(error);
  } finally {
    if (mine === turn) {
      main.removeAttribute("aria-busy");
      document.documentElement.dataset.drawn = "";
      performance.mark("drawn");
    }
  }
}

// Go to an address of the page; where only what is asked changes, replace keeps the history short.
export function go(href, { replace = false, redraw = true } = {}) {
  const moved = read(href);
  const other = (one(moved, "language") || "") !== (one(read(location.href), "language") || "");
  if (other) return location.assign(href);
  history[replace ? "replaceState" : "pushState"]({}, "", href);
  return redraw ? show() : undefined;
}

function complain(error) {
  if (!(error instanceof Problem)) console.error(error);
  const { problem } = error;
  main.replaceChildren(el("h1", {}, problem ? problem.title : say("page.title")),
    notice(problem ? problem.detail : say("page.no_answer", { reason: error.message }), "alert"));
}

document.addEventListener("click", (event) => {
  const anchor = event.target.closest("a[href]");
  if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (anchor.hasAttribute("download") || anchor.target || anchor.origin !== location.origin || !read(anchor.href)) return;
  event.preventDefault();
  go(anchor.href);
});
addEventListener("popstate", () => show());

const code = document.documentElement.lang;
load(code, document.documentElement.dataset.static).then(() => show(true)).catch(complain);

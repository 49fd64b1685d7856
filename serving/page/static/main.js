// The page: reads the address, draws its view, and follows links without loading the page anew.

import { one, read } from "./address.js";
import { Problem } from "./ask.js";
import { el, notice } from "./elements.js";
import { follow } from "./frame.js";
import { load, say } from "./language.js";
import { listen } from "./search.js";

const SCRIPTS = {
  country: () => import("./views/country.js"),
  region: () => import("./views/region.js"),
  cluster: () => import("./views/option.js"),
  technology: () => import("./views/option.js"),
  compare: () => import("./views/compare.js"),
  chain: () => import("./views/chain.js"),
  record: () => import("./views/record.js"),
  data: () => import("./views/data.js"),
};
const main = document.getElementById("content"), status = document.getElementById("status");
const WEIGHTS = ["weights", "preset", "floor"];
let turn = 0, at = "";
const here = () => location.pathname + location.search;

// A view's show(state, go) gives {title, parts}, or null where the plain HTML says it all.
async function show(first = false) {
  const state = read(location.href), mine = ++turn;
  if (!state) return;
  at = here();
  follow(state);
  main.setAttribute("aria-busy", "true");
  try {
    const shown = await drawn(await SCRIPTS[state.view](), state);
    if (mine !== turn) return;
    if (!shown) {
      if (!first) location.reload();
      return;
    }
    document.title = `${shown.title}: smartspec`;
    main.replaceChildren(...shown.parts);
    if (!first) {
      members(mine);
      status.textContent = say("page.showing", { name: shown.title });
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
  } catch (error) {
    if (mine === turn) await complain(error);
  } finally {
    if (mine === turn) {
      main.removeAttribute("aria-busy");
      document.documentElement.dataset.drawn = "";
      performance.mark("drawn");
    }
  }
}

// What members have to do with a view is plain HTML below it, which the service writes.
async function members(mine) {
  const corner = document.getElementById("members");
  if (!corner) return;
  corner.hidden = true;
  const page = new DOMParser().parseFromString(await (await fetch(here())).text(), "text/html");
  const fresh = page.getElementById("members");
  if (mine === turn && fresh) corner.replaceWith(fresh);
}

// Weights or a floor that the service refuses: the usual ones answer, and a notice says so.
async function drawn(script, state) {
  try {
    return await script.show(state, go);
  } catch (error) {
    if (error.problem?.status !== 400 || !WEIGHTS.some((name) => state.query[name])) throw error;
    for (const name of WEIGHTS) delete state.query[name];
    const shown = await script.show(state, go);
    shown?.parts.splice(1, 0, notice(say("region.weights_refused", { reason: error.problem.detail })));
    return shown;
  }
}

// Go to an address of the page; where only what is asked changes, replace keeps the history short.
export function go(href, { replace = false, redraw = true } = {}) {
  const moved = read(href);
  const from = read(location.href), other = ["language", "package"].some((name) => (one(moved, name) || "") !== (one(from, name) || ""));
  if (other) return location.assign(href);
  history[replace ? "replaceState" : "pushState"]({}, "", href);
  if (redraw) return show();
  at = here();
  if (moved) follow(moved);
}

async function complain(error) {
  if (!(error instanceof Problem)) console.error(error);
  const { problem } = error;
  main.replaceChildren(...(problem ? (await import("./unknown.js")).complaint(problem, read(location.href))
    : [el("h1", {}, say("page.title")), notice(say("page.no_answer", { reason: error.message }), "alert")]));
}

document.addEventListener("click", (event) => {
  const anchor = event.target.closest("a[href]");
  if (!anchor || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  // Links inside pictures have no properties origin and target.
  const url = new URL(anchor.getAttribute("href"), location.href);
  if (url.hash && url.pathname + url.search === here()) return;
  if (!read(location.href) || anchor.hasAttribute("download") || anchor.getAttribute("target") || url.origin !== location.origin || !read(url.href)) return;
  event.preventDefault();
  go(url.href);
});
// A place within a view, as the link past the frame, is no other view.
addEventListener("popstate", () => { if (here() !== at) show(); });

const code = document.documentElement.lang;
load(code, document.documentElement.dataset.static).then(() => {
  listen(document.getElementById("find"), go);
  return show(true);
}).catch(complain);

// What the page says of a code that the data do not have: the nearest ones, as links.

import { link, one } from "./address.js";
import { el, notice } from "./elements.js";
import { say } from "./language.js";
import { said } from "./region/parts.js";

const KIND = "urn:smartspec:problem:unknown-code";

// The parts of a view for a problem; state is what the address asks for.
export function complaint(problem, state) {
  if (problem.type !== KIND) return [el("h1", { dir: "auto" }, problem.title), notice(said(problem.detail), "alert")];
  const errors = problem.errors || [];
  const nearest = [...new Set(errors.flatMap((error) => error.nearest || []))];
  const isPackage = errors.some((error) => error.field === "package");
  const chained = (code) => ({ ...codesOf(state), [kindOf(errors.find((error) => (error.nearest || []).includes(code)))]: code });
  const to = (code) => state.view === "chain" && !isPackage ? link(state, "chain", "", chained(code)) : isPackage ? link(state, state.view, state.code, { package: code }) : (state.view === "compare" ? link(state, "compare", "", { region: replaced(state, errors, code) }) : link(state, state.view, code));
  return [
    el("h1", { dir: "auto" }, say("country.unknown.title", { code: isPackage ? state.query.package : state.code || unknown(state, errors).join(", ") })),
    notice(said(problem.detail), "alert"),
    nearest.length ? el("p", {}, say("country.unknown.nearest")) : null,
    nearest.length ? el("ul", { class: "nearest" }, nearest.map((code) => el("li", {}, el("a", { href: to(code) }, code)))) : null,
    isPackage ? null : el("p", {}, el("a", { href: link(state, "country") }, say("country.unknown.all"))),
  ].filter(Boolean);
}

const placeOf = (error) => { const found = /\[(\d+)\]/.exec(error?.field || ""); return found ? Number(found[1]) : null; };

// Whether a fault of value chains is in the region or in the cluster, and both as the address names them.
const kindOf = (error) => (/^cluster/.test(error?.field || "") ? "cluster" : "region");
const codesOf = (state) => Object.fromEntries(["region", "cluster"].map((kind) => [kind, one(state, kind)]).filter(([, code]) => code));

// The codes of a query that are unknown; all of its regions where no place is named.
function unknown(state, errors) {
  if (state.view === "chain") return [...new Set(errors.map(kindOf))].map((kind) => one(state, kind) || "");
  const regions = [...new Set((state.query.region || []).filter(Boolean))], wrong = errors.map((error) => regions[placeOf(error)]).filter(Boolean);
  return wrong.length ? wrong : regions;
}

// The regions of a comparison with one in place of the first that is unknown: errors name it by its place.
function replaced(state, errors, code) {
  const regions = [...(state.query.region || [])];
  const error = errors.find((one) => (one.nearest || []).includes(code));
  const place = placeOf(error) ?? 0;
  regions[place] = code;
  return regions;
}

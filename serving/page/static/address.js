// The address of a view and what it asks for; the same table stands in serving/page/addresses.py.

export const VIEWS = {
  country: "/",
  region: "/region/{code}",
  cluster: "/cluster/{code}",
  technology: "/technology/{code}",
  compare: "/compare",
  chain: "/value-chain",
  record: "/track-record",
  data: "/sources",
};

// Kept from view to view, as long as it is not the default.
export const KEPT = ["preset", "weights", "floor", "level", "language", "package"];

// {view, code, query}: query maps names to lists of texts; null for an address of no view.
export function read(href) {
  const url = new URL(href, "http://localhost");
  const query = {};
  for (const [name, value] of url.searchParams) (query[name] ||= []).push(value);
  for (const [view, path] of Object.entries(VIEWS)) {
    const [start, coded] = path.split("{code}");
    if (coded === undefined ? url.pathname === path : url.pathname.startsWith(start) && url.pathname.length > start.length) {
      return { view, code: coded === undefined ? "" : decoded(url.pathname.slice(start.length)), query };
    }
  }
  return null;
}

// A code of a path; as it stands there, where its escapes are malformed.
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// The address of a view; lists are repeated, null and empty values left out.
export function write(view, code = "", query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) if (value !== null && value !== undefined && value !== "") parameters.append(name, value);
  }
  const text = parameters.toString();
  return VIEWS[view].replace("{code}", encodeURIComponent(code)) + (text && `?${text}`);
}

// The address of another view that keeps the weights, the level and the language of this one.
export function link(state, view, code = "", query = {}) {
  const kept = Object.fromEntries(KEPT.filter((name) => state.query[name]).map((name) => [name, state.query[name]]));
  return write(view, code, { ...kept, ...query });
}

// The address of what is printed of a region ("report", "briefing"), with the same weights and language.
export const paper = (state, kind) => link(state, "region", state.code).replace("/region/", `/${kind}/`);

export const one = (state, name) => (state.query[name] || []).at(-1) ?? null;

// growth:2,risk:1 as {growth: 2, risk: 1} and back; null where there are none.
export function readWeights(text) {
  if (!text) return null;
  const pairs = text.split(",").map((pair) => [pair.slice(0, pair.lastIndexOf(":")), Number(pair.slice(pair.lastIndexOf(":") + 1))]);
  return pairs.every(([name, value]) => name && Number.isFinite(value) && value >= 0) ? Object.fromEntries(pairs) : null;
}
export const writeWeights = (weights) => Object.entries(weights).map(([name, value]) => `${name}:${value}`).join(",");

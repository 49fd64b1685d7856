// Questions to the service. Answers of addresses are kept while the page is open.

import { language } from "./language.js";

const kept = new Map();

export class Problem extends Error {
  constructor(problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const served = () => new URLSearchParams(location.search).get("package") || null;

// The address of a question about the package of the page: lists are repeated, null is left out.
export function addressOf(path, query = {}) {
  const parameters = new URLSearchParams();
  for (const [name, values] of Object.entries({ language: language(), package: served(), ...query })) {
    for (const value of [values].flat()) if (value !== null && value !== undefined) parameters.append(name, value);
  }
  return `/${path}?${parameters}`;
}

export function ask(path, query = {}, signal = undefined) {
  const address = addressOf(path, query);
  if (!kept.has(address)) {
    const answer = load(address, signal);
    kept.set(address, answer);
    answer.catch(() => kept.delete(address));
  }
  return kept.get(address);
}

async function load(address, signal) {
  const response = await fetch(address, { headers: { Accept: "application/json" }, signal });
  const answer = await response.json();
  if (!response.ok) throw new Problem(answer);
  return answer;
}

// An answer, or the Problem that the service tells instead.
export const maybe = (promise) => promise.catch((error) => {
  if (error instanceof Problem) return error;
  throw error;
});

// A path with a code in it, as growth/R%2F1.
export const coded = (path, code) => `${path}/${encodeURIComponent(code)}`;

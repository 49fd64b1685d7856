// Pictures, each with its title, its downloads and the same as a table.

import { el } from "./elements.js";
import { say } from "./language.js";

// {name, title, drawing (an svg element), note, further}: further is what follows, such as a table.
export function picture({ name, title, drawing, note = null, further = null }) {
  return el("figure", { "data-picture": name },
    el("figcaption", {}, title),
    drawing,
    note ? el("p", { class: "tip" }, note) : null,
    further);
}

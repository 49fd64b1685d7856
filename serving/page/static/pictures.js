// Pictures, each with its title, its downloads, the code to embed it and the same as a table.

import { el } from "./elements.js";
import { say } from "./language.js";
import { copyButton } from "./share.js";
import { table } from "./tables.js";

// {name, title, drawing, legend, note, further, metadata, same, embed}
//   name      what it is, for file names: "fan-MI-C31"
//   title     text or nodes; file_title where the title is not a text
//   drawing   an svg element of figures/*.js; null where there is nothing to draw, then only the rest is shown
//   legend    what its marks mean, above it; note: what else there is to say, below it
//   metadata  of the answers that it draws, one or a list: its files name the model and the last year of data
//   same      the same as a table: {columns, rows, caption, source} of tables.js
//   embed     what follows /embed/: "fan?region=MI&cluster=C31"
//   further   what follows, such as a table of its own
export function picture({ name, title, drawing, legend = null, note = null, further = null, metadata = null, same = null, embed = null, file_title = null }) {
  const shown = { name, title: file_title || (typeof title === "string" ? title : title?.textContent || name), metadata };
  return el("figure", { "data-picture": name },
    el("figcaption", {}, title),
    legend ? el("p", { class: "tip" }, legend) : null,
    drawing,
    note ? el("p", { class: "tip" }, note) : null,
    drawing ? links(drawing, shown, embed) : null,
    same ? el("details", { class: "same" }, el("summary", {}, say("page.as_table")), table(same)) : null,
    further);
}

function links(drawing, shown, embed) {
  const message = el("span", { role: "status" });
  const button = (format) => el("button", { type: "button", "aria-label": say("page.download_picture", { format: format.toUpperCase() }), click: async () => {
    try {
      const { download } = await import("./takeaway.js");
      await download(drawing, { ...shown, heading: placed(shown.title), sources: sources(shown.metadata) }, format);
      message.textContent = "";
    } catch (error) {
      message.textContent = say("figure.not_drawn", { reason: error.message });
    }
  } }, say(`figure.download_${format}`));
  return el("p", { class: "downloads picture-links" }, button("svg"), button("png"), embed && mayEmbed() ? embedding(embed, shown.title) : null, message);
}

// A title with what the view is of, since a file stands alone.
function placed(title) {
  const subject = document.querySelector("main h1")?.textContent;
  return subject && !title.includes(subject) ? `${subject}: ${title}` : title;
}

// Which models and data a picture rests on, one line each.
export function sources(metadata) {
  const all = [metadata].flat().filter(Boolean);
  return [...new Set(all.map(({ name, version, cutoff }) => say("figure.source", { name, version, cutoff })))];
}

// The code of an iframe with the picture.
export const frameCode = (embed, title, origin, served = new URLSearchParams(location.search).get("package")) =>
  `<iframe src="${escaped(`${origin}/embed/${embed}${served ? `${embed.includes("?") ? "&" : "?"}package=${encodeURIComponent(served)}` : ""}`)}" title="${escaped(title)}" width="100%" height="520" style="border:0" loading="lazy"></iframe>`;
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

// Whether any site may frame a picture of this service.
const mayEmbed = () => "embed" in document.documentElement.dataset;

let shownCodes = 0;
function embedding(embed, title) {
  const id = `embed-${++shownCodes}`, code = () => frameCode(embed, title, location.origin);
  return el("span", {}, el("button", { type: "button", popovertarget: id }, say("figure.embed")),
    el("span", { id, popover: "auto" }, el("label", { for: `${id}-code` }, say("figure.embed_code")),
      el("input", { id: `${id}-code`, readonly: true, value: code(), focus: (event) => event.target.select() }), " ", copyButton(code, say("figure.copy"))));
}

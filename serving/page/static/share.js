// Copying: the address of what is seen, or a piece of code.

import { el } from "./elements.js";
import { language, say } from "./language.js";

// An address that shows the same to a reader whose browser prefers another language.
export function inLanguage(href) {
  const url = new URL(href);
  url.searchParams.set("language", language());
  return url.href;
}

// Put a text on the clipboard; false where the browser does not allow it, as without https.
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// A button that copies what text() gives; where it cannot, a field to copy from by hand.
export function copyButton(text, label, done = say("figure.copied")) {
  const place = el("span", { class: "copy" });
  const button = el("button", { type: "button", class: "plain", click: async () => {
    const content = text(), field = place.querySelector("input");
    if (await copied(content)) return void (field?.remove(), (button.textContent = done), announce(done), setTimeout(() => { button.textContent = label; }, 2500));
    const shown = field || el("input", { readonly: true, "aria-label": say("figure.copy_by_hand"), focus: (event) => event.target.select() });
    shown.value = content;
    place.append(shown);
    shown.focus();
  } }, label);
  place.append(button, " ");
  return place;
}

const announce = (text) => {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
};

// Messages, figures and dates in the reader's language; the formats are those of serving/languages/formats.py.

let spoken = { language: "en", plurals: ["one", "other"], decimal: ".", group: ",", messages: {} };
let categories = new Intl.PluralRules("en");

export const language = () => spoken.language;

export function speak(messages) {
  spoken = messages;
  categories = new Intl.PluralRules(messages.language);
}

export const load = async (code, base) => speak(await (await fetch(`${base}messages/${code}.json`)).json());

// The message of a key; {name:format} names a parameter and one of FORMATS, or a noun of a number.
export function say(key, parameters = {}) {
  const forms = spoken.messages[key];
  if (!forms) throw new Error(`no message ${key}`);
  const form = forms.length > 1 ? forms[Math.max(spoken.plurals.indexOf(categories.select(parameters.n)), 0)] : forms[0];
  return form.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, format) => {
    if (!(name in parameters)) throw new Error(`${key} needs ${name}`);
    const value = parameters[name];
    if (!format) return String(value);
    return format in FORMATS ? FORMATS[format](value) : say(`noun.${format}`, { n: value });
  });
}

// A message that may be missing, such as the name of a criterion that a package added.
export const sayOr = (key, parameters, otherwise) => (key in spoken.messages ? say(key, parameters) : otherwise);

const MINUS = "\u2212", THIN = "\u202f";
export const unknown = () => say("word.unknown");

function grouped(text) {
  const [whole, part] = text.split(".");
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, spoken.group);
  return part === undefined ? thousands : thousands + spoken.decimal + part;
}
const isUnknown = (value) => value === null || value === undefined || Number.isNaN(value);
const fixed = (value, digits) => {
  // Adding 0 turns what rounds to minus zero into zero.
  const text = (Number(value.toFixed(digits)) + 0).toFixed(digits);
  return text.startsWith("-") ? MINUS + grouped(text.slice(1)) : grouped(text);
};

export const decimal = (value, digits = 2) => (isUnknown(value) ? unknown() : fixed(value, digits));
export const count = (value) => decimal(value, 0);

// Three figures or more, without an exponent.
export function number(value) {
  if (isUnknown(value)) return unknown();
  const size = Math.abs(value);
  if (size < 1e-6) return "0";
  if (size >= 100) return fixed(value, 0);
  const text = fixed(value, 2 - Math.floor(Math.log10(size)));
  return text.includes(spoken.decimal) ? text.replace(/0+$/, "").replace(new RegExp(`\\${spoken.decimal}$`), "") : text;
}

// A share in per cent; small and large ones are not rounded to certainty.
export function percent(share, digits = 0) {
  if (isUnknown(share)) return unknown();
  const value = 100 * share, least = 10 ** -digits;
  const text = value > 0 && value < least ? `<${THIN}${fixed(least, digits)}`
    : value > 100 - least && value < 100 ? `>${THIN}${fixed(100 - least, digits)}` : fixed(value, digits);
  return text + percentSign();
}
export const percentSign = () => (spoken.language === "ru" ? "\u00a0%" : `${THIN}%`);
export const percentRange = (low, high) => say("word.range", { low: percent(low).replace(percentSign(), ""), high: percent(high) });

// A sentence of an answer whose per cent signs stay with their numbers.
export const unbroken = (text) => text.replaceAll(" %", percentSign());

// Growth in per cent a year, with its sign.
export const signed = (value, digits = 1) => (isUnknown(value) ? unknown()
  : (value > 0 && Number(value.toFixed(digits)) > 0 ? "+" : "") + fixed(value, digits) + percentSign());

export function list(items) {
  return new Intl.ListFormat(spoken.language, { type: "conjunction" }).format(items.map(String));
}
export const date = (iso) => new Intl.DateTimeFormat(spoken.language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(iso));
// Names in the order of the reader's alphabet.
export const inOrder = (name) => {
  const { compare } = new Intl.Collator(spoken.language, { numeric: true });
  return (a, b) => compare(name(a), name(b));
};

const FORMATS = {
  list,
  number,
  count,
  date,
  decimal: (value) => decimal(value, 2),
  tenths: (value) => decimal(value, 1),
  percent: (value) => percent(value),
  signed: (value) => signed(value),
  plain: (name) => String(name).replaceAll("_", " "),
};

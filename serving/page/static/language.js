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
    return written(format, parameters[name]);
  });
}

// A value by a format; a noun may have words of its own for exactly one.
export function written(format, value) {
  if (!format) return String(value);
  if (format in FORMATS) return FORMATS[format](value);
  const alone = `noun.${format}.one`;
  return say(value === 1 && alone in spoken.messages ? alone : `noun.${format}`, { n: value });
}

// A message that may be missing, such as the name of a criterion that a package added.
export const sayOr = (key, parameters, otherwise) => (key in spoken.messages ? say(key, parameters) : otherwise);

const MINUS = "\u2212";
export const unknown = () => say("word.unknown");
const isUnknown = (value) => value === null || value === undefined || Number.isNaN(value);

// Without a sign. Ties go to the even digit, as in Python: toFixed is exact but rounds them up.
export function rounded(size, digits) {
  const halves = size * 2 ** (digits + 1);
  if (Number.isInteger(halves) && halves % 2 === 1) {
    const nearest = (halves * 5 ** digits + 1) / 2;
    return ((nearest - (nearest % 2)) / 10 ** digits).toFixed(digits);
  }
  return size.toFixed(digits);
}
function fixed(value, digits) {
  const text = rounded(Math.abs(value), digits), [whole, part] = text.split(".");
  const figure = whole.replace(/\B(?=(\d{3})+$)/g, spoken.group) + (part === undefined ? "" : spoken.decimal + part);
  return value < 0 && /[1-9]/.test(text) ? MINUS + figure : figure;
}

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

export const withSign = (figure) => say("word.per_cent", { figure });

// A share in per cent without the sign; small and large ones are not rounded to certainty.
export function barePercent(share, digits = 0) {
  if (isUnknown(share)) return unknown();
  const value = 100 * share, least = 10 ** -digits;
  if (value > 0 && value < least) return `< ${fixed(least, digits)}`;
  return value > 100 - least && value < 100 ? `> ${fixed(100 - least, digits)}` : fixed(value, digits);
}
export const percent = (share, digits = 0) => (isUnknown(share) ? unknown() : withSign(barePercent(share, digits)));
// Ends that are written alike are one figure.
export function percentRange(low, high) {
  if (isUnknown(low) || isUnknown(high)) return unknown();
  const [first, last] = [barePercent(low), barePercent(high)];
  return first === last ? withSign(first) : say("word.percent_range", { low: first, high: last });
}
// An end of an interval of growth; beyond what is likely it is no longer a figure.
const CAP = 50;
export const capped = (value) => (!isUnknown(value) && Number(rounded(Math.abs(value), 1)) >= CAP ? `${value < 0 ? "<" : ">"} ${fixed(Math.sign(value) * CAP, 0)}` : decimal(value, 1));
// To a tenth, rounded down, so that it does not seem to reach a floor.
export const percentBelow = (share) => (isUnknown(share) ? unknown() : percent(Math.floor(1000 * share) / 1000 || share, 1));
function percents(shares) {
  const shown = shares.map((share) => barePercent(share));
  const isEach = shown.length > 1 && new Set(shown).size === 1;
  return isEach ? say("word.each", { figure: withSign(shown[0]) }) : withSign(list(shown));
}

// A sentence of an answer whose per cent signs stay with their numbers.
export const unbroken = (text) => text.replaceAll(" %", "\u00a0%");

// Growth in per cent a year, with its sign.
export const signed = (value, digits = 1) => (isUnknown(value) ? unknown()
  : withSign((value > 0 && /[1-9]/.test(rounded(value, digits)) ? "+" : "") + fixed(value, digits)));

// a, b and c; items with a comma are separated by semicolons: a, b; and c.
export function list(items) {
  const names = items.map(String);
  if (names.length < 2) return names[0] ?? say("word.none");
  const bare = names.map((name) => name.replace(/«.*»/s, "")); // what stands in quotation marks parts no list
  const hasCommas = bare.some((name) => name.includes(", "));
  const hasAnd = bare.some((name) => name.includes(` ${say("word.and")} `));
  const next = hasCommas ? "list.next.with_commas" : "list.next";
  const last = `list.last${hasCommas ? ".with_commas" : hasAnd ? ".with_and" : ""}`;
  const first = names.slice(1, -1).reduce((text, name) => say(next, { first: text, second: name }), names[0]);
  return say(last, { first, second: names.at(-1) });
}
export const quoted = (value) => list([value].flat().map((name) => say("word.quoted", { name })));
const span = (years) => (years.length === 1 ? String(years[0])
  : say("word.range", { low: String(Math.min(...years)), high: String(Math.max(...years)) }));
const withWord = (form) => (years) => say(years.length === 1 ? "years.one" : "years.several", { years: form(years) });

export const date = (iso) => new Intl.DateTimeFormat(spoken.language, { dateStyle: say("word.date_style"), timeZone: "UTC" }).format(new Date(iso));
// Names in the order of the reader's alphabet.
export const inOrder = (name) => {
  const { compare } = new Intl.Collator(spoken.language, { numeric: true });
  return (a, b) => compare(name(a), name(b));
};

const words = (name) => String(name).replaceAll("_", " ");
// The name of a criterion or an indicator.
export const plain = (name) => sayOr(`criterion.${name}`, {}, sayOr(`indicator.${name}`, {}, words(name)));
// A unit, word by word; what is not in the catalogue stays as the data say it.
export function unit(text) {
  const left = text.split(/\s+/).filter(Boolean), said = [];
  while (left.length) {
    const length = [2, 1].find((n) => n <= left.length && unitKey(left.slice(0, n)) in spoken.messages);
    const found = left.splice(0, length ?? 1);
    said.push(length ? say(unitKey(found)) + (found.at(-1).endsWith(",") ? "," : "") : found[0]);
  }
  return said.join(" ");
}
const unitKey = (found) => `unit.${found.join("_").replace(/,+$/, "").toLowerCase()}`;

function prices([kind, year]) {
  const text = sayOr(`price.${kind}`, {}, "");
  return text && year !== null && year !== undefined ? say("price.of_year", { prices: text, year }) : text;
}
const each = (key, ...names) => (pairs) => list(pairs.map((pair) => say(key, Object.fromEntries(names.map((name, i) => [name, pair[i]])))));

const FORMATS = {
  list,
  quoted,
  span,
  year_list: withWord(list),
  year_span: withWord(span),
  date,
  number,
  count,
  small: (n) => sayOr(`number.${n}`, {}, count(n)),
  decimal: (value) => decimal(value, 2),
  tenths: (value) => decimal(value, 1),
  capped,
  size: (value) => decimal(Math.abs(value), 1),
  percent: (value) => percent(value),
  percent_below: percentBelow,
  percents,
  percent_range: ([low, high]) => percentRange(low, high),
  signed: (value) => signed(value),
  plain,
  names: (names) => list(names.map(plain)),
  criterion: (name) => sayOr(`criterion.${name}.praise`, {}, plain(name)),
  unit,
  in_prices: prices,
  prices: (basis) => (prices(basis) ? say("price.after", { prices: prices(basis) }) : ""),
  preset: (name) => sayOr(`preset.${name}`, {}, words(name)),
  method: (name) => sayOr(`rule.${name}`, {}, words(name)),
  driver: (name) => sayOr(`driver.${name}`, {}, words(name)),
  weights: (name) => (name === "own" ? say("weights.own") : say("weights.preset", { name })),
  with_percents: each("with.percent", "name", "share"),
  with_chances: each("with.chance", "name", "share"),
  with_ranks: each("with.rank", "name", "rank"),
  with_decimals: each("with.decimal", "name", "strength"),
  drivers: each("driver.part", "driver", "part"),
};

"""What titles, units and headings of tables say: indicator, unit, prices, and roles of columns.

Russian, English and German, and the usual words of French and Spanish; a title that names no
indicator of the list gives a name made of its own words, and a unit that is not understood is
asked for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from features.sources.identifiers import slug

_INDICATORS = (
    (
        "value_added",
        r"валов\w+ добавленн\w+ стоимост|\bвдс\b|gross value added|\bgva\b|value added",
    ),
    ("value_added", r"bruttowertschöpfung|valeur ajoutée|valor añadido"),
    ("gross_regional_product", r"валов\w+ региональн\w+ продукт|\bврп\b|gross regional product"),
    (
        "gdp",
        r"gross domestic product|\bgdp\b|bruttoinlandsprodukt|\bpib\b|produit intérieur brut|"
        r"producto interior bruto",
    ),
    ("rd_personnel", r"персонал\w*,? занят\w+ научн|r&d personnel|f&e-personal"),
    (
        "unemployment_rate",
        r"уров\w+ безработиц|unemployment rate|arbeitslosenquote|"
        r"taux de chômage|tasa de paro",
    ),
    ("unemployed", r"численност\w+ [\w ]{0,30}безработн|number of unemployed|arbeitslose"),
    ("wages", r"заработн\w+ плат|\bwages\b|earnings|arbeitnehmerentgelt|compensation of employees"),
    ("employees", r"среднесписочн\w+ численност|employees|arbeitnehmer"),
    ("employees", r"sozialversicherungspflichtig|emploi salarié|effectifs salariés|asalariados"),
    ("employment", r"\bemplois?\b|\bempleo\b|ocupados"),
    (
        "employment",
        r"численност\w+ занят|\bзаняты[ехм]\b|среднегодов\w+ численност\w+ занят|занятост|\bjobs\b",
    ),
    ("employment", r"employment|employed|erwerbstätige|beschäftigte|численност\w+ работник"),
    ("fixed_assets", r"основн\w+ фонд|fixed assets|anlagevermögen"),
    ("investment", r"инвестиц\w+ в основной капитал|gross fixed capital|investment|investition"),
    ("shipments", r"отгруженн\w+ товар|отгружено товаров|shipments"),
    ("consumer_price_index", r"индекс\w* потребительск\w+ цен|\bcpi\b|consumer price index"),
    ("turnover", r"\bоборот|turnover|umsatz"),
    ("establishments", r"число (организаци|предприяти)|количество организаци|establishments"),
    ("establishments", r"\bbetriebe\b|number of (firms|enterprises|companies)"),
    ("exports", r"экспорт\w* (товар|услуг|продукц)|\bexports\b|exportations|exportaciones|ausfuhr"),
    ("population", r"численност\w+ (постоянного )?населени|население|population|bevölkerung"),
    ("population", r"población"),
    ("output", r"\bвыпуск\b|gross output|\boutput\b|produktionswert|production brute"),
)
"""Identifier and how titles name it, the most special first."""

_SCALES = (
    (
        "billion",
        r"млрд\.?|миллиард\w*|billions?|\bbn\b|mrd\.?|milliarden|"
        r"milliards?|miles de millones|mil millones|\bmld\.?|miliard\w*",
    ),
    (
        "million",
        r"\bm(?:io|ln|n)?eur\b|(?<=[€£$])m\b|млн\.?|миллион\w*|mill?ions?|millones|\bmn\b|\bmln\b|"
        r"mio\.?|\bmill?\.",
    ),
    (
        "thousand",
        r"тыс\.?|тысяч\w*|thousands?|\btsd\.?|tausend|\b1[\s.,]?000\b|"
        r"milliers?|\bmiles (?=de\b)|^\(?miles\)?$|\btys\.?|\btis\.?",
    ),
)
_THINGS = (
    ("RUB", r"руб\w*\.?|₽|rubles?|roubles?|\brub\b"),
    ("EUR", r"\b(?:m(?:io|ln|n)?|tsd|k)?eur(os?)?\b|€"),
    ("USD", r"долл\w*\.?|us dollars?|usd|us\$|\$"),
    ("GBP", r"gbp|£ ?(?:m\b|bn\b)?|pounds? sterling"),
    ("CHF", r"\bchf\b|franken"),
    ("PLN", r"\bpln\b|\bzł|złot"),
    ("SEK", r"\bsek\b"),
    ("NOK", r"\bnok\b"),
    ("DKK", r"\bdkk\b"),
    ("CZK", r"\bczk\b"),
    ("HUF", r"\bhuf\b"),
    ("JPY", r"\bjpy\b|yen\b"),
    ("CNY", r"\bcny\b|yuan"),
    ("KZT", r"\bkzt\b|тенге"),
    ("%", r"%|процент\w*|per ?cent|prozent"),
    (
        "persons",
        r"чел\.|человек|person[ae]?s?|people|personen|personnes|лиц\b|workers|employees|jobs|"
        r"anzahl pers",
    ),
    ("units", r"единиц|\bед\.|units?\b|anzahl|number\b|штук|\bшт\."),
)
"""Unit in words and how tables write it."""

_CURRENT = (
    r"(текущ|фактическ)\w+ (основн\w+ |рыночн\w+ |действовавш\w+ )?цен|current\b.{0,20}price|"
    r"in jeweiligen preisen|nominal"
)
_CONSTANT = (
    r"(постоянн|сопоставим|неизменн)\w+ цен|цен\w* (19|20)\d\d|constant price|chained|real terms|"
    r"\d{4} prices|preisbereinigt|verkettet|in preisen von"
)
_COUNTS = frozenset({"%", "persons", "units"})

_HEADINGS = {
    "year": r"(отчетный )?год[ыа]?|years?|(berichts)?jahre?|années?|años?|time|"
    r"(time_)?period|дата|date|zeit",
    "region": r"r[ée]gi[oó]ns?|provincias?|provinces?|comunidad(es)? autónomas?|"
    r"comunidad(es)?|d[ée]partements?|regi[oó]n\w*|wojew[oó]dztw\w+|kraj|регион\w*|субъект\w*.*|территори\w+|област[ьи]|местност\w*|район\w*|"
    r"наименование (региона|субъекта).*|region\w*|areas?|count(y|ies)|states?|province|district|"
    r"geo|territory|municipality|nuts.*|gebiet.*|land|länder|bundesland|stadt|département|"
    r"(land|stadt)?kreise?.*|(area|region|county|state|geo)[ _]?name|lad|itl.*",
    "region_code": r"(area|region|county|state|geo|territory|fips|nuts|ags|lad|itl)[ _-]?(code|id)|"
    r"fips|ags|geofips|окато|октмо|код (региона|субъекта|территории|окато|октмо).*|"
    r"(regional-)?schlüssel.*|kreisschlüssel|regionalschlüssel|geo[ _]?code",
    "activity": r".*вид\w* (экономической )?деятельности.*|.*раздел\w*|отрасл\w+|industr(y|ies).*|"
    r"sectors?|activity|nace.*|sic.*|wz.*|branche|wirtschafts(zweig|abschnitt).*|secteurs?.*|sector(es)?.*|ramas?.*|branches?|"
    r"activités?.*|actividad(es)?.*|оквэд.*|"
    r"cluster.*|industry[ _](name|title)|isic.*",
    "activity_code": r"(industry|sector|activity|nace|sic|cluster|wz|оквэд)[ _-]?(code|id)|"
    r"код (вида деятельности|оквэд).*|code nace",
    "unit": r"ед\w*\.? ?изм\w*\.?|unit.*|einheit",
    "indicator": r"показател\w*|indicators?|variable|merkmal|series|varname|measure",
    "period": r"quarter|квартал|month|месяц|quartal|monat",
    "value": r"value|значени\w*|wert|obs_value|данные|data",
}
"""Role of a column and the whole headings that mean it."""


SCALES = tuple(name for name, _ in _SCALES)


class Unit(NamedTuple):
    """A unit in words, and the prices that it is in ("" where the text does not say)."""

    text: str
    price_basis: str


def indicator_of(title: str) -> str:
    """Identifier of the indicator that a title names, "" where the list has none."""
    lowered = title.lower().replace("_", " ")
    return next((name for name, pattern in _INDICATORS if re.search(pattern, lowered)), "")


def identifier(title: str) -> str:
    """An identifier made of the first words of a title, in Latin letters."""
    kept = "_".join(slug(title).split("_")[:6])[:60].strip("_")
    return kept if kept[:1].isalpha() else f"indicator_{kept}".strip("_")


def price_basis_of(text: str) -> str:
    """The prices that a text names: current, constant or ""."""
    lowered = text.lower()
    if re.search(_CONSTANT, lowered):
        return "constant"
    return "current" if re.search(_CURRENT, lowered) else ""


def unit_of(text: str) -> str:
    """The unit that a text names, in words: "million RUB"; "" where it names none."""
    lowered = text.lower().replace("_", " ")
    scale = next((name for name, pattern in _SCALES if re.search(pattern, lowered)), "")
    thing = next((name for name, pattern in _THINGS if re.search(pattern, lowered)), "")
    if re.search(r"индекс|\bindex\b|messzahl", lowered) and not scale:
        return "index"
    return " ".join(filter(None, (scale, thing)))


def usual_unit(indicator: str) -> str:
    """The unit of an indicator that has but one, "" for all others."""
    units = {"consumer_price_index": "index", "unemployment_rate": "%", "population": "persons"}
    return units.get(indicator, "")


def usual_thing(indicator: str) -> str:
    """What an indicator counts whatever its scale, "" for all that is money or a rate."""
    people = ("employment", "employees", "unemployed", "population", "rd_personnel")
    return "persons" if indicator in people else ""


def is_unit(label: str) -> bool:
    """Whether a heading is a unit and nothing else: "Tsd. EUR", "(человек)", "%"."""
    rest = label.lower()
    for _, pattern in _SCALES + _THINGS:
        rest = re.sub(pattern, " ", rest)
    return bool(unit_of(label)) and not re.findall(r"\w{3,}", rest)


def unit_in(texts: list[str]) -> Unit:
    """The unit of a table and its prices, from its titles; those in brackets first.

    Parameters
    ----------
    texts : list of str
        Rows of units, titles, the unit in brackets behind or below them.
    """
    everything = " ".join(texts)
    basis = price_basis_of(everything)
    brackets = [it for text in texts for it in re.findall(r"\(([^()]*)\)", text)]
    parts = [text for text in texts if is_unit(text)] + brackets[::-1]
    parts += [text.rpartition(",")[2] for text in texts if "," in text]
    parts += [text for text in texts if len(text) < 200]
    found = next((unit for part in parts if (unit := unit_of(part))), "")
    thing = found.split(" ")[-1]
    if found == "thousand" and re.search(dict(_THINGS)["persons"], everything.lower()):
        found, thing = "thousand persons", "persons"
    if thing in _COUNTS or found == "index":
        return Unit(found, "none")
    return Unit(f"{found}, {basis} prices" if found and basis else found, basis)


def role_of(heading: str) -> str:
    """The role of a column from its heading, "" where it has none that is known."""
    text = " ".join(re.sub(r"[\d*)]+$", "", heading.strip()).lower().split())
    return next((role for role, words in _HEADINGS.items() if re.fullmatch(words, text)), "")

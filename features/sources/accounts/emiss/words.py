"""Words of EMISS: units, periods of a year, and names of indicators."""

from __future__ import annotations

import re
from typing import NamedTuple

from features.sources.identifiers import slug

UNITS = {
    "рубль": ("RUB", "rub"),
    "тысяча рубль": ("thousand RUB", "thousand_rub"),
    "миллион рубль": ("million RUB", "million_rub"),
    "миллиард рубль": ("billion RUB", "billion_rub"),
    "процент": ("percent", "percent"),
    "промилле": ("per thousand", "per_thousand"),
    "человек": ("persons", "persons"),
    "тысяча человек": ("thousand persons", "thousand_persons"),
    "миллион человек": ("million persons", "million_persons"),
    "единица": ("units", "units"),
    "тысяча единица": ("thousand units", "thousand_units"),
    "штука": ("pieces", "pieces"),
    "тысяча штука": ("thousand pieces", "thousand_pieces"),
    "тонна": ("tonnes", "tonnes"),
    "тысяча тонна": ("thousand tonnes", "thousand_tonnes"),
    "миллион тонна": ("million tonnes", "million_tonnes"),
    "квадратный метр": ("square metres", "square_metres"),
    "гектар": ("hectares", "hectares"),
    "тысяча гектар": ("thousand hectares", "thousand_hectares"),
}
"""Units in the words of `unit_key`: in English, and as the end of an indicator's name."""
_SPELLINGS = (
    (r"\bтыс(\.|яч\w*)?(?=\s|$|[а-я])", "тысяча "),
    (r"\b(млн\.?|миллион\w*)", "миллион "),
    (r"\b(млрд\.?|миллиард\w*)", "миллиард "),
    (r"\bруб(\.|л\w+)?(?=\W|$)", "рубль "),
    (r"%|\bпроцент\w*", "процент "),
    (r"\bчел(\.|овек\w*)", "человек "),
    (r"\bед(\.|иниц\w*)", "единица "),
    (r"\bшт(\.|ук\w*)", "штука "),
    (r"\bтонн\w*", "тонна "),
)
_RATES = ("percent", "per_thousand")
_MONTHS = (
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
WHOLE_YEAR = "значение показателя за год"
_YEARLY = re.compile(
    r"(значение показателя )?(за )?год|январь-декабрь|раз в год.*|на (начало|конец) .*года|"
    r"на 1 января|на 31 декабря|годовая"
)
_PARTIAL = re.compile(
    r"[а-я]+-[а-я]+|(i|ii|1|2) полугодие|на 1 [а-я]+|на (начало|конец) .*|\d+ месяц\w*|"
    r"значение показателя за .*"
)
"""Other periods of EMISS: half-years, sums since January, days."""


class PlainName(NamedTuple):
    """An indicator of the project by a pattern of its title, with the end of its usual unit."""

    pattern: str
    name: str
    unit: str


NAMES = (
    PlainName(r"^уровень безработицы", "unemployment_rate", "percent"),
    PlainName(r"^уровень занятости", "employment_rate", "percent"),
    PlainName(r"^валовая добавленная стоимость", "value_added", "thousand_rub"),
    PlainName(r"^валовой региональный продукт", "gross_regional_product", "thousand_rub"),
    PlainName(r"^среднемесячная .*заработная плата", "average_monthly_wage", "rub"),
    PlainName(r"^(среднесписочная|средняя) численность работников", "employees", "persons"),
    PlainName(r"^(среднегодовая )?численность занятых", "employment", "thousand_persons"),
    PlainName(r"^численность безработных", "unemployed", "thousand_persons"),
    PlainName(r"^(среднегодовая )?численность (постоянного )?населения", "population", "persons"),
    PlainName(r"^инвестиции в основной капитал", "investment", "thousand_rub"),
    PlainName(r"^(объ[её]м )?отгружен", "shipments", "thousand_rub"),
    PlainName(r"^(число|количество) (предприятий|организаций)", "establishments", "units"),
)
_NO_LEVEL = re.compile(r"индекс|темп|доля|удельный вес|на душу|в расч[её]те на|прирост|структура")
"""Words of titles of rates and shares of what NAMES names."""


def unit_key(text: str) -> str:
    """A unit in one spelling: "тыс. руб." is "тысяча рубль"."""
    words = text.lower()
    for pattern, word in _SPELLINGS:
        words = re.sub(pattern, word, words)
    return " ".join(words.split()).strip(" .")


def unit_words(text: str) -> tuple[str, str]:
    """A unit in English words (as the file has it where unknown) and as the end of a name."""
    return UNITS.get(unit_key(text), (text, short_slug(text)))


def is_unit(text: str) -> bool:
    """Whether text is a known unit."""
    return unit_key(text) in UNITS


def is_rate(text: str) -> bool:
    """Whether values in a unit cannot be added up."""
    return unit_words(text)[1] in _RATES or bool(re.search(r"\bна\b|коэффициент|раз\b", text))


def short_slug(text: str, most: int = 40) -> str:
    """The beginning of a text as a part of an identifier."""
    return slug(text)[:most].strip("_")


def is_mean(title: str) -> bool:
    """Whether a title says a mean of each (a wage, a price), which cannot be added up either."""
    return bool(re.match(r"средн(?!.*численность)", title.lower()))


def is_period(text: str) -> bool:
    """Whether text is a period of EMISS, one that is read or not."""
    lower = text.lower().strip()
    return period_of(lower) is not None or bool(_PARTIAL.fullmatch(lower))


def period_of(text: str) -> tuple[str, int] | None:
    """("year", 0), ("quarter", 1 to 4) or ("month", 1 to 12); None for other periods.

    A file without periods is annual.
    """
    lower = text.lower().strip()
    if not lower or _YEARLY.fullmatch(lower):
        return "year", 0
    if lower in _MONTHS:
        return "month", _MONTHS.index(lower) + 1
    found = re.fullmatch(r"(i{1,3}|iv|[1-4])(-?(й|ый|ой|ий))? квартал", lower)
    return ("quarter", _QUARTERS[found.group(1)]) if found else None


def price_basis(title: str, unit: str) -> str:
    """Current or constant prices as a title says it, none for what is not money, else ""."""
    if not re.search(r"rub\b|руб", f"{unit_words(unit)[1]} {unit}"):
        return "none"
    lower = title.lower()
    if re.search(r"в постоянных|в сопоставимых|в ценах \d{4}", lower):
        return "constant"
    return "current" if re.search(r"в (текущих|фактически действовавших)", lower) else ""


def plain_name(title: str) -> PlainName | None:
    """The indicator of the project that a title means, None where it means another."""
    lower = title.lower()
    if _NO_LEVEL.search(lower):
        return None
    return next((it for it in NAMES if re.search(it.pattern, lower)), None)

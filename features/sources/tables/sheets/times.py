"""Years, quarters and months as headers and columns write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from features.sources.tables.sheets.grid import Cell
from features.sources.tables.sheets.numbers import as_text


class Time(NamedTuple):
    """A year with a part of it, or a part alone.

    Attributes
    ----------
    year : int
        0 for a part alone.
    period : int
        Quarter or month; 0 for the whole year.
    parts : int
        4 for quarters, 12 for months, 365 for dates with a day, 1 for years.
    """

    year: int
    period: int
    parts: int


DAYS = 365
"""Parts of a year that dates with a day name; `periods` says what they mean in a table."""
YEARS = range(1900, 2101)
_DOUBT = (
    r"оценка|предв\w*\.?( данные)?|уточн\w*\.?( данные)?|provisional|preliminary|estimated?|"
    r"revised|vorläufig|geschätzt|provisoire"
)
"""What years say of values of which the office is not sure; a forecast is none."""
_NOTE = r"\s*(\d{1,2}(,\d)*\)|\s\d{1,2}|\[[^\]]{1,8}\]|\*+|[⁰¹²³⁴-⁹]+[)⁾]?|\(?[a-z]{1,2}\)?"
_NOTE += rf"|\(({_DOUBT})\))?"
_BEFORE = r"(?:jahr|year|in|за|в|на конец|январь\s?[-–]\s?декабрь|ende|end of)?\s*"
_YEAR = re.compile(rf"{_BEFORE}((?:19|20)\d\d)\s*(г\.?|гг\.?|год[ау]?)?{_NOTE}")
_NAMED_DAY = re.compile(r"(?:на |am |at )?\d{1,2}\.? ([^\W\d]+)\.? ((?:19|20)\d\d) ?(?:г\.?|года)?")
_DATE = re.compile(
    r"((?:19|20)\d\d)-(\d\d)(?:-\d\d)?|\d\d\.(\d\d)\.((?:19|20)\d\d)|((?:19|20)\d\d)m(\d\d?)"
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER = re.compile(
    r"(?:q|k|кв\.? ?)([1-4])|([1-4])[\s.-]*(?:q|st|nd|rd|th)?\s?(?:кв\.?|квартал|quarter|quartal)"
    r"|(i{1,3}|iv)\s?(?:кв\.?|квартал|quarter|quartal)|([1-4])q"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "январь января янв january jan januar",
            "февраль февраля фев february feb februar",
            "март марта мар march mar märz mär",
            "апрель апреля апр april apr",
            "май мая may mai",
            "июнь июня июн june jun juni",
            "июль июля июл july jul juli",
            "август августа авг august aug",
            "сентябрь сентября сен сент september sep sept",
            "октябрь октября окт october oct oktober okt",
            "ноябрь ноября ноя нояб november nov",
            "декабрь декабря дек december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
_WHOLE = re.compile(r"год|year|jahr|за год|annual|значение показателя за год")
_HINT = re.compile(r"(?:19|20)\d\d|[^\W\d]")
"""A year, or a letter: other texts, as most numbers, name no time."""
_LOOKALIKES = str.maketrans("іІ", "iI")


def time_of(cell: Cell) -> Time | None:
    """The time that a cell names, None where it names none.

    Years may have a footnote or a flag: "2022 2)", "20235)", "2022 г.*", "2022 [p]".
    """
    if isinstance(cell, float):
        return Time(int(cell), 0, 1) if cell.is_integer() and int(cell) in YEARS else None
    if cell is None or not _HINT.search(cell):
        return None
    text = as_text(cell).lower().translate(_LOOKALIKES).rstrip(",;:")
    if not text or len(text) > 40:
        return None
    if found := _YEAR.fullmatch(text):
        return Time(int(found[1]), 0, 1)
    if found := _DATE.fullmatch(text):
        year, month = found[1] or found[4] or found[5], found[2] or found[3] or found[6]
        parts = 12 if found[5] or len(text) < 8 else DAYS
        return Time(int(year), int(month), parts) if 1 <= int(month) <= 12 else None
    if (found := _NAMED_DAY.fullmatch(text)) and found[1] in _MONTHS:
        return Time(int(found[2]), _MONTHS[found[1]], DAYS)
    return _part_of_year(text)


def _part_of_year(text: str) -> Time | None:
    """A quarter or a month, with its year or without."""
    year = 0
    if found := re.search(r"(?<![^\W_a-z])((?:19|20)\d\d)(?!\d)\s*(г\.?|года|год)?", text):
        year = int(found[1])
        text = f"{text[: found.start()]} {text[found.end() :]}"
    text = text.strip(" -./,")
    if found := _QUARTER.fullmatch(text):
        digit = next(group for group in found.groups() if group)
        return Time(year, _ROMAN.get(digit) or int(digit), 4)
    if month := _MONTHS.get(text.rstrip(".")):
        return Time(year, month, 12)
    return Time(year, 0, 1) if _WHOLE.fullmatch(text) else None


def periods(times: Iterable[Time]) -> dict[Time, int]:
    """The period of every time of a table: 0 for whole years, else its quarter or month.

    Dates with a day are one a year (31.12.2020), the ends or starts of quarters, or months.
    """
    found = {time: time.period for time in times}
    dates = [time for time in found if time.parts == DAYS]
    months = {time.period for time in dates}
    if len(dates) == len({time.year for time in dates}):
        return found | dict.fromkeys(dates, 0)
    if months <= {3, 6, 9, 12} or months <= {1, 4, 7, 10}:
        return found | {time: (time.period + 2) // 3 for time in dates}
    return found

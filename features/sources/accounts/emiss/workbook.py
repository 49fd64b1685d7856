"""EMISS observations from its Excel export (data.xls), in its two kinds.

Both have the name of the indicator in the first row and years across. In one, dimension columns
have titles ("Классификатор объектов … (ОКАТО)", "Единица измерения", "Период") and cells of code
and name ("14000000000 Белгородская область"), indented by blanks. In the other they have none, a
second header row gives the period under every year ("значение показателя за год"), a year stands
once over its periods, and cells hold names only. Cells that repeat the one above may be empty.

Source: https://www.fedstat.ru (format=excel).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pandas as pd

from features.errors import InputError
from features.sources.accounts.emiss.sdmx import PERIOD, UNIT, VALUE, YEAR, Observations
from features.sources.accounts.emiss.words import is_period, is_unit
from features.sources.classifications.russia import REGIONS, match_region
from features.sources.opening import SourceFile
from features.sources.workbooks import Cells, sheets

TOP = 12
"""Rows among which the header is."""
CODED = re.compile(r"(\S+)\s+(\S.*)")
"""A cell of code and name."""
YEAR_CELL = re.compile(r"((?:19|20)\d\d)(?:\.0| ?г(?:\.|од)?)?")
TITLES = re.compile(
    r"единица измерения|^период$|ОКАТО|ОКТМО|ОКВЭД|вид\w* экономической деятельности",
    re.IGNORECASE,
)
"""Titles of dimension columns by which a sheet with the name SHEET is known."""
CLASSIFIER = re.compile(r"классификатор .*\((ОКАТО|ОКТМО|ОКВЭД)", re.IGNORECASE)
"""Titles by which any sheet is known."""
SHEET = "данные"
REGION_ID, OTHER = "region", "dimension"


class Layout(NamedTuple):
    """Rows of headers, year and period of the columns of values."""

    first: int
    titles: tuple[str, ...]
    columns: tuple[tuple[int, str, str], ...]


def is_emiss(file: SourceFile) -> bool:
    """Whether a sheet has the headers of an EMISS export."""
    return any(_layout(name, rows) for name, rows in sheets(file, TOP))


def _layout(sheet: str, rows: Sequence[Cells]) -> Layout | None:
    """Where the headers are, None where a sheet has none of EMISS."""
    for at, cells in enumerate(rows[:TOP]):
        years = [place for place, cell in enumerate(cells) if YEAR_CELL.fullmatch(_text(cell))]
        if not years or not years[0]:
            continue
        below = rows[at + 1] if at + 1 < len(rows) else []
        periods = [_text(cell) for cell in below[years[0] :]]
        second = any(periods) and all(is_period(text) for text in periods if text)
        heads = (cells, below) if second else (cells,)
        titles = tuple(
            next((_text(head[place]) for head in heads if _text(head[place])), "")
            for place in range(years[0])
        )
        known = TITLES if sheet.strip().lower() == SHEET else CLASSIFIER
        if not second and not any(known.search(title) for title in titles):
            continue
        return Layout(at + 1 + second, titles, _columns(cells, years[0], periods if second else []))
    return None


def _columns(cells: Cells, first: int, periods: Sequence[str]) -> tuple[tuple[int, str, str], ...]:
    """Place, year and period of the columns of values; a year may stand once over its periods."""
    columns, year = [], ""
    for place in range(first, len(cells)):
        found = YEAR_CELL.fullmatch(_text(cells[place]))
        year = found.group(1) if found else year
        period = periods[place - first] if place - first < len(periods) else ""
        if found or period:
            columns.append((place, year, period))
    return tuple(columns)


def _text(cell: object) -> str:
    return " ".join(str(cell).split())


def observations(file: SourceFile) -> Observations:
    """All observations of the first sheet that has them.

    Raises
    ------
    InputError
        Where no sheet has values.
    """
    for name, rows in sheets(file):
        layout = _layout(name, rows)
        if layout is not None:
            found = Observations(title=_title(rows))
            _fill(found, rows[layout.first :], layout)
            if not found.rows.empty:
                return found
    raise InputError(f"{file.name} has no values: choose values on fedstat.ru and export again")


def _title(rows: Sequence[Cells]) -> str:
    return next((_text(cell) for cell in rows[0] if _text(cell)), "")


def _fill(found: Observations, body: Sequence[Cells], layout: Layout) -> None:
    """The rows of a sheet, its dimensions and their codes."""
    labels = _filled(body, len(layout.titles))
    coded = any(_has_codes({label[at] for label in labels}) for at in range(len(layout.titles)))
    names = _dimension_names(labels, layout.titles, coded)
    for name, title in zip(names, layout.titles, strict=True):
        if name not in (UNIT, PERIOD, ""):
            found.dimensions[name] = title or name
            found.codes[name] = {}
    rows = []
    for cells, label in zip(body, labels, strict=True):
        keys = {}
        for name, text in zip(names, label, strict=True):
            if name in found.dimensions:
                code, words = _parted(text, coded)
                keys[name] = code or words
                found.codes[name].setdefault(keys[name], words)
            elif name:
                keys[name] = _word(text, coded, is_period if name == PERIOD else is_unit)
        for place, year, period in layout.columns:
            value = _value(cells[place]) if place < len(cells) else ""
            if value:
                rows.append({PERIOD: period, **keys, YEAR: year, VALUE: value})
    columns = [*found.dimensions, UNIT, PERIOD, YEAR, VALUE]
    found.rows = pd.DataFrame(rows, columns=columns, dtype="str").fillna("")


def _filled(body: Sequence[Cells], width: int) -> list[list[str]]:
    """Labels of the rows; an empty one repeats the one above."""
    labels, above = [], [""] * width
    for cells in body:
        texts = [_text(cell) for cell in cells[:width]]
        if any(texts):
            above = [text or former for text, former in zip(texts, above, strict=True)]
        labels.append(above)
    return labels


def _has_codes(texts: set[str]) -> bool:
    """Whether most cells of a column begin with the code of a region."""
    firsts = [text.partition(" ") for text in texts if text]
    return sum(code in REGIONS and bool(name) for code, _, name in firsts) > len(firsts) / 2


def _parted(text: str, coded: bool) -> tuple[str, str]:
    """Code and name of a cell; "" for the code where cells hold only names."""
    found = CODED.fullmatch(text) if coded else None
    return (found.group(1), found.group(2)) if found else ("", text)


def _word(text: str, coded: bool, known: Callable[[str], bool]) -> str:
    """A unit or period, without a code before it."""
    return text if known(text) else _parted(text, coded)[1]


def _value(cell: object) -> str:
    return repr(cell) if isinstance(cell, float) else str(cell).strip()


def _dimension_names(
    labels: Sequence[Sequence[str]], titles: Sequence[str], coded: bool
) -> list[str]:
    """A name for every column, by its title or, where it has none, by what its cells hold."""
    names: list[str] = []
    for place, title in enumerate(titles):
        cells = {label[place] for label in labels} - {""}
        units = [is_unit(_word(text, coded, is_unit)) for text in cells]
        periods = [is_period(_word(text, coded, is_period)) for text in cells]
        parted = [_parted(text, coded) for text in cells]
        regions = [code in REGIONS or bool(match_region(name)) for code, name in parted]
        if re.search(r"единица измерения", title, re.IGNORECASE) or _most(units):
            names.append(UNIT)
        elif re.fullmatch(r"период\w*", title, re.IGNORECASE) or _most(periods):
            names.append(PERIOD)
        elif REGION_ID not in names and (re.search(r"ОКАТО|ОКТМО", title) or _most(regions)):
            names.append(REGION_ID)
        else:
            names.append((title or f"{OTHER} {place + 1}") if cells else "")
    return names


def _most(answers: Sequence[bool]) -> bool:
    return sum(answers) > len(answers) / 2

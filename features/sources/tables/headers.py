"""Where the headers of a sheet are and what its rows and columns hold.

Found in the cells alone: years across in one row, over or below a row of industries or regions,
blocks side by side under their titles, a column of years (GENESIS), regions as columns and months
as rows. Titles above and notes below are no data; a sheet without regions gives a reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from features.sources.classifications.activity_titles import TOTAL, match_activity
from features.sources.tables import matching
from features.sources.tables.columns import Cells, column_roles, is_value
from features.sources.tables.sheets.grid import Cell, Sheet, column_letter
from features.sources.tables.sheets.numbers import as_text, is_number, unknown_mark
from features.sources.tables.sheets.times import time_of
from features.sources.tables.words import is_unit, role_of

_NOTE = re.compile(
    r"\d{1,2}\)|\*|\[|источник|source|примечан|note|\W?(продолжение|окончание|continued|"
    r"fortsetzung|noch:|suite\b|continuación)",
    re.IGNORECASE,
)
SEARCHED = 60
"""First rows in which headers may stand."""
REGION_ROLES = frozenset({"region", "region or activity", "?"})
"""Roles of rows and columns that hold regions, or may."""
SHOWN = 40
"""Rows of data from which the role of a column is found."""


@dataclass(frozen=True)
class Layout:
    """What the rows and columns of a sheet hold.

    Attributes
    ----------
    rows : dict of str to str
        Role of every header row, numbered from 1.
    columns : dict of str to str
        Role of every column, by its letters, that is not one of values; "?" where it is unclear.
    first_row, last_row : int
        First row of data, from 1, and the last; 0 where the sheet holds no other table below.
    titles, units : tuple of str
        Texts above the headers; units that stand in rows of their own.
    unclear : dict
        Letters of a column whose role is "?" to its heading.
    """

    rows: dict[str, str]
    columns: dict[str, str]
    first_row: int
    titles: tuple[str, ...]
    units: tuple[str, ...] = ()
    last_row: int = 0
    unclear: dict[str, str] = field(default_factory=dict)

    @property
    def roles(self) -> set[str]:
        """All roles of rows and columns."""
        return {*self.rows.values(), *self.columns.values()}


def filled(row: Sequence[Cell], start: int) -> list[Cell]:
    """A header row with blanks from a column on filled by what stands left of them."""
    found, last = list(row), None
    for place in range(start, len(found)):
        last = found[place] = found[place] if found[place] is not None else last
    return found


def layouts(sheet: Sheet, of_one_region: bool = False) -> list[Layout] | str:
    """The layouts of the tables of a sheet, one below the other; or why it holds none.

    A table ends where another row of years begins; one without a title has that of the first.

    Parameters
    ----------
    sheet : Sheet
    of_one_region : bool
        Whether a table of industries may be of one region that nothing names.
    """
    starts = _tables_below(sheet.cells)
    found: list[Layout] = []
    if not any(map(any, sheet.cells)):
        return "it is empty"
    for start, end in zip([0, *starts], [*starts, 0], strict=True):
        blank: list[list[Cell]] = [[None] * len(row) for row in sheet.cells[:start]]
        answer = _layout(blank + sheet.cells[start : end or None])
        if not isinstance(answer, str) and not _has_regions(answer, sheet, of_one_region):
            answer = "no row or column of it holds regions"
        if isinstance(answer, str):
            if not found:
                return answer
            continue
        titles = [text for text in answer.titles if not _NOTE.match(text)] if start else []
        kept = tuple(titles) or (found[0].titles if found else answer.titles)
        units = answer.units or (found[0].units if found else ())
        found.append(replace(answer, titles=kept, units=units, last_row=end))
    return found


def _tables_below(cells: Cells) -> list[int]:
    """Rows after the data of a table, where another one with a row of years follows."""
    found: list[int] = []
    data, stub = -1, None
    for at, row in enumerate(cells):
        if any(is_number(cell) and time_of(cell) is None for cell in row[1:]):
            data = at
            continue
        places = _times(cells, at)
        left = list(row[: places[0]]) if places else None
        if places and stub is None:
            stub = left
        elif data >= 0 and places and (left == stub or not any(left or ())):
            found.append(data + 1)
            data = -1
    return found


def _layout(cells: Cells) -> Layout | str:
    """The layout of one table, or why there is none."""
    years = _year_row(cells)
    first = _first_row(cells, years)
    if first is None:
        return "it has no rows of numbers"
    values = _value_columns(cells, first, years)
    if not values:
        return "it has no columns of numbers"
    headers = _header_rows(cells, first, values[0], years)
    rows, units = _row_roles(cells, headers, values, years)
    stubs = [place for place in range(values[0]) if any(row[place] for row in cells[first:])]
    columns, unclear = column_roles(cells, headers, _first_label(cells, first, headers), stubs)
    if years is None and len(values) == 1 and not set(rows.values()) & {"activity", "region"}:
        columns[column_letter(values[0])] = "value"
    titles = _texts(cells[: headers[0] if headers else first])
    titles += _texts(cells[headers[-1] + 1 : first] if headers else ())
    if len(values) > 1:
        titles += [text for at in headers if (text := _single(cells[at][values[0] :]))]
    first = _heading_above(cells, first, headers, columns)
    return Layout(rows, columns, first + 1, tuple(titles), tuple(units), unclear=unclear)


def _has_regions(found: Layout, sheet: Sheet, of_one_region: bool) -> bool:
    """Whether rows or columns hold regions, or may; else a sheet or a title may name its own."""
    if found.roles & REGION_ROLES:
        return True
    return "activity" in found.roles and (of_one_region or _is_of_region(found, sheet))


def _is_of_region(found: Layout, sheet: Sheet) -> bool:
    return bool(matching.region_code(sheet.name) or matching.region_in(found.titles))


def _year_row(cells: Cells) -> int | None:
    """The first row of years, or of dates and quarters with their years."""
    counts = {at: len(places) for at in _searched(cells) if (places := _times(cells, at))}
    most = max(counts.values(), default=0)
    return next((at for at, count in counts.items() if 2 * count >= most), None)


def _searched(cells: Cells) -> range:
    """Rows in which the header of a table may stand."""
    start = next((at for at, row in enumerate(cells) if any(row)), 0)
    return range(start, min(start + SEARCHED, len(cells)))


def _times(cells: Cells, at: int) -> list[int]:
    """Columns with a year in a row that holds years over numbers, none in other rows."""
    row = cells[at]
    places = [p for p, cell in enumerate(row) if (time := time_of(cell)) and time.year]
    if not places or places[0] == 0:
        return []
    if any((is_number(cell) or unknown_mark(cell)) and not time_of(cell) for cell in row):
        return []
    right = [cell for cell in row[places[0] :] if cell is not None]
    below = [row[p] for row in cells[at + 1 : at + 1 + SHOWN] for p in places]
    numbers = sum(is_value(cell) and not isinstance(time_of(cell), tuple) for cell in below)
    full = sum(cell is not None for cell in below)
    return places if 2 * len(places) >= len(right) and full and 3 * numbers >= full else []


def _first_row(cells: Cells, years: int | None) -> int | None:
    """The first row of values: below the row of years, or the first of a column of numbers."""
    if years is not None:
        start = _times(cells, years)[0]
        rows = range(years + 1, len(cells))
        return next((at for at in rows if _is_data(cells[at], start)), None)
    for at in _searched(cells):
        row = cells[at]
        numbers = [p for p in range(1, len(row)) if is_number(row[p])]
        if not numbers or _is_numbering(row):
            continue
        below = [cells[it][p] for it in range(at, min(at + SHOWN, len(cells))) for p in numbers]
        full = [cell for cell in below if cell is not None]
        if 2 * sum(is_value(cell) for cell in full) >= len(full):
            return at
    return None


def _is_data(row: Sequence[Cell], start: int) -> bool:
    """Whether a row below the years has values, or a region beside texts that should be some."""
    full = [cell for cell in row[start:] if cell is not None]
    values = [cell for cell in full if is_value(cell)]
    times = [cell for cell in full if not is_number(cell) and time_of(cell)]
    if any(matching.region_code(as_text(cell)) for cell in row[:start]):
        return bool({*full} - {*row[:start]})
    return bool(values) and len(times) < len(full) and not _is_numbering(row)


def _is_numbering(row: Sequence[Cell]) -> bool:
    """Whether a row numbers its columns: 1, 2, 3, or А, Б, 1, 2."""
    texts = [as_text(cell) for cell in row if cell is not None]
    numbers = [int(text) for text in texts if text.isdecimal()]
    letters = [text for text in texts if text.isalpha() and len(text) == 1]
    counts = (
        bool(numbers) and numbers[0] in (1, 2) and all(b - a == 1 for a, b in pairwise(numbers))
    )
    return counts and len(texts) == len(numbers) + len(letters) and len(texts) > 2


def _value_columns(cells: Cells, first: int, years: int | None) -> list[int]:
    """Columns with values, from left to right."""
    width = range(len(cells[first]))
    rows = cells[first:]
    if years is not None:
        start = _times(cells, years)[0]
        return [p for p in width if p >= start and any(is_value(row[p]) for row in rows)]
    found = [p for p in width if _holds_values(cells, first, p)]
    texts = [p for p in width if p not in found and any(row[p] is not None for row in rows)]
    last = max((p for p in texts if any(p < it for it in found)), default=-1)
    return [p for p in found if p > last]


def _holds_values(cells: Cells, first: int, place: int) -> bool:
    """Whether most cells of a column are values, and neither years nor codes."""
    column = [row[place] for row in cells[first:] if row[place] is not None]
    if not column or 2 * sum(map(is_value, column)) < len(column):
        return False
    if sum(time_of(cell) is not None for cell in column) >= 0.8 * len(column):
        return False
    if any(
        isinstance(it, str) and it.strip()[:1] == "0" and it.strip().isdecimal() and len(it) > 1
        for it in column
    ):
        return False
    heading = next((as_text(row[place]) for row in cells[:first][::-1] if row[place]), "")
    return role_of(heading) not in {"region_code", "activity_code", "year", "period"}


def _header_rows(cells: Cells, first: int, start: int, years: int | None) -> list[int]:
    """Rows that head the columns: those right above the data with texts beside the first column."""
    found: list[int] = []
    for at in range(first - 1, -1, -1):
        row = cells[at]
        full = [cell for cell in row[start:] if cell is not None]
        left = [cell for cell in row[:start] if cell is not None]
        is_title = bool(left) and len({*full, *left}) == 1
        heads = at == years or (bool(full) and not is_title)
        above = years is None or at < years
        if above and not heads:
            break
        if above and len(full) == 1 and len(row[start:]) > 1 and not left and found:
            break
        if heads:
            found.append(at)
    return found[::-1]


def _row_roles(
    cells: Cells, headers: Sequence[int], values: Sequence[int], years: int | None
) -> tuple[dict[str, str], list[str]]:
    """Roles of header rows, and the units that stand in some."""
    roles, units = {}, []
    for at in headers:
        row = filled(cells[at], values[0]) if at != headers[-1] else cells[at]
        labels = list(dict.fromkeys(as_text(row[p]) for p in values if row[p] is not None))
        if at == years:
            roles[str(at + 1)] = "year"
        elif len(labels) == 1 and is_unit(labels[0]):
            units += labels
        elif (role := _row_role(row, labels, all(row[p] is not None for p in values))) != "":
            roles[str(at + 1)] = role
    return roles, units


def _row_role(row: Sequence[Cell], labels: list[str], covers_all: bool) -> str:
    """The role of a header row that holds no years, "" for one that says nothing of columns."""
    if not labels or _is_numbering(row):
        return ""
    if all(time_of(label) for label in labels):
        return "period"
    if matching.region_share(labels) >= matching.MATCHED:
        return "region"
    certain = matching.activity_share(labels) >= matching.MATCHED / 2
    if certain and (
        len(labels) == 1 or any(match_activity(it) not in ("", TOTAL) for it in labels)
    ):
        return "activity"
    return "indicator" if len(labels) > 1 or not covers_all else ""


def _first_label(cells: Cells, first: int, headers: Sequence[int]) -> int:
    """The first row of values, or of regions and industries alone in their rows above it."""
    least = headers[-1] + 1 if headers else 0
    while first > least:
        text = _single(cells[first - 1])
        if not (matching.region_code(text) or matching.industries([text])):
            break
        first -= 1
    return first


def _heading_above(
    cells: Cells, first: int, headers: Sequence[int], columns: dict[str, str]
) -> int:
    """The first row of data, with headings of blocks that stand above the first values."""
    least = headers[-1] + 1 if headers else 0
    if "region or activity" not in columns.values():
        above = [p for p, cell in enumerate(cells[first - 1]) if cell is not None]
        places = [p for p in above if column_letter(p) in columns]
        heads = first > least and len(above) == 1 == len(places) < len(columns)
        return first - 1 if heads and cells[first][places[0]] is None else first
    while first > least and cells[first - 1][0] is not None:
        first -= 1
    return first


def _texts(rows: Cells) -> list[str]:
    """Distinct texts of rows."""
    found = (cell for row in rows for cell in row if isinstance(cell, str))
    return list(dict.fromkeys(as_text(text) for text in found))


def _single(row: Sequence[Cell]) -> str:
    """The text of a row that says the same of all columns, else ""."""
    texts = {as_text(cell) for cell in row if cell is not None}
    return texts.pop() if len(texts) == 1 else ""

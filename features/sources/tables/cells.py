"""Values of a sheet with the labels of their rows and columns, as a mapping says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from features.sources.tables.headers import filled
from features.sources.tables.plan import Plan, TablePlan
from features.sources.tables.sheets.grid import Cell, Sheet, column_letter, column_number
from features.sources.tables.sheets.numbers import (
    Decimal,
    as_text,
    in_brackets,
    is_number,
    is_percent,
    number,
    unknown_mark,
)
from features.sources.tables.sheets.times import Time, time_of
from features.sources.tables.words import is_unit, unit_of

_GROUPING = re.compile(
    r"(в том числе|в т\. ?ч\.|из них|of which|including|davon|darunter|dont|de los cuales)"
    r"( по [\w ]+)?\W*"
)
"""Headings, in small letters, that say only that parts follow."""


class Value(NamedTuple):
    """A value with what its row and column say; labels are those of the table, "" for none."""

    row: int
    column: int
    region: str
    activity: str
    heading: str
    time: Time
    value: float


@dataclass
class Extract:
    """What is in a sheet.

    Attributes
    ----------
    numbers : list of Value
    marks : Counter
        Cells by their mark for an unknown value.
    unread : list of (row, column, text)
        Cells of data that are neither numbers nor known marks.
    undated : int
        Values in columns without a year.
    unlabelled : int
        Rows of values without a region, an industry or a year.
    unplaced : dict
        Label of a column of regions and industries that is neither, above or beside values, to
        its row.
    names : dict
        (kind, label) to the name that stands beside a code, kind region or activity.
    """

    numbers: list[Value] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    unread: list[tuple[int, int, str]] = field(default_factory=list)
    undated: int = 0
    unlabelled: int = 0
    unplaced: dict[str, int] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)


class _Heading(NamedTuple):
    """What the header says of a column."""

    region: str
    activity: str
    text: str
    year: Time | None
    period: Time | None


Labels = dict[str, str]
"""Role of a column to its text in a row."""


def extract(sheet: Sheet, table: TablePlan, plan: Plan) -> Extract:
    """All values of a sheet.

    Parameters
    ----------
    sheet : Sheet
    table : TablePlan
        That covers the sheet; columns whose role is an open question hold no labels.
    plan : Plan
        Its marks, and its regions and activities where one column holds both.
    """
    found = Extract()
    columns = _value_columns(sheet, table)
    for at, labels in _labelled_rows(sheet, table, plan, [p for p, _ in columns], found):
        year, period = time_of(labels.get("year")), time_of(labels.get("period"))
        for place, heading in columns:
            cell = sheet.cells[at][place]
            if cell is None:
                continue
            time = _together(heading.year or year, heading.period or period)
            if time is None:
                found.undated += is_number(cell)
                continue
            text = heading.text or labels.get("indicator", "")
            value = _read(cell, table, plan, found, (at, place), text)
            if value is None:
                continue
            region = heading.region or labels.get("region", "")
            activity = heading.activity or labels.get("activity", "")
            found.numbers.append(Value(at, place, region, activity, text, time, value))
    return found


def _read(
    cell: Cell,
    table: TablePlan,
    plan: Plan,
    found: Extract,
    place: tuple[int, int],
    heading: str,
) -> float | None:
    """The number of a cell; None, counted by its mark, where it has none."""
    if isinstance(cell, float) and not (plan.unknown or plan.zero):
        return cell
    decimal: Decimal = "," if table.decimal == "," else "."
    more = frozenset(it.lower() for it in (*plan.unknown, *plan.zero))
    if mark := unknown_mark(cell, more):
        if mark in (it.lower() for it in plan.zero):
            return 0.0
        found.marks[mark] += 1
        return None
    inside = in_brackets(cell) if plan.brackets in ("negative", "value") else ""
    value = number(inside or cell, decimal)
    if value is not None and not (is_percent(cell) and _unit(heading, table, plan)[:1] not in "%?"):
        return -value if inside and plan.brackets == "negative" else value
    found.unread.append((*place, as_text(cell)))
    return None


def _unit(heading: str, table: TablePlan, plan: Plan) -> str:
    """The unit of a column or row of values."""
    name = plan.indicators.get(heading, table.indicator)
    return plan.units.get(name) or (heading and unit_of(heading)) or table.unit


def _value_columns(sheet: Sheet, table: TablePlan) -> list[tuple[int, _Heading]]:
    """Columns that hold values, with what the header rows say of them."""
    width = len(sheet.cells[0]) if sheet.cells else 0
    roles = {column_number(letters): role for letters, role in table.columns.items()}
    left = {column_number(letters) for letters in table.left_out_columns}
    named = [p for p, role in roles.items() if role == "value"]
    places = named or range(max(roles, default=-1) + 1, width)
    rows = sorted((int(at) - 1, role) for at, role in table.rows.items() if role != "ignore")
    start = min(places, default=0)
    heads = [
        (role, row if at == rows[-1][0] else filled(row, start))
        for at, role in rows
        if (row := sheet.cells[at] if at < len(sheet.cells) else None)
    ]
    found = ((p, _heading(heads, p)) for p in places if p not in left and p < width)
    return [(p, heading) for p, heading in found if heading is not None]


def _heading(heads: Sequence[tuple[str, Sequence[Cell]]], place: int) -> _Heading | None:
    """What the header says of a column, None where it says nothing although it should."""
    texts: dict[str, list[str]] = {role: [] for role, _ in heads}
    times: dict[str, Time | None] = {}
    for role, row in heads:
        if role in ("year", "period"):
            times[role] = time_of(row[place])
        elif text := as_text(row[place]):
            texts[role].append(text)
    if any(not texts.get(role, ["-"]) for role in ("region", "activity")):
        return None
    last = {role: (found or [""])[-1] for role, found in texts.items()}
    indicators = [it for it in texts.get("indicator", []) if not is_grouping(it)]
    return _Heading(
        last.get("region", ""),
        last.get("activity", ""),
        ", ".join(indicators[-2:] if is_unit(indicators[-1]) else indicators[-1:])
        if indicators
        else "",
        times.get("year"),
        times.get("period"),
    )


def _labelled_rows(
    sheet: Sheet, table: TablePlan, plan: Plan, places: Sequence[int], found: Extract
) -> Iterator[tuple[int, Labels]]:
    """Rows of values with their labels; rows that hold only text are titles and notes."""
    columns = sorted((column_number(letters), role) for letters, role in table.columns.items())
    columns = [it for it in columns if it[1] not in ("value", "ignore", "?")]
    constant = {
        "region": table.region_of_sheet.get(sheet.name, table.region),
        "activity": table.activity_of_sheet.get(sheet.name, table.activity),
        "year": str(table.year_of_sheet.get(sheet.name, table.year) or ""),
    }
    above: Labels = {}
    nested: Labels = {}
    unplaced = ""
    more = frozenset(it.lower() for it in (*plan.unknown, *plan.zero))
    for at in range(table.first_row - 1, min(table.last_row or 1 << 40, len(sheet.cells))):
        row = sheet.cells[at]
        labels = {role: as_text(row[p]) for p, role in columns if row[p] is not None}
        label = labels.pop("region or activity", "")
        if label and not is_grouping(label):
            nested = _nested(nested, label, plan)
            if label not in plan.regions and label not in plan.activities:
                unplaced = label
            elif {"region", "activity"} <= nested.keys():
                unplaced = ""
            labels |= {kind: nested[kind] for kind in ("region", "activity") if nested.get(kind)}
        has_values = any(is_number(row[p]) or unknown_mark(row[p], more) for p in places)
        if not has_values and not _has_own_texts(row, places, labels):
            _head_block(labels, above, columns)
            continue
        if at + 1 in table.left_out_rows:
            continue
        if not _complete(labels, above, columns):
            found.unlabelled += 1
            if unplaced:
                found.unplaced.setdefault(unplaced, at)
            continue
        labels = {role: text for role, text in constant.items() if text} | labels
        for kind in ("region", "activity"):
            if f"{kind}_name" in labels and kind in labels:
                found.names.setdefault((kind, labels[kind]), labels[f"{kind}_name"])
        yield at, labels


def is_grouping(label: str) -> bool:
    """Whether a heading says only that parts follow."""
    return bool(_GROUPING.fullmatch(label.lower()))


def _has_own_texts(row: Sequence[Cell], places: Sequence[int], labels: Labels) -> bool:
    """Whether a row with labels has other texts where values stand, as a merged note has not."""
    texts = {as_text(row[p]) for p in places} - {""}
    return bool(texts and labels.get("region")) and not texts <= set(labels.values())


def _head_block(labels: Labels, above: Labels, columns: Sequence[tuple[int, str]]) -> None:
    """A label alone in its row, left of those of other columns, stands above what follows."""
    if len(labels) == 1 and columns and (role := next(iter(labels))) != columns[-1][1]:
        above[role] = labels[role]


def _complete(labels: Labels, above: Labels, columns: Sequence[tuple[int, str]]) -> bool:
    """Fill blanks left of a label from the row above; whether the row then has all its labels."""
    rightmost = max((p for p, role in columns if labels.get(role)), default=-1)
    for place, role in columns:
        if role == "region or activity":
            if "region" not in labels:
                return False
        elif labels.get(role):
            above[role] = labels[role]
        elif place < rightmost and above.get(role):
            labels[role] = above[role]
        elif not role.endswith("_name"):
            return False
    return True


def _nested(above: Labels, label: str, plan: Plan) -> Labels:
    """Region and industry of a row whose label is one of them, below a heading of the other.

    The heading is what comes first in the table; a row of it has the total of all industries.
    """
    kind = "region" if label in plan.regions else "activity" if label in plan.activities else ""
    first = above.get("first", kind)
    if not first:
        return {}
    if kind != first:
        # Below a heading that is neither, nothing is known of a row.
        return {**above, kind: label} if kind and above.get(first) else {"first": first}
    total = next((it for it, code in plan.activities.items() if code == "TOTAL"), "TOTAL")
    return {"activity": total, "first": first, kind: label}


def _together(year: Time | None, period: Time | None) -> Time | None:
    """The time of a year and, if the year has none, of its part; None without a year."""
    if year is None or not year.year:
        return None
    if period is None or year.period:
        return year
    return Time(year.year, period.period, period.parts)


def place_of(row: int, column: int) -> str:
    """A cell as a spreadsheet names it: B7."""
    return f"{column_letter(column)}{row + 1}"

"""Readings of tables by their mapping: rows under codes, and what is left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from features.errors import InputError, listed
from features.sources.opening import SourceFile
from features.sources.reading import LeftOut, Reading
from features.sources.tables.cells import Extract, extract, place_of
from features.sources.tables.codes import codes_of, kept_activities, region_table
from features.sources.tables.plan import Plan, TablePlan
from features.sources.tables.sheets.grid import Sheet
from features.sources.tables.sheets.numbers import as_text
from features.sources.tables.sheets.times import periods
from features.sources.tables.words import unit_in

UNNAMED = "rows of a sheet that the mapping does not name"
HIDDEN = "rows of a hidden sheet: name it in `sheets` of a mapping to read it"
SHOWN = 5
"""Cells that a message names."""
RATES = ("%", "index", "share")
A_HEAD = (
    r"на душу|в расчете на|среднемесячн\w+ .*плат|per (capita|head|employee|inhabitant|hour)|"
    r"average (monthly )?(wage|earning)|wages|je (einwohner|erwerbstätige|stunde)"
)
"""What titles of means say; in millions a head they would be none."""
_UPDATED = re.compile(
    r"(?:обновлен\w*|по состоянию на|stand|updated|release date|released|as of|aktualisiert)\W{1,3}"
    r"(?:(\d{1,2})[./](\d{1,2})[./]((?:19|20)\d\d)|((?:19|20)\d\d)-(\d\d)-(\d\d))",
    re.IGNORECASE,
)

Part = tuple[Sheet, Extract]
"""A sheet with what was taken from it."""


def readings(sheets: Sequence[Sheet], plan: Plan) -> list[Reading]:
    """What the tables of a mapping hold.

    Parameters
    ----------
    sheets : sequence of Sheet
        All sheets of the files given.
    plan : Plan
        Without open questions.

    Raises
    ------
    InputError
        A table without sheets, a label without a code, a cell that cannot be read, or two
        values for the same thing.
    """
    covered = [[sheet for sheet in sheets if table.covers(sheet)] for table in plan.tables]
    used = {id(sheet) for several in covered for sheet in several}
    rest = tuple(
        LeftOut(sheet.title, len(sheet.cells), HIDDEN if sheet.is_hidden else UNNAMED)
        for sheet in sheets
        if id(sheet) not in used and sheet.cells
    )
    found: list[Reading] = []
    edition = vintage(sheets)
    for table, several in zip(plan.tables, covered, strict=True):
        if not several:
            wanted = listed(table.sheets or table.files)
            raise InputError(f"the mapping names sheets that the files do not have: {wanted}")
        parts = [(sheet, extract(sheet, table, plan)) for sheet in several]
        found.append(_reading(parts, table, plan, edition, rest if not found else ()))
    return found


def _reading(
    parts: Sequence[Part], table: TablePlan, plan: Plan, edition: str, rest: tuple[LeftOut, ...]
) -> Reading:
    _check_read(parts)
    values, dropped = _kept_values(_values(parts), plan)
    if values.empty:
        raise InputError(f"{parts[0][0].title}: no values where the mapping expects them")
    names = {key: name for _, content in parts for key, name in content.names.items()}
    rows, repeated = _rows(values, table, plan)
    regions = region_table(_pairs(values, "region", table, plan), names, plan)
    indicators = _indicators(values, table, plan)
    reading = Reading(
        table=table.table,
        rows=rows,
        files=_files(parts),
        dataset=table.dataset or indicators["indicator"].iloc[0],
        indicators=indicators,
        regions=regions,
        vintage=edition,
        left_out=(*_left_out(parts, repeated), *dropped, *rest),
    )
    if table.table != "cluster_indicators":
        return reading
    codes = _pairs(values, "activity", table, plan)
    adds = _is_kept(rows["region_code"], regions, "code")
    adds &= _is_kept(rows["indicator"], indicators, "indicator")
    found = kept_activities(rows, codes, names, adds, plan)
    return replace(
        reading,
        rows=pd.concat([rows, found.rows], ignore_index=True),
        activities=found.table,
        left_out=(*reading.left_out, *found.left_out),
    )


def _is_kept(codes: pd.Series[str], table: pd.DataFrame, column: str) -> pd.Series[bool]:
    return codes.isin(table.loc[table["left_out"] == "", column])


def _files(parts: Sequence[Part]) -> tuple[SourceFile, ...]:
    return tuple({sheet.file.path: sheet.file for sheet, _ in parts}.values())


def _check_read(parts: Sequence[Part]) -> None:
    """InputError for cells of data that are no numbers."""
    for sheet, content in parts:
        if content.unread:
            cells = [f"{place_of(row, p)} {text!r}" for row, p, text in content.unread[:SHOWN]]
            more = len(content.unread) - len(cells)
            raise InputError(
                f"{sheet.title}: cannot read as numbers: {', '.join(cells)}"
                f"{f' and {more:,} more' if more > 0 else ''}; correct them, or name such marks "
                "in `unknown` of the mapping"
            )


def _values(parts: Sequence[Part]) -> pd.DataFrame:
    """All values with their labels, sheets and places."""
    found = [
        (sheet.name, sheet.title, *value) for sheet, content in parts for value in content.numbers
    ]
    columns = ["sheet", "title", "row", "column", "region", "activity", "heading", "time", "value"]
    return pd.DataFrame(found, columns=columns)


def _kept_values(values: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Values but for those of labels to which the mapping gives the code ""."""
    found = []
    for kind, codes in (("region", plan.regions), ("activity", plan.activities)):
        for label in (it for it, code in codes.items() if not code):
            is_left = values[kind] == label
            if count := int(is_left.sum()):
                found.append(LeftOut(f"values of {label!r}", count, "the mapping leaves them out"))
            values = values[~is_left]
    return values.reset_index(drop=True), found


def _rows(values: pd.DataFrame, table: TablePlan, plan: Plan) -> tuple[pd.DataFrame, int]:
    """Rows under the codes of the table, and how many repeat another with the same value."""
    rows = pd.DataFrame({"region_code": _coded(values, "region", table, plan)})
    if table.table == "cluster_indicators":
        rows["cluster_code"] = _coded(values, "activity", table, plan)
    rows["year"] = [time.year for time in values["time"]]
    period = periods(values["time"])
    if any(period.values()):
        rows["period"] = [period[time] for time in values["time"]]
    rows["indicator"] = [_indicator(it, table, plan) for it in values["heading"]]
    rows["value"] = values["value"].astype(float)
    key = [str(name) for name in rows if name != "value"]
    if values["sheet"].any():
        rows["sheet"] = values["sheet"]
    if values["heading"].any():
        rows["heading"] = values["heading"]
    repeated = rows.duplicated([*key, "value"])
    rows, values = rows[~repeated], values[~repeated]
    _check_unique(rows, values, key)
    return rows.reset_index(drop=True), int(repeated.sum())


def _indicator(heading: str, table: TablePlan, plan: Plan) -> str:
    return plan.indicators.get(heading, table.indicator)


def _pairs(values: pd.DataFrame, kind: str, table: TablePlan, plan: Plan) -> dict[str, str]:
    """Labels of regions or industries to their codes in a package, in the order of the table."""
    first = values.drop_duplicates(kind)
    found = codes_of(kind, first[kind].tolist(), table, plan)
    for label, code in found.items():
        if not code:
            row = first[first[kind] == label].iloc[0]
            raise InputError(
                f"{row['title']}, row {row['row'] + 1}: no code for the "
                f"{'industry' if kind == 'activity' else kind} {label!r}: "
                f"add it to {'activities' if kind == 'activity' else 'regions'} of the mapping"
            )
    return found


def _coded(values: pd.DataFrame, kind: str, table: TablePlan, plan: Plan) -> pd.Series:
    """Codes of rows: for regions the first label of each, for industries codes of a package."""
    found = _pairs(values, kind, table, plan)
    if kind == "region":
        first: dict[str, str] = {}
        for label, code in found.items():
            first.setdefault(code, label)
        found = {label: first[code] for label, code in found.items()}
    return values[kind].map(found)


def _check_unique(rows: pd.DataFrame, values: pd.DataFrame, key: list[str]) -> None:
    """InputError for two values of the same thing."""
    again = rows.duplicated(key)
    if not again.any():
        return
    at = int(again.to_numpy().argmax())
    same = (rows[key] == rows[key].iloc[at]).all(axis=1).to_numpy()
    first, second = (
        f"{place_of(row, column)} ({title})"
        for title, row, column in values.loc[same, ["title", "row", "column"]].to_numpy()[:2]
    )
    what = ", ".join(str(it) for it in rows[key].iloc[at])
    raise InputError(
        f"two values for {what}: {first} and {second}; {int(again.sum()):,} such in all. Say in "
        "the mapping what tells them apart, or leave some out"
    )


def _indicators(values: pd.DataFrame, table: TablePlan, plan: Plan) -> pd.DataFrame:
    """The indicators of a table with their units."""
    found: dict[str, dict[str, str]] = {}
    for heading in dict.fromkeys(values["heading"]):
        name = _indicator(heading, table, plan)
        unit = plan.units.get(name, table.unit)
        about = ": ".join(filter(None, (table.description, heading)))
        rate = table.table == "cluster_indicators" and _is_rate(f"{about} {name}", unit)
        found.setdefault(
            name,
            {
                "indicator": name,
                "unit": unit,
                "description": about or name,
                "price_basis": table.price_basis if name not in plan.units else unit_in([unit])[1],
                "left_out": "a rate: its parts do not add up" if rate else "",
            },
        )
    return pd.DataFrame(list(found.values()), dtype="str")


def _is_rate(about: str, unit: str) -> bool:
    """Whether the values of parts do not add up: shares, indices, values a head, mean wages."""
    scaled = any(word in unit for word in ("thousand", "million", "billion"))
    is_mean = bool(re.search(A_HEAD, about.lower())) and not scaled
    return unit.startswith(RATES) or is_mean


def _left_out(parts: Sequence[Part], repeated: int) -> list[LeftOut]:
    """What of the sheets no row comes of."""
    marks: Counter[str] = Counter()
    for _, content in parts:
        marks += content.marks
    why = "unknown, withheld or none: never taken for zero"
    found = [LeftOut(f"cells marked {mark}", n, why) for mark, n in sorted(marks.items())]
    counts: Mapping[str, tuple[int, str]] = {
        "values in columns without a year": (
            sum(content.undated for _, content in parts),
            "their heading names no year",
        ),
        "rows without labels": (
            sum(content.unlabelled for _, content in parts),
            "no region, industry or year stands beside their values",
        ),
        "repeated values": (repeated, "the same value stands in the table twice"),
    }
    return found + [LeftOut(what, n, reason) for what, (n, reason) in counts.items() if n]


def vintage(sheets: Sequence[Sheet]) -> str:
    """The date of the data as a sheet says it, as 2025-11-26; "" where none does."""
    found = []
    for sheet in sheets:
        texts = (it for row in sheet.cells for it in row if isinstance(it, str) and len(it) > 12)
        for cell in texts:
            for day, month, year, *iso in _UPDATED.findall(as_text(cell)):
                numbers = (int(year), int(month), int(day)) if year else tuple(map(int, iso))
                try:
                    found.append(date(*numbers).isoformat())
                except ValueError:
                    continue
    return max(found, default="")

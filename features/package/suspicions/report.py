"""All suspicions of a package, as warnings by file and row."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from features.arrays import Array, Mask
from features.formats import figures
from features.lookalikes import appearance, code_points
from features.package.problems import LIMIT, Fault, lines
from features.package.schema import TABLES
from features.package.sheets import Sheet
from features.package.suspicions.keys import groups_of
from features.package.suspicions.totals import hidden_totals, sizes_of
from features.package.suspicions.units import LEAST, MOST, scale, shares_of_output, stated
from features.package.suspicions.values import outlying_values
from features.package.suspicions.years import stray_years

Sheets = Mapping[str, Sheet]

DIMENSIONS = {
    "regions": "region_code",
    "clusters": "cluster_code",
    "technologies": "technology_code",
    "indicators": "indicator",
}
VALUES = {
    "cluster_indicators": "value",
    "region_indicators": "value",
    "patents": "patents",
    "cluster_flows": "flow",
    "cluster_output": "output",
}
"""Table to its column of sizes."""
WHOLE_REGIONS = ("patents", "cluster_flows", "cluster_output")
"""Tables that hold all cells of a region's year, or none."""
COUNTS = 100.0
"""Fewest patents on one side of a suspicious ratio: small counts vary by chance."""


def suspicions(sheets: Sheets, today: date | None = None) -> list[Fault]:
    """Warnings about valid tables.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        The tables of a valid package as read.
    today : date, optional
        Later years are suspicious; today by default.

    Returns
    -------
    list of Fault
        kind is lookalike, year, slip, hidden_total or unit.
    """
    found: list[tuple[str, list[Fault]]] = []
    for name, code in DIMENSIONS.items():
        if name in sheets:
            found.append(("lookalike", _lookalikes(sheets[name], code)))
    for name in (name for name in VALUES if name in sheets):
        found.append(("year", _years(sheets[name], name, (today or date.today()).year)))
        found.append(("slip", _values(sheets[name], name)))
        kinds = ("regions", "clusters", "technologies")
        found += [("hidden_total", _totals(sheets, name, kind)) for kind in kinds]
    found.append(("unit", _units(sheets)))
    return [replace(fault, kind=kind) for kind, faults in found for fault in faults]


def _lookalikes(sheet: Sheet, code: str) -> list[Fault]:
    """Codes that look like an earlier one of their table."""
    codes = sheet.rows[code]
    groups = codes.groupby(codes.map(appearance), sort=False)
    first_row, first = groups.transform(lambda group: group.index[0]), groups.transform("first")
    later = codes[first_row != codes.index]
    texts = [
        f"{later[row]!r} ({code_points(later[row])}) looks like {first[row]!r} "
        f"({code_points(first[row])}) in row {first_row[row]}"
        for row in later.index[:LIMIT]
    ]
    return [lines(sheet.file, later.index.tolist(), texts, code)] if texts else []


def _years(sheet: Sheet, name: str, today: int) -> list[Fault]:
    """Years after today, or far from those of all other series of the same indicator."""
    key = ["region_code"] if name in WHOLE_REGIONS else _series_key(name)
    if "indicator" in sheet.rows:
        parts = [part for _, part in sheet.rows.groupby("indicator", sort=False)]
    else:
        parts = [sheet.rows]
    texts = pd.concat([stray_years(part, key, today) for part in parts]).sort_index()
    said = [f"{sheet.rows.loc[row, 'year']} {texts[row]}" for row in texts.index[:LIMIT]]
    return [lines(sheet.file, texts.index.tolist(), said, "year")] if said else []


def _values(sheet: Sheet, name: str) -> list[Fault]:
    """Values far from those of the same series in the years around."""
    key, column = _series_key(name), VALUES[name]
    ratio = outlying_values(sheet.rows, key, column, COUNTS if name == "patents" else 0.0)
    texts = []
    for row in ratio.index[:LIMIT]:
        times, value = float(ratio[row]), float(sheet.rows.loc[row, column])
        near = f"{_count(times)} times" if times > 1 else f"1/{_count(1 / times)} of"
        series = ", ".join(str(sheet.rows.loc[row, part]) for part in [*key, "year"])
        texts.append(f"{value:.10g} is {near} the values of the years around it ({series})")
    return [lines(sheet.file, ratio.index.tolist(), texts, column)] if texts else []


def _count(times: float) -> str:
    """In digits as far as they can be read."""
    return f"{times:,.0f}" if times < 1e9 else f"{times:.0e}"


def _totals(sheets: Sheets, name: str, kind: str) -> list[Fault]:
    """Codes whose values equal the sum of others, of which they are no parent."""
    code = DIMENSIONS[kind]
    if code not in sheets[name].rows or kind not in sheets:
        return []
    rows = sheets[name].rows
    found: dict[str, tuple[list[str], str]] = {}
    column = "indicator" if "indicator" in rows else ""
    for indicator, part in rows.groupby(column, sort=False) if column else [(name, rows)]:
        sizes, codes = _matrix(part, name, code)
        leaf = leaves(codes, sheets[kind].rows, code)
        for place, parts in hidden_totals(sizes, leaf).items():
            found.setdefault(codes[place], ([codes[it] for it in parts], str(indicator)))
    table = sheets[kind]
    places = table.rows.index[table.rows[code].isin(found)]
    texts = []
    for row in places[:LIMIT]:
        of_total, indicator = found[table.rows.loc[row, code]]
        texts.append(
            f"{table.rows.loc[row, code]!r} equals the sum of {_some(of_total)} in all rows of "
            f"{indicator} but is not their parent_code: it is read as their total"
        )
    return [lines(table.file, places.tolist(), texts, code)] if texts else []


def leaves(codes: pd.Index, dimension: pd.DataFrame, code: str) -> Mask:
    """Which codes are no parent of another of these codes."""
    parents = dimension.loc[dimension[code].isin(codes), "parent_code"]
    return np.asarray(~codes.isin(parents))


def _matrix(rows: pd.DataFrame, name: str, code: str) -> tuple[Array, pd.Index]:
    """Sizes (n_cells, n_codes) of the largest of the other keys, and the codes."""
    others = [key for key in (*TABLES[name].key, "period") if key not in (code, "indicator")]
    place, codes = pd.factorize(rows[code], sort=True)
    cell = groups_of(rows, [key for key in others if key in rows])
    return sizes_of(cell, place, rows[VALUES[name]].to_numpy(np.float64)), codes


def _units(sheets: Sheets) -> list[Fault]:
    """Value added that cannot be a part of output."""
    needed = {"cluster_output", "cluster_indicators", "regions", "indicators"}
    if not needed <= sheets.keys():
        return []
    output, rows = sheets["cluster_output"], sheets["cluster_indicators"].rows
    units = [stated(sheets["indicators"].rows, name) for name in ("value_added", "output")]
    if all(units) and scale(units[0]) != scale(units[1]):
        table = sheets["indicators"]
        places = table.rows.index[table.rows["indicator"] == "output"].tolist()
        text = f"output is in {units[1]}, value_added in {units[0]}: give both in the same unit"
        return [lines(table.file, places, [text], "unit")]
    added = rows[rows["indicator"] == "value_added"]
    if "period" in added:  # A year of quarters or months counts by their mean, as in the package.
        keys = ["region_code", "cluster_code", "year"]
        added = added.groupby(keys, sort=False)["value"].mean().reset_index()
    shares = shares_of_output(output.rows, added, sheets["regions"].rows)
    wrong = shares[~shares["share"].between(LEAST, MOST) | (shares["above"] > 0.5)]
    texts = [
        f"value_added of {region} in {year} is {figures(100 * share, 3)} % of its output, not "
        f"{100 * LEAST:.0f} to 100 %: the two seem to be in different units"
        for region, year, share in zip(
            *(wrong[name].tolist()[:LIMIT] for name in ("region_code", "year", "share")),
            strict=True,
        )
    ]
    return [lines(output.file, wrong["row"].tolist(), texts, "output")] if texts else []


def _series_key(name: str) -> list[str]:
    return [column for column in TABLES[name].key if column != "year"]


def _some(codes: list[str]) -> str:
    """The first codes of a list, and how many more there are."""
    listed = ", ".join(str(code) for code in codes[:3])
    return f"{listed} and {len(codes) - 3} more" if len(codes) > 3 else listed

"""What a package keeps of a reading: one partition, in the columns and codes of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd
from pandas.api.types import is_numeric_dtype

from features.errors import listed
from features.package.periods import annual
from features.package.schema import TABLES, extended
from features.sources.reading import LeftOut, Reading

ACTIVITY_COLUMNS = ("cluster_code", "technology_code", "from_cluster_code", "to_cluster_code")
LISTED_CODES = 6
YEARLY_WHY = "the package keeps the annual values that are published beside them"
"""Why quarters or months of an indicator with annual values are left out."""


@dataclass(frozen=True)
class Kept:
    """What a package keeps of a reading.

    Attributes
    ----------
    reading : Reading
    rows : DataFrame
        Columns of the contract, in the codes of the package, one row a key.
    left_out : tuple of LeftOut
        What the reader left out and what is left out here.
    notes : tuple of str
        What was done to its values.
    """

    reading: Reading
    rows: pd.DataFrame
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...] = ()


def kept(reading: Reading, since: int = 0) -> Kept:
    """The rows of a reading that a package keeps, and why it does not keep the others.

    Parameters
    ----------
    reading : Reading
    since : int
        First year to keep, 0 for all.
    """
    rows, left_out = reading.rows, list(reading.left_out)
    if since and "year" in rows and (earlier := rows["year"] < since).any():
        left_out.append(LeftOut(f"years before {since}", int(earlier.sum()), "as asked"))
        rows = rows[~earlier]
    for column, codes in _coded_columns(reading):
        rows, more = _without(rows, column, codes)
        left_out += more
    for year, why in sorted(reading.years_left_out.items()):
        count = int((rows["year"] == year).sum())
        if count:
            left_out.append(LeftOut(f"the year {year}", count, why))
    if reading.years_left_out:
        rows = rows[~rows["year"].isin(list(reading.years_left_out))]
    rows = _in_package_codes(rows, reading)
    table = TABLES[reading.table]
    if "period" in rows and not any(column.name == "period" for column in table.columns):
        rows, more = _yearly(rows, reading.table)
        left_out += more
    declared = {column.name for column in table.columns}
    # An open table (patents) may have further numbers, but no further texts.
    fit = [
        it
        for it in map(str, rows)
        if not table.open or it in declared or is_numeric_dtype(rows[it])
    ]
    table = extended(table, fit)
    rows = rows[[column.name for column in table.columns if column.name in rows]]
    rows, repeated = _one_row_a_key(rows, list(table.key))
    return Kept(reading, rows, tuple(left_out + repeated))


def _coded_columns(reading: Reading) -> Iterator[tuple[str, pd.DataFrame]]:
    """Columns of codes in the rows, with the tables that say which are left out."""
    yield "region_code", reading.regions
    for column in ACTIVITY_COLUMNS:
        if column in reading.rows:
            yield column, reading.activities
    if "indicator" in reading.rows:
        yield "indicator", reading.indicators.rename(columns={"indicator": "code"})


def _without(
    rows: pd.DataFrame, column: str, codes: pd.DataFrame
) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Rows without the codes that carry a reason to leave them out, and these by reason."""
    if "left_out" not in codes or column not in rows:
        return rows, []
    reasons = codes.loc[codes["left_out"].fillna("") != "", ["code", "left_out"]]
    why = rows[column].map(dict(zip(reasons["code"], reasons["left_out"], strict=True)))
    noun = column.removesuffix("_code").replace("_", " ")
    found = [
        LeftOut(f"{noun} {listed(part.unique(), LISTED_CODES)}", len(part), str(reason))
        for reason, part in rows[column].groupby(why, sort=True)
    ]
    return (rows[why.isna()] if found else rows), found


def package_codes(codes: pd.DataFrame) -> dict[str, str]:
    """Codes of a file to those under which they stand in a package, where these differ."""
    if "package_code" not in codes:
        return {}
    changed = codes[~codes["package_code"].isin(["", None]) & codes["package_code"].notna()]
    return dict(zip(changed["code"], changed["package_code"], strict=True))


def _in_package_codes(rows: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    regions, activities = package_codes(reading.regions), package_codes(reading.activities)
    changes = {"region_code": regions, **dict.fromkeys(ACTIVITY_COLUMNS, activities)}
    changed = {
        column: rows[column].replace(codes)
        for column, codes in changes.items()
        if codes and column in rows
    }
    return rows.assign(**changed) if changed else rows


def _yearly(rows: pd.DataFrame, table: str) -> tuple[pd.DataFrame, list[LeftOut]]:
    """The rows of a table without periods: whole years, and means where only parts are published.

    Annual values as published are kept before means over complete years.
    """
    whole = rows["period"] == 0
    parts = rows[~whole]
    beside = parts["indicator"].isin(rows.loc[whole, "indicator"])
    left_out = []
    if beside.any():
        names = listed(parts.loc[beside, "indicator"].unique())
        left_out.append(LeftOut(f"quarters or months of {names}", int(beside.sum()), YEARLY_WHY))
    parts = parts[~beside]
    if parts.empty:
        return rows[whole].drop(columns="period"), left_out
    columns = [column.name for column in extended(TABLES[table], parts.columns).columns]
    means = annual(parts[[*columns, "period"]])
    why = f"{table} is annual: it keeps the means of complete years"
    left_out.append(
        LeftOut(f"quarters or months of {listed(set(parts['indicator']))}", len(parts), why)
    )
    return pd.concat([rows.loc[whole, columns], means]), left_out


def _one_row_a_key(rows: pd.DataFrame, key: list[str]) -> tuple[pd.DataFrame, list[LeftOut]]:
    """The last row of each key; files that were given later come last."""
    doubled = rows.duplicated(key, keep="last")
    if not doubled.any():
        return rows.reset_index(drop=True), []
    same = rows.duplicated(keep="last")
    found = [LeftOut("repeated rows", int(doubled.sum()), "the same cell is in the files again")]
    if count := int((doubled & ~same).sum()):
        why = "the files give two values for the same cell: the one read last is kept"
        found = [LeftOut("values given twice", count, why)]
    return rows[~doubled].reset_index(drop=True), found


def in_order(rows: pd.DataFrame, key: Iterable[str]) -> pd.DataFrame:
    """Rows sorted by their key, so that equal tables are equal files."""
    return rows.sort_values(list(key), kind="stable").reset_index(drop=True)

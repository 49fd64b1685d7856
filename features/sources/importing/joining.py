"""Readings of several files as the tables of one package."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import pandas as pd

from features.errors import InputError
from features.package.schema import TABLES, extended
from features.package.suspicions.units import SCALES, scale
from features.sources.importing.codes import check_systems, merged
from features.sources.importing.frequencies import in_one_frequency
from features.sources.importing.keeping import ACTIVITY_COLUMNS, Kept, in_order, kept
from features.sources.reading import LeftOut, Reading

DIMENSIONS = {
    "regions": "region_code",
    "clusters": "cluster_code",
    "technologies": "technology_code",
}
VALUES = ("cluster_indicators", "region_indicators", "patents", "cluster_flows", "cluster_output")
QUANTITY = {"patents": "patents", "cluster_flows": "flow", "cluster_output": "output"}
"""Table to its column of values; `value` in the others."""
UNIT_OF = {"cluster_flows": "output", "cluster_output": "output"}
"""Tables of an input-output table are in the unit of the indicator output."""
PLAIN_PATENTS = {
    "indicator": "patents",
    "unit": "patents",
    "description": "patents by region and technology",
    "price_basis": "none",
}

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
TWINS_WHY = "for the same region, year and activity the value of the file read last is kept"

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Joined:
    """Tables made of readings.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        Of features.package.schema.TABLES, sorted by their keys.
    parts : tuple of Kept
        What each reading gave.
    rebased : frozenset of str
        Indicators in prices of another year than in the package, whose former values cannot stay.
    """

    tables: Tables
    parts: tuple[Kept, ...]
    rebased: frozenset[str] = frozenset()


def joined(readings: Sequence[Reading], former: Tables, since: int = 0) -> Joined:
    """The tables of a package made of readings.

    Parameters
    ----------
    readings : sequence of Reading
        Of the same cell, the last value is kept.
    former : mapping of str to DataFrame
        Tables of the package that they go into, empty for a new one: its units and names stay.
    since : int
        First year to keep, 0 for all.

    Raises
    ------
    InputError
        Units that cannot be added, or systems of codes that cannot stand in one package.
    """
    parts = [kept(reading, since) for reading in readings]
    parts = in_one_frequency(parts, former.get("cluster_indicators"))
    listed = former.get("indicators")
    rebased = frozenset() if listed is None else _rebased(parts, listed)
    if listed is not None:
        listed = listed[~listed["indicator"].isin(rebased)]
    parts = _in_one_unit(parts, listed)
    _check_systems(parts)
    tables = {}
    for name in TABLES:
        of_table = [part.rows for part in parts if part.reading.table == name]
        if of_table and name not in (*DIMENSIONS, "indicators"):
            rows = pd.concat(of_table, ignore_index=True)
            key = list(extended(TABLES[name], rows.columns).key)
            parts = _with_twins(parts, name, key)
            tables[name] = in_order(_whole_year(rows).drop_duplicates(key, keep="last"), key)
    for name, code in DIMENSIONS.items():
        codes = _codes(parts, name)
        if name in former:
            codes = [former[name].rename(columns=_plain(name)), *codes]
        if codes:
            table = merged(codes, _used(tables, parts, name), code)
            if len(table):
                tables[name] = table
    tables["indicators"] = _indicators(parts, listed, "patents" in tables)
    found = {name: tables[name] for name in TABLES if name in tables}
    return Joined(found, tuple(parts), rebased)


def _with_twins(parts: Sequence[Kept], name: str, key: list[str]) -> list[Kept]:
    """Readings of a table, with a note of values that a later reading gives for the same cell."""
    found: list[Kept] = []
    later: pd.DataFrame | None = None
    for part in reversed(parts):
        if part.reading.table == name:
            cells = _whole_year(part.rows).reindex(columns=key)
            if later is not None and (count := len(cells.merge(later, on=key))):
                what = f"values of {_named(part)}"
                part = replace(part, left_out=(*part.left_out, LeftOut(what, count, TWINS_WHY)))
            later = cells if later is None else pd.concat([later, cells]).drop_duplicates()
        found.append(part)
    return found[::-1]


def _named(part: Kept) -> str:
    return f"{part.reading.dataset or part.reading.table} that other files give too"


def _whole_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Period 0 where other files of the table have quarters or months."""
    return rows.assign(period=rows["period"].fillna(0).astype(int)) if "period" in rows else rows


def _plain(table: str) -> dict[str, str]:
    code = DIMENSIONS[table]
    return {code: "code", code.replace("_code", "_name"): "name"}


def _codes(parts: Sequence[Kept], name: str) -> list[pd.DataFrame]:
    """Codes of regions, clusters or technologies: tables of codes first, then those of values."""
    declared = [
        part.rows.rename(columns=_plain(name)) for part in parts if part.reading.table == name
    ]
    if name == "regions":
        return declared + [part.reading.regions for part in parts if part.reading.table in VALUES]
    technologies = name == "technologies"
    return declared + [
        part.reading.activities
        for part in parts
        if part.reading.table in VALUES
        and part.reading.table != "region_indicators"
        and (part.reading.table == "patents") == technologies
    ]


def _used(tables: Tables, parts: Sequence[Kept], name: str) -> set[str]:
    """Codes that the table of codes must have."""
    columns = {DIMENSIONS[name]}
    if name == "clusters":
        columns |= set(ACTIVITY_COLUMNS) - {"technology_code"}
    if name == "regions":
        columns |= {"neighbour_code"}
    used: set[str] = set()
    for rows in tables.values():
        for column in columns & set(rows):
            used |= set(rows[column])
    for part in parts:
        if part.reading.table == name:
            used |= set(part.rows[DIMENSIONS[name]])
    return used


def _check_systems(parts: Sequence[Kept]) -> None:
    """InputError where files of clusters use codes of different systems."""
    of_clusters = [
        part.reading
        for part in parts
        if part.reading.table in ("cluster_indicators", "cluster_output")
    ]
    for one, other in combinations(of_clusters, 2):
        if one.files[0].sha256 != other.files[0].sha256:
            check_systems(
                one.activities, other.activities, (one.files[0].given, other.files[0].given)
            )


def _indicators(
    parts: Sequence[Kept], former: pd.DataFrame | None, has_patents: bool
) -> pd.DataFrame:
    """The indicators that have rows, or are those of an input-output table, and the former ones."""
    tables = [] if former is None else [former]
    for part in parts:
        if part.reading.table == "indicators":
            tables.append(part.rows)
            continue
        listed = part.reading.indicators
        if "left_out" in listed:
            listed = listed[listed["left_out"].fillna("") == ""]
        if "indicator" in part.rows:
            listed = listed[listed["indicator"].isin(part.rows["indicator"])]
        tables.append(listed.drop(columns="left_out", errors="ignore"))
    rows = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    if rows.empty and has_patents:
        rows = pd.DataFrame([PLAIN_PATENTS])
    if rows.empty:
        return pd.DataFrame(columns=["indicator", "unit", "description"], dtype=str)
    rows = rows.fillna("").drop_duplicates("indicator", keep="first")
    if "price_basis" in rows and not rows["price_basis"].any():
        rows = rows.drop(columns="price_basis")
    return in_order(rows, ["indicator"])


def _in_one_unit(parts: Sequence[Kept], former: pd.DataFrame | None) -> list[Kept]:
    """Values of an indicator in the unit of the package, or of the first file that has it."""
    units: dict[str, str] = {}
    if former is not None:
        units = dict(zip(former["indicator"], former["unit"], strict=True))
    found = []
    for part in parts:
        listed = _with_rows(part)
        factors, notes = {}, []
        for name, unit in zip(listed["indicator"], listed["unit"], strict=True):
            target = units.setdefault(name, unit)
            if target != unit:
                factors[name] = _factor(str(name), str(unit), target, part)
                if factors[name] != 1:
                    notes.append(f"{name} is converted from {unit} to {target}")
        found.append(replace(_scaled(part, factors), notes=tuple(notes)))
    return found


def _with_rows(part: Kept) -> pd.DataFrame:
    """The indicators of a reading of which the package keeps values."""
    listed = part.reading.indicators
    if "indicator" not in part.rows:
        return listed
    return listed[listed["indicator"].isin(part.rows["indicator"])]


def _rebased(parts: Sequence[Kept], former: pd.DataFrame) -> frozenset[str]:
    """Indicators whose unit differs from that of the package in its year alone (2012 prices)."""
    units = dict(zip(former["indicator"], former["unit"], strict=True))
    found = set()
    for part in parts:
        listed = _with_rows(part)
        for name, unit in zip(listed["indicator"], listed["unit"], strict=True):
            one, other = _kind(str(unit)), _kind(str(units.get(name, unit)))
            if one != other and YEAR.sub("", one) == YEAR.sub("", other):
                found.add(str(name))
    return frozenset(found)


def _factor(name: str, unit: str, target: str, part: Kept) -> float:
    """What a value is multiplied by to stand in another unit of the same kind."""
    if _kind(unit) != _kind(target):
        raise InputError(
            f"{name} of {part.reading.files[0].given} is in {unit}, elsewhere in {target}: import "
            "it into a package of its own"
        )
    return scale(unit) / scale(target)


def _kind(unit: str) -> str:
    """A unit without its scale and without words that do not change it."""
    words = re.findall(r"[^\W\d_]+|\d+", unit.casefold())
    sizes = [pattern for pattern, _ in SCALES]
    return " ".join(
        word
        for word in words
        if word not in ("of", "current", "prices", "us")
        and not any(re.fullmatch(pattern, word) for pattern in sizes)
    ).replace("dollars", "usd")


def _scaled(part: Kept, factors: Mapping[str, float]) -> Kept:
    if all(factor == 1 for factor in factors.values()):
        return part
    column = QUANTITY.get(part.reading.table, "value")
    names = part.rows.get("indicator", UNIT_OF.get(part.reading.table, column))
    factor = pd.Series(names, index=part.rows.index).map(factors).fillna(1.0)
    return replace(part, rows=part.rows.assign(**{column: part.rows[column] * factor}))

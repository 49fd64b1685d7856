"""Activities of a table: their names, which of them a package keeps, and the rest of aggregates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from features.sources.classifications import nace
from features.sources.classifications.nace_names import NAMES
from features.sources.classifications.partition import (
    partition,
    remainder_name,
    remainders,
    without_in,
)
from features.sources.reading import LeftOut

UNKNOWN = "no code of the classification: what it holds is not known"
IPC = re.compile(r"[A-HY](\d\d([A-Z](\d+(/\d+)?)?)?)?")
TOTALS = frozenset({"TOTAL", "_T", "TOT", "IPC", "CPC"})
HIGH_TECH = {
    "HT": "High technology",
    "AVI": "Aviation",
    "CAB": "Computer and automated business equipment",
    "CTE": "Communication technology",
    "LSR": "Lasers",
    "MGE": "Micro-organism and genetic engineering",
    "SMC": "Semiconductors",
}
"""Groups of high technology in pat_ep_rtec; HT is their total."""


@dataclass(frozen=True)
class Classification:
    """What the codes of a dimension hold, their names, and what they are called in text."""

    title: str
    members: dict[str, frozenset[str]]
    level: Callable[[str], int]
    names: dict[str, str]
    short: Callable[[str], str]


def of_industries(codes: Iterable[str], dimension: str, dataset: str) -> Classification:
    """Codes of NACE or ISIC."""
    codes = sorted(codes)
    version = nace.version_of(dimension, dataset, codes)
    names = {code: nace.named(code, NAMES[version], version) for code in codes}
    return Classification(
        nace.title(dimension, version),
        nace.members_of(codes, version),
        lambda code: nace.level(code, version),
        names,
        nace.notation,
    )


def of_technologies(codes: Iterable[str]) -> Classification:
    """Codes of IPC or CPC by their beginnings, and groups of high technology."""
    codes = sorted(codes)
    plain = {code for code in codes if IPC.fullmatch(code)} | set("ABCDEFGH")
    groups = [code for code in codes if code not in plain and code not in TOTALS]
    members = {code: frozenset(it for it in plain if it.startswith(code)) for code in codes}
    for group in groups:
        parts = {it for it in groups if it.startswith(f"{group}_")}
        if group == "HT":
            parts |= {it for it in groups if it in HIGH_TECH}
        members[group] = frozenset({group} if not parts else parts - {group})
    everything = frozenset(plain if plain & set(codes) else groups)
    members |= {code: everything for code in codes if code in TOTALS}
    names = {code: HIGH_TECH.get(code) or ("Total" if code in TOTALS else "") for code in codes}
    return Classification("", members, _depth, names, _short)


def _short(code: str) -> str:
    return "Total" if code in TOTALS else code


def _depth(code: str) -> int:
    return 0 if code in TOTALS else len(code)


@dataclass(frozen=True)
class KeptActivities:
    """Activities of a table.

    Attributes
    ----------
    table : DataFrame
        code, name, parent_code, left_out.
    rows : DataFrame
        Rows of remainders, in the columns of the table.
    left_out : tuple of LeftOut
        Cells of remainders that could not be worked out.
    """

    table: pd.DataFrame
    rows: pd.DataFrame
    left_out: tuple[LeftOut, ...]


def _remainder_names(
    found: Mapping[str, tuple[str, Sequence[str]]],
    short: Callable[[str], str],
    labels: Mapping[str, str],
) -> dict[str, str]:
    """Names of remainders by code, in the language of the file's names."""
    without = without_in(labels.values())

    def word(code: str) -> str:
        is_english = code not in TOTALS or without == "without"
        return short(code) if is_english else labels.get(code) or short(code)

    return {
        code: remainder_name(parent, parts, word, without)
        for code, (parent, parts) in found.items()
    }


def keep_activities(
    rows: pd.DataFrame,
    column: str,
    classification: Classification,
    labels: Mapping[str, str],
    adds: pd.Series[bool],
) -> KeptActivities:
    """Which activities a package keeps, and the rest of aggregates of which some parts are given.

    Parameters
    ----------
    rows : DataFrame
        region_code, year, period, indicator, value, decimals and the column of the activity.
    column : str
        cluster_code or technology_code.
    classification : Classification
    labels : mapping of str to str
        Names that the file has.
    adds : Series
        Whether a row is a quantity, whose parts add up, of a region that is kept.
    """
    members, short = classification.members, classification.short
    quantities, values = _by_cell(rows[adds], column)
    found = partition(members, classification.level, values)
    halves = 0.5 / 10.0 ** quantities.groupby("cell")["decimals"].max()
    rests = remainders(values, found, halves)
    reasons = dict.fromkeys(set(rows[column]) - set(members), UNKNOWN) | found.left_out
    names = _remainder_names(found.remainders, short, labels)
    names |= {code: labels.get(code) or classification.names.get(code, "") for code in members}
    table = [
        (code, names.get(code) or labels.get(code, ""), rests.parents.get(code, ""), why)
        for code, why in sorted({**dict.fromkeys(rests.parents, ""), **reasons}.items())
    ]
    left_out = [
        LeftOut(
            f"cells of {names[code]}", count, "its parts exceed it by more than rounding: unknown"
        )
        for code, count in rests.excess.items()
    ]
    further = [
        _like(quantities, column, found.remainders[code][0], values).assign(**{column: code})
        for code, values in rests.known.items()
    ]
    empty = rows.iloc[:0]
    return KeptActivities(
        pd.DataFrame(table, columns=["code", "name", "parent_code", "left_out"], dtype=str),
        pd.concat(further)[list(rows)] if further else empty,
        tuple(left_out),
    )


def _by_cell(rows: pd.DataFrame, column: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with the number of their cell, and values of cells by activity."""
    cell = rows.groupby(["region_code", "year", "period", "indicator"], sort=False).ngroup()
    rows = rows.assign(cell=cell).drop_duplicates(["cell", column], keep="last")
    return rows, rows.set_index(["cell", column])["value"].unstack()  # noqa: PD010 (nothing to sum)


def _like(rows: pd.DataFrame, column: str, parent: str, values: pd.Series) -> pd.DataFrame:
    """Rows of an aggregate with other values."""
    aggregate = rows[rows[column] == parent].set_index("cell").loc[values.index]
    return aggregate.assign(value=values, flag="")

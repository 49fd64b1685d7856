"""A package and newer files: what they replace, and by how much figures were revised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.package.schema import TABLES, extended
from features.sources.importing.joining import QUANTITY, VALUES, Joined
from features.sources.importing.keeping import Kept, in_order

WHOLE_YEARS = ("patents", "cluster_flows", "cluster_output")
"""Tables of which a file gives all cells of a region's year, or none."""
SAME = 1e-9
"""Relative difference up to which two figures are the same."""


@dataclass(frozen=True)
class Revision:
    """What newer files change in an indicator (or in a table without indicators).

    Attributes
    ----------
    table, indicator : str
    added, changed, withdrawn, unchanged : int
        Values: new ones, other ones than before, and those that the newer file no longer gives.
    median_change : float
        Of the absolute relative changes of changed values; NaN without any.
    years : tuple of int
        First and last year with a change; empty without any.
    share_up : float
        Of the changed values, those that grew; NaN without any.
    """

    table: str
    indicator: str
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    median_change: float
    years: tuple[int, ...]
    share_up: float = float("nan")


def revised(
    former: Mapping[str, pd.DataFrame], newer: Joined
) -> tuple[dict[str, pd.DataFrame], list[Revision]]:
    """The tables of a package after newer files, and what they revise.

    A reading covers every cell of its indicators, regions, activities and years: former values of
    these cells are replaced, or withdrawn where the newer file has none. All values of an indicator
    are withdrawn where the newer ones are in prices of another year.
    """
    tables, revisions = {**former}, []
    for name, rows in newer.tables.items():
        if name not in former or name not in VALUES:
            # Codes and indicators have been joined with the former ones already.
            tables[name] = rows if name not in former else _replaced(name, former[name], rows)
            continue
        before = former[name]
        if "period" in before or "period" in rows:
            before, rows = (_with_period(it) for it in (before, rows))
        covered = _covered(before, [it for it in newer.parts if it.reading.table == name])
        if "indicator" in before:
            covered |= before["indicator"].isin(newer.rebased).to_numpy()
        table = extended(TABLES[name], {**before, **rows})
        after = pd.concat([before[~covered], rows], ignore_index=True)
        after = after.drop_duplicates(list(table.key), keep="last")
        tables[name] = in_order(after, table.key)[[it.name for it in table.columns]]
        revisions += revisions_of(name, before[covered], rows)
    return {name: tables[name] for name in TABLES if name in tables}, revisions


def _replaced(name: str, before: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """A table without years: newer rows win, others stay."""
    key = list(TABLES[name].key)
    both = pd.concat([before, rows], ignore_index=True).drop_duplicates(key, keep="last")
    return in_order(both, key)


def _with_period(rows: pd.DataFrame) -> pd.DataFrame:
    return rows if "period" in rows else rows.assign(period=0)


def _covered(before: pd.DataFrame, parts: Sequence[Kept]) -> np.ndarray:
    """Which former rows the newer readings cover."""
    found = np.zeros(len(before), dtype=bool)
    for part in parts:
        columns = ["region_code", "year"]
        if part.reading.table not in WHOLE_YEARS:
            columns += [it for it in ("cluster_code", "indicator") if it in part.rows]
        covers = np.ones(len(before), dtype=bool)
        for column in columns:
            covers &= before[column].isin(part.rows[column].unique()).to_numpy()
        found |= covers
    return found


def revisions_of(name: str, before: pd.DataFrame, rows: pd.DataFrame) -> list[Revision]:
    """What a later state of a table with values changes, an entry an indicator."""
    key = list(extended(TABLES[name], {**before, **rows}).key)
    column = QUANTITY.get(name, "value")
    both = before[[*key, column]].merge(
        rows[[*key, column]], on=key, how="outer", suffixes=("_before", "_after"), indicator=True
    )
    by = "indicator" if "indicator" in both else "_merge"
    if by == "_merge":
        return [_revision(name, "", both, column)]
    return [
        _revision(name, str(indicator), part, column)
        for indicator, part in both.groupby("indicator", sort=True)
    ]


def _revision(name: str, indicator: str, both: pd.DataFrame, column: str) -> Revision:
    old, new = both[f"{column}_before"], both[f"{column}_after"]
    known = both["_merge"] == "both"
    size = np.maximum(old.abs(), new.abs())
    changed = known & ((new - old).abs() > SAME * size)
    change = ((new - old).abs() / old.abs().where(old != 0))[changed]
    years = both.loc[changed, "year"]
    return Revision(
        name,
        indicator,
        int((both["_merge"] == "right_only").sum()),
        int(changed.sum()),
        int((both["_merge"] == "left_only").sum()),
        int((known & ~changed).sum()),
        float(change.median()) if change.notna().any() else float("nan"),
        (int(years.min()), int(years.max())) if len(years) else (),
        float((new > old)[changed].mean()),
    )

"""One frequency for each indicator of a package: whole years, or all quarters or months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from features.errors import listed
from features.package.periods import MONTHS, QUARTERS
from features.sources.importing.keeping import YEARLY_WHY, Kept
from features.sources.reading import LeftOut

TABLE = "cluster_indicators"
"""The table that may have periods."""
PARTS_WHY = "the package has quarters or months of them"
INCOMPLETE_WHY = (
    "some quarters or months are in none of the files: import them together with files that have "
    "all of a year"
)


def in_one_frequency(parts: Sequence[Kept], former: pd.DataFrame | None) -> list[Kept]:
    """Readings without values that would mix whole years with parts of years.

    An indicator keeps the frequency that it has in the package. In a new one annual values are kept
    before quarters and months, and these only where every quarter or month is in some year.

    Parameters
    ----------
    parts : sequence of Kept
    former : DataFrame or None
        cluster_indicators of the package that they go into.
    """
    tables = [part.rows for part in parts if part.reading.table == TABLE]
    earlier = [] if former is None else [former]
    if not any("period" in rows for rows in [*tables, *earlier]):
        return list(parts)
    before, periods = _periods(earlier), _periods([*tables, *earlier])
    reasons: dict[tuple[str, bool], str] = {}
    for indicator, found in periods.items():
        kept = before.get(indicator, found)
        if 0 in kept:
            reasons[indicator, True] = YEARLY_WHY
            continue
        reasons[indicator, False] = PARTS_WHY
        last = QUARTERS if max(found) <= QUARTERS else MONTHS
        if not found >= set(range(1, last + 1)):
            reasons[indicator, True] = INCOMPLETE_WHY
    return [_without(part, reasons) if part.reading.table == TABLE else part for part in parts]


def _periods(tables: Sequence[pd.DataFrame]) -> dict[str, set[int]]:
    """The periods of each indicator; 0 for whole years."""
    found: dict[str, set[int]] = {}
    for rows in tables:
        period = rows["period"].fillna(0) if "period" in rows else pd.Series(0, index=rows.index)
        pairs = pd.DataFrame({"indicator": rows["indicator"], "period": period}).drop_duplicates()
        for indicator, number in pairs.itertuples(index=False, name=None):
            found.setdefault(str(indicator), set()).add(int(number))
    return found


def _without(part: Kept, reasons: Mapping[tuple[str, bool], str]) -> Kept:
    """A reading without the values that are left out, which are counted by their reason."""
    rows = part.rows
    is_part = rows["period"] > 0 if "period" in rows else pd.Series(False, index=rows.index)
    left_out = list(part.left_out)
    drop = pd.Series(False, index=rows.index)
    for why in dict.fromkeys(reasons.values()):
        for parts_of_years in (True, False):
            names = [
                name
                for (name, is_parts), reason in reasons.items()
                if is_parts == parts_of_years and reason == why
            ]
            chosen = rows["indicator"].isin(names) & (is_part == parts_of_years)
            if chosen.any():
                some = listed(sorted(rows.loc[chosen, "indicator"].unique()))
                noun = "quarters or months of" if parts_of_years else "annual values of"
                left_out.append(LeftOut(f"{noun} {some}", int(chosen.sum()), why))
                drop |= chosen
    rows = rows[~drop].reset_index(drop=True) if drop.any() else rows
    if "period" in rows and not (rows["period"] > 0).any():
        rows = rows.drop(columns="period")
    return replace(part, rows=rows, left_out=tuple(left_out))

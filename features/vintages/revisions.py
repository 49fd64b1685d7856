"""How far figures were revised, by their age when they were published.

The age of a figure is the years from its own year to the last year of its vintage. Revisions of
real-time data are summarised as in Croushore (2011), "Frontiers of Real-Time Data Analysis".
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Array
from features.package import Package
from features.vintages.states import CELL, State, Vintage, editions, indicators, states

SAME = 1e-9
"""Relative difference up to which two figures are the same."""
LISTED_AGES = 6
"""Ages that are listed one by one; older figures are one row."""
YOUNG = 6
"""Ages, from 0, of figures that are not final yet."""
SETTLED = 3
"""Years after which most of a revision has been seen."""
ENOUGH = 30
"""Figures of an age that show how far it is revised."""
NORMAL_90 = 1.6448536269514722
"""Standard deviations within which a normal distribution has 90 %."""

VINTAGE_COLUMNS = [
    *("vintage", "table", "indicator", "first_year", "last_year", "rows"),
    *("changed", "new", "withdrawn"),
]
AGE_COLUMNS = ["table", "indicator", "age", "figures", "revised", "median", "q90", "up"]


def compared(before: State, after: State) -> pd.DataFrame:
    """Figures of both states: CELL, before, after, age and change.

    The change is relative to the figure before, NaN where that is 0. Empty if the units differ.
    """
    rows = before.figures.merge(after.figures, on=CELL, suffixes=("_before", "_after"))
    rows = rows.rename(columns={"value_before": "before", "value_after": "after"})
    rows = rows[rows["before"].notna() & rows["after"].notna() & (before.unit == after.unit)]
    difference = rows["after"] - rows["before"]
    size = np.maximum(rows["before"].abs(), rows["after"].abs())
    difference = difference.where(difference.abs() > SAME * size, 0.0)
    change = difference / rows["before"].abs().where(rows["before"] != 0)
    return rows.assign(age=before.last_year - rows["year"], difference=difference, change=change)


def vintage_table(package: Package, former: Sequence[Vintage]) -> pd.DataFrame:
    """The states of each indicator, oldest first, and what the state after each changed in it.

    Returns
    -------
    DataFrame
        vintage ("" for the present package), table, indicator, first_year, last_year, rows, and
        the numbers of figures that the next state changed, has besides, and has no longer
        (Int64, missing for the present package).
    """
    found = []
    for table, indicator in indicators(package):
        ordered = states(package, former, table, indicator)
        for state, following in zip(ordered, [*ordered[1:], None], strict=True):
            years = int(state.figures["year"].min()), state.last_year
            row = [state.name, table, indicator, *years, len(state.figures)]
            found.append([*row, *_counts(state, following)])
    counts = dict.fromkeys(VINTAGE_COLUMNS[-3:], "Int64")
    return pd.DataFrame(found, columns=VINTAGE_COLUMNS).astype(counts)


def _counts(state: State, following: State | None) -> list[int | None]:
    """Figures that the following state changed, has besides, and has no longer."""
    if following is None:
        return [None, None, None]
    same_cells = len(state.figures[CELL].merge(following.figures[CELL], on=CELL))
    changed = int((compared(state, following)["difference"] != 0).sum())
    if state.unit != following.unit:
        changed = same_cells
    return [changed, len(following.figures) - same_cells, len(state.figures) - same_cells]


def age_table(package: Package, former: Sequence[Vintage]) -> pd.DataFrame:
    """How far figures of each age were revised until today, by indicator.

    Returns
    -------
    DataFrame
        table, indicator, age ("0", "1", ..., "6 or more"), figures, revised (share of them), median
        and q90 (absolute relative revision of all figures that were not 0), up (share of the
        revised that grew; NaN without any). Of vintages that end in the same year the newest
        counts. Empty without vintages.
    """
    found = []
    for table, indicator in indicators(package):
        *earlier, now = states(package, former, table, indicator)
        if not earlier:
            continue
        rows = pd.concat([compared(state, now) for state in editions(earlier)])
        rows = rows[rows["age"] >= 0]
        group = rows["age"].clip(upper=LISTED_AGES)
        for age, of_age in rows.groupby(group):
            name = f"{age} or more" if age == LISTED_AGES else str(age)
            found.append([table, indicator, name, *_sizes(of_age)])
    return pd.DataFrame(found, columns=AGE_COLUMNS)


def _sizes(rows: pd.DataFrame) -> list[float]:
    """Figures, share revised, median and 90 % of the size, share of the revised that grew."""
    revised, size = rows["difference"] != 0, rows["change"].abs()
    up = float((rows.loc[revised, "difference"] > 0).mean())
    return [len(rows), float(revised.mean()), float(size.median()), float(size.quantile(0.9)), up]


def spread(known: Sequence[State]) -> Array:
    """Spread of the revision that a figure of each age (YOUNG,) still has ahead, in logarithms.

    The standard deviation of the normal distribution whose 90 % are as wide as those of the
    revisions from earlier editions to the newest state. Editions at least SETTLED years older than
    the newest count, or else the oldest one. 0 for ages with fewer than ENOUGH figures.

    Parameters
    ----------
    known : list of State
        Those that were known when the spread is used, oldest first.
    """
    found = np.zeros(YOUNG)
    if not known:
        return found
    *_, now = known
    earlier = [state for state in editions(known[:-1]) if state.last_year < now.last_year]
    settled = [state for state in earlier if state.last_year + SETTLED <= now.last_year]
    rows = pd.DataFrame({"age": [], "before": [], "after": []})
    if earlier:
        rows = pd.concat([compared(state, now) for state in settled or earlier[:1]])
    rows = rows[(rows["before"] > 0) & (rows["after"] > 0)]
    for age in range(YOUNG):
        of_age = rows[rows["age"] == age]
        if len(of_age) >= ENOUGH:
            sizes = np.abs(np.log(of_age["after"] / of_age["before"]))
            found[age] = float(np.quantile(sizes, 0.9)) / NORMAL_90
    return found

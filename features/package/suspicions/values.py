"""Values a hundred times, or a hundredth of, their neighbours in time: slips of unit or comma."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from features.package.suspicions.keys import groups_of

TIMES = 50.0
"""Ratio to the neighbours from which a value is suspicious: a slip by 100 on a moving series."""
CALM = 4.0
"""Largest ratio between the neighbours themselves: noisy series tell nothing."""
NEIGHBOURS = 3


def outlying_values(
    rows: pd.DataFrame, key: Sequence[str], value: str, least: float = 0.0
) -> pd.Series:
    """Ratio of suspicious values to their neighbours, by row; other rows are left out.

    Neighbours are the three values before, or the three after where there are fewer before. Zeros
    and changes of sign are no slips. Values below the middle of their table, on both sides of the
    ratio, are noise of small numbers.

    Parameters
    ----------
    rows : DataFrame
        With a column year.
    key : sequence of str
        Columns that identify a series.
    least : float
        Smaller values, on both sides of the ratio, are noise too.
    """
    rows = rows[np.isfinite(rows[value])]
    series = groups_of(rows, key)
    period = rows["period"].to_numpy() if "period" in rows else np.zeros(len(rows))
    order = np.lexsort((period, rows["year"].to_numpy(), series))
    rows, series = rows.iloc[order], series[order]
    size = rows[value].to_numpy(np.float64)
    before, after = _neighbours(size, series, 1), _neighbours(size, series, -1)
    near = np.where(np.isfinite(before).all(axis=0), before, after)
    low, high = near.min(axis=0), near.max(axis=0)
    calm = (low > 0) & (high <= CALM * low) & (size > 0)
    middle = np.where(calm, np.median(near, axis=0), np.nan)
    ratio = pd.Series(size / middle, index=rows.index)
    usual = np.median(size[size > 0]) if (size > 0).any() else 0.0
    large = np.fmax(size, middle) >= max(usual, least)
    wrong = calm & large & ((ratio >= TIMES) | (ratio <= 1 / TIMES)).to_numpy()
    found: pd.Series = ratio[wrong].sort_index()
    return found


def _neighbours(values: Array, series: Index, step: int) -> Array:
    """The NEIGHBOURS values before (step 1) or after (-1) in the same series (3, n), or NaN."""
    shifted = np.full((NEIGHBOURS, len(values)), np.nan)
    for distance in range(1, NEIGHBOURS + 1):
        here, there = slice(distance, None), slice(None, -distance)
        if step < 0:
            here, there = there, here
        same = series[here] == series[there]
        shifted[distance - 1, here] = np.where(same, values[there], np.nan)
    return shifted

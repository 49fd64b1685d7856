"""Years that stand apart from those of all other series."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Index
from features.package.suspicions.keys import groups_of

FEW = 0.1
"""Share of the series that must reach a year for it to be the last year of the data."""
FAR = 5
"""Years beyond the last common one, or before the first, from which a year is suspicious."""


def last_common_year(rows: pd.DataFrame, key: Sequence[str]) -> int:
    """The last year that a tenth of the series reach, and of three series or more at least two.

    One wrong year, or one series that is ahead of all others, does not move it.

    Parameters
    ----------
    rows : DataFrame
        With a column year; not empty.
    key : sequence of str
        Columns that identify a series.
    """
    return common_year(_ends(rows, key)["max"].to_numpy())


def _ends(rows: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """First and last year (min, max) of each series."""
    return rows["year"].astype("int64").groupby(groups_of(rows, key)).agg(["min", "max"])


def common_year(ends: Index) -> int:
    """The largest of the last years (n_series,) of series that enough of them reach."""
    enough = max(math.ceil(FEW * len(ends)), 2 if len(ends) > 2 else 1)
    return int(np.sort(ends)[-enough])


def stray_years(rows: pd.DataFrame, key: Sequence[str], today: int) -> pd.Series:
    """What is suspicious about the year of a row, by row; rows without suspicion are left out."""
    years, ends = rows["year"].astype("int64"), _ends(rows, key)
    last, first = common_year(ends["max"].to_numpy()), -common_year(-ends["min"].to_numpy())
    texts = pd.Series("", index=rows.index)
    texts[_apart(rows, key, first)] = f"is more than {FAR} years before {first}, the others' first"
    texts[years > last + FAR] = f"is more than {FAR} years after {last}, the last of other series"
    others = f"; the last year of other series is {last}" if last <= today else ""
    texts[years > today] = f"is in the future{others}"
    return texts[texts != ""]


def _apart(rows: pd.DataFrame, key: Sequence[str], first: int) -> pd.Index:
    """Rows long before the first year that also stand apart from their own series."""
    if not (rows["year"] < first - FAR).any():
        return rows.index[:0]
    series = groups_of(rows, key)
    order = np.lexsort((rows["year"].to_numpy(), series))
    years = pd.Series(rows["year"].to_numpy()[order], rows.index[order])
    following = years.groupby(series[order]).shift(-1)
    lonely = following.isna() | (following - years > FAR)
    return years.index[(years < first - FAR) & lonely]

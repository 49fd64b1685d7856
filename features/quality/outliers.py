"""Single values far from their neighbours in time and in kind.

A value is compared with the years on both sides of it, and that difference with the same cluster
of other regions in the same year. Values fifty times their neighbours are warnings of their own
(features.package.suspicions).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from features.formats import number
from features.package.suspicions.values import TIMES
from features.quality.findings import Finding, some, times
from features.quality.grids import Grid

FAR = np.log(3)
"""Smallest distance, in logarithms, from the mean of both neighbours."""
UNUSUAL = 10.0
"""Median absolute deviations of the series' other years that an outlier exceeds."""
CALM = 0.05
"""Least median absolute deviation of a series."""
COUNTS = 200.0
"""Fewest patents in a value or its neighbours: small counts vary by chance."""
FEWEST = 5
"""Fewest years of a series with two neighbours."""


def outlier_findings(grids: Sequence[Grid]) -> list[Finding]:
    """One finding for each indicator with outliers, the largest first."""
    return [finding for grid in grids for finding in _outliers(grid)]


def _outliers(grid: Grid) -> list[Finding]:
    if len(grid.years) < FEWEST + 2:
        return []
    apart, usual = _apart(grid)
    with np.errstate(all="ignore"):
        own = np.maximum(_middle_size(apart), CALM)
        size = np.maximum(np.nan_to_num(grid.sizes[:, 1:-1]), np.nan_to_num(usual))
        positive = grid.sizes[grid.known & (grid.sizes > 0)]
        least = max(float(np.median(positive)), COUNTS if grid.is_patents else 0.0)
        distance = np.abs(apart)
        beyond = (distance >= np.maximum(FAR, UNUSUAL * own)) & (distance < np.log(TIMES))
        # Where the neighbours are as far from each other, the series steps.
        beyond &= (size >= least) & (_between_neighbours(grid.sizes) < distance)
    found = np.argwhere(beyond)
    if not len(found):
        return []
    # Where many values of one kind are far away, the largest ones matter most.
    order = np.argsort(-(distance * np.sqrt(size))[beyond], kind="stable")
    return [_finding(grid, found[order], usual)]


def _finding(grid: Grid, found: Index, usual: Array) -> Finding:
    places = [(int(series), int(column)) for series, column in found]
    series, column = places[0]
    value, near = float(grid.sizes[series, column + 1]), float(usual[series, column])
    others = [f"{grid.label(row)} in {grid.years[at + 1]}" for row, at in places[1:]]
    more = f" Likewise {some(others)}." if others else ""
    text = (
        f"{grid.indicator} of {grid.label(series)} in {grid.years[column + 1]} is {number(value)}, "
        f"{times(value / near)} the {number(near)} of the years around it.{more}"
    )
    advice = "Compare with the source; correct the value, or remove the row to make it unknown."
    place = grid.place(series, column + 1)
    return Finding("outlier", "warning", grid.table, place, value / near, text, advice, len(places))


def _apart(grid: Grid) -> tuple[Array, Array]:
    """Log distance (n_series, n_years - 2) from both neighbours, and their mean in the unit.

    Without what others of the kind share: the median distance of the same activity, and then of the
    same region, in the same year.
    """
    logs = np.log(np.where(grid.known & (grid.sizes > 0), grid.sizes, np.nan))
    usual = (logs[:, :-2] + logs[:, 2:]) / 2
    apart = logs[:, 1:-1] - usual
    for kind in (grid.activity, grid.region):
        kinds = pd.DataFrame(apart).groupby(kind)
        many = kinds.transform("count").to_numpy() >= FEWEST
        common = np.nan_to_num(kinds.transform("median").to_numpy())
        apart = apart - np.where(many, common, 0.0)
    return apart, np.exp(usual)


def _between_neighbours(values: Array) -> Array:
    """Log distance (n_series, n_years - 2) of the values on both sides of each."""
    return np.asarray(np.abs(np.log(values[:, 2:] / values[:, :-2])))


def _middle_size(apart: Array) -> Array:
    """Median size (n_series, 1) of the distances of a series; infinite for short series."""
    enough = np.isfinite(apart).sum(axis=1) >= FEWEST
    middle = np.full((len(apart), 1), np.inf)
    middle[enough, 0] = np.nanmedian(np.abs(apart[enough]), axis=1)
    return middle

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

FAR = np.log(2)
"""Smallest distance, in logarithms, from the mean of both neighbours."""
UNUSUAL = 10.0
"""Median distances, in the series' other years and in all series, that an outlier exceeds."""
CALM = 0.05
"""Least median distance: steadier series are not steadier than that by nature."""
COUNTS = 200.0
"""Fewest patents in a value or its neighbours: small counts vary by chance."""
FEWEST = 5
"""Fewest values of a kind and year whose median distance is left out."""
FEWEST_OTHERS = 3
"""Fewest other years of a series that tell how noisy it is."""


def outlier_findings(grids: Sequence[Grid]) -> list[Finding]:
    """One finding for each indicator with outliers, the largest first."""
    return [finding for grid in grids for finding in _outliers(grid)]


def _outliers(grid: Grid) -> list[Finding]:
    if len(grid.years) < FEWEST_OTHERS + 3:
        return []
    least = _least(grid)
    if grid.is_patents:
        # Series of small counts say little of what others share, and are most of a large table.
        grid = grid.part(np.asarray((grid.sizes >= least).any(axis=1)))
    in_time, apart, usual = _apart(grid)
    if not np.isfinite(apart).any():
        return []
    with np.errstate(all="ignore"):
        size = np.maximum(np.nan_to_num(grid.sizes[:, 1:-1]), np.nan_to_num(usual))
        # Far from its own neighbours, and farther than the others of its kind are from theirs.
        distance = np.where(in_time * apart > 0, np.minimum(np.abs(in_time), np.abs(apart)), 0.0)
        beyond = (distance >= FAR) & (distance < np.log(TIMES)) & (size >= least)
        # Where the neighbours are as far from each other, the series steps.
        beyond &= _between_neighbours(grid.sizes) < distance
        usual_noise = max(float(np.nanmedian(np.abs(apart))), CALM)
    found = np.argwhere(beyond)
    noise = np.array([_noise(apart[series], column) for series, column in found])
    is_unusual = distance[beyond] >= UNUSUAL * np.maximum(noise, usual_noise)
    if not is_unusual.any():
        return []
    # Where many values of one kind are far away, the largest ones matter most.
    weight = (distance * np.sqrt(size))[beyond][is_unusual]
    order = np.argsort(-weight, kind="stable")
    return [_finding(grid, found[is_unusual][order], usual)]


def _least(grid: Grid) -> float:
    """Least value, or mean of its neighbours, that can be an outlier: one of middle size."""
    positive = grid.sizes[grid.known & (grid.sizes > 0)]
    middle = float(np.median(positive)) if len(positive) else np.inf
    return max(middle, COUNTS) if grid.is_patents else middle


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


def _apart(grid: Grid) -> tuple[Array, Array, Array]:
    """Log distance (n_series, n_years - 2) from the mean of both neighbours, alone and relative.

    The relative one leaves out what others of the kind share: the median distance of the same
    activity, and then of the same region, in the same year. Third, the mean in the unit.
    """
    logs = np.log(np.where(grid.known & (grid.sizes > 0), grid.sizes, np.nan))
    usual = (logs[:, :-2] + logs[:, 2:]) / 2
    in_time = logs[:, 1:-1] - usual
    apart = in_time
    for kind in (grid.activity, grid.region):
        kinds = pd.DataFrame(apart).groupby(kind)
        many = kinds.transform("count").to_numpy() >= FEWEST
        common = np.nan_to_num(kinds.transform("median").to_numpy())
        apart = apart - np.where(many, common, 0.0)
    return in_time, apart, np.exp(usual)


def _between_neighbours(values: Array) -> Array:
    """Log distance (n_series, n_years - 2) of the values on both sides of each."""
    return np.asarray(np.abs(np.log(values[:, 2:] / values[:, :-2])))


def _noise(apart: Array, column: int) -> float:
    """Median size of the distances of a series (n_years - 2,) that a value takes no part in.

    Infinite where there are too few.
    """
    others = np.delete(apart, slice(max(column - 1, 0), column + 2))
    others = np.abs(others[np.isfinite(others)])
    return float(np.median(others)) if len(others) >= FEWEST_OTHERS else np.inf

"""Breaks in level: a region, a cluster or an indicator that changes at once and stays there.

Growth is no break: the step of a region is compared with the others in the same year, and with its
own steps in other years. A crisis that passes is none either: the new level must last.
"""

from collections.abc import Sequence

import numpy as np

from features.arrays import Array, Index
from features.quality.findings import Finding, Place, some, times
from features.quality.grids import Codes, Grid, added
from features.quality.recoding import changes

STEP, PATENTS_STEP = np.log(1.33), np.log(1.5)
"""Smallest step, in logarithms, against the other regions (clusters) of the year."""
WHOLE_STEP = np.log(1.3)
"""Smallest step of a whole indicator against its other years."""
UNUSUAL = 8.0
"""Median absolute deviations of the other years' steps that a break exceeds."""
CALM = 0.02
"""Least median absolute deviation: steadier series are not steadier than that by nature."""
BREADTH = 0.6
"""Share of a region's size whose clusters take part: a break goes through nearly all of them."""
FEWEST = 3
"""Fewest others, or series of a whole, to compare with."""
LASTS = 0.6
"""Share of a step that remains in the mean of the years after it."""
AROUND = 3
"""Years on each side of a step whose levels are compared."""
COUNTS = 200.0
"""Fewest patents on the larger side of a step: small counts vary by chance."""
LAST_PATENTS = 5
"""Last years of patents that are left to the check of truncation."""


def level_findings(grids: Sequence[Grid]) -> list[Finding]:
    """Breaks of whole indicators, regions, and clusters or technologies."""
    found = []
    for grid in (grid for grid in grids if len(grid.years) > AROUND and grid.leaf.any()):
        found += _whole(grid)
        for codes, code_of in grid.dimensions():
            found += _parts(grid, codes, code_of)
    return found


def _whole(grid: Grid) -> list[Finding]:
    """Years in which the total of all series that are known on both sides steps."""
    values = np.where(grid.leaf[:, None], grid.sizes, np.nan)
    steps = _steps(grid, values, np.zeros(len(values), dtype=np.intp), 1)[0]
    if np.isfinite(steps).sum() < FEWEST:
        return []
    middle = np.nanmedian(steps)
    spread = max(float(np.nanmedian(np.abs(steps - middle))), CALM)
    beyond = np.abs(steps - middle) >= max(WHOLE_STEP, UNUSUAL * spread)
    if grid.is_patents:
        beyond[-LAST_PATENTS:] = False
    relative = steps - middle
    for at in np.flatnonzero(beyond).tolist():
        beyond[at] = _lasts(relative, at) and _is_broad(values, relative[at], steps[at], at)
    if not beyond.any():
        return []
    column = int(np.argmax(np.where(beyond, np.abs(relative), 0)))
    year, ratio = int(grid.years[column + 1]), float(np.exp(steps[column]))
    text = (
        f"The total of {grid.indicator} in {year} is {times(ratio)} that of {year - 1}; the usual "
        f"change is {times(float(np.exp(middle)))}."
    )
    advice = (
        "Check for another unit, currency or definition from then on; convert the earlier values."
    )
    place: Place = {"indicator": grid.indicator, "year": year}
    return [
        Finding("level", "serious", grid.table, place, ratio, text, advice, int(np.sum(beyond)))
    ]


def _parts(grid: Grid, codes: Codes, code_of: Index) -> list[Finding]:
    """Codes whose total steps against the others of the year, in most of their series, to stay."""
    if codes.leaf.sum() <= FEWEST:
        return []
    chosen = codes.leaf[code_of] & grid.leaf
    values = np.where(chosen[:, None], grid.sizes, np.nan)
    steps = _steps(grid, values, code_of, len(codes.codes))
    with np.errstate(all="ignore"):
        relative = steps - _median(steps, axis=0)
        spread = np.maximum(_median(np.abs(relative), axis=1), CALM)
    least = PATENTS_STEP if grid.is_patents else STEP
    beyond = np.abs(np.nan_to_num(relative)) >= np.maximum(least, UNUSUAL * spread)
    if grid.is_patents:
        beyond[:, -LAST_PATENTS:] = False
    breaks = [
        (abs(float(relative[code, column])), int(code), int(column))
        for code, column in zip(*np.nonzero(beyond), strict=True)
        if _lasts(relative[code], int(column))
        and _is_broad(values[code_of == code], relative[code, column], steps[code, column], column)
    ]
    if breaks:  # A code that gave values to a new one is a finding of its own.
        moved = {
            (code, column - 1)
            for column, groups, _ in changes(grid, codes, code_of)
            for group in groups
            for code in group
        }
        breaks = [found for found in breaks if found[1:] not in moved]
    if not breaks:
        return []
    breaks.sort(reverse=True)
    return [_finding(grid, codes, breaks, relative)]


def _finding(
    grid: Grid, codes: Codes, breaks: list[tuple[float, int, int]], relative: Array
) -> Finding:
    _, code, column = breaks[0]
    year, ratio = int(grid.years[column + 1]), float(np.exp(relative[code, column]))
    others = [f"{codes.label(code)} in {grid.years[column + 1]}" for _, code, column in breaks[1:]]
    more = f" Likewise {some(others)}." if others else ""
    text = (
        f"{grid.indicator} of {codes.label(code)} breaks in {year}: its total is {times(ratio)} "
        f"what it would be had it changed like the other {codes.table}.{more}"
    )
    advice = (
        "Look for a new definition, territory or source in these years. If there is one, carry "
        "the earlier values over: multiply them by new to old in a year that has both."
    )
    place: Place = {"indicator": grid.indicator, codes.column: codes.codes[code], "year": year}
    return Finding("level", "warning", grid.table, place, ratio, text, advice, len(breaks))


def _steps(grid: Grid, values: Array, code_of: Index, n_codes: int) -> Array:
    """Log changes (n_codes, n_years - 1) of totals over the series known in both years.

    NaN where a total is not positive, or small where patents are counted.
    """
    both = np.isfinite(values[:, 1:]) & np.isfinite(values[:, :-1])
    before, after = (
        added(np.where(both, side, np.nan), code_of, n_codes)
        for side in (values[:, :-1], values[:, 1:])
    )
    least = COUNTS if grid.is_patents else 0.0
    enough = (before > 0) & (after > 0) & (np.maximum(before, after) >= least)
    ratio = np.divide(after, before, out=np.ones_like(after), where=enough)
    return np.asarray(np.where(enough, np.log(ratio), np.nan))


def _lasts(relative: Array, column: int) -> bool:
    """Whether a level remains: the mean after the step differs from the mean and value before."""
    level = np.concatenate([[0.0], np.cumsum(np.nan_to_num(relative))])
    before = level[max(column + 1 - AROUND, 0) : column + 1]
    after = level[column + 1 : column + 1 + AROUND].mean()
    remains = min(
        (after - before.mean()) / relative[column], (after - before[-1]) / relative[column]
    )
    return bool(remains >= LASTS)


def _is_broad(values: Array, relative: float, step: float, column: int) -> bool:
    """Whether most of what is known takes part: series with at least half the step.

    A series weighs by its smaller side, so that a single slip of unit is no break of its region.
    """
    before, after = values[:, column], values[:, column + 1]
    both = (before > 0) & (after > 0)
    if not both.any():
        return False
    size = np.minimum(before[both], after[both])
    code_of = np.log(after[both] / before[both]) - (step - relative)
    taking_part = code_of / relative >= 0.5
    return bool(size[taking_part].sum() >= BREADTH * size.sum())


def _median(values: Array, axis: int) -> Array:
    """Medians of what is known, NaN without any; kept as a column or row."""
    empty = ~np.isfinite(values).any(axis=axis, keepdims=True)
    filled = np.where(empty, 0.0, values)
    return np.asarray(np.where(empty, np.nan, np.nanmedian(filled, axis=axis, keepdims=True)))

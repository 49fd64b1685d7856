"""Totals against their parts: parents that differ from the sum of their children."""

from collections.abc import Sequence

import numpy as np

from features.arrays import Array, Index, Mask
from features.formats import number
from features.quality.findings import Finding, Severity
from features.quality.grids import Codes, Grid

TOLERANCE = 0.01
"""Share of a total that its parts may lack or exceed."""
GROSS = 0.05
"""Median gap from which the totals are not those of these parts."""
FEWEST_CHILDREN = 2


def total_findings(grids: Sequence[Grid]) -> list[Finding]:
    """One finding for each indicator and hierarchy whose parts do not add up."""
    return [
        finding
        for grid in grids
        if grid.adds_up and not grid.is_patents
        for codes, code_of in grid.dimensions()
        for finding in _gaps(grid, codes, code_of)
    ]


def _gaps(grid: Grid, codes: Codes, code_of: Index) -> list[Finding]:
    """Compare each parent with its children in every cell and year where all are known."""
    other = grid.activity if code_of is grid.region else grid.region
    worst: tuple[float, int, int, float, float] | None = None
    gaps, means = [], []
    for parent in sorted(set(codes.above.values())):
        total, parts, mean = _sides(grid, parent, codes, code_of, other)
        with np.errstate(all="ignore"):
            gap = np.where(total > 0, (parts - total) / total, np.nan)
        compared = np.argwhere(np.isfinite(gap))
        gaps.append(gap[np.isfinite(gap)])
        means.append(mean[np.isfinite(gap)])
        for row, column in compared[np.abs(gap[tuple(compared.T)]) > TOLERANCE]:
            miss = abs(parts[row, column] - total[row, column])
            if worst is None or miss > worst[0]:
                place = int(np.flatnonzero((code_of == parent) & (other == row))[0])
                worst = (miss, place, int(column), total[row, column], parts[row, column])
    if worst is None or np.concatenate(means).mean() > 0.5:
        return []
    return [_finding(grid, codes, worst, np.concatenate(gaps))]


def _finding(
    grid: Grid, codes: Codes, worst: tuple[float, int, int, float, float], gaps: Array
) -> Finding:
    _, series, column, total, parts = worst
    wrong = np.abs(gaps) > TOLERANCE
    share = (parts - total) / total
    text = (
        f"In {int(wrong.sum()):,} of {len(gaps):,} totals of {grid.indicator}, the {codes.table} "
        f"below differ from their parent by more than {100 * TOLERANCE:.0f} %; most in "
        f"{grid.label(series)} in {grid.years[column]}: {number(parts)} in parts, {number(total)} "
        f"as total, {100 * abs(share):.2g} % {'more' if share > 0 else 'less'}."
    )
    gross = np.median(np.abs(gaps)) > GROSS
    severity: Severity = "serious" if gross else "warning"
    if grid.price_basis == "constant":
        severity, advice = "note", "Chained volumes do not add up; this is no error of the data."
    elif share > 0:
        advice = "Look for a code that is counted twice, and for a part that is under two parents."
    else:
        advice = "Look for a missing part; what no part holds is in the total alone."
    place = grid.place(series, column)
    return Finding(
        "totals", severity, grid.table, place, float(share), text, advice, int(wrong.sum())
    )


def _sides(
    grid: Grid, parent: int, codes: Codes, code_of: Index, other: Index
) -> tuple[Array, Array, Mask]:
    """A parent and the sum of its children (n_others, n_years), NaN where not all are known.

    The third array says where the parent lies between its children, as a mean would.
    """
    children = np.array([code for code, above in codes.above.items() if above == parent])
    shape = (int(other.max()) + 1, len(grid.years))
    total, parts = np.full(shape, np.nan), np.zeros(shape)
    mine, below = code_of == parent, np.isin(code_of, children)
    total[other[mine]] = grid.sizes[mine]
    count, lowest, highest = np.zeros(shape), np.full(shape, np.inf), np.full(shape, -np.inf)
    rows = other[below]
    np.add.at(parts, rows, np.nan_to_num(grid.sizes[below]))
    np.add.at(count, rows, grid.known[below])
    np.fmin.at(lowest, rows, grid.sizes[below])
    np.fmax.at(highest, rows, grid.sizes[below])
    in_use = np.zeros((len(codes.codes), shape[1]), dtype=bool)
    np.logical_or.at(in_use, code_of[below], grid.known[below])
    needed = in_use.sum(axis=0)
    complete = (count == needed) & (needed >= FEWEST_CHILDREN)
    is_mean = (lowest <= total) & (total <= highest) & (parts > total) & (lowest > 0)
    return total, np.where(complete, parts, np.nan), np.asarray(is_mean)

"""Unknown cells by size: what an office withholds is not random, but small."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Array, Index, Mask
from features.quality.findings import Finding, Place, two_figures
from features.quality.grids import Codes, Grid

FEWEST = 9
"""Fewest regions, or clusters, that are split into thirds."""
WORTH = 0.05
"""Share of unknown cells from which their pattern matters."""
APART = 0.1
"""Difference between small and large regions from which it matters."""
CHANCE = 3.0
"""Standard errors of that difference which it exceeds."""


def withheld_findings(grids: Sequence[Grid]) -> list[Finding]:
    """One finding for each indicator and dimension whose small codes lack more values."""
    found = []
    for grid in (grid for grid in grids if grid.activities and not grid.is_patents):
        for codes, code_of in grid.dimensions():
            found += _by_size(grid, codes, code_of)
    return found


def _by_size(grid: Grid, codes: Codes, code_of: Index) -> list[Finding]:
    possible, observed = _cells(grid, code_of)
    chosen = np.flatnonzero(codes.leaf & (possible > 0))
    if len(chosen) < FEWEST:
        return []
    size = _relative_size(grid, code_of)
    thirds = np.array_split(chosen[np.argsort(size[chosen], kind="stable")], 3)
    unknown = [1 - observed[third].sum() / possible[third].sum() for third in (*thirds, chosen)]
    small, _, large, overall = (float(share) for share in unknown)
    # Most cells are unknown in all years or none, so that pairs count, not years.
    pairs = len(thirds[0]) * possible.sum() / max(len(grid.years) * len(chosen), 1)
    by_chance = np.sqrt(2 * overall * (1 - overall) / max(pairs, 1))
    if overall < WORTH or small - large < max(APART, CHANCE * by_chance):
        return []
    most = int(chosen[np.argmin(observed[chosen] / possible[chosen])])
    text = (
        f"{two_figures(overall)} of the cells of {grid.indicator} are unknown: "
        f"{two_figures(small)} in the smallest third of the {codes.table} and "
        f"{two_figures(large)} in the largest, most in {codes.label(most)} "
        f"({two_figures(1 - observed[most] / possible[most])})."
    )
    advice = (
        f"Do not compare small {codes.table} by what is known of them; use their parents, or ask "
        "the source which cells are withheld and which are zero."
    )
    place: Place = {"indicator": grid.indicator, codes.column: codes.codes[most]}
    count = int(possible[chosen].sum() - observed[chosen].sum())
    return [Finding("withheld", "warning", grid.table, place, small - large, text, advice, count)]


def _relative_size(grid: Grid, code_of: Index) -> Array:
    """Mean size of a code's known values against the same kind elsewhere, by code.

    A sum would make a code small because its values are unknown.
    """
    observed = pd.DataFrame(np.abs(grid.sizes[grid.leaf])).mean(axis=1)
    other = (grid.activity if code_of is grid.region else grid.region)[grid.leaf]
    usual = observed.groupby(other).transform("mean")
    means = (observed / usual.where(usual > 0)).groupby(code_of[grid.leaf]).mean()
    size: Array = means.reindex(range(int(code_of.max()) + 1)).fillna(0.0).to_numpy(np.float64)
    return size


def _cells(grid: Grid, code_of: Index) -> tuple[Array, Array]:
    """Cells that could be known, and those that are, by code of one dimension.

    A cell could be known in a year where its region and its cluster have values elsewhere.
    """
    assert grid.activities
    regions = _in_use(grid, grid.region, len(grid.regions.codes))
    activities = _in_use(grid, grid.activity, len(grid.activities.codes))
    mine, others = (regions, activities) if code_of is grid.region else (activities, regions)
    possible = (mine * others.sum(axis=0)).sum(axis=1).astype(np.float64)
    observed = np.zeros(len(mine))
    np.add.at(observed, code_of[grid.leaf], grid.known[grid.leaf].sum(axis=1))
    return possible, observed


def _in_use(grid: Grid, code_of: Index, n_codes: int) -> Mask:
    """Years (n_codes, n_years) in which a code has any value among the lowest cells."""
    found = np.zeros((n_codes, len(grid.years)), dtype=bool)
    np.logical_or.at(found, code_of[grid.leaf], grid.known[grid.leaf])
    return found

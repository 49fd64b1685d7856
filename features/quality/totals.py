"""Totals against their parts: parents that differ from the sum of their children."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.arrays import Array, Index, Mask
from features.formats import number, percent
from features.quality.findings import Finding, Severity, some, times, two_figures
from features.quality.grids import Codes, Grid

TOLERANCE = 0.01
"""Share of a total that its parts may lack or exceed."""
GROSS = 0.05
"""Median gap from which the totals are not those of these parts."""
FEWEST_CHILDREN = 2
FEWEST_CELLS = 3
"""Totals of a parent from which its parts can be said to lack throughout."""
NEARLY_ALL = 0.9
"""Share of a parent's totals that its parts do not reach, where they lack throughout."""


@dataclass(frozen=True)
class _Cut:
    """A parent whose children hold less than its total throughout, in one indicator."""

    grid: Grid
    codes: Codes
    parent: int
    held: float
    missing: float


def total_findings(grids: Sequence[Grid]) -> list[Finding]:
    """One finding for each indicator and hierarchy whose parts do not add up.

    Parents whose parts lack throughout are one note for regions and one for activities.
    """
    findings: list[Finding] = []
    cuts: dict[str, list[_Cut]] = {}
    for grid in grids:
        if grid.adds_up and not grid.is_patents:
            for codes, code_of in grid.dimensions():
                found, cut = _gaps(grid, codes, code_of)
                findings += found
                cuts.setdefault(codes.table, []).extend(cut)
    return [*findings, *(_cut_note(cut) for cut in cuts.values() if cut)]


def _gaps(grid: Grid, codes: Codes, code_of: Index) -> tuple[list[Finding], list[_Cut]]:
    """Compare each parent with its children in every cell and year where all are known."""
    other = grid.activity if code_of is grid.region else grid.region
    worst: tuple[float, int, int, float, float] | None = None
    gaps, means, cuts = [], [], []
    for parent in sorted(set(codes.above.values())):
        total, parts, mean = _sides(grid, parent, codes, code_of, other)
        with np.errstate(all="ignore"):
            gap = np.where(total > 0, (parts - total) / total, np.nan)
        if grid.price_basis != "constant" and _lack_throughout(gap):
            sums = total[np.isfinite(gap)].sum(), parts[np.isfinite(gap)].sum()
            cuts.append(_Cut(grid, codes, parent, sums[1] / sums[0], sums[0] - sums[1]))
            gap = np.where(gap < 0, np.nan, gap)
        compared = np.argwhere(np.isfinite(gap))
        gaps.append(gap[np.isfinite(gap)])
        means.append(mean[np.isfinite(gap)])
        for row, column in compared[np.abs(gap[tuple(compared.T)]) > TOLERANCE]:
            miss = abs(parts[row, column] - total[row, column])
            if worst is None or miss > worst[0]:
                place = int(np.flatnonzero((code_of == parent) & (other == row))[0])
                worst = (miss, place, int(column), total[row, column], parts[row, column])
    if worst is None or np.concatenate(means).mean() > 0.5:
        return [], cuts
    return [_finding(grid, codes, worst, np.concatenate(gaps))], cuts


def _lack_throughout(gap: Array) -> bool:
    """Whether parts are below their total in nearly all cells, and in most of every year."""
    known, below = np.isfinite(gap).sum(axis=0), (gap < -TOLERANCE).sum(axis=0)
    enough = known.sum() >= FEWEST_CELLS and below.sum() >= NEARLY_ALL * known.sum()
    return bool(enough and (below >= known / 2).all())


def _cut_note(cuts: Sequence[_Cut]) -> Finding:
    """The parents of which the package holds a part alone, the largest in a sentence."""
    first = max(cuts, key=lambda cut: cut.missing)
    codes = first.codes
    name = codes.codes[first.parent]
    alike = [cut for cut in cuts if cut.codes.codes[cut.parent] == name]
    held = some([f"{percent(cut.held)} of its {cut.grid.indicator}" for cut in alike])
    others = dict.fromkeys(cut.codes.label(cut.parent) for cut in cuts if cut not in alike)
    text = (
        f"{codes.label(first.parent)} has {list(codes.above.values()).count(first.parent):,} "
        f"{codes.table} below it, which hold {held}: its total counts more than its parts."
    ) + (f" Likewise {some(list(others))}." if others else "")
    advice = "This is in order where the package is a part of a larger whole; else add the rest."
    place = {"indicator": first.grid.indicator, codes.column: name}
    return Finding(
        "totals", "note", first.grid.table, place, first.held, text, advice, 1 + len(others)
    )


def _finding(
    grid: Grid, codes: Codes, worst: tuple[float, int, int, float, float], gaps: Array
) -> Finding:
    _, series, column, total, parts = worst
    wrong = np.abs(gaps) > TOLERANCE
    share = (parts - total) / total
    size = f"{times(1 + share)} the total"
    if share < 1:
        size = f"{two_figures(abs(share))} {'more' if share > 0 else 'less'}"
    text = (
        f"In {int(wrong.sum()):,} of {len(gaps):,} totals of {grid.indicator}, the {codes.table} "
        f"below differ from their parent by more than {100 * TOLERANCE:.0f} %; most in "
        f"{grid.label(series)} in {grid.years[column]}: {number(parts)} in parts, {number(total)} "
        f"as total, {size}."
    )
    gross = np.median(np.abs(gaps)) > GROSS
    severity: Severity = "serious" if gross else "warning"
    if grid.price_basis == "constant":
        severity = "note"
        advice = "Values in constant prices need not add up to their total: this is no error."
    elif share > 0:
        advice = "Look for a code that is counted twice, and for a part that is under two parents."
    else:
        advice = "Look for a part that is missing in these years, or correct the total."
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

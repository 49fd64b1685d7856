"""Codes that take over the values of other codes: one that splits, merges or is renamed.

A code that begins, or ends, while others of the same table fall, or rise, by about as much in the
same cells is no growth, entry or exit: the same things count under other codes from then on.
"""

import numpy as np

from features.arrays import Array, Index

LEAST_CHANGE = 0.05
"""Smallest share of its total that another code must give or take."""
UNUSUAL = 4.5
"""Median absolute deviations from the other codes' growth beyond which a change is unusual."""
MISMATCH = 0.5
"""Largest sum of differences, over cells, between what a code gains and others lose, as a share."""


def counterparts(before: Array, after: Array, code: int) -> Index:
    """Codes that gave a beginning code its values, or took over those of an ending one.

    Other codes whose totals deviate from the growth of the median code, by an unusual amount and in
    the right direction, are compared cell by cell with the code, and with all that begin (or end)
    together with it: each alone and all of them. The nearest count, if they are near enough.

    Parameters
    ----------
    before, after : (n_codes, n_cells)
        Values of codes in adjacent years, not negative; 0 where there are none. Cells are the
        regions of technologies or clusters, or the clusters of regions.
    code : int
        Place of a code with values in one of the two years alone.

    Returns
    -------
    (n_counterparts,) int
        Empty if no others changed by about as much, or if several did so alike: the code began or
        ended by itself.
    """
    old, new = before.sum(axis=1), after.sum(axis=1)
    begins = bool(old[code] == 0)
    growth, spread = _usual_growth(old, new, begins=begins)
    shift = (before * growth - after) * (1 if begins else -1)
    is_lone = (old > 0) != (new > 0)
    unusual = max(LEAST_CHANGE, UNUSUAL * spread) * growth * old
    moved = shift.sum(axis=1)
    others: Index = np.flatnonzero((moved > 0) & (is_lone | (moved > unusual)))
    gained = after if begins else before
    alongside = is_lone & ((new > 0) == begins)
    found, least = others[:0], MISMATCH
    for whole in (gained[code], gained[alongside].sum(axis=0)):
        apart = np.abs(shift[others] - whole).sum(axis=1) / whole.sum()
        together = np.abs(shift[others].sum(axis=0) - whole).sum() / whole.sum()
        alike = others[apart <= MISMATCH]
        options = [(float(together), others)]
        if len(alike) == 1:
            options.append((float(apart.min()), alike))
        for mismatch, codes in options:
            if codes.size and mismatch <= least:
                found, least = codes, mismatch
    return np.asarray(found)


def pooled(before: Array, after: Array, code: int, least: float) -> tuple[Array, Array]:
    """Counts with cells put together, so that chance does not hide where a code's counts went.

    Parameters
    ----------
    before, after : (n_codes, n_cells)
        As of `counterparts`.
    code : int
    least : float
        Mean count of the code in a cell of the result; cells of about the same size are joined.
    """
    size = before + after
    n_cells = int(np.clip(size[code].sum() / least, 1, size.shape[1]))
    order = np.argsort(size.sum(axis=0), kind="stable")
    starts = np.linspace(0, size.shape[1], n_cells + 1).astype(int)[:-1]
    first, second = (np.add.reduceat(it[:, order], starts, axis=1) for it in (before, after))
    return first, second


def _usual_growth(old: Array, new: Array, *, begins: bool) -> tuple[float, float]:
    """Growth of the median code with values in both years, and the spread of the others around it.

    Of an even number the middle one that a change of codes leaves alone; no growth if there are
    fewer than two.
    """
    both = (old > 0) & (new > 0)
    if both.sum() < 2:
        return 1.0, 0.0
    logs = np.log(new[both] / old[both])
    middle = float(np.quantile(logs, 0.5, method="higher" if begins else "lower"))
    return float(np.exp(middle)), float(np.quantile(np.abs(logs - middle), 0.5, method="lower"))

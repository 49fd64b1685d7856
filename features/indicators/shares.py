"""Shares, growth, shift-share and window sums of regions and activities.

Arrays are (regions, activities) or (regions, activities, years), sparse where stated, and are
never modified. NaN is unknown and stays so. Values before and after have one shape, which that of
growth is too; for yearly growth of (R, A, Y) give ``values[..., :-1], values[..., 1:]``.
"""

from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from features.arrays import Dense
from features.errors import InputError
from features.formats import counted
from features.indicators.matrices import (
    AnySparse,
    Matrix,
    Sparse,
    dense,
    divide,
    precision,
    sparse_rows,
    total,
)


@overload
def shares(values: AnySparse, axis: int) -> Sparse: ...
@overload
def shares(values: ArrayLike, axis: int) -> Dense: ...
def shares(values: Matrix, axis: int) -> Dense | Sparse:
    """Each cell over the total along an axis.

    Parameters
    ----------
    values : (R, A) or (R, A, Y) array, or (R, A) sparse matrix
    axis : int
        1 for the shares of activities in their region, 0 for those of regions in an activity.

    Returns
    -------
    array of the same shape or sparse rows, in the precision given
        0 where the total is 0; NaN where a part of the total is unknown.
    """
    if sparse.issparse(values):
        matrix = sparse_rows(values)
        totals = total(matrix, axis)
        totals = np.where(totals == 0, 1.0, totals)
        of_cells = np.repeat(totals, np.diff(matrix.indptr)) if axis else totals[matrix.indices]
        parts = matrix.astype(np.float64)
        parts.data /= of_cells
        return parts.astype(precision(matrix))
    array = np.asarray(values)
    totals = array.sum(axis=axis, keepdims=True, dtype=np.float64)
    return divide(array, totals).astype(precision(array), copy=False)


def relative_growth(before: Matrix, after: Matrix) -> Dense:
    """After / before - 1, cell by cell; NaN where before is not positive.

    -1 or more for values that are not negative.
    """
    base, later = _pair(before, after)
    return np.asarray(divide(later, np.where(base > 0, base, 0), np.nan) - 1)


def log_growth(before: Matrix, after: Matrix) -> Dense:
    """ln(after / before), cell by cell; NaN where either is not positive."""
    base, later = _pair(before, after)
    ratio = divide(np.where(later > 0, later, np.nan), np.where(base > 0, base, 0), np.nan)
    return np.asarray(np.log(ratio))


def midpoint_growth(before: Matrix, after: Matrix) -> Dense:
    """2 (after - before) / (after + before): growth for counts, which may be 0.

    -2 (vanished) to 2 (new), 0 where both are 0; values must not be negative.

    Source: Davis, Haltiwanger & Schuh (1996), Job Creation and Destruction, ch. 2.
    """
    base, later = _pair(before, after)
    return divide(2 * (later - base), later + base)


def share_growth(before: Matrix, after: Matrix, axis: int) -> Dense:
    """Relative growth of each cell's share along an axis; NaN where the share was 0.

    Parameters
    ----------
    before, after : arrays or sparse matrices of one shape, not negative
    axis : int
        1 for shares in the region, 0 for shares in the activity.

    Returns
    -------
    array of the same shape, -1 or more; 0 where the cell grew as the total did
    """
    base, later = _pair(before, after)
    return relative_growth(shares(base, axis), shares(later, axis))


def window_sums(values: ArrayLike, length: int) -> Dense:
    """Sums over every run of consecutive years.

    Parameters
    ----------
    values : (..., Y) array
        Yearly values, the years last, consecutive and ascending.
    length : int
        Years in a window.

    Returns
    -------
    (..., Y - length + 1) array
        Window by its last year; NaN where a year in it is unknown.

    Raises
    ------
    InputError
        For a window shorter than a year or longer than the record.
    """
    array = np.asarray(values)
    years = array.shape[-1]
    if not 1 <= length <= years:
        raise InputError(
            f"a window of {counted(length, 'year')} does not fit into {counted(years, 'year')} "
            "of values"
        )
    windows = np.lib.stride_tricks.sliding_window_view(array, length, axis=-1)
    return np.asarray(windows.sum(axis=-1))


@dataclass(frozen=True)
class ShiftShare:
    """Parts of the change of each cell, in its unit; they add up to the change.

    Attributes
    ----------
    national : (R, A, ...) array
        Had the cell grown as the whole did.
    industry_mix : (R, A, ...) array
        Because its activity grew faster or slower than the whole.
    regional : (R, A, ...) array
        Because it grew faster or slower than its activity in all regions.
    """

    national: Dense
    industry_mix: Dense
    regional: Dense


def shift_share(before: Matrix, after: Matrix) -> ShiftShare:
    """The classical decomposition of growth into three parts.

    national = x g, industry_mix = x (g[a] - g), regional = x (g[r, a] - g[a]), with x the value
    before and g the growth rates of the whole, of the activity and of the cell.

    Parameters
    ----------
    before, after : (R, A) or (R, A, Y) arrays, or sparse matrices, of one shape

    Returns
    -------
    ShiftShare
        What appears in an activity that was nowhere before is regional. A cell unknown at either
        time is NaN and left out of all totals.

    Source: Dunn (1960), Papers of the Regional Science Association 6.
    """
    base, later = _pair(before, after)
    of_activity, of_whole = _growth_of_totals(base, later)
    national = base * of_whole
    industry_mix = base * (of_activity - of_whole)
    return ShiftShare(national, industry_mix, later - base - national - industry_mix)


def esteban_marquillas(before: Matrix, after: Matrix) -> tuple[Dense, Dense]:
    """The regional part of shift-share, freed from how specialised the region is.

    competitive = h (g[r, a] - g[a]) and allocation = (x - h) (g[r, a] - g[a]), with h the value
    that the cell would have were its region's portfolio that of the whole.

    Parameters
    ----------
    before, after : (R, A) or (R, A, Y) arrays, or sparse matrices, of one shape

    Returns
    -------
    competitive, allocation : arrays of the same shape
        They add up to the regional part; NaN where the value before is 0 or unknown.

    Source: Esteban-Marquillas (1972), Regional and Urban Economics 2(3).
    """
    base, later = _pair(before, after)
    of_activity, _ = _growth_of_totals(base, later)
    sizes = np.nan_to_num(base)
    of_regions, of_activities = (sizes.sum(axis=axis, keepdims=True) for axis in (1, 0))
    whole = sizes.sum(axis=(0, 1), keepdims=True)
    homothetic = divide(of_regions * of_activities, whole)
    faster = divide(later - base, base, np.nan) - of_activity
    return homothetic * faster, (base - homothetic) * faster


def _growth_of_totals(base: Dense, later: Dense) -> tuple[Dense, Dense]:
    """Growth rates of each activity and of the whole, 0 where there was nothing."""
    base, change = np.nan_to_num(base), np.nan_to_num(later - base)
    of_activity, of_whole = (
        divide(change.sum(axis=axis, keepdims=True), base.sum(axis=axis, keepdims=True))
        for axis in (0, (0, 1))
    )
    return of_activity, of_whole


def _pair(before: Matrix, after: Matrix) -> tuple[Dense, Dense]:
    """Both as dense floats, unknown in both where either is; InputError for different shapes."""
    base, later = (dense(v).astype(precision(v), copy=False) for v in (before, after))
    if base.shape != later.shape:
        raise InputError(f"values before and after differ in shape: {base.shape}, {later.shape}")
    both = np.isfinite(base) & np.isfinite(later)
    return np.where(both, base, np.nan), np.where(both, later, np.nan)

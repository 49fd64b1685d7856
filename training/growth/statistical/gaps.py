"""Series (n_series, n_years) without gaps, and moved to start in one column."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.arrays import Array


def fill_gaps(values: Array) -> Array:
    """Close gaps: straight lines between known years, the last known value carried forward.

    Years before a series' first known one stay NaN. Shape (n_series, n_years) as given.
    """
    filled = np.array(values, dtype=np.float64)
    has_value = np.isfinite(filled)
    if has_value.all():
        return filled
    columns = np.arange(filled.shape[1])
    before = np.maximum.accumulate(np.where(has_value, columns, -1), axis=1)
    after = np.where(has_value, columns, filled.shape[1])
    after = np.minimum.accumulate(after[:, ::-1], axis=1)[:, ::-1]
    left = np.take_along_axis(filled, np.maximum(before, 0), axis=1)
    right = np.take_along_axis(filled, np.minimum(after, filled.shape[1] - 1), axis=1)
    inside = (before >= 0) & (after < filled.shape[1]) & ~has_value
    share = (columns - before) / np.maximum(after - before, 1)
    filled = np.where(inside, left + share * (right - left), filled)
    return np.asarray(np.where((before >= 0) & (after == filled.shape[1]), left, filled))


@dataclass(frozen=True)
class Aligned:
    """Series moved to the left, so that all start in column 0.

    Attributes
    ----------
    values : (n_series, n_years)
        Zero where `active` is False.
    active : (n_series, n_years) bool
        Whether the column lies within the series.
    lengths : (n_series,) int
    scale : (n_series,)
        Divisor of the values.
    """

    values: Array
    active: npt.NDArray[np.bool_]
    lengths: npt.NDArray[np.intp]
    scale: Array


def align(values: Array) -> Aligned:
    """Close gaps, start all series in column 0, divide by the mean absolute value."""
    filled = fill_gaps(values)
    lengths = np.isfinite(filled).sum(axis=1)
    columns = np.arange(filled.shape[1])
    source = np.minimum(columns + (filled.shape[1] - lengths)[:, None], filled.shape[1] - 1)
    active = columns < lengths[:, None]
    moved = np.where(active, np.take_along_axis(filled, source, axis=1), 0.0)
    scale = np.abs(moved).sum(axis=1) / np.maximum(lengths, 1)
    scale = np.where(scale > 0, scale, 1.0)
    return Aligned(moved / scale[:, None], active, lengths, scale)

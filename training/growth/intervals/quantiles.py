"""A forecast's quantile columns read as a distribution: values at any probability, and p-values."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.arrays import Array
from features.indicators.matrices import divide
from training.growth.intervals.conformal import PROBABILITIES, QUANTILE_COLUMNS, interval_columns

MIDDLE = int(np.searchsorted(PROBABILITIES, 0.5))
LADDER = np.insert(PROBABILITIES, MIDDLE, 0.5)
LADDER_COLUMNS = [*QUANTILE_COLUMNS[:MIDDLE], "median", *QUANTILE_COLUMNS[MIDDLE:]]
TAIL = int(np.searchsorted(LADDER, 0.025))
TIE = 0.001
"""Share of the 95 % interval's width within which a value counts as equal to a quantile."""


def tolerance(quantiles: pd.DataFrame) -> Array:
    """Distance (n,) from a quantile that counts as none, such as from 0.0 to one of 4e-06."""
    low, high = interval_columns(0.95)
    return np.asarray(TIE * (quantiles[high] - quantiles[low]), dtype=np.float64)


def leaves(quantiles: pd.DataFrame, values: Array, level: float) -> Array:
    """Side on which each value leaves its row's central interval: 1 above, -1 below, else 0 (n,).

    A value on the end, within ``tolerance``, is inside; an unknown value is, too.
    """
    low, high = (quantiles[column].to_numpy(np.float64) for column in interval_columns(level))
    tie = tolerance(quantiles)
    return np.select([values > high + tie, values < low - tie], [1.0, -1.0], 0.0)


def quantile_function(quantiles: pd.DataFrame, points: Array) -> Array:
    """Quantiles of each row at the given probabilities (n_rows, n_points).

    Linear between the given quantiles, flat beyond the outermost; NaN for a row of NaN.
    """
    inside = points.clip(LADDER[0], LADDER[-1])
    right = np.searchsorted(LADDER, inside).clip(1, len(LADDER) - 1)
    part = (inside - LADDER[right - 1]) / (LADDER[right] - LADDER[right - 1])
    values = quantiles[LADDER_COLUMNS].to_numpy(np.float64)
    return np.asarray(values[:, right - 1] * (1 - part) + values[:, right] * part)


def two_sided(quantiles: pd.DataFrame, values: Array) -> Array:
    """Two-sided p-value of each value under its row's distribution (n,).

    Linear between the given quantiles. Beyond the outermost, 0.5 %, the tail falls off
    exponentially at the rate between the 2.5 % and the 0.5 % quantile: p-values below .01 are
    extrapolated. A value within ``tolerance`` of a quantile counts as equal to it.
    """
    q, tie = quantiles[LADDER_COLUMNS].to_numpy(np.float64), tolerance(quantiles)
    # with ties (a certain forecast) "at most" and "at least" overlap: each side counts the tie
    inside = np.minimum(
        _below(q, values, (q <= (values + tie)[:, None]).sum(axis=1)),
        1 - _below(q, values, (q < (values - tie)[:, None]).sum(axis=1)),
    )
    lower = _tail(q[:, 0] - values, q[:, TAIL] - q[:, 0])
    upper = _tail(values - q[:, -1], q[:, -1] - q[:, -1 - TAIL])
    beyond = [values < q[:, 0] - tie, values > q[:, -1] + tie]
    one_sided = np.select(beyond, [lower, upper], inside)
    return np.asarray(np.minimum(2 * one_sided, 1.0))


def _below(q: Array, values: Array, count: NDArray[np.intp]) -> Array:
    """Probability below a value just above the ``count`` lowest quantiles of its row."""
    right, row = count.clip(1, len(LADDER) - 1), np.arange(len(values))
    start = q[row, right - 1]
    part = divide(values - start, q[row, right] - start, 0.5).clip(0, 1)
    return np.asarray(LADDER[right - 1] + part * (LADDER[right] - LADDER[right - 1]))


def _tail(beyond: Array, gap: Array) -> Array:
    """One-sided probability beyond the outermost quantile; 0 if the gap beside it is 0."""
    rate = np.log(LADDER[TAIL] / LADDER[0])
    return np.asarray(LADDER[0] * np.exp(-rate * divide(np.maximum(beyond, 0.0), gap, np.inf)))

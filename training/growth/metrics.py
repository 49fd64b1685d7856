"""How good forecasts and their intervals are: sMAPE, MASE, OWA, coverage, MSIS.

Arrays are (n_series, horizon) unless stated otherwise; figures are means over the horizon, one per
series. Sources: Hyndman and Koehler 2006; Makridakis et al. 2020 (M4) for OWA and MSIS.
"""

import numpy as np

from features.arrays import Array

ROUNDING = 1e-10
"""Share of a series' largest value that sums of rounded numbers may be off by."""


def scale(history: Array, periods_per_year: int = 1) -> Array:
    """Mean absolute change over a year (n_series,) of histories (n_series, n); NaN if unknown.

    For sub-annual series this is the in-sample error of the seasonal naive forecast. Changes within
    the rounding of numbers count as zero.
    """
    changes = np.abs(history[:, periods_per_year:] - history[:, :-periods_per_year])
    has_change = np.isfinite(changes)
    total = np.where(has_change, changes, 0.0).sum(axis=1)
    mean = total / np.maximum(has_change.sum(axis=1), 1)
    largest = np.where(np.isfinite(history), np.abs(history), 0.0).max(axis=1, initial=0.0)
    mean = np.where(mean > ROUNDING * largest, mean, 0.0)
    return np.where(has_change.any(axis=1), mean, np.nan)


def smape(actual: Array, forecast: Array) -> Array:
    """Symmetric mean absolute percentage error, per cent: 200 |y - f| / (|y| + |f|), 0/0 = 0."""
    size = np.abs(actual) + np.abs(forecast)
    ratio = np.abs(actual - forecast) / np.where(size > 0, size, 1.0)
    return np.asarray(200.0 * ratio.mean(axis=1))


def mase(actual: Array, forecast: Array, scales: Array) -> Array:
    """Mean absolute error over the scale (n_series,) of the history."""
    return np.asarray(np.abs(actual - forecast).mean(axis=1) / scales)


def owa(smapes: Array, mases: Array, naive_smapes: Array, naive_mases: Array) -> float:
    """Overall weighted average: mean of the sMAPE and the MASE ratio to naive, means over series.

    NaN where naive makes no error.
    """
    bottoms = naive_smapes.mean(), naive_mases.mean()
    if min(bottoms) <= 0:
        return float("nan")
    return float((smapes.mean() / bottoms[0] + mases.mean() / bottoms[1]) / 2)


def coverage(actual: Array, lower: Array, upper: Array) -> float:
    """Share of actuals within the interval, bounds included; NaN without actuals or bounds."""
    if actual.size == 0 or np.isnan(lower).any() or np.isnan(upper).any():
        return float("nan")
    return float(((actual >= lower) & (actual <= upper)).mean())


def msis(actual: Array, lower: Array, upper: Array, scales: Array, level: float) -> Array:
    """Mean scaled interval score (n_series,) of intervals of level `level`."""
    penalty = 2 / (1 - level)
    score = (
        (upper - lower)
        + penalty * np.maximum(lower - actual, 0.0)
        + penalty * np.maximum(actual - upper, 0.0)
    )
    return np.asarray(score.mean(axis=1) / scales)

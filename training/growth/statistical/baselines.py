"""Baseline forecasts of many series at once: naive, seasonal naive, drift."""

import numpy as np

from features.arrays import Array
from training.growth.statistical.gaps import fill_gaps


def naive(values: Array, horizon: int) -> Array:
    """Last value, repeated."""
    return np.repeat(fill_gaps(values)[:, -1:], horizon, axis=1)


def seasonal_naive(values: Array, horizon: int, periods_per_year: int) -> Array:
    """Value of the same quarter or month of the last year, repeated; `naive` if that is unknown.

    For annual series (one period a year) the same as `naive`.
    """
    filled = fill_gaps(values)
    steps = np.arange(horizon) % periods_per_year
    if filled.shape[1] < periods_per_year:
        return naive(values, horizon)
    last_year = filled[:, filled.shape[1] - periods_per_year :][:, steps]
    return np.where(np.isfinite(last_year), last_year, filled[:, -1:])


def drift(values: Array, horizon: int) -> Array:
    """Last value plus the mean yearly change (random walk with drift)."""
    filled = fill_gaps(values)
    with np.errstate(invalid="ignore"):
        changes = np.diff(filled, axis=1)
    has_change = np.isfinite(changes)
    count = np.maximum(has_change.sum(axis=1), 1)
    slope = np.where(has_change, changes, 0.0).sum(axis=1) / count
    return np.asarray(filled[:, -1:] + slope[:, None] * np.arange(1, horizon + 1))

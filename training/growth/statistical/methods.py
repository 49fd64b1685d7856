"""Statistical forecasts of many short annual series at once: naive, drift, ETS, dynamic Theta.

Every function takes ``values`` (n_series, n_years), oldest year first, and returns forecasts
(n_series, horizon) in the same unit. A series may start late (leading NaN); gaps are closed first.
Smoothing parameters are searched on one grid for all series; linear parameters (initial states,
the weight of the Theta line) are solved exactly, so that a panel costs a few passes over its array.
"""

from collections.abc import Callable

import numpy as np

from features.arrays import Array
from training.growth.statistical.baselines import drift, naive
from training.growth.statistical.smoothing import ets, smoothing
from training.growth.statistical.theta import theta


def components(values: Array, horizon: int) -> dict[str, Array]:
    """Forecasts (n_series, horizon) that `combination` is the median of."""
    simple = {"theta": theta(values, horizon), "drift": drift(values, horizon)}
    return simple | smoothing(values, horizon)


def combination(values: Array, horizon: int) -> Array:
    """Median of Theta, drift and three forms of exponential smoothing.

    After the simple combination of Petropoulos and Svetunkov (2020, Int. J. Forecasting 36).
    """
    return np.asarray(np.median(np.stack(list(components(values, horizon).values())), axis=0))


MODELS: dict[str, Callable[[Array, int], Array]] = {
    "naive": naive,
    "drift": drift,
    "ets": ets,
    "theta": theta,
}

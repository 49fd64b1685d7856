"""Simple forecasts of every series at an origin, in units of its mean absolute yearly change.

The global model starts from them: it is fitted to weigh them.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from features.arrays import Array, Index
from training.growth import metrics
from training.growth.statistical import baselines, methods
from training.growth.statistical.gaps import fill_gaps

DRIFT_WINDOWS = (3, 5)
UNMOVED = 0.02
"""Assumed yearly change of a constant series, as a share of its level."""


def scales(values: Array, until: Index | None = None) -> Array:
    """Mean absolute yearly change (n_series,) with gaps closed; above 0.

    For a constant series a small share of its level, or 1e-200 at level 0: independent of the unit.

    Parameters
    ----------
    values : (n_series, n_columns)
    until : (n_series,), optional
        Number of first columns to use; all by default.
    """
    filled = fill_gaps(values)
    counted = np.arange(values.shape[1]) < (np.inf if until is None else until[:, None])
    size = metrics.scale(np.where(counted, filled, np.nan))
    unmoved = np.maximum(UNMOVED * np.abs(np.nan_to_num(filled[:, -1])), 1e-200)
    return np.where(np.isfinite(size) & (size > 0), size, unmoved)


def base_forecasts(
    filled: Array, scale: Array, rates: Mapping[str, Array], horizon: int
) -> dict[str, Array]:
    """Scaled changes (n_series, horizon) from the last value.

    Naive, Theta, drift, three forms of exponential smoothing and the median of these five without
    naive ("combination"), drift of the latest years, growth at each of the log rates (n_series,),
    and the standard deviation of the forecasts from the series alone ("spread").
    """
    last, steps = filled[:, -1:], np.arange(1, horizon + 1)
    changes = {
        name: (forecast - last) / scale[:, None]
        for name, forecast in methods.components(filled, horizon).items()
    }
    combination = np.median(np.stack(list(changes.values())), axis=0)
    for window in DRIFT_WINDOWS:
        recent = baselines.drift(filled[:, -window - 1 :], horizon)
        changes[f"drift_{window}"] = (recent - last) / scale[:, None]
    spread = np.std(np.stack(list(changes.values())), axis=0)
    growth = {
        f"at_{name}_growth": compound(last[:, 0] / scale, rate, steps)
        for name, rate in rates.items()
    }
    return {
        "naive": np.zeros_like(spread),
        **changes,
        "combination": combination,
        "spread": spread,
        **growth,
    }


def compound(level: Array, rate: Array | float, steps: npt.NDArray[np.intp]) -> Array:
    """Change (n_series, n_steps) of a level growing at a yearly log rate; 0 if not positive."""
    return np.asarray(
        np.maximum(level, 0.0)[:, None] * np.expm1(np.atleast_1d(rate)[:, None] * steps)
    )

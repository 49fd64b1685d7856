"""What the global growth model learns from: a row is one series, one origin and one step ahead.

The target is the change from the origin in units of the series' mean absolute yearly change, so
that series of all sizes teach each other (Montero-Manso and Hyndman 2021 on global models).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from features.growth_panel import GrowthPanel, growth_features
from training.growth import forecast_metrics, statistical
from training.growth.base_forecasts import base_forecasts, scales

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

AVERAGED = [
    *("naive", "theta", "drift", "drift_3", "drift_5", "simple", "holt", "damped"),
    *(f"at_{level}_growth" for level in ("region", "cluster", "sector")),
    *(f"at_{level}_recent_growth" for level in ("region", "cluster")),
]
"""Base forecasts that the global model averages, where the panel has them."""
MINIMUM_YEARS = 3
LONG_YEARS = 6


@dataclass(frozen=True)
class Rows:
    """What the booster learns from or forecasts.

    Attributes
    ----------
    features : (n_rows, n_features) float32
    target : (n_rows,)
        Scaled change, NaN where the outcome is unknown.
    path : (n_rows,)
        Scaled change of a series that goes with the median of all outcomes of this origin and
        step; 0 where series do not share their calendar.
    statistical : (n_rows,)
        Scaled change that the combination of statistical models forecasts.
    bases : (n_rows, n_bases) float32
        Forecasts to be averaged, less the path of their median.
    level : (n_rows,)
        Last value over the scale.
    series, origin, step : (n_rows,) int
        Place in the panel; number of years known at the origin; years ahead, from 1.
    """

    features: npt.NDArray[np.float32]
    target: Array
    path: Array
    statistical: Array
    bases: npt.NDArray[np.float32]
    level: Array
    series: Index
    origin: Index
    step: Index


def rows_at(
    panel: GrowthPanel, n_years: int, horizon: int, sample: Index
) -> tuple[list[str], Rows]:
    """Names of the features, and rows of the sampled series at the origin after `n_years` years.

    Rows are series-major: all steps of a series follow each other.
    """
    filled = statistical.fill_gaps(panel.values[:, :n_years])
    scale = scales(filled[sample])
    known = growth_features(panel, filled, scale, sample)
    filled = filled[sample]
    bases = base_forecasts(filled, scale, known.rates, horizon)
    n, steps = len(sample), np.arange(1, horizon + 1)
    features = np.empty((n, horizon, len(known.names) + 1 + len(bases)), dtype=np.float32)
    features[:, :, : len(known.names)] = known.fixed[:, None]
    features[:, :, len(known.names)] = steps
    for number, base in enumerate(bases.values(), start=len(known.names) + 1):
        features[:, :, number] = base
    future = np.full((n, horizon), np.nan)
    ahead = panel.values[sample, n_years : n_years + horizon]
    future[:, : ahead.shape[1]] = ahead
    future[~learnable(panel, n_years, sample)] = np.nan
    target = (future - filled[:, -1:]) / scale[:, None]
    level, shared = filled[:, -1:] / scale[:, None], bool(panel.groups)
    path = median_path(target, level) if shared else np.zeros_like(target)
    present = [bases[name] for name in AVERAGED if name in bases]
    averaged = np.empty((n, horizon, len(present)), dtype=np.float32)
    for number, base in enumerate(present):
        absent = 0.0 if shared else bases["combination"]
        own = base - median_path(base, level) if shared else base
        averaged[:, :, number] = np.where(np.isfinite(own), own, absent)
    return [*known.names, "step", *bases], Rows(
        features.reshape(n * horizon, -1),
        target.ravel(),
        path.ravel(),
        bases["combination"].ravel(),
        averaged.reshape(n * horizon, -1),
        np.repeat(level[:, 0], horizon),
        np.repeat(sample, horizon),
        np.full(n * horizon, n_years),
        np.tile(steps, n),
    )


def median_path(change: Array, level: Array) -> Array:
    """Scaled change (n_series, horizon) of each series if it went with the median of all.

    Mean of two ways to go with the median: with its growth and with its scaled change. Unknown
    changes (NaN) do not count; level is (n_series, 1).
    """
    end = level + change
    positive = (level > 0) & (end > 0)
    ratio = np.where(positive, end, 1.0) / np.where(level > 0, level, 1.0)
    growth = known_median(np.where(positive, np.log(ratio), np.nan))
    grown = np.maximum(level, 0.0) * np.expm1(growth)
    return np.asarray((grown + known_median(change)) / 2)


def known_median(values: Array) -> Array:
    """Median of each column, 0 where nothing is known."""
    unknown = ~np.isfinite(values).any(axis=0)
    return np.asarray(np.nanmedian(np.where(unknown, 0.0, values), axis=0))


def learnable(panel: GrowthPanel, n_years: int, sample: Index) -> npt.NDArray[np.bool_]:
    """Whether each sampled series says enough after `n_years` years to learn from, (n_sample,).

    Its value at the origin is known, it has moved, and it is not very short: where calendars are
    not shared, short starts of long series have another scale than what is to be forecast.
    """
    past = panel.values[sample, :n_years]
    length = np.isfinite(statistical.fill_gaps(past)).sum(axis=1)
    moved = forecast_metrics.scale(past) > 0
    lone = int(np.clip(panel.values.shape[1] // 3, MINIMUM_YEARS, LONG_YEARS))
    minimum = MINIMUM_YEARS if panel.groups else lone
    return np.asarray(np.isfinite(past[:, -1]) & moved & (length >= minimum))


def sample_series(n_series: int, rows_each: int, maximum_rows: int) -> Index:
    """Series to learn from: all, or as many drawn as give `maximum_rows` rows."""
    if n_series * rows_each <= maximum_rows:
        return np.arange(n_series)
    n_drawn = max(maximum_rows // max(rows_each, 1), 1)
    return np.sort(np.random.default_rng(1).permutation(n_series)[:n_drawn])


def stack(parts: Sequence[Rows], like: Rows) -> Rows:
    """Rows one after the other; none, in the shape of `like`, where there are no parts."""
    parts = [select(like, np.zeros(len(like.target), dtype=bool)), *parts]
    return Rows(
        *(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Rows))
    )


def select(rows: Rows, chosen: npt.NDArray[np.bool_] | Index) -> Rows:
    """The rows where a mask holds, or at given places."""
    return Rows(*(getattr(rows, item.name)[chosen] for item in fields(Rows)))


def known(rows: Rows) -> Rows:
    """Rows with an outcome and a forecast."""
    return select(rows, np.isfinite(rows.target) & np.isfinite(rows.statistical))

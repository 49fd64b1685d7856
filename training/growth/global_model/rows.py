"""Rows of the global growth model: one for each series, origin and step ahead.

The target is the change from the origin in units of the series' mean absolute yearly change, so
that one model fits series of all sizes (Montero-Manso and Hyndman 2021 on global models).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from features.arrays import Array, Index
from features.growth.features import GrowthFeatures, growth_features
from features.growth.outliers import without_slips
from features.growth.panel import GrowthPanel
from training.columns import select
from training.growth import metrics
from training.growth.global_model.base_forecasts import base_forecasts, scales
from training.growth.statistical import seasonality
from training.growth.statistical.gaps import fill_gaps
from training.work import Work, local_work

AVERAGED = [
    *("naive", "theta", "drift", "drift_3", "drift_5", "simple", "holt", "damped"),
    *(f"at_{level}_growth" for level in ("region", "cluster", "sector")),
    *(f"at_{level}_recent_growth" for level in ("region", "cluster")),
]
"""Base forecasts that the global model averages, if the panel has them."""
CHUNK = 10_000
"""Series that are processed at a time."""
MINIMUM_POINTS = 3
LONG_YEARS = 6
MOST_LEVEL = 300.0
"""Highest level, in mean yearly changes, that moves with the growth of the median series."""


@dataclass(frozen=True)
class Rows:
    """Rows to fit the boosters to, or to forecast.

    Attributes
    ----------
    features : (n_rows, n_features) float32
    target : (n_rows,)
        Scaled change, NaN where the outcome is unknown.
    path : (n_rows,)
        Scaled change of a series that moves with the median of all outcomes of this origin and
        step; 0 if series do not share their calendar.
    statistical : (n_rows,)
        Scaled change forecast by the combination of statistical models.
    bases : (n_rows, n_bases) float32
        Forecasts to be averaged, less the path of their median.
    rules : (n_rows, n_rules) float32
        Simple rules of relative growth, as features.growth.rules.growth_rules.
    level : (n_rows,)
        Last value over the scale.
    series, origin, step : (n_rows,) int
        Place in the panel; number of columns up to the origin; steps ahead, from 1.
    """

    features: npt.NDArray[np.float32]
    target: Array
    path: Array
    statistical: Array
    bases: npt.NDArray[np.float32]
    rules: npt.NDArray[np.float32]
    level: Array
    series: Index
    origin: Index
    step: Index


def rows_at(
    panel: GrowthPanel, n_columns: int, horizon: int, sample: Index, medians: Array | None = None
) -> tuple[list[str], Rows]:
    """Names of the features, and rows of the sampled series at the origin after `n_columns`.

    All steps of a series follow each other. The median paths of the base forecasts are those of
    `medians` (as base_medians) or, by default, of the sample: few series need the medians of all.
    A sub-annual panel is adjusted for the seasons seen at the origin.
    """
    names, (rows,) = rows_of(panel, [(n_columns, sample)], horizon, medians=medians)
    return names, rows


def rows_of(
    panel: GrowthPanel,
    places: Sequence[tuple[int, Index]],
    horizon: int,
    work: Work = local_work,
    medians: Array | None = None,
) -> tuple[list[str], list[Rows]]:
    """Names of the features, and rows at each place: an origin and its sampled series.

    Base forecasts depend on the series alone, so that any worker can do any chunk of series.
    """
    origins_series = [_series_at(panel, *place) for place in places]
    chunks = [_chunks(of_origin) for of_origin in origins_series]
    forecast = partial(_base_forecasts, horizon=horizon)
    done_of_all = iter(work(forecast, [chunk for of_origin in chunks for chunk in of_origin]))
    rows = []
    for (n_columns, sample), of_origin, parts in zip(places, origins_series, chunks, strict=True):
        done = [next(done_of_all) for _ in parts]
        bases = {name: np.concatenate([part[name] for part in done]) for name in done[0]}
        rows.append(_assemble(of_origin, n_columns, sample, bases, medians))
    return [*origins_series[0].features.names, "step", *bases], rows


@dataclass(frozen=True)
class _OriginSeries:
    """Sampled series at an origin.

    Attributes
    ----------
    panel : GrowthPanel
        Adjusted for the seasons seen at the origin.
    filled : (n_sample, n_columns)
        Values without gaps.
    scale : (n_sample,)
    features : GrowthFeatures
    """

    panel: GrowthPanel
    filled: Array
    scale: Array
    features: GrowthFeatures


def _series_at(panel: GrowthPanel, n_columns: int, sample: Index) -> _OriginSeries:
    panel = seasonality.adjusted(panel, n_columns)
    filled = fill_gaps(without_slips(panel.values[:, :n_columns]))
    scale = scales(filled[sample])
    return _OriginSeries(
        panel, filled[sample], scale, growth_features(panel, filled, scale, sample)
    )


_Chunk = tuple[Array, Array, dict[str, Array]]
"""Values without gaps, scale and rates of a few series."""


def _chunks(of_origin: _OriginSeries) -> list[_Chunk]:
    """Chunks of at most CHUNK series; a single empty one if there are no series."""
    return [
        (
            of_origin.filled[start : start + CHUNK],
            of_origin.scale[start : start + CHUNK],
            {name: rate[start : start + CHUNK] for name, rate in of_origin.features.rates.items()},
        )
        for start in range(0, max(len(of_origin.scale), 1), CHUNK)
    ]


def _base_forecasts(chunk: _Chunk, horizon: int) -> dict[str, Array]:
    return base_forecasts(*chunk, horizon)


def _assemble(
    of_origin: _OriginSeries,
    n_columns: int,
    sample: Index,
    bases: dict[str, Array],
    medians: Array | None,
) -> Rows:
    """Rows of the sampled series at one origin from their features and base forecasts."""
    n, horizon = bases["naive"].shape
    names, steps = of_origin.features.names, np.arange(1, horizon + 1)
    features = np.empty((n, horizon, len(names) + 1 + len(bases)), dtype=np.float32)
    features[:, :, : len(names)] = of_origin.features.fixed[:, None]
    features[:, :, len(names)] = steps
    for number, base in enumerate(bases.values(), start=len(names) + 1):
        features[:, :, number] = base
    future = np.full((n, horizon), np.nan)
    ahead = of_origin.panel.values[sample, n_columns : n_columns + horizon]
    future[:, : ahead.shape[1]] = ahead
    future[~learnable(of_origin.panel, n_columns, sample)] = np.nan
    target = (future - of_origin.filled[:, -1:]) / of_origin.scale[:, None]
    level, shares_calendar = (
        of_origin.filled[:, -1:] / of_origin.scale[:, None],
        of_origin.panel.shares_calendar,
    )
    path = median_path(target, level) if shares_calendar else np.zeros_like(target)
    present = [bases[name] for name in AVERAGED if name in bases]
    averaged = np.empty((n, horizon, len(present)), dtype=np.float32)
    for number, base in enumerate(present):
        absent = 0.0 if shares_calendar else bases["combination"]
        path_of_all = None if medians is None else medians[number]
        apart = base - median_path(base, level, path_of_all) if shares_calendar else base
        averaged[:, :, number] = np.where(np.isfinite(apart), apart, absent)
    return Rows(
        features.reshape(n * horizon, -1),
        target.ravel(),
        path.ravel(),
        bases["combination"].ravel(),
        averaged.reshape(n * horizon, -1),
        np.repeat(of_origin.features.rules.astype(np.float32), horizon, axis=0),
        np.repeat(level[:, 0], horizon),
        np.repeat(sample, horizon),
        np.full(n * horizon, n_columns),
        np.tile(steps, n),
    )


def base_medians(names: list[str], rows: Rows, horizon: int) -> Array:
    """Medians (n_bases, 2, horizon) of the averaged base forecasts over the series of the rows.

    Parameters
    ----------
    names : list of str
        Of the features, base forecasts included.
    rows : Rows
        Of all series at one origin.
    """
    features = rows.features.reshape(-1, horizon, len(names))
    level = rows.level.reshape(-1, horizon)[:, :1]
    places = [names.index(name) for name in AVERAGED if name in names]
    return np.stack([medians(features[:, :, place].astype(np.float64), level) for place in places])


def median_path(change: Array, level: Array, of_all: Array | None = None) -> Array:
    """Scaled change (n_series, horizon) of each series if it moved with the median of all.

    The mean of two ways to move with the median: by its growth and by its scaled change. `of_all`
    are the medians (2, horizon), by default those of the changes.
    """
    growth, shift = medians(change, level) if of_all is None else of_all
    return np.asarray((np.clip(level, 0.0, MOST_LEVEL) * np.expm1(growth) + shift) / 2)


def medians(change: Array, level: Array) -> Array:
    """Median log growth and median scaled change (2, horizon) of series.

    Unknown changes (NaN) are ignored; level is (n_series, 1).
    """
    end = level + change
    positive = (level > 0) & (end > 0)
    ratio = np.where(positive, end, 1.0) / np.where(level > 0, level, 1.0)
    growth = median_or_zero(np.where(positive, np.log(ratio), np.nan))
    return np.stack([growth, median_or_zero(change)])


def median_or_zero(values: Array) -> Array:
    """Median of each column, ignoring NaN; 0 for a column without values."""
    unknown = ~np.isfinite(values).any(axis=0)
    return np.asarray(np.nanmedian(np.where(unknown, 0.0, values), axis=0))


def origins(panel: GrowthPanel) -> list[int]:
    """Numbers of columns up to the origins of training: a year apart, oldest first.

    For sub-annual data only origins with enough years to see the seasons, if there are any.
    """
    per_year = panel.periods_per_year
    every = list(range(len(panel.years) - per_year, MINIMUM_POINTS - 1, -per_year))[::-1]
    return [n for n in every if n >= seasonality.MINIMUM_YEARS * per_year] or every


def learnable(panel: GrowthPanel, n_columns: int, sample: Index) -> npt.NDArray[np.bool_]:
    """Whether each sampled series can be used for training after `n_columns` columns, (n_sample,).

    Its value at the origin is known, it has moved, and it is not very short: without a shared
    calendar, short starts of long series have another scale than the series to be forecast.
    """
    past = panel.values[sample, :n_columns]
    filled = fill_gaps(past)
    length = np.isfinite(filled).sum(axis=1)
    moved = metrics.scale(filled) > 0
    lone = int(np.clip(panel.values.shape[1] // 3, MINIMUM_POINTS, LONG_YEARS))
    minimum = MINIMUM_POINTS if panel.shares_calendar else lone
    return np.asarray(np.isfinite(past[:, -1]) & moved & (length >= minimum))


def sample_series(n_series: int, rows_each: int, maximum_rows: int) -> Index:
    """Series to fit to: all, or a random sample that gives `maximum_rows` rows."""
    if n_series * rows_each <= maximum_rows:
        return np.arange(n_series)
    n_drawn = max(maximum_rows // max(rows_each, 1), 1)
    return np.sort(np.random.default_rng(1).permutation(n_series)[:n_drawn])


def with_outcome(rows: Rows) -> Rows:
    """Rows with a known outcome and a forecast."""
    return select(rows, np.isfinite(rows.target) & np.isfinite(rows.statistical))

"""What the global growth model learns from: a row is one series, one origin and one step ahead.

The target is the change from the origin in units of the series' mean absolute yearly change, so
that series of all sizes teach each other (Montero-Manso and Hyndman 2021 on global models).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
import numpy.typing as npt

from features.arrays import Array, Index
from features.growth.features import GrowthFeatures, growth_features
from features.growth.panel import GrowthPanel
from training.growth import metrics
from training.growth.global_model.base_forecasts import base_forecasts, scales
from training.growth.statistical import methods, seasonality
from training.work import Work, here

AVERAGED = [
    *("naive", "theta", "drift", "drift_3", "drift_5", "simple", "holt", "damped"),
    *(f"at_{level}_growth" for level in ("region", "cluster", "sector")),
    *(f"at_{level}_recent_growth" for level in ("region", "cluster")),
]
"""Base forecasts that the global model averages, where the panel has them."""
CHUNK = 10_000
"""Series that are worked on at a time."""
MINIMUM_POINTS = 3
LONG_YEARS = 6
MOST_LEVEL = 300.0
"""Level, in mean yearly changes, that the growth of others carries along: steadier series stay."""


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
    panel: GrowthPanel, n_years: int, horizon: int, sample: Index, medians: Array | None = None
) -> tuple[list[str], Rows]:
    """Names of the features, and rows of the sampled series at the origin after `n_years` years.

    Rows are series-major: all steps of a series follow each other. The base forecasts' median
    paths are those of the sample, or of `base_medians` where these are given: a few series need
    the medians of all. The seasons of a sub-annual panel are out, as seen at the origin.
    """
    names, (rows,) = rows_of(panel, [(n_years, sample)], horizon, medians=medians)
    return names, rows


def rows_of(
    panel: GrowthPanel,
    places: Sequence[tuple[int, Index]],
    horizon: int,
    work: Work = here,
    medians: Array | None = None,
) -> tuple[list[str], list[Rows]]:
    """Names of the features, and rows at each place: an origin and its sampled series.

    Base forecasts are those of a series alone, so that chunks of series are worked on anywhere.
    """
    known = [_known_at(panel, *place) for place in places]
    chunks = [_chunks(each) for each in known]
    forecast = partial(_base_forecasts, horizon=horizon)
    done_of_all = iter(work(forecast, [chunk for each in chunks for chunk in each]))
    rows = []
    for (n_years, sample), each, parts in zip(places, known, chunks, strict=True):
        done = [next(done_of_all) for _ in parts]
        bases = {name: np.concatenate([part[name] for part in done]) for name in done[0]}
        rows.append(_assemble(each, n_years, sample, bases, medians))
    return [*known[0].features.names, "step", *bases], rows


@dataclass(frozen=True)
class _Known:
    """Sampled series at an origin.

    Attributes
    ----------
    panel : GrowthPanel
        With the seasons out that the origin saw.
    filled : (n_sample, n_years)
        Values without gaps.
    scale : (n_sample,)
    features : GrowthFeatures
    """

    panel: GrowthPanel
    filled: Array
    scale: Array
    features: GrowthFeatures


def _known_at(panel: GrowthPanel, n_years: int, sample: Index) -> _Known:
    panel = seasonality.adjusted(panel, n_years)
    filled = methods.fill_gaps(panel.values[:, :n_years])
    scale = scales(filled[sample])
    return _Known(panel, filled[sample], scale, growth_features(panel, filled, scale, sample))


_Chunk = tuple[Array, Array, dict[str, Array]]
"""Values without gaps, scale and rates of a few series."""


def _chunks(known: _Known) -> list[_Chunk]:
    """At most CHUNK series each; one, empty, of no series."""
    return [
        (
            known.filled[start : start + CHUNK],
            known.scale[start : start + CHUNK],
            {name: rate[start : start + CHUNK] for name, rate in known.features.rates.items()},
        )
        for start in range(0, max(len(known.scale), 1), CHUNK)
    ]


def _base_forecasts(chunk: _Chunk, horizon: int) -> dict[str, Array]:
    return base_forecasts(*chunk, horizon)


def _assemble(
    known: _Known, n_years: int, sample: Index, bases: dict[str, Array], medians: Array | None
) -> Rows:
    """Rows of the sampled series at one origin from what is known and forecast of them."""
    n, horizon = bases["naive"].shape
    names, steps = known.features.names, np.arange(1, horizon + 1)
    features = np.empty((n, horizon, len(names) + 1 + len(bases)), dtype=np.float32)
    features[:, :, : len(names)] = known.features.fixed[:, None]
    features[:, :, len(names)] = steps
    for number, base in enumerate(bases.values(), start=len(names) + 1):
        features[:, :, number] = base
    future = np.full((n, horizon), np.nan)
    ahead = known.panel.values[sample, n_years : n_years + horizon]
    future[:, : ahead.shape[1]] = ahead
    future[~learnable(known.panel, n_years, sample)] = np.nan
    target = (future - known.filled[:, -1:]) / known.scale[:, None]
    level, shared = known.filled[:, -1:] / known.scale[:, None], bool(known.panel.groups)
    path = median_path(target, level) if shared else np.zeros_like(target)
    present = [bases[name] for name in AVERAGED if name in bases]
    averaged = np.empty((n, horizon, len(present)), dtype=np.float32)
    for number, base in enumerate(present):
        absent = 0.0 if shared else bases["combination"]
        path_of_all = None if medians is None else medians[number]
        own = base - median_path(base, level, path_of_all) if shared else base
        averaged[:, :, number] = np.where(np.isfinite(own), own, absent)
    return Rows(
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


def base_medians(names: list[str], rows: Rows, horizon: int) -> Array:
    """Medians (n_bases, 2, horizon) of the averaged base forecasts over the series of the rows.

    Parameters
    ----------
    names : list of str
        Of the features, which hold the base forecasts as well.
    rows : Rows
        Of all series at one origin.
    """
    features = rows.features.reshape(-1, horizon, len(names))
    level = rows.level.reshape(-1, horizon)[:, :1]
    places = [names.index(name) for name in AVERAGED if name in names]
    return np.stack([medians(features[:, :, place].astype(np.float64), level) for place in places])


def median_path(change: Array, level: Array, of_all: Array | None = None) -> Array:
    """Scaled change (n_series, horizon) of each series if it went with the median of all.

    Mean of two ways to go with the median: with its growth and with its scaled change. `of_all`
    are the medians (2, horizon) to go with, those of the changes where they are not given.
    """
    growth, shift = medians(change, level) if of_all is None else of_all
    return np.asarray((np.clip(level, 0.0, MOST_LEVEL) * np.expm1(growth) + shift) / 2)


def medians(change: Array, level: Array) -> Array:
    """Median log growth and median scaled change (2, horizon) of series.

    Unknown changes (NaN) do not count; level is (n_series, 1).
    """
    end = level + change
    positive = (level > 0) & (end > 0)
    ratio = np.where(positive, end, 1.0) / np.where(level > 0, level, 1.0)
    growth = known_median(np.where(positive, np.log(ratio), np.nan))
    return np.stack([growth, known_median(change)])


def known_median(values: Array) -> Array:
    """Median of each column, 0 where nothing is known."""
    unknown = ~np.isfinite(values).any(axis=0)
    return np.asarray(np.nanmedian(np.where(unknown, 0.0, values), axis=0))


def origins(panel: GrowthPanel) -> list[int]:
    """Numbers of columns after which a panel can be learned from: a year apart, oldest first.

    Of sub-annual data only those with years enough to see the seasons, where there are any.
    """
    per_year = panel.periods_per_year
    every = list(range(len(panel.years) - per_year, MINIMUM_POINTS - 1, -per_year))[::-1]
    return [n for n in every if n >= seasonality.MINIMUM_YEARS * per_year] or every


def learnable(panel: GrowthPanel, n_years: int, sample: Index) -> npt.NDArray[np.bool_]:
    """Whether each sampled series says enough after `n_years` years to learn from, (n_sample,).

    Its value at the origin is known, it has moved, and it is not very short: where calendars are
    not shared, short starts of long series have another scale than what is to be forecast.
    """
    past = panel.values[sample, :n_years]
    filled = methods.fill_gaps(past)
    length = np.isfinite(filled).sum(axis=1)
    moved = metrics.scale(filled) > 0
    lone = int(np.clip(panel.values.shape[1] // 3, MINIMUM_POINTS, LONG_YEARS))
    minimum = MINIMUM_POINTS if panel.groups else lone
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

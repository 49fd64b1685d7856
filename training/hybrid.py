# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""One LightGBM over all series and origins, averaged with the dynamic optimised Theta forecast.

A row is (series, origin, step); the target is the change from the origin in units of the series'
mean absolute yearly change, so that series of all sizes teach each other (Montero-Manso and
Hyndman 2021 on global models). Series that share their calendar share its shocks, and a panel has
few years to learn them from: the booster learns only what sets a series apart from the median
series of the same origin and step; the median itself is carried forward as the mean of its past.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd

from features.growth_panel import GrowthPanel, growth_features
from training import forecast_metrics, statistical
from training.base_forecasts import base_forecasts, scales
from training.trained import Progress, silent

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

THREADS = 1
MINIMUM_YEARS = 3
LONG_YEARS = 6
MINIMUM_ROWS = 500
MAXIMUM_ROWS = 400_000
MAXIMUM_FOLDS = 8
SEEDS = (1, 2, 3)
ROUNDS = 150
MEMORY = 0.9
"""Weight of a year's median growth against that of the year after it."""
SHARED_THETA_WEIGHT, LONE_THETA_WEIGHT = 0.2, 0.5
"""Weight of Theta where series share their calendar, and where they have nothing in common."""
PARAMETERS = {
    "objective": "l1",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "num_threads": THREADS,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Rows:
    """What the booster learns from or forecasts.

    Attributes
    ----------
    features : (n_rows, n_features)
    target : (n_rows,)
        Scaled change, NaN where the outcome is unknown.
    theta : (n_rows,)
        Scaled change that Theta forecasts.
    level : (n_rows,)
        Last value over the scale.
    origin, step : (n_rows,) int
        Number of years known at the origin; years ahead, from 1.
    """

    features: Array
    target: Array
    theta: Array
    level: Array
    origin: Index
    step: Index


@dataclass(frozen=True)
class Common:
    """How the median series of a panel grows in a year.

    Attributes
    ----------
    rate : float
        Log growth.
    change : float
        Scaled change.
    """

    rate: float
    change: float

    def ahead(self, rows: Rows) -> Array:
        """Scaled change of a series that goes with the median: mean of both ways to carry it."""
        grown = np.maximum(rows.level, 0.0) * np.expm1(self.rate * rows.step)
        return np.asarray((grown + self.change * rows.step) / 2)


@dataclass(frozen=True)
class Global:
    """The fitted global model."""

    names: list[str]
    boosters: list[lgb.Booster]
    common: Common

    def predict(self, rows: Rows) -> Array:
        """Scaled change of each row."""
        own = sum(np.asarray(booster.predict(rows.features)) for booster in self.boosters)
        return np.asarray(own / len(self.boosters) + self.common.ahead(rows))


@dataclass(frozen=True)
class HybridForecast:
    """Scaled forecasts and the out-of-fold errors that calibrate their intervals.

    Attributes
    ----------
    change : (n_series, horizon)
        Median change from the origin over the series' scale.
    errors, origins, steps : (n_rows,)
        Scaled out-of-fold error, its origin and step.
    model : Global or None
        None where there were too few rows to learn from.
    """

    change: Array
    errors: Array
    origins: Index
    steps: Index
    model: Global | None


def forecast(
    panel: GrowthPanel,
    horizon: int,
    theta_weight: float | None = None,
    progress: Progress = silent,
) -> HybridForecast:
    """Fit on every origin, forecast from the last year; fold origins give honest errors.

    At a fold origin the model knows only outcomes up to that year, so its errors hold the common
    shocks that came after it, as those of the forecast will.
    """
    shared = bool(panel.groups)
    if theta_weight is None:
        theta_weight = SHARED_THETA_WEIGHT if shared else LONE_THETA_WEIGHT
    n_years = panel.values.shape[1]
    names, final = rows_at(panel, n_years, horizon, np.arange(len(panel.values)))
    origins = range(MINIMUM_YEARS, n_years)
    sample = _sample(len(panel.values), len(origins) * horizon)
    past = _known(stack([rows_at(panel, n, horizon, sample)[1] for n in origins], final))
    if len(past.target) < MINIMUM_ROWS:
        change = final.theta.reshape(-1, horizon)
        return HybridForecast(change, past.target - past.theta, past.origin, past.step, None)
    folds = []
    for origin in list(origins)[-MAXIMUM_FOLDS:]:
        seen = past.origin + past.step <= origin
        if seen.sum() < MINIMUM_ROWS:
            continue
        progress(f"hybrid: out-of-fold errors at {panel.years[origin - 1]}")
        model = fit(names, select(past, seen), SEEDS[:1], shared=shared)
        fold = select(past, past.origin == origin)
        folds.append((fold, fold.target - _blend(model, fold, theta_weight)))
    progress(f"hybrid: fitting {len(past.target)} rows")
    model = fit(names, past, SEEDS, shared=shared)
    change = _blend(model, final, theta_weight).reshape(-1, horizon)
    if not folds:
        folds = [(past, past.target - past.theta)]
    out = stack([fold for fold, _ in folds], final)
    errors = np.concatenate([error for _, error in folds])
    return HybridForecast(change, errors, out.origin, out.step, model)


def rows_at(
    panel: GrowthPanel, n_years: int, horizon: int, sample: Index
) -> tuple[list[str], Rows]:
    """Rows of the sampled series at the origin after `n_years` years, series-major."""
    filled = statistical.fill_gaps(panel.values[:, :n_years])
    scale = scales(filled)
    known = growth_features(panel, filled, scale)
    filled, scale = filled[sample], scale[sample]
    rates = {name: rate[sample] for name, rate in known.rates.items()}
    bases = base_forecasts(filled, scale, rates, horizon)
    n, steps = len(sample), np.arange(1, horizon + 1)
    features = np.column_stack(
        [
            np.repeat(known.fixed[sample], horizon, axis=0),
            np.tile(steps, n),
            *(base.ravel() for base in bases.values()),
        ]
    )
    future = np.full((n, horizon), np.nan)
    ahead = panel.values[sample, n_years : n_years + horizon]
    future[:, : ahead.shape[1]] = ahead
    future[~learnable(panel, n_years)[sample]] = np.nan
    target = (future - filled[:, -1:]) / scale[:, None]
    return [*known.names, "step", *bases], Rows(
        features,
        target.ravel(),
        bases["theta"].ravel(),
        np.repeat(filled[:, -1] / scale, horizon),
        np.full(n * horizon, n_years),
        np.tile(steps, n),
    )


def learnable(panel: GrowthPanel, n_years: int) -> npt.NDArray[np.bool_]:
    """Whether each series says enough after `n_years` years to learn from, (n_series,).

    Its value at the origin is known, it has moved, and it is not very short: where calendars are
    not shared, short starts of long series have another scale than what is to be forecast.
    """
    past = panel.values[:, :n_years]
    length = np.isfinite(statistical.fill_gaps(past)).sum(axis=1)
    moved = forecast_metrics.scale(past) > 0
    lone = int(np.clip(panel.values.shape[1] // 3, MINIMUM_YEARS, LONG_YEARS))
    minimum = MINIMUM_YEARS if panel.groups else lone
    return np.asarray(np.isfinite(past[:, -1]) & moved & (length >= minimum))


def _sample(n_series: int, rows_each: int) -> Index:
    """Series that the model learns from: all, or as many as give MAXIMUM_ROWS rows."""
    if n_series * rows_each <= MAXIMUM_ROWS:
        return np.arange(n_series)
    chosen = np.random.default_rng(1).permutation(n_series)[: MAXIMUM_ROWS // rows_each]
    return np.sort(chosen)


def stack(parts: Sequence[Rows], like: Rows) -> Rows:
    """Rows one after the other; none, in the shape of `like`, where there are no parts."""
    parts = [select(like, np.zeros(len(like.target), dtype=bool)), *parts]
    return Rows(
        *(np.concatenate([getattr(part, item.name) for part in parts]) for item in fields(Rows))
    )


def select(rows: Rows, mask: npt.NDArray[np.bool_]) -> Rows:
    """The rows where the mask holds."""
    return Rows(*(getattr(rows, item.name)[mask] for item in fields(Rows)))


def _known(rows: Rows) -> Rows:
    """Rows with an outcome and a forecast."""
    return select(rows, np.isfinite(rows.target) & np.isfinite(rows.theta))


def fit(names: list[str], rows: Rows, seeds: Sequence[int], *, shared: bool) -> Global:
    """Fit the boosters to rows with known outcomes, one for each seed."""
    common, target = Common(0.0, 0.0), rows.target
    if shared:
        common, median_path = _common(rows)
        target = rows.target - median_path
    data = lgb.Dataset(
        rows.features, target, weight=_weights(rows), feature_name=names, free_raw_data=False
    )
    boosters = [lgb.train({**PARAMETERS, "seed": seed}, data, ROUNDS) for seed in seeds]
    return Global(names, boosters, common)


def _weights(rows: Rows) -> Array:
    """Make absolute scaled errors count as OWA does: half per scale, half per level."""
    level = np.clip(np.abs(rows.level), 0.5, 1e4)
    return np.asarray(1 + np.median(level) / level)


def _common(rows: Rows) -> tuple[Common, Array]:
    """Median growth to expect, and what the median series of each row's origin and step did."""
    end = rows.level + rows.target
    positive = (rows.level > 0) & (end > 0)
    logs = np.log(np.where(positive, end, 1.0) / np.where(positive, rows.level, 1.0))
    table = pd.DataFrame(
        {
            "origin": rows.origin,
            "step": rows.step,
            "log": np.where(positive, logs, np.nan),
            "change": rows.target,
        }
    )
    cells = table.groupby(["origin", "step"])
    medians = cells[["log", "change"]].transform("median").fillna(0.0)
    grown = np.maximum(rows.level, 0.0) * np.expm1(medians["log"].to_numpy())
    path = (grown + medians["change"].to_numpy()) / 2
    first = cells[["log", "change"]].median().fillna(0.0).xs(1, level="step")
    weights = MEMORY ** np.arange(len(first))[::-1]
    rate, change = np.average(first.to_numpy(), axis=0, weights=weights)
    return Common(float(rate), float(change)), path


def _blend(model: Global, rows: Rows, theta_weight: float) -> Array:
    """Weighted mean of the global model's and Theta's scaled change."""
    return (1 - theta_weight) * model.predict(rows) + theta_weight * rows.theta

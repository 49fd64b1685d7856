# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Two LightGBM models over all series and origins, averaged with weights chosen out of fold.

One forecasts the change itself; the other weighs base forecasts such as dynamic optimised Theta.

Series that share a calendar share its shocks, and a panel has few years to estimate them. So the
models are fitted to the deviation of a series from the median series of the same origin and step;
the median itself is forecast as the damped mean of its past.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array
from features.growth.panel import GrowthPanel
from training.columns import join, select
from training.growth.global_model import averaging, common_path
from training.growth.global_model import rows as growth_rows
from training.growth.global_model.common_path import Common
from training.growth.global_model.rows import Rows
from training.trained import Progress, silent
from training.work import THREADS, Work, local_work

MINIMUM_ROWS = 500
MAXIMUM_ROWS, MAXIMUM_AVERAGING_ROWS, MAXIMUM_FOLD_ROWS = 150_000, 30_000, 20_000
"""Rows that the served models and those of a fold are fitted to: more add seconds, not accuracy."""
PREDICTED_ROWS = 50_000
"""Rows that are forecast at a time."""
MAXIMUM_FOLDS = 8
FOLDS_PER_FIT = 4
SEEDS = (1, 2)
ROUNDS = 75
PRIOR_ORIGINS = 3
"""Weight of the prior, equal weights of both models, in origins."""
PARAMETERS: dict[str, object] = {
    "objective": "l1",
    "learning_rate": 0.1,
    "num_leaves": 7,
    "min_data_in_leaf": 50,
    "max_bin": 63,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "num_threads": THREADS,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}
LONE_LEAVES = 15
"""Leaves for series that do not share their calendar and so differ more."""


@dataclass(frozen=True)
class Parts:
    """Forecasts of the scaled change of rows, each (n_rows,).

    Attributes
    ----------
    common : the path of the median series.
    averaged, direct : the deviation from it, by the weighted average of base forecasts and by the
        booster of the change itself.
    """

    common: Array
    averaged: Array
    direct: Array


def scaled_change(rows: Rows, parts: Parts, weight: float) -> Array:
    """Scaled change (n_rows,), with the weight of the averaged base forecasts in [0, 1].

    A series at zero is forecast to stay there, as most do.
    """
    change = parts.common + weight * parts.averaged + (1 - weight) * parts.direct
    return np.where(rows.level == 0, 0.0, change)


@dataclass(frozen=True)
class Global:
    """The fitted global model.

    Attributes
    ----------
    names : list of str
        Of the features.
    direct, averaging : list of Booster
        Of the change itself; of the weights of the base forecasts.
    """

    names: list[str]
    direct: list[lgb.Booster]
    averaging: list[lgb.Booster]
    common: Common

    def predict(self, rows: Rows) -> Parts:
        """Forecasts of rows."""
        weights = averaging.weights(self.averaging, rows.features)
        changes = [np.asarray(booster.predict(rows.features)) for booster in self.direct]
        direct = np.asarray(np.mean(changes, axis=0))
        return Parts(self.common.ahead(rows), (weights * rows.bases).sum(axis=1), direct)


@dataclass(frozen=True)
class Learned:
    """The global model with its forecasts of the future and, out of fold, of past outcomes.

    Attributes
    ----------
    final, folds : Rows
        Of all series after the panel's last column, series by series; of past origins.
    parts, fold_parts : Parts
        Forecasts of these rows.
    model : Global or None
        None if there were too few rows to fit one: forecasts are the statistical ones.
    seconds : float
        Time of fitting and forecasting.
    """

    final: Rows
    folds: Rows
    parts: Parts
    fold_parts: Parts
    model: Global | None
    seconds: float


def learn(
    panel: GrowthPanel, horizon: int, progress: Progress = silent, work: Work = local_work
) -> Learned:
    """Fit on every origin and forecast from the last column; fold origins give out-of-fold errors.

    At a fold origin the model has seen only outcomes up to that origin, so its errors include the
    common shocks after it, as those of the forecast will.
    """
    started = time.perf_counter()
    n_series, n_columns = panel.values.shape
    origins = growth_rows.origins(panel)
    sample = growth_rows.sample_series(n_series, len(origins) * horizon, MAXIMUM_ROWS)
    places = [(n_columns, np.arange(n_series)), *((n, sample) for n in origins)]
    names, (final, *earlier) = growth_rows.rows_of(panel, places, horizon, work)
    none = select(final, final.step < 1)
    past = growth_rows.with_outcome(join([none, *earlier]))
    if len(past.target) < MINIMUM_ROWS:
        parts, fold_parts = statistical_parts(final), statistical_parts(past)
        return Learned(final, past, parts, fold_parts, None, time.perf_counter() - started)
    progress(f"global model: fitting {len(past.target)} rows, and folds of their past")
    folds = _folds(past)
    lots = [*(_before(past, fold[0]) for fold in folds), past]
    seeds = [*(SEEDS[:1] for _ in folds), SEEDS]
    per_year = panel.periods_per_year if panel.shares_calendar else None
    fit_lot = partial(_fit_lot, names=names, per_year=per_year)
    *past_models, model = work(fit_lot, list(zip(lots, seeds, strict=True)))
    progress(f"global model: forecasting {n_series} series")
    parts = predict(model, final, work)
    fold_rows, fold_parts = _out_of_fold(past, folds, past_models, per_year)
    seconds = time.perf_counter() - started
    return Learned(final, fold_rows, parts, fold_parts, model, seconds)


def statistical_parts(rows: Rows) -> Parts:
    """The statistical forecasts of rows instead of the global model's."""
    return Parts(rows.statistical, np.zeros_like(rows.target), np.zeros_like(rows.target))


def _fit_lot(lot: tuple[Rows, Sequence[int]], names: list[str], per_year: int | None) -> Global:
    rows, seeds = lot
    return fit(names, rows, seeds, per_year)


def predict(model: Global, rows: Rows, work: Work = local_work) -> Parts:
    """Forecasts of rows, a chunk at a time."""
    n = len(rows.target)
    starts = range(0, max(n, 1), PREDICTED_ROWS)
    chunks = [select(rows, np.arange(start, min(start + PREDICTED_ROWS, n))) for start in starts]
    parts: list[Parts] = work(model.predict, chunks)
    return join(parts)


def _folds(past: Rows) -> list[list[int]]:
    """The latest origins with enough rows before them, consecutive ones grouped for one fit."""
    seen = past.origin + past.step
    origins = [int(o) for o in np.unique(past.origin) if (seen <= o).sum() >= MINIMUM_ROWS]
    latest = origins[-MAXIMUM_FOLDS:]
    return [latest[n : n + FOLDS_PER_FIT] for n in range(0, len(latest), FOLDS_PER_FIT)]


def _before(past: Rows, origin: int) -> Rows:
    """Rows whose outcome was known at an origin; a random sample if they are many."""
    places = np.flatnonzero(past.origin + past.step <= origin)
    drawn = np.random.default_rng([2, origin]).permutation(places)[:MAXIMUM_FOLD_ROWS]
    return select(past, np.sort(drawn))


def _out_of_fold(
    past: Rows, folds: list[list[int]], models: Sequence[Global], per_year: int | None
) -> tuple[Rows, Parts]:
    """Rows of the fold origins and their forecasts by models that saw no later outcome.

    Statistical forecasts of all rows if no origin has enough rows before it.
    """
    if not folds:
        return past, statistical_parts(past)
    rows, parts = [], []
    for origins, model in zip(folds, models, strict=True):
        for origin in origins:
            rows.append(select(past, past.origin == origin))
            seen = select(past, past.origin + past.step <= origin)
            common = model.common if per_year is None else common_path.fit(seen, per_year)
            parts.append(replace(model, common=common).predict(rows[-1]))
    return join(rows), join(parts)


def averaged_weight(rows: Rows, parts: Parts) -> float:
    """Weight of the average of base forecasts against the direct booster's, in [0, 1].

    The best weight over all fold origins and steps, each with the same weight, shrunk towards .5;
    .5 if there are no rows.
    """
    if not len(rows.target):
        return 0.5
    shares = np.linspace(0, 1, 11)
    averaged, direct = parts.averaged[:, None], parts.direct[:, None]
    error = np.abs((rows.target - rows.path)[:, None] - shares * averaged - (1 - shares) * direct)
    cells = [rows.origin, rows.step]
    errors = pd.DataFrame(error * _weights(rows)[:, None]).groupby(cells).mean()
    best = float(shares[np.argmin(errors.sum().to_numpy())])
    n_origins = len(np.unique(rows.origin))
    return (n_origins * best + PRIOR_ORIGINS * 0.5) / (n_origins + PRIOR_ORIGINS)


def fit(names: list[str], rows: Rows, seeds: Sequence[int], per_year: int | None) -> Global:
    """Fit the boosters to rows with known outcomes, one for each seed.

    `per_year` is the number of steps a year; None for series that do not share their calendar and
    so have no common path.
    """
    target, importance = rows.target - rows.path, _weights(rows)
    parameters = PARAMETERS if per_year else {**PARAMETERS, "num_leaves": LONE_LEAVES}
    data = lgb.Dataset(
        rows.features, target, weight=importance, feature_name=names, free_raw_data=False
    )
    direct = [lgb.train({**parameters, "seed": seed}, data, ROUNDS) for seed in seeds]
    sampled = _thinned(rows, MAXIMUM_AVERAGING_ROWS)
    errors = np.abs((target[:, None] - rows.bases)[sampled]) * importance[sampled, None]
    common = Common(0.0, 0.0) if per_year is None else common_path.fit(rows, per_year)
    averaged = averaging.fit(rows.features[sampled], names, errors, parameters, seeds[:1])
    return Global(names, direct, averaged, common)


def _thinned(rows: Rows, maximum: int) -> npt.NDArray[np.intp]:
    """Places of all rows, or of a random sample of `maximum`."""
    n = len(rows.target)
    return np.sort(np.random.default_rng(3).permutation(n)[:maximum])


def _weights(rows: Rows) -> Array:
    """Weights with which absolute scaled errors count as in OWA: half by scale, half by level."""
    level = np.clip(np.abs(rows.level), 0.5, 1e4)
    return np.asarray(1 + np.median(level) / level)

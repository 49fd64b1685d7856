# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Two LightGBM models over all series and origins, averaged by what they did out of fold.

One forecasts the change itself; one weighs base forecasts, dynamic optimised Theta among them.

Series that share their calendar share its shocks, and a panel has few years to learn them from:
they learn only what sets a series apart from the median series of the same origin and
step; the median itself is carried forward as the mean of its past.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd

from features.growth_panel import GrowthPanel
from training.growth import averaging
from training.growth import rows as growth_rows
from training.growth.rows import Rows, select
from training.trained import Progress, silent

Array = npt.NDArray[np.float64]

THREADS = 1
MINIMUM_ROWS = 500
MAXIMUM_ROWS, MAXIMUM_AVERAGING_ROWS, MAXIMUM_FOLD_ROWS = 150_000, 30_000, 20_000
"""Rows that the served models and those of a fold learn from: more add seconds, not accuracy."""
MAXIMUM_FOLDS = 8
FOLDS_PER_FIT = 4
SEEDS = (1, 2)
ROUNDS = 75
MEMORY = 0.9
"""Weight of a year's median growth against that of the year after it."""
PRIOR_ORIGINS = 3
"""Origins that equal weights of both models count for."""
LONE_STATISTICAL_WEIGHT = 1 / 3
"""Weight of the statistical combination where series have nothing in common; where they share
their calendar it has none, as it knows nothing of their common path."""
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
class Parts:
    """Forecasts of the scaled change of rows, each (n_rows,).

    Attributes
    ----------
    common : the path of the median series.
    averaged, direct : what sets the series apart from it, by the weighted average of base
        forecasts and by the booster of the change itself.
    """

    common: Array
    averaged: Array
    direct: Array


@dataclass(frozen=True)
class Global:
    """The fitted global model.

    Attributes
    ----------
    names : list of str
        Of the features.
    direct, averaging : list of Booster
        Of the change itself; of the weights of the base forecasts.
    common : Common
    """

    names: list[str]
    direct: list[lgb.Booster]
    averaging: list[lgb.Booster]
    common: Common

    def predict(self, rows: Rows) -> Parts:
        """Forecasts of rows."""
        weights = averaging.weights(self.averaging, rows.features)
        each = [np.asarray(booster.predict(rows.features)) for booster in self.direct]
        direct = np.asarray(np.mean(each, axis=0))
        return Parts(self.common.ahead(rows), (weights * rows.bases).sum(axis=1), direct)


@dataclass(frozen=True)
class Learned:
    """The global model's forecasts, and those it made of outcomes that it had not seen.

    Attributes
    ----------
    final, folds : Rows
        Of all series after the panel's last year, series-major; of past origins.
    parts, fold_parts : Parts
        Forecasts of these rows.
    model : Global or None
        None where there were too few rows to learn from: forecasts are the statistical ones.
    seconds : float
        That all this took.
    """

    final: Rows
    folds: Rows
    parts: Parts
    fold_parts: Parts
    model: Global | None
    seconds: float


def learn(panel: GrowthPanel, horizon: int, progress: Progress = silent) -> Learned:
    """Fit on every origin and forecast from the last year; fold origins give honest errors.

    At a fold origin the model knows only outcomes up to that year, so its errors hold the common
    shocks that came after it, as those of the forecast will.
    """
    started = time.perf_counter()
    n_series, n_years = panel.values.shape
    origins = range(growth_rows.MINIMUM_YEARS, n_years)
    names, final = growth_rows.rows_at(panel, n_years, horizon, np.arange(n_series))
    sample = growth_rows.sample_series(n_series, len(origins) * horizon, MAXIMUM_ROWS)
    past = growth_rows.known(
        growth_rows.stack(
            [growth_rows.rows_at(panel, n, horizon, sample)[1] for n in origins], final
        )
    )
    if len(past.target) < MINIMUM_ROWS:
        parts, fold_parts = _fallback(final), _fallback(past)
        return Learned(final, past, parts, fold_parts, None, time.perf_counter() - started)
    shared = bool(panel.groups)
    folds, fold_parts = _out_of_fold(names, past, shared=shared, progress=progress)
    progress(f"global model: fitting {len(past.target)} rows")
    model = fit(names, past, SEEDS, shared=shared)
    parts = model.predict(final)
    return Learned(final, folds, parts, fold_parts, model, time.perf_counter() - started)


def _fallback(rows: Rows) -> Parts:
    """The statistical forecast in the place of the global model's."""
    return Parts(rows.statistical, np.zeros_like(rows.target), np.zeros_like(rows.target))


def _out_of_fold(
    names: list[str], past: Rows, *, shared: bool, progress: Progress
) -> tuple[Rows, Parts]:
    """Rows of the latest origins and their forecasts, one fit for a few origins that follow.

    Statistical forecasts of all rows where no origin has enough rows before it.
    """
    rng = np.random.default_rng(2)
    origins, seen = np.unique(past.origin), past.origin + past.step
    enough = [int(o) for o in origins if (seen <= o).sum() >= MINIMUM_ROWS][-MAXIMUM_FOLDS:]
    if not enough:
        return past, _fallback(past)
    rows, parts = [], []
    for number, origin in enumerate(enough):
        if number % FOLDS_PER_FIT == 0:
            progress(f"global model: out-of-fold errors, origin {number + 1} of {len(enough)}")
            learned = np.flatnonzero(seen <= origin)
            learned = np.sort(rng.permutation(learned)[:MAXIMUM_FOLD_ROWS])
            model = fit(names, select(past, learned), SEEDS[:1], shared=shared)
        elif shared:
            model = replace(model, common=_common(select(past, seen <= origin)))
        rows.append(select(past, past.origin == origin))
        parts.append(model.predict(rows[-1]))
    together = [[getattr(part, item.name) for part in parts] for item in fields(Parts)]
    return growth_rows.stack(rows, past), Parts(*(np.concatenate(part) for part in together))


def averaged_weight(rows: Rows, parts: Parts) -> float:
    """Weight of the average of base forecasts against the direct booster's, in [0, 1].

    What would have been best over all fold origins and steps, these counting the same, shrunk to
    equal weights.
    """
    shares = np.linspace(0, 1, 11)
    own, direct = parts.averaged[:, None], parts.direct[:, None]
    error = np.abs((rows.target - rows.path)[:, None] - shares * own - (1 - shares) * direct)
    cells = [rows.origin, rows.step]
    errors = pd.DataFrame(error * _weights(rows)[:, None]).groupby(cells).mean()
    best = float(shares[np.argmin(errors.sum().to_numpy())])
    n_origins = len(np.unique(rows.origin))
    return (n_origins * best + PRIOR_ORIGINS * 0.5) / (n_origins + PRIOR_ORIGINS)


def fit(names: list[str], rows: Rows, seeds: Sequence[int], *, shared: bool) -> Global:
    """Fit the boosters to rows with known outcomes, one for each seed."""
    target, importance = rows.target - rows.path, _weights(rows)
    data = lgb.Dataset(
        rows.features, target, weight=importance, feature_name=names, free_raw_data=False
    )
    direct = [lgb.train({**PARAMETERS, "seed": seed}, data, ROUNDS) for seed in seeds]
    few = _thinned(rows, MAXIMUM_AVERAGING_ROWS)
    errors = np.abs((target[:, None] - rows.bases)[few]) * importance[few, None]
    averaged = averaging.fit(rows.features[few], names, errors, PARAMETERS, seeds[:1])
    return Global(names, direct, averaged, _common(rows) if shared else Common(0.0, 0.0))


def _thinned(rows: Rows, maximum: int) -> npt.NDArray[np.intp]:
    """Places of all rows, or of as many drawn."""
    n = len(rows.target)
    return np.sort(np.random.default_rng(3).permutation(n)[:maximum])


def _weights(rows: Rows) -> Array:
    """Make absolute scaled errors count as OWA does: half per scale, half per level."""
    level = np.clip(np.abs(rows.level), 0.5, 1e4)
    return np.asarray(1 + np.median(level) / level)


def _common(rows: Rows) -> Common:
    """Growth of the median series to expect: the mean of its past years, the latest count most."""
    first = select(rows, rows.step == 1)
    end = first.level + first.target
    positive = (first.level > 0) & (end > 0)
    logs = np.log(np.where(positive, end, 1.0) / np.where(positive, first.level, 1.0))
    table = pd.DataFrame(
        {"log": np.where(positive, logs, np.nan), "change": first.target}, index=first.origin
    )
    medians = table.groupby(level=0).median().fillna(0.0)
    weights = MEMORY ** np.arange(len(medians))[::-1]
    rate, change = np.average(medians.to_numpy(), axis=0, weights=weights)
    return Common(float(rate), float(change))

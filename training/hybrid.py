# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""One LightGBM over all series and origins, averaged with the dynamic optimised Theta forecast.

Series that share their calendar share its shocks, and a panel has few years to learn them from:
the booster learns only what sets a series apart from the median series of the same origin and
step; the median itself is carried forward as the mean of its past.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
import pandas as pd

from features.growth_panel import GrowthPanel
from training import growth_rows
from training.growth_rows import Rows, select
from training.trained import Progress, silent

Array = npt.NDArray[np.float64]

THREADS = 1
MINIMUM_ROWS = 500
MAXIMUM_ROWS, MAXIMUM_FOLD_ROWS = 150_000, 60_000
"""Rows that the served model and a model of a fold learn from: more add seconds, not accuracy."""
MAXIMUM_FOLDS = 8
FOLDS_PER_FIT = 3
SEEDS = (1, 2, 3)
ROUNDS = 75
MEMORY = 0.9
"""Weight of a year's median growth against that of the year after it."""
SHARED_THETA_WEIGHT, LONE_THETA_WEIGHT = 0.2, 0.5
"""Weight of Theta where series share their calendar, and where they have nothing in common."""
PARAMETERS = {
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
class Learned:
    """The global model's forecasts, and those it made of outcomes that it had not seen.

    Attributes
    ----------
    final, folds : Rows
        Of all series after the panel's last year, series-major; of past origins.
    change, fold_change : (n_rows,)
        Scaled change that the model alone forecasts for each of these rows.
    model : Global or None
        None where there were too few rows to learn from: forecasts are Theta's.
    seconds : float
        That all this took.
    """

    final: Rows
    folds: Rows
    change: Array
    fold_change: Array
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
        return Learned(final, past, final.theta, past.theta, None, time.perf_counter() - started)
    shared = bool(panel.groups)
    folds, fold_change = _out_of_fold(names, past, shared=shared, progress=progress)
    progress(f"global model: fitting {len(past.target)} rows")
    model = fit(names, past, SEEDS, shared=shared)
    change = model.predict(final)
    seconds = time.perf_counter() - started
    return Learned(final, folds, change, fold_change, model, seconds)


def _out_of_fold(
    names: list[str], past: Rows, *, shared: bool, progress: Progress
) -> tuple[Rows, Array]:
    """Rows of the latest origins and their forecasts, one fit for a few origins that follow.

    Theta's forecasts of all rows where no origin has enough rows before it.
    """
    rng = np.random.default_rng(2)
    origins, seen = np.unique(past.origin), past.origin + past.step
    enough = [int(o) for o in origins if (seen <= o).sum() >= MINIMUM_ROWS][-MAXIMUM_FOLDS:]
    if not enough:
        return past, past.theta
    parts = []
    for number, origin in enumerate(enough):
        if number % FOLDS_PER_FIT == 0:
            progress(f"global model: out-of-fold errors, origin {number + 1} of {len(enough)}")
            rows = np.flatnonzero(seen <= origin)
            rows = np.sort(rng.permutation(rows)[:MAXIMUM_FOLD_ROWS])
            model = fit(names, select(past, rows), SEEDS[:1], shared=shared)
        elif shared:
            model = replace(model, common=_common(select(past, seen <= origin))[0])
        fold = select(past, past.origin == origin)
        parts.append((fold, model.predict(fold)))
    folds = growth_rows.stack([fold for fold, _ in parts], past)
    return folds, np.concatenate([change for _, change in parts])


def theta_weight(panel: GrowthPanel) -> float:
    """Weight of Theta beside the global model."""
    return SHARED_THETA_WEIGHT if panel.groups else LONE_THETA_WEIGHT


def blend(learned: Learned, theta_weight: float) -> tuple[Array, Array]:
    """Weighted mean of the model's and Theta's scaled change: of the final and the fold rows."""
    own = 1 - theta_weight
    return (
        own * learned.change + theta_weight * learned.final.theta,
        own * learned.fold_change + theta_weight * learned.folds.theta,
    )


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

# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth models: forecast region x cluster series, with intervals, baselines first."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.growth_panel import GrowthPanel
from training.growth import hybrid, intervals, spread, statistical
from training.growth import rows as growth_rows
from training.growth.base_forecasts import scales
from training.growth.rows import Rows
from training.trained import Progress, silent

Array = npt.NDArray[np.float64]

CALIBRATION_SERIES = 1000
"""Series whose past errors calibrate the intervals of a statistical model."""


@dataclass(frozen=True)
class Forecast:
    """What a model says about the years after a panel's last.

    Attributes
    ----------
    median : (n_series, horizon)
    quantiles : (n_series, horizon, len(intervals.PROBABILITIES))
    files, importance
        As in training.trained.Trained.
    """

    median: Array
    quantiles: Array
    files: Mapping[str, bytes] = field(default_factory=dict)
    importance: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"feature": pd.Series(dtype=str), "gain": []})
    )


Errors = tuple[Array, npt.NDArray[np.intp], npt.NDArray[np.intp]]
"""Scaled out-of-fold errors with their origins and steps, each (n,)."""

Learn = Callable[[], hybrid.Learned]
"""The fitted global model, which several models share."""

Model = Callable[[GrowthPanel, int, Learn, Progress], Forecast]


def learner(panel: GrowthPanel, horizon: int, progress: Progress = silent) -> Learn:
    """Fit the global model when it is first asked for, and once."""
    return cache(partial(hybrid.learn, panel, horizon, progress))


def _statistical(point: Callable[[Array, int], Array]) -> Model:
    """Wrap a point forecaster: intervals from its own errors at the panel's earlier origins."""

    def model(panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress) -> Forecast:
        errors = _past_errors(panel, point, horizon)
        return _with_intervals(panel, point(panel.values, horizon), errors)

    return model


def _past_errors(panel: GrowthPanel, point: Callable[[Array, int], Array], horizon: int) -> Errors:
    """Scaled errors of a point forecaster at the panel's latest earlier origins."""
    n_years = panel.values.shape[1]
    lengths = list(range(growth_rows.MINIMUM_YEARS, n_years))[-hybrid.MAXIMUM_FOLDS :]
    sample = growth_rows.sample_series(len(panel.values), 1, CALIBRATION_SERIES)
    values = panel.values[sample]
    past = statistical.prefixes(values, lengths)
    future = np.full((len(past), horizon), np.nan)
    learnable = np.zeros(len(past), dtype=bool)
    for number, n in enumerate(lengths):
        block, ahead = slice(number * len(values), (number + 1) * len(values)), values[:, n:]
        future[block, : ahead.shape[1]] = ahead[:, :horizon]
        learnable[block] = growth_rows.learnable(panel, n, sample)
    error = (future - point(past, horizon)) / scales(past)[:, None]
    known = np.isfinite(error) & learnable[:, None]
    origins = np.repeat(np.array(lengths, dtype=np.intp), len(values))[:, None]
    steps = np.arange(1, horizon + 1)
    return (
        error[known],
        np.broadcast_to(origins, error.shape)[known],
        np.broadcast_to(steps, error.shape)[known],
    )


def _with_intervals(
    panel: GrowthPanel, median: Array, errors: Errors, spreads: Array | None = None
) -> Forecast:
    """Forecast whose quantiles are calibrated on errors at earlier origins.

    Errors are in units of the series' scale, and of their spread where the forecast has spreads
    (n_series, horizon) of its own. Spreads of series that share no calendar say how errors grow
    with the step; all others are taken to grow as those of a random walk.
    """
    (error, origins, steps), (horizon, n_years) = errors, (median.shape[1], panel.values.shape[1])
    shared = bool(panel.groups)
    grown = shared or spreads is None
    unit = np.ones(median.shape) if spreads is None else spreads
    if grown:
        growth = intervals.random_walk_growth(horizon, n_years)
        error, unit = error / growth[steps - 1], unit * growth
    calibration = intervals.calibrate(
        error, origins, steps, horizon, n_years, shared=shared, grown=grown
    )
    return Forecast(
        median, intervals.predict(calibration, median, scales(panel.values)[:, None] * unit)
    )


def _global(
    panel: GrowthPanel, horizon: int, learned: hybrid.Learned, weight: float, simple: float
) -> Forecast:
    """Forecast of the global models.

    `weight` is that of the averaged base forecasts against the direct booster, `simple` that of
    the statistical combination against both.
    """

    def change(rows: Rows, parts: hybrid.Parts) -> Array:
        own = weight * parts.averaged + (1 - weight) * parts.direct
        return (1 - simple) * (parts.common + own) + simple * rows.statistical

    last = statistical.fill_gaps(panel.values)[:, -1:]
    own = change(learned.final, learned.parts).reshape(-1, horizon)
    median = last + own * scales(panel.values)[:, None]
    folds = learned.folds
    errors = folds.target - change(folds, learned.fold_parts)
    spreads = spread.predict(folds, errors, learned.final)
    if spreads is None:
        return _with_intervals(panel, median, (errors, folds.origin, folds.step))
    of_folds, of_final = spreads
    if panel.groups:  # years told apart by their features are too few to learn their spread from
        of_folds = of_folds / intervals.medians(of_folds, folds.origin, folds.step)
        of_final = of_final / intervals.medians(of_final, learned.final.origin, learned.final.step)
    scaled = errors / of_folds, folds.origin, folds.step
    return _with_intervals(panel, median, scaled, of_final.reshape(-1, horizon))


def _lightgbm(panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress) -> Forecast:
    """The direct booster and the common path alone."""
    return _global(panel, horizon, learn(), weight=0.0, simple=0.0)


def _hybrid(panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress) -> Forecast:
    """Both global models, weighted by what they did out of fold, and statistics."""
    learned = learn()
    if learned.model is None:
        return _global(panel, horizon, learned, weight=0.0, simple=1.0)
    weight = hybrid.averaged_weight(learned.folds, learned.fold_parts)
    simple = 0.0 if panel.groups else hybrid.LONE_STATISTICAL_WEIGHT
    whole = _global(panel, horizon, learned, weight, simple)
    return replace(whole, **_contents(learned.model, weight))


def _contents(model: hybrid.Global, weight: float) -> dict[str, Any]:
    """Files and importance of the global model."""
    groups = {"direct": model.direct, "averaging": model.averaging}
    boosters = {
        f"lightgbm_{group}_{number}": booster
        for group, members in groups.items()
        for number, booster in enumerate(members)
    }
    gains = [booster.feature_importance("gain") for booster in boosters.values()]
    gain = np.mean([each / max(each.sum(), 1e-12) for each in gains], axis=0)
    importance = pd.DataFrame({"feature": model.names, "gain": gain / max(gain.sum(), 1e-12)})
    files = {
        f"{name}.txt": booster.model_to_string().encode() for name, booster in boosters.items()
    }
    combination = {
        "common": asdict(model.common),
        "averaged": growth_rows.AVERAGED,
        "averaged_weight": weight,
    }
    files["combination.json"] = json.dumps(combination).encode()
    return {
        "files": files,
        "importance": importance.sort_values("gain", ascending=False, ignore_index=True),
    }


def _prophet(panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress) -> Forecast:
    """Prophet for annual data: no yearly seasonality, its own intervals."""
    from training.growth import prophet_adapter  # slow to import, seldom asked for

    samples = prophet_adapter.forecast(
        statistical.fill_gaps(panel.values), panel.years, horizon, progress
    )
    quantiles = np.moveaxis(np.quantile(samples, intervals.PROBABILITIES, axis=-1), 0, -1)
    return Forecast(np.median(samples, axis=-1), quantiles)


MODELS: dict[str, Model] = {
    **{name: _statistical(point) for name, point in statistical.MODELS.items()},
    "prophet": _prophet,
    "lightgbm": _lightgbm,
    "hybrid": _hybrid,
}


def check(model: str, horizon: int) -> None:
    """Refuse an unknown model and a horizon below 1."""
    if model not in MODELS:
        raise UnknownCodeError("growth model", model, MODELS)
    if horizon < 1:
        raise InputError(f"the horizon must be at least 1 year, not {horizon}")


def forecast(
    model: str, panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress = silent
) -> Forecast:
    """Let a model forecast; a series that was never below zero is not forecast below it."""
    result = MODELS[model](panel, horizon, learn, progress)
    floor = np.where((panel.values < 0).any(axis=1), -np.inf, 0.0)[:, None]
    return replace(
        result,
        median=np.maximum(result.median, floor),
        quantiles=np.maximum(result.quantiles, floor[:, :, None]),
    )

# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth models: forecast region x cluster series, with intervals, baselines first."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.growth_panel import KEYS, GrowthPanel, growth_panel
from features.package import Package
from training import forecast_metrics, growth_rows, hybrid, intervals, spread, statistical
from training.backtest import Evaluation
from training.base_forecasts import scales
from training.growth_rows import Rows
from training.trained import Progress, Trained, silent

Array = npt.NDArray[np.float64]

DEFAULT = "hybrid"
QUICK_MODELS = ["naive", "drift", "ets", "theta", "lightgbm"]
"""Models that a training backtests beside the default by itself."""

N_DEFAULT_ORIGINS = 3
MINIMUM_ORIGIN_YEARS = 5
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
    from training import prophet_adapter  # slow to import, seldom asked for

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

LEARNED = {"lightgbm", "hybrid"}
"""Models that read the shared global model."""


def train(
    package: Package,
    cutoff: int,
    horizon: int,
    indicator: str = "value_added",
    model: str = DEFAULT,
    progress: Progress = silent,
) -> Trained:
    """Forecast every region x cluster series known at the cutoff.

    Returns
    -------
    Trained
        tables: forecasts (region_code, cluster_code, year, step, median and the quantile columns
        of training.intervals, in the indicator's unit), history (region_code, cluster_code, year,
        value), regions, clusters and indicators as in the package.

    Raises
    ------
    InputError
        Unknown model or indicator, missing table, no data up to the cutoff, horizon below 1.
    """
    _check(model, horizon)
    panel = growth_panel(package, cutoff, indicator)
    progress(f"{model}: {len(panel.keys)} series, {panel.years[0]} to {cutoff}")
    result = forecast(model, panel, horizon, learner(panel, horizon, progress), progress)
    tables = {
        "forecasts": _forecast_table(panel, result, horizon),
        "history": _history_table(panel),
        "regions": package.tables["regions"],
        "clusters": package.tables["clusters"],
        "indicators": package.tables["indicators"],
    }
    params: dict[str, str | int | float | bool] = {
        "model": model,
        "indicator": indicator,
        "horizon": horizon,
        "cutoff": cutoff,
    }
    return Trained(
        "growth", model, cutoff, horizon, params, tables, result.files, result.importance
    )


def _check(model: str, horizon: int) -> None:
    if model not in MODELS:
        raise UnknownCodeError("growth model", model, MODELS)
    if horizon < 1:
        raise InputError(f"the horizon must be at least 1 year, not {horizon}")


def _forecast_table(panel: GrowthPanel, result: Forecast, horizon: int) -> pd.DataFrame:
    keys = panel.keys.loc[panel.keys.index.repeat(horizon)].reset_index(drop=True)
    step = np.tile(np.arange(1, horizon + 1), len(panel.keys))
    keys = keys.assign(year=panel.years[-1] + step, step=step, median=result.median.ravel())
    return pd.concat([keys, intervals.frame(result.quantiles)], axis=1)


def _history_table(panel: GrowthPanel) -> pd.DataFrame:
    n_series, n_years = panel.values.shape
    keys = panel.keys.loc[panel.keys.index.repeat(n_years)].reset_index(drop=True)
    table = keys.assign(year=np.tile(panel.years, n_series), value=panel.values.ravel())
    return table.dropna(subset="value").reset_index(drop=True)


def default_origins(
    package: Package, cutoff: int, horizon: int, indicator: str = "value_added"
) -> list[int]:
    """The latest origins whose outcomes the cutoff still allows to see, oldest first."""
    panel = growth_panel(package, cutoff, indicator)
    first = int(panel.years[0]) + MINIMUM_ORIGIN_YEARS - 1
    last = cutoff - horizon
    return list(range(max(first, last - N_DEFAULT_ORIGINS + 1), last + 1))


def evaluate(
    package: Package,
    origin: int,
    horizon: int,
    models: Iterable[str],
    indicator: str = "value_added",
    progress: Progress = silent,
) -> Evaluation:
    """Forecast from one origin with each model and score all on the same series.

    A series is scored when its value at the origin and all `horizon` outcomes are known and its
    history's mean absolute change is above 0.

    Raises
    ------
    InputError
        Unknown model or indicator, no data up to the origin, or no outcome to score.
    """
    models = list(models)
    for model in models:
        _check(model, horizon)
    panel = growth_panel(package, origin, indicator)
    actual = _outcomes(package, panel, horizon, indicator)
    scale = forecast_metrics.scale(panel.values)
    scored = np.isfinite(panel.values[:, -1]) & np.isfinite(actual).all(axis=1) & (scale > 0)
    if not scored.any():
        raise InputError(
            f"{package.name} has no {indicator} series with a value in {origin} and all outcomes "
            f"up to {origin + horizon}: choose an earlier origin or a shorter horizon"
        )
    reference = _losses(panel, actual, statistical.naive(panel.values, horizon), scale, scored)
    learn = learner(panel, horizon, progress)
    rows, losses = [], []
    for model in models:
        progress(f"{model}: {scored.sum()} series at {origin}")
        result, seconds = timed(model, panel, horizon, learn, progress)
        loss = _losses(panel, actual, result.median, scale, scored)
        rows.append(
            {
                "model": model,
                "origin": origin,
                "n": int(scored.sum()),
                "seconds": seconds,
                "owa": forecast_metrics.owa(
                    *(frame[c].to_numpy() for frame in (loss, reference) for c in ("smape", "mase"))
                ),
                "smape": loss["smape"].mean(),
                "mase": loss["mase"].mean(),
                **_interval_figures(actual, result.quantiles, scale, scored),
            }
        )
        losses.append(loss.assign(model=model, origin=origin))
    columns = ["model", "origin", *KEYS, "smape", "mase"]
    return Evaluation(pd.DataFrame(rows), pd.concat(losses, ignore_index=True)[columns])


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


def timed(
    model: str, panel: GrowthPanel, horizon: int, learn: Learn, progress: Progress = silent
) -> tuple[Forecast, float]:
    """A model's forecast and its seconds; the fit that models share counts for each in full."""
    started = time.perf_counter()
    learnt = 0.0
    if model in LEARNED:
        learnt = learn().seconds
        started = time.perf_counter()
    result = forecast(model, panel, horizon, learn, progress)
    return result, learnt + time.perf_counter() - started


def _outcomes(package: Package, panel: GrowthPanel, horizon: int, indicator: str) -> Array:
    """Actual values (n_series, horizon) of the years after the panel's last."""
    origin = int(panel.years[-1])
    table = package.tables["cluster_indicators"]
    later = table[
        (table["indicator"] == indicator) & table["year"].between(origin + 1, origin + horizon)
    ]
    wide = later.pivot(index=KEYS, columns="year", values="value")  # noqa: PD010 - a duplicate must raise
    wide = wide.reindex(
        index=pd.MultiIndex.from_frame(panel.keys), columns=range(origin + 1, origin + horizon + 1)
    )
    return wide.to_numpy(dtype=np.float64)


def _losses(
    panel: GrowthPanel,
    actual: Array,
    median: Array,
    scale: Array,
    scored: npt.NDArray[np.bool_],
) -> pd.DataFrame:
    """Losses per scored series: smape and mase."""
    return panel.keys[scored].assign(
        smape=forecast_metrics.smape(actual[scored], median[scored]),
        mase=forecast_metrics.mase(actual[scored], median[scored], scale[scored]),
    )


def _interval_figures(
    actual: Array, quantiles: Array, scale: Array, scored: npt.NDArray[np.bool_]
) -> dict[str, float]:
    """coverage_80, coverage_95 and msis_95 over the scored series."""
    actual, quantiles = actual[scored], quantiles[scored]
    lower_80, upper_80 = intervals.bounds(quantiles, 0.8)
    lower_95, upper_95 = intervals.bounds(quantiles, 0.95)
    score = forecast_metrics.msis(actual, lower_95, upper_95, scale[scored], 0.95)
    return {
        "coverage_80": forecast_metrics.coverage(actual, lower_80, upper_80),
        "coverage_95": forecast_metrics.coverage(actual, lower_95, upper_95),
        "msis_95": float(score.mean()),
    }

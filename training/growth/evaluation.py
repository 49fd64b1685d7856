# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth models at one origin: every model and baseline on the same series."""

import time
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError
from features.growth_panel import KEYS, GrowthPanel, growth_panel
from features.package import Package
from training.backtest import Evaluation
from training.growth import forecast_metrics, intervals, statistical
from training.growth.models import Forecast, Learn, check, forecast, learner
from training.trained import Progress, silent

Array = npt.NDArray[np.float64]

LEARNED = {"lightgbm", "hybrid"}
"""Models that read the shared global model."""


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
        check(model, horizon)
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

# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth models: forecast region x cluster series, with intervals, baselines first."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.growth_panel import KEYS, GrowthPanel, growth_panel
from features.package import Package
from training import forecast_metrics, hybrid, intervals, statistical
from training.backtest import Evaluation
from training.base_forecasts import scales
from training.trained import Progress, Trained, silent

Array = npt.NDArray[np.float64]

DEFAULT = "hybrid"
QUICK_MODELS = ["naive", "drift", "ets", "theta", "lightgbm"]
"""Models that a training backtests beside the default by itself."""

N_DEFAULT_ORIGINS = 3
MINIMUM_ORIGIN_YEARS = 5


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

Model = Callable[[GrowthPanel, int, Progress], Forecast]


def _statistical(point: Callable[[Array, int], Array]) -> Model:
    """Wrap a point forecaster: intervals from its own errors at the panel's earlier origins."""

    def model(panel: GrowthPanel, horizon: int, progress: Progress) -> Forecast:
        errors = _past_errors(panel, point, horizon)
        return _with_intervals(panel, point(panel.values, horizon), errors)

    return model


def _past_errors(panel: GrowthPanel, point: Callable[[Array, int], Array], horizon: int) -> Errors:
    """Scaled errors of a point forecaster at every earlier origin of a panel."""
    parts: list[Errors] = [(np.empty(0), np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))]
    values = panel.values
    for n_years in list(range(hybrid.MINIMUM_YEARS, values.shape[1]))[-hybrid.MAXIMUM_FOLDS :]:
        past, future = values[:, :n_years], values[:, n_years : n_years + horizon]
        ahead = future.shape[1]
        error = (future - point(past, horizon)[:, :ahead]) / scales(past)[:, None]
        known = np.isfinite(error) & hybrid.learnable(panel, n_years)[:, None]
        steps = np.broadcast_to(np.arange(1, ahead + 1), error.shape)[known]
        parts.append((error[known], np.full(len(steps), n_years), steps))
    errors, origins, steps = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return errors, origins, steps


def _with_intervals(panel: GrowthPanel, median: Array, errors: Errors) -> Forecast:
    """Forecast whose quantiles are calibrated on scaled errors at earlier origins."""
    horizon = median.shape[1]
    calibration = intervals.calibrate(
        *errors, horizon, panel.values.shape[1], shared=bool(panel.groups)
    )
    spread = np.repeat(scales(panel.values)[:, None], horizon, axis=1)
    return Forecast(median, intervals.predict(calibration, median, spread))


def _hybrid(theta_weight: float | None) -> Model:
    """The global model averaged with Theta (weight 0: alone; None: as hybrid.py chooses)."""

    def model(panel: GrowthPanel, horizon: int, progress: Progress) -> Forecast:
        result = hybrid.forecast(panel, horizon, theta_weight, progress)
        last = statistical.fill_gaps(panel.values)[:, -1:]
        median = last + result.change * scales(panel.values)[:, None]
        whole = _with_intervals(panel, median, (result.errors, result.origins, result.steps))
        if result.model is None:
            return whole
        boosters = result.model.boosters
        gain = np.mean([booster.feature_importance("gain") for booster in boosters], axis=0)
        importance = pd.DataFrame(
            {"feature": result.model.names, "gain": gain / max(gain.sum(), 1e-12)}
        ).sort_values("gain", ascending=False, ignore_index=True)
        files = {
            f"lightgbm_{number}.txt": booster.model_to_string().encode()
            for number, booster in enumerate(boosters)
        }
        files["common.json"] = json.dumps(asdict(result.model.common)).encode()
        return replace(whole, files=files, importance=importance)

    return model


def _prophet(panel: GrowthPanel, horizon: int, progress: Progress) -> Forecast:
    """Prophet for annual data: no yearly seasonality, its own intervals."""
    from training.prophet_adapter import forecast  # slow to import, seldom asked for

    samples = forecast(statistical.fill_gaps(panel.values), panel.years, horizon, progress)
    quantiles = np.moveaxis(np.quantile(samples, intervals.PROBABILITIES, axis=-1), 0, -1)
    return Forecast(np.median(samples, axis=-1), quantiles)


MODELS: dict[str, Model] = {
    **{name: _statistical(point) for name, point in statistical.MODELS.items()},
    "prophet": _prophet,
    "lightgbm": _hybrid(theta_weight=0.0),
    "hybrid": _hybrid(theta_weight=None),
}


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
    result = MODELS[model](panel, horizon, progress)
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
    rows, losses = [], []
    for model in models:
        progress(f"{model}: {scored.sum()} series at {origin}")
        started = time.perf_counter()
        result = MODELS[model](panel, horizon, progress)
        seconds = time.perf_counter() - started
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

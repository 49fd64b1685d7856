# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth: how every region x cluster series known at a cutoff goes on, with intervals."""

import numpy as np
import pandas as pd

from features.growth_panel import GrowthPanel, growth_panel
from features.package import Package
from training.growth import intervals
from training.growth.evaluation import evaluate
from training.growth.models import MODELS, Forecast, check, forecast, learner
from training.trained import Progress, Trained, silent

__all__ = ["DEFAULT", "MODELS", "QUICK_MODELS", "default_origins", "evaluate", "train"]

DEFAULT = "hybrid"
QUICK_MODELS = ["naive", "drift", "ets", "theta", "lightgbm"]
"""Models that a training backtests beside the default by itself."""

N_DEFAULT_ORIGINS = 3
MINIMUM_ORIGIN_YEARS = 5


def default_origins(
    package: Package, cutoff: int, horizon: int, indicator: str = "value_added"
) -> list[int]:
    """The latest origins whose outcomes the cutoff still allows to see, oldest first."""
    panel = growth_panel(package, cutoff, indicator)
    first = int(panel.years[0]) + MINIMUM_ORIGIN_YEARS - 1
    last = cutoff - horizon
    return list(range(max(first, last - N_DEFAULT_ORIGINS + 1), last + 1))


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
        tables: forecasts (region_code, cluster_code, year, step, median and the quantile
        columns of training.growth.intervals, in the indicator's unit), history (region_code,
        cluster_code, year, value), regions, clusters and indicators as in the package.

    Raises
    ------
    InputError
        Unknown model or indicator, missing table, no data up to the cutoff, horizon below 1.
    """
    check(model, horizon)
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

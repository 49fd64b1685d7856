# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Growth: forecasts of every region x cluster series at a cutoff, with intervals."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.growth.panel import GrowthPanel
from training.growth.coherence.totals import adds_up, coherent
from training.growth.discontinued import continuing, forecast_at, panel_at
from training.growth.evaluation import evaluate
from training.growth.explain import reasons
from training.growth.intervals import conformal
from training.growth.models import MODELS, Forecast, check, forecast, learner
from training.growth.panels import GrowthPanels
from training.trained import Progress, Trained, silent
from training.work import Work, local_work

__all__ = ["DEFAULT", "MODELS", "QUICK_MODELS", "default_origins", "evaluate", "train"]

DEFAULT = "hybrid"
QUICK_MODELS = ["naive", "drift", "ets", "theta", "lightgbm"]
"""Models that a training always backtests."""

N_DEFAULT_ORIGINS = 3
MINIMUM_ORIGIN_YEARS = 5


def default_origins(panels: GrowthPanels, cutoff: int) -> list[int]:
    """The latest origins with an outcome by the cutoff, oldest first.

    Origins are ends of years; for sub-annual data the last complete year counts as the cutoff.
    """
    first, complete = _first_origin(panels, cutoff)
    last = complete - panels.question.horizon
    return list(range(max(first, last - N_DEFAULT_ORIGINS + 1), last + 1))


def longest_horizon(panels: GrowthPanels, cutoff: int) -> int:
    """The longest horizon with an origin and an outcome by the cutoff; 0 without any."""
    first, complete = _first_origin(panels, cutoff)
    return max(0, complete - first)


def _first_origin(panels: GrowthPanels, cutoff: int) -> tuple[int, int]:
    """The first year to forecast from, and the last complete year."""
    panel = panels.at(cutoff)
    first = int(panel.years[0]) + MINIMUM_ORIGIN_YEARS - 1
    complete = panel.periods[-1] == panel.periods_per_year
    return first, cutoff if complete else int(panel.years[-1]) - 1


def train(
    panels: GrowthPanels,
    cutoff: int,
    model: str = DEFAULT,
    progress: Progress = silent,
    work: Work = local_work,
) -> Trained:
    """Forecast every region x cluster series with a value in the last three years up to the cutoff.

    Discontinued series are used for training but are neither forecast nor included in totals.

    Parameters
    ----------
    cutoff : int
        Last year of the data.
    model : str
        Name in MODELS.

    Returns
    -------
    Trained
        tables: forecasts (region_code, cluster_code, year, step, median and the quantile
        columns of training.growth.intervals.conformal, in the indicator's unit), history
        (region_code, cluster_code, year, value; of discontinued series as well), reasons
        (region_code, cluster_code, driver, contribution and growth, as
        training.growth.explain.reasons.table gives them), regions, clusters and indicators as in
        the package, a converted indicator with its new unit and price_basis. With sub-annual data
        forecasts and history also have a period (quarter or month) after the year, and a step is
        one of these; the horizon is still in years.
        Reconciled forecasts come with totals and totals_history: columns as forecasts and
        history, "" for all regions or all clusters; sums over the series that are forecast.

    Raises
    ------
    InputError
        Unknown model or indicator, missing table, no data up to the cutoff, or no value in
        the last three years up to it.
    """
    check(model)
    panel, package, question = panels.at(cutoff), panels.priced, panels.question
    progress(f"{model}: {len(panel.keys)} series, {panel.years[0]} to {cutoff}")
    places = continuing(panel, progress)
    n_steps = question.horizon * panel.periods_per_year
    learn = learner(panel, n_steps, progress, work)
    result = forecast_at(forecast(model, panel, n_steps, learn, progress, work), places)
    by_driver = result.by_driver() if result.by_driver else None
    now = panel_at(panel, places, package)
    reconciled = (
        coherent(now, package, result, progress, model)
        if question.reconcile and adds_up(now)
        else None
    )
    result = reconciled.series if reconciled else result
    tables = {
        "forecasts": _forecast_table(now, result),
        "reasons": reasons.table(now, by_driver, result.median),
        "history": _history_table(panel),
        "regions": package.tables["regions"],
        "clusters": package.tables["clusters"],
        "indicators": package.tables["indicators"],
    }
    if reconciled:
        tables["totals"] = _forecast_table(reconciled.panel, reconciled.totals)
        tables["totals_history"] = _history_table(reconciled.panel)
    params: dict[str, str | int | float | bool] = {
        "model": model,
        **question.params(),
        "cutoff": cutoff,
        "reconciled": reconciled is not None,
        "price_basis": panels.prices.basis,
    }
    if panels.prices.year is not None:
        params["price_year"] = panels.prices.year
    if result.common_error_share is not None:
        params["common_error_share"] = round(result.common_error_share, 3)
    if panel.periods_per_year > 1:
        params["periods_per_year"] = panel.periods_per_year
    if panel.revision is not None:
        params["revision_spread"] = round(float(panel.revision[0]), 4)
    return Trained(
        "growth", model, cutoff, question.horizon, params, tables, result.files, result.importance
    )


def _forecast_table(panel: GrowthPanel, result: Forecast) -> pd.DataFrame:
    n_steps = result.median.shape[1]
    years, periods = panel.ahead(n_steps)
    table = _keys(panel, years, periods).assign(
        step=np.tile(np.arange(1, n_steps + 1), len(panel.keys)), median=result.median.ravel()
    )
    return pd.concat([table, conformal.frame(result.quantiles)], axis=1)


def _history_table(panel: GrowthPanel) -> pd.DataFrame:
    table = _keys(panel, panel.years, panel.periods).assign(value=panel.values.ravel())
    return table.dropna(subset="value").reset_index(drop=True)


def _keys(
    panel: GrowthPanel, years: npt.NDArray[np.intp], periods: npt.NDArray[np.intp]
) -> pd.DataFrame:
    """Keys and time of every series and column, series by series; a period only if sub-annual."""
    n_series = len(panel.keys)
    keys = panel.keys.loc[panel.keys.index.repeat(len(years))].reset_index(drop=True)
    keys["year"] = np.tile(years, n_series)
    return keys if panel.periods_per_year == 1 else keys.assign(period=np.tile(periods, n_series))

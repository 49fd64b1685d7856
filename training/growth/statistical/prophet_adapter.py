"""Prophet, with one fit for each series."""

import logging
import warnings
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array

logging.getLogger("prophet.plot").disabled = True  # complains that plotly is missing
from prophet import Prophet  # noqa: E402

from features.growth.outliers import without_slips  # noqa: E402
from features.growth.panel import GrowthPanel  # noqa: E402
from training.growth.statistical.gaps import fill_gaps  # noqa: E402
from training.trained import Progress, silent  # noqa: E402
from training.work import Work, local_work  # noqa: E402

SAMPLES = 500
MINIMUM_YEARS = 3
BATCH = 200


def forecast(
    panel: GrowthPanel, horizon: int, progress: Progress = silent, work: Work = local_work
) -> Array:
    """Samples (n_series, horizon, SAMPLES) of each series' coming years, quarters or months.

    Seasonality is off for annual series. Series of fewer than three points repeat their last value.
    """
    values = fill_gaps(without_slips(panel.values))
    per_year = panel.periods_per_year
    past = _dates(panel.years, panel.periods, per_year)
    coming = _dates(*panel.ahead(horizon), per_year)
    forecast_one = partial(_quietly, past=past, coming=coming, per_year=per_year)
    samples = []
    for start in range(0, len(values), BATCH):
        progress(f"prophet: {start} of {len(values)} series")
        samples += work(forecast_one, list(values[start : start + BATCH]))
    return np.stack(samples)


def _dates(
    years: npt.NDArray[np.intp], periods: npt.NDArray[np.intp], per_year: int
) -> pd.DatetimeIndex:
    """Last day of each year, quarter or month."""
    months = periods * (12 // per_year)
    starts = [f"{year}-{month:02d}-01" for year, month in zip(years, months, strict=True)]
    return pd.DatetimeIndex(starts) + pd.offsets.MonthEnd(0)


def _quietly(
    series: Array, past: pd.DatetimeIndex, coming: pd.DatetimeIndex, per_year: int
) -> Array:
    """One forecast without the log lines and deprecation warnings of Prophet's libraries."""
    logging.getLogger("cmdstanpy").disabled = True  # two lines a fit otherwise
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _forecast_one(series, past, coming, per_year)


def _forecast_one(
    series: Array, past: pd.DatetimeIndex, coming: pd.DatetimeIndex, per_year: int
) -> Array:
    has_value = np.isfinite(series)
    if has_value.sum() < MINIMUM_YEARS:
        return np.full((len(coming), SAMPLES), series[-1])
    model = Prophet(
        yearly_seasonality=per_year // 2,  # Fourier terms: at most half its points
        weekly_seasonality=False,
        daily_seasonality=False,
        n_changepoints=min(25, max(int(has_value.sum()) - 3, 0)),
        uncertainty_samples=SAMPLES,
    )
    model.fit(pd.DataFrame({"ds": past[has_value], "y": series[has_value]}), seed=1)
    np.random.seed(1)  # noqa: NPY002 - Prophet draws from NumPy's global generator
    return np.asarray(model.predictive_samples(pd.DataFrame({"ds": coming}))["yhat"])

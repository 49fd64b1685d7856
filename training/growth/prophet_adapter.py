"""Prophet for annual series: one fit a series, so only on demand."""

import logging
import warnings

import numpy as np
import numpy.typing as npt
import pandas as pd

logging.getLogger("prophet.plot").disabled = True  # complains that plotly is missing
from prophet import Prophet  # noqa: E402

from training.trained import Progress, silent  # noqa: E402

Array = npt.NDArray[np.float64]

SAMPLES = 500
MINIMUM_YEARS = 3


def forecast(
    values: Array, years: npt.NDArray[np.intp], horizon: int, progress: Progress = silent
) -> Array:
    """Samples (n_series, horizon, SAMPLES) of each series' coming years.

    Values (n_series, n_years) without gaps but with leading NaN. Seasonality is off: one point a
    year cannot show any. Series shorter than three years repeat their last value.
    """
    logging.getLogger("cmdstanpy").disabled = True  # two lines a fit otherwise
    samples = np.empty((len(values), horizon, SAMPLES))
    for number, series in enumerate(values):
        if number % 200 == 0:
            progress(f"prophet: {number} of {len(values)} series")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas deprecations inside Prophet
            samples[number] = _forecast_one(series, years, horizon)
    return samples


def _forecast_one(series: Array, years: npt.NDArray[np.intp], horizon: int) -> Array:
    known = np.isfinite(series)
    if known.sum() < MINIMUM_YEARS:
        return np.full((horizon, SAMPLES), series[-1])
    dates = pd.to_datetime([f"{year}-12-31" for year in years[known]])
    model = Prophet(
        yearly_seasonality=False,
        weekly_seasonality=False,
        daily_seasonality=False,
        n_changepoints=min(25, max(int(known.sum()) - 3, 0)),
        uncertainty_samples=SAMPLES,
    )
    model.fit(pd.DataFrame({"ds": dates, "y": series[known]}), seed=1)
    future = pd.to_datetime([f"{years[-1] + step}-12-31" for step in range(1, horizon + 1)])
    np.random.seed(1)  # noqa: NPY002 - Prophet draws from NumPy's global generator
    return np.asarray(model.predictive_samples(pd.DataFrame({"ds": future}))["yhat"])

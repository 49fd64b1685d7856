"""Draws of a series' trend and of the effects of shocks from Prophet's posterior.

Prophet (Taylor and Letham 2018, The American Statistician 72) allows a change of the trend at
every inner year, with a Laplace prior that shrinks changes to zero. The posterior is sampled, so
that each change and each shock has an interval. The scale of the prior depends on the series: a
wider one must predict it better by more than the noise (WAIC; Vehtari, Gelman and Gabry 2017,
Statistics and Computing 27).
"""

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logsumexp

from features.arrays import Array

MARGIN = 2
"""Years at both ends of a series without changes of the trend."""
PRIORS = (0.05, 0.2, 0.8)
"""Scales of the Laplace prior on changes of the trend, with time and values scaled to 0..1."""
NOISE = 3.0
"""Standard errors by which a wider prior must be better: WAIC favours it if years are few."""
DRAWS, CHAINS, FORECAST_DRAWS = 300, 2, 3000
DAYS = 365.25


@dataclass(frozen=True)
class Shock:
    """A named event from the `first` to the `last` year."""

    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Draws:
    """Draws from the posterior, in the unit or in logs.

    Attributes
    ----------
    candidates : (n_candidates,) int
        Years after which the trend may change.
    changes : (n_draws, n_candidates)
        Of the yearly growth.
    effects : (n_draws, n_shocks)
    trend : (n_draws, n_years)
    future : (n_draws, horizon)
    foretold : (n_years,)
        Expected log density of each value if it had not been used to fit.
    """

    candidates: npt.NDArray[np.intp]
    changes: Array
    effects: Array
    trend: Array
    future: Array
    foretold: Array


def draw(
    years: npt.NDArray[np.intp], values: Array, shocks: Sequence[Shock], horizon: int
) -> Draws:
    """Draws under the narrowest prior that no wider one beats by more than the noise.

    Parameters
    ----------
    years, values : (n_years,)
        Ascending years with known values, in the unit or in logs.
    horizon : int
        Years after the last one.
    """
    best = _draw(years, values, shocks, horizon, PRIORS[0])
    for prior in PRIORS[1:]:
        looser = _draw(years, values, shocks, horizon, prior)
        gain = looser.foretold - best.foretold
        if gain.sum() > NOISE * np.sqrt(len(gain)) * gain.std():
            best = looser
    return best


def _draw(
    years: npt.NDArray[np.intp], values: Array, shocks: Sequence[Shock], horizon: int, prior: float
) -> Draws:
    """Sample Prophet's posterior."""
    logging.getLogger("prophet.plot").disabled = True  # complains that plotly is missing
    from prophet import Prophet

    logging.getLogger("cmdstanpy").disabled = True
    candidates = years[MARGIN - 1 : -MARGIN]
    model = Prophet(
        yearly_seasonality=False,
        weekly_seasonality=False,
        daily_seasonality=False,
        changepoints=list(_dates(candidates)),
        changepoint_prior_scale=prior,
        scaling="minmax",
        mcmc_samples=DRAWS,
        uncertainty_samples=DRAWS,
    )
    for number in range(len(shocks)):
        model.add_regressor(f"shock_{number}", standardize=False)
    ahead = years[-1] + np.arange(1, horizon + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas deprecations inside Prophet
        table = _table(years, shocks).assign(y=values)
        model.fit(table, seed=1, chains=CHAINS, parallel_chains=1, show_progress=False)
        np.random.seed(1)  # noqa: NPY002 - Prophet draws from NumPy's global generator
        past = model.predictive_samples(_table(years, shocks))
        model.uncertainty_samples = FORECAST_DRAWS
        future = model.predictive_samples(_table(ahead, shocks))
    size = float(values.max() - values.min())  # Prophet scales it to 1, like the years
    a_year = size / ((_dates(years)[-1] - _dates(years)[0]).days / DAYS)
    effects = np.reshape(model.params["beta"], (DRAWS, -1))[:, : len(shocks)] * size
    trend = np.asarray(past["trend"]).T
    lasts = _table(years, shocks).drop(columns="ds").to_numpy(np.float64)
    return Draws(
        candidates=candidates,
        changes=np.asarray(model.params["delta"]) * a_year,
        effects=effects,
        trend=trend,
        future=np.asarray(future["yhat"]).T,
        foretold=_foretold(values - trend - effects @ lasts.T, model.params["sigma_obs"] * size),
    )


def _foretold(errors: Array, sigma: Array) -> Array:
    """Expected log density of each unseen value (n_years,) by WAIC.

    Errors are (n_draws, n_years); sigma is the standard deviation of each draw's noise.
    """
    sigma = np.ravel(sigma)[:, None]
    density = -0.5 * (errors / sigma) ** 2 - np.log(sigma)
    mean = logsumexp(density, axis=0) - np.log(len(density))
    return np.asarray(mean - density.var(axis=0))


def _table(years: npt.NDArray[np.intp], shocks: Sequence[Shock]) -> pd.DataFrame:
    """Prophet's input: dates, and for each shock whether it lasts."""
    lasts = {
        f"shock_{number}": ((years >= shock.first) & (years <= shock.last)).astype(float)
        for number, shock in enumerate(shocks)
    }
    return pd.DataFrame({"ds": _dates(years), **lasts})


def _dates(years: npt.NDArray[np.intp]) -> pd.DatetimeIndex:
    return pd.to_datetime([f"{year}-12-31" for year in years])

"""Calibrated prediction intervals: pooled conformal quantiles of scaled out-of-fold errors.

Native intervals of statistical models assume the model; these use the errors of the same
procedure at earlier origins (Vovk et al. 2005; pooled over series as in Xu and Xie 2021).
"""

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from features.arrays import Array, Index
from features.errors import InputError

Errors = tuple[Array, Index, Index]
"""Scaled out-of-fold errors with their origins and steps, each (n,)."""

BODY = (np.arange(200) + 0.5) / 200
"""Probabilities of the points that represent a distribution."""
SHOCK_FLOOR = 0.6
"""Size of a common shock, in median absolute errors, before any origin has shown one."""
PRIOR_ORIGINS = 3
"""Weight of the floor, in independent origins."""
PRIOR_FREEDOM = 1
"""Degrees of freedom that the floor adds: the reach of shocks is observed, not assumed."""
SHOCK_GROWTH = 0.5
"""Power of the step by which a common shock, which lasts, outgrows the spread of a series."""

PROBABILITIES = np.array(
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975, 0.99, 0.995]
)
LEVELS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
"""Levels of central intervals whose ends are in PROBABILITIES."""


def column(probability: float) -> str:
    """Name of a quantile column: 0.025 -> "q025"."""
    return f"q{round(probability * 1000):03d}"


QUANTILE_COLUMNS = [column(probability) for probability in PROBABILITIES]


def interval_columns(level: float) -> tuple[str, str]:
    """Lower and upper column of a central interval: 0.8 -> ("q100", "q900")."""
    return column((1 - level) / 2), column((1 + level) / 2)


def share(level: float) -> float:
    """An interval level in per cent as a share: 80 -> 0.8.

    Raises
    ------
    InputError
        For a level that is not between 1 and 100, such as a share.
    """
    if 0 < level < 1:
        raise InputError(
            f"the level is {level:g}: give it in per cent, {100 * level:g} for {level:g}"
        )
    if not 1 <= level < 100:
        raise InputError(f"the level is {level:g}: give per cent below 100, such as 80")
    return level / 100


def bounds(quantiles: Array, level: float) -> tuple[Array, Array]:
    """Lower and upper bound, each (...,), of quantiles (..., len(PROBABILITIES))."""
    lower, upper = (QUANTILE_COLUMNS.index(name) for name in interval_columns(level))
    return quantiles[..., lower], quantiles[..., upper]


def calibrate(
    scaled: Errors, horizon: int, n_columns: int, *, shared: bool, grown: bool = False
) -> Array:
    """Quantiles (horizon, len(PROBABILITIES)) of scaled out-of-fold errors, pooled by step.

    If series share their calendar, each origin's errors have a common part (the median over
    series). Its next draw is from a Student t distribution as wide as at past origins, growing with
    the step, and is added to the pooled errors around those medians. Steps without errors use the
    last step with errors, widened like a random walk with an estimated drift. Without any errors,
    quantiles are those of `random_walk_quantiles`.

    Parameters
    ----------
    scaled : Errors
        (actual - forecast) / spread of one series, origin and step; the spread grows with the
        step, so that scaled errors do not. Steps count from 1.
    n_columns : int
        Length of the panel's history.
    shared : bool
        Whether series share their calendar, and so its shocks.
    grown : bool
        Whether the spread also grows at steps without errors.
    """
    errors, origins, steps = scaled
    shown = [k for k in range(1, horizon + 1) if (steps == k).any()]
    if not shown:
        return np.tile(random_walk_quantiles(n_columns), (horizon, 1))
    table = pd.DataFrame({"origin": origins, "step": steps, "error": errors})
    common = medians(errors, origins, steps)
    deviations = errors - common if shared else errors
    shock = _shock(table.assign(median=common)) if shared else np.zeros(1)
    growth = random_walk_growth(horizon, n_columns)
    quantiles = np.zeros((horizon, len(PROBABILITIES)))
    for k in range(1, horizon + 1):
        nearest = max(step for step in shown if step <= max(k, shown[0]))
        body = np.quantile(deviations[steps == nearest], BODY)
        common_part = shock * k**SHOCK_GROWTH
        widening = 1.0 if grown else growth[k - 1] / growth[nearest - 1]
        quantiles[k - 1] = np.quantile(body[:, None] + common_part, PROBABILITIES) * widening
    return quantiles


def random_walk_quantiles(n_columns: int) -> Array:
    """Quantiles of the scaled error if history is too short for any error out of fold.

    Those of a random walk with normal changes: the next change over the mean absolute change of
    few years is about Student's t times the standard deviation in mean absolute deviations.
    """
    freedom = max(n_columns - 1, 1)
    return np.asarray(stdtrit(freedom, PROBABILITIES) * np.sqrt(np.pi / 2))


def medians(errors: Array, origins: Index, steps: Index) -> Array:
    """Median error (n,) over the series of each row's origin and step."""
    return np.asarray(pd.Series(errors).groupby([origins, steps]).transform("median"))


def random_walk_growth(horizon: int, n_columns: int | None = None) -> Array:
    """Standard error (horizon,) of a random walk, relative to step 1.

    With `n_columns`, that of a walk whose drift is estimated from as many values.
    """
    k = np.arange(1, horizon + 1)
    drift = 0.0 if n_columns is None else k / max(n_columns - 1, 1)
    error = np.sqrt(k * (1 + drift))
    return np.asarray(error / error[0])


def _shock(table: pd.DataFrame) -> Array:
    """Draws of the common part of a coming origin's errors one step ahead, evenly probable.

    Origins within a mean step of each other share years, so their medians count as one draw.
    """
    cells = table.groupby(["origin", "step"])["median"].first()
    steps = cells.index.get_level_values("step").to_numpy()
    size = np.sqrt((cells**2 / steps ** (2 * SHOCK_GROWTH)).mean())
    freedom = _independent(np.unique(table["origin"]), int(steps.max()))
    floor = SHOCK_FLOOR * (table["error"] - table["median"]).abs().median()
    pooled = np.sqrt((freedom * size**2 + PRIOR_ORIGINS * floor**2) / (freedom + PRIOR_ORIGINS))
    return np.asarray(stdtrit(freedom + PRIOR_FREEDOM, BODY) * pooled)


def _independent(origins: Index, horizon: int) -> float:
    """Degrees of freedom of errors up to a horizon from origins (n,), ascending; at least 1."""
    if len(origins) < 2:
        return 1.0
    overlap = max((horizon + 1) / 2 / np.diff(origins).min(), 1.0)
    return float(max((len(origins) - 1) / overlap, 1.0))


def predict(error_quantiles: Array, median: Array, spread: Array) -> Array:
    """Quantiles (n_series, horizon, len(PROBABILITIES)) in the unit of the median.

    Median and spread are (n_series, horizon). Rows are non-decreasing and hold the median
    between their lower and upper half.
    """
    quantiles = median[..., None] + spread[..., None] * error_quantiles
    lower, upper = PROBABILITIES < 0.5, PROBABILITIES > 0.5
    quantiles[..., lower] = np.minimum(quantiles[..., lower], median[..., None])
    quantiles[..., upper] = np.maximum(quantiles[..., upper], median[..., None])
    return np.asarray(np.maximum.accumulate(quantiles, axis=-1))


def frame(quantiles: Array) -> pd.DataFrame:
    """Quantiles (n_series, horizon, p) as columns q005 ... q995, one row per series and step."""
    return pd.DataFrame(quantiles.reshape(-1, quantiles.shape[-1]), columns=QUANTILE_COLUMNS)

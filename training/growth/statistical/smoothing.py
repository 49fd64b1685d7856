"""Exponential smoothing of many series at once, its parameters from a grid."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from features.arrays import Array
from training.growth.statistical.baselines import drift
from training.growth.statistical.gaps import Aligned, align

Parameters = tuple[float, float, float, int]
"""alpha, beta and phi of exponential smoothing, and the number of parameters of its form."""
ETS_ALPHAS = (0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.0)
BETA_SHARES = (0.03, 0.15, 0.5)
DAMPINGS = (0.8, 0.9)
ETS_FORMS: dict[str, list[Parameters]] = {
    "simple": [(a, 0.0, 0.0, 3) for a in ETS_ALPHAS],
    "holt": [(a, a * b, 1.0, 5) for a in ETS_ALPHAS for b in BETA_SHARES],
    "damped": [(a, a * b, f, 6) for a in ETS_ALPHAS for b in BETA_SHARES for f in DAMPINGS],
}


def ets(values: Array, horizon: int) -> Array:
    """Exponential smoothing, the form chosen per series by AICc (Hyndman et al. 2008).

    Forms: level only (A,N), trend (A,A), damped trend (A,Ad), and with multiplicative errors
    (M,N), (M,A), (M,Ad) where all values are positive; a multiplicative error is one whose
    spread is proportional to the value before. Initial states are least squares, smoothing
    parameters the best of a grid. Fewer than five points: the drift.
    """
    data = align(values)
    grid = [parameters for form in ETS_FORMS.values() for parameters in form]
    paths, criterion = _best_ets(data, np.ones_like(data.values), horizon, grid)
    positive = (data.values > 0).sum(axis=1) == data.lengths
    before = np.concatenate([data.values[:, :1], data.values[:, :-1]], axis=1)
    weights = 1 / np.where(positive[:, None] & data.active, np.maximum(before, 1e-6), 1.0)
    relative, relative_criterion = _best_ets(data, weights, horizon, grid)
    better = positive & (relative_criterion < criterion)
    paths = np.where(better[:, None], relative, paths)
    return np.where(data.lengths[:, None] < 5, drift(values, horizon), paths)


def smoothing(values: Array, horizon: int) -> dict[str, Array]:
    """Forecasts (n_series, horizon) of simple, Holt's and damped exponential smoothing.

    Errors are additive. Fewer than five points: the drift.
    """
    data = align(values)
    weights, short = np.ones_like(data.values), data.lengths[:, None] < 5
    line = drift(values, horizon)
    return {
        name: np.where(short, line, _best_ets(data, weights, horizon, form)[0])
        for name, form in ETS_FORMS.items()
    }


def _best_ets(
    data: Aligned, weights: Array, horizon: int, grid: Sequence[Parameters]
) -> tuple[Array, Array]:
    """Forecasts (n_series, horizon) and AICc (n_series,) of the best of a grid for each series.

    Weights (n_series, n_years) are the inverse standard deviations of the errors.
    """
    error, states = _fit_ets(data, weights, grid)
    n_parameters = np.array([count for *_, count in grid])[:, None]
    room = np.maximum(data.lengths - n_parameters - 1, 0.25)
    penalty = 2 * n_parameters + 2 * n_parameters * (n_parameters + 1) / room
    mean = np.maximum(error, 1e-12) / np.maximum(data.lengths, 1)
    criterion = data.lengths * np.log(mean) + penalty
    best = criterion.argmin(axis=0), np.arange(len(data.values))
    damping = np.array([phi for _, _, phi, _ in grid])[best[0], None]
    growth = np.cumsum(damping ** np.arange(1, horizon + 1), axis=1)
    level, trend = states[:, *best, None]
    paths = (level + growth * trend) * data.scale[:, None]
    return paths, criterion[best] - 2 * np.where(data.active, np.log(weights), 0.0).sum(axis=1)


def _fit_ets(data: Aligned, weights: Array, grid: Sequence[Parameters]) -> tuple[Array, Array]:
    """Weighted squared one-step error (n_grid, n_series), least-squares initial states.

    And the last level and trend (2, n_grid, n_series). The filter is linear: errors and last
    states are those of zero initial states plus the initial states times responses, which are the
    same for all series.
    """
    alpha, beta, phi = (np.array(column)[:, None] for column in list(zip(*grid, strict=True))[:3])
    shape = len(grid), len(data.values)
    level, trend, yy = (np.zeros(shape) for _ in range(3))
    yx, xx = np.zeros((2, *shape)), np.zeros((3, *shape))
    # Of level and trend to the initial level and the initial trend.
    response = np.tile(np.eye(2)[:, :, None, None], (len(grid), 1))
    responses = []
    for y, active, inverse in zip(data.values.T, data.active.T, weights.T, strict=True):
        weight = inverse**2 * active
        ahead, seen = level + phi * trend, response[0] + phi * response[1]
        error = (y - ahead) * active
        yy += weight * error * error
        yx += weight * error * seen
        xx += weight * np.stack([seen[0] * seen[0], seen[0] * seen[1], seen[1] * seen[1]])
        level = np.where(active, ahead + alpha * error, level)
        trend = np.where(active, phi * trend + beta * error, trend)
        response = np.stack([seen - alpha * seen, phi * response[1] - beta * seen])
        responses.append(response[..., 0])
    start = _initial_states(yx, xx, phi > 0)
    last = np.einsum("nijg,jgn->ign", np.stack(responses)[data.lengths - 1], start)
    return np.maximum(yy - (yx * start).sum(axis=0), 0.0), np.stack([level, trend]) + last


def _initial_states(yx: Array, xx: Array, trended: npt.NDArray[np.bool_]) -> Array:
    """Level and trend, (2, n_grid, n_series), that solve the normal equations; no trend is 0.

    yx (2, n_grid, n_series); xx (3, n_grid, n_series): level x level, level x trend, trend x trend;
    trended (n_grid, 1).
    """
    determinant = xx[0] * xx[2] - xx[1] ** 2
    safe = np.where(np.abs(determinant) > 1e-12, determinant, np.inf)
    level = np.where(
        trended, (xx[2] * yx[0] - xx[1] * yx[1]) / safe, yx[0] / np.maximum(xx[0], 1e-12)
    )
    return np.stack([level, np.where(trended, (xx[0] * yx[1] - xx[1] * yx[0]) / safe, 0.0)])

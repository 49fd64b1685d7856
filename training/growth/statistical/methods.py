"""Statistical forecasts of many short annual series at once: naive, drift, ETS, dynamic Theta.

Every function takes ``values`` (n_series, n_years), oldest year first, and returns forecasts
(n_series, horizon) in the same unit. A series may start late (leading NaN); gaps are closed first.
Smoothing parameters are searched on one grid for all series; linear parameters (initial states,
the weight of the Theta line) are solved exactly, so that a panel costs a few passes over its array.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.arrays import Array

ALPHAS = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0])
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
THETA_PRIOR = 0.5
"""Weight of the Theta line for theta = 2, the classical method, to which short series shrink."""
THETA_PRIOR_STRENGTH = 0.05


def fill_gaps(values: Array) -> Array:
    """Close gaps: straight lines between known years, the last known value carried forward.

    Years before a series' first known one stay NaN. Shape (n_series, n_years) as given.
    """
    filled = np.array(values, dtype=np.float64)
    has_value = np.isfinite(filled)
    if has_value.all():
        return filled
    columns = np.arange(filled.shape[1])
    before = np.maximum.accumulate(np.where(has_value, columns, -1), axis=1)
    after = np.where(has_value, columns, filled.shape[1])
    after = np.minimum.accumulate(after[:, ::-1], axis=1)[:, ::-1]
    left = np.take_along_axis(filled, np.maximum(before, 0), axis=1)
    right = np.take_along_axis(filled, np.minimum(after, filled.shape[1] - 1), axis=1)
    inside = (before >= 0) & (after < filled.shape[1]) & ~has_value
    share = (columns - before) / np.maximum(after - before, 1)
    filled = np.where(inside, left + share * (right - left), filled)
    return np.asarray(np.where((before >= 0) & (after == filled.shape[1]), left, filled))


def naive(values: Array, horizon: int) -> Array:
    """Last value, repeated."""
    return np.repeat(fill_gaps(values)[:, -1:], horizon, axis=1)


def seasonal_naive(values: Array, horizon: int, periods_per_year: int) -> Array:
    """Value of the same quarter or month of the last year, repeated; `naive` if that is unknown.

    For annual series (one period a year) the same as `naive`.
    """
    filled = fill_gaps(values)
    steps = np.arange(horizon) % periods_per_year
    if filled.shape[1] < periods_per_year:
        return naive(values, horizon)
    last_year = filled[:, filled.shape[1] - periods_per_year :][:, steps]
    return np.where(np.isfinite(last_year), last_year, filled[:, -1:])


def drift(values: Array, horizon: int) -> Array:
    """Last value plus the mean yearly change (random walk with drift)."""
    filled = fill_gaps(values)
    with np.errstate(invalid="ignore"):
        changes = np.diff(filled, axis=1)
    has_change = np.isfinite(changes)
    count = np.maximum(has_change.sum(axis=1), 1)
    slope = np.where(has_change, changes, 0.0).sum(axis=1) / count
    return np.asarray(filled[:, -1:] + slope[:, None] * np.arange(1, horizon + 1))


@dataclass(frozen=True)
class _Aligned:
    """Series moved to the left, so that all start in column 0.

    Attributes
    ----------
    values : (n_series, n_years)
        Zero where `active` is False.
    active : (n_series, n_years) bool
        Whether the column lies within the series.
    lengths : (n_series,) int
    scale : (n_series,)
        Divisor of the values.
    """

    values: Array
    active: npt.NDArray[np.bool_]
    lengths: npt.NDArray[np.intp]
    scale: Array


def _align(values: Array) -> _Aligned:
    """Close gaps, start all series in column 0, divide by the mean absolute value."""
    filled = fill_gaps(values)
    lengths = np.isfinite(filled).sum(axis=1)
    columns = np.arange(filled.shape[1])
    source = np.minimum(columns + (filled.shape[1] - lengths)[:, None], filled.shape[1] - 1)
    active = columns < lengths[:, None]
    moved = np.where(active, np.take_along_axis(filled, source, axis=1), 0.0)
    scale = np.abs(moved).sum(axis=1) / np.maximum(lengths, 1)
    scale = np.where(scale > 0, scale, 1.0)
    return _Aligned(moved / scale[:, None], active, lengths, scale)


def theta(values: Array, horizon: int) -> Array:
    """Dynamic optimised Theta model (Fiorucci et al. 2016, Int. J. Forecasting 32, eq. 13 to 20).

    One-step means are l[t-1] + w D[t], where l is simple exponential smoothing with alpha, D[t]
    follows from the trend line fitted to the years up to t - 1, and w = 1 - 1/theta lies in
    [0, 1). Both w and l[0] enter linearly: for each alpha of a grid they are solved by least
    squares, and the alpha with the least squared error is kept. A weak prior holds w near 1/2
    (theta = 2) in short series. A series of one or two points gives the last value.
    """
    data = _align(values)
    intercepts, slopes, means = _running_trend(data.values)
    best = np.full(len(data.values), np.inf)
    alpha, weight, level = (np.zeros(len(best)) for _ in range(3))
    for candidate in np.append(ALPHAS[:-1], 0.999):
        error, w, last = _fit_theta(data, intercepts, slopes, candidate)
        better = error < best
        best = np.where(better, error, best)
        alpha = np.where(better, candidate, alpha)
        weight = np.where(better, w, weight)
        level = np.where(better, last, level)
    last_column = np.maximum(data.lengths - 1, 0)[:, None]
    trend = np.stack(
        [np.take_along_axis(a, last_column, axis=1)[:, 0] for a in (intercepts, slopes, means)]
    )
    paths = _extend_theta(alpha, weight, level, trend, data.lengths, horizon)
    short = data.lengths <= 2
    paths[short] = np.take_along_axis(data.values, last_column, axis=1)[short]
    return np.where(data.lengths[:, None] > 0, paths * data.scale[:, None], np.nan)


def _running_trend(values: Array) -> tuple[Array, Array, Array]:
    """Intercept A, slope B and mean of the line fitted to the first t points, for every t."""
    t = np.arange(1, values.shape[1] + 1)
    means = np.cumsum(values, axis=1) / t
    moments = np.cumsum(values * t, axis=1) / t - means * (t + 1) / 2
    slopes = moments / np.maximum((t**2 - 1) / 12, 1e-12)
    slopes[:, 0] = 0.0
    return means - slopes * (t + 1) / 2, slopes, means


def _fit_theta(
    data: _Aligned, intercepts: Array, slopes: Array, alpha: float
) -> tuple[Array, Array, Array]:
    """Squared error, weight w and last level of the best Theta model with this alpha."""
    n, n_years = data.values.shape
    level, decay = np.zeros(n), 1.0
    yy, yd, yp, dd, dp, pp = (np.zeros(n) for _ in range(6))
    for t in range(n_years):
        if t >= 1:
            y = np.where(data.active[:, t], data.values[:, t] - level, 0.0)
            D = decay * intercepts[:, t - 1] + (1 - decay * (1 - alpha)) / alpha * slopes[:, t - 1]
            D, p = np.where(data.active[:, t], D, 0.0), data.active[:, t] * decay
            yy, yd, yp = yy + y * y, yd + y * D, yp + y * p
            dd, dp, pp = dd + D * D, dp + D * p, pp + p * p
        step = np.where(data.active[:, t], alpha, 0.0)
        level = level + step * (data.values[:, t] - level)
        decay *= 1 - alpha
    # Least squares for (w, l0) with a ridge on w - 1/2; then w into its bounds, and l0 again.
    ridge = THETA_PRIOR_STRENGTH * dd
    pp = np.maximum(pp, 1e-12)
    top = yd + ridge * THETA_PRIOR - dp * yp / pp
    bottom = dd + ridge - dp * dp / pp
    w = np.clip(np.where(bottom > 1e-12, top / np.maximum(bottom, 1e-12), THETA_PRIOR), 0.0, 1.0)
    start = (yp - w * dp) / pp
    error = yy - 2 * (w * yd + start * yp) + w * w * dd + 2 * w * start * dp + start * start * pp
    error = error + ridge * (w - THETA_PRIOR) ** 2
    return error, w, level + start * (1 - alpha) ** data.lengths


def _extend_theta(
    alpha: Array,
    weight: Array,
    level: Array,
    trend: Array,
    lengths: npt.NDArray[np.intp],
    horizon: int,
) -> Array:
    """Run the state equations past the last year, with each mean as the next observation."""
    intercept, slope, mean = trend
    paths = np.empty((len(alpha), horizon))
    n = lengths.astype(np.float64)
    for k in range(horizon):
        decay = (1 - alpha) ** n
        ahead = decay * intercept + (1 - decay * (1 - alpha)) / alpha * slope
        paths[:, k] = level + weight * ahead
        level = alpha * paths[:, k] + (1 - alpha) * level
        n = n + 1
        slope = ((n - 2) * slope + 6 / n * (paths[:, k] - mean)) / (n + 1)
        mean = ((n - 1) * mean + paths[:, k]) / n
        intercept = mean - (n + 1) / 2 * slope
    return paths


def ets(values: Array, horizon: int) -> Array:
    """Exponential smoothing, the form chosen per series by AICc (Hyndman et al. 2008).

    Forms: level only (A,N), trend (A,A), damped trend (A,Ad), and with multiplicative errors
    (M,N), (M,A), (M,Ad) where all values are positive; a multiplicative error is one whose
    spread is proportional to the value before. Initial states are least squares, smoothing
    parameters the best of a grid. Fewer than five points: the drift.
    """
    data = _align(values)
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
    data = _align(values)
    weights, short = np.ones_like(data.values), data.lengths[:, None] < 5
    line = drift(values, horizon)
    return {
        name: np.where(short, line, _best_ets(data, weights, horizon, form)[0])
        for name, form in ETS_FORMS.items()
    }


def components(values: Array, horizon: int) -> dict[str, Array]:
    """Forecasts (n_series, horizon) that `combination` is the median of."""
    simple = {"theta": theta(values, horizon), "drift": drift(values, horizon)}
    return simple | smoothing(values, horizon)


def combination(values: Array, horizon: int) -> Array:
    """Median of Theta, drift and three forms of exponential smoothing.

    After the simple combination of Petropoulos and Svetunkov (2020, Int. J. Forecasting 36).
    """
    return np.asarray(np.median(np.stack(list(components(values, horizon).values())), axis=0))


def _best_ets(
    data: _Aligned, weights: Array, horizon: int, grid: Sequence[Parameters]
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


def _fit_ets(data: _Aligned, weights: Array, grid: Sequence[Parameters]) -> tuple[Array, Array]:
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


def prefixes(values: Array, lengths: Iterable[int]) -> Array:
    """The series as they stood after each number of years, (n_lengths * n_series, n_years).

    Right-aligned, with NaN before the first year: one call of a model serves all origins.
    """
    n_series, n_years = values.shape
    blocks = [
        np.concatenate([np.full((n_series, n_years - n), np.nan), values[:, :n]], axis=1)
        for n in lengths
    ]
    return np.concatenate(blocks) if blocks else np.empty((0, n_years))


MODELS: dict[str, Callable[[Array, int], Array]] = {
    "naive": naive,
    "drift": drift,
    "ets": ets,
    "theta": theta,
}

"""The dynamic optimised Theta model of many series at once."""

import numpy as np
import numpy.typing as npt

from features.arrays import Array
from training.growth.statistical.gaps import Aligned, align

ALPHAS = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0])
THETA_PRIOR = 0.5
"""Weight of the Theta line for theta = 2, the classical method, to which short series shrink."""
THETA_PRIOR_STRENGTH = 0.05


def theta(values: Array, horizon: int) -> Array:
    """Dynamic optimised Theta model (Fiorucci et al. 2016, Int. J. Forecasting 32, eq. 13 to 20).

    One-step means are l[t-1] + w D[t], where l is simple exponential smoothing with alpha, D[t]
    follows from the trend line fitted to the years up to t - 1, and w = 1 - 1/theta lies in
    [0, 1). Both w and l[0] enter linearly: for each alpha of a grid they are solved by least
    squares, and the alpha with the least squared error is kept. A weak prior holds w near 1/2
    (theta = 2) in short series. A series of one or two points gives the last value.
    """
    data = align(values)
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
    data: Aligned, intercepts: Array, slopes: Array, alpha: float
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

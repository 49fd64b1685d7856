"""Seasons of quarterly and monthly series: detected, removed before models run, restored after.

A series is seasonal where the autocorrelation of its changes at the lag of a year is significant
(90 %, after Assimakopoulos and Nikolopoulos 2000 and the benchmarks of the M4 competition, which
take levels, in which a trend hides the seasons of short series and imitates them in long ones).
Its seasons are those of classical decomposition (Makridakis et al. 1998, ch. 3): values over, or
less, a centred moving average of a year, averaged by quarter or month. Annual series stay
unchanged.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from features.arrays import Array
from features.growth.panel import GrowthPanel
from training.growth.statistical.gaps import fill_gaps

MINIMUM_YEARS = 3
"""Fewest years to detect seasons."""
NINETY_PER_CENT = 1.645
"""Standard errors of a two-sided test at 90 %."""
SMALLEST_FACTOR = 0.05
"""Seasons with a smaller factor are additive: quotients explode near zero."""


@dataclass(frozen=True)
class Seasons:
    """Seasonal factors of series.

    Attributes
    ----------
    factors : (n_series, m)
        Of each column modulo m, where m is the number of periods a year: shares of the average
        period (mean 1) or amounts around it (mean 0). 1 for a share, 0 for an amount, where a
        series has no seasons.
    multiplicative : (n_series,) bool
        Whether factors are shares.
    """

    factors: Array
    multiplicative: npt.NDArray[np.bool_]

    def remove(self, values: Array, first: int = 0) -> Array:
        """Values (n_series, n, ...) of columns from `first` on, without their seasons."""
        factors, shares = self._shaped(values, first)
        return np.asarray(
            np.where(shares, values / np.where(shares, factors, 1.0), values - factors)
        )

    def restore(self, values: Array, first: int) -> Array:
        """Values (n_series, n, ...) of columns from `first` on, with their seasons."""
        factors, shares = self._shaped(values, first)
        return np.asarray(np.where(shares, values * factors, values + factors))

    def sizes(self, column: int) -> Array:
        """Factor (n_series,) from an adjusted to an actual change between columns of one season."""
        return np.where(self.multiplicative, self._at(np.array([column]))[:, 0], 1.0)

    def _at(self, columns: npt.NDArray[np.intp]) -> Array:
        return self.factors[:, columns % self.factors.shape[1]]

    def _shaped(self, values: Array, first: int) -> tuple[Array, npt.NDArray[np.bool_]]:
        """Factors of columns from `first` on, and whether they are shares, shaped to fit values."""
        factors = self._at(first + np.arange(values.shape[1]))
        shares = self.multiplicative.reshape(-1, *(1,) * (values.ndim - 1))
        return factors.reshape(*factors.shape, *(1,) * (values.ndim - 2)), shares


def none(n_series: int) -> Seasons:
    """Seasons of series without any, such as annual ones."""
    return Seasons(np.ones((n_series, 1)), np.ones(n_series, dtype=bool))


def adjust(values: Array, periods_per_year: int) -> tuple[Array, Seasons]:
    """Remove the seasons of series.

    Parameters
    ----------
    values : (n_series, n_columns)
        NaN where unknown; a series may start late and have gaps.
    periods_per_year : int
        m, 4 or 12.

    Returns
    -------
    adjusted : (n_series, n_columns)
        NaN where values are.
    seasons : Seasons
        Shares if all values are positive, amounts otherwise.
    """
    filled = fill_gaps(values)
    seasonal = is_seasonal(filled, periods_per_year)
    trend = moving_average(filled, periods_per_year)
    positive = np.logical_not((values <= 0).any(axis=1))
    usable = positive[:, None] & (trend > 0)
    shares = _mean_by_period(values / np.where(usable, trend, np.nan), periods_per_year, 1.0)
    shares = shares / shares.mean(axis=1, keepdims=True)
    amounts = _mean_by_period(values - trend, periods_per_year, 0.0)
    amounts = amounts - amounts.mean(axis=1, keepdims=True)
    multiplicative = (positive & (shares >= SMALLEST_FACTOR).all(axis=1)) | ~seasonal
    factors = np.where(multiplicative[:, None], shares, amounts)
    factors = np.where(seasonal[:, None], factors, 1.0)
    seasons = Seasons(factors, multiplicative)
    return seasons.remove(values), seasons


def is_seasonal(filled: Array, periods_per_year: int) -> npt.NDArray[np.bool_]:
    """Whether changes are significantly autocorrelated at the lag of a year, 90 %, (n_series,).

    The standard error is Bartlett's, sqrt((1 + 2 sum of squared autocorrelations at shorter lags)
    / n). Series of fewer than MINIMUM_YEARS years, and constant ones, are not seasonal.

    Parameters
    ----------
    filled : (n_series, n_columns)
        Without gaps, leading NaN where a series starts late.
    """
    changes = np.diff(filled, axis=1)
    has_change = np.isfinite(changes)
    count = np.maximum(has_change.sum(axis=1), 1)
    mean = np.where(has_change, changes, 0.0).sum(axis=1) / count
    deviation = np.where(has_change, changes - mean[:, None], 0.0)
    variance = (deviation**2).sum(axis=1)
    size = np.where(np.isfinite(filled), filled, 0.0)
    moved = variance > 1e-12 * (size**2).mean(axis=1)
    variance = np.where(moved, variance, 1.0)
    squares, correlation = np.zeros(len(filled)), np.zeros(len(filled))
    for lag in range(1, periods_per_year + 1):
        squares = squares + correlation**2
        correlation = (deviation[:, lag:] * deviation[:, :-lag]).sum(axis=1) / variance
    limit = NINETY_PER_CENT * np.sqrt((1 + 2 * squares) / count)
    long = np.isfinite(filled).sum(axis=1) >= MINIMUM_YEARS * periods_per_year
    return np.asarray(long & moved & (np.abs(correlation) > limit))


def moving_average(filled: Array, periods_per_year: int) -> Array:
    """Centred moving average of a year (n_series, n_columns), NaN at both ends.

    It spans m + 1 columns, the outer two with half weight, to be centred.
    """
    half = periods_per_year // 2
    average = np.full(filled.shape, np.nan)
    n_inside = filled.shape[1] - 2 * half
    if n_inside <= 0:
        return average
    total = (filled[:, :n_inside] + filled[:, 2 * half :]) / 2
    for offset in range(1, 2 * half):
        total = total + filled[:, offset : offset + n_inside]
    average[:, half : half + n_inside] = total / periods_per_year
    return average


def _mean_by_period(values: Array, periods_per_year: int, unknown: float) -> Array:
    """Mean of the values of each column modulo m, (n_series, m); `unknown` if there are none."""
    means = np.empty((len(values), periods_per_year))
    for place in range(periods_per_year):
        part = values[:, place::periods_per_year]
        has_value = np.isfinite(part)
        count = has_value.sum(axis=1)
        total = np.where(has_value, part, 0.0).sum(axis=1)
        means[:, place] = np.where(count > 0, total / np.maximum(count, 1), unknown)
    return means


def seasons_of(panel: GrowthPanel, n_columns: int | None = None) -> Seasons:
    """Seasons estimated from a panel's first `n_columns` columns (None: all)."""
    values = panel.values if panel.unadjusted is None else panel.unadjusted
    return adjust(values[:, :n_columns], panel.periods_per_year)[1]


def adjusted(panel: GrowthPanel, n_columns: int | None = None) -> GrowthPanel:
    """The panel without the seasons estimated from its first `n_columns` columns (None: all).

    Later columns are adjusted by the same seasons, so that an earlier origin sees no later value.
    An annual panel is returned unchanged.
    """
    if panel.periods_per_year == 1:
        return panel
    values = panel.values if panel.unadjusted is None else panel.unadjusted
    seasons = seasons_of(panel, n_columns)
    return replace(panel, values=seasons.remove(values), unadjusted=values)

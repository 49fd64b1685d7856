"""Breaks in the trend of one series, and the effects of named shocks on it.

Positive series are explained in logs: the trend is then growth in per cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.arrays import Array
from features.errors import InputError
from features.formats import counted
from training.growth.explain.trend_draws import Draws, Shock, draw
from training.growth.intervals.conformal import PROBABILITIES

Range = tuple[float, float, float]
"""Lower end, median and upper end of the 80 % interval."""

ENDS = (0.1, 0.5, 0.9)
CLEAR = (0.025, 0.5, 0.975)
"""Quantiles to test a change of the trend: wider than 80 %, since many years are tested."""
MINIMUM_YEARS = 8
"""Fewest years to tell a break from noise."""


@dataclass(frozen=True)
class Changepoint:
    """A change of the trend; neighbouring years with changes in one direction count as one.

    Attributes
    ----------
    year, first, last : int
        Years after which the trend differs: that of the largest change, and the first and last
        with at least half of it.
    change : Range
        Of the yearly growth: percentage points if the series is explained in logs, otherwise the
        unit a year. Its middle is ``after`` less ``before``.
    before, after : float
        Median yearly growth since the change before it, and until the next.
    """

    year: int
    first: int
    last: int
    change: Range
    before: float
    after: float


@dataclass(frozen=True)
class Effect:
    """Mean yearly effect of a shock while it lasted.

    Attributes
    ----------
    unit : Range
        In the series' unit.
    per_cent : Range or None
        Of the trend without the shock; None unless that is positive.
    """

    shock: Shock
    unit: Range
    per_cent: Range | None


@dataclass(frozen=True)
class Explanation:
    """Prophet's explanation of a series.

    Attributes
    ----------
    years, observed : (n_years,)
        Years with a value, and these values.
    in_logs : bool
        Whether growth is in per cent.
    trend : (n_years,)
        Median trend without shocks, in the unit.
    changepoints : list of Changepoint
        Years around which the trend's growth over two years changes with a probability above
        95 %, by year.
    effects : list of Effect
        In the order of the shocks.
    ahead : (horizon,) int
        Years after the last one.
    median : (horizon,)
    quantiles : (horizon, len(PROBABILITIES))
        Prophet's own forecast, whose intervals are not calibrated.
    """

    years: npt.NDArray[np.intp]
    observed: Array
    in_logs: bool
    trend: Array
    changepoints: list[Changepoint]
    effects: list[Effect]
    ahead: npt.NDArray[np.intp]
    median: Array
    quantiles: Array


def explain(
    years: npt.NDArray[np.intp], values: Array, shocks: Sequence[Shock], horizon: int
) -> Explanation:
    """Fit Prophet to one annual series; yearly seasonality is off.

    Parameters
    ----------
    years : (n_years,)
        Consecutive.
    values : (n_years,)
        NaN where unknown.
    horizon : int
        Years to forecast.

    Raises
    ------
    InputError
        Fewer than MINIMUM_YEARS values, a constant series, or a shock that has no year or all
        years of the series, a name twice, or the same years as other shocks.
    """
    has_value = np.isfinite(values)
    years, values = years[has_value], values[has_value]
    _check(years, values, shocks)
    in_logs = bool((values > 0).all())
    drawn = draw(years, np.log(values) if in_logs else values, shocks, horizon)
    back = np.exp if in_logs else np.asarray
    return Explanation(
        years=years,
        observed=values,
        in_logs=in_logs,
        trend=np.median(back(drawn.trend), axis=0),
        changepoints=_changepoints(drawn, years, in_logs=in_logs),
        effects=[
            _effect(shock, drawn, years, number, in_logs=in_logs)
            for number, shock in enumerate(shocks)
        ],
        ahead=years[-1] + np.arange(1, horizon + 1),
        median=np.median(back(drawn.future), axis=0),
        quantiles=np.quantile(back(drawn.future), PROBABILITIES, axis=0).T,
    )


def _check(years: npt.NDArray[np.intp], values: Array, shocks: Sequence[Shock]) -> None:
    """Refuse a series or shocks that Prophet cannot explain."""
    if len(years) < MINIMUM_YEARS:
        raise InputError(
            f"this series has {counted(len(years), 'year')} with a value: an explanation needs "
            "at least "
            f"{MINIMUM_YEARS}"
        )
    if values.max() == values.min():
        raise InputError("this series never changes: there is nothing to explain")
    names = [shock.name for shock in shocks]
    for shock in shocks:
        inside = (years >= shock.first) & (years <= shock.last)
        if not inside.any() or inside.all():
            raise InputError(
                f"shock {shock.name}: {shock.first} to {shock.last} must include some, but not "
                f"all, years with a value, {years[0]} to {years[-1]}"
            )
        if names.count(shock.name) > 1:
            raise InputError(f"two shocks are named {shock.name}: give them different names")
    _check_apart(years, shocks)


def _check_apart(years: npt.NDArray[np.intp], shocks: Sequence[Shock]) -> None:
    """Refuse a shock whose years are those of other shocks, alone or combined."""
    lasts = [(years >= shock.first) & (years <= shock.last) for shock in shocks]
    for number, shock in enumerate(shocks, start=1):
        if np.linalg.matrix_rank(np.array(lasts[:number], dtype=np.float64)) < number:
            raise InputError(
                f"shock {shock.name}: other shocks cover the same years, so their effects cannot "
                "be separated; leave one out or change its years"
            )


def _changepoints(drawn: Draws, years: npt.NDArray[np.intp], *, in_logs: bool) -> list[Changepoint]:
    """Runs of neighbouring candidates whose intervals exclude zero on the same side.

    A candidate's change is that of growth over the two years after it against the two before,
    since Prophet spreads a break over its neighbours. Growth before and after a run is the trend's
    mean since the previous run, and up to the next.
    """
    beside = np.pad(drawn.changes, ((0, 0), (1, 1)))
    local = drawn.changes + (beside[:, :-2] + beside[:, 2:]) / 2
    low, middle, high = np.quantile(local, CLEAR, axis=0)
    side = np.where(low > 0, 1, np.where(high < 0, -1, 0))
    cuts, size = np.flatnonzero(np.diff(side)) + 1, np.abs(middle)
    runs = [run for run in np.split(np.arange(len(side)), cuts) if side[run[0]]]
    runs = [run[size[run] >= size[run].max() / 2] for run in runs]
    starts = [years[0], *(drawn.candidates[run[-1]] for run in runs)]
    ends = [*(drawn.candidates[run[0]] for run in runs), years[-1]]
    growth = []
    for start, end in zip(starts, ends, strict=True):
        first, last = np.searchsorted(years, [start, end])
        mean = (drawn.trend[:, last] - drawn.trend[:, first]) / (end - start)
        growth.append(100 * np.expm1(mean) if in_logs else mean)
    return [
        Changepoint(
            year=int(drawn.candidates[run[np.argmax(size[run])]]),
            first=int(drawn.candidates[run[0]]),
            last=int(drawn.candidates[run[-1]]),
            change=_change(before, after),
            before=float(np.median(before)),
            after=float(np.median(after)),
        )
        for run, before, after in zip(runs, growth, growth[1:], strict=False)
    ]


def _change(before: Array, after: Array) -> Range:
    """Difference of the medians, with the interval of the differences."""
    low, _, high = _range(after - before)
    return low, float(np.median(after) - np.median(before)), high


def _effect(
    shock: Shock, drawn: Draws, years: npt.NDArray[np.intp], number: int, *, in_logs: bool
) -> Effect:
    """A shock's effect relative to the trend without it."""
    lasts = (years >= shock.first) & (years <= shock.last)
    effect, trend = drawn.effects[:, [number]], drawn.trend[:, lasts]
    unit = (np.exp(trend) * np.expm1(effect) if in_logs else effect + 0 * trend).mean(axis=1)
    without = (np.exp(trend) if in_logs else trend).mean(axis=1)
    is_positive = bool((np.quantile(without, ENDS) > 0).all())
    return Effect(shock, _range(unit), _range(100 * unit / without) if is_positive else None)


def _range(draws: Array) -> Range:
    low, middle, high = np.quantile(draws, ENDS).tolist()
    return low, middle, high

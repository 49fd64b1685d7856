"""One series explained: where its trend broke, and what named shocks did to it.

A series that is always positive is explained in logs: its trend is then growth in per cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from features.arrays import Array
from features.errors import InputError
from training.growth.explain.trend_draws import Draws, Shock, draw
from training.growth.intervals.conformal import PROBABILITIES

Range = tuple[float, float, float]
"""Lower end, median and upper end of the 80 % interval."""

ENDS = (0.1, 0.5, 0.9)
CLEAR = (0.025, 0.5, 0.975)
"""A change of the trend must be clearer than its 80 % interval tells, as many years are asked."""
MINIMUM_YEARS = 8
"""Fewer years cannot tell a break from noise."""


@dataclass(frozen=True)
class Changepoint:
    """A change of the trend: neighbouring years that point the same way are one.

    Attributes
    ----------
    year, first, last : int
        The years after which the trend differs: the one that says it most, and the first and
        last that say it at least half as much.
    change : Range
        Of the yearly growth: percentage points where the series is explained in logs, otherwise
        the unit a year. Its middle is ``after`` less ``before``.
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
    """What a shock did while it lasted, on average over its years.

    Attributes
    ----------
    shock : Shock
    unit : Range
        In the series' unit.
    per_cent : Range or None
        Of what would have been without it; None where that is not positive.
    """

    shock: Shock
    unit: Range
    per_cent: Range | None


@dataclass(frozen=True)
class Explanation:
    """What Prophet says of a series.

    Attributes
    ----------
    years, observed : (n_years,)
        The known ones.
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
    shocks : sequence of Shock
    horizon : int
        Years that Prophet forecasts.

    Raises
    ------
    InputError
        Fewer than MINIMUM_YEARS known values, none that differ, or a shock outside the known
        years, in all of them, named twice, or whose effect others cannot be told from.
    """
    known = np.isfinite(values)
    years, values = years[known], values[known]
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
    """Refuse what Prophet could not explain."""
    if len(years) < MINIMUM_YEARS:
        raise InputError(
            f"this series has {len(years)} known years: an explanation takes at least "
            f"{MINIMUM_YEARS}"
        )
    if values.max() == values.min():
        raise InputError("this series never changes, so there is nothing to explain")
    names = [shock.name for shock in shocks]
    for shock in shocks:
        inside = (years >= shock.first) & (years <= shock.last)
        if not inside.any() or inside.all():
            raise InputError(
                f"shock {shock.name}: {shock.first} to {shock.last} must hold some, but not all, "
                f"of the years known, {years[0]} to {years[-1]}"
            )
        if names.count(shock.name) > 1:
            raise InputError(f"two shocks are named {shock.name}: give each a name of its own")
    _check_apart(years, shocks)


def _check_apart(years: npt.NDArray[np.intp], shocks: Sequence[Shock]) -> None:
    """Refuse a shock whose known years are those of others, alone or together."""
    lasts = [(years >= shock.first) & (years <= shock.last) for shock in shocks]
    for number, shock in enumerate(shocks, start=1):
        if np.linalg.matrix_rank(np.array(lasts[:number], dtype=np.float64)) < number:
            raise InputError(
                f"shock {shock.name}: other shocks hold the same known years, so that its effect "
                "cannot be told from theirs; leave one out or change its years"
            )


def _changepoints(drawn: Draws, years: npt.NDArray[np.intp], *, in_logs: bool) -> list[Changepoint]:
    """Neighbouring candidates whose intervals leave zero out on the same side, each run as one.

    A candidate's change is that of growth over the two years after it against the two before, as
    Prophet spreads a break over its neighbours. Growth before and after a run is the trend's mean
    from the run before it, and up to the next.
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
    """From median to median, as people subtract them; the ends are those of the differences."""
    low, _, high = _range(after - before)
    return low, float(np.median(after) - np.median(before)), high


def _effect(
    shock: Shock, drawn: Draws, years: npt.NDArray[np.intp], number: int, *, in_logs: bool
) -> Effect:
    """The shock's effect against the trend without it."""
    lasts = (years >= shock.first) & (years <= shock.last)
    effect, trend = drawn.effects[:, [number]], drawn.trend[:, lasts]
    unit = (np.exp(trend) * np.expm1(effect) if in_logs else effect + 0 * trend).mean(axis=1)
    without = (np.exp(trend) if in_logs else trend).mean(axis=1)
    known = bool((np.quantile(without, ENDS) > 0).all())
    return Effect(shock, _range(unit), _range(100 * unit / without) if known else None)


def _range(draws: Array) -> Range:
    low, middle, high = np.quantile(draws, ENDS).tolist()
    return low, middle, high

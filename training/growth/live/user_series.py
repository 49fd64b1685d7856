"""Series that a request brings, set on the columns of a champion's panel, their seasons out.

A series takes its seasons from its own past, as at training. One that shows none and is too short
to say that it has none takes those that the champion knows of it, or else the mean of those of the
series that it would borrow growth from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from features.arrays import Array, Index
from features.errors import InputError
from training.growth import metrics
from training.growth.live import borrow
from training.growth.live.model import Key, Live
from training.growth.statistical import methods, seasonality
from training.growth.statistical.seasonality import Seasons

INDEX = 100.0
"""What a series without any value starts from."""
TELLING_YEARS = 5
"""Years from which on a series that shows no seasons is taken to have none."""
ROUNDING = 1e-12
"""Change, over the largest value, that is none."""


@dataclass(frozen=True)
class Series:
    """A series that a request brings.

    Attributes
    ----------
    region_code, cluster_code : str
        Known or new.
    times : (n_points,) int
        Years of annual data, else quarters or months as features.package.periods.time_of gives
        them; in any order, one that is not there is unknown.
    values : (n_points,)
        In the unit of the champion's indicator. Without any, what the champion knows is taken.
    borrow_from : str
        Code of a sector, cluster or region that it is like, "" where its own codes say enough.
    """

    region_code: str
    cluster_code: str
    times: Index
    values: Array
    borrow_from: str = ""

    @property
    def key(self) -> Key:
        """Region and cluster."""
        return self.region_code, self.cluster_code


@dataclass(frozen=True)
class Brought:
    """Brought series on the columns of the panel, each with its origin in the last one.

    Attributes
    ----------
    series : (n_series,) Series
    origins : (n_series,) int
        Times that forecasts start after: the cutoff, or the last of a series that ends later.
    values : (n_series, n_columns)
        NaN where unknown.
    seasons : Seasons
    like : mapping of int to str
        Place of a series to whose seasons it has, where they are not its own.
    """

    series: Sequence[Series]
    origins: Index
    values: Array
    seasons: Seasons
    like: Mapping[int, str]

    @cached_property
    def adjusted(self) -> Array:
        """Values without their seasons (n_series, n_columns)."""
        return self.seasons.remove(self.values)

    @cached_property
    def start(self) -> Array:
        """Last values without their seasons (n_series,); of INDEX where no value is known."""
        last = methods.fill_gaps(self.adjusted)[:, -1]
        index = np.full((len(last), 1), INDEX)
        index = self.seasons.remove(index, self.values.shape[1] - 1)
        return np.where(np.isfinite(last), last, index[:, 0])

    @cached_property
    def last(self) -> Array:
        """Values at the origin (n_series,), carried forward to it where they are unknown."""
        carried = self.seasons.restore(self.start[:, None], self.values.shape[1] - 1)[:, 0]
        return np.where(np.isfinite(self.values[:, -1]), self.values[:, -1], carried)


def aligned(live: Live, series: Sequence[Series]) -> Brought:
    """Brought series on the columns of the panel. Values before its first are not read."""
    rows, origins = zip(*(_row(live, one) for one in series), strict=True)
    values, times = np.stack(rows), np.array(origins, dtype=np.intp)
    if live.periods_per_year == 1:
        return Brought(series, times, values, seasonality.none(len(series)), {})
    _, own = seasonality.adjust(values, live.periods_per_year)
    seasons, like = _with_borrowed(live, series, times, values, own)
    return Brought(series, times, values, seasons, like)


def _row(live: Live, series: Series) -> tuple[Array, int]:
    """A series on the columns of the panel, its origin in the last one; the origin."""
    n_columns = live.known.shape[1]
    row = np.full(n_columns, np.nan)
    if not len(series.times):
        place = live.places.get(series.key)
        return row if place is None else live.known[place], live.cutoff
    origin = max(live.cutoff, int(series.times.max()))
    columns = series.times - origin + n_columns - 1
    row[columns[columns >= 0]] = series.values[columns >= 0]
    return row, origin


def moved(values: Array) -> npt.NDArray[np.bool_]:
    """Whether each series ever changed (n_series,): its changes are the model's unit."""
    filled = methods.fill_gaps(values)
    size = np.where(np.isfinite(filled), np.abs(filled), 0.0).max(axis=1)
    return np.asarray(metrics.scale(filled) > ROUNDING * size)


def _with_borrowed(
    live: Live, series: Sequence[Series], origins: Index, values: Array, own: Seasons
) -> tuple[Seasons, dict[int, str]]:
    """Own seasons, or others' where a series does not tell; whose they are by place.

    A series without change has none, and one as the champion knows it keeps what it had at
    training.
    """
    factors, multiplicative, like = own.factors.copy(), own.multiplicative.copy(), dict[int, str]()
    n_known = np.isfinite(values).sum(axis=1)
    still = (n_known > 1) & ~moved(values)
    for place in np.flatnonzero(~_telling(values, own) & ~still).tolist():
        known = live.places.get(series[place].key)
        if known is not None and np.array_equal(values[place], live.known[known], equal_nan=True):
            continue
        name, lending = _season_lenders(live, series[place], known)
        shared = _mean_seasons(live, lending)
        if np.ptp(shared) > 0:
            factors[place] = np.roll(shared, live.cutoff - int(origins[place]))
            multiplicative[place], like[place] = True, name
    return Seasons(factors, multiplicative), like


def _telling(values: Array, seasons: Seasons) -> npt.NDArray[np.bool_]:
    """Whether series show their seasons, or are long enough to show any (n_series,)."""
    length = np.isfinite(methods.fill_gaps(values)).sum(axis=1)
    enough = length >= TELLING_YEARS * seasons.factors.shape[1]
    return np.asarray(enough | (np.ptp(seasons.factors, axis=1) > 0))


def _season_lenders(live: Live, series: Series, known: int | None) -> tuple[str, Index]:
    """Whose seasons a short series takes, and their places; none where nobody can lend.

    `known` is its own place among the champion's series, if it has one.
    """
    own = np.array([] if known is None else [known], dtype=np.intp)
    past = Seasons(live.seasons.factors[own], live.seasons.multiplicative[own])
    if _telling(live.known[own], past).any():
        return "its known past", own
    try:
        return lenders(live, series)[0]
    except InputError:
        return "nobody", np.empty(0, dtype=np.intp)


def _mean_seasons(live: Live, places: Index) -> Array:
    """Mean shares (periods_per_year,) of the series at places, of those that have shares."""
    shares = live.seasons.factors[places][live.seasons.multiplicative[places]]
    return shares.mean(axis=0) if len(shares) else np.ones(live.periods_per_year)


def lenders(live: Live, series: Series) -> list[tuple[str, Index]]:
    """Whom a series borrows from, as training.growth.live.borrow.lenders tells it."""
    own = live.places.get(series.key)
    return borrow.lenders(live.peers, codes(live, series), series.borrow_from, own)


def codes(live: Live, series: Series) -> dict[str, str]:
    """Region, cluster and sector of a series."""
    like = series.borrow_from if series.borrow_from in live.parents else ""
    sector = live.parents.get(series.cluster_code)
    if not sector and like:
        sector = like if like in live.groups["sector"] else live.parents[like]
    return {
        "region": series.region_code,
        "cluster": series.cluster_code,
        "sector": sector or series.cluster_code,
    }

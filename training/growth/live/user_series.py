"""Series that a user sends, aligned with the columns of a champion's panel, without seasons.

The seasons of a series are estimated from its own past, as at training. A series too short to show
seasons takes those of its past in the champion's data, or else the mean of those of the series that
it would borrow growth from.
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
from training.growth.statistical import seasonality
from training.growth.statistical.gaps import fill_gaps
from training.growth.statistical.seasonality import Seasons

INDEX = 100.0
"""Start of a series without any value."""
TELLING_YEARS = 5
"""A series of at least so many years that shows no seasons has none."""
ROUNDING = 1e-12
"""Changes below this share of the largest value count as none."""


@dataclass(frozen=True)
class UserSeries:
    """A series that a user sends.

    Attributes
    ----------
    region_code, cluster_code : str
        In the champion's data or new.
    times : (n_points,) int
        Years of annual data, else quarters or months as features.package.periods.time_of gives
        them; in any order. Missing times count as unknown.
    values : (n_points,)
        In the unit of the champion's indicator. Empty: the values in the champion's data.
    borrow_from : str
        Code of a similar sector, cluster or region; "" to use the series' own codes.
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
class AlignedSeries:
    """Series of a user on the columns of the panel, each with its origin in the last column.

    Attributes
    ----------
    series : (n_series,) UserSeries
    origins : (n_series,) int
        Times that forecasts start after: the cutoff, or the last of a series that ends later.
    values : (n_series, n_columns)
        NaN where unknown.
    season_source : mapping of int to str
        Place of each series with borrowed seasons, and where they come from.
    """

    series: Sequence[UserSeries]
    origins: Index
    values: Array
    seasons: Seasons
    season_source: Mapping[int, str]

    @cached_property
    def adjusted(self) -> Array:
        """Values without their seasons (n_series, n_columns)."""
        return self.seasons.remove(self.values)

    @cached_property
    def start(self) -> Array:
        """Last values without their seasons (n_series,); INDEX for a series without any value."""
        last = fill_gaps(self.adjusted)[:, -1]
        index = np.full((len(last), 1), INDEX)
        index = self.seasons.remove(index, self.values.shape[1] - 1)
        return np.where(np.isfinite(last), last, index[:, 0])

    @cached_property
    def last(self) -> Array:
        """Values at the origin (n_series,), carried forward if they are unknown."""
        carried = self.seasons.restore(self.start[:, None], self.values.shape[1] - 1)[:, 0]
        return np.where(np.isfinite(self.values[:, -1]), self.values[:, -1], carried)


def aligned(live: Live, series: Sequence[UserSeries]) -> AlignedSeries:
    """Put series on the columns of the panel; values before its first column are dropped."""
    rows, origins = zip(*(_row(live, single) for single in series), strict=True)
    values, times = np.stack(rows), np.array(origins, dtype=np.intp)
    if live.periods_per_year == 1:
        return AlignedSeries(series, times, values, seasonality.none(len(series)), {})
    _, seasons = seasonality.adjust(values, live.periods_per_year)
    seasons, source = _with_borrowed_seasons(live, series, times, values, seasons)
    return AlignedSeries(series, times, values, seasons, source)


def _row(live: Live, series: UserSeries) -> tuple[Array, int]:
    """Values of a series on the columns of the panel, and its origin, which is the last column."""
    n_columns = live.observed.shape[1]
    row = np.full(n_columns, np.nan)
    if not len(series.times):
        place = live.places.get(series.key)
        return row if place is None else live.observed[place], live.cutoff
    origin = max(live.cutoff, int(series.times.max()))
    columns = series.times - origin + n_columns - 1
    row[columns[columns >= 0]] = series.values[columns >= 0]
    return row, origin


def has_moved(values: Array) -> npt.NDArray[np.bool_]:
    """Whether each series ever changed (n_series,): its changes are the model's unit."""
    filled = fill_gaps(values)
    size = np.where(np.isfinite(filled), np.abs(filled), 0.0).max(axis=1)
    return np.asarray(metrics.scale(filled) > ROUNDING * size)


def _with_borrowed_seasons(
    live: Live, series: Sequence[UserSeries], origins: Index, values: Array, shown: Seasons
) -> tuple[Seasons, dict[int, str]]:
    """Seasons of each series, borrowed where it is too short to show any, and their sources.

    A constant series has no seasons; a series whose values are those of the champion's data keeps
    its seasons of training.
    """
    factors, multiplicative = shown.factors.copy(), shown.multiplicative.copy()
    source = dict[int, str]()
    still = (np.isfinite(values).sum(axis=1) > 1) & ~has_moved(values)
    for place in np.flatnonzero(~_show_seasons(values, shown) & ~still).tolist():
        row = live.places.get(series[place].key)
        if row is not None and np.array_equal(values[place], live.observed[row], equal_nan=True):
            continue
        name, lending = _season_lenders(live, series[place], row)
        shared = _mean_seasons(live, lending)
        if np.ptp(shared) > 0:
            factors[place] = np.roll(shared, live.cutoff - int(origins[place]))
            multiplicative[place], source[place] = True, name
    return Seasons(factors, multiplicative), source


def _show_seasons(values: Array, seasons: Seasons) -> npt.NDArray[np.bool_]:
    """Whether series show their seasons, or are long enough to show any (n_series,)."""
    length = np.isfinite(fill_gaps(values)).sum(axis=1)
    enough = length >= TELLING_YEARS * seasons.factors.shape[1]
    return np.asarray(enough | (np.ptp(seasons.factors, axis=1) > 0))


def _season_lenders(live: Live, series: UserSeries, place: int | None) -> tuple[str, Index]:
    """Name and places of the series whose seasons a short one takes; no place where none can lend.

    `place` is that of the series itself in the champion's panel, if it is there.
    """
    itself = np.array([] if place is None else [place], dtype=np.intp)
    past = Seasons(live.seasons.factors[itself], live.seasons.multiplicative[itself])
    if _show_seasons(live.observed[itself], past).any():
        return "its own past", itself
    try:
        return lenders(live, series)[0]
    except InputError:
        return "nobody", np.empty(0, dtype=np.intp)


def _mean_seasons(live: Live, places: Index) -> Array:
    """Mean shares (periods_per_year,) of the series at places, of those that have shares."""
    shares = live.seasons.factors[places][live.seasons.multiplicative[places]]
    return shares.mean(axis=0) if len(shares) else np.ones(live.periods_per_year)


def lenders(live: Live, series: UserSeries) -> list[tuple[str, Index]]:
    """Series that it borrows from, as `training.growth.live.borrow.lenders`."""
    place = live.places.get(series.key)
    return borrow.lenders(live.peers, codes(live, series), series.borrow_from, place)


def codes(live: Live, series: UserSeries) -> dict[str, str]:
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

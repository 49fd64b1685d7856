# ruff: noqa: PD011 (Brought.values is an array)
"""The champion's model run live: forecasts of series that a request brings, and what-if paths.

A brought series takes the place of the known one of its region and cluster, or stands beside the
known ones, so that it has totals as the series had that the model learned from. Series that the
model cannot read, as they have too few points or never moved, borrow the growth that is forecast
of their cluster, sector and region. Of quarters and months all this goes on without seasons, which
are put back at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from features.growth.panel import KEYS
from training.growth import fitted, late
from training.growth.ended import LATEST_YEARS, has_ended
from training.growth.global_model.rows import MINIMUM_POINTS
from training.growth.intervals.quantiles import LADDER, MIDDLE
from training.growth.live import borrow
from training.growth.live.model import Live, ready
from training.growth.live.user_series import INDEX, Brought, Series, aligned, codes, lenders, moved
from training.growth.live.what_if import Paths, effect
from training.growth.statistical import seasonality

__all__ = ["INDEX", "Live", "LiveForecast", "Series", "forecast", "ready"]


SHORT_YEARS = 6
"""A series of years with fewer of them is said to be short."""


@dataclass(frozen=True)
class LiveForecast:
    """What the champion says of one brought series.

    Attributes
    ----------
    origin : int
        Time that the forecast starts after, as the times of the series: the cutoff, or the last
        of a series that ends later.
    last_value : float or None
        The last known value, carried forward to the origin with its season; None where there is
        none: values then are an index, 100 at the origin.
    ladder : (horizon, len(LADDER))
        Quantiles with the median among them, non-decreasing in a row. A step is a year, quarter
        or month.
    what_if : (horizon, len(LADDER)) or None
        The same under the paths that were supposed; None where none was.
    warnings : tuple of str
    """

    origin: int
    last_value: float | None
    ladder: Array
    what_if: Array | None
    warnings: tuple[str, ...]


def forecast(
    live: Live, series: Sequence[Series], paths: Paths | None = None
) -> list[LiveForecast]:
    """Forecast brought series, each from its own last value, with the paths beside the baseline.

    A series that ends after the cutoff starts from its own last year, quarter or month, and what
    is known of all others stays that of the cutoff. A series that ends before it is carried
    forward to the cutoff, as at training, with wider intervals. Values before the panel's first
    column are not read.

    Raises
    ------
    InputError
        There is no series to borrow from, a series that brings no history has ended, or no growth
        of a total can be supposed.
    """
    for one in series:
        _check(live, one)
    brought = aligned(live, series)
    values, n_columns = brought.values, brought.values.shape[1]
    ladders, sources = _ladders(live, brought)
    ladders = brought.seasons.restore(ladders, n_columns)
    ladders = _bounded(values, ladders)
    what_if = None
    if paths:
        shift = effect(live.peers, [one.key for one in series], brought.start, paths)
        what_if = _bounded(values, ladders + _sized(brought, shift)[:, :, None])
    n_points = np.isfinite(values).sum(axis=1)
    return [
        LiveForecast(
            int(brought.origins[n]),
            float(brought.last[n]) if n_points[n] else None,
            ladders[n],
            None if what_if is None else what_if[n],
            tuple(_warnings(live, brought, n, sources.get(n, ""))),
        )
        for n in range(len(series))
    ]


def _check(live: Live, series: Series) -> None:
    """Raise for a known series that has ended, and where nobody that it names can lend."""
    place = live.places.get(series.key)
    if place is not None and not len(series.times):
        known = live.known[place]
        if has_ended(known[None], live.periods_per_year)[0]:
            last = live.label(live.cutoff - int(np.isfinite(known)[::-1].argmax()))
            raise InputError(
                f"{series.cluster_code} in {series.region_code} has ended, its last value is of "
                f"{last}: give a history that goes on to forecast it"
            )
    if series.borrow_from:
        lenders(live, series)


def _ladders(live: Live, brought: Brought) -> tuple[Array, Mapping[int, str]]:
    """Ladders (n_brought, horizon, len(LADDER)) without seasons, and whom which borrow from."""
    values = brought.adjusted
    enough = (np.isfinite(values).sum(axis=1) >= MINIMUM_POINTS) & moved(values)
    ladders = np.empty((len(values), live.fitted.horizon, len(LADDER)))
    if enough.any():
        able = [one for one, can in zip(brought.series, enough, strict=True) if can]
        ladders[enough] = _modelled(live, able, values[enough])
    sources = dict[int, str]()
    wider = late.widening(late.gaps(values), live.fitted.horizon, values.shape[1])
    for place in np.flatnonzero(~enough).tolist():
        start = float(brought.start[place])
        ladder, sources[place] = _borrowed(live, brought.series[place], start)
        middle = ladder[:, MIDDLE, None]
        ladders[place] = middle + wider[place, :, None] * (ladder - middle)
    return ladders, sources


def _modelled(live: Live, brought: Sequence[Series], values: Array) -> Array:
    """The model's ladders (n_brought, horizon, len(LADDER)), the series set among the known."""
    n_known = len(live.panel.keys)
    new = [n for n, series in enumerate(brought) if series.key not in live.places]
    sample = np.array([live.places.get(series.key, -1) for series in brought])
    sample[new] = n_known + np.arange(len(new))
    keys = pd.DataFrame([brought[n].key for n in new], columns=KEYS)
    among = np.concatenate([live.panel.values, values[new]])
    among[sample] = values
    panel = replace(
        live.panel,
        keys=pd.concat([live.panel.keys, keys], ignore_index=True),
        values=among,
        groups={
            level: np.concatenate([groups, _groups(live, level, [brought[n] for n in new])])
            for level, groups in live.panel.groups.items()
        },
        patents=_patents(live, [brought[n] for n in new]),
    )
    result = late.allowed_for(fitted.forecast(live.fitted, panel, sample), panel, sample)
    return np.insert(result.quantiles, MIDDLE, result.median, axis=-1)


def _groups(live: Live, level: str, new: Sequence[Series]) -> npt.NDArray[np.intp]:
    """Group (n_new,) at a level of series that the panel does not have; -1 for totals."""
    known = {"": 0} if level == "nation" else dict(live.groups.get(level, {"": -1}))
    own = [codes(live, series).get(level, "") for series in new]
    for code in own:
        known.setdefault(code, max(known.values()) + 1)
    total = [
        live.groups["region"].get(series.region_code) == -1
        or live.groups["cluster"].get(series.cluster_code) == -1
        for series in new
    ]
    return np.where(total, -1, np.array([known[code] for code in own], dtype=np.intp))


def _patents(live: Live, new: Sequence[Series]) -> dict[str, Array]:
    """Patents behind the panel's series and, below them, new ones: these have their region's."""
    known = live.panel.patents
    if not known:
        return {}
    of_region = pd.DataFrame(known["patent_share"]).groupby(live.panel.groups["region"]).first()
    share = of_region.reindex(_groups(live, "region", new)).to_numpy()
    below = {"patent_share": share, "patent_strength": np.full_like(share, np.nan)}
    return {name: np.concatenate([known[name], below[name]]) for name in known}


def _borrowed(live: Live, series: Series, start: float) -> tuple[Array, str]:
    """Ladder (horizon, len(LADDER)) of a series that the model cannot read; whom it is from."""
    groups = lenders(live, series)
    places = [part for _, part in groups]
    growth = borrow.pooled_growth(live.peers, places)
    size = float(np.median(live.peers.last[np.concatenate(places)]))
    return borrow.applied(growth, start, size), " and ".join(name for name, _ in groups)


def _sized(brought: Brought, shift: Array) -> Array:
    """A shift of values without seasons (n_brought, horizon) as one of values with them."""
    first = brought.values.shape[1]
    sizes = [brought.seasons.sizes(first + step) for step in range(shift.shape[1])]
    return shift * np.stack(sizes, axis=1)


def _bounded(values: Array, ladders: Array) -> Array:
    """At or above zero where the series never was below it."""
    floor = np.where((values < 0).any(axis=1), -np.inf, 0.0)
    return np.maximum(ladders, floor[:, None, None])


def _warnings(live: Live, brought: Brought, place: int, source: str) -> list[str]:
    """What makes a forecast less sure than the champion's own."""
    series, start = brought.series[place], live.label(int(brought.origins[place]))
    n_points, said = int(np.isfinite(brought.values[place]).sum()), []
    if source:
        why = "no change" if n_points >= MINIMUM_POINTS else "too few points"
        said.append(f"{why} for the model to go by: growth is that of {source}")
    elif n_points < _short(live):
        said.append(f"short history: {n_points} points")
    if place in brought.like:
        said.append(f"too few years to show seasons: they are those of {brought.like[place]}")
    if n_points == 0:
        said.append(f"no value is known: values are an index, {INDEX:g} at {start}")
    said += _unknown(live, series, "new" if n_points else "unknown")
    return said + _warnings_of_time(live, brought, place)


def _unknown(live: Live, series: Series, said: str) -> list[str]:
    """That the model has never seen the region or the cluster, which are said to be so."""
    codes_of = {"region": series.region_code, "cluster": series.cluster_code}
    return [
        f"{level} {code} is {said}: the model has no series of it"
        for level, code in codes_of.items()
        if code not in live.groups[level]
    ]


def _warnings_of_time(live: Live, brought: Brought, place: int) -> list[str]:
    """That a series ends elsewhere than the panel, or begins before it."""
    origin, times = int(brought.origins[place]), brought.series[place].times
    known, start = np.isfinite(brought.values[place]), live.label(origin)
    said = []
    if known.any() and not known[-1]:
        last = live.label(origin - int(known[::-1].argmax()))
        said.append(f"ends in {last}: carried forward to {start}, with wider intervals")
    if known.any() and has_ended(brought.values[[place]], live.periods_per_year)[0]:
        said.append(
            f"no value in the {LATEST_YEARS} years up to {start}: the model takes such a series to "
            "have ended, and would not forecast it by itself"
        )
    if origin > live.cutoff:
        said.append(
            f"ends in {start}, after the cutoff: forecast from there, all else as known in "
            f"{live.label(live.cutoff)}"
        )
    if len(times) and times.min() <= origin - len(known):
        said.append(f"values before {live.label(origin - len(known) + 1)} are not used")
    return said


def _short(live: Live) -> int:
    """Points below which a series is short: of quarters and months those that show no seasons."""
    per_year = live.periods_per_year
    return SHORT_YEARS if per_year == 1 else seasonality.MINIMUM_YEARS * per_year

# ruff: noqa: PD011 (AlignedSeries.values is an array)
"""The champion's model run live: forecasts of series that a user sends, and what-if paths.

A user's series replaces that of the same region and cluster in the panel, or is added to the panel,
so that it has totals like the series that the model was trained on. Series that the model cannot
read (too few points, or constant) borrow the growth that is forecast of their cluster, sector and
region. Quarterly and monthly series are forecast without seasons, which are put back at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from features.formats import counted
from features.growth.panel import KEYS
from training.growth import fitted, late, revised
from training.growth.discontinued import LATEST_YEARS, is_discontinued
from training.growth.global_model.rows import MINIMUM_POINTS
from training.growth.intervals.quantiles import LADDER, MIDDLE
from training.growth.live import borrow
from training.growth.live.model import Live, ready
from training.growth.live.user_series import (
    INDEX,
    AlignedSeries,
    UserSeries,
    aligned,
    codes,
    has_moved,
    lenders,
)
from training.growth.live.what_if import Paths, effect
from training.growth.statistical import seasonality

__all__ = ["INDEX", "Live", "LiveForecast", "UserSeries", "forecast", "ready"]

SHORT_YEARS = 6
"""Annual series of fewer years carry the warning that they are short."""


@dataclass(frozen=True)
class LiveForecast:
    """The champion's forecast of one user series.

    Attributes
    ----------
    origin : int
        Time before the first step, in the times of the series: the cutoff, or the last time of a
        series that ends later.
    last_value : float or None
        The last value, carried forward to the origin with its season; None for a series without
        values: forecasts then are an index, 100 at the origin.
    ladder : (horizon, len(LADDER))
        Quantiles with the median among them, non-decreasing in a row. A step is a year, quarter
        or month.
    what_if : (horizon, len(LADDER)) or None
        The same under the supposed paths; None without any.
    warnings : tuple of str
    """

    origin: int
    last_value: float | None
    ladder: Array
    what_if: Array | None
    warnings: tuple[str, ...]


def forecast(
    live: Live, series: Sequence[UserSeries], paths: Paths | None = None
) -> list[LiveForecast]:
    """Forecast user series, each from its last value; what-if paths stand beside the baseline.

    A series that ends after the cutoff is forecast from its own last year, quarter or month, with
    all other series as at the cutoff. A series that ends before it is carried forward to the
    cutoff, as at training, with wider intervals. Values before the panel's first column are not
    used.

    Raises
    ------
    InputError
        There is no series to borrow from, a series without history is discontinued, or the growth
        of a total cannot be set.
    """
    for requested in series:
        _check(live, requested)
    user_series = aligned(live, series)
    values, n_columns = user_series.values, user_series.values.shape[1]
    ladders, sources = _ladders(live, user_series)
    ladders = user_series.seasons.restore(ladders, n_columns)
    ladders = _bounded(values, ladders)
    what_if = None
    if paths:
        shift = effect(
            live.peers, [requested.key for requested in series], user_series.start, paths
        )
        what_if = _bounded(values, ladders + _sized(user_series, shift)[:, :, None])
    n_points = np.isfinite(values).sum(axis=1)
    return [
        LiveForecast(
            int(user_series.origins[n]),
            float(user_series.last[n]) if n_points[n] else None,
            ladders[n],
            None if what_if is None else what_if[n],
            tuple(_warnings(live, user_series, n, sources.get(n, ""))),
        )
        for n in range(len(series))
    ]


def _check(live: Live, series: UserSeries) -> None:
    """Refuse a discontinued series without history, and lenders that cannot lend."""
    place = live.places.get(series.key)
    if place is not None and not len(series.times):
        observed = live.observed[place]
        if is_discontinued(observed[None], live.periods_per_year)[0]:
            last = live.label(live.cutoff - int(np.isfinite(observed)[::-1].argmax()))
            raise InputError(
                f"{series.cluster_code} in {series.region_code} was discontinued after {last}; to "
                f"forecast it, send a history that continues past {last}"
            )
    if series.borrow_from:
        lenders(live, series)


def _ladders(live: Live, user_series: AlignedSeries) -> tuple[Array, Mapping[int, str]]:
    """Ladders (n_series, horizon, len(LADDER)) without seasons, and sources of borrowed growth."""
    values = user_series.adjusted
    readable = (np.isfinite(values).sum(axis=1) >= MINIMUM_POINTS) & has_moved(values)
    ladders = np.empty((len(values), live.fitted.horizon, len(LADDER)))
    if readable.any():
        chosen = [user_series.series[place] for place in np.flatnonzero(readable).tolist()]
        ladders[readable] = _modelled(live, chosen, values[readable])
    sources = dict[int, str]()
    wider = late.widening(late.gaps(values), live.fitted.horizon, values.shape[1])
    for place in np.flatnonzero(~readable).tolist():
        start = float(user_series.start[place])
        ladder, sources[place] = _borrowed(live, user_series.series[place], start)
        middle = ladder[:, MIDDLE, None]
        ladders[place] = middle + wider[place, :, None] * (ladder - middle)
    return ladders, sources


def _modelled(live: Live, user_series: Sequence[UserSeries], values: Array) -> Array:
    """The model's ladders (n_series, horizon, len(LADDER)) of series put into the panel."""
    new = [n for n, series in enumerate(user_series) if series.key not in live.places]
    sample = np.array([live.places.get(series.key, -1) for series in user_series])
    sample[new] = len(live.panel.keys) + np.arange(len(new))
    keys = pd.DataFrame([user_series[n].key for n in new], columns=KEYS)
    all_values = np.concatenate([live.panel.values, values[new]])
    all_values[sample] = values
    panel = replace(
        live.panel,
        keys=pd.concat([live.panel.keys, keys], ignore_index=True),
        values=all_values,
        groups={
            level: np.concatenate([groups, _groups(live, level, [user_series[n] for n in new])])
            for level, groups in live.panel.groups.items()
        },
        patents=_patents(live, [user_series[n] for n in new]),
    )
    result = late.corrected(fitted.forecast(live.fitted, panel, sample), panel, sample)
    result = revised.widened(result, panel, sample)
    return np.insert(result.quantiles, MIDDLE, result.median, axis=-1)


def _groups(live: Live, level: str, new: Sequence[UserSeries]) -> npt.NDArray[np.intp]:
    """Group (n_new,) at a level of series that are new to the panel; -1 for totals."""
    group_of = {"": 0} if level == "nation" else dict(live.groups.get(level, {"": -1}))
    codes_of_new = [codes(live, series).get(level, "") for series in new]
    for code in codes_of_new:
        group_of.setdefault(code, max(group_of.values()) + 1)
    total = [
        live.groups["region"].get(series.region_code) == -1
        or live.groups["cluster"].get(series.cluster_code) == -1
        for series in new
    ]
    return np.where(total, -1, np.array([group_of[code] for code in codes_of_new], dtype=np.intp))


def _patents(live: Live, new: Sequence[UserSeries]) -> dict[str, Array]:
    """Patents behind the panel's series, then behind new ones, which have those of their region."""
    patents = live.panel.patents
    if not patents:
        return {}
    of_region = pd.DataFrame(patents["patent_share"]).groupby(live.panel.groups["region"]).first()
    share = of_region.reindex(_groups(live, "region", new)).to_numpy()
    of_new = {"patent_share": share, "patent_strength": np.full_like(share, np.nan)}
    return {name: np.concatenate([patents[name], of_new[name]]) for name in patents}


def _borrowed(live: Live, series: UserSeries, start: float) -> tuple[Array, str]:
    """Borrowed ladder (horizon, len(LADDER)) of a series that the model cannot read; its source."""
    groups = lenders(live, series)
    places = [part for _, part in groups]
    growth = borrow.pooled_growth(live.peers, places)
    size = float(np.median(live.peers.last[np.concatenate(places)]))
    return borrow.applied(growth, start, size), " and ".join(name for name, _ in groups)


def _sized(user_series: AlignedSeries, shift: Array) -> Array:
    """Turn a shift of values without seasons (n_series, horizon) into one of values with them."""
    first = user_series.values.shape[1]
    sizes = [user_series.seasons.sizes(first + step) for step in range(shift.shape[1])]
    return shift * np.stack(sizes, axis=1)


def _bounded(values: Array, ladders: Array) -> Array:
    """At or above zero where the series never was below it; around zero where it is at zero."""
    floor = np.where((values < 0).any(axis=1), -np.inf, 0.0)
    bounded = np.maximum(ladders, floor[:, None, None])
    middle = np.sign(np.arange(ladders.shape[2]) - MIDDLE)
    around = np.select([middle < 0, middle > 0], [np.minimum(bounded, 0), np.maximum(bounded, 0)])
    return np.where(fitted.at_zero(values)[:, None, None], around, bounded)


def _warnings(live: Live, user_series: AlignedSeries, place: int, source: str) -> list[str]:
    """Why a forecast is less certain than the champion's own."""
    series, start = user_series.series[place], live.label(int(user_series.origins[place]))
    n_points, messages = int(np.isfinite(user_series.values[place]).sum()), []
    if source:
        why = "a constant series" if n_points >= MINIMUM_POINTS else "too few points"
        messages.append(f"{why} for the model: growth is that of {source}")
    elif n_points < _short(live):
        messages.append(f"short history: {counted(n_points, 'point')}")
    if place in user_series.season_source:
        source = user_series.season_source[place]
        messages.append(f"too few years to show seasons: they are those of {source}")
    if n_points == 0:
        messages.append(f"no values: the forecast is an index, {INDEX:g} in {start}")
    messages += _unknown(live, series, "new" if n_points else "unknown")
    return messages + _warnings_of_time(live, user_series, place)


def _unknown(live: Live, series: UserSeries, state: str) -> list[str]:
    """Warn of a region or cluster that the model was not trained on."""
    codes_of = {"region": series.region_code, "cluster": series.cluster_code}
    return [
        f"{level} {code} is {state}: the model was trained without it"
        for level, code in codes_of.items()
        if code not in live.groups[level]
    ]


def _warnings_of_time(live: Live, user_series: AlignedSeries, place: int) -> list[str]:
    """Warn of a series that ends at another time than the panel, or begins before it."""
    origin, times = int(user_series.origins[place]), user_series.series[place].times
    has_value, start = np.isfinite(user_series.values[place]), live.label(origin)
    messages = []
    if has_value.any() and not has_value[-1]:
        last = live.label(origin - int(has_value[::-1].argmax()))
        messages.append(f"ends in {last}: carried forward to {start}, with wider intervals")
    if has_value.any() and is_discontinued(user_series.values[[place]], live.periods_per_year)[0]:
        messages.append(
            f"no value in the {LATEST_YEARS} years up to {start}: in training such a series counts "
            "as discontinued and is not forecast"
        )
    if origin > live.cutoff:
        messages.append(
            f"ends in {start}, after the cutoff: forecast from there, all other data up to "
            f"{live.label(live.cutoff)}"
        )
    if len(times) and times.min() <= origin - len(has_value):
        messages.append(f"values before {live.label(origin - len(has_value) + 1)} are not used")
    return messages


def _short(live: Live) -> int:
    """Points below which a series is short; sub-annual ones are short if too short for seasons."""
    per_year = live.periods_per_year
    return SHORT_YEARS if per_year == 1 else seasonality.MINIMUM_YEARS * per_year

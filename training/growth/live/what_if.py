"""What-if paths: forecasts under growth of totals that is supposed instead of forecast.

Rates are of whole years, counted from where a series' forecast starts. Of quarters or months a
supposed total stands where its rates put it after each year, that is after 4 quarters or 12
months; between these ends its difference from the champion's own path, which is 0 at the start,
runs along a straight line. So a path that is the champion's own changes nothing, and seasons, which
totals are without, are not touched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from features.arrays import Array
from features.errors import InputError
from features.indicators.matrices import divide
from training.growth.intervals.quantiles import MIDDLE
from training.growth.live.borrow import Peers

Level = Literal["nation", "region", "cluster"]


@dataclass(frozen=True)
class Paths:
    """Growth of totals that is supposed, per cent a year, the first year after the origin first.

    The last rate of a path goes on to the horizon.

    Attributes
    ----------
    nation : sequence of float
        Empty where the champion's own path stays.
    regions, clusters : mapping of code to sequence of float
        Each takes the place of the nation's path for its series; a series under both takes the
        mean of their effects.
    """

    nation: Sequence[float]
    regions: Mapping[str, Sequence[float]]
    clusters: Mapping[str, Sequence[float]]


def effect(peers: Peers, keys: Sequence[tuple[str, str]], last: Array, paths: Paths) -> Array:
    """What the paths add to each forecast (n_series, horizon), seasons aside.

    A supposed path takes the place of the champion's own forecast of that total; a series goes
    with the difference as it goes with the common path: by its last value, if that is positive.

    Parameters
    ----------
    keys : sequence of (region_code, cluster_code)
    last : (n_series,)
        Last values, without their seasons.

    Raises
    ------
    InputError
        As `total_growth`, of a total that a path is supposed of.
    """
    horizon, per_year = peers.ladders.shape[1], peers.periods_per_year
    nation = np.zeros(horizon)
    if paths.nation:
        nation = _difference(paths.nation, total_growth(peers, "nation"), per_year)
    regions = {
        code: _difference(path, total_growth(peers, "region", code), per_year)
        for code, path in paths.regions.items()
    }
    clusters = {
        code: _difference(path, total_growth(peers, "cluster", code), per_year)
        for code, path in paths.clusters.items()
    }
    own = [
        [of[code] for of, code in zip((regions, clusters), key, strict=True) if code in of]
        for key in keys
    ]
    shift = np.stack([np.mean(paths_of or [nation], axis=0) for paths_of in own])
    return np.asarray(np.maximum(last, 0.0)[:, None] * shift)


def _difference(path: Sequence[float], baseline: Array, per_year: int) -> Array:
    """Supposed growth since the origin less that of the baseline (horizon,)."""
    n_years = len(baseline) // per_year
    supposed = np.cumprod(1 + extended(path, n_years) / 100)
    at_ends = np.concatenate([[0.0], supposed - _year_ends(baseline, per_year)])
    years = np.arange(1, len(baseline) + 1) / per_year
    return np.asarray(np.interp(years, np.arange(n_years + 1), at_ends))


def _year_ends(steps: Array, per_year: int) -> Array:
    """Of a path (horizon,) what stands at the end of each year (n_years,)."""
    return steps[per_year - 1 :: per_year]


def extended(path: Sequence[float], n_years: int) -> Array:
    """Rates (n_years,) of a path, the last of which goes on."""
    return np.array([path[min(k, len(path) - 1)] for k in range(n_years)])


def total_growth(peers: Peers, level: Level, code: str = "") -> Array:
    """A total as the champion forecasts it over the last one known (horizon,).

    The code is that of the region or cluster; the nation has none.

    Raises
    ------
    InputError
        None of its series goes on, or their last values do not add up to more than 0.
    """
    members = peers.leaf & peers.forecast
    if level != "nation":
        members &= (peers.regions if level == "region" else peers.clusters) == code
    last = float(peers.last[members].sum())
    if last <= 0:
        name = f"{level} {code}".strip()
        why = "do not add up to more than 0" if members.any() else "have all ended"
        raise InputError(f"no growth of the {name} can be supposed: its series {why}")
    return np.asarray(peers.ladders[members, :, MIDDLE].sum(axis=0) / last)


def total_rates(peers: Peers, level: Level, code: str = "") -> Array:
    """Growth of a total as the champion forecasts it, per cent in each year (n_years,)."""
    grown = _year_ends(total_growth(peers, level, code), peers.periods_per_year)
    before = np.concatenate([[1.0], grown[:-1]])
    return 100 * (divide(grown, before, 1.0) - 1)

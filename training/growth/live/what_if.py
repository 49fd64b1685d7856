"""What-if paths: forecasts under growth of totals that the user sets.

Rates are of whole years, counted from the start of a series' forecast. With quarterly or monthly
data the rates set the total at the end of each year; between these ends the difference from the
champion's own path, which is 0 at the start, is interpolated. So a path equal to the champion's own
changes nothing, and seasons stay as they are, since totals have none.
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
    """Growth of totals that the user sets, per cent a year, from the first year after the origin.

    The last rate of a path applies to all years after it.

    Attributes
    ----------
    nation : sequence of float
        Empty for the champion's own path.
    regions, clusters : mapping of code to sequence of float
        Each replaces the nation's path for its series; a series with both takes the mean of their
        effects.
    """

    nation: Sequence[float]
    regions: Mapping[str, Sequence[float]]
    clusters: Mapping[str, Sequence[float]]


def effect(peers: Peers, keys: Sequence[tuple[str, str]], last: Array, paths: Paths) -> Array:
    """What the paths add to each forecast (n_series, horizon), without seasons.

    A path replaces the champion's own forecast of its total. A series moves with the difference
    in proportion to its last value, if that is positive.

    Parameters
    ----------
    keys : sequence of (region_code, cluster_code)
    last : (n_series,)
        Last values, without their seasons.

    Raises
    ------
    InputError
        As `total_growth`, for the total of a path.
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
    replaced = [
        [of[code] for of, code in zip((regions, clusters), key, strict=True) if code in of]
        for key in keys
    ]
    shift = np.stack([np.mean(paths_of or [nation], axis=0) for paths_of in replaced])
    return np.asarray(np.maximum(last, 0.0)[:, None] * shift)


def _difference(path: Sequence[float], baseline: Array, per_year: int) -> Array:
    """Growth of a path since the origin less that of the baseline (horizon,)."""
    n_years = len(baseline) // per_year
    supposed = np.cumprod(1 + extended(path, n_years) / 100)
    at_ends = np.concatenate([[0.0], supposed - _year_ends(baseline, per_year)])
    years = np.arange(1, len(baseline) + 1) / per_year
    return np.asarray(np.interp(years, np.arange(n_years + 1), at_ends))


def _year_ends(steps: Array, per_year: int) -> Array:
    """Values of a path (horizon,) at the end of each year (n_years,)."""
    return steps[per_year - 1 :: per_year]


def extended(path: Sequence[float], n_years: int) -> Array:
    """Rates (n_years,) of a path, its last one repeated."""
    return np.array([path[min(k, len(path) - 1)] for k in range(n_years)])


def total_growth(peers: Peers, level: Level, code: str = "") -> Array:
    """The champion's forecast of a total over its last value (horizon,).

    The code is that of the region or cluster, "" for the nation.

    Raises
    ------
    InputError
        All its series are discontinued, or their last values do not add up to more than 0.
    """
    members = peers.leaf & peers.has_forecast
    if level != "nation":
        members &= (peers.regions if level == "region" else peers.clusters) == code
    last = float(peers.last[members].sum())
    if last <= 0:
        name = f"{level} {code}".strip()
        why = "do not add up to more than 0" if members.any() else "are all discontinued"
        raise InputError(f"the growth of the {name} cannot be set: its series {why}")
    return np.asarray(peers.ladders[members, :, MIDDLE].sum(axis=0) / last)


def total_rates(peers: Peers, level: Level, code: str = "") -> Array:
    """The champion's forecast growth of a total, per cent in each year (n_years,)."""
    grown = _year_ends(total_growth(peers, level, code), peers.periods_per_year)
    previous = np.concatenate([[1.0], grown[:-1]])
    return 100 * (divide(grown, previous, 1.0) - 1)

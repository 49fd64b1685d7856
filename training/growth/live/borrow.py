"""Growth that a series too short for a model borrows.

A new cluster has no past of its own; what is known is how series like it are forecast to grow:
those of the same cluster or sector elsewhere, and those of the same region.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from features.arrays import Array, Codes, Index, Mask
from features.errors import InputError
from training.growth.intervals.quantiles import LADDER, MIDDLE

MAXIMUM_PEERS = 500
MASS = np.diff(np.concatenate([[0.0], (LADDER[1:] + LADDER[:-1]) / 2, [1.0]]))
"""Probability that each quantile of a ladder stands for."""


@dataclass(frozen=True)
class Peers:
    """Series whose growth is forecast.

    Attributes
    ----------
    regions, clusters, sectors : (n_series,) str
        Codes; a sector is a cluster's parent, or the cluster where it has none.
    leaf : (n_series,) bool
        Whether the series is not itself a total of others.
    last : (n_series,)
        Last known value, without its season, as all values here.
    ladders : (n_series, horizon, len(LADDER))
        Quantiles of the forecast with the median among them, NaN where there is none.
    periods_per_year : int
        Steps of a forecast in a year: 1, 4 or 12.
    """

    regions: Codes
    clusters: Codes
    sectors: Codes
    leaf: Mask
    last: Array
    ladders: Array
    periods_per_year: int = 1

    @cached_property
    def forecast(self) -> Mask:
        """Whether the series has a last value and a forecast (n_series,)."""
        return np.isfinite(self.last) & np.isfinite(self.ladders).all(axis=(1, 2))

    @cached_property
    def able(self) -> Mask:
        """Whether the series can lend its growth (n_series,): it has any, of a positive value."""
        return self.leaf & (self.last > 0) & self.forecast


def lenders(
    peers: Peers, codes: Mapping[str, str], source: str, own: int | None
) -> list[tuple[str, Index]]:
    """Whom a series borrows from: what they have in common with it, and their places.

    Series of the source, or else of its own cluster, or else of its sector; and those of its
    region. All series where there are none of these.

    Parameters
    ----------
    codes : mapping of "region", "cluster" and "sector" to code
        Of the series.
    source : str
        Code of a sector, cluster or region that it is like, or "".
    own : int or None
        Place of the series itself, which does not borrow from itself.

    Raises
    ------
    InputError
        No other series has a positive last value and a forecast, or none of the source has.
    """
    able = peers.able.copy()
    if own is not None:
        able[own] = False
    if not able.any():
        raise InputError("no other series has a positive value and a forecast to borrow from")
    of_level = {"region": peers.regions, "cluster": peers.clusters, "sector": peers.sectors}
    if source and not any((able & (held == source)).any() for held in of_level.values()):
        raise InputError(
            f"no other series of {source} has a positive value and a forecast to borrow, as where "
            "all have ended: name another sector, cluster or region"
        )
    likes = [("cluster", source), ("sector", source)]
    likes += [(level, codes[level]) for level in ("cluster", "sector")]
    places = [("region", source), ("region", codes["region"])]
    found = []
    for group in (likes, places):
        for level, code in group:
            common = np.flatnonzero(able & (of_level[level] == code))
            if common.size:
                found.append((f"{level} {code}", common))
                break
    return found or [("all series", np.flatnonzero(able))]


def pooled_growth(peers: Peers, groups: Sequence[Index]) -> Array:
    """Ladder of growth ratios (horizon, len(LADDER)) of a series drawn from its lenders.

    The mixture of their forecasts, each group of lenders counting the same: what lenders differ
    by makes it wider than the forecast of any one of them.
    """
    few = [places[:: -(-len(places) // MAXIMUM_PEERS)] for places in groups]
    places = np.concatenate(few)
    weight = np.concatenate([np.full(len(part), 1 / len(part)) for part in few])
    ratios = peers.ladders[places] / peers.last[places, None, None]
    mass = (weight[:, None] * MASS).ravel() / len(few)
    steps = np.moveaxis(ratios, 1, 0)
    return np.stack([_weighted_quantiles(step.ravel(), mass) for step in steps])


def _weighted_quantiles(values: Array, mass: Array) -> Array:
    """Quantiles (len(LADDER),) of values that each stand for some mass, the sum of which is 1."""
    order = np.argsort(values)
    below = np.cumsum(mass[order]) - mass[order] / 2
    return np.asarray(np.interp(LADDER, below, values[order]))


def applied(growth: Array, last: float, size: float) -> Array:
    """Ladder of values (horizon, len(LADDER)) of a last value that grows as its lenders do.

    Parameters
    ----------
    growth : (horizon, len(LADDER))
    last : float
    size : float
        What a last value of 0, which no growth rate moves, may grow by: its median stays 0.
    """
    if last != 0:
        return np.asarray(last + abs(last) * (growth - 1))
    return np.asarray(size * (growth - growth[:, MIDDLE, None]))

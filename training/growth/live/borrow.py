"""Borrowed growth, for series too short for a model.

A new cluster has no past, but similar series have forecasts: those of the same cluster or sector
in other regions, and those of the same region.
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
"""Probability mass that each quantile of a ladder represents."""


@dataclass(frozen=True)
class Peers:
    """Series of the champion, which may lend their growth.

    Attributes
    ----------
    regions, clusters, sectors : (n_series,) str
        Codes; a sector is a cluster's parent, or the cluster where it has none.
    leaf : (n_series,) bool
        Whether the series is not itself a total of others.
    last : (n_series,)
        Last value, without its season, like all values of this class.
    ladders : (n_series, horizon, len(LADDER))
        Quantiles of the forecast with the median among them, NaN without a forecast.
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
    def has_forecast(self) -> Mask:
        """Whether the series has a last value and a forecast (n_series,)."""
        return np.isfinite(self.last) & np.isfinite(self.ladders).all(axis=(1, 2))

    @cached_property
    def can_lend(self) -> Mask:
        """Whether the series can lend its growth (n_series,): it is positive and has a forecast."""
        return self.leaf & (self.last > 0) & self.has_forecast


def lenders(
    peers: Peers, codes: Mapping[str, str], source: str, place: int | None
) -> list[tuple[str, Index]]:
    """Groups of series to borrow growth from: what they share with the borrower, and their places.

    One group from the source, or else the borrower's cluster, or else its sector; another from its
    region. All series where both are empty.

    Parameters
    ----------
    codes : mapping of "region", "cluster" and "sector" to code
        Of the borrower.
    source : str
        Code of a similar sector, cluster or region, or "".
    place : int or None
        Of the borrower among the peers: it does not borrow from itself.

    Raises
    ------
    InputError
        No other series has a positive last value and a forecast, or none of the source has.
    """
    can_lend = peers.can_lend.copy()
    if place is not None:
        can_lend[place] = False
    if not can_lend.any():
        raise InputError(
            "cannot borrow growth: no other series has a positive last value and a forecast"
        )
    of_level = {"region": peers.regions, "cluster": peers.clusters, "sector": peers.sectors}
    if source and not any((can_lend & (code_of == source)).any() for code_of in of_level.values()):
        raise InputError(
            f"cannot borrow growth from {source}: it has no other series with a positive last "
            "value and a forecast; name another sector, cluster or region"
        )
    likes = [("cluster", source), ("sector", source)]
    likes += [(level, codes[level]) for level in ("cluster", "sector")]
    places = [("region", source), ("region", codes["region"])]
    found = []
    for group in (likes, places):
        for level, code in group:
            common = np.flatnonzero(can_lend & (of_level[level] == code))
            if common.size:
                found.append((f"{level} {code}", common))
                break
    return found or [("all series", np.flatnonzero(can_lend))]


def pooled_growth(peers: Peers, groups: Sequence[Index]) -> Array:
    """Ladder of growth ratios (horizon, len(LADDER)) of a series, from those of its lenders.

    The mixture of their forecasts, with equal weight for each group of lenders. Where lenders
    differ, it is wider than each of their forecasts.
    """
    sampled = [places[:: -(-len(places) // MAXIMUM_PEERS)] for places in groups]
    places = np.concatenate(sampled)
    weight = np.concatenate([np.full(len(part), 1 / len(part)) for part in sampled])
    ratios = peers.ladders[places] / peers.last[places, None, None]
    mass = (weight[:, None] * MASS).ravel() / len(sampled)
    steps = np.moveaxis(ratios, 1, 0)
    return np.stack([_weighted_quantiles(step.ravel(), mass) for step in steps])


def _weighted_quantiles(values: Array, mass: Array) -> Array:
    """Quantiles (len(LADDER),) of values with probability masses, which sum to 1."""
    order = np.argsort(values)
    below = np.cumsum(mass[order]) - mass[order] / 2
    return np.asarray(np.interp(LADDER, below, values[order]))


def applied(growth: Array, last: float, size: float) -> Array:
    """Ladder of values (horizon, len(LADDER)) of a series that grows as its lenders do.

    Parameters
    ----------
    growth : (horizon, len(LADDER))
    size : float
        Unit of growth for a last value of 0, whose median stays 0.
    """
    if last != 0:
        return np.asarray(last + abs(last) * (growth - 1))
    return np.asarray(size * (growth - growth[:, MIDDLE, None]))

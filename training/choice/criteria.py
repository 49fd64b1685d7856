"""The criteria by which a region's options are compared: one table, in the criteria's own units."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError, UnknownCodeError
from features.indicators.matrices import divide
from features.links.externalities import Externalities, reach
from training.choice.evidence import SUSTAINABILITY, Sources
from training.choice.keeper import Keeper
from training.growth.intervals.conformal import interval_columns
from training.growth.intervals.quantiles import quantile_function

GROWTH, DOWNSIDE, MULTIPLIER, RISK = "growth", "downside", "multiplier", "risk"
CRITERIA: dict[str, tuple[int, str]] = {
    GROWTH: (1, "median forecast growth, % a year; of a niche the probability of entry"),
    DOWNSIDE: (1, "lower end of the 80 % interval of growth; of a niche its low probability"),
    MULTIPLIER: (1, "output per unit of final demand; of a niche that of the clusters tied to it"),
    "externalities": (1, "strength of ties with the rest of the region, 0 to 1"),
    "relatedness": (1, "relatedness density, 0 to 1"),
    "complexity": (1, "complexity of the activity (pci)"),
    RISK: (-1, "width of the 80 % interval of growth; of a niche that of its probability"),
    "alignment": (1, "weight of the national priority over the largest weight"),
    "inclusion": (1, "how far gains go to regions behind, in nats (Theil)"),
}
"""Criterion to (1 where more is better, -1 where less is; meaning and unit)."""
GROWTH_POINTS = 256
INTERVAL = 0.8


@dataclass(frozen=True, eq=False)
class Options(Keeper):
    """Options of one region: n clusters and niches.

    Compared by identity; what was worked out for them is kept with them.

    Attributes
    ----------
    region_code : str
    table : DataFrame (n)
        kind ("cluster" or "niche"), code, name.
    criteria : DataFrame (n, m)
        One column per criterion, in its own unit, NaN where unknown.
    direction : mapping of criterion to 1 or -1
    prospects : array (n, GROWTH_POINTS)
        The growth criterion at evenly spaced probabilities, NaN where unknown.
    multiplier_range : array (n, 2)
        The multiplier criterion over delta, NaN where unknown.
    """

    region_code: str
    table: pd.DataFrame
    criteria: pd.DataFrame
    direction: Mapping[str, int]
    prospects: Array
    multiplier_range: Array


def region_options(
    sources: Sources, region_code: str, multipliers: pd.DataFrame | None = None
) -> Options:
    """The options of one region with their criteria.

    Parameters
    ----------
    sources : Sources
    multipliers : DataFrame or None
        ``features.links.regionalization.regional_multipliers`` of the region; None: unknown.

    Raises
    ------
    UnknownCodeError
        For a region without clusters.
    InputError
        For one of which none has a size at the cutoff.
    """
    if region_code not in sources.regions:
        raise UnknownCodeError("region", region_code, sources.regions)
    if not (sources.sizes[sources.regions.index(region_code)] > 0).any():
        raise InputError(
            f"no cluster of {region_code} has a value above 0 at the cutoff: all its series have "
            "ended or stop short of it"
        )
    by_cluster = _multiplier_columns(sources, multipliers)
    parts = [_cluster_part(sources, region_code, by_cluster)]
    if region_code in sources.calls:
        parts.append(_niche_part(sources, region_code, by_cluster))
    tables, criteria, prospects, ranges = zip(*parts, strict=True)
    direction = {name: CRITERIA[name][0] for name in CRITERIA}
    direction |= {name: SUSTAINABILITY[name] for name in sources.sustainability}
    return Options(
        region_code,
        pd.concat(tables, ignore_index=True),
        pd.concat(criteria, ignore_index=True)[list(direction)],
        direction,
        np.concatenate(prospects),
        np.concatenate(ranges),
    )


Part = tuple[pd.DataFrame, pd.DataFrame, Array, Array]


def _multiplier_columns(sources: Sources, multipliers: pd.DataFrame | None) -> Array:
    """(n_clusters, 3): the multiplier, its low and its high end; NaN where unknown."""
    names = ["output_multiplier", "output_multiplier_low", "output_multiplier_high"]
    if multipliers is None:
        return np.full((len(sources.clusters), 3), np.nan)
    rows = multipliers.set_index("cluster_code")[names].reindex(sources.clusters)
    return rows.to_numpy(np.float64)


def _cluster_part(sources: Sources, region_code: str, by_cluster: Array) -> Part:
    """Clusters that the region has: those of known, positive size."""
    row = sources.regions.index(region_code)
    has = sources.sizes[row] > 0
    codes = [code for code, there in zip(sources.clusters, has, strict=True) if there]
    growth = sources.growth[region_code].loc[codes]
    low, high = (growth[name].to_numpy() for name in interval_columns(INTERVAL))
    shares = np.nan_to_num(sources.sizes[row]) / np.nansum(sources.sizes[row])
    values = pd.DataFrame(
        {
            GROWTH: growth["median"].to_numpy(),
            DOWNSIDE: low,
            MULTIPLIER: by_cluster[has, 0],
            "externalities": _cluster_externalities(sources.ties, shares)[has],
            "relatedness": sources.density[row, has],
            RISK: high - low,
            **{name: grid[row, has] for name, grid in sources.sustainability.items()},
        }
    )
    common = sources.common["cluster"].loc[codes].reset_index(drop=True)
    return (
        _labels(sources, "cluster", codes),
        pd.concat([values, common], axis=1),
        quantile_function(growth, _at()),
        by_cluster[has, 1:],
    )


def _cluster_externalities(ties: Externalities, shares: Array) -> Array:
    """Mean of the reach by co-location and by value chain, each over its largest (n,).

    0 for a region whose clusters are tied to nothing.
    """
    parts = [reach(strength, shares) for strength in (ties.co_location, ties.value_chain)]
    tied = [part / part.max() for part in parts if part.max() > 0]
    return np.asarray(np.mean(tied, axis=0)) if tied else np.zeros_like(shares)


def _niche_part(sources: Sources, region_code: str, by_cluster: Array) -> Part:
    """The likeliest entries; ties with clusters through the technologies' cross-proximity."""
    row = sources.regions.index(region_code)
    calls = sources.calls[region_code]
    codes = [str(code) for code in calls.index]
    at = pd.Index(sources.ties.technology_codes).get_indexer(pd.Index(codes))
    ties = np.zeros((len(sources.clusters), len(codes)))
    ties[:, at >= 0] = sources.ties.technology[:, at[at >= 0]]
    shares = np.nan_to_num(sources.sizes[row]) / np.nansum(sources.sizes[row])
    known = ties * np.isfinite(by_cluster[:, [0]])
    through = divide(np.nan_to_num(by_cluster).T @ known, known.sum(axis=0), np.nan)
    low, middle, high = (
        calls[name].to_numpy(np.float64)
        for name in ("probability_low", "probability", "probability_high")
    )
    values = pd.DataFrame(
        {
            GROWTH: middle,
            DOWNSIDE: low,
            MULTIPLIER: through[0],
            "externalities": np.where(at >= 0, shares @ ties, np.nan),
            "relatedness": calls["relatedness_density"].to_numpy(np.float64),
            RISK: high - low,
            **dict.fromkeys(sources.sustainability, np.nan),
        }
    )
    common = sources.common["niche"].reindex(codes).reset_index(drop=True)
    return (
        _labels(sources, "niche", codes),
        pd.concat([values, common], axis=1),
        _between(low, middle, high),
        through[1:].T,
    )


def _labels(sources: Sources, kind: str, codes: list[str]) -> pd.DataFrame:
    names = [sources.names.get((kind, code), code) for code in codes]
    return pd.DataFrame({"kind": kind, "code": codes, "name": names})


def _at() -> Array:
    """The probabilities of a table of prospects: midpoints of equal steps."""
    return (np.arange(GROWTH_POINTS) + 0.5) / GROWTH_POINTS


def _between(low: Array, middle: Array, high: Array) -> Array:
    """Probabilities of entry drawn between the ends of their 90 % range (n, GROWTH_POINTS)."""
    part = 2 * _at()[None, :]
    below = low[:, None] + part * (middle - low)[:, None]
    above = middle[:, None] + (part - 1) * (high - middle)[:, None]
    return np.where(part < 1, below, above)

"""The options of a region, clusters and niches, with their criteria."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError, UnknownCodeError
from features.indicators.matrices import divide
from training.choice.criteria import Clusters, Niches, criteria_of
from training.choice.evidence import Evidence
from training.choice.keeper import Keeper
from training.growth.intervals.quantiles import quantile_function

GROWTH_POINTS = 256
"""Points of the forecast of growth from which futures are drawn."""


@dataclass(frozen=True, eq=False)
class Options(Keeper):
    """Options of one region: n clusters and niches.

    Compared by identity; results of `keep` live as long as they do.

    Attributes
    ----------
    table : DataFrame (n)
        kind ("cluster" or "niche"), code, name.
    criteria : DataFrame (n, m)
        One column per criterion, in its own unit, NaN where unknown.
    direction : mapping of criterion to 1 or -1
    meaning : mapping of criterion to str
    prospects : array (n, GROWTH_POINTS)
        The growth criterion at evenly spaced probabilities, NaN where unknown.
    multiplier_range : array (n, 2)
        The multiplier criterion over delta, NaN where unknown.
    """

    region_code: str
    table: pd.DataFrame
    criteria: pd.DataFrame
    direction: Mapping[str, int]
    meaning: Mapping[str, str]
    prospects: Array
    multiplier_range: Array


def region_options(
    evidence: Evidence, region_code: str, multipliers: pd.DataFrame | None = None
) -> Options:
    """The options of one region with their criteria.

    Parameters
    ----------
    multipliers : DataFrame or None
        ``features.links.regionalization.regional_multipliers`` of the region; None: unknown.

    Raises
    ------
    UnknownCodeError
        A region without clusters.
    InputError
        No cluster of the region has a size at the cutoff.
    """
    if region_code not in evidence.regions:
        raise UnknownCodeError("region", region_code, evidence.regions)
    clusters = _clusters(evidence, region_code, _multiplier_columns(evidence, multipliers))
    criteria = criteria_of(evidence)
    tables = [_labels(evidence, "cluster", clusters.codes)]
    values = [
        pd.DataFrame({name: criterion.cluster(clusters) for name, criterion in criteria.items()})
    ]
    prospects = [quantile_function(clusters.growth, _at())]
    ranges = [clusters.multipliers[clusters.has, 1:]]
    if region_code in evidence.calls:
        niches = _niches(evidence, region_code, clusters)
        tables.append(_labels(evidence, "niche", niches.codes))
        values.append(
            pd.DataFrame({name: criterion.niche(niches) for name, criterion in criteria.items()})
        )
        ends = ("probability_low", "probability", "probability_high")
        prospects.append(_between(*(niches.call(name) for name in ends)))
        ranges.append(niches.multipliers[1:].T)
    return Options(
        region_code,
        pd.concat(tables, ignore_index=True),
        pd.concat(values, ignore_index=True),
        {name: criterion.direction for name, criterion in criteria.items()},
        {name: criterion.meaning for name, criterion in criteria.items()},
        np.concatenate(prospects),
        np.concatenate(ranges),
    )


def _multiplier_columns(evidence: Evidence, multipliers: pd.DataFrame | None) -> Array:
    """(n_clusters, 3): the multiplier, its low and its high end; NaN where unknown."""
    names = ["output_multiplier", "output_multiplier_low", "output_multiplier_high"]
    if multipliers is None:
        return np.full((len(evidence.clusters), 3), np.nan)
    rows = multipliers.set_index("cluster_code")[names].reindex(evidence.clusters)
    return rows.to_numpy(np.float64)


def _clusters(evidence: Evidence, region_code: str, multipliers: Array) -> Clusters:
    """The clusters of a region whose size is above zero."""
    row = evidence.regions.index(region_code)
    sizes = evidence.sizes[row]
    has = sizes > 0
    if not has.any():
        raise InputError(
            f"no cluster of {region_code} has a value above 0 at the cutoff: all its series are "
            "discontinued or end before it"
        )
    codes = [code for code, present in zip(evidence.clusters, has, strict=True) if present]
    growth = evidence.growth[region_code].loc[codes]
    shares = np.nan_to_num(sizes) / np.nansum(sizes)
    return Clusters(evidence, row, has, codes, growth, shares, multipliers)


def _niches(evidence: Evidence, region_code: str, clusters: Clusters) -> Niches:
    """The likeliest entries, tied to clusters by the cross-proximity of technologies."""
    calls = evidence.calls[region_code]
    codes = [str(code) for code in calls.index]
    at = pd.Index(evidence.ties.technology_codes).get_indexer(pd.Index(codes))
    ties = np.zeros((len(evidence.clusters), len(codes)))
    ties[:, at >= 0] = evidence.ties.technology[:, at[at >= 0]]
    weights = ties * np.isfinite(clusters.multipliers[:, [0]])
    sums = np.nan_to_num(clusters.multipliers).T @ weights
    multipliers = divide(sums, weights.sum(axis=0), np.nan)
    return Niches(evidence, calls, codes, ties, at >= 0, clusters.shares, multipliers)


def _labels(evidence: Evidence, kind: str, codes: list[str]) -> pd.DataFrame:
    names = [evidence.names.get((kind, code), code) for code in codes]
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

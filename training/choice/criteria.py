"""The criteria by which a region's options are compared, in their own units."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Mask
from features.errors import InputError, UnknownCodeError
from features.indicators.matrices import divide
from features.links.externalities import Externalities, reach
from training.choice.evidence import SUSTAINABILITY, Evidence
from training.choice.keeper import Keeper
from training.growth.intervals.conformal import interval_columns
from training.growth.intervals.quantiles import quantile_function

GROWTH, DOWNSIDE, MULTIPLIER, RISK = "growth", "downside", "multiplier", "risk"
GROWTH_POINTS = 256
LOW, HIGH = interval_columns(0.8)


@dataclass(frozen=True)
class Clusters:
    """Data of the clusters of one region, for criteria.

    Attributes
    ----------
    row : int
        Place of the region in the evidence.
    has : (n_clusters,) bool
        Whether the size of a cluster is above zero; these are the options.
    codes : list of str
        Codes of the options.
    growth : DataFrame
        Median and quantiles of their growth in % a year.
    shares : (n_clusters,)
        Share of every cluster in the region, 0 to 1.
    multipliers : (n_clusters, 3)
        Output multiplier, its low and its high end; NaN where unknown.
    """

    evidence: Evidence
    row: int
    has: Mask
    codes: list[str]
    growth: pd.DataFrame
    shares: Array
    multipliers: Array

    def common(self, name: str) -> Array:
        """A criterion that is the same in all regions."""
        return self.evidence.common["cluster"].loc[self.codes, name].to_numpy(np.float64)


@dataclass(frozen=True)
class Niches:
    """Data of the likeliest entries of one region, for criteria.

    Attributes
    ----------
    calls : DataFrame
        The entries, by activity_code.
    ties : (n_clusters, n_niches)
        Proximity of clusters and niches; zero for a technology without ties.
    has_ties : (n_niches,) bool
    shares : (n_clusters,)
        Share of every cluster in the region, 0 to 1.
    multipliers : (3, n_niches)
        Mean over clusters, weighted by their ties to a niche, with low and high end.
    """

    evidence: Evidence
    calls: pd.DataFrame
    codes: list[str]
    ties: Array
    has_ties: Mask
    shares: Array
    multipliers: Array

    def call(self, name: str) -> Array:
        """A column of the calls."""
        return self.calls[name].to_numpy(np.float64)

    def common(self, name: str) -> Array:
        """A criterion that is the same in all regions."""
        return self.evidence.common["niche"].reindex(self.codes)[name].to_numpy(np.float64)


@dataclass(frozen=True)
class Criterion:
    """One criterion of the choice.

    Attributes
    ----------
    direction : 1 or -1
        1 if more is better, -1 if less is.
    meaning : str
        Meaning and unit, for readers.
    cluster, niche : callable
        Its values for the clusters and for the niches of a region, NaN where unknown.
    """

    direction: int
    meaning: str
    cluster: Callable[[Clusters], Array]
    niche: Callable[[Niches], Array]


CRITERIA: dict[str, Criterion] = {
    GROWTH: Criterion(
        1,
        "median forecast growth, % a year; of a niche the probability of entry",
        lambda clusters: clusters.growth["median"].to_numpy(),
        lambda niches: niches.call("probability"),
    ),
    DOWNSIDE: Criterion(
        1,
        "lower end of the 80 % interval of growth; of a niche its low probability",
        lambda clusters: clusters.growth[LOW].to_numpy(),
        lambda niches: niches.call("probability_low"),
    ),
    MULTIPLIER: Criterion(
        1,
        "output per unit of final demand; of a niche that of the clusters tied to it",
        lambda clusters: clusters.multipliers[clusters.has, 0],
        lambda niches: niches.multipliers[0],
    ),
    "externalities": Criterion(
        1,
        "strength of ties with the rest of the region, 0 to 1",
        lambda clusters: _reach(clusters.evidence.ties, clusters.shares)[clusters.has],
        lambda niches: np.where(niches.has_ties, niches.shares @ niches.ties, np.nan),
    ),
    "relatedness": Criterion(
        1,
        "relatedness density, 0 to 1",
        lambda clusters: clusters.evidence.density[clusters.row, clusters.has],
        lambda niches: niches.call("relatedness_density"),
    ),
    "complexity": Criterion(
        1,
        "complexity of the activity (pci)",
        lambda clusters: clusters.common("complexity"),
        lambda niches: niches.common("complexity"),
    ),
    RISK: Criterion(
        -1,
        "width of the 80 % interval of growth; of a niche that of its probability",
        lambda clusters: (clusters.growth[HIGH] - clusters.growth[LOW]).to_numpy(),
        lambda niches: niches.call("probability_high") - niches.call("probability_low"),
    ),
    "alignment": Criterion(
        1,
        "weight of the national priority over the largest weight",
        lambda clusters: clusters.common("alignment"),
        lambda niches: niches.common("alignment"),
    ),
    "inclusion": Criterion(
        1,
        "how far gains go to regions behind, in nats (Theil)",
        lambda clusters: clusters.common("inclusion"),
        lambda niches: niches.common("inclusion"),
    ),
}
"""Criterion by name; a new one is one entry."""


def criteria_of(evidence: Evidence) -> dict[str, Criterion]:
    """All criteria of a package: CRITERIA, and its sustainability indicators."""
    return CRITERIA | {name: _per_size(name) for name in evidence.sustainability}


def _per_size(name: str) -> Criterion:
    """A sustainability indicator over the size of the cluster; unknown for niches."""
    return Criterion(
        SUSTAINABILITY[name],
        f"{name} per unit of size",
        lambda clusters: clusters.evidence.sustainability[name][clusters.row, clusters.has],
        lambda niches: np.full(len(niches.codes), np.nan),
    )


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


def _reach(ties: Externalities, shares: Array) -> Array:
    """Mean of the reach by co-location and by value chain, each over its maximum (n_clusters,).

    0 for a region whose clusters have no ties.
    """
    parts = [reach(strength, shares) for strength in (ties.co_location, ties.value_chain)]
    tied = [part / part.max() for part in parts if part.max() > 0]
    return np.asarray(np.mean(tied, axis=0)) if tied else np.zeros_like(shares)


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

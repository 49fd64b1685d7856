"""The criteria by which a region's options are compared, in their own units."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Mask
from features.links.externalities import Externalities, reach
from training.choice.evidence import SUSTAINABILITY, Evidence
from training.growth.intervals.conformal import interval_columns

GROWTH, DOWNSIDE, MULTIPLIER, RISK = "growth", "downside", "multiplier", "risk"
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


def _reach(ties: Externalities, shares: Array) -> Array:
    """Mean of the reach by co-location and by value chain, each over its maximum (n_clusters,).

    0 for a region whose clusters have no ties.
    """
    parts = [reach(strength, shares) for strength in (ties.co_location, ties.value_chain)]
    tied = [part / part.max() for part in parts if part.max() > 0]
    return np.asarray(np.mean(tied, axis=0)) if tied else np.zeros_like(shares)

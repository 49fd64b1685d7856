"""The criteria by which a region's options are compared, in their own units."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from features.arrays import Array, Mask
from features.links.externalities import Externalities, reach
from training.choice.evidence import SUSTAINABILITY, Evidence

GROWTH, RISK, MULTIPLIER, COMPLEXITY = "growth", "risk", "multiplier", "complexity"
Kind = Literal["cluster", "niche"]
CLUSTER: Kind = "cluster"
NICHE: Kind = "niche"


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
    growth : (n_options,)
        Median of their forecast at the last step, % a year; NaN without a forecast.
    shares : (n_clusters,)
        Share of every cluster in the region, 0 to 1.
    multipliers : (n_clusters, 3)
        Output multiplier, its low and its high end; NaN where unknown.
    """

    evidence: Evidence
    row: int
    has: Mask
    codes: list[str]
    growth: Array
    shares: Array
    multipliers: Array

    def common(self, name: str) -> Array:
        """A criterion that is the same in all regions."""
        return self.evidence.common[CLUSTER].loc[self.codes, name].to_numpy(np.float64)


@dataclass(frozen=True)
class Niches:
    """Data of the possible entries of one region, for criteria.

    Attributes
    ----------
    ties : (n_clusters, n_niches)
        Proximity of clusters and niches; zero for a technology without ties.
    has_ties : (n_niches,) bool
    shares : (n_clusters,)
        Share of every cluster in the region, 0 to 1.
    multipliers : (3, n_niches)
        Mean over clusters, weighted by their ties to a niche, with low and high end.
    """

    evidence: Evidence
    codes: list[str]
    ties: Array
    has_ties: Mask
    shares: Array
    multipliers: Array

    def common(self, name: str) -> Array:
        """A criterion that is the same in all regions."""
        return self.evidence.common[NICHE].reindex(self.codes)[name].to_numpy(np.float64)


@dataclass(frozen=True)
class Criterion:
    """One criterion of the choice.

    Attributes
    ----------
    direction : 1 or -1
        1 if more is better, -1 if less is.
    meaning : str
        Meaning and unit, for readers.
    cluster, niche : callable or None
        Its values for the clusters and for the niches of a region, NaN where unknown; None where it
        does not compare the kind.
    """

    direction: int
    meaning: str
    cluster: Callable[[Clusters], Array] | None
    niche: Callable[[Niches], Array] | None = None

    @property
    def kinds(self) -> list[Kind]:
        """Kinds of options that it compares."""
        by_kind: dict[Kind, object] = {CLUSTER: self.cluster, NICHE: self.niche}
        return [kind for kind, values in by_kind.items() if values is not None]


CRITERIA: dict[str, Criterion] = {
    GROWTH: Criterion(1, "median forecast growth, % a year", lambda clusters: clusters.growth),
    RISK: Criterion(
        -1,
        "chance to grow less than the region's middle cluster, 0 to 1",
        lambda clusters: np.full(len(clusters.codes), np.nan),  # until futures are drawn
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
    ),
    COMPLEXITY: Criterion(
        1,
        "complexity of the activity (pci)",
        lambda clusters: clusters.common("complexity"),
        lambda niches: niches.common("complexity"),
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
"""Criterion by name; a new one is one entry.

Growth is the median, whose differences are calibrated. The mean of growth rates would rest on the
tails: a future in which a small cluster ends counts as -100 % a year. Of a niche, growth, risk and
relatedness are in its chance of entry already."""


def criteria_of(evidence: Evidence) -> dict[str, Criterion]:
    """All criteria of a package: CRITERIA, and its sustainability indicators."""
    return CRITERIA | {name: _per_size(name) for name in evidence.sustainability}


def _per_size(name: str) -> Criterion:
    """A sustainability indicator over the size of the cluster."""
    return Criterion(
        SUSTAINABILITY[name],
        f"{name} per unit of size",
        lambda clusters: clusters.evidence.sustainability[name][clusters.row, clusters.has],
    )


def _reach(ties: Externalities, shares: Array) -> Array:
    """Mean of the reach by co-location and by value chain, each over its maximum (n_clusters,).

    0 for a region whose clusters have no ties.
    """
    parts = [reach(strength, shares) for strength in (ties.co_location, ties.value_chain)]
    tied = [part / part.max() for part in parts if part.max() > 0]
    return np.asarray(np.mean(tied, axis=0)) if tied else np.zeros_like(shares)

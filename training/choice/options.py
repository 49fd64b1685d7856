"""The options of a region, clusters and niches, with their criteria."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError, UnknownCodeError
from features.indicators.matrices import divide
from training.choice.criteria import (
    CLUSTER,
    NICHE,
    RISK,
    Clusters,
    Kind,
    Niches,
    criteria_of,
)
from training.choice.evidence import Evidence
from training.choice.futures import DRAWS, Futures, joint_futures
from training.choice.utilities import Criteria


@dataclass(frozen=True, eq=False)
class ClusterOptions:
    """Clusters of one region that it could back: n options, m criteria.

    Attributes
    ----------
    codes, names : list of str, length n
    criteria : Criteria (n, m)
        Risk is unknown until futures are drawn.
    growth : DataFrame (n) by cluster_code
        Median and quantiles of the forecast at the last step, % a year.
    multiplier_range : array (n, 2)
        The multiplier over delta, NaN where unknown.
    common_error_share : float
        As in the evidence.
    before : mapping of code to str, or None
        The advice of the champion before, as in the evidence; None where it is not known.
    """

    region_code: str
    codes: list[str]
    names: list[str]
    criteria: Criteria
    growth: pd.DataFrame
    multiplier_range: Array
    common_error_share: float
    before: Mapping[str, str] | None = None

    def advised_before(self, code: str) -> str | None:
        """The advice on a cluster that the champion before gave: "" for none, None: not known."""
        return None if self.before is None else self.before.get(code, "")

    def futures(self, draws: int = DRAWS, seed: int = 0) -> Futures:
        """Joint futures of all clusters."""
        return joint_futures(self.growth, self.common_error_share, draws, seed)


@dataclass(frozen=True, eq=False)
class NicheOptions:
    """Niches that one region could enter: n options, m criteria.

    Attributes
    ----------
    codes, names : list of str, length n
        The likeliest first.
    criteria : Criteria (n, m)
    chance, chance_low, chance_high : array (n,)
        Of entry, and its 90 % range.
    """

    region_code: str
    codes: list[str]
    names: list[str]
    criteria: Criteria
    chance: Array
    chance_low: Array
    chance_high: Array


@dataclass(frozen=True, eq=False)
class Options:
    """Options of one region.

    Attributes
    ----------
    niches : NicheOptions or None
        None without possible entries.
    direction : mapping of criterion to 1 or -1
    meaning : mapping of criterion to str
    kinds : mapping of criterion to list of Kind
    """

    region_code: str
    clusters: ClusterOptions
    niches: NicheOptions | None
    direction: Mapping[str, int]
    meaning: Mapping[str, str]
    kinds: Mapping[str, list[Kind]]


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
    return Options(
        region_code,
        _cluster_options(region_code, clusters),
        _niche_options(region_code, clusters) if region_code in evidence.calls else None,
        {name: criterion.direction for name, criterion in criteria.items()},
        {name: criterion.meaning for name, criterion in criteria.items()},
        {name: criterion.kinds for name, criterion in criteria.items()},
    )


def with_risk(clusters: ClusterOptions, futures: Futures) -> Criteria:
    """Criteria of clusters (n, m), with the risk of their futures."""
    return clusters.criteria.replaced(RISK, futures.risk)


def _cluster_options(region_code: str, clusters: Clusters) -> ClusterOptions:
    evidence = clusters.evidence
    values = {
        name: criterion.cluster(clusters)
        for name, criterion in criteria_of(evidence).items()
        if criterion.cluster is not None
    }
    return ClusterOptions(
        region_code,
        clusters.codes,
        _names(evidence, CLUSTER, clusters.codes),
        Criteria(list(values), np.column_stack(list(values.values()))),
        evidence.growth[region_code].loc[clusters.codes],
        clusters.multipliers[clusters.has, 1:],
        evidence.common_error_share,
        evidence.before.get(region_code),
    )


def _niche_options(region_code: str, clusters: Clusters) -> NicheOptions:
    evidence = clusters.evidence
    calls = evidence.calls[region_code]
    niches = _niches(evidence, [str(code) for code in calls.index], clusters)
    values = {
        name: criterion.niche(niches)
        for name, criterion in criteria_of(evidence).items()
        if criterion.niche is not None
    }
    columns = ("probability", "probability_low", "probability_high")
    return NicheOptions(
        region_code,
        niches.codes,
        _names(evidence, NICHE, niches.codes),
        Criteria(list(values), np.column_stack(list(values.values()))),
        *(calls[column].to_numpy(np.float64) for column in columns),
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
    growth = evidence.growth[region_code].loc[codes, "median"].to_numpy(np.float64)
    shares = np.nan_to_num(sizes) / np.nansum(sizes)
    return Clusters(evidence, row, has, codes, growth, shares, multipliers)


def _niches(evidence: Evidence, codes: list[str], clusters: Clusters) -> Niches:
    """Possible entries, tied to clusters by the cross-proximity of technologies."""
    at = pd.Index(evidence.ties.technology_codes).get_indexer(pd.Index(codes))
    ties = np.zeros((len(evidence.clusters), len(codes)))
    ties[:, at >= 0] = evidence.ties.technology[:, at[at >= 0]]
    weights = ties * np.isfinite(clusters.multipliers[:, [0]])
    sums = np.nan_to_num(clusters.multipliers).T @ weights
    multipliers = divide(sums, weights.sum(axis=0), np.nan)
    return Niches(evidence, codes, ties, at >= 0, clusters.shares, multipliers)


def _names(evidence: Evidence, kind: str, codes: list[str]) -> list[str]:
    return [evidence.names.get((kind, code), code) for code in codes]

"""Ties of a cluster with its surroundings: other clusters, technologies, talent, investment.

All numbers are associations in the data, no proof of cause.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from features.errors import InputError
from features.growth.panel import growth_panel
from features.indicators.matrices import divide
from features.indicators.relatedness import cross_proximity, proximity
from features.indicators.specialization import specialised
from features.links.flow_table import InputOutput
from features.links.multipliers import allocation_coefficients, technical_coefficients
from features.links.spillovers import PULLS, Spillover, cube, pull, spillover
from features.package import Package


@dataclass(frozen=True)
class Externalities:
    """Ties of n clusters with each other, with m technologies and with a region's factors.

    Attributes
    ----------
    cluster_codes : tuple of str, length n
    co_location : array (n, n)
        Proximity from 0 to 1: how often regions specialised in one are specialised in the other.
    value_chain : array (n, n)
        Input-output linkage from 0 to 1; zeros without a table.
    technology_codes : tuple of str, length m
    technology : array (n, m)
        Cross-proximity of clusters and technologies from 0 to 1; m = 0 without patents.
    spillover : Spillover
    pull : DataFrame
        indicator, kind ("talent" or "investment"), cluster_code, slope, standard_error, n.
    """

    cluster_codes: tuple[str, ...]
    co_location: Array
    value_chain: Array
    technology_codes: tuple[str, ...]
    technology: Array
    spillover: Spillover
    pull: pd.DataFrame


def value_chain_linkage(table: InputOutput) -> Array:
    """Largest input or output share between two clusters, either way (n, n), zero diagonal.

    Source: Ellison, Glaeser & Kerr (2010), American Economic Review 100, sec. II.
    """
    A = technical_coefficients(table.flows, table.output)
    B = allocation_coefficients(table.flows, table.output)
    linkage: Array = np.maximum.reduce([A, A.T, B, B.T]).clip(0.0, 1.0)
    np.fill_diagonal(linkage, 0.0)
    return linkage


def reach(strength: Array, shares: Array) -> Array:
    """Mean strength of each cluster's ties with the rest of a region (n,), 0 to 1.

    Parameters
    ----------
    strength : array (n, n)
        Zero diagonal.
    shares : array (n,)
        Size of each cluster in the region; the others' shares weigh the mean.
    """
    return divide(strength @ shares, shares.sum() - shares, 0.0)


def externalities(
    package: Package,
    cutoff: int,
    table: InputOutput | None = None,
    indicator: str = "value_added",
    window: int = 5,
) -> Externalities:
    """Learn all ties from the package as it stood at the cutoff.

    Parameters
    ----------
    table : InputOutput or None
        National (or regional) table for the value-chain ties, if there is one.
    window : int
        Years of patents that count as present technology.

    Raises
    ------
    InputError
        As ``growth_panel`` and ``spillover``.
    """
    panel = growth_panel(package, cutoff, indicator)
    regions, clusters, values = cube(panel)
    present = specialised(values[:, :, -1])
    codes, technology = _technology_presence(package.until(cutoff), regions, window)
    co_location = proximity(present).astype(np.float64)
    return Externalities(
        tuple(clusters),
        co_location,
        _aligned_linkage(table, clusters),
        tuple(codes),
        cross_proximity(present, technology),
        spillover(values, co_location),
        _pulls(package.until(cutoff), regions, clusters, values, panel.years),
    )


def _technology_presence(past: Package, regions: list[str], window: int) -> tuple[list[str], Array]:
    """(codes, presence (n_regions, m)) from the last years with patents; m = 0 without any."""
    if "patents" not in past.tables:
        return [], np.zeros((len(regions), 0))
    rows = past.tables["patents"]
    rows = rows[(rows["year"] > rows["year"].max() - window) & rows["region_code"].isin(regions)]
    counts = rows.pivot_table(
        index="region_code", columns="technology_code", values="patents", aggfunc="sum"
    ).reindex(regions)
    return [str(code) for code in counts.columns], specialised(counts.to_numpy(float))


def _aligned_linkage(table: InputOutput | None, clusters: list[str]) -> Array:
    """Value-chain ties in the order of the clusters; 0 for a cluster that the table lacks."""
    if table is None:
        return np.zeros((len(clusters), len(clusters)))
    linkage = pd.DataFrame(value_chain_linkage(table), table.cluster_codes, table.cluster_codes)
    return linkage.reindex(index=clusters, columns=clusters, fill_value=0.0).to_numpy(float)


def _pulls(
    past: Package, regions: list[str], clusters: list[str], values: Array, years: Index
) -> pd.DataFrame:
    """``pull`` for every indicator of region_indicators that PULLS names."""
    rows = past.tables.get("region_indicators")
    named = [] if rows is None else [name for name in PULLS if (rows["indicator"] == name).any()]
    parts = []
    for name in named:
        assert rows is not None
        factor = (
            rows[rows["indicator"] == name]
            .pivot_table(index="region_code", columns="year", values="value", aggfunc="first")
            .reindex(index=regions, columns=years)
        )
        slopes = pull(values, factor.to_numpy(float))
        parts.append(slopes.assign(indicator=name, kind=PULLS[name], cluster_code=clusters))
    columns = ["indicator", "kind", "cluster_code", "slope", "standard_error", "n"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def named_ties(ties: Externalities, cluster_code: str, top: int = 5) -> pd.DataFrame:
    """The strongest ties of one cluster, each named.

    Returns
    -------
    DataFrame
        kind ("co-location", "value chain", "technology", "talent", "investment"), target
        (cluster, technology or indicator), strength, standard_error (of a pull; NaN otherwise);
        at most ``top`` a kind, strongest first. InputError for an unknown cluster.
    """
    if cluster_code not in ties.cluster_codes:
        raise InputError(f"externalities are not available for cluster {cluster_code}")
    row = ties.cluster_codes.index(cluster_code)
    parts = []
    for kind, targets, strengths in (
        ("co-location", ties.cluster_codes, ties.co_location[row]),
        ("value chain", ties.cluster_codes, ties.value_chain[row]),
        ("technology", ties.technology_codes, ties.technology[row]),
    ):
        best = np.argsort(-strengths, kind="stable")[:top]
        best = best[strengths[best] > 0]
        parts.append(
            pd.DataFrame(
                {
                    "kind": kind,
                    "target": [targets[i] for i in best],
                    "strength": strengths[best],
                    "standard_error": np.nan,
                }
            )
        )
    pulls = ties.pull[ties.pull["cluster_code"] == cluster_code].dropna(subset="slope")
    renamed = pulls.rename(columns={"indicator": "target", "slope": "strength"})
    parts.append(renamed[["kind", "target", "strength", "standard_error"]])
    return pd.concat([part for part in parts if len(part)], ignore_index=True)

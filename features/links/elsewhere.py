"""Clusters of other regions that depend on a region's cluster, by a rule of location.

No package says what regions sell each other. The rule: what the location quotient says that a
region does not make itself, it buys from the other regions of the same table, from each in
proportion to what the region makes of it, neighbours counting up to double. Exports abroad,
imports, distances beyond the neighbours and who really trades with whom are not in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from features.indicators.matrices import divide
from features.links.exposure import DIRECTIONS, SMALLEST_SHARE, UNIT, Departure, position, spread
from features.links.flow_table import InputOutput
from features.links.multipliers import technical_coefficients
from features.links.partners import link_factor
from features.links.regionalization import DEFAULT, DELTAS, METHODS, cluster_sizes
from features.package import Package
from features.package.hierarchy import lowest_below

MOST_ELSEWHERE = 10
"""Exposed clusters of other regions in each direction."""


@dataclass(frozen=True)
class Nation:
    """The regions that share a table, and the size of each of its clusters there.

    Attributes
    ----------
    table : InputOutput
        n clusters.
    regions : tuple of str, length r
    sizes : array (r, n)
        Of one indicator and year; 0 where unknown or absent.
    total : array (n,)
    factor : array (r, r)
        Of the link of the row to the column, 1 to 2, as ``features.links.partners.link_factor``.
    """

    table: InputOutput
    regions: tuple[str, ...]
    sizes: Array
    total: Array
    factor: Array

    @property
    def outputs(self) -> Array:
        """Output of each cluster in each region (r, n): that of the table by size."""
        return self.table.output * divide(self.sizes, self.total, 0.0)


def nation_of(
    package: Package, table: InputOutput, indicator: str = "value_added"
) -> Nation | None:
    """The regions that share a table, in the latest year of any of them; None without sizes."""
    question = "exposure of other regions"
    rows = package.table("cluster_indicators", question)
    rows = rows[(rows["indicator"] == indicator) & rows["cluster_code"].isin(table.cluster_codes)]
    regions = package.table("regions", question)
    below = lowest_below(regions, table.region_code, rows["region_code"].unique())
    rows = rows[rows["region_code"].isin(below)]
    if rows.empty:
        return None
    latest = str(rows.sort_values("year", kind="stable")["region_code"].iloc[-1])
    year, _, total = cluster_sizes(package, latest, table, indicator)
    rows = rows[rows["year"] == year]
    below = sorted(rows["region_code"].unique())
    sizes = rows.pivot_table("value", "region_code", "cluster_code", aggfunc="sum")
    sizes = sizes.reindex(index=below, columns=list(table.cluster_codes)).fillna(0.0)
    return Nation(
        table,
        tuple(below),
        sizes.to_numpy(float),
        np.nan_to_num(total),
        factors(package.tables.get("neighbours"), below),
    )


def factors(neighbours: pd.DataFrame | None, regions: list[str]) -> Array:
    """The factor of the link of each region to each other (r, r)."""
    if neighbours is None:
        return np.ones((len(regions), len(regions)))
    of_region = dict(list(neighbours.groupby("region_code")))
    return np.stack([link_factor(of_region.get(code), regions, code) for code in regions])


def exposed_elsewhere(
    nation: Nation,
    region_code: str,
    cluster_code: str,
    change: Departure = UNIT,
    deltas: Sequence[float] = DELTAS,
) -> pd.DataFrame:
    """Clusters of other regions that depend on a region's cluster; direct effects alone.

    With q the location quotient at most 1 and f the factor of the link to the region s:

    upstream
        The region's cluster j buys (1 - q_ij) a_ij x_j of i elsewhere, of which region s sells the
        share w_s = f_s x_i^s / sum over regions. Share: that over x_i^s, the output of i in s.
    downstream
        Cluster k of region s buys (1 - q^s_jk) a_jk x_k^s of j elsewhere, of which this region
        sells the share w = f_s x_j / sum over the regions other than s. Share: that over x_k^s.

    Source: Miller & Blair (2009), ch. 8: location quotients, and flows between regions in
    proportion to supply, as in a gravity formulation without distances.

    Returns
    -------
    DataFrame
        region_code, neighbour_code (cluster), direction, and the direct columns of
        ``features.links.exposure.exposed``; the largest amounts of output first. Empty where the
        region is not among those of the nation.
    """
    if region_code not in nation.regions:
        return pd.DataFrame(columns=["region_code", "neighbour_code", "direction"])
    at = nation.regions.index(region_code), position(nation.table, cluster_code)
    found = [_shares(nation, at, delta) for delta in deltas]
    parts = []
    for direction in DIRECTIONS:
        shares = np.stack([one[direction] for one in found])
        parts.append(_largest(nation, direction, shares, change))
    return pd.concat(parts, ignore_index=True)


def _shares(nation: Nation, at: tuple[int, int], delta: float) -> dict[str, Array]:
    """Direction to the share of each cluster in each region that rests on one of them (r, n)."""
    r, j = at
    A = technical_coefficients(nation.table.flows, nation.table.output)
    x, factor, quotients = nation.outputs, nation.factor, METHODS[DEFAULT]
    made_here = quotients(nation.sizes[r], nation.total, delta)[:, j]
    made_there = np.stack([quotients(row, nation.total, delta)[j] for row in nation.sizes])
    others = np.arange(len(x)) != r
    pooled = (factor[r][:, None] * x)[others].sum(axis=0)
    bought = (1 - made_here) * A[:, j] * x[r, j]
    up = divide(factor[r][:, None] * bought, pooled, 0.0)
    rivals = factor @ x[:, j] - np.diag(factor) * x[:, j]
    weight = divide(factor[:, r] * x[r, j], rivals, 0.0)
    down = (1 - made_there) * A[j] * weight[:, None]
    is_there = others[:, None] & (x > 0)
    shares = (np.where(is_there, np.minimum(found, 1.0), 0.0) for found in (up, down))
    return dict(zip(DIRECTIONS, shares, strict=True))


def _largest(nation: Nation, direction: str, shares: Array, change: Departure) -> pd.DataFrame:
    """The largest amounts of output that rest on the cluster, from shares (n_deltas, r, n)."""
    x, mean = nation.outputs, shares.mean(axis=0)
    order = np.argsort(-(mean * x), axis=None, kind="stable")
    order = order[mean.ravel()[order] >= SMALLEST_SHARE][:MOST_ELSEWHERE]
    rows, columns = np.unravel_index(order, x.shape)
    return pd.DataFrame(
        {
            "region_code": np.array(nation.regions)[rows],
            "neighbour_code": np.array(nation.table.cluster_codes)[columns],
            "direction": direction,
            **spread("", shares[:, rows, columns], change),
            "output": x[rows, columns],
        }
    )

"""How large an activity is in each region, and how specialised regions are in it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from features.arrays import Array
from features.indicators.specialization import location_quotient
from features.package.hierarchy import line
from serving.growth.lookup import GrowthLookup
from serving.niches.contracts import Trend
from serving.niches.lookup import NicheLookup
from serving.tables import Named, number
from training.niches.tables import STEADY

SPECIALISED = 1.0
"""Location quotient from which a region is specialised in a cluster."""
BEFORE = 5
"""Years over which the trend of a cluster is measured."""


@dataclass(frozen=True)
class Sizes:
    """An activity in each region.

    Attributes
    ----------
    regions : list of str
        Without totals of other regions.
    size, share_of_region, share_of_nation, quotient, before : (n_regions,)
        NaN where unknown; before: the location quotient of the earlier year.
    """

    regions: list[str]
    size: Array
    share_of_region: Array
    share_of_nation: Array
    quotient: Array
    before: Array

    def trend(self, place: int) -> Trend | None:
        """Rising, steady or falling; None where either quotient is unknown."""
        now, before = self.quotient[place], self.before[place]
        if not np.isfinite(now) or not np.isfinite(before):
            return None
        if abs(now - before) <= STEADY * max(now, before):
            return "steady"
        return "rising" if now > before else "falling"


def lowest(regions: Mapping[str, Named], present: list[str]) -> list[str]:
    """The regions that are no total of other present ones."""
    parents = {code: one.parent_code for code, one in regions.items()}
    totals = {above for code in present for above in line(parents, code)[1:]}
    return [code for code in present if code not in totals]


def cluster_sizes(lookup: GrowthLookup, cluster: str) -> Sizes | None:
    """Sizes of a cluster at the cutoff; None where no region has a value then."""
    regions = lowest(lookup.regions, list(lookup.series))
    clusters = sorted({code for _, code in lookup.points} - set(lookup.parents))
    cutoff = lookup.metadata.cutoff
    now, before = (
        _values(lookup, regions, clusters, cluster, year) for year in (cutoff, cutoff - BEFORE)
    )
    if not np.isfinite(now[:, -1]).any():
        return None
    size, whole = now[:, -1], np.nansum(now[:, :-1], axis=1)
    return Sizes(
        regions,
        size,
        np.divide(size, whole, out=np.full(len(size), np.nan), where=whole > 0),
        size / np.nansum(size) if np.nansum(size) > 0 else np.full(len(size), np.nan),
        _quotient(now),
        _quotient(before),
    )


def _values(
    lookup: GrowthLookup, regions: list[str], clusters: list[str], cluster: str, year: int
) -> Array:
    """Means over a year (n_regions, n_clusters + 1), NaN where unknown; the last is of cluster."""
    is_known = (lookup.history_years == year) & np.isfinite(lookup.history_values)
    keys = list(lookup.observations)
    starts = np.array([first for first, _ in lookup.observations.values()], dtype=np.int64)
    total = np.add.reduceat(np.where(is_known, lookup.history_values, 0.0), starts)
    n_known = np.add.reduceat(is_known.astype(np.int64), starts)
    means = np.divide(total, n_known, out=np.full(len(keys), np.nan), where=n_known > 0)
    found = dict(zip(keys, means.tolist(), strict=True))
    columns = [*clusters, cluster]
    return np.array([[found.get((r, c), np.nan) for c in columns] for r in regions])


def _quotient(values: Array) -> Array:
    """Location quotient of the last column beside the shares in all others, NaN where unknown."""
    whole = np.maximum(np.nan_to_num(values), 0.0)
    rest = np.maximum(whole[:, :-1].sum(axis=1) - whole[:, -1], 0.0)
    quotient = location_quotient(np.column_stack([whole[:, -1], rest]))[:, 0]
    return np.where(np.isfinite(values[:, -1]), quotient, np.nan)


def niche_sizes(lookup: NicheLookup, activity: str) -> Sizes | None:
    """Counts of an activity in the window up to the cutoff; None where no region has any.

    A region with a portfolio that has no row of the activity has none of it, unless its location
    quotient is unknown.
    """
    places = lookup.cells_by_activity.get(activity)
    if places is None:
        return None
    columns, regions = lookup.cells, list(lookup.summaries)
    rows = {columns["region_code"][place]: place for place in places.tolist()}
    names = ("count", "location_quotient", "previous_location_quotient")
    absent = _absent(lookup, activity)
    size, quotient, before = (
        np.array(
            [
                columns[name][rows[region]] if region in rows else absent.get(region, np.nan)
                for region in regions
            ],
            dtype=np.float64,
        )
        for name in names
    )
    whole = np.array([lookup.summaries[region]["count"] for region in regions], dtype=np.float64)
    return Sizes(
        regions,
        size,
        np.divide(size, whole, out=np.full(len(size), np.nan), where=whole > 0),
        size / np.nansum(size),
        quotient,
        before,
    )


def _absent(lookup: NicheLookup, activity: str) -> dict[str, float]:
    """Regions that may enter the activity and have nothing of it, with 0."""
    calls = lookup.calls["entry"]
    if activity not in calls.by_activity:
        return {}
    places = calls.by_activity[activity]
    regions = calls.columns["region_code"][places].tolist()
    quotients = calls.columns["location_quotient"][places].tolist()
    return {region: 0.0 for region, at in zip(regions, quotients, strict=True) if at == 0}


def figures(sizes: Sizes, place: int) -> dict[str, float | None]:
    """The sizes of one region by their names in the contract."""
    columns = {
        "size": sizes.size,
        "share_of_region": sizes.share_of_region,
        "share_of_nation": sizes.share_of_nation,
        "location_quotient": sizes.quotient,
    }
    return {name: number(column[place]) for name, column in columns.items()}

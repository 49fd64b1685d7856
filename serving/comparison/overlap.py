"""Specialisations that regions share, and those of one of them alone."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from features.errors import InputError
from features.indicators.specialization import location_quotient
from serving.activities.sizes import SPECIALISED
from serving.comparison.contracts import Overlap, SharedActivity
from serving.contracts import Activity
from serving.links.lookup import LinkLookup
from serving.niches.lookup import NicheLookup
from serving.served.loaded import Loaded
from serving.tables import number

SHOWN = 8
"""Most shared ones, and most of each region alone."""
Quotients = Mapping[str, Mapping[str, float]]
"""Region and activity to its location quotient."""


def overlaps(loaded: Loaded, regions: Sequence[str]) -> Iterator[Overlap]:
    """Of clusters and of technologies, for the regions that have any; with two or more of them."""
    if loaded.choice is not None:
        links = loaded.choice.links
        found = _of_clusters(links, regions)
        if len(found) > 1:
            yield overlap("cluster", found, SPECIALISED, links.names)
    if loaded.niches is not None:
        found = _of_niches(loaded.niches, regions)
        if len(found) > 1:
            names = {code: one.name for code, one in loaded.niches.activities.items()}
            yield overlap(
                "technology", found, loaded.niches.metadata.threshold or SPECIALISED, names
            )


def _of_clusters(links: LinkLookup, regions: Sequence[str]) -> dict[str, dict[str, float]]:
    """Location quotients of the clusters of regions at the cutoff."""
    context = links.context
    if isinstance(context, InputError):
        return {}
    evidence = context.evidence
    sizes = evidence.sizes
    quotients = np.where(np.isfinite(sizes), location_quotient(np.nan_to_num(sizes)), np.nan)
    return {
        region: dict(
            zip(
                evidence.clusters,
                quotients[evidence.regions.index(region)].tolist(),
                strict=True,
            )
        )
        for region in regions
        if region in evidence.regions
    }


def _of_niches(lookup: NicheLookup, regions: Sequence[str]) -> dict[str, dict[str, float]]:
    """Location quotients of all activities that regions have something of."""
    found: dict[str, dict[str, float]] = {code: {} for code in regions if code in lookup.summaries}
    columns = lookup.cells
    rows = zip(
        columns["region_code"].tolist(),
        columns["activity_code"].tolist(),
        columns["location_quotient"].tolist(),
        strict=True,
    )
    for region, activity, quotient in rows:
        if region in found:
            found[region][activity] = quotient
    return found


def overlap(
    activity: Activity, quotients: Quotients, threshold: float, names: Mapping[str, str]
) -> Overlap:
    """What regions share and what they do not.

    Shared ones are ranked by their smallest location quotient, those of one region by their own.
    """
    strong = {
        region: {code for code, value in values.items() if value >= threshold}
        for region, values in quotients.items()
    }
    everywhere = set.intersection(*strong.values())
    alone = {
        region: codes - set().union(*(strong[other] for other in strong if other != region))
        for region, codes in strong.items()
    }

    def row(code: str) -> SharedActivity:
        return SharedActivity(
            activity=activity,
            activity_code=code,
            activity_name=names.get(code, code),
            location_quotients={
                region: number(values.get(code, np.nan)) for region, values in quotients.items()
            },
            specialised=[region for region in strong if code in strong[region]],
        )

    shared = sorted(everywhere, key=lambda code: (-min(q[code] for q in quotients.values()), code))
    return Overlap(
        activity=activity,
        counts={region: len(codes) for region, codes in strong.items()},
        n_shared=len(shared),
        shared=[row(code) for code in shared[:SHOWN]],
        n_distinct={region: len(codes) for region, codes in alone.items()},
        distinct={
            region: [
                row(code)
                for code in sorted(codes, key=lambda code: (-quotients[region][code], code))[:SHOWN]
            ]
            for region, codes in alone.items()
        },
    )

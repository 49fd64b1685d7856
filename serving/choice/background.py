"""What stands behind forecasts and chances: drivers, ties, and what the region already does."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from features.arrays import Array
from features.links.externalities import Externalities
from features.links.partners import Strengths
from serving.contracts import Message
from serving.languages.language import spoken
from serving.links.lookup import LinkLookup
from serving.tables import SeriesKey, need, pair_spans
from training.choice.criteria import CLUSTER, NICHE
from training.choice.evidence import Evidence
from training.growth.explain.drivers import UNNAMED

Near = list[tuple[str, float]]
"""Names with a strength from 0 to 1, the strongest first."""
DRIVERS = 2
"""Most drivers of a forecast."""
NEAREST = 2
"""Most technologies near to one."""
LOST = 0.5
"""Least chance of exit of a specialisation that nothing is built on."""
MOST_REASONS = 10_000
"""Options whose reasons are kept: about a hundred of them for each of a hundred regions."""
LEAST = 0.05
"""Least part of growth of a driver, % a year: smaller ones round to nothing."""


@dataclass(frozen=True)
class Background:
    """What reasons are drawn from.

    Attributes
    ----------
    ties : Externalities
    present : mapping of region_code to array (n_clusters,)
        1 for each cluster that has a size in the region, else 0.
    names : mapping of code to name
        Of clusters and technologies.
    drivers : mapping of (region_code, cluster_code) to list of (driver, growth)
        What sets a forecast apart from the mean of the region's clusters, % a year, the strongest
        first; empty for a champion without explanations.
    technologies : Strengths or None
        None without a niche champion of the same data.
    complexity : mapping of region_code to float
        Mean complexity of the technologies in which the region is specialised.
    lasting : mapping of region_code to array (n_technologies,)
        1 for each specialisation that is more likely to be kept than lost, else 0.
    reasons : dict
        Sentences that were said before: they do not depend on the weights.
    """

    ties: Externalities
    present: Mapping[str, Array]
    names: Mapping[str, str]
    drivers: Mapping[SeriesKey, Near] = field(default_factory=dict)
    technologies: Strengths | None = None
    complexity: Mapping[str, float] = field(default_factory=dict)
    lasting: Mapping[str, Array] = field(default_factory=dict)
    reasons: dict[Hashable, list[Message]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def said_once(self, key: Hashable, say: Callable[[], Iterable[Message]]) -> list[Message]:
        """The sentences of a key in the language that is spoken; at most MOST_REASONS are kept."""
        key = (spoken().code, key)
        said = self.reasons.get(key)
        if said is None:
            if len(self.reasons) >= MOST_REASONS:
                self.reasons.clear()
            said = self.reasons[key] = list(say())
        return said


def background(links: LinkLookup) -> Background:
    """The background of all regions; InputError as that of the links' context."""
    prepared = need(links.context)
    drivers = _drivers(prepared.tables[CLUSTER].get("reasons"))
    known = Background(prepared.ties, _present(prepared.evidence), links.names, drivers)
    if NICHE not in prepared.tables or not isinstance(links.technologies, Strengths):
        return known
    activities = prepared.tables[NICHE]["activities"].set_index("activity_code")["pci"]
    pci = activities.reindex(links.technologies.activities).to_numpy(np.float64)
    complexity = _mean_complexity(links.technologies, pci)
    return replace(
        known,
        technologies=links.technologies,
        complexity=complexity,
        lasting=_lasting(links.technologies, prepared.tables[NICHE]["calls"]),
    )


def value_chain(known: Background, region: str, cluster: str) -> Near:
    """The cluster of the region with the largest input-output linkage; empty without one."""
    return _nearest_cluster(known, region, known.ties.value_chain, cluster)


def co_location(known: Background, region: str, cluster: str) -> Near:
    """The cluster of the region that is most often specialised in the same regions."""
    return _nearest_cluster(known, region, known.ties.co_location, cluster)


def near_cluster(known: Background, region: str, technology: str) -> Near:
    """The cluster of the region that is nearest to a technology; empty without one."""
    ties = known.ties
    if technology not in ties.technology_codes:
        return []
    strength = ties.technology[:, ties.technology_codes.index(technology)]
    return _strongest(strength * known.present[region], ties.cluster_codes, known.names, 1)


def near_technologies(known: Background, region: str, technology: str) -> Near:
    """The technologies nearest to one in which the region is specialised and likely to remain."""
    found = known.technologies
    if found is None or region not in known.lasting or technology not in found.activities:
        return []
    near = found.proximity[found.activities.index(technology)]
    return _strongest(near * known.lasting[region], found.activities, known.names, NEAREST)


def _nearest_cluster(known: Background, region: str, strengths: Array, cluster: str) -> Near:
    codes = known.ties.cluster_codes
    return _strongest(
        strengths[codes.index(cluster)] * known.present[region], codes, known.names, 1
    )


def _present(evidence: Evidence) -> dict[str, Array]:
    """1 for each cluster that has a size in a region (n_clusters,), by region."""
    has_size = np.asarray(np.nan_to_num(evidence.sizes) > 0, dtype=np.float64)
    return dict(zip(evidence.regions, has_size, strict=True))


def _strongest(
    strength: Array, codes: list[str] | tuple[str, ...], names: Mapping[str, str], most: int
) -> Near:
    order = np.argsort(-strength, kind="stable")[:most]
    return [(names.get(codes[i], codes[i]), float(strength[i])) for i in order if strength[i] > 0]


def _lasting(technologies: Strengths, calls: pd.DataFrame) -> dict[str, Array]:
    """Specialisations that are more likely to be kept than lost, by region."""
    lost = calls[(calls["call"] == "exit") & (calls["probability"] >= LOST)]
    regions, activities = pd.Index(technologies.regions), pd.Index(technologies.activities)
    rows = regions.get_indexer(pd.Index(lost["region_code"]))
    columns = activities.get_indexer(pd.Index(lost["activity_code"]))
    are_here = (rows >= 0) & (columns >= 0)
    lasting = np.array(technologies.presence, dtype=np.float64)
    lasting[rows[are_here], columns[are_here]] = 0.0
    return dict(zip(technologies.regions, lasting, strict=True))


def _mean_complexity(technologies: Strengths, pci: Array) -> dict[str, float]:
    """By region, over its specialisations with a known complexity; regions without are left out."""
    has = technologies.presence * np.isfinite(pci)
    sums, counts = has @ np.nan_to_num(pci), has.sum(axis=1)
    return {
        region: float(total / n)
        for region, total, n in zip(technologies.regions, sums, counts, strict=True)
        if n
    }


def _drivers(reasons: pd.DataFrame | None) -> dict[SeriesKey, Near]:
    """The drivers in which each forecast differs most from the mean of the region's clusters."""
    if reasons is None:
        return {}
    rows = reasons[~reasons["driver"].isin(UNNAMED)]
    mean = rows.groupby(["region_code", "driver"])["growth"].transform("mean")
    rows = rows.assign(growth=rows["growth"] - mean)
    rows = rows[rows["growth"].abs() >= LEAST]
    rows = rows.sort_values("growth", key=np.abs, ascending=False, kind="stable")
    rows = rows.sort_values(["region_code", "cluster_code"], kind="stable", ignore_index=True)
    parts = list(zip(rows["driver"].tolist(), rows["growth"].tolist(), strict=True))
    return {
        key: parts[first : min(end, first + DRIVERS)]
        for key, (first, end) in pair_spans(rows).items()
    }

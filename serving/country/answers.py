"""The country: every region in short, and what stands out among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from features.package.hierarchy import line
from serving.choice.lookup import ChoiceLookup
from serving.country.contracts import (
    LEVEL,
    Estimate,
    FirstCluster,
    LikeliestNiche,
    OverviewRequest,
    OverviewResponse,
    RegionComplexity,
    RegionOverview,
)
from serving.country.picks import Pick, Picks, picks, wish_of
from serving.country.sentences import few_words, refusal, summary
from serving.growth.answers import total_growth
from serving.growth.lookup import GrowthLookup
from serving.languages.language import say
from serving.niches.answers import region_summary, top_calls
from serving.niches.lookup import NicheLookup
from serving.record_words import in_words
from serving.tables import Named

MEASURES = ("growth", "complexity", "chance", "robustness")
"""What regions are compared by."""


@dataclass(frozen=True)
class Country:
    """The champions that answer for a country.

    Attributes
    ----------
    niches : NicheLookup or None
        Of technologies, else of clusters.
    """

    growth: GrowthLookup | None
    niches: NicheLookup | None
    choice: ChoiceLookup | None

    def regions(self) -> dict[str, Named]:
        """All regions but those below the lowest that a champion covers: the data end there."""
        named: dict[str, Named] = {}
        for lookup in (self.growth, self.niches):
            named |= lookup.regions if lookup else {}
        covered = self.covered()
        parents = {code: it.parent_code for code, it in named.items()}
        above = {code: set(line(parents, code)[1:]) for code in named}
        lowest = covered.difference(*(above[code] for code in covered if code in named))
        return {code: it for code, it in named.items() if above[code].isdisjoint(lowest)}

    def covered(self) -> set[str]:
        """Regions that a champion covers."""
        forecast = set(self.growth.series) if self.growth else set()
        return forecast | (set(self.niches.summaries) if self.niches else set())


def country_of(
    growth: GrowthLookup | None,
    niches: NicheLookup | None,
    markets: NicheLookup | None,
    choice: ChoiceLookup | None,
) -> Country:
    """The champions that answer; technology niches before market niches."""
    return Country(growth, niches or markets, choice)


def totals_of(regions: Mapping[str, Named]) -> set[str]:
    """Regions that are above others."""
    return {it.parent_code for it in regions.values()} & regions.keys()


def overview(country: Country, request: OverviewRequest) -> OverviewResponse:
    """Every region in short.

    Raises
    ------
    ProblemError
        A weight of a criterion that the data does not have.
    """
    regions = country.regions()
    wish = wish_of(country.choice, request) if country.choice else None
    found = picks(country.choice, wish) if country.choice and wish else {}
    rows = [_region(country, code, regions, found) for code in regions]
    middle = {name: _middle(rows, name) for name in MEASURES}
    rows = [_beside(row, middle) for row in rows]
    growth, niches = country.growth, country.niches
    about = in_words(growth.metadata) if growth else None
    of_niches = in_words(niches.metadata) if niches else None
    known = about or of_niches
    answer = OverviewResponse(
        title=known.title if known else say("page.title"),
        growth=about,
        niches=of_niches,
        indicator=growth.indicator if growth else None,
        cutoff=about.cutoff if about else None,
        target_year=about.cutoff + about.horizon if about else None,
        niche_cutoff=of_niches.cutoff if of_niches else None,
        niche_target_year=of_niches.cutoff + of_niches.horizon if of_niches else None,
        weights=wish.name if wish else None,
        floor=request.floor,
        middle=middle,
        summary=[],
        regions=rows,
    )
    return answer.model_copy(update={"summary": summary(answer, country.choice, wish)})


def _region(
    country: Country, code: str, regions: Mapping[str, Named], found: Picks
) -> RegionOverview:
    is_total, pick = code in totals_of(regions), found.get(code)
    names = country.choice.links.names if country.choice else {}
    chosen = pick if isinstance(pick, Pick) else None
    return RegionOverview(
        region_code=code,
        region_name=regions[code].name,
        parent_code=regions[code].parent_code,
        is_total=is_total,
        growth=_growth(country.growth, code, regions),
        complexity=_complexity(country.niches, code),
        niche=_niche(country.niches, code),
        cluster=_cluster(chosen, names) if chosen else None,
        advice=few_words(chosen, names) if chosen else None,
        refused=None if chosen else refusal(pick, is_total, country.growth is not None),
    )


def _growth(
    lookup: GrowthLookup | None, code: str, regions: Mapping[str, Named]
) -> Estimate | None:
    """Growth of a region's total; the only region at the top has that of all regions."""
    if lookup is None:
        return None
    found = total_growth(lookup, code, LEVEL)
    tops = [it for it in regions if regions[it].parent_code not in regions]
    if found is None and tops == [code] and len(regions) > 1:
        found = total_growth(lookup, "", LEVEL)
    if found is None or found.median_per_year is None:
        return None
    ends = found.intervals_per_year[0] if found.intervals_per_year else None
    return Estimate(
        value=found.median_per_year,
        lower=ends.lower if ends else None,
        upper=ends.upper if ends else None,
    )


def _complexity(lookup: NicheLookup | None, code: str) -> RegionComplexity | None:
    if lookup is None or code not in lookup.summaries:
        return None
    found = region_summary(lookup, code)
    return RegionComplexity(
        eci=found.eci,
        fitness=found.fitness,
        diversity=found.diversity,
        rank=found.ranks.get("eci"),
    )


def _niche(lookup: NicheLookup | None, code: str) -> LikeliestNiche | None:
    if lookup is None:
        return None
    for call in top_calls(lookup, code, "entry", 1):
        return LikeliestNiche(
            activity=lookup.activity,
            code=call.activity_code,
            name=call.activity_name,
            chance=Estimate(
                value=call.probability, lower=call.probability_low, upper=call.probability_high
            ),
        )
    return None


def _cluster(pick: Pick, names: Mapping[str, str]) -> FirstCluster:
    return FirstCluster(
        code=pick.code,
        name=names.get(pick.code, pick.code),
        rank=pick.rank,
        confidence=pick.confidence,
        chance_to_outgrow=pick.chance,
        weight_robustness=pick.robustness,
        advice=pick.advice,
    )


def measure(row: RegionOverview, name: str) -> float | None:
    """What a region is compared by, of MEASURES; None where unknown."""
    values: dict[str, float | None] = {
        "growth": row.growth.value if row.growth else None,
        "complexity": row.complexity.eci if row.complexity else None,
        "chance": row.niche.chance.value if row.niche else None,
        "robustness": row.cluster.weight_robustness if row.cluster else None,
    }
    return values[name]


def _middle(rows: Iterable[RegionOverview], name: str) -> float | None:
    """The median of the regions without totals; None where all are unknown."""
    values = [measure(row, name) for row in rows if not row.is_total]
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None


def _beside(row: RegionOverview, middle: Mapping[str, float | None]) -> RegionOverview:
    """The region with what sets it apart from the middle one."""
    if row.is_total:
        return row
    update: dict[str, Any] = {}
    if row.growth:
        update["growth"] = _apart(row.growth, middle["growth"])
    if row.niche:
        chance = _apart(row.niche.chance, middle["chance"])
        update["niche"] = row.niche.model_copy(update={"chance": chance})
    return row.model_copy(update=update)


def _apart(found: Estimate, middle: float | None) -> Estimate:
    if middle is None or found.lower is None or found.upper is None:
        return found
    return found.model_copy(update={"apart": not found.lower <= middle <= found.upper})

"""Regions side by side: from what is loaded and a request to a response."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Literal

from features.errors import InputError
from features.links.partners import Strengths
from serving.choice.answers import rank_options
from serving.choice.contracts import ClusterOption, NicheOption, OptionsRequest, RegionOptions
from serving.choice.findings import OWN
from serving.choice.lookup import ChoiceLookup
from serving.comparison.contracts import (
    MAX_TOP,
    ComparedRegion,
    CompareRequest,
    CompareResponse,
    Cooperation,
    FirstOption,
)
from serving.comparison.overlap import overlaps
from serving.comparison.summary import summary
from serving.contracts import Interval
from serving.everywhere import Wish, wish_of
from serving.growth.answers import total_forecast
from serving.http.codes import by_field, check_codes
from serving.links.contracts import Offer
from serving.links.lookup import LinkLookup
from serving.messages import Message, message
from serving.niches.answers import region_summary
from serving.record_words import in_words
from serving.served.loaded import Loaded
from serving.tables import Named, attempt, records
from training.choice.context import best_partners

HISTORY = 10
"""Latest years of history of the totals."""
OFFERED = 3
"""Strengths named of each partner."""
MOST = 12
"""Most openings for cooperation."""
OUTLOOK_LEVEL = 80
"""Of the outlooks of options."""
OptionKind = Literal["cluster", "niche"]
Ranked = tuple[RegionOptions | None, str | None]
"""The options of a region, or why there are none."""


def compare_regions(loaded: Loaded, request: CompareRequest) -> CompareResponse:
    """Regions on the same scales.

    Raises
    ------
    InputError
        No champion is loaded, or none has one of the regions.
    """
    names = _names(loaded)
    codes = list(dict.fromkeys(request.region_codes))
    check_codes("region", by_field("region_codes", codes), names)
    ranked: dict[str, Ranked] = {}
    weights = None
    for code in codes:
        ranked[code], name = _ranked(loaded, request, code)
        weights = name or weights
    regions = [_region(loaded, request, code, names[code].name, ranked[code]) for code in codes]
    shared = list(overlaps(loaded, codes))
    cooperation = _cooperation(loaded, regions)
    growth, niches = loaded.growth, loaded.niches or loaded.markets
    return CompareResponse(
        summary=summary(regions, shared, cooperation),
        weights=weights,
        regions=regions,
        overlaps=shared,
        cooperation=cooperation,
        metadata=in_words(growth.metadata) if growth else None,
        niches=in_words(niches.metadata) if niches else None,
        notes=list(_notes(loaded)),
    )


def _names(loaded: Loaded) -> dict[str, Named]:
    """Regions of all champions."""
    lookups = [one for one in (loaded.niches, loaded.markets, loaded.growth) if one]
    if not lookups:
        loaded.need_growth()
    return {code: named for lookup in lookups for code, named in lookup.regions.items()}


def _ranked(loaded: Loaded, request: CompareRequest, code: str) -> tuple[Ranked, str | None]:
    """The options of a region, or why there are none; and the name of the weights."""
    try:
        choice = loaded.need_choice()
        wish = wish_of(choice, request)
    except InputError as error:
        return (None, str(error)), None
    found = choice.keep(_options, code, wish)
    return (
        ((None, str(found)), None) if isinstance(found, InputError) else ((found, None), wish.name)
    )


def _options(choice: ChoiceLookup, code: str, wish: Wish) -> RegionOptions | InputError:
    """The options of a region; kept by the lookup of each language, the latest ones."""
    named = {"weights": dict(wish.weights)} if wish.name == OWN else {"preset": wish.name}
    question = {"region_codes": [code], "floor": wish.floor, "listed": MAX_TOP, **named}
    found = attempt(partial(rank_options, choice, OptionsRequest.model_validate(question)))
    return found if isinstance(found, InputError) else found.regions[0]


def _region(
    loaded: Loaded, request: CompareRequest, code: str, name: str, ranked: Ranked
) -> ComparedRegion:
    found, refusal = ranked
    niches = loaded.niches or loaded.markets
    return ComparedRegion(
        region_code=code,
        region_name=name,
        verdict=found.verdict.summary[:2] if found else [],
        refusal=refusal,
        clusters=[_cluster(one) for one in found.clusters[: request.top]] if found else [],
        niches=[_niche(one) for one in found.niches[: request.top]] if found else [],
        total=total_forecast(loaded.growth, code, request.level, HISTORY)
        if loaded.growth
        else None,
        portfolio=region_summary(niches, code) if niches and code in niches.summaries else None,
    )


def _cluster(option: ClusterOption) -> FirstOption:
    outlook = option.outlook
    return FirstOption(
        activity_code=option.code,
        activity_name=option.name,
        rank=option.rank,
        score=option.score,
        advice=option.advice,
        confidence=option.confidence,
        chance_to_outgrow=outlook.chance_to_outgrow if outlook else None,
        growth=outlook.median if outlook else None,
        interval=Interval(level=OUTLOOK_LEVEL, lower=outlook.lower, upper=outlook.upper)
        if outlook
        else None,
    )


def _niche(option: NicheOption) -> FirstOption:
    return FirstOption(
        activity_code=option.code,
        activity_name=option.name,
        rank=option.rank,
        score=option.score,
        advice=option.advice,
        chance=option.chance,
        chance_low=option.chance_low,
        chance_high=option.chance_high,
    )


def _cooperation(loaded: Loaded, regions: Sequence[ComparedRegion]) -> list[Cooperation]:
    """What the regions could bring each other for their first options, what adds most first."""
    if loaded.choice is None:
        return []
    links = loaded.choice.links
    found = [
        one
        for region in regions
        for kind, options in _lists(region)
        for option in options
        for one in _of_option(links, regions, region, option, kind)
    ]
    return sorted(found, key=lambda one: -one.added_density)[:MOST]


def _lists(region: ComparedRegion) -> list[tuple[OptionKind, list[FirstOption]]]:
    return [("cluster", region.clusters), ("niche", region.niches)]


def _of_option(
    links: LinkLookup,
    regions: Sequence[ComparedRegion],
    region: ComparedRegion,
    option: FirstOption,
    kind: OptionKind,
) -> Iterator[Cooperation]:
    strengths = links.clusters if kind == "cluster" else links.technologies
    data = links.data if kind == "cluster" else links.technology_data or links.data
    code = option.activity_code
    if not isinstance(strengths, Strengths) or region.region_code not in strengths.regions:
        return
    if code not in strengths.activities:
        return
    others = {one.region_code: one.region_name for one in regions if one is not region}
    rows = best_partners(strengths, data, region.region_code, code, len(strengths.regions))
    for row in records(rows[rows["region_code"].isin(list(others))]):
        yield Cooperation(
            activity_code=code,
            activity_name=option.activity_name,
            kind=kind,
            region_code=region.region_code,
            region_name=region.region_name,
            partner_code=row["region_code"],
            partner_name=others[row["region_code"]],
            added_density=row["added_density"],
            specialised=row["specialised"],
            brings=[
                Offer(activity_code=it, activity_name=links.names.get(it, it), proximity=proximity)
                for it, proximity in zip(
                    row["brings"][:OFFERED], row["proximities"][:OFFERED], strict=True
                )
            ],
        )


def _notes(loaded: Loaded) -> Iterator[Message]:
    if loaded.growth is None:
        yield message("compare.no_growth")
    if loaded.niches is None and loaded.markets is None:
        yield message("compare.no_niches")

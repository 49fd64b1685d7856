"""What is loaded: champions, limits, and the codes that can be asked for."""

from collections.abc import Collection

from serving.catalogue.contracts import (
    CodeEntry,
    CodeList,
    DescribeResponse,
    GrowthLoaded,
    NichesLoaded,
    PresetEntry,
    RegionEntry,
    RegionList,
    ServedPackage,
)
from serving.choice.contracts import MAX_DRAWS
from serving.choice.simulation_contracts import MAX_SHOCKS
from serving.contracts import MAX_AT_ONCE, MAX_CODES, MAX_LEVELS, MAX_REGIONS
from serving.growth.contracts import MAX_SERIES
from serving.growth.live_contracts import MAX_POINTS, MAX_USER_SERIES
from serving.growth.lookup import GrowthLookup
from serving.languages.language import say_or
from serving.links.contracts import MAX_TOP
from serving.niches.contracts import MAX_AUDITS, MAX_BREAKTHROUGHS, MAX_CALLS
from serving.niches.lookup import NicheLookup
from serving.record_words import in_words, unit_in_words
from serving.tables import Named, units
from training.choice.presets import PRESETS


def describe(
    growth: GrowthLookup | None, niches: NicheLookup | None, markets: NicheLookup | None
) -> DescribeResponse:
    """What is loaded, presets of weights, and the limits of a request."""
    return DescribeResponse(
        growth=None if growth is None else _growth_loaded(growth),
        niches=None if niches is None else _niches_loaded(niches),
        markets=None if markets is None else _niches_loaded(markets),
        presets=[
            PresetEntry(
                name=name,
                meaning=say_or(f"preset.{name}.meaning", preset.meaning),
                weights=dict(preset.weights),
            )
            for name, preset in PRESETS.items()
        ],
        limits={
            "region_codes": MAX_REGIONS,
            "regions_at_once": MAX_AT_ONCE,
            "codes": MAX_CODES,
            "levels": MAX_LEVELS,
            "audits": MAX_AUDITS,
            "series": MAX_SERIES,
            "calls": MAX_CALLS,
            "breakthroughs": MAX_BREAKTHROUGHS,
            "draws": MAX_DRAWS,
            "shocks": MAX_SHOCKS,
            "top": MAX_TOP,
            "brought_series": MAX_USER_SERIES,
            "points": MAX_POINTS,
        },
        packages=packages(growth, niches, markets),
    )


def packages(
    growth: GrowthLookup | None, niches: NicheLookup | None, markets: NicheLookup | None
) -> list[ServedPackage]:
    """The packages that the champions were trained on, each once."""
    served: dict[str, ServedPackage] = {}
    for lookup in (growth, niches, markets):
        if lookup is not None:
            about = lookup.metadata
            entry = ServedPackage(name=about.package, title=about.title, demo=about.demo)
            served.setdefault(about.package, entry)
    return list(served.values())


def _growth_loaded(lookup: GrowthLookup) -> GrowthLoaded:
    return GrowthLoaded(
        metadata=in_words(lookup.metadata),
        indicator=lookup.indicator,
        unit=unit_in_words(lookup.unit),
        regions=len(lookup.series),
        clusters=len({cluster for _, cluster in lookup.points}),
        series=len(lookup.points),
    )


def _niches_loaded(lookup: NicheLookup) -> NichesLoaded:
    return NichesLoaded(
        metadata=in_words(lookup.metadata),
        activity=lookup.activity,
        units=units("niches"),
        regions=len(lookup.summaries),
        activities=len(lookup.activities),
        cells=sum(len(calls.columns["call"]) for calls in lookup.calls.values()),
    )


def region_list(
    growth: GrowthLookup | None, niches: NicheLookup | None, markets: NicheLookup | None
) -> RegionList:
    """The regions that at least one champion covers, in the order of the package."""
    forecast: Collection[str] = growth.series if growth else ()
    technologies, clusters = (lookup.summaries if lookup else {} for lookup in (niches, markets))
    loaded = [lookup for lookup in (growth, niches, markets) if lookup]
    named: dict[str, Named] = {}
    for lookup in loaded:
        named |= lookup.regions
    return RegionList(
        metadata=[in_words(lookup.metadata) for lookup in loaded],
        regions=[
            RegionEntry(
                region_code=code,
                region_name=region.name,
                parent_code=region.parent_code,
                growth=code in forecast,
                niches=code in technologies,
                markets=code in clusters,
            )
            for code, region in named.items()
            if code in forecast or code in technologies or code in clusters
        ],
    )


def code_list(lookup: GrowthLookup | NicheLookup) -> CodeList:
    """All clusters of a growth champion, all activities of a niche champion."""
    named = lookup.clusters if isinstance(lookup, GrowthLookup) else lookup.activities
    return CodeList(
        metadata=in_words(lookup.metadata),
        codes=[
            CodeEntry(code=code, name=entry.name, parent_code=entry.parent_code)
            for code, entry in named.items()
        ],
    )

"""Pure functions from champions made ready and a request to a response.

Forecasts and niche calls have files of their own; here is what needs several champions.
"""

from collections.abc import Collection

from serving.choice.contracts import MAX_DRAWS, MAX_SHOCKS, MAX_TOP
from serving.contracts import MAX_CODES, MAX_LEVELS, MAX_REGIONS, MAX_SERIES
from serving.growth.answers import forecast_growth, growth_part
from serving.growth.live_contracts import MAX_BROUGHT, MAX_POINTS
from serving.growth.lookup import GrowthLookup
from serving.http.codes import check_regions
from serving.http.problems import ProblemError
from serving.loaded_contracts import (
    CodeEntry,
    CodeList,
    DescribeResponse,
    GrowthLoaded,
    NichesLoaded,
    RegionEntry,
    RegionList,
)
from serving.niches.answers import UNITS, flag_niches, portfolio, region_summary, top_calls
from serving.niches.breakthroughs import flag_breakthroughs
from serving.niches.contracts import (
    MAX_AUDITS,
    MAX_BREAKTHROUGHS,
    MAX_CALLS,
    AuditRequest,
    AuditResponse,
    RegionAudit,
)
from serving.niches.lookup import NicheLookup
from serving.tables import Named

__all__ = [
    "audit_region",
    "code_list",
    "describe",
    "flag_breakthroughs",
    "flag_niches",
    "forecast_growth",
    "region_list",
]


def audit_region(
    niches: NicheLookup, growth: GrowthLookup | None, request: AuditRequest
) -> AuditResponse:
    """The technology audit of each region asked for, with its growth where that is known.

    Raises
    ------
    ProblemError
        unknown-code, or question-not-allowed for regions of which nothing is known, such as
        totals of others.
    """
    check_regions(request.region_codes, niches.regions, niches.elsewhere, niches.metadata)
    forecast: Collection[str] = growth.series if growth else ()
    if not any(code in niches.summaries or code in forecast for code in request.region_codes):
        raise ProblemError(
            "question-not-allowed",
            f"{niches.metadata.package} has no {niches.activity} portfolio and no growth of these "
            "regions that could be audited",
        )
    return AuditResponse(
        metadata=niches.metadata,
        activity=niches.activity,
        units=UNITS,
        audits=[
            _audit(niches, growth, region, request)
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def _audit(
    niches: NicheLookup, growth: GrowthLookup | None, region: str, request: AuditRequest
) -> RegionAudit:
    return RegionAudit(
        region_code=region,
        region_name=niches.regions[region].name,
        summary=region_summary(niches, region),
        portfolio=portfolio(niches, region, request.portfolio),
        likely_entries=top_calls(niches, region, "entry", request.entries),
        at_risk=top_calls(niches, region, "exit", request.exits),
        growth=growth_part(growth, region, request.levels, request.clusters) if growth else None,
    )


def describe(
    growth: GrowthLookup | None, niches: NicheLookup | None, markets: NicheLookup | None
) -> DescribeResponse:
    """What is loaded, and the limits of a request."""
    return DescribeResponse(
        growth=None if growth is None else _growth_loaded(growth),
        niches=None if niches is None else _niches_loaded(niches),
        markets=None if markets is None else _niches_loaded(markets),
        limits={
            "region_codes": MAX_REGIONS,
            "codes": MAX_CODES,
            "levels": MAX_LEVELS,
            "audits": MAX_AUDITS,
            "series": MAX_SERIES,
            "calls": MAX_CALLS,
            "breakthroughs": MAX_BREAKTHROUGHS,
            "draws": MAX_DRAWS,
            "shocks": MAX_SHOCKS,
            "top": MAX_TOP,
            "brought_series": MAX_BROUGHT,
            "points": MAX_POINTS,
        },
    )


def _growth_loaded(lookup: GrowthLookup) -> GrowthLoaded:
    return GrowthLoaded(
        metadata=lookup.metadata,
        indicator=lookup.indicator,
        unit=lookup.unit,
        regions=len(lookup.series),
        clusters=len({cluster for _, cluster in lookup.points}),
        series=len(lookup.points),
    )


def _niches_loaded(lookup: NicheLookup) -> NichesLoaded:
    return NichesLoaded(
        metadata=lookup.metadata,
        activity=lookup.activity,
        units=UNITS,
        regions=len(lookup.summaries),
        activities=len(lookup.activities),
        cells=sum(len(calls.columns["call"]) for calls in lookup.calls.values()),
    )


def region_list(
    growth: GrowthLookup | None, niches: NicheLookup | None, markets: NicheLookup | None
) -> RegionList:
    """The regions that any champion can answer for, in the order of the package."""
    forecast: Collection[str] = growth.series if growth else ()
    called, marketed = (one.summaries if one else {} for one in (niches, markets))
    loaded = [lookup for lookup in (growth, niches, markets) if lookup]
    named: dict[str, Named] = {}
    for lookup in loaded:
        named |= lookup.regions
    return RegionList(
        metadata=[lookup.metadata for lookup in loaded],
        regions=[
            RegionEntry(
                region_code=code,
                region_name=region.name,
                parent_code=region.parent_code,
                growth=code in forecast,
                niches=code in called,
                markets=code in marketed,
            )
            for code, region in named.items()
            if code in forecast or code in called or code in marketed
        ],
    )


def code_list(lookup: GrowthLookup | NicheLookup) -> CodeList:
    """All clusters of a growth champion, all activities of a niche champion."""
    named = lookup.clusters if isinstance(lookup, GrowthLookup) else lookup.activities
    return CodeList(
        metadata=lookup.metadata,
        codes=[
            CodeEntry(code=code, name=entry.name, parent_code=entry.parent_code)
            for code, entry in named.items()
        ],
    )

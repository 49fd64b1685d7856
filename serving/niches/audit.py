"""The audit of regions: from a request to a response."""

from collections.abc import Collection

from serving.growth.answers import growth_part
from serving.growth.lookup import GrowthLookup
from serving.http.codes import by_field, check_regions, not_answered
from serving.languages.language import say
from serving.niches.answers import (
    portfolio,
    region_summary,
    region_warning,
    top_calls,
)
from serving.niches.contracts import AuditRequest, AuditResponse, RegionAudit
from serving.niches.lookup import NicheLookup
from serving.record_words import said_once
from serving.sent.made import Make, as_object
from serving.tables import units


def audit_region(
    niches: NicheLookup,
    growth: GrowthLookup | None,
    request: AuditRequest,
    make: Make = as_object,
) -> AuditResponse:
    """The technology audit of each region asked for, with its growth where there is a forecast.

    Raises
    ------
    ProblemError
        unknown-code, or question-not-allowed for regions without any data, such as totals of
        other regions.
    """
    regions = by_field("region_codes", request.region_codes)
    check_regions(regions, niches.regions, niches.elsewhere, niches.metadata)
    forecast: Collection[str] = growth.series if growth else ()
    if not any(code in niches.summaries or code in forecast for code in request.region_codes):
        raise not_answered(
            request.region_codes,
            niches.regions,
            niches.summaries,
            "audits",
            say(f"problem.lacking.audit.{niches.activity}", package=niches.metadata.package),
        )
    return make(
        AuditResponse,
        metadata=said_once(niches.metadata, niches.said),
        activity=niches.activity,
        units=units("niches"),
        audits=[
            _audit(niches, growth, region, request, make)
            for region in dict.fromkeys(request.region_codes)
        ],
        details=niches.details() if request.details else None,
    )


def _audit(
    niches: NicheLookup,
    growth: GrowthLookup | None,
    region: str,
    request: AuditRequest,
    make: Make,
) -> RegionAudit:
    forecast = growth and growth_part(growth, region, request.levels, request.clusters, make)
    return make(
        RegionAudit,
        region_code=region,
        region_name=niches.regions[region].name,
        summary=region_summary(niches, region),
        portfolio=portfolio(niches, region, request.portfolio, make),
        likely_entries=top_calls(niches, region, "entry", request.entries, make),
        at_risk=top_calls(niches, region, "exit", request.exits, make),
        growth=forecast,
        warning=region_warning(niches, region),
    )

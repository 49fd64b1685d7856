"""The report of one region: the responses of the service about it, by the same functions."""

from typing import Any

from pydantic import Field

from features.errors import InputError, UnknownCodeError
from features.formats import counted
from serving.choice.answers import rank_options
from serving.choice.contracts import OptionsRequest, OptionsResponse
from serving.choice.lookup import choice_lookup
from serving.contracts import Answer
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastResponse
from serving.growth.lookup import growth_lookup
from serving.links.answers import multipliers, peers
from serving.links.contracts import (
    MultiplierRequest,
    MultiplierResponse,
    PartnerResponse,
    PeerRequest,
    PeerResponse,
)
from serving.links.lookup import LinkLookup, link_lookup
from serving.members.contributed import Note
from serving.niches.audit import audit_region
from serving.niches.breakthroughs import flag_breakthroughs
from serving.niches.contracts import (
    AuditRequest,
    AuditResponse,
    BreakthroughRequest,
    BreakthroughResponse,
)
from serving.niches.lookup import NicheLookup, niche_lookup
from serving.reports.dossier import Dossier, growth_request, models_of, partners_of
from training.champion import Champion

LISTED = 1000
"""Calls and specialisations of the region: the most that a request allows."""
BREAKTHROUGHS = 8
FLOWS = 24


class Report(Answer):
    """The responses that a report is rendered from; null where the champions allow none."""

    audit: AuditResponse
    growth: ForecastResponse | None = None
    breakthroughs: BreakthroughResponse | None = None
    options: OptionsResponse | None = None
    multipliers: MultiplierResponse | None = None
    peers: PeerResponse | None = None
    partners: list[PartnerResponse] = Field(
        default=[], description="in the first cluster and the first niche"
    )
    member_notes: list[Note] = Field(default=[], description="of the region, the latest first")
    notes: list[str] = Field(default=[], description="why a part is missing")


def as_dossier(report: Report) -> Dossier:
    """What the document of a report is rendered from."""
    (audit,), options = report.audit.audits, report.options
    return Dossier(
        audit.region_code,
        options=options.regions[0] if options else None,
        weights=options.weights if options else "",
        models=models_of(options, report.growth, report.audit),
        growth=report.growth,
        audit=report.audit,
        multipliers=report.multipliers.regions[0] if report.multipliers else None,
        peers=report.peers.regions[0] if report.peers else None,
        breakthroughs=report.breakthroughs,
        partners=report.partners,
        missing=report.notes,
        notes=report.member_notes,
    )


def region_report(
    region: str,
    niches: Champion,
    growth: Champion | None = None,
    technologies: Champion | None = None,
    asked: OptionsRequest | None = None,
) -> Report:
    """Answer all questions of a report about one region.

    Parameters
    ----------
    region : str
        Its region_code.
    niches : Champion
        Of technology niches or of market niches.
    growth : Champion or None
        Not used, with a note, if it was trained on another package than niches.
    technologies : Champion or None
        Of technology niches, which are options beside clusters.
    asked : OptionsRequest, optional
        The weights by which to rank options of the region; those of the default preset otherwise.

    Raises
    ------
    UnknownCodeError
        There is no such region.
    InputError
        The champion of niches has no calls for it.
    """
    lookup = niche_lookup(niches)
    _check_region(lookup, region)
    notes: list[str] = []
    forecasts = _growth(region, niches, growth, notes)
    asked = asked or OptionsRequest(region_codes=[region])
    links = _links(asked, growth, technologies, notes) if forecasts else {}
    request = AuditRequest(
        activity=lookup.activity,
        region_codes=[region],
        portfolio=LISTED,
        entries=LISTED,
        exits=LISTED,
        details=True,
    )
    return Report(
        audit=audit_region(lookup, None, request),
        growth=forecasts,
        breakthroughs=_breakthroughs(region, lookup),
        **links,
        notes=notes,
    )


def _check_region(lookup: NicheLookup, region: str) -> None:
    if region not in lookup.regions:
        names = {code: it.name for code, it in lookup.regions.items()}
        raise UnknownCodeError("region", region, names, names)
    if not any(region in calls.by_region for calls in lookup.calls.values()):
        about = lookup.metadata
        raise InputError(
            f"region {region!r} has no counts in the {counted(about.window or 0, 'year')} up "
            f"to {about.cutoff}: "
            "there is nothing to audit"
        )


def _growth(
    region: str, niches: Champion, growth: Champion | None, notes: list[str]
) -> ForecastResponse | None:
    """Forecasts of the region's clusters; None, and a note, without them."""
    if growth is None:
        notes.append(
            "No growth champion is loaded, so the audit has no growth forecasts, options to back, "
            "multipliers or peers."
        )
        return None
    if growth.sha256 != niches.sha256:
        notes.append(
            f"The growth champion was trained on {growth.package} "
            f"(sha256 {growth.sha256[:12]}), so the audit has no growth forecasts, options to "
            "back, multipliers or peers: train both champions on the same package."
        )
        return None
    lookup = growth_lookup(growth)
    if region not in lookup.series:
        notes.append(
            "The growth champion has no forecast for this region, so the audit has no options to "
            "back, multipliers or peers either."
        )
        return None
    return forecast_growth(lookup, growth_request(region))


def _breakthroughs(region: str, lookup: NicheLookup) -> BreakthroughResponse | None:
    """None for a champion without breakthroughs."""
    if not lookup.breakthrough_record:
        return None
    request = BreakthroughRequest(
        activity=lookup.activity, region_codes=[region], limit=BREAKTHROUGHS
    )
    return flag_breakthroughs(lookup, request)


def _links(
    asked: OptionsRequest, growth: Champion | None, technologies: Champion | None, notes: list[str]
) -> dict[str, Any]:
    """Options, multipliers and peers; with notes where the data does not allow them."""
    (region,) = asked.region_codes
    lookup = link_lookup(growth, technologies)
    try:
        options = rank_options(choice_lookup(lookup), asked)
    except InputError as error:
        notes.append(f"Options cannot be ranked: {error}.")
        return {}
    return {
        "options": options,
        "multipliers": _multipliers(region, lookup, notes),
        "peers": _peers(region, lookup, notes),
        "partners": partners_of(Dossier(region, options.regions[0]), lookup),
    }


def _multipliers(region: str, lookup: LinkLookup, notes: list[str]) -> MultiplierResponse | None:
    try:
        return multipliers(lookup, MultiplierRequest(region_codes=[region], flows=FLOWS))
    except InputError as error:
        notes.append(f"Multipliers are not available: {error}.")
        return None


def _peers(region: str, lookup: LinkLookup, notes: list[str]) -> PeerResponse | None:
    try:
        return peers(lookup, PeerRequest(region_codes=[region]))
    except InputError as error:
        notes.append(f"Peers are not available: {error}.")
        return None

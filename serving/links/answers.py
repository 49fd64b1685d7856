"""Partners and peers of a region: from a request to a response."""

from features.links.partners import Strengths
from serving.choice.lookup import SupportLookup, answered, check_present, need, records
from serving.contracts import Metadata
from serving.http.codes import check_fields
from serving.http.problems import ProblemError
from serving.links.contracts import (
    Apart,
    Difference,
    Group,
    Offer,
    Partner,
    PartnerRequest,
    PartnerResponse,
    Peer,
    PeerRequest,
    PeerResponse,
)
from training.choice import context


def partners(lookup: SupportLookup, request: PartnerRequest) -> PartnerResponse:
    """Regions that complement a region in a cluster or a technology.

    Raises
    ------
    ProblemError
        unknown-code or question-not-allowed.
    """
    region, activity = request.region_code, request.activity_code
    strengths = _strengths(lookup, activity)
    of_niches = strengths is lookup.technologies
    about = _metadata(lookup.niches if of_niches else lookup.growth)
    check_present(lookup, region, strengths.regions, about, f"{strengths.kind} portfolio")
    data = (lookup.technology_data if of_niches else None) or lookup.data
    found = answered(lambda: context.best_partners(strengths, data, region, activity, request.top))
    return PartnerResponse(
        metadata=about,
        region_code=region,
        region_name=lookup.region_names[region],
        activity_code=activity,
        activity_name=lookup.names.get(activity, activity),
        kind=strengths.kind,
        partners=[
            Partner(
                region_code=row["region_code"],
                region_name=lookup.region_names[row["region_code"]],
                score=row["score"],
                added_density=row["added_density"],
                link_factor=row["link_factor"],
                specialised=row["specialised"],
                brings=[
                    Offer(
                        activity_code=code,
                        activity_name=lookup.names.get(code, code),
                        proximity=near,
                    )
                    for code, near in zip(row["brings"], row["proximities"], strict=True)
                ],
            )
            for row in records(found)
        ],
    )


def _strengths(lookup: SupportLookup, activity: str) -> Strengths:
    """Those among which the activity is; a cluster before a technology of the same code."""
    there = [part for part in (lookup.clusters, lookup.technologies) if isinstance(part, Strengths)]
    for part in there:
        if activity in part.activities:
            return part
    if not there:
        need(lookup.clusters)
    known = [code for part in there for code in part.activities]
    check_fields("cluster or technology", {"activity_code": activity}, known)
    raise AssertionError("an unknown activity has raised")


def peers(lookup: SupportLookup, request: PeerRequest) -> PeerResponse:
    """The nearest peers of a region, and what sets it apart from them.

    Raises
    ------
    ProblemError
        unknown-code or question-not-allowed.
    """
    known, region = need(lookup.peers), request.region_code
    about = _metadata(lookup.growth or lookup.niches)
    check_present(lookup, region, known.profile.index, about, "indicators to find peers by")
    found, groups = context.peers_of(known, region, request.top), known.typology.groups
    chosen = known.typology.bic[known.typology.bic["chosen"]].iloc[0]
    group = int(groups[region])
    return PeerResponse(
        metadata=about,
        region_code=region,
        region_name=lookup.region_names[region],
        group=Group(
            group=group,
            regions=int((groups == group).sum()),
            probability=float(known.typology.probability[region]),
            groups=int(chosen["groups"]),
            stability=float(chosen["stability"]),
        ),
        peers=[
            Peer(
                region_code=row["region_code"],
                region_name=lookup.region_names[row["region_code"]],
                distance=row["distance"],
                group=int(groups[row["region_code"]]),
                apart=[
                    Difference(
                        indicator=name,
                        label=context.profile_label(name, lookup.names),
                        difference=gap,
                    )
                    for name, gap in zip(row["apart"], row["differences"], strict=True)
                ],
            )
            for row in records(found.nearest)
        ],
        sets_apart=[
            Apart(**row, label=context.profile_label(row["indicator"], lookup.names))
            for row in records(found.apart)
        ],
    )


def _metadata(found: Metadata | None) -> Metadata:
    if found is None:
        raise ProblemError("no-champion", "no champion is loaded")
    return found

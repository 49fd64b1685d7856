"""Multipliers, externalities, partners and peers of regions: from a request to a response."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from features.links.externalities import named_ties
from features.links.flow_table import strongest_flows
from features.links.partners import Strengths
from features.links.regionalization import DEFAULT, DELTA, DELTAS, regional_tables
from features.package.suspicions.units import stated
from serving.contracts import Metadata
from serving.http.codes import check_codes
from serving.http.problems import NoChampionError
from serving.languages.language import say
from serving.languages.recognition import recognised
from serving.links.contracts import (
    Apart,
    ClusterMultipliers,
    Difference,
    ExternalityRequest,
    ExternalityResponse,
    Flow,
    Group,
    MultiplierRequest,
    MultiplierResponse,
    Offer,
    Partner,
    PartnerRequest,
    PartnerResponse,
    Peer,
    PeerRequest,
    PeerResponse,
    RegionMultipliers,
    RegionPartners,
    RegionPeers,
    RegionTies,
    Slope,
    Tie,
)
from serving.links.lookup import LinkLookup, check_present, growth_of
from serving.record_words import in_words, indicator_in_words, unit_in_words
from serving.tables import fields, need, records, units
from training.choice import context
from training.choice.context import ChoiceContext, Peers


def multipliers(lookup: LinkLookup, request: MultiplierRequest) -> MultiplierResponse:
    """The multipliers of regions' clusters; those of the default method are looked up.

    Raises
    ------
    InputError
        A code is unknown, or the data does not allow multipliers.
    """
    prepared, about = growth_of(lookup, request.region_codes, "multipliers")
    if request.flows_of is not None:
        check_codes("cluster", {"flows_of": request.flows_of}, lookup.names)
    return MultiplierResponse(
        metadata=in_words(about),
        method=request.method,
        deltas=request.deltas,
        units=units("multipliers") | {"flow": unit_of_flows(lookup)},
        regions=[
            _region_multipliers(lookup, prepared, region, request)
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def unit_of_flows(lookup: LinkLookup) -> str:
    """The unit that the package states for output, which its flows share."""
    unit = stated(lookup.data.tables.get("indicators"), "output")
    return unit_in_words(unit) if unit else say("region.unit_unknown")


def _region_multipliers(
    lookup: LinkLookup, prepared: ChoiceContext, region: str, request: MultiplierRequest
) -> RegionMultipliers:
    table = need(lookup.multipliers[region])
    if (request.method, tuple(request.deltas)) != (DEFAULT, DELTAS):
        table = context.multipliers(prepared, region, request.method, request.deltas)
    rows = table.dropna(subset="output_multiplier").sort_values(
        "output_multiplier", ascending=False, kind="stable"
    )
    return RegionMultipliers(
        region_code=region,
        region_name=lookup.region_names[region],
        source_region=table["source_region"].iloc[0],
        table_year=int(table["table_year"].iloc[0]),
        clusters=[_cluster_multipliers(lookup, row) for row in records(rows)],
        flows=_flows(lookup, prepared, region, request) if request.flows else [],
        notes=[
            recognised(note, "multiplier.") for note in context.multiplier_notes(prepared, region)
        ],
    )


def _flows(
    lookup: LinkLookup, prepared: ChoiceContext, region: str, request: MultiplierRequest
) -> list[Flow]:
    """The strongest flows between clusters of the region, at the default delta."""
    (table,) = regional_tables(prepared.data, region, [DELTA], request.method, prepared.indicator)
    return [
        Flow(
            **fields(row),
            from_cluster_name=lookup.names.get(row["from_cluster_code"], row["from_cluster_code"]),
            to_cluster_name=lookup.names.get(row["to_cluster_code"], row["to_cluster_code"]),
        )
        for row in records(strongest_flows(table, request.flows, request.flows_of))
    ]


def _cluster_multipliers(lookup: LinkLookup, row: Mapping[str, Any]) -> ClusterMultipliers:
    """One row of the table; multipliers that the data does not allow stay null."""
    code = row["cluster_code"]
    return ClusterMultipliers(**fields(row), cluster_name=lookup.names.get(code, code))


def externalities(lookup: LinkLookup, request: ExternalityRequest) -> ExternalityResponse:
    """The ties of a cluster, and what backing it does to them in regions.

    Raises
    ------
    InputError
        A code is unknown, or the data does not allow externalities.
    """
    prepared, about = growth_of(lookup, request.region_codes, "ties")
    ties, cluster = prepared.ties, request.cluster_code
    check_codes("cluster", {"cluster_code": cluster}, ties.cluster_codes)
    strongest = records(named_ties(ties, cluster, request.top))
    return ExternalityResponse(
        metadata=in_words(about),
        cluster_code=cluster,
        cluster_name=lookup.names[cluster],
        units=units("ties"),
        spillover=Slope(
            slope=ties.spillover.slope,
            standard_error=ties.spillover.standard_error,
            n=ties.spillover.n,
        ),
        regions=[
            RegionTies(
                region_code=region,
                region_name=lookup.region_names[region],
                ties=_region_ties(lookup, prepared, region, strongest),
            )
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def _region_ties(
    lookup: LinkLookup, prepared: ChoiceContext, region: str, strongest: list[dict[str, Any]]
) -> list[Tie]:
    """Ties with the share of each target cluster in the region."""
    evidence = prepared.evidence
    sizes = np.nan_to_num(evidence.sizes[evidence.regions.index(region)])
    shares = dict(zip(evidence.clusters, (sizes / sizes.sum()).tolist(), strict=True))
    return [
        Tie(
            **fields(row),
            target_name=lookup.names.get(row["target"], row["target"]),
            region_share=shares.get(row["target"]),
        )
        for row in strongest
    ]


def partners(lookup: LinkLookup, request: PartnerRequest) -> PartnerResponse:
    """Regions that complement others in a cluster or a technology.

    Raises
    ------
    InputError
        A code is unknown, or the data does not allow partners.
    """
    activity = request.activity_code
    strengths = _strengths(lookup, activity)
    about = _about(lookup.niches if strengths is lookup.technologies else lookup.growth)
    present = strengths.regions
    wanted = ("partners", strengths.kind)
    check_present(lookup, request.region_codes, present, about, wanted)
    return PartnerResponse(
        metadata=in_words(about),
        activity_code=activity,
        activity_name=lookup.names.get(activity, activity),
        kind=strengths.kind,
        regions=[
            RegionPartners(
                region_code=region,
                region_name=lookup.region_names[region],
                partners=_partners(lookup, strengths, region, request),
            )
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def _partners(
    lookup: LinkLookup, strengths: Strengths, region: str, request: PartnerRequest
) -> list[Partner]:
    of_niches = strengths is lookup.technologies
    data = (lookup.technology_data if of_niches else None) or lookup.data
    found = context.best_partners(strengths, data, region, request.activity_code, request.top)
    return [
        Partner(
            **{name: value for name, value in row.items() if name != "brings"},
            region_name=lookup.region_names[row["region_code"]],
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
    ]


def _strengths(lookup: LinkLookup, activity: str) -> Strengths:
    """Strengths in clusters or technologies; clusters first where both have the code."""
    available = [
        part for part in (lookup.clusters, lookup.technologies) if isinstance(part, Strengths)
    ]
    for part in available:
        if activity in part.activities:
            return part
    if not available:
        need(lookup.clusters)
    codes = [code for part in available for code in part.activities]
    check_codes("cluster or technology", {"activity_code": activity}, codes)
    raise AssertionError("an unknown activity has raised")


def peers(lookup: LinkLookup, request: PeerRequest) -> PeerResponse:
    """The nearest peers of regions, and how each region differs from them.

    Raises
    ------
    InputError
        A code is unknown, or the data has no indicators to find peers by.
    """
    profiles = need(lookup.peers)
    about = _about(lookup.growth or lookup.niches)
    present = profiles.profile.index
    wanted = ("peers", "peers")
    check_present(lookup, request.region_codes, present, about, wanted)
    return PeerResponse(
        metadata=in_words(about),
        regions=[
            _region_peers(lookup, profiles, region, request.top)
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def _region_peers(lookup: LinkLookup, profiles: Peers, region: str, top: int) -> RegionPeers:
    found, groups = context.peers_of(profiles, region, top), profiles.typology.groups
    return RegionPeers(
        region_code=region,
        region_name=lookup.region_names[region],
        group=_group(profiles, region),
        peers=[
            Peer(
                region_code=row["region_code"],
                region_name=lookup.region_names[row["region_code"]],
                distance=row["distance"],
                group=int(groups[row["region_code"]]),
                apart=[
                    Difference(
                        indicator=name,
                        label=_label(name, lookup.names),
                        difference=gap,
                    )
                    for name, gap in zip(row["apart"], row["differences"], strict=True)
                ],
            )
            for row in records(found.nearest)
        ],
        sets_apart=[
            Apart(**row, label=_label(row["indicator"], lookup.names))
            for row in records(found.apart)
        ],
    )


def _label(column: str, names: Mapping[str, str]) -> str:
    """A column of a profile in words, with the names of clusters and technologies."""
    if column.startswith("share_"):
        code = column.removeprefix("share_")
        return say("answer.label.share", name=names.get(code, code))
    if column.endswith("_growth"):
        indicator = column.removesuffix("_growth")
        return say("answer.label.growth", indicator=indicator_in_words(indicator))
    return indicator_in_words(column)


def _group(profiles: Peers, region: str) -> Group:
    """The type of a region."""
    typology = profiles.typology
    chosen = typology.bic[typology.bic["chosen"]].iloc[0]
    group = int(typology.groups[region])
    return Group(
        group=group,
        regions=int((typology.groups == group).sum()),
        probability=float(typology.probability[region]),
        groups=int(chosen["groups"]),
        stability=float(chosen["stability"]),
    )


def _about(metadata: Metadata | None) -> Metadata:
    if metadata is None:
        raise NoChampionError(say("problem.champion.none"))
    return metadata

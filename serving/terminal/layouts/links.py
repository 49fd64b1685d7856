"""Multipliers, externalities, partners and peers in a terminal."""

from collections.abc import Sequence

from features.formats import counted, number, percent, signed
from serving.links.contracts import (
    ClusterMultipliers,
    ExternalityResponse,
    Flow,
    MultiplierResponse,
    Partner,
    PartnerResponse,
    Peer,
    PeerResponse,
    RegionPeers,
    Tie,
)
from serving.terminal.blocks import Blocks, Column, cluster, line, region, table

MULTIPLIERS: Sequence[Column[ClusterMultipliers]] = (
    Column("cluster", cluster, left=True),
    Column("output", lambda row: number(row.output_multiplier, 2)),
    Column(
        "over delta",
        lambda row: (
            f"{number(row.output_multiplier_low, 2)} to {number(row.output_multiplier_high, 2)}"
        ),
    ),
    Column("value added", lambda row: number(row.value_added_multiplier, 2)),
    Column("national output", lambda row: number(row.national_output_multiplier, 2)),
    Column("backward", lambda row: number(row.backward_linkage, 2)),
    Column("forward", lambda row: number(row.forward_linkage, 2)),
)


FLOWS: Sequence[Column[Flow]] = (
    Column("seller", lambda row: f"{row.from_cluster_name} ({row.from_cluster_code})", left=True),
    Column("buyer", lambda row: f"{row.to_cluster_name} ({row.to_cluster_code})", left=True),
    Column("flow", lambda row: number(row.flow)),
    Column("of the seller's output", lambda row: percent(row.sales_share, 1)),
    Column("of the buyer's output", lambda row: percent(row.input_share, 1)),
)


def multipliers(answer: MultiplierResponse) -> Blocks:
    """Multipliers with their range over delta."""
    deltas = ", ".join(f"{delta:g}" for delta in answer.deltas)
    for entry in answer.regions:
        yield table(
            f"Multipliers of {region(entry)} from the table of {entry.source_region} in "
            f"{entry.table_year} ({answer.method.upper()}, delta {deltas})",
            entry.clusters,
            MULTIPLIERS,
        )
        yield from (line(note) for note in entry.notes)
        if entry.flows:
            yield table(f"Strongest flows in {region(entry)}", entry.flows, FLOWS)


def externalities(answer: ExternalityResponse) -> Blocks:
    """Ties of a cluster in each region, with units."""
    columns: Sequence[Column[Tie]] = (
        Column("kind", lambda tie: tie.kind, left=True),
        Column("with", lambda tie: f"{tie.target_name} ({tie.target})", left=True),
        Column("strength", lambda tie: number(tie.strength)),
        Column("standard error", lambda tie: number(tie.standard_error)),
        Column("share in the region", lambda tie: percent(tie.region_share, 1)),
        Column("unit of the strength", lambda tie: answer.units.get(tie.kind, ""), left=True),
    )
    for entry in answer.regions:
        yield table(f"Ties of {cluster(answer)} in {region(entry)}", entry.ties, columns)
    slope = answer.spillover
    yield line(
        "spillover: growth of related clusters a year later, per point of growth: "
        f"{signed(slope.slope, 2, unit='')} (standard error {number(slope.standard_error)}, "
        f"{slope.n:,} observations); ties are associations, no proof of cause"
    )


PARTNERS: Sequence[Column[Partner]] = (
    Column("region", region, left=True),
    Column("score", lambda row: number(row.score, 2)),
    Column("added density", lambda row: number(row.added_density, 2)),
    Column("link", lambda row: number(row.link_factor, 2)),
    Column("specialised", lambda row: "yes" if row.specialised else "no"),
    Column(
        "contributes",
        lambda row: "; ".join(
            f"{offer.activity_name} ({number(offer.proximity, 2)})" for offer in row.brings
        ),
        left=True,
    ),
)


def partners(answer: PartnerResponse) -> Blocks:
    """Partners and what each contributes."""
    for entry in answer.regions:
        title = f"Partners of {region(entry)} for {answer.activity_name}"
        yield table(title, entry.partners, PARTNERS)
    yield line("ranked by score: added density times link")


def peers(answer: PeerResponse) -> Blocks:
    """The nearest peers and the differences from them."""
    for entry in answer.regions:
        columns: Sequence[Column[Peer]] = (
            Column("region", region, left=True),
            Column("distance", lambda row: number(row.distance, 2)),
            Column(
                f"{entry.region_name} minus peer, in standard deviations",
                lambda row: "; ".join(
                    f"{gap.label} {signed(gap.difference, unit='')}" for gap in row.apart
                ),
                left=True,
            ),
        )
        yield table(f"Peers of {region(entry)} ({_type(entry)})", entry.peers, columns)


def _type(entry: RegionPeers) -> str:
    group = entry.group
    if group.groups == 1:
        return "regions form no types"
    return f"type {group.group + 1} of {group.groups}, {counted(group.regions, 'region')}"

"""The contract of multipliers, externalities, partners and peers of regions."""

from typing import Annotated, Literal

from pydantic import Field

from features.links.regionalization import DELTA, DELTAS
from serving.contracts import (
    WHOLE,
    ActivityAnswer,
    Answer,
    ClusterAnswer,
    Code,
    Metadata,
    RegionAnswer,
    RegionsRequest,
)
from training.choice.context import PEERS

MAX_TOP = 100
MAX_DELTAS = 10
MAX_FLOWS = 200

Method = Annotated[
    Literal["flq", "aflq", "slq", "cilq"],
    Field(description="location quotient that makes a national table regional"),
]
Top = Annotated[int, Field(ge=1, le=MAX_TOP, description="number of results"), WHOLE]


class MultiplierRequest(RegionsRequest):
    """The multipliers of regions' clusters, with their range over delta."""

    method: Method = "flq"
    deltas: list[Annotated[float, Field(ge=0, lt=1)]] = Field(
        default=list(DELTAS), min_length=1, max_length=MAX_DELTAS, description="Flegg's exponents"
    )
    flows: Annotated[
        int,
        Field(ge=0, le=MAX_FLOWS, description="number of strongest flows between clusters"),
        WHOLE,
    ] = 0
    flows_of: Annotated[
        Code | None,
        Field(description="cluster whose purchases and sales are the flows; null for all"),
    ] = None


class ExternalityRequest(RegionsRequest):
    """The ties of a cluster: what backing it does to its surroundings."""

    cluster_code: Annotated[Code, Field(description="cluster that would be backed")]
    top: Top = 5


class PartnerRequest(RegionsRequest):
    """Regions whose strengths complement a region in a cluster or a technology."""

    activity_code: Annotated[Code, Field(description="cluster or technology")]
    top: Top = 10


class PeerRequest(RegionsRequest):
    """Regions with the most similar pattern of indicators."""

    top: Top = PEERS


class Offer(ActivityAnswer):
    """A strength that a partner has and the region lacks."""

    proximity: Annotated[float, Field(description="to the requested activity, 0 to 1")]


class Partner(RegionAnswer):
    """A region that would complement the requested one."""

    score: Annotated[float, Field(description="added_density times link_factor")]
    added_density: Annotated[float, Field(description="relatedness density it adds, 0 to 1")]
    link_factor: Annotated[float, Field(description="1, up to 2 for the closest neighbour")]
    specialised: Annotated[bool, Field(description="whether it already has the activity")]
    brings: list[Offer]


class RegionPartners(RegionAnswer):
    """Partners of a region, the best first; empty where no region adds anything."""

    partners: list[Partner]


class PartnerResponse(ActivityAnswer):
    """Partners in an activity, by region."""

    metadata: Metadata
    kind: Literal["cluster", "technology"]
    regions: list[RegionPartners]


class Difference(Answer):
    """An indicator in standard deviations over the regions."""

    indicator: str
    label: str
    difference: Annotated[float, Field(description="region less peer")]


class Peer(RegionAnswer):
    """A similar region."""

    distance: Annotated[float, Field(description="standard deviations per indicator")]
    group: int
    apart: list[Difference]


class Apart(Answer):
    """An indicator in which the region differs from the mean of its peers."""

    indicator: str
    label: str
    region: float
    peers: float
    difference: float


class Group(Answer):
    """A type of region; 0 is the largest."""

    group: int
    regions: int
    probability: Annotated[float, Field(description="that the region belongs to it, 0 to 1")]
    groups: Annotated[int, Field(description="number of types; 1 where regions form no groups")]
    stability: Annotated[
        float, Field(description="mean adjusted Rand index of the groups over resamples")
    ]


class RegionPeers(RegionAnswer):
    """The nearest peers of a region, and how it differs from them."""

    group: Group
    peers: list[Peer]
    sets_apart: list[Apart]


class PeerResponse(Answer):
    """Peers by region."""

    metadata: Metadata
    regions: list[RegionPeers]


class ClusterMultipliers(ClusterAnswer):
    """Multipliers and linkages of one cluster; null where unknown."""

    output_multiplier: float | None = None
    output_multiplier_low: Annotated[
        float | None, Field(description="the smallest over the deltas")
    ] = None
    output_multiplier_high: Annotated[
        float | None, Field(description="the largest over the deltas")
    ] = None
    national_output_multiplier: float | None = None
    output_multiplier_type2: float | None = None
    value_added_multiplier: float | None = None
    income_multiplier: float | None = None
    employment_multiplier: float | None = None
    backward_linkage: float | None = None
    forward_linkage: float | None = None
    supply_shortfall: float | None = None


class Flow(Answer):
    """What one cluster of the region sells to another in a year: a link of a value chain."""

    from_cluster_code: str
    from_cluster_name: str
    to_cluster_code: str
    to_cluster_name: str
    flow: Annotated[float, Field(description="in units.flow")]
    sales_share: Annotated[float | None, Field(description="of the seller's output, 0 to 1")]
    input_share: Annotated[float | None, Field(description="of the buyer's output, 0 to 1")]


class RegionMultipliers(RegionAnswer):
    """Multipliers of a region's clusters, the largest first."""

    source_region: Annotated[str, Field(description="region whose table it is")]
    table_year: Annotated[
        int, Field(description="year of the table; it may be later than the cutoff")
    ]
    clusters: list[ClusterMultipliers]
    flows: list[Flow] = Field(
        default=[],
        description=f"the strongest first, at delta {DELTA:g} where the table is of another "
        "region; empty unless requested",
    )
    notes: list[str] = Field(default=[], description="why multipliers are missing")


class MultiplierResponse(Answer):
    """Multipliers by region."""

    metadata: Metadata
    method: str
    deltas: list[float]
    units: dict[str, str]
    regions: list[RegionMultipliers]


class Tie(Answer):
    """A tie of the cluster with a cluster, a technology, talent or investment."""

    kind: str
    target: str
    target_name: str
    strength: Annotated[float, Field(description="in the unit that units has for the kind")]
    standard_error: float | None
    region_share: Annotated[
        float | None, Field(description="share of the target cluster in the region, 0 to 1")
    ]


class Slope(Answer):
    """Growth that related clusters gain a year later, per point of growth around them."""

    slope: float
    standard_error: float
    n: int


class RegionTies(RegionAnswer):
    """Ties of a cluster in a region, the strongest first within each kind."""

    ties: list[Tie]


class ExternalityResponse(ClusterAnswer):
    """Ties of a cluster, by region; they are associations, no proof of cause."""

    metadata: Metadata
    units: dict[str, str]
    spillover: Slope
    regions: list[RegionTies]

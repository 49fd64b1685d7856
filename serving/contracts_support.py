"""The contract of what is asked when choosing whom to support, with units and limits."""

from typing import Annotated, Literal

from pydantic import Field

from features.regionalization import DELTAS
from serving.contracts import (
    Answer,
    Code,
    Interval,
    Metadata,
    Request,
)

MAX_TOP = 100
MAX_DRAWS = 20_000
MAX_SHOCKS = 100
MAX_DELTAS = 10

Method = Annotated[
    Literal["flq", "aflq", "slq", "cilq"],
    Field(description="location quotient by which a national table becomes a regional one"),
]
Kind = Literal["cluster", "niche"]
Top = Annotated[int, Field(ge=1, le=MAX_TOP, description="how many are wanted")]
RegionCode = Annotated[Code, Field(description="region asked for")]


class MultiplierRequest(Request):
    """The multipliers of a region's clusters, with their range over delta."""

    region_code: RegionCode
    method: Method = "flq"
    deltas: list[Annotated[float, Field(ge=0, lt=1)]] = Field(
        default=list(DELTAS), min_length=1, max_length=MAX_DELTAS, description="Flegg's exponents"
    )


class ExternalityRequest(Request):
    """What backing a cluster does to what surrounds it."""

    region_code: RegionCode
    cluster_code: Annotated[Code, Field(description="cluster that would be backed")]
    top: Top = 5


class PartnerRequest(Request):
    """Regions whose strengths complement a region in a cluster or a technology."""

    region_code: RegionCode
    activity_code: Annotated[Code, Field(description="cluster or technology")]
    top: Top = 10


class PeerRequest(Request):
    """Regions with the most similar pattern of indicators."""

    region_code: RegionCode
    top: Top = 5


class SupportRequest(Request):
    """Which clusters and niches a region should back."""

    region_code: RegionCode
    weights: Annotated[
        dict[Code, Annotated[float, Field(ge=0, le=1e6)]] | None,
        Field(
            max_length=MAX_TOP,
            description="criterion to weight; what is not named counts nothing; null: all alike",
        ),
    ] = None
    k: Annotated[int, Field(ge=1, le=100, description="size of the choice")] = 5
    draws: Annotated[
        int, Field(ge=100, le=MAX_DRAWS, description="draws of weights and of forecasts")
    ] = 10_000
    seed: Annotated[int, Field(ge=0, lt=2**31, description="of the draws")] = 0
    kinds: list[Kind] = Field(
        default=["cluster", "niche"], min_length=1, max_length=2, description="what may be chosen"
    )


class Shock(Request):
    """Final demand more, or less where negative, for one cluster in one year."""

    cluster_code: Code
    year: Annotated[int, Field(ge=1800, le=2200)]
    amount: Annotated[float, Field(ge=-1e15, le=1e15, description="in the unit of cluster_output")]


class SimulateRequest(Request):
    """What shocks or investments do to the paths of a region's clusters."""

    region_code: RegionCode
    shocks: Annotated[list[Shock], Field(min_length=1, max_length=MAX_SHOCKS)]
    persistence: Annotated[
        float, Field(ge=0, le=1, description="share of a year's amount that stays in the next")
    ] = 0.0
    method: Method = "flq"


class ClusterMultipliers(Answer):
    """Multipliers and linkages of one cluster; null where unknown."""

    cluster_code: str
    cluster_name: str
    output_multiplier: float | None = None
    output_multiplier_low: float | None = None
    output_multiplier_high: float | None = None
    national_output_multiplier: float | None = None
    output_multiplier_type2: float | None = None
    value_added_multiplier: float | None = None
    income_multiplier: float | None = None
    employment_multiplier: float | None = None
    backward_linkage: float | None = None
    forward_linkage: float | None = None
    supply_shortfall: float | None = None


class MultiplierResponse(Answer):
    """Multipliers of a region, the largest first."""

    metadata: Metadata
    region_code: str
    region_name: str
    method: str
    deltas: list[float]
    source_region: Annotated[str, Field(description="region whose table it is")]
    table_year: Annotated[
        int, Field(description="year of the table; it may be later than the cutoff")
    ]
    units: dict[str, str]
    clusters: list[ClusterMultipliers]


class Tie(Answer):
    """A tie of the cluster with a cluster, a technology, talent or investment."""

    kind: str
    target: str
    target_name: str
    strength: float
    standard_error: float | None
    region_share: Annotated[
        float | None, Field(description="share of the target cluster in the region, 0 to 1")
    ]


class Slope(Answer):
    """Growth that related clusters gain a year later, per point of growth around them."""

    slope: float
    standard_error: float
    n: int


class ExternalityResponse(Answer):
    """What a cluster is tied to, the strongest first within each kind; not proofs of cause."""

    metadata: Metadata
    region_code: str
    region_name: str
    cluster_code: str
    cluster_name: str
    units: dict[str, str]
    spillover: Slope
    ties: list[Tie]


class Offer(Answer):
    """A strength that a partner has and the region lacks."""

    activity_code: str
    activity_name: str
    proximity: Annotated[float, Field(description="to the activity asked for, 0 to 1")]


class Partner(Answer):
    """A region that would complement the one asked for."""

    region_code: str
    region_name: str
    score: Annotated[float, Field(description="added_density times link_factor")]
    added_density: Annotated[float, Field(description="relatedness density it adds, 0 to 1")]
    link_factor: Annotated[float, Field(description="1, up to 2 for the closest neighbour")]
    specialised: Annotated[bool, Field(description="whether it has the activity itself")]
    brings: list[Offer]


class PartnerResponse(Answer):
    """Partners, the best first; empty where no region adds anything."""

    metadata: Metadata
    region_code: str
    region_name: str
    activity_code: str
    activity_name: str
    kind: Literal["cluster", "technology"]
    partners: list[Partner]


class Difference(Answer):
    """An indicator in standard deviations over the regions."""

    indicator: str
    label: str
    difference: Annotated[float, Field(description="region less peer")]


class Peer(Answer):
    """A similar region."""

    region_code: str
    region_name: str
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
    groups: Annotated[int, Field(description="types found, 1: the regions form no groups")]
    stability: Annotated[
        float, Field(description="mean adjusted Rand index of the groups over resamples")
    ]


class PeerResponse(Answer):
    """The nearest peers and what sets the region apart from them."""

    metadata: Metadata
    region_code: str
    region_name: str
    group: Group
    peers: list[Peer]
    sets_apart: list[Apart]


class Criterion(Answer):
    """A criterion of the choice."""

    name: str
    meaning: str
    direction: Annotated[int, Field(description="1: more is better, -1: less is better")]
    weight: Annotated[float, Field(description="used, all sum to 1; 0 where known for no option")]
    known: bool


class Range(Answer):
    """The ends of an uncertain criterion, in its unit."""

    lower: float
    upper: float


class Option(Answer):
    """A cluster or niche that could be backed, with all that counted."""

    rank: int
    kind: Kind
    code: str
    name: str
    score: Annotated[float, Field(description="sum of the contributions, 0 to 1")]
    acceptability: Annotated[
        float, Field(description="share of draws of weights and forecasts that put it in the top k")
    ]
    acceptability_weights: Annotated[float, Field(description="only the weights drawn")]
    acceptability_forecast: Annotated[float, Field(description="only the forecasts drawn")]
    rank_low: int
    rank_high: Annotated[int, Field(description="90 % of its ranks lie from rank_low to here")]
    dominated_by: Annotated[
        str | None, Field(description="code of an option at least as good on every criterion")
    ]
    unknown: list[str]
    criteria: Annotated[
        dict[str, float | None], Field(description="in the criteria's own units; null if unknown")
    ]
    contributions: Annotated[dict[str, float], Field(description="weight times utility")]
    growth_range: Range | None
    multiplier_range: Range | None


class SupportResponse(Answer):
    """Options of a region, the best first."""

    metadata: Metadata
    niches: Annotated[
        Metadata | None, Field(description="the niche champion; null where no niches are options")
    ]
    region_code: str
    region_name: str
    k: int
    draws: int
    seed: int
    criteria: list[Criterion]
    options: list[Option]


class EffectPoint(Answer):
    """One year of a path with the shocks."""

    year: int
    baseline: Annotated[float, Field(description="median without the shocks")]
    effect: float
    effect_low: float
    effect_high: float
    median: float
    intervals: list[Interval]
    strain: Annotated[float, Field(description="output needed over the output there is")]


class ClusterPath(Answer):
    """The path of one cluster."""

    cluster_code: str
    cluster_name: str
    points: list[EffectPoint]


class SimulateResponse(Answer):
    """Paths with the shocks beside the baseline, the largest effect first."""

    metadata: Metadata
    region_code: str
    region_name: str
    indicator: str
    unit: Annotated[str, Field(description="of every value but strain")]
    method: str
    source_region: str
    table_year: int
    caution: str
    paths: list[ClusterPath]

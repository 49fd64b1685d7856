"""The contract of what is asked when choosing whom to support, with units and limits."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from features.links.regionalization import DELTAS
from serving.contracts import (
    WHOLE,
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
Top = Annotated[int, Field(ge=1, le=MAX_TOP, description="how many are wanted"), WHOLE]
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


def _some_weight(weights: dict[str, float] | None) -> dict[str, float] | None:
    if weights is not None and not any(weights.values()):
        raise ValueError("give at least one criterion a weight above 0, or null for all alike")
    return weights


class SupportRequest(Request):
    """Which clusters and niches a region should back."""

    region_code: RegionCode
    weights: Annotated[
        dict[Code, Annotated[float, Field(ge=0, le=1e6)]] | None,
        Field(
            max_length=MAX_TOP,
            description="criterion to weight; what is not named counts nothing; null: all alike",
        ),
        AfterValidator(_some_weight),
    ] = None
    k: Annotated[int, Field(ge=1, le=100, description="size of the choice"), WHOLE] = 5
    draws: Annotated[
        int, Field(ge=100, le=MAX_DRAWS, description="draws of weights and of forecasts"), WHOLE
    ] = 10_000
    seed: Annotated[int, Field(ge=0, lt=2**31, description="of the draws"), WHOLE] = 0
    kinds: list[Kind] = Field(
        default=["cluster", "niche"], min_length=1, max_length=2, description="what may be chosen"
    )


class Shock(Request):
    """Final demand more, or less where negative, for one cluster in one year."""

    cluster_code: Code
    year: Annotated[int, Field(ge=1800, le=2200), WHOLE]
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
    output_multiplier_low: Annotated[
        float | None, Field(description="the least over the deltas asked for")
    ] = None
    output_multiplier_high: Annotated[
        float | None, Field(description="the largest over the deltas asked for")
    ] = None
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
    strength: Annotated[float, Field(description="in the unit that units gives for the kind")]
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
    dominated_by_name: Annotated[str | None, Field(description="name of that option")]
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
    notes: Annotated[list[str], Field(description="what to beware of when reading the ranks")]


class EffectPoint(Answer):
    """One year of a path with the shocks."""

    year: int
    baseline: Annotated[float, Field(description="median without the shocks")]
    effect: float
    effect_low: Annotated[
        float, Field(description="least over delta and the 95 % interval of the spillover")
    ]
    effect_high: Annotated[float, Field(description="largest over the same")]
    median: Annotated[float, Field(description="with the shocks")]
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

"""The contract of niche calls, breakthroughs and audits."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from serving.contracts import (
    MAX_CODES,
    MAX_REGIONS,
    WHOLE,
    Activity,
    ActivityAnswer,
    Answer,
    Call,
    Code,
    Levels,
    Metadata,
    RegionAnswer,
    Request,
)
from serving.growth.contracts import GrowthPart
from serving.space.contracts import ActivitySpace

MAX_AUDITS = 20
MAX_CALLS = 5000
MAX_BREAKTHROUGHS = 100

Trend = Literal["rising", "steady", "falling"]
ActivityField = Annotated[
    Activity,
    Field(description="technology, or cluster for market niches"),
]


class NicheRequest(Request):
    """The likeliest entries or exits of some regions, or of all regions in some activities."""

    some_of: ClassVar[tuple[str, ...]] = ("region_codes", "activity_codes")

    activity: ActivityField = "technology"
    region_codes: list[Code] = Field(
        default=[],
        max_length=MAX_REGIONS,
        description="regions; if empty, all regions in the activity_codes",
    )
    activity_codes: list[Code] = Field(
        default=[],
        max_length=MAX_CODES,
        description="technologies or clusters; if empty, all of the region_codes",
    )
    call: Annotated[
        Call, Field(description="entry: a specialisation to come; exit: one that may be lost")
    ] = "entry"
    limit: Annotated[
        int, Field(ge=1, le=1000, description="calls per region, or per activity"), WHOLE
    ] = 10
    minimum_probability: Annotated[
        float, Field(ge=0, le=1, description="only calls at least this likely")
    ] = 0.0

    @property
    def is_small(self) -> bool:
        """Whether it asks for ten calls of one region at most."""
        return len(self.region_codes) == 1 and not self.activity_codes and self.limit <= 10


class AuditRequest(Request):
    """The audit of some regions: of their technologies, or of their clusters as markets."""

    activity: ActivityField = "technology"
    region_codes: Annotated[
        list[Code], Field(min_length=1, max_length=MAX_AUDITS, description="regions to audit")
    ]
    portfolio: Annotated[
        int, Field(ge=0, le=1000, description="specialisations to list"), WHOLE
    ] = 20
    entries: Annotated[int, Field(ge=0, le=1000, description="likely entries to list"), WHOLE] = 10
    exits: Annotated[
        int, Field(ge=0, le=1000, description="specialisations at risk to list"), WHOLE
    ] = 10
    clusters: Annotated[
        int, Field(ge=0, le=1000, description="cluster forecasts to list"), WHOLE
    ] = 20
    levels: Levels = Field(default=[80, 95])
    details: Annotated[
        bool,
        Field(
            description="also the reliability of the probabilities, the backtest beside the best "
            "simple rule, and the activity space"
        ),
    ] = False


class BreakthroughRequest(Request):
    """Activities about to break through, and points of breakthrough of some regions."""

    activity: ActivityField = "technology"
    region_codes: list[Code] = Field(
        default=[],
        max_length=MAX_REGIONS,
        description="regions whose points of breakthrough to return; may be empty",
    )
    limit: Annotated[
        int,
        Field(ge=1, le=MAX_BREAKTHROUGHS, description="activities, and points per region"),
        WHOLE,
    ] = 10


class Reason(Answer):
    """A reason for a call."""

    reason: str
    weight: float


class NicheCall(Answer):
    """A likely entry or exit of one region in one activity within the horizon."""

    region_code: str
    region_name: str
    activity_code: str
    activity_name: str
    call: Call
    probability: float
    probability_low: float
    probability_high: float
    null_probability: Annotated[
        float | None, Field(description="probability by the best simple rule on the same cells")
    ]
    lift: Annotated[float | None, Field(description="probability / null_probability")]
    location_quotient: float | None
    relatedness_density: float | None
    complexity: float | None
    warning: str
    reasons: list[Reason]
    priority: Annotated[
        float | None,
        Field(description="weight of the national priority for the activity, if any"),
    ] = None


class NicheResponse(Answer):
    """Likely entries or exits, the likeliest first within each region or activity."""

    metadata: Metadata
    activity: Annotated[str, Field(description="what an activity is: technology or cluster")]
    units: dict[str, str]
    calls: list[NicheCall]
    notes: list[str] = Field(
        default=[], description="why some of the activities asked for have no calls"
    )


class Breakthrough(ActivityAnswer):
    """An activity and its chance to break through within the horizon."""

    rank: Annotated[int, Field(description="1 is the likeliest")]
    probability: float
    share: float
    attributes: Annotated[
        dict[str, float], Field(description="attributes of emergence, 0 lowest to 1 highest")
    ]


class BreakthroughPoint(Answer):
    """A region's strength in an activity that is about to break through."""

    region_code: str
    region_name: str
    activity_code: str
    activity_name: str
    location_quotient: float | None
    relatedness_density: float | None
    strength: float
    probability: float
    score: float


class BreakthroughResponse(Answer):
    """The likeliest breakthroughs, and the points of breakthrough by region, the best first."""

    metadata: Metadata
    activity: Annotated[str, Field(description="what an activity is: technology or cluster")]
    units: dict[str, str]
    activities: list[Breakthrough]
    points: list[BreakthroughPoint]
    caution: Annotated[
        str | None, Field(description="set where a simple rule ranked better in the backtest")
    ] = None


class Specialisation(ActivityAnswer):
    """An activity in which the region is specialised."""

    count: float
    location_quotient: float
    previous_location_quotient: float | None
    trend: Trend
    complexity: float | None = None
    above_usual: Annotated[
        float | None,
        Field(description="count above that of a region with a location quotient of 1"),
    ] = None


class RegionSummary(Answer):
    """The region's portfolio in figures."""

    diversity: Annotated[int | None, Field(description="number of specialisations")]
    eci: float | None
    fitness: float | None
    count: Annotated[float | None, Field(description="size of the portfolio")]
    ranks: dict[str, int | None] = Field(
        default={},
        description="rank of the region by diversity, eci, fitness and count; 1 is the highest",
    )
    of: Annotated[int | None, Field(description="regions ranked")] = None
    expected_entries: Annotated[
        float | None, Field(description="sum of the probabilities of all possible entries")
    ] = None
    expected_exits: Annotated[
        float | None, Field(description="sum of the probabilities of all possible exits")
    ] = None
    possible_entries: Annotated[
        int | None, Field(description="activities in which the region is not specialised")
    ] = None
    possible_exits: Annotated[
        int | None, Field(description="specialisations whose exit has a probability")
    ] = None


class RegionAudit(RegionAnswer):
    """The audit of one region."""

    summary: RegionSummary
    portfolio: list[Specialisation]
    likely_entries: list[NicheCall]
    at_risk: list[NicheCall]
    growth: Annotated[
        GrowthPart | None, Field(description="null where no growth champion forecasts its clusters")
    ]
    warning: Annotated[str, Field(description="holds for all calls of the region")] = ""


class ReliabilityBin(Answer):
    """Calls of the backtest with similar probabilities, and how many came true."""

    call: Call
    predicted: Annotated[float, Field(description="mean probability, 0 to 1")]
    observed: Annotated[float, Field(description="share that came true, 0 to 1")]
    n: Annotated[int, Field(description="number of calls")]


class Trial(Answer):
    """The backtest of the model or of the best simple rule, pooled over the origins."""

    call: Call | Literal["breakthrough"]
    model: str
    origins: list[int]
    n: int
    figures: Annotated[dict[str, float | None], Field(description="null where not defined")]


class AuditDetails(Answer):
    """The same for all regions: how far to trust the calls, and the activity space."""

    reliability: list[ReliabilityBin]
    trials: Annotated[
        list[Trial], Field(description="for each kind of call the model, then the best simple rule")
    ]
    space: ActivitySpace


class AuditResponse(Answer):
    """Audits, in the order of the request."""

    metadata: Metadata
    activity: str
    units: dict[str, str]
    audits: list[RegionAudit]
    details: Annotated[AuditDetails | None, Field(description="null unless requested")] = None

"""The contract of one cluster or technology across all regions."""

from typing import Annotated

from pydantic import Field

from serving.choice.contracts import Advice, WeightsRequest
from serving.contracts import (
    WHOLE,
    Activity,
    ActivityAnswer,
    Answer,
    Call,
    Code,
    Interval,
    Level,
    Metadata,
    RegionAnswer,
)
from serving.growth.contracts import ClusterForecast, Observation
from serving.links.contracts import RegionPartners
from serving.messages import Message
from serving.niches.contracts import Breakthrough, NicheCall, Trend


class ActivityRequest(WeightsRequest):
    """Where a cluster or a technology is, where it grows, who may enter it and who may lose it."""

    activity_code: Annotated[Code, Field(description="cluster or technology")]
    activity: Annotated[
        Activity | None,
        Field(description="cluster or technology; by default a cluster, where one has the code"),
    ] = None
    region_codes: list[Code] = Field(
        default=[], max_length=4, description="regions to find partners for"
    )
    level: Annotated[Level, Field(description="of prediction intervals, in per cent")] = 80
    limit: Annotated[
        int, Field(ge=1, le=100, description="likely entries, and likely exits"), WHOLE
    ] = 10
    ranks: Annotated[
        bool, Field(description="also its rank among the options of each region, by the weights")
    ] = False


class Place(Answer):
    """What an option is worth in one region, as rank_options says it."""

    rank: int
    of: Annotated[int, Field(description="options of its list")]
    score: float
    advice: Advice | None
    confidence: Annotated[
        float | None,
        Field(description="of clusters: share of futures in which it scores above the middle one"),
    ] = None
    chance_to_outgrow: Annotated[
        float | None,
        Field(description="of clusters: chance to grow more than the region's middle cluster"),
    ] = None


class Outlook(Answer):
    """Forecast growth, in per cent a year."""

    median: float
    interval: Annotated[
        Interval | None, Field(description="null where its lower bound reaches −100 %")
    ]
    is_apart: Annotated[
        bool, Field(description="whether the interval lies beside the median of the middle region")
    ]


class Chance(Answer):
    """The chance of an entry or an exit, 0 to 1, with its 90 % range."""

    value: float
    lower: float
    upper: float
    apart: Annotated[
        bool,
        Field(description="whether the range leaves out the chance of the middle such region"),
    ]


class RegionActivity(RegionAnswer):
    """A cluster or a technology in one region; null where unknown."""

    size: Annotated[float | None, Field(description="at the cutoff, in the unit of the answer")]
    share_of_region: Annotated[float | None, Field(description="0 to 1")]
    share_of_nation: Annotated[float | None, Field(description="0 to 1")]
    location_quotient: float | None
    specialised: Annotated[
        bool | None, Field(description="whether the location quotient reaches the threshold")
    ]
    trend: Annotated[
        Trend | None, Field(description="of the location quotient over the last window of years")
    ]
    growth: Annotated[Outlook | None, Field(description="null without a forecast")]
    place: Annotated[
        Place | None, Field(description="null where it is no option, or ranks were not asked for")
    ] = None
    entry: Annotated[
        Chance | None, Field(description="chance of entry; null where it cannot enter")
    ] = None
    exit: Annotated[
        Chance | None, Field(description="chance of exit; null where it is not specialised")
    ] = None


class ActivityPart(ActivityAnswer):
    """A part of a heading."""

    total: Annotated[
        ClusterForecast | None,
        Field(description="of clusters: all regions together; null where unknown"),
    ] = None


class Coverage(Answer):
    """The years that sizes are of, and what they count."""

    unit: str
    counted: Annotated[str, Field(description="what a size is: an indicator, or patents")]
    first: Annotated[int, Field(description="first year that a size adds up")]
    last: Annotated[int, Field(description="last year with data")]
    threshold: float
    trend_since: Annotated[int, Field(description="year that trends compare the last one with")]


class ActivityResponse(ActivityAnswer):
    """A cluster or a technology across regions, the most specialised first."""

    activity: Activity
    namesake: Annotated[
        str | None, Field(description="name of the technology, or cluster, with the same code")
    ] = None
    summary: Annotated[list[Message], Field(description="at most three sentences")]
    coverage: Coverage | None
    regions: list[RegionActivity]
    total: Annotated[
        ClusterForecast | None,
        Field(description="of all regions together: history and forecast; clusters only"),
    ]
    middle_growth: Annotated[
        float | None, Field(description="median over regions of the median growth, % a year")
    ]
    middle_chance: Annotated[
        dict[Call, float],
        Field(default={}, description="median over regions of the chances of entry, and of exit"),
    ]
    history: Annotated[
        list[Observation],
        Field(
            default=[],
            description="of technologies: counts in all regions together, the latest years",
        ),
    ]
    entries: Annotated[list[NicheCall], Field(description="the likeliest first")]
    exits: Annotated[list[NicheCall], Field(description="the likeliest first")]
    breakthrough: Annotated[
        Breakthrough | None, Field(description="of technologies whose breakthrough is forecast")
    ]
    of_breakthroughs: Annotated[
        int | None, Field(description="activities that breakthroughs are forecast for")
    ] = None
    parts: Annotated[
        list[ActivityPart], Field(description="clusters or technologies that have it as parent")
    ]
    partners: Annotated[
        list[RegionPartners], Field(description="of the regions asked for, the best first")
    ]
    weights: Annotated[
        str | None, Field(description="name of the preset, or own; null without ranks")
    ] = None
    growth_metadata: Metadata | None
    niche_metadata: Metadata | None
    notes: Annotated[list[Message], Field(description="which parts are unknown, and why")]

"""The contract of two to four regions side by side."""

from typing import Annotated, Literal

from pydantic import Field

from serving.choice.contracts import Advice, WeightsRequest
from serving.contracts import (
    WHOLE,
    Activity,
    ActivityAnswer,
    Answer,
    Code,
    Interval,
    Level,
    Metadata,
    RegionAnswer,
)
from serving.growth.contracts import ClusterForecast
from serving.links.contracts import Offer
from serving.messages import Message
from serving.niches.contracts import RegionSummary

MAX_COMPARED = 4
MAX_TOP = 20


class CompareRequest(WeightsRequest):
    """Two to four regions on the same scales."""

    region_codes: Annotated[
        list[Code],
        Field(min_length=2, max_length=MAX_COMPARED, description="regions to compare"),
    ]
    level: Annotated[Level, Field(description="of prediction intervals, in per cent")] = 80
    top: Annotated[
        int, Field(ge=1, le=MAX_TOP, description="first clusters and niches of each region"), WHOLE
    ] = 5


class FirstOption(ActivityAnswer):
    """A cluster or a niche among the first of a region, in the figures of rank_options."""

    rank: int
    score: float
    advice: Advice | None
    confidence: Annotated[float | None, Field(description="of clusters")] = None
    chance_to_outgrow: Annotated[float | None, Field(description="of clusters")] = None
    growth: Annotated[float | None, Field(description="of clusters: median, % a year")] = None
    interval: Annotated[
        Interval | None, Field(description="of clusters: 80 % interval of growth, % a year")
    ] = None
    chance: Annotated[float | None, Field(description="of niches: of entry")] = None
    chance_low: Annotated[
        float | None, Field(description="of niches: low end of its 90 % range")
    ] = None
    chance_high: Annotated[
        float | None, Field(description="of niches: high end of its 90 % range")
    ] = None


class ComparedRegion(RegionAnswer):
    """One of the regions; what is null or empty is unknown."""

    verdict: Annotated[list[Message], Field(description="what to back and what to enter")]
    refusal: Annotated[
        str | None, Field(description="why no options are ranked for the region, if none are")
    ]
    clusters: list[FirstOption]
    niches: list[FirstOption]
    total: Annotated[
        ClusterForecast | None, Field(description="all clusters together: history and forecast")
    ]
    portfolio: Annotated[
        RegionSummary | None, Field(description="complexity and diversity; null where unknown")
    ]


class SharedActivity(ActivityAnswer):
    """A specialisation of some of the regions."""

    activity: Activity
    location_quotients: Annotated[
        dict[str, float | None], Field(description="by region; null where unknown")
    ]
    specialised: Annotated[list[str], Field(description="regions specialised in it")]


class Overlap(Answer):
    """Specialisations that the regions share, and those of one region alone."""

    activity: Activity
    counts: Annotated[dict[str, int], Field(description="specialisations by region")]
    n_shared: Annotated[int, Field(description="in which all regions are specialised")]
    shared: Annotated[list[SharedActivity], Field(description="the strongest first")]
    n_distinct: Annotated[
        dict[str, int], Field(description="in which only this region is specialised")
    ]
    distinct: Annotated[
        dict[str, list[SharedActivity]], Field(description="by region, the strongest first")
    ]


class Cooperation(ActivityAnswer):
    """What one of the regions could bring another for one of its options."""

    kind: Literal["cluster", "niche"]
    region_code: Annotated[str, Field(description="region whose option it is")]
    region_name: str
    partner_code: str
    partner_name: str
    added_density: Annotated[
        float, Field(description="relatedness density that the partner adds, 0 to 1")
    ]
    specialised: Annotated[bool, Field(description="whether the partner already has it")]
    brings: list[Offer]


class CompareResponse(Answer):
    """Regions side by side, in the order of the request."""

    summary: Annotated[list[Message], Field(description="at most three sentences")]
    weights: Annotated[str | None, Field(description="name of the preset, or own")]
    regions: list[ComparedRegion]
    overlaps: Annotated[list[Overlap], Field(description="of clusters, of technologies")]
    cooperation: Annotated[list[Cooperation], Field(description="what adds most first")]
    metadata: Metadata | None
    niches: Metadata | None
    notes: list[Message]

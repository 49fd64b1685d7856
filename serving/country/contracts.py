"""The contract of the country: every region in short, and what to draw them on."""

from typing import Annotated, Any, Literal

from pydantic import Field

from serving.choice.contracts import Advice, WeightsRequest
from serving.contracts import Activity, Answer, Metadata, RegionAnswer, Request
from serving.messages import Message

LEVEL = 80
"""Per cent that the interval of growth covers."""
MapKind = Literal["shapes", "points", "us-states", "countries", "tiles"]


class OverviewRequest(WeightsRequest):
    """All regions in short, and what stands out among them."""


class Estimate(Answer):
    """An uncertain figure, beside that of the middle region (the median of the regions)."""

    value: float
    lower: Annotated[float | None, Field(description="null where it is unknown")]
    upper: Annotated[float | None, Field(description="null where it is unknown")]
    apart: Annotated[
        bool | None,
        Field(
            description="whether the interval leaves out the value of the middle region; null "
            "without an interval, and for totals"
        ),
    ] = None


class RegionComplexity(Answer):
    """How complex the portfolio of a region is; null where unknown."""

    eci: Annotated[float | None, Field(description="mean 0, standard deviation 1")]
    fitness: Annotated[float | None, Field(description="mean 1")]
    diversity: Annotated[int | None, Field(description="number of specialisations")]
    rank: Annotated[int | None, Field(description="by eci; 1 is the most complex")]


class LikeliestNiche(Answer):
    """The activity that the region is likeliest to enter."""

    activity: Activity
    code: str
    name: str
    chance: Annotated[
        Estimate, Field(description="of entry within the horizon, 0 to 1, with its 90 % range")
    ]


class FirstCluster(Answer):
    """The first cluster to back, with the figures of rank_options; else the first of the list."""

    code: str
    name: str
    rank: Annotated[int, Field(description="in the list of the region")]
    confidence: float
    chance_to_outgrow: Annotated[float | None, Field(description="null without a forecast")]
    weight_robustness: float | None
    advice: Annotated[Advice | None, Field(description="null where no cluster is to be backed")]


class RegionOverview(RegionAnswer):
    """A region in short; a part is null where it is unknown."""

    parent_code: str
    is_total: Annotated[bool, Field(description="whether others of the regions add up to it")]
    growth: Annotated[
        Estimate | None,
        Field(description="of all its clusters together, % a year, with the 80 % interval"),
    ]
    complexity: RegionComplexity | None
    niche: LikeliestNiche | None
    cluster: FirstCluster | None
    advice: Annotated[
        Message | None, Field(description="what to back and to enter, in a few words")
    ]
    refused: Annotated[
        Message | None, Field(description="why no options are ranked for it; null where they are")
    ]


class OverviewResponse(Answer):
    """All regions in short."""

    heading: Annotated[
        str, Field(description="the region above all others; without one, the title in short")
    ]
    title: Annotated[str, Field(description="of the data package")]
    growth: Annotated[Metadata | None, Field(description="the growth champion")]
    niches: Annotated[Metadata | None, Field(description="the champion of the likeliest niches")]
    indicator: Annotated[str | None, Field(description="that grows")]
    cutoff: Annotated[int | None, Field(description="last year of the data of growth")]
    target_year: Annotated[int | None, Field(description="year that growth is forecast to")]
    niche_cutoff: int | None
    niche_target_year: Annotated[int | None, Field(description="end of the horizon of niches")]
    weights: Annotated[str | None, Field(description="name of the preset, or own")]
    floor: float
    middle: Annotated[
        dict[str, float | None],
        Field(
            description="medians of the regions without totals: growth, complexity (eci), chance "
            "(of the likeliest niche), robustness (of the first cluster to the weights)"
        ),
    ]
    summary: Annotated[list[Message], Field(description="at most four sentences")]
    regions: list[RegionOverview]


class MapRequest(Request):
    """What to draw the regions on."""


class MapArea(RegionAnswer):
    """Where a region is drawn."""

    feature: Annotated[
        str | None, Field(description="id of its outline: in shapes, or in the file")
    ] = None
    longitude: float | None = None
    latitude: float | None = None
    column: Annotated[int | None, Field(description="of its tile, from the left")] = None
    row: Annotated[int | None, Field(description="of its tile, from the top")] = None


class MapResponse(Answer):
    """The map of the regions without totals."""

    kind: MapKind
    file: Annotated[
        str | None, Field(description="TopoJSON below /static/VERSION/ for us-states and countries")
    ] = None
    shapes: Annotated[
        dict[str, Any] | None,
        Field(description="GeoJSON with the region_code of each feature, for shapes"),
    ] = None
    areas: list[MapArea]
    beside: Annotated[
        list[MapArea],
        Field(description="regions that the map has no place for, to be drawn beside it"),
    ]
    attribution: Annotated[Message, Field(description="where the outlines come from")]

"""The contract of the activity space."""

from typing import Annotated

from pydantic import Field

from serving.contracts import (
    MAX_AT_ONCE,
    Activity,
    ActivityAnswer,
    Answer,
    Code,
    Metadata,
    RegionAnswer,
    Request,
)


class SpaceRequest(Request):
    """The network of technologies, or of clusters, and which of them regions have."""

    activity: Annotated[
        Activity,
        Field(
            description="technology, or cluster; without a champion for market niches the "
            "clusters are those of growth forecasts"
        ),
    ] = "technology"
    region_codes: list[Code] = Field(
        default=[],
        max_length=MAX_AT_ONCE,
        description="regions whose specialisations to return; may be empty",
    )


class SpaceNode(ActivityAnswer):
    """An activity in the activity space."""

    x: Annotated[float, Field(description="-1 to 1; linked activities are close together")]
    y: Annotated[float, Field(description="-1 to 1")]
    count: Annotated[float, Field(description="size over all regions")]
    group: Annotated[str, Field(description='name of the topmost activity above it, "" for none')]


class SpaceLink(Answer):
    """Two activities in which the same regions are specialised."""

    activity_code: str
    other_code: str
    proximity: Annotated[float, Field(description="0 to 1")]


class ActivitySpace(Answer):
    """The network of activities (Hidalgo et al. 2007): the strongest links of each."""

    nodes: list[SpaceNode]
    links: list[SpaceLink]


class SpaceRegion(RegionAnswer):
    """What a region has of the space."""

    specialised: Annotated[
        list[str],
        Field(description="activities with a location quotient at or above the threshold"),
    ]


class SpaceResponse(ActivitySpace):
    """The activity space, laid out at the cutoff of its champion."""

    metadata: Metadata
    activity: Activity
    unit: Annotated[str, Field(description="unit of count")]
    threshold: Annotated[
        float, Field(description="location quotient from which a region is specialised")
    ]
    regions: list[SpaceRegion]

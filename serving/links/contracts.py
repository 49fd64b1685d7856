"""The contract of partners and peers of a region."""

from typing import Annotated, Literal

from pydantic import Field

from serving.choice.contracts import RegionCode, Top
from serving.contracts import Answer, Code, Metadata, Request
from training.choice.context import PEERS


class PartnerRequest(Request):
    """Regions whose strengths complement a region in a cluster or a technology."""

    region_code: RegionCode
    activity_code: Annotated[Code, Field(description="cluster or technology")]
    top: Top = 10


class PeerRequest(Request):
    """Regions with the most similar pattern of indicators."""

    region_code: RegionCode
    top: Top = PEERS


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

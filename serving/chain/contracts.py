"""The contract of value chains."""

from typing import Annotated, Literal

from pydantic import Field

from features.links.exposure import MOST_EXPOSED
from serving.contracts import (
    MAX_AT_ONCE,
    MAX_CODES,
    WHOLE,
    Answer,
    Code,
    Metadata,
    RegionAnswer,
    Request,
)
from serving.messages import Message

MAX_CHAINS = 50
MAX_TOP = 20
Direction = Literal["upstream", "downstream"]


class ChainRequest(Request):
    """Surprises in clusters and who is exposed to them; without one, who depends on a cluster."""

    region_codes: list[Code] = Field(
        default=[], max_length=MAX_AT_ONCE, description="regions of the clusters; all if empty"
    )
    cluster_codes: list[Code] = Field(
        default=[], max_length=MAX_CODES, description="clusters; all that surprise if empty"
    )
    top: Annotated[
        int,
        Field(ge=1, le=MAX_TOP, description="exposed clusters of the region in each direction"),
        WHOLE,
    ] = MOST_EXPOSED
    limit: Annotated[
        int, Field(ge=1, le=MAX_CHAINS, description="clusters to answer for"), WHOLE
    ] = 10
    offset: Annotated[
        int, Field(ge=0, le=1_000_000, description="surprises to pass over"), WHOLE
    ] = 0


class Surprise(Answer):
    """An outcome that is further from its forecast than chance explains."""

    year: int
    value: Annotated[float, Field(description="outcome, in the unit of the forecast")]
    median: Annotated[float, Field(description="forecast")]
    lower: Annotated[float, Field(description="lower end of the 80 % interval of the forecast")]
    upper: Annotated[float, Field(description="upper end of it")]
    change: Annotated[
        float | None, Field(description="% off the forecast; null where that is not above 0")
    ]
    change_low: Annotated[float | None, Field(description="% off one end of the interval")]
    change_high: Annotated[float | None, Field(description="% off its other end")]
    beyond_linear: Annotated[
        bool,
        Field(
            description="whether it is more than 50 % off: effects, which are in proportion to "
            "it, are not given then"
        ),
    ] = False
    p_value: Annotated[float, Field(description="two-sided, of this outcome alone")]
    origin: Annotated[int, Field(description="last year that the forecast knew")]
    version: Annotated[int, Field(description="of the model that made the forecast")]


class Exposed(Answer):
    """A cluster that depends on the one asked for; effects are null without a usual surprise."""

    year: Annotated[int | None, Field(description="of the surprise; null without one")] = None
    elsewhere: Annotated[
        bool, Field(description="whether in another region, by a rule of location")
    ]
    neighbour_region_code: str
    neighbour_region_name: str
    neighbour_code: str
    neighbour_name: str
    direction: Annotated[Direction, Field(description="upstream sells to it, downstream buys")]
    share: Annotated[
        float,
        Field(
            description="upstream: share of the neighbour's output that it buys; downstream: what "
            "it supplies per unit of the neighbour's output"
        ),
    ]
    share_low: Annotated[float, Field(description="least over the deltas")]
    share_high: Annotated[float, Field(description="most over the deltas")]
    total_share: Annotated[
        float | None, Field(description="the same over all rounds; null elsewhere")
    ] = None
    total_share_low: float | None = None
    total_share_high: float | None = None
    effect: Annotated[
        float | None, Field(description="expected, direct, in % of the neighbour's output")
    ] = None
    effect_low: Annotated[
        float | None, Field(description="over the deltas and the interval of the forecast")
    ] = None
    effect_high: float | None = None
    total_effect: Annotated[
        float | None, Field(description="the same over all rounds; null elsewhere")
    ] = None
    total_effect_low: float | None = None
    total_effect_high: float | None = None
    amount: Annotated[float | None, Field(description="direct effect in the unit of output")] = None


class Chain(RegionAnswer):
    """One cluster, what surprised in it, and who is exposed; all regions have an empty code."""

    cluster_code: str
    cluster_name: str
    surprise: Annotated[Surprise | None, Field(description="null where only asked for")]
    text: Annotated[list[Message], Field(description="what it is, and the most exposed")]
    source_region: Annotated[
        str | None, Field(description="region whose table is used; null without one, empty for all")
    ]
    table_year: int | None
    exposed: Annotated[
        list[Exposed], Field(description="of the region first, the most exposed first")
    ]
    notes: Annotated[list[Message], Field(description="what cannot be said of it, and why")]


class ChainResponse(Answer):
    """Surprises and who is exposed to them, or who depends on a cluster."""

    metadata: Metadata
    summary: Annotated[
        list[Message], Field(description="how many surprises, or why there are none")
    ]
    years: Annotated[list[int], Field(description="whose outcomes were compared with forecasts")]
    n: Annotated[int, Field(description="surprises of the regions and clusters, listed or not")]
    deltas: Annotated[list[float], Field(description="of the regional tables")]
    units: dict[str, str]
    chains: list[Chain]
    notes: Annotated[list[Message], Field(description="what the figures assume")]

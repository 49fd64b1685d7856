"""The contract of shocks to a region's clusters."""

from typing import Annotated

from pydantic import Field

from serving.contracts import (
    WHOLE,
    Answer,
    ClusterAnswer,
    Code,
    Interval,
    Metadata,
    RegionAnswer,
    RegionsRequest,
    RequestPart,
)
from serving.links.contracts import Method

MAX_SHOCKS = 100


class Shock(RequestPart):
    """A change in final demand for one cluster in one year."""

    cluster_code: Code
    year: Annotated[int, Field(ge=1800, le=2200), WHOLE]
    amount: Annotated[float, Field(ge=-1e15, le=1e15, description="in the unit of cluster_output")]


class SimulateRequest(RegionsRequest):
    """What shocks or investments do to the paths of regions' clusters."""

    shocks: Annotated[
        list[Shock],
        Field(
            min_length=1,
            max_length=MAX_SHOCKS,
            description="changes in final demand, negative for a decrease",
        ),
    ]
    persistence: Annotated[
        float,
        Field(ge=0, le=1, description="share of an amount that carries over to the next year"),
    ] = 0.0
    method: Method = "flq"


class EffectPoint(Answer):
    """One year of a path with the shocks."""

    year: int
    baseline: Annotated[float, Field(description="median without the shocks")]
    effect: float
    effect_low: Annotated[
        float, Field(description="smallest over delta and the 95 % interval of the spillover")
    ]
    effect_high: Annotated[float, Field(description="largest over the same")]
    median: Annotated[float, Field(description="with the shocks")]
    intervals: list[Interval]
    strain: Annotated[float, Field(description="change in output over the present output")]


class ClusterPath(ClusterAnswer):
    """The path of one cluster."""

    points: list[EffectPoint]


class RegionPaths(RegionAnswer):
    """Paths with the shocks beside the baseline, the largest effect first."""

    source_region: str
    table_year: int
    paths: list[ClusterPath]


class SimulateResponse(Answer):
    """Paths of clusters with the shocks, by region."""

    metadata: Metadata
    indicator: str
    unit: Annotated[str, Field(description="of every value but strain")]
    method: str
    caution: str
    regions: list[RegionPaths]

"""The contract of the choice: ranked options, and shocks to a region's clusters."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from serving.contracts import (
    WHOLE,
    Answer,
    ClusterAnswer,
    Code,
    Interval,
    Metadata,
    RegionAnswer,
    RegionsRequest,
    Request,
)
from serving.links.contracts import Method

MAX_CRITERIA = 100
MAX_DRAWS = 20_000
MAX_SHOCKS = 100

Kind = Literal["cluster", "niche"]


def _some_weight(weights: dict[str, float] | None) -> dict[str, float] | None:
    if weights is not None and not any(weights.values()):
        raise ValueError("give at least one criterion a weight above 0, or null for equal weights")
    return weights


class OptionsRequest(RegionsRequest):
    """Which clusters and niches regions should back."""

    weights: Annotated[
        dict[Code, Annotated[float, Field(ge=0, le=1e6)]] | None,
        Field(
            max_length=MAX_CRITERIA,
            description="criterion to weight; unnamed criteria get weight 0; equal by default",
        ),
        AfterValidator(_some_weight),
    ] = None
    k: Annotated[int, Field(ge=1, le=100, description="number of options to choose"), WHOLE] = 5
    draws: Annotated[
        int, Field(ge=100, le=MAX_DRAWS, description="random draws of weights and forecasts"), WHOLE
    ] = 10_000
    seed: Annotated[int, Field(ge=0, lt=2**31, description="seed of the random draws"), WHOLE] = 0
    kinds: list[Kind] = Field(
        default=["cluster", "niche"],
        min_length=1,
        max_length=2,
        description="kinds of options",
    )


class Shock(Request):
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


class Criterion(Answer):
    """A criterion of the choice."""

    name: str
    meaning: str
    direction: Annotated[int, Field(description="1: more is better, -1: less is better")]
    weight: Annotated[float, Field(description="all sum to 1; 0 for a criterion without data")]
    known: Annotated[bool, Field(description="whether it has data for any option")]


class Range(Answer):
    """The range of an uncertain criterion, in its unit."""

    lower: float
    upper: float


class Option(Answer):
    """A cluster to back or a niche to enter, with its score and criteria."""

    rank: int
    kind: Kind
    code: str
    name: str
    score: Annotated[float, Field(description="sum of the contributions, 0 to 1")]
    acceptability: Annotated[
        float,
        Field(description="share of draws of weights and forecasts that rank it in the best k"),
    ]
    acceptability_weights: Annotated[float, Field(description="the same with only weights drawn")]
    acceptability_forecast: Annotated[
        float, Field(description="the same with only forecasts drawn")
    ]
    rank_low: int
    rank_high: Annotated[int, Field(description="90 % of its ranks are from rank_low to this")]
    dominated_by: Annotated[
        str | None, Field(description="code of an option at least as good on every criterion")
    ]
    dominated_by_name: Annotated[str | None, Field(description="name of that option")]
    unknown: list[str]
    criteria: Annotated[
        dict[str, float | None], Field(description="in the unit of each criterion; null if unknown")
    ]
    contributions: Annotated[dict[str, float], Field(description="weight times utility")]
    growth_range: Range | None
    multiplier_range: Range | None


class RegionOptions(RegionAnswer):
    """Options of a region, the best first."""

    criteria: list[Criterion]
    options: list[Option]
    notes: Annotated[list[str], Field(description="cautions for reading the ranks")]


class OptionsResponse(Answer):
    """Ranked options by region."""

    metadata: Metadata
    niches: Annotated[
        Metadata | None, Field(description="the niche champion; null where no niches are options")
    ]
    k: int
    draws: int
    seed: int
    regions: list[RegionOptions]


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

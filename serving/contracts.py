"""The HTTP contract: what its parts share, and growth; with units and limits.

Requests are strict: a misspelt key, a number given as text, NaN and anything over a limit are
refused. The names are those of the data package.
"""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

MAX_REGIONS = 100
MAX_AT_ONCE = 20
"""Regions of a question whose answer takes work for each of them."""
MAX_CODES = 500
MAX_LEVELS = 5
MAX_SERIES = 2000

Task = Literal["growth", "niches"]
Activity = Literal["technology", "cluster"]
Call = Literal["entry", "exit"]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64)]


def _in_per_cent(level: object) -> object:
    """The level as it is, unless it is a share, as a number or in an address."""
    try:
        share = float(str(level))
    except ValueError:
        return level
    if 0 < share < 1:
        raise ValueError(f"give it in per cent, as {round(100 * share)} for {share:g}")
    return level


def _whole(number: object) -> object:
    """5.0 as 5: JSON knows one kind of number, and some clients write every one as a float."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


WHOLE = BeforeValidator(_whole)
Level = Annotated[int, Field(ge=50, le=99), BeforeValidator(_in_per_cent), WHOLE]
Levels = Annotated[
    list[Level],
    Field(
        min_length=1,
        max_length=MAX_LEVELS,
        description="prediction intervals wanted: chance, in per cent, that each holds the truth",
    ),
]
Period = Annotated[
    int | None, Field(description="quarter or month of sub-annual data; null for a whole year")
]


class Request(BaseModel):
    """What every request refuses.

    Attributes
    ----------
    max_body : int
        Bytes that a body may have.
    some_of : tuple of str
        Two lists of codes of which one at least must name something.
    """

    max_body: ClassVar[int] = 64 * 1024
    some_of: ClassVar[tuple[str, ...]] = ()
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)

    @model_validator(mode="after")
    def _some_code(self) -> Self:
        if self.some_of and not any(getattr(self, name) for name in self.some_of):
            raise ValueError(f"give {', '.join(self.some_of)} or both")
        return self


class RegionsRequest(Request):
    """A question about some regions, each of which gets an answer of its own."""

    region_codes: Annotated[
        list[Code], Field(min_length=1, max_length=MAX_AT_ONCE, description="regions asked for")
    ]


class ForecastRequest(Request):
    """Growth forecasts for the clusters of some regions, or for some clusters everywhere."""

    some_of: ClassVar[tuple[str, ...]] = ("region_codes", "cluster_codes")

    region_codes: Annotated[
        list[Code],
        Field(
            max_length=MAX_REGIONS,
            description="regions asked for; empty for all that have the cluster_codes, which must "
            "then be given",
        ),
    ] = []
    cluster_codes: Annotated[
        list[Code],
        Field(
            max_length=MAX_CODES,
            description="clusters asked for; empty for all of the region_codes, which must then be "
            "given",
        ),
    ] = []
    horizon: Annotated[
        int | None,
        Field(ge=1, le=100, description="years ahead; by default all that the model forecasts"),
        WHOLE,
    ] = None
    levels: Levels = [80, 95]
    history: Annotated[
        int,
        Field(ge=0, le=200, description="years of history wanted with each forecast, the latest"),
        WHOLE,
    ] = 0
    totals: Annotated[
        bool,
        Field(description="also the totals: of each region and each cluster asked for, and of all"),
    ] = False


class Answer(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, protected_namespaces=())


class RegionAnswer(Answer):
    """What is said of one region."""

    region_code: str
    region_name: str


class Track(Answer):
    """How the model did in its backtest, pooled over the origins; a figure it lacks is null."""

    call: Call | Literal["breakthrough"] | None = None
    origins: list[int]
    n: int | None = None
    figures: dict[str, float | None]
    best_null: Annotated[
        str | None,
        Field(description="best simple rule on the same cells, best baseline on the same series"),
    ] = None
    best_null_ap: Annotated[
        float | None, Field(description="its average precision; null for growth")
    ] = None
    best_null_owa: Annotated[
        float | None, Field(description="its error as owa; null for niches")
    ] = None


class Metadata(Answer):
    """Which model answers, what it knew, and its track record."""

    task: Task
    name: Annotated[str, Field(description="registered model")]
    model: str
    version: int
    cutoff: Annotated[int, Field(description="last year known to the model")]
    horizon: Annotated[int, Field(description="years ahead that the model was trained for")]
    periods_per_year: Annotated[
        int, Field(description="points of a forecast in a year: 4 quarters, 12 months, else 1")
    ] = 1
    threshold: Annotated[
        float | None,
        Field(description="location quotient that makes a specialisation; null for growth"),
    ] = None
    window: Annotated[
        int | None, Field(description="years whose counts are added up; null for growth")
    ] = None
    counted: Annotated[
        str | None,
        Field(
            description="what niches are told by: patents, or of market niches the unit and the "
            "indicator of clusters; null for growth"
        ),
    ] = None
    forced: Annotated[
        bool, Field(description="whether it was promoted although the gate refused it")
    ] = False
    package: str
    title: Annotated[str, Field(description="title of the data package; says so if it is a demo")]
    sha256: Annotated[str, Field(description="digest of the data package")]
    created_at: str
    track_record: list[Track]


class Interval(Answer):
    """A prediction interval, in the unit of the forecast."""

    level: Annotated[int, Field(description="per cent")]
    lower: float
    upper: float


class ForecastPoint(Answer):
    """One year, quarter or month of a forecast, in its unit."""

    year: int
    period: Period = None
    step: Annotated[int, Field(description="points after the last known one")]
    median: float
    intervals: list[Interval]


class Observation(Answer):
    """One year, quarter or month of history; null where unknown."""

    year: int
    period: Period = None
    value: float | None


class Growth(Answer):
    """Growth from the cutoff to the last year forecast, in per cent."""

    median: float
    median_per_year: Annotated[float | None, Field(description="compound annual rate")]
    intervals: list[Interval]


class Driver(Answer):
    """What moves a forecast from the last value to the last year forecast."""

    driver: str
    phrase: Annotated[str, Field(description="the driver in words")]
    contribution: Annotated[
        float, Field(description="in the unit of the forecast; they add up to its change")
    ]
    growth: Annotated[
        float | None,
        Field(
            description="per cent a year; they add up to the median growth a year; null without it"
        ),
    ]


class ClusterForecast(Answer):
    """The forecast of one cluster in one region."""

    region_code: str
    region_name: str
    cluster_code: str
    cluster_name: str
    last_value: Annotated[float | None, Field(description="value at the cutoff; null if unknown")]
    growth: Annotated[Growth | None, Field(description="null where the last value is not positive")]
    points: list[ForecastPoint]
    history: list[Observation]
    drivers: Annotated[
        list[Driver],
        Field(
            description="the strongest first; empty where the model does not explain itself, or "
            "for a shorter horizon than the model's"
        ),
    ]


class SeriesKey(Answer):
    """A cluster in a region."""

    region_code: str
    cluster_code: str


class ForecastResponse(Answer):
    """Growth forecasts, by region and cluster."""

    metadata: Metadata
    indicator: str
    indicator_description: str
    unit: Annotated[str, Field(description="unit of every value but growth, which is in per cent")]
    forecasts: list[ClusterForecast]
    without_forecast: Annotated[
        list[SeriesKey], Field(description="asked for by both codes, but ended or not in the data")
    ]
    totals: Annotated[
        list[ClusterForecast],
        Field(
            description="sums over the clusters of a region, the regions of a cluster, or both, "
            'with the code "" for all; empty unless asked for, and for a model that does not add up'
        ),
    ] = []


class GrowthPart(Answer):
    """The growth forecasts inside an audit, the fastest growing first."""

    metadata: Metadata
    indicator: str
    unit: str
    forecasts: list[ClusterForecast]

"""The contract of growth forecasts."""

from typing import Annotated, ClassVar

from pydantic import Field

from serving.contracts import (
    MAX_CODES,
    MAX_REGIONS,
    WHOLE,
    Answer,
    Code,
    Interval,
    Levels,
    Metadata,
    Period,
    Request,
)

MAX_SERIES = 2000


class ForecastRequest(Request):
    """Growth forecasts for the clusters of some regions, or for some clusters everywhere."""

    some_of: ClassVar[tuple[str, ...]] = ("region_codes", "cluster_codes")

    region_codes: list[Code] = Field(
        default=[],
        max_length=MAX_REGIONS,
        description="regions asked for; empty for all that have the cluster_codes, which must "
        "then be given",
    )
    cluster_codes: list[Code] = Field(
        default=[],
        max_length=MAX_CODES,
        description="clusters asked for; empty for all of the region_codes, which must then be "
        "given",
    )
    horizon: Annotated[
        int | None,
        Field(ge=1, le=100, description="years ahead; by default all that the model forecasts"),
        WHOLE,
    ] = None
    levels: Levels = Field(default=[80, 95])
    history: Annotated[
        int,
        Field(ge=0, le=200, description="years of history wanted with each forecast, the latest"),
        WHOLE,
    ] = 0
    totals: Annotated[
        bool,
        Field(description="also the totals: of each region and each cluster asked for, and of all"),
    ] = False


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
    intervals_per_year: list[Interval] = Field(
        default=[],
        description="of the compound annual rate; without levels whose lower end is not positive",
    )


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
    totals: list[ClusterForecast] = Field(
        default=[],
        description="sums over the clusters of a region, the regions of a cluster, or both, "
        'with the code "" for all; empty unless asked for, and for a model that does not add up',
    )


class GrowthPart(Answer):
    """The growth forecasts inside an audit, the fastest growing first."""

    metadata: Metadata
    indicator: str
    unit: str
    forecasts: list[ClusterForecast]

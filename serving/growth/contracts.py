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
        description="regions; if empty, all regions that have the cluster_codes",
    )
    cluster_codes: list[Code] = Field(
        default=[],
        max_length=MAX_CODES,
        description="clusters; if empty, all clusters of the region_codes",
    )
    horizon: Annotated[
        int | None,
        Field(ge=1, le=100, description="years ahead; as far as the model forecasts by default"),
        WHOLE,
    ] = None
    levels: Levels = Field(default=[80, 95])
    history: Annotated[
        int,
        Field(ge=0, le=200, description="latest years of history to return with each forecast"),
        WHOLE,
    ] = 0
    totals: Annotated[
        bool,
        Field(description="also totals of each requested region, each requested cluster, and all"),
    ] = False

    @property
    def is_small(self) -> bool:
        """Whether it names at most four series."""
        return 0 < len(self.region_codes) * len(self.cluster_codes) <= 4 and not self.totals


class ForecastPoint(Answer):
    """One year, quarter or month of a forecast, in its unit."""

    year: int
    period: Period = None
    step: Annotated[int, Field(description="points after the last one with data")]
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
        description="of the compound annual rate; without levels whose lower bound reaches −100 %",
    )


class Driver(Answer):
    """A part of the change from the last value to the last year forecast."""

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
    is_total: Annotated[
        bool, Field(description="whether other clusters with a forecast have it as their parent")
    ] = False
    last_value: Annotated[float | None, Field(description="value at the cutoff; null if unknown")]
    growth: Annotated[Growth | None, Field(description="null where the last value is not positive")]
    points: list[ForecastPoint]
    history: list[Observation]
    drivers: Annotated[
        list[Driver],
        Field(
            description="the strongest first; empty for a model without explanations, and for a "
            "shorter horizon than the model's"
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
        list[SeriesKey],
        Field(description="requested by both codes; discontinued or not in the data"),
    ]
    totals: list[ClusterForecast] = Field(
        default=[],
        description="sums over the clusters of a region, the regions of a cluster, or both, "
        'with the code "" for all; empty unless requested, and for a model without totals',
    )


class GrowthPart(Answer):
    """The growth forecasts inside an audit, the fastest growing first."""

    metadata: Metadata
    indicator: str
    unit: str
    forecasts: list[ClusterForecast]

"""The contract of forecasts that run live: series that the request brings, and what-if paths."""

from collections import Counter
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from features.package.periods import MONTHS
from features.package.schema import YEARS
from serving.contracts import WHOLE, Answer, Code, Interval, Levels, Metadata, Period, Request
from serving.growth.contracts import Growth

MAX_BROUGHT = 100
MAX_POINTS = 1200
"""A hundred years of months."""
MAX_PATHS = 100
LARGEST = 1e15

Name = Annotated[str, StringConstraints(max_length=200)]
Rates = list[Annotated[float, Field(ge=-90, le=200)]]
MAX_RATES = 100
PATH = (
    "per cent a year, the first year after the last known value first, no more of them than "
    "the horizon has years; where there are fewer the last rate goes on; "
    "quarters and months get there evenly"
)
PathsByCode = Annotated[
    dict[Code, Annotated[Rates, Field(min_length=1, max_length=MAX_RATES)]],
    Field(max_length=MAX_PATHS),
]


class BroughtPoint(Request):
    """A point of a brought series, in the unit of the forecast, as in the history of an answer."""

    year: Annotated[int, Field(ge=YEARS[0], le=YEARS[1]), WHOLE]
    period: Annotated[
        int | None,
        Field(
            ge=1,
            le=MONTHS,
            description="quarter or month where the champion's data have them, else null",
        ),
        WHOLE,
    ] = None
    value: Annotated[float | None, Field(gt=-LARGEST, lt=LARGEST, description="null if unknown")]


class BroughtSeries(Request):
    """A series of a region and cluster, known or new."""

    region_code: Code
    cluster_code: Code
    region_name: Name = ""
    cluster_name: Name = ""
    history: list[BroughtPoint] = Field(
        default=[],
        max_length=MAX_POINTS,
        description="in any order, a year, quarter or month that is not there is unknown; empty "
        "for what the champion knows of the region and cluster, if that has not ended",
    )
    borrow_from: Annotated[
        Code | None,
        Field(description="known sector, cluster or region that a new series is like"),
    ] = None

    @model_validator(mode="after")
    def _times_once(self) -> Self:
        times = Counter((point.year, point.period) for point in self.history)
        for (year, period), count in times.items():
            if count > 1:
                of_year = f"period {period} of " if period else ""
                raise ValueError(f"history has more than one value for {of_year}{year}")
        return self


class LiveRequest(Request):
    """Forecasts of series that the request brings, or of known ones under supposed paths."""

    max_body: ClassVar[int] = 1024 * 1024

    series: Annotated[list[BroughtSeries], Field(min_length=1, max_length=MAX_BROUGHT)]
    horizon: Annotated[
        int | None,
        Field(ge=1, le=100, description="years ahead; by default all that the model forecasts"),
        WHOLE,
    ] = None
    levels: Levels = Field(default=[80, 95])
    national_growth: Rates = Field(
        default=[],
        max_length=MAX_RATES,
        description=f"supposed growth of the nation's total, {PATH}",
    )
    region_growth: PathsByCode = Field(
        default={}, description=f"supposed growth of regions' totals, by code, {PATH}"
    )
    cluster_growth: PathsByCode = Field(
        default={}, description=f"supposed growth of clusters' totals, by code, {PATH}"
    )

    @model_validator(mode="after")
    def _series_once(self) -> Self:
        keys = [(series.region_code, series.cluster_code) for series in self.series]
        if len(set(keys)) < len(keys):
            raise ValueError("series names a region and cluster more than once")
        return self


class Outlook(Answer):
    """A point of a forecast under the supposed paths."""

    median: float
    intervals: list[Interval]


class LivePoint(Answer):
    """A point of a live forecast, the baseline and beside it what the supposed paths make it."""

    year: int
    period: Period = None
    step: Annotated[int, Field(description="years, quarters or months after the origin")]
    median: float
    intervals: list[Interval]
    what_if: Annotated[Outlook | None, Field(description="null where no path is supposed")]


class LiveSeries(Answer):
    """The live forecast of one series."""

    region_code: str
    region_name: str
    cluster_code: str
    cluster_name: str
    origin: Annotated[int, Field(description="year that the forecast starts after or within")]
    origin_period: Annotated[
        int | None,
        Field(description="quarter or month of it that the forecast starts after; null for years"),
    ] = None
    last_value: Annotated[
        float | None,
        Field(description="carried forward to the origin; null where no value is known"),
    ]
    unit: Annotated[str, Field(description="of every value; an index where no value is known")]
    growth: Annotated[Growth | None, Field(description="null where the last value is not positive")]
    what_if_growth: Growth | None
    points: list[LivePoint]
    warnings: list[str]


class TotalPath(Answer):
    """Growth of a total, per cent a year, as the champion forecasts it and as it is supposed."""

    level: Literal["nation", "region", "cluster"]
    code: Annotated[str, Field(description='"" for the nation')]
    baseline: list[float]
    supposed: Annotated[list[float], Field(description="empty where nothing is supposed")]


class LiveResponse(Answer):
    """Live forecasts, in the order of the series asked."""

    metadata: Metadata
    indicator: str
    indicator_description: str
    unit: str
    totals: Annotated[
        list[TotalPath],
        Field(description="the nation, if it has any growth, and each of which a path is supposed"),
    ]
    forecasts: list[LiveSeries]
    notes: list[str]

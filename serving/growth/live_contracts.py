"""The contract of live forecasts: series in the request, and what-if paths."""

from collections import Counter
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from features.package.contract.columns import YEARS
from features.package.periods import MONTHS
from serving.contracts import (
    WHOLE,
    Answer,
    Code,
    Interval,
    Levels,
    Metadata,
    Period,
    Request,
    RequestPart,
)
from serving.growth.contracts import Growth

MAX_USER_SERIES = 100
MAX_POINTS = 1200
"""A hundred years by month."""
MAX_PATHS = 100
LARGEST = 1e15

Name = Annotated[str, StringConstraints(max_length=200)]
Rates = list[Annotated[float, Field(ge=-90, le=200)]]
MAX_RATES = 100
PATH = (
    "per cent a year, from the year after the last value on; at most one rate for each year of the "
    "horizon; if there are fewer, the last one continues; quarters and months follow evenly"
)
PathsByCode = Annotated[
    dict[Code, Annotated[Rates, Field(min_length=1, max_length=MAX_RATES)]],
    Field(max_length=MAX_PATHS),
]


class UserPoint(RequestPart):
    """A point of a user's series, in the unit and prices of the forecast."""

    year: Annotated[int, Field(ge=YEARS[0], le=YEARS[1]), WHOLE]
    period: Annotated[
        int | None,
        Field(
            ge=1,
            le=MONTHS,
            description="quarter or month; null where the champion's data are yearly",
        ),
        WHOLE,
    ] = None
    value: Annotated[float | None, Field(gt=-LARGEST, lt=LARGEST, description="null if unknown")]


class UserSeries(RequestPart):
    """A series of a region and cluster, in the champion's data or new."""

    region_code: Code
    cluster_code: Code
    region_name: Name = ""
    cluster_name: Name = ""
    history: list[UserPoint] = Field(
        default=[],
        max_length=MAX_POINTS,
        description="in any order; missing years, quarters or months count as unknown; if empty, "
        "the history in the champion's data, unless the series was discontinued",
    )
    borrow_from: Annotated[
        Code | None,
        Field(description="sector, cluster or region of the data that lends its growth"),
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
    """Forecasts of the series in the request, optionally under assumed growth of totals."""

    max_body: ClassVar[int] = 1024 * 1024

    series: Annotated[list[UserSeries], Field(min_length=1, max_length=MAX_USER_SERIES)]
    horizon: Annotated[
        int | None,
        Field(ge=1, le=100, description="years ahead; as far as the model forecasts by default"),
        WHOLE,
    ] = None
    levels: Levels = Field(default=[80, 95])
    national_growth: Rates = Field(
        default=[],
        max_length=MAX_RATES,
        description=f"assumed growth of the nation's total, {PATH}",
    )
    region_growth: PathsByCode = Field(
        default={}, description=f"assumed growth of regions' totals, by code, {PATH}"
    )
    cluster_growth: PathsByCode = Field(
        default={}, description=f"assumed growth of clusters' totals, by code, {PATH}"
    )

    @model_validator(mode="after")
    def _series_once(self) -> Self:
        keys = [(series.region_code, series.cluster_code) for series in self.series]
        if len(set(keys)) < len(keys):
            raise ValueError("series names a region and cluster more than once")
        return self


class Outlook(Answer):
    """A point of a forecast under the assumed growth."""

    median: float
    intervals: list[Interval]


class LivePoint(Answer):
    """A point of a live forecast: the baseline, and the forecast under the assumed growth."""

    year: int
    period: Period = None
    step: Annotated[int, Field(description="years, quarters or months after the origin")]
    median: float
    intervals: list[Interval]
    what_if: Annotated[Outlook | None, Field(description="null without assumed growth")]


class LiveSeries(Answer):
    """The live forecast of one series."""

    region_code: str
    region_name: str
    cluster_code: str
    cluster_name: str
    origin: Annotated[int, Field(description="year after or within which the forecast starts")]
    origin_period: Annotated[
        int | None,
        Field(description="its quarter or month after which the forecast starts; null for years"),
    ] = None
    last_value: Annotated[
        float | None,
        Field(description="carried forward to the origin; null without any value"),
    ]
    unit: Annotated[str, Field(description="of every value; an index for a series without values")]
    growth: Annotated[Growth | None, Field(description="null where the last value is not positive")]
    what_if_growth: Growth | None
    points: list[LivePoint]
    warnings: list[str]


class TotalPath(Answer):
    """Growth of a total, per cent a year, as the champion forecasts it and as assumed."""

    level: Literal["nation", "region", "cluster"]
    code: Annotated[str, Field(description='"" for the nation')]
    baseline: list[float]
    supposed: Annotated[list[float], Field(description="assumed growth; empty without any")]


class LiveResponse(Answer):
    """Live forecasts, in the order of the request."""

    metadata: Metadata
    indicator: str
    indicator_description: str
    unit: str
    totals: Annotated[
        list[TotalPath],
        Field(description="the nation, if its growth is known, and each total with assumed growth"),
    ]
    forecasts: list[LiveSeries]
    notes: list[str]

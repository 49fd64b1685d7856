"""The contract of the track record."""

from typing import Annotated, Literal

from pydantic import Field

from serving.choice.contracts import ClusterHindsight, NicheHindsight
from serving.contracts import (
    MAX_CODES,
    MAX_REGIONS,
    WHOLE,
    Activity,
    Answer,
    Code,
    Metadata,
    Request,
)
from serving.messages import Message

MAX_CASES = 200
Said = Literal["growth", "entry", "exit"]
Group = Literal["came_true", "failed", "unforeseen", "fastest", "above", "below"]


class RecordRequest(Request):
    """What was said, and what became of it, of all regions or of some."""

    region_codes: list[Code] = Field(
        default=[], max_length=MAX_REGIONS, description="regions whose calls to list; all if empty"
    )
    codes: list[Code] = Field(
        default=[],
        max_length=MAX_CODES,
        description="clusters or technologies whose calls to list; all if empty",
    )
    call: Annotated[
        Said | None, Field(description="growth, entry or exit; null for all of them")
    ] = None
    origin: Annotated[
        int | None, Field(description="last year that was known at the time; null for all"), WHOLE
    ] = None
    limit: Annotated[
        int, Field(ge=0, le=MAX_CASES, description="calls by name in each group"), WHOLE
    ] = 10
    offset: Annotated[
        int, Field(ge=0, le=1_000_000, description="calls to pass over in each group"), WHOLE
    ] = 0


class RecordRow(Answer):
    """The calls of one kind that were made in one year, and what became of them."""

    call: Said
    activity: Annotated[Activity, Field(description="what the calls are about")]
    origin: Annotated[
        int | None,
        Field(description="last year that was known at the time; null for all of a backtest"),
    ]
    target: Annotated[int | None, Field(description="year of the outcome")]
    horizon: Annotated[int, Field(description="years from the origin to the outcome")]
    live: Annotated[bool, Field(description="made before the outcome was known, not in a backtest")]
    model: str
    version: Annotated[int, Field(description="of the model that made them, or was backtested")]
    n: Annotated[int, Field(description="calls with a known outcome")]
    stated: Annotated[
        float | None,
        Field(description="mean chance stated; for growth, median forecast in % a year"),
    ]
    came_true: Annotated[
        float | None,
        Field(description="share that came true; for growth, median growth in % a year"),
    ]
    hit_rate: Annotated[
        float | None,
        Field(description="share that came true of the ten likeliest calls of each region"),
    ] = None
    rule: Annotated[str | None, Field(description="the best simple rule on the same calls")] = None
    rule_hit_rate: Annotated[float | None, Field(description="the same by the simple rule")] = None
    lift: Annotated[
        float | None,
        Field(
            description="growth of the tenth of series that was ranked first less that of all, "
            "% a year"
        ),
    ] = None
    lift_low: Annotated[
        float | None, Field(description="lower end of its 90 % interval; null for one origin")
    ] = None
    lift_high: Annotated[
        float | None, Field(description="upper end of its 90 % interval; null for one origin")
    ] = None
    rule_lift: Annotated[float | None, Field(description="the same by the simple rule")] = None
    coverage_80: Annotated[
        float | None, Field(description="share of outcomes in the 80 % interval")
    ] = None
    coverage_95: Annotated[
        float | None, Field(description="share of outcomes in the 95 % interval")
    ] = None


class CoverageRow(Answer):
    """How often the intervals held, so many years ahead or for series of one size."""

    kind: Annotated[Literal["step", "size"], Field(description="years ahead, or size of series")]
    group: str
    n: int
    coverage_80: float
    coverage_95: float


class CalibrationBin(Answer):
    """Calls whose stated chances are close."""

    stated: Annotated[float, Field(description="mean chance")]
    came_true: Annotated[float, Field(description="share that came true")]
    low: Annotated[float, Field(description="lower end of its 95 % interval")]
    high: Annotated[float, Field(description="upper end of its 95 % interval")]
    n: int


class Calibration(Answer):
    """Stated chances beside what came true."""

    call: Said
    activity: Activity
    live: bool
    at_origin: Annotated[
        bool,
        Field(
            description="chances as they were stated at the time; else those of one half of the "
            "regions, calibrated on the other half"
        ),
    ]
    bins: list[CalibrationBin]


class Case(Answer):
    """One call, by name."""

    group: Group
    call: Said
    activity: Activity
    origin: int
    target: int
    live: bool
    region_code: str
    region_name: str
    code: str
    name: str
    stated: Annotated[float, Field(description="chance; for growth, forecast in % a year")]
    lower: Annotated[
        float | None,
        Field(description="80 % interval of growth, 90 % range of a chance; null if not kept"),
    ]
    upper: float | None
    outcome: Annotated[float, Field(description="1 or 0; for growth, % a year")]


class Cases(Answer):
    """Calls of one group, the most telling first."""

    group: Group
    call: Said
    activity: Activity
    n: Annotated[int, Field(description="calls in the group, those that are not listed included")]
    of: Annotated[int, Field(description="calls that were looked at")]
    cases: list[Case]


class PresetRecord(Answer):
    """How the options that a preset of weights would have picked did."""

    preset: str
    clusters: ClusterHindsight | None
    niches: NicheHindsight | None


class RecordResponse(Answer):
    """What smartspec said, and what became of it."""

    metadata: Annotated[list[Metadata], Field(description="of the champions; may be empty")]
    summary: Annotated[list[Message], Field(description="at most three sentences")]
    live: Annotated[bool, Field(description="whether a live call has an outcome already")]
    origins: Annotated[list[int], Field(description="that can be asked for")]
    rows: list[RecordRow]
    coverage: Annotated[list[CoverageRow], Field(description="of the growth forecasts")]
    calibration: list[Calibration]
    groups: list[Cases]
    hindsight: list[PresetRecord]
    notes: Annotated[list[Message], Field(description="what cannot be shown, and why")]

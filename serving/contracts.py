"""The parts of the HTTP contract that all subjects share, with units and limits.

Requests are strict: a misspelt key, a number given as text, NaN and anything over a limit are
refused. The names are those of the data package.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from features.lookalikes import composed
from features.package.contract.columns import PriceBasis
from serving.languages.language import CODES, say

MAX_REGIONS = 100
MAX_AT_ONCE = 20
"""Most regions of a question whose answer is computed for each of them."""
MAX_CODES = 500
MAX_LEVELS = 5

Task = Literal["growth", "niches"]
Activity = Literal["technology", "cluster"]
Call = Literal["entry", "exit"]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64), AfterValidator(composed)]
"""In Unicode's composed form, as the codes of a package that has been read."""


def _in_per_cent(level: object) -> object:
    """The level as it is; ValueError for a share, as a number or as text of an address."""
    try:
        share = float(str(level))
    except ValueError:
        return level
    if 0 < share < 1:
        raise ValueError(say("problem.share", percent=round(100 * share), share=f"{share:g}"))
    return level


def _whole(number: object) -> object:
    """5.0 as 5: JSON has one kind of number, and some clients write all of them as floats."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


WHOLE = BeforeValidator(_whole)
Level = Annotated[int, Field(ge=50, le=99), BeforeValidator(_in_per_cent), WHOLE]
Levels = Annotated[
    list[Level],
    Field(
        min_length=1,
        max_length=MAX_LEVELS,
        description="prediction intervals: coverage in per cent",
    ),
]
Period = Annotated[
    int | None, Field(description="quarter or month of sub-annual data; null for a whole year")
]


def _language(code: str | None) -> str | None:
    if code is not None and code not in CODES:
        codes = say("problem.or", first=", ".join(CODES[:-1]), last=CODES[-1])
        raise ValueError(say("problem.language", code=repr(code[:20]), codes=codes))
    return code


def past_day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(say("problem.date", given=repr(text[:20]))) from None
    if day > datetime.now(UTC).date():
        raise ValueError(say("problem.date_to_come", date=day.isoformat()))
    return day.isoformat()


class RequestPart(BaseModel):
    """A part of a request: strict types, no unknown fields, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Question(RequestPart):
    """Base of all that is sent to the service.

    Attributes
    ----------
    max_body : int
        Largest body in bytes.
    some_of : tuple of str
        Lists of codes of which at least one must not be empty.
    """

    max_body: ClassVar[int] = 64 * 1024
    some_of: ClassVar[tuple[str, ...]] = ()

    language: Annotated[
        Annotated[str, WithJsonSchema({"type": "string", "enum": list(CODES)})] | None,
        Field(
            description=f"of sentences and names: {' or '.join(CODES)}; by default English, and "
            "for an address what its Accept-Language header prefers"
        ),
        AfterValidator(_language),
    ] = None
    package: Annotated[
        Code | None,
        Field(description="name of the data package; needed where several are served"),
    ] = None

    @model_validator(mode="after")
    def _some_code(self) -> Self:
        if self.some_of and not any(getattr(self, name) for name in self.some_of):
            raise ValueError(say("problem.some_of", names=", ".join(self.some_of)))
        return self


class Request(Question):
    """Base of questions to the champions."""

    version: Annotated[
        int | None,
        Field(
            ge=1,
            description="version of the champion that the question is about first (growth, or that "
            "of niches), with what served beside it on the day of its promotion; by default "
            "what serves now",
        ),
        WHOLE,
    ] = None
    as_of: Annotated[
        Annotated[str, WithJsonSchema({"type": "string", "format": "date"})] | None,
        Field(
            description="date such as 2026-11-01: what served at the end of that day (UTC)",
        ),
        AfterValidator(past_day),
    ] = None

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if self.version is not None and self.as_of is not None:
            raise ValueError(say("problem.version_or_date"))
        return self

    @property
    def is_small(self) -> bool:
        """Whether its answer takes about a millisecond: less than to hand it to a thread."""
        return False


class RegionsRequest(Request):
    """A question about some regions, answered for each of them."""

    region_codes: Annotated[
        list[Code], Field(min_length=1, max_length=MAX_AT_ONCE, description="regions asked for")
    ]


class Answer(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, protected_namespaces=())


class Message(Answer):
    """A sentence of an answer."""

    key: Annotated[
        str, Field(description="of the catalogue of messages; the same in all languages")
    ]
    parameters: Annotated[
        dict[str, Any], Field(description="names, and figures in their own units")
    ]
    text: Annotated[str, Field(description="the sentence, in the language asked for")]


class RegionAnswer(Answer):
    """The part of an answer about one region."""

    region_code: str
    region_name: str


class ClusterAnswer(Answer):
    """The part of an answer about one cluster."""

    cluster_code: str
    cluster_name: str


class ActivityAnswer(Answer):
    """The part of an answer about one technology or cluster."""

    activity_code: str
    activity_name: str


class Track(Answer):
    """Figures of the model's backtest, pooled over the origins; null where not available."""

    call: Call | Literal["breakthrough"] | None = None
    origins: list[int]
    n: int | None = None
    figures: Annotated[
        dict[str, float | None],
        Field(description="by name; _low and _high are the ends of a 90 % bootstrap interval"),
    ]
    order: Annotated[
        str | None,
        Field(
            description="what the tenth of clusters that the model ranked first then did, in "
            "words; null for niches, and where unknown"
        ),
    ] = None
    best_null: Annotated[
        str | None,
        Field(description="best simple rule or baseline on the same cells or series"),
    ] = None
    best_null_ap: Annotated[
        float | None, Field(description="its average precision; null for growth")
    ] = None
    best_null_owa: Annotated[float | None, Field(description="its OWA; null for niches")] = None
    best_null_name: Annotated[str | None, Field(description="best_null in words")] = None
    best_order: Annotated[
        str | None,
        Field(description="baseline whose own first tenth grew most; null where unknown"),
    ] = None
    best_order_lift: Annotated[
        float | None, Field(description="by how much more than all it grew, % a year")
    ] = None
    summary: Annotated[
        Message | None,
        Field(description="the record in one plain sentence; null where a figure is missing"),
    ] = None


class DataSource(Answer):
    """Where data come from."""

    title: str
    vintage: Annotated[
        str,
        Field(description="day or edition of the data as the source says it; empty if unknown"),
    ] = ""
    licence: Annotated[str, Field(description="empty if unknown")] = ""

    @property
    def named(self) -> str:
        """The title with its vintage."""
        return f"{self.title} ({self.vintage})" if self.vintage else self.title


class Metadata(Answer):
    """Which model answers, which data it was trained on, and its track record."""

    task: Task
    name: Annotated[str, Field(description="registered model")]
    model: str
    version: int
    cutoff: Annotated[int, Field(description="last year of the data that the model was trained on")]
    horizon: Annotated[int, Field(description="years ahead that the model was trained for")]
    periods_per_year: Annotated[
        int,
        Field(description="points a year: 4 for quarters, 12 for months, else 1"),
    ] = 1
    threshold: Annotated[
        float | None,
        Field(description="location quotient from which a region is specialised; null for growth"),
    ] = None
    window: Annotated[
        int | None, Field(description="years whose counts are added up; null for growth")
    ] = None
    counted: Annotated[
        str | None,
        Field(
            description="what niches are counted by: patents, or for market niches the unit and "
            "indicator of clusters; null for growth"
        ),
    ] = None
    price_basis: Annotated[
        PriceBasis | None,
        Field(description="prices of the forecast indicator; none for counts; null for niches"),
    ] = None
    price_year: Annotated[
        int | None, Field(description="year of constant prices; null where not known")
    ] = None
    prices: Annotated[
        str,
        Field(
            description="the prices in words, to follow a growth: in constant prices of 2015; "
            "empty for counts and niches"
        ),
    ] = ""
    forced: Annotated[
        bool, Field(description="whether it was promoted although it failed the checks")
    ] = False
    package: str
    title: Annotated[str, Field(description="title of the data package")]
    sha256: Annotated[str, Field(description="digest of the data package")]
    demo: Annotated[bool, Field(description="whether its regions are invented")] = False
    sources: Annotated[
        list[DataSource],
        Field(
            description="of the tables that the answer uses; where the data package states none "
            "for them, those that it names for all of its data"
        ),
    ] = []
    licenses: list[str] = Field(default=[], description="licences that the data package names")
    created_at: str
    track_record: list[Track]
    as_of: Annotated[
        str | None, Field(description="the date that was asked for, as it served then")
    ] = None
    revision_spread: Annotated[
        float | None,
        Field(
            description="how far figures of the last year are still revised, as a share (standard "
            "deviation), by which intervals of growth are wider; null where it is not known"
        ),
    ] = None
    intervals: Annotated[
        Message | None,
        Field(description="says that intervals are wider for revisions to come; null if not"),
    ] = None
    age: Annotated[
        Message | None,
        Field(description="said of calls whose last year is over; null while it is not"),
    ] = None


class Interval(Answer):
    """A prediction interval, in the unit of the forecast."""

    level: Annotated[int, Field(description="per cent")]
    lower: float
    upper: float

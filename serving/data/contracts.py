"""The contract of the data behind the answers."""

from typing import Annotated, Literal

from pydantic import Field

from serving.contracts import Answer, Request
from serving.messages import Message

PartName = Literal["growth", "niches", "markets"]


class DataRequest(Request):
    """A request without fields."""


class ModelEntry(Answer):
    """A champion that answers."""

    part: Annotated[PartName, Field(description="markets: niches of clusters")]
    name: Annotated[str, Field(description="registered model")]
    model: str
    version: int
    package: str
    cutoff: Annotated[int, Field(description="last year of the data that it was trained on")]
    age: Annotated[int, Field(description="full years since the cutoff")]
    horizon: int
    trained_at: str
    forced: Annotated[bool, Field(description="promoted although it failed the checks")]
    link: Annotated[
        str | None, Field(description="address in the MLflow UI; null where none is configured")
    ]


class PackageEntry(Answer):
    """A data package that champions were trained on."""

    name: str
    title: str
    sha256: str
    demo: Annotated[bool, Field(description="whether its regions are invented")]
    cutoff: Annotated[int, Field(description="last year that any of its champions knows")]
    age: Annotated[int, Field(description="full years since then")]
    licences: list[str]
    sources: Annotated[list[str], Field(description="of the package as a whole")]


class TableEntry(Answer):
    """A table, as it stood at the cutoff."""

    package: str
    table: str
    rows: int
    first_year: int | None
    last_year: int | None
    regions: Annotated[int, Field(description="that the table names")]
    series: int
    gaps: Annotated[int, Field(description="unknown years between the first and last of series")]


class IndicatorEntry(Answer):
    """An indicator, with its unit and prices."""

    package: str
    table: str
    indicator: str
    description: str
    unit: str
    price_basis: Annotated[str, Field(description="current, constant, none (of counts) or unknown")]
    data: Annotated[str, Field(description="yearly, quarterly or monthly")]
    first_year: int
    last_year: int
    series: int
    gaps: int
    estimated: Annotated[
        float | None, Field(description="share of all values that was estimated; null if not said")
    ]


class SourceEntry(Answer):
    """Where a table comes from."""

    package: str
    table: Annotated[str, Field(description="empty for the package as a whole")]
    title: str
    dataset: str
    vintage: Annotated[str, Field(description="day or edition, as the source says it")]
    file: str
    sha256: Annotated[str, Field(description="the first 12 digits, empty if unknown")]
    licence: str
    imported: str


class LeftOutEntry(Answer):
    """A part of a source that is not in its table."""

    package: str
    table: str
    source: str
    what: str
    count: str
    why: str


class FindingEntry(Answer):
    """Something odd about the data."""

    package: str
    kind: Annotated[str, Field(description="name of the check")]
    severity: Literal["serious", "warning", "note"]
    table: str
    place: Annotated[dict[str, str | int], Field(description="of the largest case")]
    figure: Annotated[float | None, Field(description="size of the largest case")]
    count: Annotated[int, Field(description="cases")]
    text: Annotated[str, Field(description="what was found")]
    advice: Annotated[str, Field(description="what to do about it")]


class DataResponse(Answer):
    """The data behind the answers."""

    summary: Annotated[list[Message], Field(description="at most three sentences")]
    packages: list[PackageEntry]
    models: list[ModelEntry]
    tables: list[TableEntry]
    indicators: list[IndicatorEntry]
    sources: list[SourceEntry]
    left_out: list[LeftOutEntry]
    checks: Annotated[list[str], Field(description="kinds of findings that were looked for")]
    findings: list[FindingEntry]
    notes: Annotated[list[Message], Field(description="what cannot be shown, and why")]

"""The contract of what is loaded: the champions, and the codes that can be asked for."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from serving.contracts import Answer, Metadata, Request
from serving.languages.language import say


class DescribeRequest(Request):
    """A request without fields."""


class GrowthLoaded(Answer):
    """The growth champion."""

    metadata: Metadata
    indicator: str
    unit: str
    regions: int
    clusters: int
    series: int


class NichesLoaded(Answer):
    """A niche champion, of technologies or of clusters."""

    metadata: Metadata
    activity: str
    units: dict[str, str]
    regions: int
    activities: int
    cells: int


class ServedPackage(Answer):
    """A data package that is served."""

    name: str
    title: str
    demo: Annotated[bool, Field(description="whether its regions are invented")]


def _no_such_field(value: object) -> object:
    if value is not None:
        raise ValueError(say("problem.fault.extra_forbidden"))
    return value


NOT_HERE = "not allowed here"
ONLY_NULL = WithJsonSchema({"type": "null", "description": NOT_HERE})


class PackagesRequest(Request):
    """Which packages are served; with `package`, only that."""

    version: Annotated[
        int | None, Field(description=NOT_HERE), AfterValidator(_no_such_field), ONLY_NULL
    ] = None
    as_of: Annotated[
        str | None, Field(description=NOT_HERE), AfterValidator(_no_such_field), ONLY_NULL
    ] = None


class PackagePart(Answer):
    """A champion of a package."""

    part: Literal["growth", "niches", "markets"]
    name: Annotated[str, Field(description="registered model")]
    version: int | None
    cutoff: Annotated[int | None, Field(description="last year of its data; null where unknown")]
    failed: Annotated[
        bool, Field(description="whether it, or its store, could not be read at the last attempt")
    ]


class PackageState(ServedPackage):
    """A data package that is served, with its champions."""

    parts: list[PackagePart]


class PackagesResponse(Answer):
    """The data packages that are served, by name."""

    packages: list[PackageState]


class PresetEntry(Answer):
    """Weights of options with a name."""

    name: str
    meaning: str
    weights: Annotated[
        dict[str, float],
        Field(description="sustainability stands for all such criteria, which share its weight"),
    ]


class DescribeResponse(Answer):
    """The loaded champions, null where there is none, presets, and the limits of a request."""

    growth: GrowthLoaded | None
    niches: Annotated[NichesLoaded | None, Field(description="of technologies")]
    markets: Annotated[NichesLoaded | None, Field(description="market niches: of clusters")]
    presets: Annotated[list[PresetEntry], Field(description="that rank_options can be asked for")]
    limits: dict[str, int]
    packages: list[ServedPackage] = Field(
        default=[], description="data packages that the champions were trained on"
    )


class RegionEntry(Answer):
    """A region, and which champions cover it."""

    region_code: str
    region_name: str
    parent_code: str
    growth: bool
    niches: bool
    markets: bool


class CodeEntry(Answer):
    """A cluster or a technology."""

    code: str
    name: str
    parent_code: str


class RegionList(Answer):
    """All regions of the loaded champions."""

    metadata: Annotated[list[Metadata], Field(description="of the loaded champions; may be empty")]
    regions: list[RegionEntry]


class CodeList(Answer):
    """All clusters or technologies of a loaded champion."""

    metadata: Metadata
    codes: list[CodeEntry]

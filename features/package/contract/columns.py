"""Columns and tables of the data contract, and the columns that several tables have."""

from dataclasses import dataclass
from typing import Literal

YEARS = (1900, 2100)

QUESTIONS = ("growth", "technology niches", "market niches", "multipliers")
"""Questions that a package may answer, if it has the tables that they need."""

PriceBasis = Literal["current", "constant", "none", "unknown"]
"""Prices that an indicator is measured in: none for counts, unknown where not stated."""
PRICE_BASES: tuple[PriceBasis, ...] = ("current", "constant", "none")


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
    type : "string", "integer" or "number"
        As in the Frictionless Table Schema.
    description : str
        What it holds, with its unit where it has one.
    references : str
        "table.column" of its valid values, empty where any is valid.
    minimum, maximum : float or None
        Inclusive bounds.
    blank : bool
        Whether an empty cell is allowed.
    choices : tuple of str
        Its valid values, empty where any is valid.
    optional : bool
        Whether a file may lack it; if present, it belongs to the key, unless it may be blank.
    """

    name: str
    type: Literal["string", "integer", "number"]
    description: str
    references: str = ""
    minimum: float | None = None
    maximum: float | None = None
    blank: bool = False
    choices: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a data package.

    Attributes
    ----------
    name : str
    columns : tuple of Column
    key : tuple of str
        Columns whose values are unique together.
    allows : tuple of str
        The questions that need it: all for a required table, none for an optional one.
    open : bool
        Whether it may have further number columns (patent quality).
    translated : str
        Column of names that may follow in other languages (region_name_ru), empty for none.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    allows: tuple[str, ...] = ()
    open: bool = False
    translated: str = ""

    @property
    def column_names(self) -> list[str]:
        """Columns that a file must have."""
        return [column.name for column in self.columns if not column.optional]

    @property
    def required(self) -> bool:
        """Whether every package must have it."""
        return set(self.allows) == set(QUESTIONS)


REGION = Column("region_code", "string", "region identifier", references="regions.region_code")
CLUSTER = Column(
    "cluster_code", "string", "industry cluster identifier", references="clusters.cluster_code"
)
TECHNOLOGY = Column(
    "technology_code",
    "string",
    "technology class identifier",
    references="technologies.technology_code",
)
INDICATOR = Column("indicator", "string", "indicator identifier", references="indicators.indicator")
YEAR = Column("year", "integer", "calendar year", minimum=YEARS[0], maximum=YEARS[1])
PERIOD = Column(
    "period",
    "integer",
    "quarter (1 to 4) or month (1 to 12) of the year; 0 for the whole year",
    minimum=0,
    maximum=12,
    optional=True,
)
VALUE = Column("value", "number", "value in the indicator's unit")
ESTIMATED = Column(
    "estimated",
    "number",
    "share of the value that was estimated, 0 to 1; empty where none was",
    minimum=0,
    maximum=1,
    blank=True,
    optional=True,
)
COORDINATES = (
    Column(
        "latitude",
        "number",
        "degrees north of the equator (WGS 84), empty where unknown",
        minimum=-90,
        maximum=90,
        blank=True,
        optional=True,
    ),
    Column(
        "longitude",
        "number",
        "degrees east of Greenwich (WGS 84), empty where unknown",
        minimum=-180,
        maximum=180,
        blank=True,
        optional=True,
    ),
)


def _quality(name: str, description: str, maximum: float | None = None) -> Column:
    """An optional column of patents: a mean over the patents of a row."""
    meaning = f"{description}, mean per patent"
    return Column(name, "number", meaning, minimum=0, maximum=maximum, blank=True)


PATENT_QUALITY: dict[str, Column] = {
    column.name: column
    for column in (
        _quality("citations", "citations received within five years"),
        _quality("claims", "claims"),
        _quality("family_size", "offices at which the invention is protected"),
        _quality("scope", "technology classes assigned"),
        _quality("generality", "spread over classes of the citations received in five years", 1),
        _quality("originality", "spread over classes of the patents cited", 1),
    )
}
"""Optional columns of patents: OECD indicators of patent quality."""

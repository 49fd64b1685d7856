"""Every table of the data contract: columns, types, units and keys."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa

YEARS = (1900, 2100)

QUESTIONS = ("growth", "technology niches", "market niches", "multipliers")
"""Questions that a package may answer, if it has the tables that they need."""

PriceBasis = Literal["current", "constant", "none", "unknown"]
"""Prices that an indicator is measured in: none for counts, unknown where not stated."""
PRICE_BASES: tuple[PriceBasis, ...] = ("current", "constant", "none")

LANGUAGE = re.compile("[a-z]{2,3}")
"""A language in the name of a column: its code of ISO 639."""

DTYPES = {"string": "str", "integer": "int64", "number": "float64"}
"""Frictionless type to the dtype of a table in memory."""


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


def _dimension(
    name: str,
    code: str,
    label: str,
    allows: tuple[str, ...],
    further: tuple[Column, ...] = (),
) -> Table:
    """A table of codes, names and a hierarchy by parent_code."""
    return Table(
        name,
        (
            Column(code, "string", f"{label} identifier"),
            Column(code.replace("_code", "_name"), "string", f"{label} name"),
            Column(
                "parent_code",
                "string",
                "code of the parent, empty at the top",
                references=f"{name}.{code}",
                blank=True,
            ),
            *further,
        ),
        (code,),
        allows,
        translated=code.replace("_code", "_name"),
    )


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _dimension("regions", "region_code", "region", QUESTIONS, COORDINATES),
        _dimension(
            "clusters",
            "cluster_code",
            "industry cluster",
            ("growth", "market niches", "multipliers"),
        ),
        _dimension("technologies", "technology_code", "technology class", ("technology niches",)),
        Table(
            "indicators",
            (
                Column("indicator", "string", "indicator identifier"),
                Column("unit", "string", "unit of the indicator"),
                Column("description", "string", "what the indicator measures"),
                Column(
                    "price_basis",
                    "string",
                    "prices that it is measured in: current, constant, or none for a count",
                    blank=True,
                    choices=PRICE_BASES,
                    optional=True,
                ),
            ),
            ("indicator",),
            QUESTIONS,
        ),
        Table(
            "cluster_indicators",
            (REGION, CLUSTER, YEAR, PERIOD, INDICATOR, VALUE, ESTIMATED),
            ("region_code", "cluster_code", "year", "indicator"),
            ("growth", "market niches"),
        ),
        Table(
            "region_indicators",
            (REGION, YEAR, INDICATOR, VALUE, ESTIMATED),
            ("region_code", "year", "indicator"),
        ),
        Table(
            "patents",
            (
                REGION,
                TECHNOLOGY,
                YEAR,
                Column("patents", "number", "patent count", minimum=0),
                ESTIMATED,
            ),
            ("region_code", "technology_code", "year"),
            ("technology niches",),
            open=True,
        ),
        Table(
            "cluster_flows",
            (
                REGION,
                YEAR,
                Column("from_cluster_code", "string", "selling cluster", "clusters.cluster_code"),
                Column("to_cluster_code", "string", "buying cluster", "clusters.cluster_code"),
                Column("flow", "number", "intermediate sales"),
            ),
            ("region_code", "year", "from_cluster_code", "to_cluster_code"),
            ("multipliers",),
        ),
        Table(
            "cluster_output",
            (REGION, YEAR, CLUSTER, Column("output", "number", "gross output", minimum=0)),
            ("region_code", "year", "cluster_code"),
            ("multipliers",),
        ),
        Table(
            "priorities",
            (
                Column(
                    "kind",
                    "string",
                    "cluster or technology",
                    choices=("cluster", "technology"),
                ),
                Column("code", "string", "cluster or technology identifier"),
                Column("weight", "number", "weight of the national orientation", minimum=0),
            ),
            ("kind", "code"),
        ),
        Table(
            "neighbours",
            (
                REGION,
                Column("neighbour_code", "string", "neighbour's region", "regions.region_code"),
                Column("weight", "number", "strength of the link", minimum=0),
            ),
            ("region_code", "neighbour_code"),
        ),
    )
}


SHAPES = Table("region_shapes", (), ())
"""Outlines of regions: a resource of polygons in GeoJSON or TopoJSON, not of rows."""

RESOURCES = (*TABLES, SHAPES.name)
"""Names of all that a package may list."""


def language_of(table: Table, column: str) -> str:
    """The language of a column of names ("ru" of region_name_ru), empty where it has none."""
    language = column.removeprefix(f"{table.translated}_")
    is_code = LANGUAGE.fullmatch(language) is not None
    return language if table.translated and language != column and is_code else ""


def extended(table: Table, names: Iterable[str]) -> Table:
    """The table as a file has it, given the names of the file's columns.

    Optional columns are included if the file has them, also in the key unless they may be blank;
    names in further languages may be blank, and so may the further number columns of an open table.
    """
    names = list(names)
    columns = tuple(
        column for column in table.columns if not column.optional or column.name in names
    )
    identifying = (column.name for column in columns if column.optional and not column.blank)
    key = (*table.key, *identifying)
    declared = {column.name for column in columns}
    translations = tuple(
        Column(
            name,
            "string",
            f"name in the language {language_of(table, name)}, empty where unknown",
            blank=True,
            optional=True,
        )
        for name in sorted(set(names))
        if language_of(table, name)
    )
    further = tuple(
        PATENT_QUALITY.get(name, Column(name, "number", "further quantity", blank=True))
        for name in names
        if table.open and name not in declared
    )
    return replace(table, columns=columns + translations + further, key=key)


def needed(question: str) -> list[str]:
    """Names of the tables that a question (one of QUESTIONS) needs."""
    return [table.name for table in TABLES.values() if question in table.allows]


def pandera_schema(
    table: Table, codes: Mapping[str, Collection[str]] = MappingProxyType({})
) -> pa.DataFrameSchema:
    """A pandera schema of one table: types, bounds, blanks, valid codes and the unique key.

    Parameters
    ----------
    table : Table
    codes : mapping of str to collection of str
        "table.column" to its values; references to any other column are not checked.

    Returns
    -------
    DataFrameSchema
        ``check`` of its failure cases continues a sentence that begins with the value at fault.
    """
    columns = {
        column.name: pa.Column(
            DTYPES[column.type],
            _checks(column, column.name in table.key, codes.get(column.references)),
            nullable=column.blank,
            required=not column.optional,
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(
        columns,
        strict=not table.open,
        unique=list(table.key) or None,
        report_duplicates="exclude_first",
    )


def _checks(column: Column, key: bool, codes: Collection[str] | None) -> list[pa.Check]:
    """The rules for every cell of a column."""
    checks = []
    if column.type == "string" and not column.blank:
        checks.append(pa.Check.str_length(min_value=1, error="is empty"))
    if column.type == "string" and not column.references:
        checks.append(pa.Check(_printable, error="contains a control character"))
    if key and column.type == "string" and not column.references:
        checks.append(pa.Check(_trimmed, error="begins or ends with a space"))
    if column.choices:
        error = f"is not one of: {', '.join(column.choices)}"
        allowed = (*column.choices, "") if column.blank else column.choices
        checks.append(pa.Check.isin(allowed, error=error))
    if codes is not None:
        table = column.references.partition(".")[0]
        known = [*codes, ""] if column.blank else list(codes)
        checks.append(pa.Check.isin(known, error=f"is not in the table {table}"))
    if column.type != "string":
        checks.append(pa.Check(np.isfinite, error="is not a finite number"))
    if column.type == "integer":
        checks.append(pa.Check(_whole, error="is not a whole number"))
    return checks + _bounds(column)


def _bounds(column: Column) -> list[pa.Check]:
    lowest, highest = column.minimum, column.maximum
    if lowest is not None and highest is not None:
        error = f"is not between {lowest:g} and {highest:g}"
        return [pa.Check.in_range(lowest, highest, error=error)]
    if lowest is not None:
        error = "is negative" if lowest == 0 else f"is below {lowest:g}"
        return [pa.Check.ge(lowest, error=error)]
    if highest is not None:
        return [pa.Check.le(highest, error=f"is above {highest:g}")]
    return []


def _whole(numbers: pd.Series) -> pd.Series:
    return numbers % 1 == 0


def _printable(text: pd.Series) -> pd.Series:
    # Tabs and line feeds survive a CSV file, other control characters do not.
    return ~text.str.contains(r"[\x00-\x08\x0b-\x1f\x7f]", regex=True)


def _trimmed(text: pd.Series) -> pd.Series:
    return text == text.str.strip()

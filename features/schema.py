"""Every table of the data contract: columns, types, units, keys. Declared once, used everywhere."""

from dataclasses import dataclass
from typing import Literal

YEARS = (1900, 2100)


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
        "table.column" whose values it must take, empty where it is free.
    minimum, maximum : float or None
        Inclusive bounds.
    blank : bool
        Whether an empty cell is allowed.
    """

    name: str
    type: Literal["string", "integer", "number"]
    description: str
    references: str = ""
    minimum: float | None = None
    maximum: float | None = None
    blank: bool = False


@dataclass(frozen=True)
class Table:
    """One table of a data package.

    Attributes
    ----------
    name : str
    columns : tuple of Column
    key : tuple of str
        Columns whose values are unique together.
    allows : str
        The questions that need it, "" where it is optional; "always" where it must be there.
    open : bool
        Whether further number columns are welcome (patent quality).
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    allows: str = ""
    open: bool = False

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


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
VALUE = Column("value", "number", "value in the indicator's unit")


def _dimension(name: str, code: str, label: str, allows: str) -> Table:
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
        ),
        (code,),
        allows,
    )


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _dimension("regions", "region_code", "region", "always"),
        _dimension("clusters", "cluster_code", "industry cluster", "growth"),
        _dimension("technologies", "technology_code", "technology class", "niches"),
        Table(
            "indicators",
            (
                Column("indicator", "string", "indicator identifier"),
                Column("unit", "string", "unit of the indicator"),
                Column("description", "string", "what the indicator measures"),
            ),
            ("indicator",),
            "always",
        ),
        Table(
            "cluster_indicators",
            (REGION, CLUSTER, YEAR, INDICATOR, VALUE),
            ("region_code", "cluster_code", "year", "indicator"),
            "growth",
        ),
        Table(
            "region_indicators",
            (REGION, YEAR, INDICATOR, VALUE),
            ("region_code", "year", "indicator"),
        ),
        Table(
            "patents",
            (
                REGION,
                TECHNOLOGY,
                YEAR,
                Column("patents", "number", "patent count", minimum=0),
            ),
            ("region_code", "technology_code", "year"),
            "niches",
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
            "multipliers",
        ),
        Table(
            "cluster_output",
            (REGION, YEAR, CLUSTER, Column("output", "number", "gross output", minimum=0)),
            ("region_code", "year", "cluster_code"),
            "multipliers",
        ),
        Table(
            "priorities",
            (
                Column("kind", "string", "cluster or technology"),
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

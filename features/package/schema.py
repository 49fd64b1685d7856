"""Every table of the data contract: columns, types, units and keys."""

import re
from collections.abc import Iterable
from dataclasses import replace

from features.package.contract.columns import (
    CLUSTER,
    COORDINATES,
    ESTIMATED,
    INDICATOR,
    PATENT_QUALITY,
    PERIOD,
    PRICE_BASES,
    QUESTIONS,
    REGION,
    TECHNOLOGY,
    VALUE,
    YEAR,
    Column,
    Table,
)

LANGUAGE = re.compile("[a-z]{2,3}")
"""A language in the name of a column: its code of ISO 639."""


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

"""What PatentsView dates: the years of patents, and the citations within five years."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from features.errors import InputError
from features.package.contract.columns import YEARS
from features.sources.patents import counts
from features.sources.patents.tables import Database, TextTable, number, text, whole
from features.sources.reading import Choices

CITED = (
    "citations",
    "fwd_cits5",
    "forward_citations",
    "num_forward_citations",
    "citation_count",
    "num_times_cited_by_us_patents",
)
"""Columns of a table of citation counts."""


def load_years(work: Database, tables: Mapping[str, list[TextTable]], choices: Choices) -> None:
    """Make `years` of the grant, or of the application."""
    dated = "SELECT patent, year(granted) AS year FROM granted"
    if choices.year_of == "application":
        if not tables["applications"]:
            raise InputError("application years need the table g_application: give it as well")
        for table in tables["applications"]:
            year = f"TRY_CAST(left({text(table.needed('filing_date'))}, 4) AS INTEGER)"
            values = {"patent": whole(table.needed("patent_id")), "year": year}
            work.load("filed", table, values)
        dated = "SELECT patent, year FROM filed SEMI JOIN granted USING (patent)"
    work.run(
        f"CREATE TABLE years AS SELECT patent, min(year) AS year FROM ({dated}) "
        f"WHERE year BETWEEN {YEARS[0]} AND {datetime.now(UTC).year} GROUP BY patent"
    )
    work.drop("filed")


def load_quality(work: Database, tables: Mapping[str, list[TextTable]]) -> None:
    """Make `quality` of claims, and of citations where a table of them is given.

    The citations of a patent are unknown until it has been in force for five years.
    """
    cited = "NULL::BIGINT"
    if tables["citations"]:
        _count_citations(work, tables["citations"])
        last = "(SELECT max(granted) FROM granted)"
        steps = f"coalesce(c.citations, 0) * {counts.STEP}"
        cited = f"CASE WHEN g.granted + INTERVAL 5 YEAR <= {last} THEN {steps} END"
    elif tables["cited"]:
        for table in tables["cited"]:
            value = counts.quality_value(number(table.needed(*CITED)))
            values = {"patent": whole(table.needed("patent_id")), "citations": value}
            work.load("loaded", table, values)
        most = "SELECT patent, max(citations) AS citations FROM loaded GROUP BY patent"
        work.run(f"CREATE TABLE cited AS {most}")
        cited = "c.citations"
    else:
        work.run("CREATE TABLE cited (patent BIGINT)")
    work.run(
        f"CREATE TABLE quality AS SELECT g.patent, {cited} AS citations, g.claims "
        "FROM granted g LEFT JOIN cited c USING (patent)"
    )
    work.drop("loaded", "cited")


def _count_citations(work: Database, tables: list[TextTable]) -> None:
    """Make `cited` (patent, citations): those of patents granted within five years."""
    for table in tables:
        values = {
            "patent": whole(table.needed("citation_patent_id")),
            "citing": whole(table.needed("patent_id")),
        }
        work.load("citing", table, values)
    work.run(
        "CREATE TABLE cited AS SELECT c.patent, count(DISTINCT c.citing) AS citations "
        "FROM citing c JOIN granted g USING (patent) "
        "JOIN granted later ON later.patent = c.citing "
        "WHERE later.granted < g.granted + INTERVAL 5 YEAR GROUP BY c.patent"
    )
    work.drop("citing")

"""The data behind the answers as plain HTML."""

from collections.abc import Sequence

from serving.data import answers
from serving.data.contracts import DataRequest, DataResponse
from serving.languages.language import say, spoken
from serving.page.addresses import Asked
from serving.page.summary import Summary, Table
from serving.served.loaded import Loaded


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """Sources, age, findings and models."""
    found = loaded.kept.answer("data", DataRequest(), lambda: answers.data(loaded.data))
    sentences = [one.text for one in (*found.summary, *found.notes)]
    return Summary(say("data.title"), sentences, list(_tables(found)))


def _tables(found: DataResponse) -> list[Table]:
    tables = [_sources(found), _age(found), _findings(found), _models(found)]
    return [table for table in tables if table.rows]


def _columns(names: Sequence[str]) -> list[str]:
    return [say(f"data.column.{name}") for name in names]


def _table(name: str) -> str:
    """What people call a table of a package; an unknown one keeps its name."""
    if not name:
        return say("data.whole_package")
    try:
        return say(f"data.table.{name}")
    except KeyError:
        return name


def _sources(found: DataResponse) -> Table:
    unstated = say("data.unstated")
    rows = [
        [row.title, _table(row.table), row.vintage or unstated, row.licence or unstated]
        for row in found.sources
    ]
    columns = _columns(["source", "table", "vintage", "licence"])
    return Table(say("data.sources"), columns, rows)


def _age(found: DataResponse) -> Table:
    this_year = max((one.cutoff + one.age for one in found.packages), default=0)
    rows = [
        [
            _table(row.table),
            say("data.years", first=row.first_year, last=row.last_year),
            say("data.years_old", n=max(this_year - row.last_year, 0)),
            say("data.number", n=row.rows),
        ]
        for row in found.tables
        if row.last_year is not None
    ]
    return Table(say("data.age"), _columns(["table", "years", "age", "rows"]), rows)


def _findings(found: DataResponse) -> Table:
    rows = [
        [say(f"data.severity.{row.severity}"), say(f"data.kind.{row.kind}"), row.text, row.advice]
        for row in found.findings
    ]
    columns = [*_columns(["severity", "kind", "finding"]), ""]
    return Table(say("data.quality"), columns, rows)


def _models(found: DataResponse) -> Table:
    written = spoken().written
    rows = [
        [
            say(f"data.part.{row.part}"),
            f"{row.name}, {say('data.version', version=row.version)} "
            f"({written('method', row.model)})",
            str(row.cutoff),
            say("data.years_old", n=row.age),
        ]
        for row in found.models
    ]
    return Table(say("data.models"), _columns(["part", "model", "cutoff", "age"]), rows)

"""An answer as a file that a browser saves."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from serving.contracts import Metadata
from serving.languages.language import say
from serving.tabular.csv_file import csv_file
from serving.tabular.flat import ROOT, Cell, Table, flatten
from serving.tabular.formats import Wanted
from serving.tabular.option_notes import add_notes
from serving.tabular.workbook import workbook

MAX_NAME = 80
"""Characters of a file's name."""


def as_file(
    answer: BaseModel,
    wanted: Wanted,
    main: str,
    origin: Mapping[str, str],
    notes: BaseModel | None = None,
) -> bytes:
    """The answer as CSV or as a workbook.

    Parameters
    ----------
    main : str
        The table that CSV holds where none is named.
    origin : mapping
        question and address, for the first sheet of a workbook.
    notes : response, optional
        Notes of members at the options of the answer, which stand beside them.
    """
    tables = flatten(answer)
    if notes is not None:
        add_notes(tables, flatten(notes)["notes"])
    if wanted.format == "csv":
        return csv_file(tables[wanted.table or main])
    listed = tables.keys() - {ROOT}  # the first sheet says what the root says
    chosen = [
        table
        for name, table in tables.items()
        if (name == wanted.table if wanted.table else table.rows and name in {main, *listed})
    ]
    chosen.sort(key=lambda table: table.name != main)
    return workbook(_about(answer, tables, origin), say("report.about"), chosen)


def file_name(parts: list[str], suffix: str) -> str:
    """Content-Disposition of a download: an ASCII name, and the whole one for all browsers."""
    name = "-".join(["smartspec", *parts]).replace("/", "-")[:MAX_NAME]
    plain = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in name)
    whole = quote(f"{name}.{suffix}", safe="")
    return f"attachment; filename=\"{plain}.{suffix}\"; filename*=UTF-8''{whole}"


def _about(
    answer: BaseModel, tables: Mapping[str, Table], origin: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What the tables are: question, models, data, licence, record, address, date."""
    rows = [(say("report.about.question"), origin["question"])]
    for metadata in _models(answer):
        rows += _of_model(metadata)
    rows += [
        (say("report.about.address"), origin["address"]),
        (say("report.about.date"), datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
        ("", ""),
    ]
    (row,) = tables[ROOT].rows
    of_models = set(Metadata.model_fields)
    return rows + [
        (name, _said(cell))
        for name, cell in row.items()
        if name.rpartition(".")[2] not in of_models or "." not in name
    ]


def _models(answer: BaseModel) -> list[Metadata]:
    """The models that an answer is of."""
    found: list[Metadata] = []
    for name in type(answer).model_fields:
        value: Any = getattr(answer, name)
        for it in value if isinstance(value, list) else [value]:
            inner = it if isinstance(it, Metadata) else getattr(it, "metadata", None)
            if isinstance(inner, Metadata) and inner not in found:
                found.append(inner)
    return found


def _of_model(about: Metadata) -> list[tuple[str, str]]:
    figures = [
        f"{track.call + ': ' if track.call else ''}{name} {figure:.3g}"
        for track in about.track_record
        for name, figure in track.figures.items()
        if figure is not None
    ]
    rows = {
        "report.about.model": f"{about.name}, {about.model}",
        "report.about.version": str(about.version),
        "report.about.cutoff": str(about.cutoff),
        "report.about.horizon": say("noun.years", n=about.horizon),
        "report.about.package": f"{about.title} ({about.package}, sha256 {about.sha256[:12]})",
        "report.about.sources": "; ".join(dict.fromkeys(it.named for it in about.sources)),
        "report.about.licence": "; ".join(
            dict.fromkeys([*about.licenses, *(it.licence for it in about.sources if it.licence)])
        ),
        "report.about.record": "; ".join(figures),
    }
    return [(say(key), text or say("word.unknown")) for key, text in rows.items()]


def _said(cell: Cell) -> str:
    return say("word.unknown") if cell is None else str(cell)

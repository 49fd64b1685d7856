"""Where the figures of a table come from, for datapackage.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from features.package import Package
from features.package.descriptor import DESCRIPTOR, TABLE_SOURCES, decode, table_sources
from features.package.writing import VINTAGES
from features.sources.importing.keeping import Kept
from features.sources.opening import SourceFile
from features.sources.reading import Format

NO_OFFICE = ("table", "package-table")
"""Formats that anybody may have made."""

Sources = dict[str, list[dict[str, Any]]]
"""Table to its sources, as in the `sources` of its entry in datapackage.json."""


def sources_of(parts: Sequence[tuple[Format, Kept]], today: date) -> Sources:
    """The sources of every table that readings give rows for."""
    found: Sources = {}
    for form, part in parts:
        if not len(part.rows):
            continue
        reading = part.reading
        left_out = [{"what": it.what, "count": it.count, "why": it.why} for it in part.left_out]
        for name, sha256, dated in _given(reading.files):
            about = {
                "title": _title(form, reading.dataset, name),
                "vintage": reading.vintage or dated.isoformat(),
                "licence": form.licence,
                "dataset": reading.dataset,
                "left_out": left_out,
            }
            entry = _entry(name, sha256, form.name, today, about)
            found.setdefault(reading.table, []).append(entry)
    return found


def _title(form: Format, dataset: str, file: str) -> str:
    """What people call a source: the office's dataset, or the file of a table without an office."""
    if form.name in NO_OFFICE:
        return file
    return f"{form.title}, {dataset}" if dataset else form.title


def with_files(
    metadata: Mapping[str, object],
    files: Sequence[SourceFile],
    tables: Sequence[str],
    title: str,
    form: str,
) -> dict[str, object]:
    """Metadata of a package with files of codes or titles among the sources of its tables.

    Parameters
    ----------
    metadata : mapping
        Of the package; a file of the same name and format replaces the former one.
    files : sequence of SourceFile
    tables : sequence of str
        Those that the files changed.
    title : str
        What the files gave, for people.
    form : str
        The same as an identifier: "titles", "recoding".
    """
    entries = [
        _entry(name, sha256, form, date.today(), {"title": title, "vintage": dated.isoformat()})
        for name, sha256, dated in _given(files)
    ]
    sources: Sources = {table: list(entries) for table in tables}
    former = metadata.get(TABLE_SOURCES)
    return {**metadata, TABLE_SOURCES: with_former(former, sources)}


def _given(files: Sequence[SourceFile]) -> Iterator[tuple[str, str, date]]:
    """Name, digest and date of each file that the user gave, once."""
    yield from dict.fromkeys((file.given, file.sha256, file.dated) for file in files)


def _entry(
    name: str, sha256: str, form: str, today: date, about: Mapping[str, Any]
) -> dict[str, Any]:
    """One source as datapackage.json has it."""
    plain = {"licence": "", "dataset": "", "left_out": []}
    imported = {"file": name, "sha256": sha256, "format": form, "imported": today.isoformat()}
    return {**plain, **imported, **about}


def with_former(former: object, newer: Sources) -> Sources:
    """Former sources and newer ones; a newer file of the same name and dataset replaces one."""
    found: Sources = {}
    if isinstance(former, Mapping):
        found = {str(table): list(entries) for table, entries in former.items()}
    for table, entries in newer.items():
        replaced = {(it["format"], it["dataset"], it["file"]) for it in entries}
        stay = [it for it in found.get(table, []) if _identity(it) not in replaced]
        found[table] = stay + entries
    return found


def superseded(
    folder: Path | None, former: Package | None, parts: Sequence[tuple[Format, Kept]]
) -> tuple[str, ...]:
    """Sentences about files that a newer one had replaced: importing them brings old figures back.

    Parameters
    ----------
    folder : path or None
        Of the package; its former states are in its folder vintages.
    former : Package or None
        The package before the import.
    parts : sequence of (Format, Kept)
        What is imported.
    """
    if folder is None or former is None:
        return ()
    present = _digests(former.metadata.get(TABLE_SOURCES))
    before: set[str] = set()
    for state in sorted((folder / VINTAGES).glob(f"*/{DESCRIPTOR}")):
        before |= _digests(table_sources(decode(state.read_bytes(), str(state.parent))))
    given = {file.sha256: file.given for _, part in parts for file in part.reading.files}
    return tuple(
        f"{name} was imported before and replaced since: this brings its figures back"
        for digest, name in given.items()
        if digest in before - present
    )


def _digests(sources: object) -> set[str]:
    entries = sources.values() if isinstance(sources, Mapping) else ()
    return {str(entry.get("sha256")) for table in entries for entry in table}


def _identity(entry: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    return entry.get("format"), entry.get("dataset"), entry.get("file")

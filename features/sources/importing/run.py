"""Import files into a package: recognise, read, join, compare with the former state, write."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from features import package
from features.errors import InputError
from features.files import real
from features.package import Package
from features.package.descriptor import DESCRIPTOR, TABLE_SOURCES
from features.package.schema import SHAPES
from features.package.shapes import Shapes
from features.package.writing import format_of, revise, write
from features.sources import package_tables
from features.sources.formats import FORMATS, MAPPED, recognised
from features.sources.importing.joining import joined
from features.sources.importing.keeping import Kept
from features.sources.importing.provenance import sources_of, superseded, with_former
from features.sources.importing.refusals import (
    refuse_empty,
    refuse_large,
    refuse_unitless,
    refuse_useless,
)
from features.sources.importing.remainders import without_overlap
from features.sources.importing.report import Report
from features.sources.importing.revising import revised
from features.sources.importing.unread import propose, refuse_unread
from features.sources.opening import SourceFile, unpacked
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

MANY_ROWS = 2_000_000
"""Rows of a table from which a package is written as Parquet."""


@dataclass(frozen=True)
class Target:
    """The package that files go into.

    Attributes
    ----------
    folder : path or None
        None where nothing is written.
    title : str
        "" for that of the package, or a plain one.
    format : "", "csv" or "parquet"
        "" for that of the package, or by size.
    """

    folder: Path | None
    title: str = ""
    format: str = ""


def run(
    paths: Sequence[Path], target: Target, choices: Choices, say: Say, dry_run: bool = False
) -> Report:
    """Import files into a package, completely or not at all.

    Parameters
    ----------
    paths : sequence of path
        Files of any known layout, archives, or folders of data packages.
    target : Target
    choices : Choices
    say : function
        Takes a line of progress.
    dry_run : bool
        Read and compare, but write nothing.

    Raises
    ------
    InputError
        Files that cannot be read or joined; nothing is written then.
    """
    former = _former(target.folder)
    given = {path: package.read(path) for path in paths if _is_package(path)}
    readings, ignored, proposals = _read(paths, target, choices, say, dry_run)
    readings = _package_readings(given) + readings
    if not any(len(reading.rows) for _, reading in readings):
        if proposals:
            return Report(str(target.folder or ""), (), (), {}, (), "dry run", proposals=proposals)
        raise InputError("the files hold no values that a package can keep")
    tables = former.files() if former else {}
    newer = joined([reading for _, reading in readings], tables, choices.since)
    after, revisions = revised(tables, newer) if former else (dict(newer.tables), [])
    after, overlapping = without_overlap(after)
    kept_parts = _noted(newer.parts, overlapping)
    if not dry_run:
        refuse_empty(kept_parts)
    refuse_large(after)
    refuse_unitless(after, [reading for _, reading in readings])
    if not dry_run:
        refuse_useless(after)
    parts = tuple(zip((form for form, _ in readings), kept_parts, strict=True))
    notes = superseded(target.folder, former, parts)
    state, kept_state = "dry run", ""
    if not dry_run and target.folder:
        if former and _same(tables, after):
            state = "unchanged"
        else:
            say(f"writing {target.folder}")
            kept_state = _write(after, target, _predecessor(former, given), parts)
            state = "revised" if former else "new"
    return Report(
        str(target.folder) if target.folder else "a package",
        parts,
        ignored,
        after,
        tuple(revisions),
        state,
        kept_state,
        proposals,
        notes,
    )


Read = tuple[list[tuple[Format, Reading]], tuple[str, ...], tuple[str, ...]]
"""Readings with their formats, members of archives that are no data, and proposed mappings."""


def _read(paths: Sequence[Path], target: Target, choices: Choices, say: Say, dry_run: bool) -> Read:
    """Unpack, recognise and read the files."""
    beside = _beside(target.folder)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=beside) as unpacking:
        files = _once(unpacked(_expanded(paths), Path(unpacking)), say)
        by_format, others = recognised(files, choices.maps)
        proposals: dict[SourceFile, str] = {}
        if dry_run and not choices.maps:
            proposals = propose(by_format.get(MAPPED, []), others)
            others = [file for file in others if file not in proposals]
        else:
            refuse_unread(others)
        readings = _readings(by_format, choices, say)
    ignored = tuple(it.name for it in others if it.name != it.given)
    return readings, ignored, tuple(proposals.values())


def _once(files: Sequence[SourceFile], say: Say) -> list[SourceFile]:
    """Files without those that were given again, under whatever name."""
    found: dict[tuple[str, str], SourceFile] = {}
    for file in files:
        first = found.setdefault((file.sha256, file.name.removeprefix(file.given)), file)
        if first is not file:
            say(f"{file.name} is given twice: it is read once")
    return list(found.values())


def _former(folder: Path | None) -> Package | None:
    """The package that is in the folder; None for a new one."""
    if folder and _is_package(folder):
        return package.read(folder)
    if folder and folder.is_dir() and any(folder.iterdir()):
        raise InputError(f"{folder} exists and is not a data package: choose a new folder")
    if folder and folder.is_file():
        raise InputError(f"{folder} is a file: --to takes the folder of a package")
    return None


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """Folders as the files in them; data packages are read by themselves."""
    found: list[Path] = []
    for path in paths:
        if _is_package(path):
            continue
        if path.is_dir():
            inside = sorted(it for it in path.iterdir() if it.is_file())
            if not inside:
                raise InputError(f"{path} holds no files")
            found += inside
        else:
            found.append(path)
    return found


def _readings(
    by_format: Mapping[str, Sequence[SourceFile]], choices: Choices, say: Say
) -> list[tuple[Format, Reading]]:
    found = []
    for form in FORMATS:
        files = by_format.get(form.name)
        if files:
            found += [(form, reading) for reading in form.read(files, choices, say)]
    return found


def _package_readings(given: Mapping[Path, Package]) -> list[tuple[Format, Reading]]:
    """The tables of data packages, by their folders."""
    return [
        (package_tables.FORMAT, reading)
        for folder, found in given.items()
        for reading in package_tables.of_package(folder, found)
    ]


def _is_package(path: Path) -> bool:
    return (path / DESCRIPTOR).is_file()


def _predecessor(former: Package | None, given: Mapping[Path, Package]) -> Package | None:
    """The former package, or the only one that is given: its name and metadata go on."""
    return next(iter(given.values())) if former is None and len(given) == 1 else former


def _beside(folder: Path | None) -> Path | None:
    """The folder above a package, where unpacked files are on the same disk; None if not there."""
    above = real(folder).parent if folder else None
    return above if above and above.is_dir() else None


def _noted(parts: Sequence[Kept], left_out: Sequence[LeftOut]) -> list[Kept]:
    """Readings, the last of which also says what the whole package leaves out."""
    return [*parts[:-1], replace(parts[-1], left_out=(*parts[-1].left_out, *left_out))]


def _same(former: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> bool:
    """Whether two sets of tables hold the same rows, in any order."""
    if set(former) != set(after):
        return False
    return all(_sorted(former[name]).equals(_sorted(after[name])) for name in former)


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    columns = sorted(map(str, rows))
    return rows[columns].sort_values(columns).reset_index(drop=True)


def _write(
    tables: Mapping[str, pd.DataFrame],
    target: Target,
    predecessor: Package | None,
    parts: Sequence[tuple[Format, Kept]],
) -> str:
    """Write the package; the folder in which its former state is kept, empty without one."""
    folder = target.folder
    assert folder is not None
    metadata = dict(predecessor.metadata) if predecessor else {}
    sources = sources_of(parts, date.today())
    metadata[TABLE_SOURCES] = with_former(metadata.get(TABLE_SOURCES), sources)
    name = predecessor.name if predecessor else name_of(folder)
    title = target.title or (predecessor.title if predecessor else name)
    large = max(len(rows) for rows in tables.values()) > MANY_ROWS
    suffix: Any = target.format or ("parquet" if large else format_of(folder))
    content: dict[str, pd.DataFrame | Shapes] = {**tables, **_outlines(predecessor)}
    if not _is_package(folder):
        write(content, folder, name, title, metadata, suffix)
        return ""
    return revise(content, folder, name, title, metadata, suffix)


def _outlines(predecessor: Package | None) -> dict[str, Shapes]:
    """The outlines of regions of a package, as `write` takes them."""
    shapes = predecessor.shapes if predecessor else None
    return {SHAPES.name: shapes} if shapes else {}


def name_of(folder: Path) -> str:
    """The name of a package that is made in a folder, from that of the folder."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", real(folder).name).strip("-.")[:100]
    return name or "package"

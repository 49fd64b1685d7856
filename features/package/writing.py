"""Validate tables and write them as a data package, completely or not at all."""

import hashlib
import json
import shutil
import uuid
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from types import MappingProxyType
from typing import cast

import pandas as pd

from features.errors import InputError, hint, nearest
from features.files import real
from features.package.content.limits import size_excess
from features.package.descriptor import DESCRIPTOR, decode, encode, resources
from features.package.problems import PackageError, whole
from features.package.reading import descriptor_content
from features.package.rules import check
from features.package.schema import SHAPES, TABLES
from features.package.shapes import Shapes, suffix_of
from features.package.shapes import parse as parse_shapes
from features.package.sheets import FIRST_ROW, Format, serialize, typed

Content = Mapping[str, pd.DataFrame] | Mapping[str, pd.DataFrame | Shapes]
"""Tables of a package by name, and its outlines of regions under region_shapes."""

VINTAGES = "vintages"
"""Folder inside a package with its former states, each a package of its own."""


def write(
    tables: Content,
    folder: Path | str,
    name: str,
    title: str,
    metadata: Mapping[str, object] = MappingProxyType({}),
    format: Format = "csv",  # noqa: A002 (Frictionless' word)
) -> None:
    """Validate tables and write them as a new data package, completely or not at all.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Table name to rows; the index is not written. Under region_shapes parsed GeoJSON or
        TopoJSON with the polygons of regions.
    folder : path
        New, or empty.
    name, title : str
        For datapackage.json; name of letters, digits and any of . _ -.
    metadata : mapping
        Further properties of datapackage.json: sources, licenses, description; and table_sources,
        lists of objects by table (features.package.descriptor.table_sources).
    format : "csv" or "parquet"

    Raises
    ------
    PackageError
        For tables that `read` would refuse; rows are numbered as in the file to be written.
    InputError
        For a folder that is not empty or cannot be written.
    """
    files = _files(tables, name, title, metadata, format)
    _put(folder, files, may_replace=False)


def overwrite(
    tables: Content,
    folder: Path | str,
    name: str,
    title: str,
    metadata: Mapping[str, object] = MappingProxyType({}),
    format: Format = "csv",  # noqa: A002 (Frictionless' word)
) -> None:
    """As ``write``, but replaces a data package in the folder."""
    files = _files(tables, name, title, metadata, format)
    _put(folder, files, may_replace=True)


def format_of(folder: Path) -> Format:
    """The format of the tables of a package: parquet if it has any such file."""
    return "parquet" if any(folder.glob("*.parquet")) else "csv"


def revise(
    tables: Content,
    folder: Path | str,
    name: str,
    title: str,
    metadata: Mapping[str, object] = MappingProxyType({}),
    format: Format = "csv",  # noqa: A002 (Frictionless' word)
) -> str:
    """As ``overwrite``, but keeps the former state as a package in the folder vintages.

    Returns
    -------
    str
        Where the former state is kept, relative to the folder: vintages/DATE-SHA256, with the date
        on which it was imported or written.
    """
    files = _files(tables, name, title, metadata, format)
    target = real(folder)
    former = _state(target)
    state = f"{VINTAGES}/{_state_name(target, former)}"
    files |= {f"{state}/{path}": content for path, content in former.items()}
    _put(folder, files, may_replace=True)
    return state


def recover(folder: Path | str) -> bool:
    """Finish or undo what a process that was killed while it wrote a package left beside it.

    Call it where no other process writes the package.

    Returns
    -------
    bool
        Whether the former state had to be put back into its place.

    Raises
    ------
    InputError
        It cannot be put back.
    """
    target = real(folder)
    mark = "[0-9a-f]" * 32
    former, fresh = (
        sorted(target.parent.glob(f".{escape(target.name)}-{mark}-{end}")) for end in ("old", "new")
    )
    is_missing = bool(former) and not target.exists()
    try:
        if is_missing:
            former.pop().rename(target)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror}") from error
    for rest in (*former, *fresh):
        shutil.rmtree(rest, ignore_errors=True)
    return is_missing


def _state(folder: Path) -> dict[str, bytes]:
    """The files of the package in a folder: datapackage.json, then tables by their paths."""
    content = descriptor_content(folder)
    listed, _ = resources(decode(content, str(folder)))
    tables = {it.path: (folder / it.path).read_bytes() for it in listed}
    return {DESCRIPTOR: content, **tables}


def _state_name(folder: Path, files: Mapping[str, bytes]) -> str:
    """Date and digest of a state; the digest is that of the package when it is read."""
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()
    entries = decode(files[DESCRIPTOR], str(folder))["resources"]
    dates = [
        str(source.get("imported", ""))
        for entry in entries
        for source in entry.get("sources") or ()
        if isinstance(source, dict)
    ]
    written = datetime.fromtimestamp((folder / DESCRIPTOR).stat().st_mtime, UTC).date()
    return f"{max(filter(None, dates), default=written.isoformat())}-{digest[:12]}"


def _files(
    tables: Content,
    name: str,
    title: str,
    metadata: Mapping[str, object],
    format: Format,  # noqa: A002 (Frictionless' word)
) -> dict[str, bytes]:
    """The files of a data package, from tables that are validated first."""
    if format not in FIRST_ROW:
        raise InputError(f"unknown format {format!r}: available: csv, parquet")
    shapes = tables.get(SHAPES.name)
    if shapes is not None and not isinstance(shapes, Mapping):
        raise InputError(f"{SHAPES.name} must be parsed GeoJSON or TopoJSON, a mapping")
    frames = {key: cast("pd.DataFrame", rows) for key, rows in tables.items() if key != SHAPES.name}
    valid = _validated(frames, name, format)
    files = {f"{table}.{format}": serialize(rows, format) for table, rows in valid.items()}
    if shapes:
        path = f"{SHAPES.name}.{suffix_of(shapes)}"
        files[path] = _encoded(shapes, name, path, set(valid["regions"]["region_code"]))
    files[DESCRIPTOR] = encode(name, title, valid, metadata, format, shapes)
    return files


def _encoded(shapes: Shapes, name: str, path: str, codes: Collection[str]) -> bytes:
    """The bytes of valid outlines, or PackageError."""
    try:
        content = json.dumps(
            shapes, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        ).encode()
    except (TypeError, ValueError) as error:
        raise PackageError(name, [whole(path, f"not JSON: {error}")]) from error
    _, faults = parse_shapes(content, path, codes)
    if text := size_excess("shapes", len(content)):
        faults = [whole(path, text)]
    if faults:
        raise PackageError(name, faults)
    return content


def _put(folder: Path | str, files: Mapping[str, bytes], may_replace: bool) -> None:
    """Write the files of a package to a folder: all of them, or none."""
    target = real(folder)
    _refuse_loss(target, may_replace)
    try:
        _replace_folder(target, files)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror}") from error


def _validated(
    tables: Mapping[str, pd.DataFrame], name: str, suffix: Format
) -> dict[str, pd.DataFrame]:
    """The tables with columns in the contract's order and types, or PackageError."""
    faults = [
        whole(DESCRIPTOR, f"unknown table {table!r}: {hint(nearest(table, TABLES), TABLES)}")
        for table in tables
        if table not in TABLES
    ]
    sheets = {}
    for table in (table for table in TABLES if table in tables):
        rows = tables[table].reset_index(drop=True)
        rows.index += FIRST_ROW[suffix]
        sheets[table] = typed(rows, f"{table}.{suffix}", TABLES[table])
    faults += check(sheets)
    if faults:
        raise PackageError(name, faults)
    return {table: sheet.rows for table, sheet in sheets.items()}


def _refuse_loss(target: Path, may_replace: bool) -> None:
    """InputError where writing would delete anything but a package that may be replaced."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not (target / DESCRIPTOR).is_file():
        raise InputError(f"{target} exists and is not a data package: choose a new folder")
    if not may_replace:
        raise InputError(f"{target} already exists: choose a new folder, or overwrite it")
    listed, _ = resources(decode(descriptor_content(target), str(target)))
    package_files = {DESCRIPTOR, *(resource.path for resource in listed)}
    package_files.add(VINTAGES)
    others = sorted(file.name for file in target.iterdir() if file.name not in package_files)
    if others:
        raise InputError(f"{target} also contains {others[0]}, which would be lost: move it first")


def _replace_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a temporary folder and rename it; on failure the target stays as it was."""
    mark = uuid.uuid4().hex
    fresh, former = (target.with_name(f".{target.name}-{mark}-{end}") for end in ("new", "old"))
    try:
        fresh.mkdir(parents=True)
        if (target / VINTAGES).is_dir():
            shutil.copytree(target / VINTAGES, fresh / VINTAGES)
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        if target.exists():
            target.rename(former)
        try:
            fresh.rename(target)
        except OSError:
            if former.exists():
                former.rename(target)
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(former, ignore_errors=True)

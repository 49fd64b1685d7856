"""Read and validate a data package: a folder with datapackage.json and its tables."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from features.errors import listed
from features.files import real
from features.package import periods
from features.package.constraints import constraint_faults, without_unknown
from features.package.content.limits import size_excess
from features.package.content.mistakes import wide_fault, with_path
from features.package.declared import Declared
from features.package.descriptor import (
    DESCRIPTOR,
    RESERVED,
    TABLE_SOURCES,
    TABULAR,
    Resource,
    decode,
    path_fault,
    resources,
    table_sources,
)
from features.package.package import Package
from features.package.problems import Fault, PackageError, whole
from features.package.rules import check
from features.package.schema import SHAPES, TABLES
from features.package.shapes import Shapes
from features.package.shapes import parse as parse_shapes
from features.package.sheets import Sheet, broken, parse
from features.package.suspicions import suspicions

SOURCES = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xml", ".zip", ".gz"}
"""Endings of files that may hold tables."""


def read(path: Path | str) -> Package:
    """Read and validate a data package.

    Parameters
    ----------
    path : path
        Its folder (or the datapackage.json in it).

    Raises
    ------
    PackageError
        Naming file, column and row of the first ten problems of all tables, and the number of
        the rest.
    """
    return _package(_valid_content(Path(path)))


def inspect(path: Path | str) -> tuple[Package, list[Fault]]:
    """As ``read``, with warnings about input that is valid but looks wrong."""
    content = _valid_content(Path(path))
    return _package(content), suspicions(content.sheets)


@dataclass(frozen=True)
class _Content:
    """A valid package as it was read: descriptor, digest, tables and outlines of regions."""

    descriptor: Mapping[str, Any]
    digest: str
    sheets: Mapping[str, Sheet]
    shapes: Shapes | None


def _valid_content(folder: Path) -> _Content:
    """The content of a valid package, or PackageError."""
    if folder.name == DESCRIPTOR:
        folder = folder.parent
    content = descriptor_content(folder)
    descriptor = decode(content, str(folder))
    entries, faults = resources(descriptor)
    digest, read_sheets = hashlib.sha256(content), {}
    outlines: tuple[str, bytes] | None = None
    for resource in entries:
        if resource.table is not SHAPES:
            read_sheets[resource.table.name] = _sheet(folder, resource, digest.update)
            continue
        found = _shapes_content(folder, resource)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            digest.update(found)
            outlines = (resource.path, found)
    sheets = {name: read_sheets[name] for name in TABLES if name in read_sheets}
    faults += check(sheets)
    shapes = None
    if outlines and "region_code" in (regions := _rows(sheets, "regions")):
        shapes, broken_rules = parse_shapes(outlines[1], outlines[0], set(regions["region_code"]))
        faults += broken_rules
    if faults:
        raise PackageError(str(folder), faults)
    return _Content(descriptor, digest.hexdigest(), sheets, shapes)


def _rows(sheets: Mapping[str, Sheet], name: str) -> pd.DataFrame:
    return sheets[name].rows if name in sheets else pd.DataFrame()


def _shapes_content(folder: Path, resource: Resource) -> bytes | Fault:
    """The bytes of the outlines of regions, or why they cannot be read."""
    if resource.fault:
        return whole(DESCRIPTOR, resource.fault)
    content = _content(folder, resource.path, "shapes")
    if isinstance(content, str):
        return whole(resource.path, content)
    text = _transfer_fault(content, resource.declared)
    return whole(resource.path, text) if text else content


def _package(content: _Content) -> Package:
    tables = {name: sheet.rows.reset_index(drop=True) for name, sheet in content.sheets.items()}
    yearly, sub_annual = periods.split(tables)
    descriptor = content.descriptor
    metadata = {key: value for key, value in descriptor.items() if key not in RESERVED}
    if stated := table_sources(descriptor):
        metadata[TABLE_SOURCES] = stated
    return Package(
        descriptor["name"],
        descriptor.get("title", descriptor["name"]),
        content.digest,
        yearly,
        metadata,
        sub_annual,
        content.shapes,
    )


def descriptor_content(folder: Path) -> bytes:
    """The bytes of datapackage.json, or PackageError."""
    if folder.is_file():
        text = "this is a file, not the folder of a package"
        make = f"smartspec import {folder} --to PACKAGE makes a package of it"
        raise PackageError(str(folder), [whole("", f"{text}: {make}")])
    if not folder.is_dir():
        raise PackageError(str(folder), [whole("", "the folder does not exist")])
    content = _content(folder, DESCRIPTOR)
    if isinstance(content, str):
        raise PackageError(str(folder), [whole(DESCRIPTOR, f"{content}{_tables_beside(folder)}")])
    return content


def _tables_beside(folder: Path) -> str:
    """The next step where a folder holds tables but no datapackage.json; else empty."""
    if (folder / DESCRIPTOR).exists():
        return ""
    files = sorted(it.name for it in folder.iterdir() if it.suffix.lower() in SOURCES)
    if not files:
        return ""
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    return (
        f"; the folder holds {files[0]}{more}: smartspec import {folder / files[0]} --to PACKAGE "
        "makes a package of such files"
    )


def _content(folder: Path, path: str, kind: str = "") -> bytes | str:
    """The bytes of a file of the package, or why it cannot be read.

    Its limit is that of its kind, which is its ending where it is not given.
    """
    file = folder / path
    try:
        if not real(file).is_relative_to(real(folder)):
            return "the file is outside the folder of the package"
        if file.is_symlink() and not file.exists():
            return "the link leads to no file"
        if not file.is_file():
            return "the file is missing"
        if text := size_excess(kind or file.suffix[1:], file.stat().st_size):
            return text
        return file.read_bytes()
    except OSError as error:
        return f"the file cannot be read ({error.strerror})"


def _sheet(folder: Path, resource: Resource, digest: Callable[[bytes], None]) -> Sheet:
    """A table as read, or the reason why not; fewer rows than declared are a fault."""
    if resource.fault:
        return _refused(folder, resource)
    content = _content(folder, resource.path)
    if isinstance(content, str):
        return broken(resource.path, content)
    digest(content)
    text = _transfer_fault(content, resource.declared)
    sheet = parse(content, resource.path, resource.table, resource.declared)
    faults = tuple(with_path(fault, folder / resource.path) for fault in sheet.faults)
    sheet = replace(sheet, faults=faults)
    if not (text or sheet.faults) and len(sheet.rows) < resource.rows:
        text = (
            f"the file has {len(sheet.rows):,} rows, but {DESCRIPTOR} says {resource.rows:,}: "
            "it may be truncated"
        )
    if text:
        return replace(sheet, faults=(*sheet.faults, whole(resource.path, text)))
    if absent := [it for it in resource.declared.fields if it not in sheet.rows]:
        text = f"{DESCRIPTOR} declares the fields {listed(absent)}, which the file lacks"
        faults = sheet.faults or (whole(resource.path, f"{text}: correct one of them"),)
        return replace(sheet, faults=faults)
    sheet = without_unknown(sheet, resource.table)
    broken_rules = constraint_faults(sheet, resource.table, resource.declared.constraints)
    return replace(sheet, faults=(*sheet.faults, *broken_rules))


def _refused(folder: Path, resource: Resource) -> Sheet:
    """Why an entry of datapackage.json is refused; of a wide table, first that it is wide."""
    content = "" if path_fault(resource.path, TABULAR) else _content(folder, resource.path)
    wide = isinstance(content, bytes) and wide_fault(content, resource.path, resource.table)
    if not wide:
        return broken(DESCRIPTOR, resource.fault)
    return Sheet(resource.path, pd.DataFrame(), (with_path(wide, folder / resource.path),))


def _transfer_fault(content: bytes, declared: Declared) -> str:
    """Why the file is not the declared one, empty where it is."""
    if declared.size and declared.size != len(content):
        return (
            f"the file has {len(content):,} bytes, but {DESCRIPTOR} says {declared.size:,}: it is "
            "another file or truncated"
        )
    name, _, digest = declared.digest.partition(":")
    if digest and hashlib.new(name, content).hexdigest() != digest:
        return f"the file does not have the {name} hash of {DESCRIPTOR}: it was changed or damaged"
    return ""

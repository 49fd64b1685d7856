"""datapackage.json: the name of a package and the files of its tables (Frictionless)."""

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from features.package.constraints import declarable
from features.package.contract.columns import Column, Table
from features.package.declared import PLAIN, Declared, RefusedError, declared, declared_shapes
from features.package.problems import Fault, PackageError, lines, whole
from features.package.schema import RESOURCES, SHAPES, TABLES, extended
from features.package.shapes import Shapes, suffix_of
from features.package.shapes.reading import SUFFIXES
from features.package.sheets import Format

DESCRIPTOR = "datapackage.json"

TABLE_SOURCES = "table_sources"
"""Key of a package's metadata for what datapackage.json says of the sources of each table."""
RESERVED = ("profile", "name", "title", "resources", TABLE_SOURCES)
"""Properties that are not metadata."""

PROFILES = ("data-package", "tabular-data-package")
MISPLACED = {"dialect", "encoding", "missingValues", "schema"}
"""Properties of a resource that would not be read at the top."""

TABULAR = (".csv", ".tsv", ".parquet")
"""Endings of the files of tables."""
NAME = r"[A-Za-z0-9._-]{1,100}"


@dataclass(frozen=True)
class Resource:
    """A table of a package, or its outlines of regions, as datapackage.json lists it.

    Attributes
    ----------
    table : Table
        SHAPES for the outlines.
    path : str
        Relative path of its file.
    rows : int
        Least number of rows, 0 if not stated.
    declared : Declared
        How the file is written.
    fault : str
        Why it cannot be read, empty where it can.
    """

    table: Table
    path: str
    rows: int
    declared: Declared = PLAIN
    fault: str = ""


def decode(content: bytes, package: str) -> dict[str, Any]:
    """The JSON object of a datapackage.json that has a name and resources, or PackageError."""
    try:
        descriptor = json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        fault = lines(DESCRIPTOR, [error.lineno], [f"not JSON: {error.msg}"])
        raise PackageError(package, [fault]) from error
    except (ValueError, RecursionError) as error:
        raise PackageError(package, [whole(DESCRIPTOR, "not JSON in UTF-8")]) from error
    text = ""
    if not isinstance(descriptor, dict):
        text = "must hold a JSON object with name, title and resources"
    elif "name" not in descriptor:
        text = 'has no name: add a name for the package, such as "name": "mine"'
    elif not isinstance(name := descriptor["name"], str) or not re.fullmatch(NAME, name):
        text = "name must consist of letters, digits, and . _ - only"
    elif not isinstance(descriptor.get("title", ""), str):
        text = "title must be text"
    elif descriptor.get("profile", PROFILES[0]) not in PROFILES:
        text = f"has the profile {descriptor['profile']!r}: use {' or '.join(PROFILES)}"
    elif misplaced := sorted(MISPLACED & descriptor.keys()):
        text = f"declares {misplaced[0]} for the whole package: declare it for each resource"
    elif not isinstance(descriptor.get("resources"), list) or not descriptor["resources"]:
        text = "resources must list the tables, each with a name and a path"
    if text:
        raise PackageError(package, [whole(DESCRIPTOR, text)])
    return dict(descriptor)


def resources(descriptor: Mapping[str, Any]) -> tuple[list[Resource], list[Fault]]:
    """The tables that a descriptor lists, in the order of their paths, and what is wrong."""
    found: dict[str, Resource] = {}
    faults = []
    for number, entry in enumerate(descriptor["resources"], start=1):
        name = _table_name(entry)
        text = _name_fault(name, found)
        if text:
            faults.append(whole(DESCRIPTOR, f"resource {number} {text}"))
            continue
        path, rows = entry.get("path"), entry.get("rows")
        table = TABLES.get(name, SHAPES)
        reason, how = path_fault(path, SUFFIXES if table is SHAPES else TABULAR), PLAIN
        try:
            if not reason:
                how = declared_shapes(entry) if table is SHAPES else declared(entry, table)
        except RefusedError as refused:
            reason = str(refused)
        found[name] = Resource(
            table,
            str(path),
            rows if isinstance(rows, int) else 0,
            how,
            f"resource {number} {reason}" if reason else "",
        )
    return sorted(found.values(), key=lambda resource: resource.path), faults


def table_sources(descriptor: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Sources of the tables that state any, by table: the objects in the order of the file.

    Of an imported table each has title, file, sha256, vintage, licence, format, dataset, imported
    (a day) and left_out (a list of objects with what, count and why). They change nothing of how a
    table is read, so that anything else is left out and not refused.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in descriptor["resources"]:
        listed = entry.get("sources") if isinstance(entry, dict) else None
        kept = [it for it in listed if isinstance(it, dict)] if isinstance(listed, list) else []
        if kept and (name := _table_name(entry)) in RESOURCES:
            found.setdefault(name, kept)
    return found


def encode(
    name: str,
    title: str,
    tables: Mapping[str, pd.DataFrame],
    metadata: Mapping[str, object],
    suffix: Format,
    shapes: Shapes | None = None,
) -> bytes:
    """The bytes of a datapackage.json for valid tables and outlines, or PackageError."""
    further = {key: value for key, value in metadata.items() if key not in RESERVED}
    descriptor = {
        "profile": "data-package",
        "name": name,
        "title": title,
        **further,
        "resources": [
            *(
                {**_entry(TABLES[table], tables, suffix), **_sources(table, metadata)}
                for table in tables
            ),
            *(
                [{**_shapes_entry(suffix_of(shapes)), **_sources(SHAPES.name, metadata)}]
                if shapes
                else []
            ),
        ],
    }
    try:
        content = json.dumps(descriptor, indent=1, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise PackageError(name, [whole(DESCRIPTOR, f"metadata is not JSON: {error}")]) from error
    decode(content, name)
    return content


def _table_name(entry: object) -> str:
    """The name of an entry of resources in the contract's spelling, empty where it has none."""
    name = entry.get("name") if isinstance(entry, dict) else None
    return name.replace("-", "_") if isinstance(name, str) else ""


def _name_fault(name: str, found: Mapping[str, Resource]) -> str:
    """Why an entry of resources is not a valid table, empty where it is."""
    if not name:
        return "must be an object with a name and a path"
    if name not in RESOURCES:
        near = difflib.get_close_matches(name, RESOURCES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"tables are {', '.join(RESOURCES)}"
        return f"has the unknown name {name!r}: {hint}"
    return f"repeats the table {name}: keep one of them" if name in found else ""


def path_fault(path: object, endings: tuple[str, ...]) -> str:
    """Why a path is not that of a file with one of these endings inside the package."""
    if not isinstance(path, str):
        return "must have one path, as text"
    parts = PurePosixPath(path).parts
    if "://" in path or "\\" in path or ":" in path or path.startswith(("/", "~")):
        return f"has the path {path!r}: paths must be relative to the folder of the package"
    if ".." in parts:
        return f"has the path {path!r}: paths must stay inside the folder of the package"
    if not path.isprintable() or not path.endswith(endings):
        *first, last = endings
        others = "; smartspec import FILE --to PACKAGE takes other files" * (endings == TABULAR)
        return f"has the path {path!r}: paths must end with {', '.join(first)} or {last}{others}"
    return ""


def _entry(table: Table, tables: Mapping[str, pd.DataFrame], suffix: Format) -> dict[str, object]:
    """A Frictionless data resource with its table schema."""
    rows = tables[table.name]
    table = extended(table, rows.columns)
    columns = table.columns
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.{suffix}",
        "format": suffix,
        "rows": len(rows),
        "schema": {
            "fields": [_field(column) for column in columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": column.name, "reference": _reference(column, table)}
                for column in columns
                if column.references
            ],
        },
    }


def _shapes_entry(suffix: str) -> dict[str, object]:
    return {
        "name": SHAPES.name.replace("_", "-"),
        "path": f"{SHAPES.name}.{suffix}",
        "format": suffix,
    }


def _sources(table: str, metadata: Mapping[str, object]) -> dict[str, object]:
    """The property `sources` of a table's resource, if the metadata state any."""
    stated = metadata.get(TABLE_SOURCES)
    return {"sources": stated[table]} if isinstance(stated, Mapping) and table in stated else {}


def _field(column: Column) -> dict[str, object]:
    constraints = declarable(column)
    field: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "description": column.description,
    }
    return {**field, "constraints": constraints} if constraints else field


def _reference(column: Column, table: Table) -> dict[str, str]:
    """The other end of a foreign key; a table refers to itself by an empty name."""
    name, _, field = column.references.partition(".")
    return {"resource": "" if name == table.name else name.replace("_", "-"), "fields": field}

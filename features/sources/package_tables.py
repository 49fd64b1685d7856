"""Tables in the layout of a data package: what smartspec wrote, or what somebody made like it.

Recognised by their column names, which are those of the contract (features.package.schema), in any
order. CSV in any encoding, separated by commas, semicolons, tabs or bars, with decimal points or
commas; or Parquet.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow.parquet

from features.errors import InputError
from features.package import Package
from features.package.content.limits import size_excess
from features.package.contract.columns import Table
from features.package.declared import Declared
from features.package.descriptor import DESCRIPTOR
from features.package.problems import first_of
from features.package.schema import TABLES, extended
from features.package.sheets import parse
from features.sources.delimited import separator
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, Reading, Say

PARQUET = b"PAR1"


def recognises(file: SourceFile) -> bool:
    """Whether the header has the columns of a table and no others that it cannot have."""
    return _table(file) is not None


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for every file; rows that break the contract are refused with their place."""
    return [_reading(file) for file in files]


def of_package(folder: Path, found: Package) -> list[Reading]:
    """A reading for every table of the data package in a folder."""
    written = date.fromtimestamp((folder / DESCRIPTOR).stat().st_mtime)
    file = SourceFile(folder.name, folder, folder.name, found.sha256, written)
    return [Reading(name, rows, (file,), name) for name, rows in found.files().items()]


def _reading(file: SourceFile) -> Reading:
    table = _table(file)
    assert table is not None
    if text := size_excess("parquet" if _is_parquet(file) else "csv", file.size):
        raise InputError(f"{file.name}: {text}")
    content, name = file.path.read_bytes(), file.name
    if _is_parquet(file):
        sheet = parse(content, "table.parquet", table)
    else:
        content = content.decode(file.encoding).encode()
        sheet = parse(content, "table.csv", table, _declared(content, table))
    if sheet.faults:
        problems, rest = first_of(sheet.faults)
        lines = [it.replace("table.parquet", name).replace("table.csv", name) for it in problems]
        raise InputError("\n  ".join([f"{name} cannot be imported:", *lines, rest]).rstrip())
    rows = sheet.rows.reset_index(drop=True)
    return Reading(table.name, rows, (file,), table.name)


def _table(file: SourceFile) -> Table | None:
    """The table of the contract whose columns the file has; None where there is none."""
    names = _header(file)
    for table in TABLES.values():
        possible = {column.name for column in extended(table, names).columns}
        if names and set(table.column_names) <= set(names) <= possible:
            return table
    return None


def _header(file: SourceFile) -> list[str]:
    if _is_parquet(file):
        try:
            return list(pyarrow.parquet.read_schema(file.path).names)
        except (pyarrow.ArrowException, OSError):
            return []
    first = file.head.lstrip("\ufeff").partition("\n")[0].rstrip("\r")
    if not first or len(first) > 10_000:
        return []
    return next(csv.reader([first], delimiter=separator(first)), [])


def _is_parquet(file: SourceFile) -> bool:
    return file.start.startswith(PARQUET)


def _declared(content: bytes, table: Table) -> Declared:
    """How a CSV is written: its separator, and a decimal comma where numbers have one."""
    first, _, rest = content.partition(b"\n")
    delimiter = separator(first.decode("utf-8-sig"))
    numbers = [column.name for column in table.columns if column.type == "number"]
    if delimiter == "," or b"," not in rest:
        return Declared(delimiter=delimiter)
    return Declared(delimiter=delimiter, decimal=dict.fromkeys(numbers, ","))


FORMAT = Format(
    "package-table",
    "Table of a data package",
    "",
    recognises,
    read,
)

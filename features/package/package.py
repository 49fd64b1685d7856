"""Read, validate and write a data package: a folder with datapackage.json and its tables."""

import hashlib
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from features.errors import InputError, MissingTableError
from features.package import periods
from features.package.descriptor import DESCRIPTOR, RESERVED, Resource, decode, encode, resources
from features.package.problems import PackageError, whole
from features.package.rules import check
from features.package.schema import TABLES
from features.package.sheets import FIRST_ROW, Format, Sheet, broken, parse, serialize, typed

__all__ = ["Package", "PackageError", "overwrite", "read", "write"]

MAX_BYTES = 500_000_000
"""The largest table file that is read."""

MAX_DESCRIPTOR_BYTES = 10_000_000
"""The largest datapackage.json that is read."""


@dataclass(frozen=True)
class Package:
    """A validated data package in memory.

    Attributes
    ----------
    name, title : str
        As in datapackage.json.
    sha256 : str
        Digest of datapackage.json and of every table file, in the order of their names.
    tables : mapping of str to DataFrame
        Table name (as in ``features.package.schema.TABLES``) to rows, columns as declared there:
        text as str, never null; years as int64; numbers as float64. All are annual: of an
        indicator with quarters or months they hold the means over complete years.
    metadata : mapping
        The rest of datapackage.json (sources, licenses, description).
    sub_annual : mapping of str to DataFrame
        Table name to its rows with quarters or months, with their column period; no entry for a
        table without any.
    """

    name: str
    title: str
    sha256: str
    tables: Mapping[str, pd.DataFrame]
    metadata: Mapping[str, object]
    sub_annual: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def table(self, name: str, question: str) -> pd.DataFrame:
        """The rows of a table that a question needs, or MissingTableError."""
        if name not in self.tables:
            raise MissingTableError(self.name, name, question)
        return self.tables[name]

    def n_rows(self, name: str) -> int:
        """Rows of a table's file; those of quarters or months count, not their means."""
        rows, parts = self.tables[name], self.sub_annual.get(name)
        if parts is None:
            return len(rows)
        return len(parts) + int((~rows["indicator"].isin(parts["indicator"])).sum())

    def at_period(self, indicator: str, period: int) -> "Package":
        """The package with one quarter or month as a year of an indicator, not the yearly mean."""
        name = "cluster_indicators"
        if name not in self.sub_annual:
            return self
        rows, parts = self.tables[name], self.sub_annual[name]
        chosen = parts[(parts["indicator"] == indicator) & (parts["period"] == period)]
        others = rows[rows["indicator"] != indicator]
        annual = pd.concat([others, chosen[list(rows)]], ignore_index=True)
        kept = parts[parts["indicator"] != indicator].reset_index(drop=True)
        return replace(self, tables={**self.tables, name: annual}, sub_annual={name: kept})

    def until(self, cutoff: int) -> "Package":
        """The same package as it stood at the end of the cutoff year: later rows dropped."""
        tables, sub_annual = (
            {
                name: rows[rows["year"] <= cutoff] if "year" in rows else rows
                for name, rows in part.items()
            }
            for part in (self.tables, self.sub_annual)
        )
        return replace(self, tables=tables, sub_annual=sub_annual)


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
    folder = Path(path)
    if folder.name == DESCRIPTOR:
        folder = folder.parent
    content = _descriptor_content(folder)
    descriptor = decode(content, str(folder))
    listed, faults = resources(descriptor)
    digest, sheets = hashlib.sha256(content), {}
    for resource in listed:
        sheets[resource.table.name] = _sheet(folder, resource, digest.update)
    faults += check({name: sheets[name] for name in TABLES if name in sheets})
    if faults:
        raise PackageError(str(folder), faults)
    tables = {name: sheets[name].rows.reset_index(drop=True) for name in TABLES if name in sheets}
    yearly, sub_annual = periods.split(tables)
    return Package(
        descriptor["name"],
        descriptor.get("title", descriptor["name"]),
        digest.hexdigest(),
        yearly,
        {key: value for key, value in descriptor.items() if key not in RESERVED},
        sub_annual,
    )


def write(
    tables: Mapping[str, pd.DataFrame],
    folder: Path | str,
    name: str,
    title: str,
    metadata: Mapping[str, object] = MappingProxyType({}),
    format: Format = "csv",  # noqa: A002 (Frictionless' word)
) -> None:
    """Validate tables and write them as a new data package: all of it, or nothing.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Table name to rows; the index is not written.
    folder : path
        New, or empty.
    name, title : str
        For datapackage.json; name of letters, digits and any of . _ -.
    metadata : mapping
        Further properties of datapackage.json: sources, licenses, description.
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
    tables: Mapping[str, pd.DataFrame],
    folder: Path | str,
    name: str,
    title: str,
    metadata: Mapping[str, object] = MappingProxyType({}),
    format: Format = "csv",  # noqa: A002 (Frictionless' word)
) -> None:
    """As ``write``, in place of the data package that is in the folder, if there is one."""
    files = _files(tables, name, title, metadata, format)
    _put(folder, files, may_replace=True)


def _files(
    tables: Mapping[str, pd.DataFrame],
    name: str,
    title: str,
    metadata: Mapping[str, object],
    format: Format,  # noqa: A002 (Frictionless' word)
) -> dict[str, bytes]:
    """The files of a data package, from tables that are validated first."""
    if format not in FIRST_ROW:
        raise InputError(f"unknown format {format!r}: a package is written as csv or parquet")
    valid = _validated(tables, name, format)
    files = {f"{table}.{format}": serialize(rows, format) for table, rows in valid.items()}
    files[DESCRIPTOR] = encode(name, title, valid, metadata, format)
    return files


def _put(folder: Path | str, files: Mapping[str, bytes], may_replace: bool) -> None:
    """Write the files of a package to a folder: all of them, or none."""
    target = Path(folder).resolve()
    _refuse_loss(target, may_replace)
    try:
        _replace_folder(target, files)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror}") from error


def _descriptor_content(folder: Path) -> bytes:
    """The bytes of datapackage.json, or PackageError."""
    if not folder.is_dir():
        raise PackageError(str(folder), [whole("", "there is no such folder")])
    content = _content(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES)
    if isinstance(content, str):
        raise PackageError(str(folder), [whole(DESCRIPTOR, content)])
    return content


def _content(folder: Path, path: str, limit: int) -> bytes | str:
    """The bytes of a file of the package, or why it is not read."""
    file = folder / path
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            return "the file lies outside the package's folder"
        if not file.is_file():
            return "the file is missing"
        if file.stat().st_size > limit:
            return f"the file is larger than {limit // 1_000_000} MB"
        return file.read_bytes()
    except OSError as error:
        return f"the file cannot be read ({error.strerror})"


def _sheet(folder: Path, resource: Resource, digest: Callable[[bytes], None]) -> Sheet:
    """A table as read, or the reason why not; fewer rows than declared are a fault."""
    if resource.fault:
        return broken(DESCRIPTOR, resource.fault)
    content = _content(folder, resource.path, MAX_BYTES)
    if isinstance(content, str):
        return broken(resource.path, content)
    digest(content)
    sheet = parse(content, resource.path, resource.table)
    if sheet.faults or len(sheet.rows) >= resource.rows:
        return sheet
    text = (
        f"the file has {len(sheet.rows):,} rows where {DESCRIPTOR} says {resource.rows:,}: "
        "it may be truncated"
    )
    return replace(sheet, faults=(whole(resource.path, text),))


def _validated(
    tables: Mapping[str, pd.DataFrame], name: str, suffix: Format
) -> dict[str, pd.DataFrame]:
    """The tables with columns in the contract's order and types, or PackageError."""
    faults = [
        whole(DESCRIPTOR, f"there is no table {table!r}: tables are {', '.join(TABLES)}")
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
    """InputError where writing would destroy anything but a package that may be replaced."""
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not (target / DESCRIPTOR).is_file():
        raise InputError(f"{target} is there and not a data package: choose a new folder")
    if not may_replace:
        raise InputError(f"{target} is there already: choose a new folder, or overwrite it")
    listed, _ = resources(decode(_descriptor_content(target), str(target)))
    own = {DESCRIPTOR, *(resource.path for resource in listed)}
    others = sorted(file.name for file in target.iterdir() if file.name not in own)
    if others:
        raise InputError(f"{target} also holds {others[0]}, which would be lost: move it away")


def _replace_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside the target and move them there whole; on failure all is as before."""
    mark = uuid.uuid4().hex
    fresh, former = (target.with_name(f".{target.name}-{mark}-{end}") for end in ("new", "old"))
    try:
        fresh.mkdir(parents=True)
        for name, content in files.items():
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

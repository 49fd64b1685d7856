"""Read and validate a data package: a folder with datapackage.json and its tables."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from features.package import periods
from features.package.descriptor import DESCRIPTOR, RESERVED, Resource, decode, resources
from features.package.package import Package
from features.package.problems import PackageError, whole
from features.package.rules import check
from features.package.schema import TABLES
from features.package.sheets import Sheet, broken, parse

MAX_BYTES = 500_000_000
"""The largest table file that is read."""

MAX_DESCRIPTOR_BYTES = 10_000_000
"""The largest datapackage.json that is read."""


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
    content = descriptor_content(folder)
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


def descriptor_content(folder: Path) -> bytes:
    """The bytes of datapackage.json, or PackageError."""
    if not folder.is_dir():
        raise PackageError(str(folder), [whole("", "the folder does not exist")])
    content = _content(folder, DESCRIPTOR, MAX_DESCRIPTOR_BYTES)
    if isinstance(content, str):
        raise PackageError(str(folder), [whole(DESCRIPTOR, content)])
    return content


def _content(folder: Path, path: str, limit: int) -> bytes | str:
    """The bytes of a file of the package, or why it cannot be read."""
    file = folder / path
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            return "the file is outside the folder of the package"
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
        f"the file has {len(sheet.rows):,} rows, but {DESCRIPTOR} says {resource.rows:,}: "
        "it may be truncated"
    )
    return replace(sheet, faults=(whole(resource.path, text),))

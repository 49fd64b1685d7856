"""Checksums of the files of a version, to notice one that has changed since the training."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from features.errors import InputError

FILE = "checksums.json"
"""File of a snapshot with the SHA-256 of each other file, by its path."""
TAG = "checksums"
"""Tag of a version and its run with the SHA-256 of `FILE`."""
REMEDY = "restore it from a backup or train again"


def write(folder: Path) -> str:
    """Write the checksums of all files of a snapshot, and return the SHA-256 of that file."""
    text = json.dumps(_of_files(folder), indent=1, sort_keys=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return _of(folder / FILE)


def check(folder: Path, name: str, version: int, digest: str = "") -> bool:
    """Compare a snapshot with its checksums.

    Parameters
    ----------
    name, version
        The registered version, for messages.
    digest : str
        SHA-256 of `FILE`; "" for versions of older releases, which kept none.

    Returns
    -------
    bool
        False if there are no checksums to compare with, as in older releases.

    Raises
    ------
    InputError
        A file has changed, is missing or was added.
    """
    listed = folder / FILE
    if not digest and not listed.is_file():
        return False
    if not listed.is_file():
        raise InputError(_fault(FILE, name, version, "is missing"))
    if digest and _of(listed) != digest:
        raise InputError(_changed(FILE, name, version, _of(listed), digest))
    kept: Mapping[str, str] = json.loads(listed.read_text(encoding="utf-8"))
    found = _of_files(folder)
    for file in sorted({*kept, *found}):
        if file not in found:
            raise InputError(_fault(file, name, version, "is missing"))
        if file not in kept:
            raise InputError(_fault(file, name, version, "was added after its training"))
        if found[file] != kept[file]:
            raise InputError(_changed(file, name, version, found[file], kept[file]))
    return True


def state(folder: Path) -> frozenset[tuple[str, int, int]]:
    """What changes whenever a file of a folder is written, replaced, added or removed."""
    files = [(file, file.stat()) for file in folder.rglob("*") if file.is_file()]
    return frozenset((str(file), found.st_ctime_ns, found.st_size) for file, found in files)


def _changed(file: str, name: str, version: int, found: str, kept: str) -> str:
    change = f"has changed since its training (checksum {found[:12]}, not {kept[:12]})"
    return _fault(file, name, version, change)


def _fault(file: str, name: str, version: int, fault: str) -> str:
    return f"file {file} of {name} version {version} {fault}: {REMEDY}"


def _of_files(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file() and file != folder / FILE]
    return {file.relative_to(folder).as_posix(): _of(file) for file in files}


def _of(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()

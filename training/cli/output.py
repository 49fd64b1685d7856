"""Where commands write their reports and JSON."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import typer

from features.files import write

__all__ = ["report_folder", "write", "write_json"]

REPORTS = Path("reports")
LONGEST, DIGEST = 100, 16
"""Bytes of the part of a name that stands for one code, and digits of the hash that ends it."""
DEVICES = [f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10)]
RESERVED = {"cluster", "monitor", "con", "prn", "aux", "nul", *DEVICES}
"""Codes that would be read as a kind of report, or as a device of Windows."""


def report_folder(package: str, *codes: str, kind: str = "") -> Path:
    """Default folder of a report: reports/PACKAGE/CODE-CODE, with a word such as monitor-v3.

    Different codes have different folders on every file system: see `folder_name`.
    """
    parts = [folder_name(code) for code in codes]
    # Hyphens part only the codes: those of a package, as in us-states, may stay.
    home = folder_name(package, str.lower).replace("%2D", "-")
    return REPORTS / home / "-".join([*parts, *filter(None, [kind])])


def folder_name(code: str, usual: Callable[[str], str] = str.upper) -> str:
    """A code as part of the name of a folder, different for every code, of at most LONGEST bytes.

    Other characters than letters, digits and inner spaces, points and underscores are written as
    their UTF-8 bytes, %2D for a hyphen. Where file systems ignore case, names that differ in case
    alone would be one: letters that are not in the usual case are counted at the end, as ~1.
    """
    ends = (0, len(code) - 1)
    marks = [
        mark
        if mark.isalnum() or mark == "_" or (mark in " ." and place not in ends)
        else _bytes(mark)
        for place, mark in enumerate(code)
    ]
    if code.casefold() in RESERVED or not code:
        marks[:1] = [_bytes(code[:1])] if code else ["%"]
    unusual = sum(1 << place for place, mark in enumerate(code) if mark != usual(mark))
    name = "".join(marks) + (f"~{unusual:x}" if unusual else "")
    if len(name.encode()) <= LONGEST:
        return name
    digest = hashlib.sha256(code.encode()).hexdigest()[:DIGEST]
    return name.encode()[: LONGEST - DIGEST - 2].decode(errors="ignore") + f"~~{digest}"


def _bytes(mark: str) -> str:
    return "".join(f"%{byte:02X}" for byte in mark.encode())


def write_json(line: str, target: str) -> None:
    """Write a line of JSON to a file, to stdout ("-") or nowhere ("")."""
    if target == "-":
        typer.echo(line)
    elif target:
        write(Path(target), f"{line}\n".encode())

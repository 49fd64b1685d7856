"""Files that commands read and write."""

import csv
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from features.errors import InputError

DECIMALS = "a point in numbers, as 1.5"


def csv_rows(file: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    """The header of a CSV file, and its rows by column with the line that each ends in.

    Blank rows, which spreadsheets save, are skipped.

    Raises
    ------
    InputError
        The file cannot be read, its cells are not separated by commas, it has no rows, or a row
        has too many or too few cells.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            names = [name or "" for name in reader.fieldnames or []]
            rows = [(reader.line_num, row) for row in reader if not _is_blank(row)]
    except FileNotFoundError:
        raise InputError(f"there is no file {file}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file} cannot be read: {error}") from None
    if len(names) == 1:
        raise InputError(
            f"{file} is not separated by commas: save it with commas between cells, {DECIMALS}"
        )
    for line, row in rows:
        if None in row or None in row.values():
            raise InputError(
                f"{file}, row {line}: {'more' if None in row else 'fewer'} cells than the header "
                f"has; commas stand between cells, {DECIMALS}"
            )
    return names, rows


def _is_blank(row: Mapping[Any, Any]) -> bool:
    """Whether all cells are blank; csv keeps cells beyond the header in a list under None."""
    beyond = row.get(None, [])
    return not any(
        cell and cell.strip() for cell in [*beyond, *(row[name] for name in row if name)]
    )


def real(path: Path | str) -> Path:
    """The absolute path with links followed; one whose links go round is left as it is."""
    return Path(os.path.realpath(path))


def write(file: Path, content: bytes) -> None:
    """Write a file and the folders above it; if that fails, a former file stays as it was.

    Raises
    ------
    InputError
        Naming the file that cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and not file.is_file():
            file.write_bytes(content)  # A pipe takes the content; a folder refuses it.
        else:
            _replace(real(file), content)
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}") from error


def _replace(file: Path, content: bytes) -> None:
    """Write a temporary file and rename it."""
    fresh = file.with_name(f".{uuid.uuid4().hex}")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)

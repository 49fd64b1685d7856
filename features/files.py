"""Files that commands write."""

import uuid
from pathlib import Path

from features.errors import InputError


def write(file: Path, content: bytes) -> None:
    """Write a file and the folders above it; where that fails, a former file is still there.

    Raises
    ------
    InputError
        Naming the file that cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists() and not file.is_file():
            file.write_bytes(content)  # A pipe is written to; a folder refuses.
        else:
            _replace(file.resolve(), content)
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}") from error


def _replace(file: Path, content: bytes) -> None:
    """Write beside the file and move it there whole."""
    fresh = file.with_name(f".{uuid.uuid4().hex}")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)

"""Files that commands write."""

import uuid
from pathlib import Path

from features.errors import InputError


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
            _replace(file.resolve(), content)
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

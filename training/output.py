"""Files that commands write."""

from pathlib import Path

from features.errors import InputError

REPORTS = Path("reports")


def report_folder(package: str, *parts: str) -> Path:
    """Where a report is written by default: reports/PACKAGE/PART-PART, each package apart."""
    return REPORTS / package / "-".join(parts).replace("/", "-")


def write(file: Path, content: bytes) -> None:
    """Write a file and the folders above it.

    Raises
    ------
    InputError
        Naming the file that cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}") from error

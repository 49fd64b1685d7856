"""One refresh at a time of a package folder, and of a package in a store."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from features.errors import InputError
from features.files import real
from training.registry.location import beside_store


class BusyError(Exception):
    """Another refresh is running."""


def of_folder(folder: Path) -> Path:
    """The lock of a package folder, beside it: an import replaces the folder."""
    target = real(folder)
    return target.with_name(f".{target.name}.refresh.lock")


def of_store(package: str) -> Path:
    """The lock of a package in the store."""
    plain = re.sub(r"[^\w.-]", "-", package)
    return beside_store(f"refresh-{plain}.lock")


@contextmanager
def alone(file: Path, package: str) -> Iterator[None]:
    """Hold a lock; its file stays, and the system releases that of a process that is killed.

    Raises
    ------
    BusyError
        Another process holds it.
    InputError
        The file cannot be written.
    """
    lock = FileLock(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(
            f"another refresh of {package} is running (it holds {file}): try again when it is done"
        ) from None
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()

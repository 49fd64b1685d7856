"""One refresh at a time of a package folder, and of a package in a store."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from features.errors import InputError
from training.registry.location import beside_store


class BusyError(Exception):
    """Another refresh is running."""


@contextmanager
def alone(folder: Path, package: str) -> Iterator[None]:
    """Hold the locks of a package folder and of its package in the store.

    Both are files that stay; the system releases the locks of a process that is killed.

    Raises
    ------
    BusyError
        Another process holds one.
    InputError
        A lock cannot be written.
    """
    target = folder.resolve()
    plain = re.sub(r"[^\w.-]", "-", package)
    files = [
        target.with_name(f".{target.name}.refresh.lock"),
        beside_store(f"refresh-{plain}.lock"),
    ]
    with ExitStack() as held:
        for file in files:
            held.enter_context(_held(file, package))
        yield


@contextmanager
def _held(file: Path, package: str) -> Iterator[None]:
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

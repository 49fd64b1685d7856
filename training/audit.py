"""The audit log: one JSON line for what was asked and changed, if SMARTSPEC_AUDIT names a file.

The file is opened anew for each line, so that logrotate may move it at any time.
"""

import getpass
import json
import logging
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from features.errors import InputError

FILE = "SMARTSPEC_AUDIT"
"""Environment variable with the file of the audit log."""

logger = logging.getLogger("bentoml.smartspec")


def check(environment: Mapping[str, str] | None = None) -> None:
    """Raise where the audit log is wanted and cannot be written.

    Raises
    ------
    InputError
    """
    path = (os.environ if environment is None else environment).get(FILE)
    if not path:
        return
    try:
        os.close(_opened(path))
    except OSError as error:
        raise InputError(
            f"{FILE}: cannot write {path}: {error.strerror}; name a file in a folder that exists "
            "and that smartspec may write to"
        ) from None


def is_kept() -> bool:
    """Whether there is an audit log."""
    return bool(os.environ.get(FILE))


def append(entry: Mapping[str, Any]) -> None:
    """Write one line with the time in front; where that fails, the log of the service says so."""
    path = os.environ.get(FILE)
    if not path:
        return
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **entry}
    try:
        file = _opened(path)
        try:
            os.write(file, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(file)
    except OSError as error:
        logger.error("the audit log %s cannot be written: %s", path, error.strerror)  # noqa: TRY400


def changed(action: str, name: str, version: int, right: str) -> None:
    """A line for a promotion or a rollback on the command line.

    Parameters
    ----------
    right : str
        By what right: what the gate said, or that it was forced.
    """
    by_account(action, {"model": name, "version": version, "right": right})


def by_account(action: str, facts: Mapping[str, Any]) -> None:
    """A line for what was changed on the command line, with the account of the system."""
    append({"who": f"account:{_account()}", "action": action, **facts})


def _account() -> str:
    """The account of the operating system; its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _opened(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)

"""What failed to load, in one line of the log each."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AGAIN_SECONDS = 60.0
"""After which a version is read again although its files did not change."""

logger = logging.getLogger("bentoml.smartspec")


class Failures:
    """What failed at the last attempt, by its name."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self._reasons)

    def __contains__(self, name: str) -> bool:
        return name in self._reasons

    @contextmanager
    def logging(self, name: str, serving: str) -> Iterator[None]:
        """Log a failure inside as one line, unless it is the same as the last one."""
        try:
            yield
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            if self._reasons.get(name) != reason:
                self._reasons[name] = reason
                line = f"{name}: failed to load; still serving {serving}: {reason}"
                logger.log(logging.ERROR, line)  # no traceback: the reason is enough
        else:
            self._reasons.pop(name, None)


class Damaged:
    """Versions that could not be read, so that none is read at every look at the registry."""

    def __init__(self) -> None:
        self._found: dict[object, tuple[object, float]] = {}

    def __contains__(self, version: object) -> bool:
        return version in self._found

    def note(self, version: object, is_read: bool, state: Callable[[], object]) -> None:
        """A version was read, or could not be.

        Parameters
        ----------
        state : callable
            Gives what differs once a file of the version changes; None where that is not known.
        """
        self._found.pop(version, None)
        if not is_read:
            self._found[version] = state(), time.monotonic()

    def is_same(self, version: object, state: Callable[[], object]) -> bool:
        """Whether a version could not be read a while ago, and its files are as they were then."""
        before, then = self._found.get(version, (None, 0.0))
        is_recent = time.monotonic() - then < AGAIN_SECONDS
        return before is not None and is_recent and state() == before

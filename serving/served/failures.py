"""What failed to load, in one line of the log each."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

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

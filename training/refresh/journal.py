"""The log of a refresh: one JSON line a step, and lines of progress for people."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from features.errors import InputError
from training.trained import Progress


@dataclass
class Step:
    """A step under way; what becomes of it is set before it ends."""

    name: str
    outcome: str = "done"


@dataclass(frozen=True)
class Journal:
    """Where steps are written down.

    Attributes
    ----------
    file : path or None
        JSON lines are appended to it; None where nothing may be written.
    progress : Progress
    steps : list of dict
        What was written.
    changes : list of str
        Steps that changed the package or the store.
    """

    file: Path | None
    progress: Progress
    steps: list[dict[str, str | float]] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Announce a step, and write down how it ended and how long it took.

        A step that is killed leaves no line: that of its start is on stderr.
        """
        self.progress(name)
        step, began, clock = Step(name), datetime.now(UTC), time.monotonic()
        try:
            yield step
        except Exception as error:
            step.outcome = f"failed: {' '.join(str(error).split()) or type(error).__name__}"
            raise
        finally:
            self._write(step, began, time.monotonic() - clock)

    def _write(self, step: Step, began: datetime, seconds: float) -> None:
        entry: dict[str, str | float] = {
            "step": step.name,
            "start": began.isoformat(timespec="milliseconds"),
            "seconds": round(seconds, 3),
            "outcome": step.outcome,
        }
        self.steps.append(entry)
        self.progress(f"{step.name}: {step.outcome}")
        if self.file is None:
            return
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        except OSError as error:
            raise InputError(f"cannot write {self.file}: {error.strerror}") from error

"""What gives way while a new version is read: the interpreter works on one thing at a time."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

MOST_SECONDS = 2.0
"""Most time that questions wait; what only prepares later answers waits to the end."""
LOOK_SECONDS = 0.01
"""Between two looks of the event loop whether the reading has ended."""


class Reading:
    """Whether a new version is being read now.

    Without it the reading would share the interpreter with every question, so that a busy service
    would be the last to see a new champion.
    """

    def __init__(self) -> None:
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._ended.set()
        self._readers, self._until = 0, 0.0
        self._waiting: asyncio.Task[None] | None = None

    @contextmanager
    def going_on(self, holds_questions: bool) -> Iterator[None]:
        """Something is read inside the block.

        Parameters
        ----------
        holds_questions : bool
            Whether questions wait for it too; the caller sees to it that this is rare.
        """
        with self._lock:
            self._readers += 1
            self._ended.clear()
            if holds_questions:
                self._until = time.monotonic() + MOST_SECONDS
        try:
            yield
        finally:
            with self._lock:
                self._readers -= 1
                if holds_questions:
                    self._until = 0.0
                if not self._readers:
                    self._ended.set()

    @property
    def holds_questions(self) -> bool:
        """Whether a question should wait before it is worked on."""
        return self._until > 0.0 and time.monotonic() < self._until

    def wait(self) -> None:
        """Return once nothing is read; for threads that prepare later answers."""
        self._ended.wait()

    def hold(self) -> None:
        """Return once a question may be worked on; for threads that answer."""
        while self.holds_questions:
            time.sleep(LOOK_SECONDS)

    async def held(self) -> None:
        """Return once a question may be worked on; one look for all that wait on the event loop."""
        if self._waiting is None or self._waiting.done():
            self._waiting = asyncio.ensure_future(self._look())
        await asyncio.shield(self._waiting)

    async def _look(self) -> None:
        while self.holds_questions:
            await asyncio.sleep(LOOK_SECONDS)

"""Connections that send no request are closed: uvicorn waits for headers without an end.

A proxy in front, such as Caddy or nginx, does the same; this holds where there is none.
"""

import asyncio
import resource
from typing import Any

import uvicorn.config
from uvicorn.protocols.http.auto import AutoHTTPProtocol

SECONDS = 10.0
"""In which the headers of a request must be complete."""
MOST = 2_000
"""Open connections; the files that a process may open bound them too."""
FILES = 200
"""Open files that are left to everything else."""


def most_connections() -> int:
    """How many connections may be open at once."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else max(min(MOST, soft - FILES), FILES)


class Connection(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """A connection of uvicorn that is closed if it sends no complete headers in time.

    If too many are open, the one that has been without complete headers for longest makes room.
    """

    most = most_connections()
    # By protocol, since they are of one process: those without complete headers, oldest first.
    idle: dict["Connection", None] = {}  # noqa: RUF012

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.most:
            next(iter(self.idle)).close()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete:
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self.idle.pop(self, None)
        self.idle[self] = None

    def close(self) -> None:
        """End the connection, whatever it was about to send."""
        self._stop_waiting()
        self.transport.abort()

    def _wait(self) -> None:
        """Begin to wait for headers, if it does not yet."""
        if self._timer is None:
            self._timer = self.loop.call_later(SECONDS, self.close)
            self.idle.setdefault(self)

    def _stop_waiting(self) -> None:
        self.idle.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def install() -> None:
    """Have uvicorn use it: BentoML starts uvicorn and lets no protocol be named."""
    uvicorn.config.HTTP_PROTOCOLS["auto"] = f"{__name__}:{Connection.__name__}"

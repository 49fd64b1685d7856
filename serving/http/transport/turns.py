"""Turns to work: a few answers are worked out at once, the rest wait, client by client."""

import asyncio
import contextvars
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class BusyError(Exception):
    """Too many wait already, or the turn did not come in time."""


class GoneError(Exception):
    """Whoever asked is gone."""


class Turns:
    """A few threads, and who waits for them.

    Clients take turns, so that one who asks a hundred questions does not keep another, who asks
    one, waiting behind all of them. All methods run on the event loop.

    Parameters
    ----------
    at_once : int
        Threads.
    waiting : int
        Most questions that wait for one.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, "answers")
        self._free, self._most, self._waiting = at_once, waiting, 0
        self._queues: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def worked(
        self,
        client: str,
        work: Callable[[], T],
        gone: Callable[[], Awaitable[object]],
        start_within: float,
        end_within: float,
    ) -> T:
        """The result of work in a thread.

        Parameters
        ----------
        client : str
            Who asks.
        gone : callable
            What ends when the client is gone, to be awaited while it waits for its turn.
        start_within, end_within : float
            Seconds from now.

        Raises
        ------
        BusyError, GoneError
            It did not start.
        TimeoutError
            It did not end; the thread works on, and keeps its place until it is done.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + end_within
        await self._turn(client, gone, start_within)
        spoken = contextvars.copy_context()
        working = loop.run_in_executor(self._pool, spoken.run, _told, work)
        working.add_done_callback(self._ended)
        async with asyncio.timeout_at(end):
            return await asyncio.shield(working)

    async def _turn(
        self, client: str, gone: Callable[[], Awaitable[object]], within: float
    ) -> None:
        if self._free:
            self._free -= 1
            return
        if self._waiting >= self._most:
            raise BusyError
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues.setdefault(client, deque()).append(turn)
        self._waiting += 1
        leaving: asyncio.Future[Any] = asyncio.ensure_future(gone())
        try:
            either: set[asyncio.Future[Any]] = {turn, leaving}
            await asyncio.wait(either, timeout=within, return_when="FIRST_COMPLETED")
        except asyncio.CancelledError:
            if turn.done():
                self._next()
            raise
        finally:
            self._waiting -= 1
            left = leaving.done()
            leaving.cancel()
            came = turn.done()
            turn.cancel()
        if not came:
            raise GoneError if left else BusyError

    def _ended(self, working: asyncio.Future[Any]) -> None:
        if not working.cancelled():
            working.exception()  # taken: whoever waited for it may have left
        self._next()

    def _next(self) -> None:
        """Give a free thread to the client whose turn it is."""
        while self._queues:
            client, queue = self._queues.popitem(last=False)
            turn = queue.popleft()
            if queue:
                self._queues[client] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


def _told(work: Callable[[], T]) -> T:
    """The result of work; a StopIteration, which no future holds, would be awaited for ever."""
    try:
        return work()
    except StopIteration as error:
        raise RuntimeError("the work ended without a result") from error

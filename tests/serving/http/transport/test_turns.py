"""Who works, who waits, and whose turn it is."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest

from serving.http.transport.turns import BusyError, GoneError, Turns
from tests import loops

LONG = 30.0
"""Seconds that no test waits."""


async def never() -> None:
    await asyncio.Event().wait()


def ask(
    turns: Turns,
    work: Callable[[], Any],
    client: str = "a",
    gone: Callable[[], Awaitable[object]] = never,
    start_within: float = LONG,
    end_within: float = LONG,
) -> Coroutine[Any, Any, Any]:
    return turns.worked(client, work, gone, start_within, end_within)


def test_clients_take_turns_whatever_each_of_them_asks() -> None:
    order: list[str] = []

    async def run() -> None:
        turns, begun = Turns(1, 10), threading.Event()
        first = asyncio.ensure_future(ask(turns, begun.wait))
        await asyncio.sleep(0)
        others = [
            asyncio.ensure_future(ask(turns, lambda name=name: order.append(name), name[0]))  # type: ignore[misc]
            for name in ("a1", "a2", "a3", "b1", "c1")
        ]
        await asyncio.sleep(0)
        begun.set()
        await asyncio.gather(first, *others)

    loops.run(run())
    assert order == ["a1", "b1", "c1", "a2", "a3"]


def test_who_cannot_wait_or_waits_too_long_or_leaves_is_not_worked_for() -> None:
    worked: list[str] = []

    async def run() -> None:
        turns, begun = Turns(1, 2), threading.Event()
        first = asyncio.ensure_future(ask(turns, begun.wait))
        await asyncio.sleep(0)
        late = asyncio.ensure_future(ask(turns, lambda: worked.append("late"), start_within=0.02))
        left = asyncio.ensure_future(ask(turns, lambda: worked.append("left"), gone=_at_once))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await ask(turns, lambda: worked.append("third"))
        with pytest.raises(BusyError):
            await late
        with pytest.raises(GoneError):
            await left
        begun.set()
        await first
        await ask(turns, lambda: worked.append("after"))

    loops.run(run())
    assert worked == ["after"]


async def _at_once() -> None:
    pass


def test_work_that_takes_too_long_keeps_its_place_until_it_ends() -> None:
    async def run() -> None:
        turns, ends = Turns(1, 5), threading.Event()
        with pytest.raises(TimeoutError):
            await ask(turns, ends.wait, end_within=0.02)
        with pytest.raises(BusyError):
            await ask(turns, lambda: None, start_within=0.02)
        ends.set()
        assert await ask(turns, lambda: 1) == 1

    loops.run(run())


def test_who_is_cancelled_while_waiting_leaves_the_place_to_others() -> None:
    async def run() -> None:
        turns, begun = Turns(1, 5), threading.Event()
        first = asyncio.ensure_future(ask(turns, begun.wait))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(ask(turns, lambda: None))
        await asyncio.sleep(0)
        second.cancel()
        begun.set()
        await first
        assert await ask(turns, lambda: 2) == 2

    loops.run(run())


def test_an_error_of_work_reaches_who_asked() -> None:
    async def run() -> None:
        turns = Turns(1, 5)
        with pytest.raises(ZeroDivisionError):
            await ask(turns, lambda: 1 / 0)
        assert await ask(turns, lambda: 3) == 3

    loops.run(run())


def test_work_without_a_result_is_not_awaited_for_ever() -> None:
    nothing: list[int] = []
    with pytest.raises(RuntimeError, match="without a result"):
        loops.run(ask(Turns(1, 10), lambda: next(iter(nothing))))

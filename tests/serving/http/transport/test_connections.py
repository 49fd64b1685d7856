"""Connections without a request end in time, and make room for others."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from serving.http.transport import connections
from serving.http.transport.connections import Connection
from tests import loops

WHOLE = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nhost: "


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    body = {"type": "http.response.body", "body": b"ok"}
    headers = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send(body)


async def _served(run: Callable[[int], Awaitable[None]]) -> None:
    """Run something while uvicorn serves."""
    config = uvicorn.Config(_app, port=0, http=Connection, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        await asyncio.wait_for(run(server.servers[0].sockets[0].getsockname()[1]), 20)
    finally:
        server.should_exit = True
        await serving


def serve(run: Callable[[int], Awaitable[None]]) -> None:
    loops.run(_served(run))


async def begun(port: int, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    return reader, writer


async def ended(reader: asyncio.StreamReader) -> None:
    """Return once the connection is closed, whatever was sent before."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(1000):
            pass


async def is_answered(port: int) -> bool:
    reader, writer = await begun(port, WHOLE)
    found = (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
    writer.close()
    return found


@pytest.mark.parametrize("before", [b"", HALF, WHOLE + HALF])
def test_a_connection_without_whole_headers_is_closed(
    monkeypatch: pytest.MonkeyPatch, before: bytes
) -> None:
    monkeypatch.setattr(connections, "SECONDS", 0.2)

    async def run(port: int) -> None:
        reader, writer = await begun(port, before)
        await ended(reader)
        writer.close()

    serve(run)
    assert not Connection.idle


def test_a_whole_request_stops_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SECONDS", 0.3)

    async def run(port: int) -> None:
        reader, writer = await begun(port, WHOLE)
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.5)
        writer.write(WHOLE)
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        writer.close()

    serve(run)


def test_the_oldest_without_a_request_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "most", 3)

    async def run(port: int) -> None:
        waiting: list[Any] = []
        for _ in range(3):
            waiting.append(await begun(port, HALF))
            await asyncio.sleep(0.05)
        assert await is_answered(port)
        await ended(waiting[0][0])
        assert not waiting[1][0].at_eof()
        for _, writer in waiting:
            writer.close()

    serve(run)


def test_uvicorn_takes_it_where_no_protocol_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn.config, "HTTP_PROTOCOLS", dict(uvicorn.config.HTTP_PROTOCOLS))
    connections.install()
    config = uvicorn.Config(_app)
    config.load()
    assert config.http_protocol_class is Connection

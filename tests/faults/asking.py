"""Requests over plain sockets, whole and half sent."""

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from serving.http import host


@contextlib.contextmanager
def service(port: int | None) -> Iterator[int]:
    """The port of a service that runs already, or of one that is started for the block."""
    if port is not None:
        yield port
        return
    with tempfile.TemporaryDirectory() as folder:
        port = host.free_port()
        with host.running(port, Path(folder) / "log"):
            yield port


def posted(path: str, body: bytes) -> bytes:
    """A request as it is sent."""
    head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


GET_LIVEZ = b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n"


async def answered(port: int, request: bytes, within: float = 60) -> tuple[int, float]:
    """Status of a request on a connection of its own, 0 if it is closed; and the seconds."""
    start = time.perf_counter()
    try:
        async with asyncio.timeout(within):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                status = await status_of(reader)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        status = 0
    return status, time.perf_counter() - start


async def status_of(reader: asyncio.StreamReader) -> int:
    """The status of an answer that is read whole; 0 if the connection is closed before."""
    head = b""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
    return int(head[9:12] or 0)


async def never_ending(
    port: int, beginning: bytes, drip: bytes, within: float
) -> tuple[int, float]:
    """Status and seconds of a connection that sends a byte now and then; -1 if it is not ended."""
    start = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0, time.perf_counter() - start
    writer.write(beginning)
    answer = asyncio.ensure_future(status_of(reader))
    try:
        while not answer.done() and time.perf_counter() - start < within:
            await asyncio.wait({answer}, timeout=0.5)
            writer.write(drip)
    finally:
        answer.cancel()
        writer.close()
    status = answer.result() if answer.done() and not answer.cancelled() else -1
    return status, time.perf_counter() - start

"""Ask a server as fast as it answers, from a number of clients that each keep one connection.

A process of its own beside the server: python -m tests.benchmarks.load PORT CLIENTS SECONDS FILE,
where each line of the file is a request: method, path and JSON body, apart by tabs. Prints one JSON
object.
"""

import argparse
import asyncio
import json
import time
from collections import Counter
from itertools import cycle
from pathlib import Path


class Client(asyncio.Protocol):
    """One connection, which sends the next request as soon as the last one is answered."""

    def __init__(self, requests: "cycle[bytes]", end: float) -> None:
        self._requests, self._end, self._buffer, self._left = requests, end, bytearray(), -1
        self.seconds: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        if self._asked > self._end:
            self._transport.close()
        else:
            self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        if self._left < 0:
            self._buffer += data
            head, ends, body = bytes(self._buffer).partition(b"\r\n\r\n")
            if not ends:
                return
            lower = head.lower()
            length = lower.partition(b"content-length:")[2].partition(b"\r\n")[0]
            self.statuses[head[9:12].decode()] += 1
            self._left = int(length or 0) - len(body)
            self._buffer.clear()
        else:
            self._left -= len(data)
        if self._left == 0:
            self._left = -1
            self.seconds.append(time.perf_counter() - self._asked)
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self.done.set_result(None)


def as_http(line: str) -> bytes:
    """A line of the file as it is sent."""
    method, path, body = line.split("\t")
    head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\n"
    if method == "POST":
        head += f"content-type: application/json\r\ncontent-length: {len(body.encode())}\r\n"
    return f"{head}\r\n{body if method == 'POST' else ''}".encode()


async def ask(port: int, n_clients: int, seconds: float, requests: list[bytes]) -> dict[str, float]:
    """Requests a second, milliseconds, and how many were not answered with 200."""
    loop, start = asyncio.get_running_loop(), time.perf_counter()
    shared = cycle(requests)
    clients = [Client(shared, start + seconds) for _ in range(n_clients)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(client.done for client in clients))
    taken = time.perf_counter() - start
    times = sorted(1000 * one for client in clients for one in client.seconds)
    statuses = sum((client.statuses for client in clients), Counter())
    return {
        "requests": len(times),
        "requests_per_second": round(len(times) / taken, 1),
        "p50_ms": round(times[len(times) // 2], 2),
        "p99_ms": round(times[min(int(0.99 * len(times)), len(times) - 1)], 2),
        "not_200": sum(statuses.values()) - statuses["200"],
    }


def main() -> None:
    """Print the figures of one run."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("port", type=int)
    arguments.add_argument("clients", type=int)
    arguments.add_argument("seconds", type=float)
    arguments.add_argument("file", type=Path)
    asked = arguments.parse_args()
    requests = [as_http(line) for line in asked.file.read_text().splitlines()]
    print(json.dumps(asyncio.run(ask(asked.port, asked.clients, asked.seconds, requests))))


if __name__ == "__main__":
    main()

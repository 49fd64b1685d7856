"""Half-sent bodies and headers by the hundred, and how long everyone else waits meanwhile.

python -m tests.faults.slow_clients [--port 3000] [--bodies 300] [--headers 1000]; without a port a
service is started over the store of MLFLOW_TRACKING_URI. Bar: others are served within a second.
"""

import argparse
import asyncio
from collections import Counter

from tests.faults.asking import GET_LIVEZ, answered, never_ending, posted, service

BAR = 1.0
"""Seconds."""
GIVEN_UP = 20.0
"""Seconds after which a slow client counts as not ended by the service."""
BODY = posted("/forecast_growth", b" " * 60_000)[:-59_000]
HEADERS = b"GET /livez HTTP/1.1\r\nhost: localhost\r\nx-slow: "


async def run(
    port: int, bodies: int, headers: int, path: str = "/regions"
) -> tuple[list[float], Counter[int], Counter[str]]:
    """Seconds of others, their statuses, and what became of the slow ones."""
    slow = [
        asyncio.ensure_future(never_ending(port, beginning, b" ", GIVEN_UP))
        for beginning in [BODY] * bodies + [HEADERS] * headers
    ]
    asked = f"GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode()
    seconds, statuses = list[float](), Counter[int]()
    await asyncio.sleep(1)  # until all are connected
    while not all(one.done() for one in slow):
        for request in (GET_LIVEZ, asked, posted("/regions", b"{}")):
            status, taken = await answered(port, request)
            seconds.append(taken)
            statuses[status] += 1
        await asyncio.sleep(0.05)
    ends = Counter[str]()
    for place, one in enumerate(slow):
        status, _ = one.result()
        kind = "body" if place < bodies else "headers"
        ends[f"{kind}: {'not ended' if status < 0 else status or 'closed'}"] += 1
    return seconds, statuses, ends


def main() -> None:
    """Print how long others waited."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--port", type=int)
    arguments.add_argument("--bodies", type=int, default=300)
    arguments.add_argument("--headers", type=int, default=1000)
    asked = arguments.parse_args()
    with service(asked.port) as port:
        seconds, statuses, ends = asyncio.run(run(port, asked.bodies, asked.headers))
    print(f"slow clients: {dict(ends)}")
    print(f"others: {len(seconds)} requests, statuses {dict(statuses)}")
    verdict = "held" if max(seconds) <= BAR and set(statuses) == {200} else "MISSED"
    print(f"slowest {max(seconds):.2f} s; bar {BAR} s: {verdict}")


if __name__ == "__main__":
    main()

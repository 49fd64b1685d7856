"""Many large bodies at once, and how long /livez and small questions wait meanwhile.

python -m tests.faults.large_bodies [--port 3000] [--bodies 64]; without a port a service is started
over the store of MLFLOW_TRACKING_URI. Bars: /livez within half a second, every answer within ten
seconds, or 503 or 504 by then.
"""

import argparse
import asyncio
import json
from collections import Counter

from tests.faults.asking import GET_LIVEZ, answered, posted, service

LIVEZ_BAR, ANSWER_BAR = 0.5, 11.0
"""Seconds; an answer has ten from when its body is there."""


def live_body(n_series: int = 100, n_points: int = 100) -> bytes:
    """A legal body of /forecast: 326 kB for a hundred series of a hundred points."""
    series = [
        {
            "region_code": f"X{number}",
            "cluster_code": f"C{number}",
            "history": [
                {"year": 1920 + place, "value": 100.0 + place + (number * 7 + place**2) % 5}
                for place in range(n_points)
            ],
        }
        for number in range(n_series)
    ]
    return json.dumps({"series": series}).encode()


async def run(port: int, bodies: int, body: bytes) -> tuple[list[tuple[int, float]], list[float]]:
    """Statuses and seconds of the large bodies; seconds of /livez meanwhile."""
    request = posted("/forecast", body)
    large = [asyncio.ensure_future(answered(port, request)) for _ in range(bodies)]
    livez = []
    while not all(one.done() for one in large):
        status, seconds = await answered(port, GET_LIVEZ)
        livez.append(seconds if status == 200 else float("inf"))
        await asyncio.sleep(0.02)
    return [one.result() for one in large], livez


def main() -> None:
    """Print how long /livez took, and what became of the large bodies."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--port", type=int)
    arguments.add_argument("--bodies", type=int, default=64)
    asked = arguments.parse_args()
    body = live_body()
    with service(asked.port) as port:
        large, livez = asyncio.run(run(port, asked.bodies, body))
    slowest = max(seconds for _, seconds in large)
    statuses = Counter(status for status, _ in large)
    print(f"{asked.bodies} bodies of {len(body) / 1000:.0f} kB: {dict(statuses)}")
    held = slowest <= ANSWER_BAR and set(statuses) <= {200, 503, 504}
    print(f"slowest {slowest:.2f} s; bar {ANSWER_BAR} s: {'held' if held else 'MISSED'}")
    held = max(livez) <= LIVEZ_BAR
    print(f"/livez {max(livez):.2f} s; bar {LIVEZ_BAR} s: {'held' if held else 'MISSED'}")


if __name__ == "__main__":
    main()

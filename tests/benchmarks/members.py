"""Milliseconds of the page for a member, beside 1,000 other members and 10,000 notes on SQLite.

python -m tests.benchmarks.members --region MI --cluster 334: in this process, without a network,
over the champions of the store that MLFLOW_TRACKING_URI names.
"""

import asyncio
import os
import random
import statistics
import tempfile
import time
from typing import Any

import httpx

from serving.access.rights import require
from serving.champions import Champions
from serving.http.routes import routes
from serving.http.transport.contributions import Contributions
from serving.http.who import WHO, Who
from serving.served.loaded import Loaded
from tests.benchmarks.command_line import parser
from training.community import database, members, notes
from training.community.members import Place
from training.community.notes import SHOWN, Spot

MEMBERS, NOTES, TIMES = 1_000, 10_000, 30
WHO_ASKS = Who("user:0", frozenset({"read", "contribute"}))


def fill(loaded: Loaded, package: str, home: str) -> None:
    """Members with five clusters and technologies each, and ten notes of each."""
    drawn, now = random.Random(0), int(time.time())
    regions = sorted(loaded.country().regions())
    clusters = sorted(loaded.growth.clusters) if loaded.growth else []
    technologies = sorted(loaded.niches.activities) if loaded.niches else []
    with database.changing(database.opened()) as connection:
        for number in range(MEMBERS):
            place = Place(package, drawn.choice(regions) if number else home, "member")
            profile = {
                "organisation": f"Organisation {number}",
                "offers": "Castings and tools",
                "seeks": "Partners for a line",
                "clusters": drawn.sample(clusters, min(5, len(clusters))),
                "technologies": drawn.sample(technologies, min(5, len(technologies))),
                "invited_by": "",
            }
            id_ = members.join(connection, place, f"user:{number}", profile, now)
            member = {"id": id_, "organisation": profile["organisation"]}
            for _ in range(NOTES // MEMBERS):
                region, cluster = drawn.choice(regions), drawn.choice(clusters)
                names = {"region_name": region, "name": cluster}
                spot = Spot(package, region, "cluster", cluster, names)
                notes.write(connection, member, spot, {"text": "A note", "link": ""}, SHOWN, now)


async def measured(champions: Champions, paths: list[str]) -> None:
    """Print the median and the slowest of each address."""
    app = Contributions(routes(champions), champions, require, (20.0, 8))

    async def as_member(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, WHO: WHO_ASKS}, receive, send)

    transport = httpx.ASGITransport(as_member)
    async with httpx.AsyncClient(transport=transport, base_url="http://local") as client:
        for path in paths:
            taken = []
            for _ in range(TIMES):
                start = time.perf_counter()
                response = await client.get(path, headers={"Accept": "text/html"})
                taken.append(1_000 * (time.perf_counter() - start))
                response.raise_for_status()
            print(f"{path:<24} {statistics.median(taken):6.0f} ms, slowest {max(taken):6.0f}")


def main() -> None:
    """Measure in a folder of its own."""
    arguments = parser(__doc__)
    arguments.add_argument("--region", required=True)
    arguments.add_argument("--cluster", required=True)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ[database.VARIABLE] = f"sqlite:///{folder}/community.db"
        champions = Champions()
        champions.refresh()
        served = champions.named(None)
        loaded = champions.load(served, with_choice=True)
        fill(loaded, served.package, asked.region)
        paths = ["/members", "/changes", f"/region/{asked.region}", f"/cluster/{asked.cluster}"]
        asyncio.run(measured(champions, [*paths, "/members?language=ru"]))


if __name__ == "__main__":
    main()

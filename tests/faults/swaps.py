"""Change the champion again and again under load, and how soon the new version answers.

python -m tests.faults.swaps [--swaps 50] [--clients 8] [--package NAME]; the store of
MLFLOW_TRACKING_URI must hold two versions of growth of the package, which take turns. Use a copy
of your store: its champion changes. Bars: no request fails, and the new version answers within
three seconds of the promotion.
"""

import argparse
import itertools
import json
import logging
import subprocess
import sys
import tempfile
import time
import urllib.request
import warnings
from pathlib import Path
from typing import Any

from features.errors import InputError
from serving.http import host
from training.registry import champions, promotion, store, versions

NAME = "cluster-growth"
SEEN_BAR = 3.0
"""Seconds from the end of a promotion to the first answer of the new version."""
GIVE_UP = 60.0
"""Seconds."""
PAUSE = 2.0
"""Seconds of load between two swaps."""


def get(port: int, path: str) -> dict[str, Any]:
    """A JSON answer."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=GIVE_UP) as response:
        return dict(json.load(response))


def questions(port: int, package: str) -> list[str]:
    """Requests of the load, one a line: forecasts, niches and options of every region."""
    kinds = ("growth", "niches", "options")
    regions = get(port, f"/regions?package={package}")["regions"]
    addresses = (
        f"/{kind}/{it['region_code']}?package={package}" for it in regions for kind in kinds
    )
    return [f"GET\t{address}\t" for address in addresses if exists(port, address)]


def exists(port: int, address: str) -> bool:
    """Whether a question has an answer."""
    try:
        get(port, address)
    except OSError:
        return False
    return True


def two_versions(package: str) -> tuple[int, int]:
    """The champion of growth and the newest other version of a package."""
    champion = versions.champions(NAME)[package]
    numbered = champions.versions_of(store.initialise(), NAME)
    rest = [it for it in numbered if it != champion and versions.package_of(NAME, it) == package]
    if not rest:
        raise InputError(f"{package} has one version of {NAME}; train another one first")
    return champion, max(rest)


def seen_after(port: int, address: str, version: int) -> float:
    """Seconds until an answer is of this version."""
    start = time.perf_counter()
    while time.perf_counter() - start < GIVE_UP:
        if get(port, address)["metadata"]["version"] == version:
            break
        time.sleep(0.05)
    return time.perf_counter() - start


def main() -> None:
    """Print how soon each swap was seen, and how the load fared."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--swaps", type=int, default=50)
    arguments.add_argument("--clients", type=int, default=8)
    arguments.add_argument("--package", required=True)
    asked = arguments.parse_args()
    turns = itertools.cycle(reversed(two_versions(asked.package)))
    with tempfile.TemporaryDirectory() as made:
        folder, port = Path(made), host.free_port()
        with host.running(port, folder / "log"):
            lines = questions(port, asked.package)
            (folder / "requests").write_text("\n".join(lines))
            address = lines[0].split("\t")[1]
            calm = load(port, asked.clients, 5, folder)
            print("without swaps:", calm.communicate()[0].decode().strip(), flush=True)
            busy = load(port, asked.clients, asked.swaps * (PAUSE + 3), folder)
            seconds = []
            for number in range(asked.swaps):
                version = next(turns)
                promotion.promote(NAME, version, force=True, package=asked.package)
                seconds.append(seen_after(port, address, version))
                print(f"swap {number + 1}: version {version} after {seconds[-1]:.2f} s", flush=True)
                time.sleep(PAUSE)
            fared = json.loads(busy.communicate()[0])
    print("over the swaps:", fared)
    seconds.sort()
    middle, most = seconds[len(seconds) // 2], seconds[-1]
    print(f"{fared['not_200']} of {fared['requests']} requests failed")
    verdict = "held" if most <= SEEN_BAR else "MISSED"
    print(f"new version after {middle:.2f} s, at most {most:.2f} s; bar {SEEN_BAR} s: {verdict}")


def load(port: int, clients: int, seconds: float, folder: Path) -> "subprocess.Popen[bytes]":
    """A process that asks as fast as it is answered, and prints one JSON object."""
    command = [sys.executable, "-m", "tests.benchmarks.load", str(port), str(clients), str(seconds)]
    return subprocess.Popen([*command, str(folder / "requests")], stdout=subprocess.PIPE)


if __name__ == "__main__":
    # MLflow and its database layer warn of each other.
    warnings.simplefilter("ignore")
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    main()

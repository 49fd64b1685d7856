"""Requests a second of smartspec, beside FastAPI and raw Starlette with the same answers.

All in one run over the loopback interface, with the load from a process of its own, over the store
that MLFLOW_TRACKING_URI names, or else the demo: python -m tests.benchmarks.serving [--quick].
Every question differs from those before it unless the row says "repeated": those by GET begin at
the other end. Ends with JSON.
"""

import argparse
import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from features.errors import InputError
from serving.http import host
from tests.benchmarks.command_line import exit_code, parser
from tests.benchmarks.rival_serving import ANSWERS
from training.processes import stop

MOST = 20_000
"""Different questions of a kind."""
TURNS = 3
"""In which each server is asked for a row."""
IDLE_SECONDS, IDLE_SHARE, MOST_SECONDS = 3, 0.1, 300
"""A server is idle after three seconds in which it took less than a tenth of a processor."""
HEAD = f"{'question':<24}{'answer, kB':>11}{'workers':>9}{'clients':>9}"
SERVERS = ("smartspec", "fastapi", "starlette")
Row = dict[str, Any]


def main() -> None:
    """Print the table, the memory, and the JSON."""
    arguments = parser(__doc__)
    arguments.add_argument("--quick", action="store_true", help="one worker, 8 clients, 2 seconds")
    arguments.add_argument("--seconds", type=float, default=5, help="of each row")
    arguments.add_argument(
        "--questions", help='only these, separated by commas: "forecast_growth,GET growth"'
    )
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "MLFLOW_TRACKING_URI" not in os.environ:
            _make_demo(Path(folder))
        measure(asked, Path(folder))


def measure(asked: argparse.Namespace, folder: Path) -> None:
    """All rows: the servers of a number of workers run side by side, and are asked in turns."""
    rows: list[Row] = []
    for workers in (1,) if asked.quick else (1, 2):
        with contextlib.ExitStack() as running:
            ports = {"smartspec": running.enter_context(smartspec(workers, folder))}
            chosen = questions(ports["smartspec"])
            if asked.questions:
                chosen = {name: chosen[name] for name in asked.questions.split(",")}
            made = {name: _get(ports["smartspec"], lines[0]) for name, lines in chosen.items()}
            os.environ[ANSWERS] = str(folder / "answers.json")
            by_path = {_pattern(chosen[name][0]): content for name, content in made.items()}
            (folder / "answers.json").write_text(json.dumps(by_path))
            for name in SERVERS[1:]:
                ports[name] = running.enter_context(rival(name, workers, folder))
            for port in ports.values():
                wait_until_idle(port)
            for name, clients in itertools.product(chosen, (8,) if asked.quick else (1, 8, 64)):
                found = compared(ports, clients, asked, chosen[name], folder)
                kind = {"endpoint": name, "workers": workers, "clients": clients}
                size = {"answer_kb": round(len(made[name]) / 1000, 1)}
                rows += [{"server": server} | kind | row | size for server, row in found.items()]
            if workers == 1 and not asked.quick:
                memory(ports["smartspec"], chosen, folder)
    print_table(rows)
    print(json.dumps({"rows": rows}))


def compared(
    ports: dict[str, int], clients: int, asked: argparse.Namespace, lines: list[str], folder: Path
) -> dict[str, Row]:
    """The figures of each server for one kind of question; turns even a noisy machine out."""
    seconds = (2 if asked.quick else asked.seconds) / TURNS
    turns: dict[str, list[Row]] = {server: [] for server in ports}
    for server, port in list(ports.items()) * TURNS:
        before = processor_seconds(port)
        found = load(port, clients, seconds, lines, folder)
        found["processor_seconds"] = processor_seconds(port) - before
        turns[server].append(found)
        print(f"{server}, {lines[0][:60]}, {clients} clients: {found}", file=sys.stderr)
        if found["not_200"]:
            raise InputError(f"{server}: {found['not_200']} of {lines[0]} were not 200")
    return {server: together(found) for server, found in turns.items()}


def together(turns: list[Row]) -> Row:
    """The figures of all turns of a server."""
    requests = sum(it["requests"] for it in turns)
    seconds = sum(it["requests"] / it["requests_per_second"] for it in turns)
    middle = {name: statistics.median(it[name] for it in turns) for name in ("p50_ms", "p99_ms")}
    taken = sum(it["processor_seconds"] for it in turns)
    return {
        "requests": requests,
        "requests_per_second": round(requests / seconds, 1),
        **middle,
        "server_ms": round(1000 * taken / requests, 3),
    }


def questions(port: int) -> dict[str, list[str]]:
    """Lines for tests.benchmarks.load by name, built from what is loaded."""
    regions = [one["region_code"] for one in _json(port, "/regions")["regions"]]
    series = [
        (one["region_code"], one["cluster_code"])
        for region in regions
        for one in _forecasts(port, region)
    ]
    codes = list(dict.fromkeys(region for region, _ in series))
    audited = [
        region
        for region in codes
        if _exists(port, f"/audit/{region}") and _exists(port, f"/niches/{region}")
    ]
    levels = list(itertools.combinations((50, 60, 70, 80, 90, 95, 99), 2))
    asked = [
        (region, cluster, list(pair), history)
        for history, pair in itertools.product(range(40), levels)
        for region, cluster in series
    ]
    chosen = {
        "forecast_growth": [
            _posts(
                "forecast_growth",
                {
                    "region_codes": [region],
                    "cluster_codes": [cluster],
                    "levels": pair,
                    "history": history,
                },
            )
            for region, cluster, pair, history in asked[:MOST]
        ],
        "GET growth": [
            _gets(
                f"/growth/{region}?cluster_codes={cluster}&levels={low}&levels={high}"
                f"&history={history}"
            )
            for region, cluster, (low, high), history in asked[: -MOST - 1 : -1]
        ],
    }
    chosen["forecast_growth repeated"] = chosen["forecast_growth"][:64]
    chosen["forecast_growth large"] = [
        _posts("forecast_growth", {"region_codes": [region], "levels": pair, "history": history})
        for history, pair in itertools.product(range(40), levels)
        for region in codes
    ][:MOST]
    least = [round(1e-6 * number, 6) for number in range(MOST)]
    of_region = list(zip(itertools.cycle(audited), least, strict=False))
    chosen["flag_niches"] = [
        _posts("flag_niches", {"region_codes": [region], "minimum_probability": number})
        for region, number in of_region
    ]
    chosen["GET niches"] = [
        _gets(f"/niches/{region}?minimum_probability={number}")
        for region, number in of_region[::-1]
    ]
    sizes = [(region, size) for size in range(1000) for region in audited][:MOST]
    chosen["audit_region"] = [
        _posts("audit_region", {"region_codes": [region], "portfolio": size})
        for region, size in sizes
    ]
    chosen["GET audit"] = [
        _gets(f"/audit/{region}?portfolio={size}") for region, size in reversed(sizes)
    ]
    return chosen


def load(port: int, clients: int, seconds: float, lines: list[str], folder: Path) -> Row:
    """What tests.benchmarks.load measures; each run begins where the one before ended."""
    start = _ENDS.get((port, lines[0]), 0) % len(lines)
    file = folder / "requests"
    file.write_text("\n".join(lines[start:] + lines[:start]))
    command = [sys.executable, "-m", "tests.benchmarks.load", str(port), str(clients), str(seconds)]
    done = subprocess.run([*command, str(file)], check=True, capture_output=True)
    found = dict(json.loads(done.stdout))
    _ENDS[port, lines[0]] = start + int(found["requests"])
    return found


_ENDS: dict[tuple[int, str], int] = {}
"""Port and first question to where the last run ended, so that runs ask different ones."""


def memory(port: int, chosen: dict[str, list[str]], folder: Path) -> None:
    """Print the resident memory of the service before and after 20,000 different questions."""
    name = next(iter(chosen))
    done, before = 0, resident(port)
    while done < MOST:
        done += int(load(port, 8, 2, chosen[name], folder)["requests"])
    after = resident(port)
    print(f"memory: {before:.0f} MiB, after {done:,} questions {after:.0f} MiB", file=sys.stderr)


def processes(port: int) -> list[psutil.Process]:
    """Those that listen on a port."""
    open_ones = psutil.net_connections("tcp")
    pids = {it.pid for it in open_ones if it.laddr and it.laddr.port == port and it.pid}
    return [psutil.Process(pid) for pid in sorted(pids)]


def resident(port: int) -> float:
    """MiB of the processes that listen on a port."""
    return float(sum(it.memory_info().rss for it in processes(port)) / 2**20)


def processor_seconds(port: int) -> float:
    """Seconds of the processors that those who listen on a port have taken."""
    return float(sum(sum(it.cpu_times()[:2]) for it in processes(port)))


def wait_until_idle(port: int) -> None:
    """Return once the server works on nothing that it was not asked, such as its start."""
    deadline, idle = time.monotonic() + MOST_SECONDS, 0
    while idle < IDLE_SECONDS and time.monotonic() < deadline:
        before = processor_seconds(port)
        time.sleep(1)
        idle = idle + 1 if processor_seconds(port) - before < IDLE_SHARE else 0


@contextlib.contextmanager
def smartspec(workers: int, folder: Path) -> Iterator[int]:
    """The port of the service."""
    port = host.free_port()
    with host.running(port, folder / "log", workers):
        yield port


@contextlib.contextmanager
def rival(name: str, workers: int, folder: Path) -> Iterator[int]:
    """The port of a rival."""
    port = host.free_port()
    app = f"tests.benchmarks.rival_serving:{name}"
    command = [sys.executable, "-m", "uvicorn", "--factory", app, "--port", str(port)]
    command += ["--workers", str(workers), "--no-access-log", "--log-level", "warning"]
    with (folder / name).open("wb") as log:
        process = subprocess.Popen(
            command,
            env=dict(host.environment()),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        host.wait_until_ready(process, f"http://127.0.0.1:{port}/openapi.json", folder / name)
        yield port
    finally:
        stop(process)


def print_table(rows: list[Row]) -> None:
    """Requests a second of each server, milliseconds that 1 % exceed, and of the processors."""
    columns = "".join(f"{name:>11}{'p99':>8}{'cpu, ms':>9}" for name in SERVERS)
    print(f"{HEAD}{columns}{'to FastAPI':>12}")
    by_server = {
        (row["endpoint"], row["workers"], row["clients"], row["server"]): row for row in rows
    }
    for key in dict.fromkeys(key[:3] for key in by_server):
        ours, *_ = found = [by_server[*key, name] for name in SERVERS]
        cells = "".join(
            f"{it['requests_per_second']:>11,.0f}{it['p99_ms']:>8.0f}{it['server_ms']:>9.2f}"
            for it in found
        )
        ratio = ours["requests_per_second"] / found[1]["requests_per_second"]
        name, workers, clients = key
        print(f"{name:<24}{ours['answer_kb']:>11}{workers:>9}{clients:>9}{cells}{ratio:>12.2f}")


def _make_demo(folder: Path) -> None:
    os.environ["MLFLOW_TRACKING_URI"] = f"sqlite:///{folder / 'mlflow.db'}"
    command = [sys.executable, "-m", "serving.terminal.smartspec", "demo", str(folder / "demo")]
    subprocess.run(command, check=True, stdout=sys.stderr)


def _posts(name: str, body: dict[str, Any]) -> str:
    return f"POST\t/{name}\t{json.dumps(body)}"


def _gets(address: str) -> str:
    return f"GET\t{address}\t"


def _pattern(line: str) -> str:
    """The path of a question as Starlette matches it."""
    method, path, _ = line.split("\t")
    return path if method == "POST" else path.partition("?")[0].rsplit("/", 1)[0] + "/{code:path}"


def _get(port: int, line: str) -> str:
    """The answer to a question."""
    method, path, body = line.split("\t")
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=body.encode() if method == "POST" else None,
        headers={"Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(asked) as response:  # noqa: S310
        return str(response.read().decode())


def _json(port: int, path: str) -> dict[str, Any]:
    return dict(json.loads(_get(port, _gets(path))))


def _forecasts(port: int, region: str) -> list[dict[str, Any]]:
    """The forecasts of a region; none where it has no series."""
    path = f"/growth/{region}"
    return list(_json(port, path)["forecasts"]) if _exists(port, path) else []


def _exists(port: int, path: str) -> bool:
    try:
        _get(port, _gets(path))
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(exit_code(main))

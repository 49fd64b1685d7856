"""Seconds and memory of the command train niches on invented packages of large size.

Run with ``python -m tests.benchmarks.scale_niches products atlas``; ``--share 0.1`` takes a tenth
of the regions. The command runs as a child process with a store of its own. Its parts are those
that it reports: each lasts from its line to the next.
"""

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import psutil

from tests.benchmarks.command_line import exit_code, parser
from tests.benchmarks.scale_packages import SIZES, make

LINE = re.compile(r"\[ *\d+ s\] (.*)")
YEAR = re.compile(r" (at|up to) \d{4}.*")


@dataclass
class Watch:
    """Marks of a process: part, seconds and processor seconds at its start; peak by part."""

    process: psutil.Process
    part: str = "reading the package"
    marks: list[tuple[str, float, float]] = field(default_factory=list)
    peaks: dict[str, int] = field(default_factory=dict)
    spent: float = 0.0

    def begin(self, part: str) -> None:
        """A new part begins."""
        self.look()
        self.part = part
        self.marks.append((part, time.perf_counter(), self.spent))

    def look(self) -> None:
        """Processor seconds and memory now."""
        try:
            times, memory = self.process.cpu_times(), self.process.memory_info().rss
        except psutil.Error:
            return
        self.spent = times.user + times.system
        self.peaks[self.part] = max(self.peaks.get(self.part, 0), memory)

    def follow(self, done: threading.Event) -> None:
        """Look ten times a second until it is done."""
        while not done.wait(0.1):
            self.look()

    def table(self) -> pd.DataFrame:
        """part, seconds, cpu_seconds, peak_gib; parts of the same name together."""
        names, starts, spent = zip(*self.marks, strict=True)
        rows = pd.DataFrame(
            {
                "part": names[:-1],
                "seconds": pd.Series(starts).diff().iloc[1:].to_numpy(),
                "cpu_seconds": pd.Series(spent).diff().iloc[1:].to_numpy(),
            }
        )
        rows["peak_gib"] = [self.peaks.get(name, 0) / 2**30 for name in rows["part"]]
        how = {"seconds": "sum", "cpu_seconds": "sum", "peak_gib": "max"}
        return rows.groupby("part", sort=False).agg(how).reset_index()


def measure(package: Path, store: Path) -> pd.DataFrame:
    """Parts of the command train niches, and its total as the last row."""
    command = [sys.executable, "-m", "training", "train", "niches", "--package", str(package)]
    environment = {
        **os.environ,
        "MLFLOW_TRACKING_URI": f"sqlite:///{store / 'mlflow.db'}",
        "MLFLOW_DEFAULT_ARTIFACT_ROOT": str(store / "artifacts"),
    }
    child = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    watch, done = Watch(psutil.Process(child.pid)), threading.Event()
    follow = threading.Thread(target=watch.follow, args=(done,))
    watch.begin(watch.part)
    follow.start()
    assert child.stdout is not None
    for line in child.stdout:
        print(line, end="", file=sys.stderr, flush=True)
        if found := LINE.match(line):
            watch.begin(YEAR.sub("", found[1]))
    done.set()
    follow.join()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"train niches ended with {child.returncode}"
    watch.spent = usage.ru_utime + usage.ru_stime
    watch.marks.append(("end", time.perf_counter(), watch.spent))
    table = watch.table()
    whole = {
        "part": "all",
        "seconds": table["seconds"].sum(),
        "cpu_seconds": watch.spent,
        "peak_gib": usage.ru_maxrss / 2**20,
    }
    return pd.concat([table, pd.DataFrame([whole])], ignore_index=True)


def main() -> None:
    """Make every package, train on it and print its table."""
    asked = parser(__doc__)
    asked.add_argument("packages", nargs="*", default=[*SIZES], help=f"of {', '.join(SIZES)}")
    asked.add_argument("--share", default=1.0, type=float, help="of the regions")
    arguments = asked.parse_args()
    for name in arguments.packages:
        with tempfile.TemporaryDirectory() as folder:
            rows = make(SIZES[name].part(arguments.share), Path(folder) / name)
            table = measure(Path(folder) / name, Path(folder))
        print(f"{name}, {SIZES[name].part(arguments.share)}: {rows:,} rows")
        print(table.round(2).to_string(index=False), flush=True)


if __name__ == "__main__":
    sys.exit(exit_code(main))

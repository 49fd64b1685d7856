"""Seconds and memory of training, calibrating and forecasting many annual series.

Run with ``python -m tests.benchmarks.scale --series 15000,100000``. Every size runs in a process
of its own, so that its peak of memory is its own. Series are random walks of logs with regional,
sectoral and national shocks; only their number and length matter here. ``--parts`` shows processor
seconds by part, and what a million series would need if each part grew as between the two largest
sizes.
"""

import cProfile
import multiprocessing
import pstats
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from features.growth.panel import GrowthPanel
from tests.benchmarks.command_line import exit_code, parser
from training.growth.evaluation import timed
from training.growth.models import check, learner
from training.growth.task import DEFAULT

N_YEARS, HORIZON, N_CLUSTERS, CLUSTERS_A_SECTOR = 25, 5, 50, 5
MILLION = 1_000_000
PARTS = {
    "features and statistical forecasts": ("global_model/rows.py", "rows_of"),
    "learning": ("global_model/hybrid.py", "fit"),
    "applying what was learned": ("global_model/hybrid.py", "predict"),
}
"""Parts of a training, by the file and name of their function."""


def panel(n_series: int, seed: int = 0) -> GrowthPanel:
    """Series (n_series, N_YEARS) of N_CLUSTERS clusters in as many regions as it takes."""
    rng = np.random.default_rng(seed)
    region, cluster = np.divmod(np.arange(n_series), N_CLUSTERS)
    shocks = (
        rng.normal(0.03, 0.02, (1, N_YEARS))
        + rng.normal(0, 0.02, (region.max() + 1, N_YEARS))[region]
        + rng.normal(0, 0.03, (N_CLUSTERS, N_YEARS))[cluster]
        + rng.normal(0, 0.06, (n_series, N_YEARS))
    )
    values = np.exp(rng.normal(4, 1, (n_series, 1)) + shocks.cumsum(axis=1))
    keys = pd.DataFrame({"region_code": region.astype(str), "cluster_code": cluster.astype(str)})
    groups = {
        "nation": np.zeros(n_series, dtype=np.intp),
        "region": region,
        "cluster": cluster,
        "sector": cluster // CLUSTERS_A_SECTOR,
    }
    return GrowthPanel(keys, np.arange(2000, 2000 + N_YEARS), values, groups, {})


def measure(n_series: int, model: str, parts: bool) -> dict[str, float | int | str]:
    """Seconds, processor seconds and peak memory of one training with its forecasts."""
    series = panel(n_series)
    started, worked = time.perf_counter(), time.process_time()
    profile = cProfile.Profile(time.process_time)
    if parts:
        profile.enable()
    timed(model, series, HORIZON, learner(series, HORIZON))
    profile.disable()
    spent = time.process_time() - worked
    return {
        "model": model,
        "series": n_series,
        "seconds": time.perf_counter() - started,
        "cpu_seconds": spent,
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        **(by_part(profile, spent) if parts else {}),
    }


def by_part(profile: cProfile.Profile, whole: float) -> dict[str, float]:
    """Processor seconds of PARTS, and of what is left."""
    rows = vars(pstats.Stats(profile))["stats"].items()
    # A function and a method of one name: the outer one's seconds include the inner one's.
    found = {
        part: max(
            (cost[3] for (path, _, name), cost in rows if name == function and path.endswith(file)),
            default=0.0,
        )
        for part, (file, function) in PARTS.items()
    }
    return {**found, "intervals and the rest": whole - sum(found.values())}


def of_a_million(table: pd.DataFrame) -> pd.Series:
    """The numbers of MILLION series if they grew as between the last two rows."""
    figures = table.drop(columns=["model", "seconds"])
    before, last = figures.to_numpy(np.float64)[-2:]
    size = list(figures).index("series")
    slope = (last - before) / (last[size] - before[size])
    return pd.Series(last + slope * (MILLION - last[size]), index=figures.columns)


def sizes(text: str) -> list[int]:
    """Numbers of series, as 15000,100000."""
    return [int(size) for size in text.split(",")]


def main() -> None:
    """Measure every size and print the table."""
    asked = parser(__doc__)
    asked.add_argument("--series", default="15000,100000", type=sizes, help="numbers of series")
    asked.add_argument("--model", default=DEFAULT)
    asked.add_argument("--parts", action="store_true", help="seconds by part, and of a million")
    arguments = asked.parse_args()
    check(arguments.model)
    rows = []
    for size in arguments.series:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
            rows.append(pool.submit(measure, size, arguments.model, arguments.parts).result())
    table = pd.DataFrame(rows)
    print(table.round(2).T.to_string(header=False))
    if arguments.parts and len(table) > 1:
        print("extrapolated to a million series")
        print(of_a_million(table).round(1).to_string())


if __name__ == "__main__":
    sys.exit(exit_code(main))

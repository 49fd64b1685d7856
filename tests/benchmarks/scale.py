"""Seconds and memory of training, calibrating and forecasting many annual series.

Run with ``python -m tests.benchmarks.scale --series 15000,100000``. Every size runs in a process
of its own, so that its peak of memory is its own. Series are random walks of logs with regional,
sectoral and national shocks; only their number and length matter here.
"""

import multiprocessing
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


def measure(n_series: int, model: str) -> dict[str, float | int | str]:
    """Seconds, processor seconds and peak memory of one training with its forecasts."""
    series = panel(n_series)
    started, worked = time.perf_counter(), time.process_time()
    timed(model, series, HORIZON, learner(series, HORIZON))
    return {
        "model": model,
        "series": n_series,
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - worked,
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def sizes(text: str) -> list[int]:
    """Numbers of series, as 15000,100000."""
    return [int(size) for size in text.split(",")]


def main() -> None:
    """Measure every size and print the table."""
    asked = parser(__doc__)
    asked.add_argument("--series", default="15000,100000", type=sizes, help="numbers of series")
    asked.add_argument("--model", default=DEFAULT)
    arguments = asked.parse_args()
    check(arguments.model)
    rows = []
    for size in arguments.series:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
            rows.append(pool.submit(measure, size, arguments.model).result())
    print(pd.DataFrame(rows).round(2).to_string(index=False))


if __name__ == "__main__":
    sys.exit(exit_code(main))

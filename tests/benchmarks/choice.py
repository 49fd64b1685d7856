"""Time a ranking of a state's options: python -m tests.benchmarks.choice DATA/us-states.

Prints milliseconds (median and 95th percentile over 200 rankings of clusters and niches with 4,000
futures) as one line of JSON, for other weights (the futures are kept) and with all drawn anew;
progress goes to stderr.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from features.links.externalities import externalities
from features.links.flow_table import input_output
from features.links.regionalization import regional_multipliers
from features.package import read
from tests.benchmarks.command_line import exit_code, parser
from tests.training.choice.test_criteria import calls, forecasts
from training.choice.evidence import prepare
from training.choice.futures import DRAWS, Futures
from training.choice.options import NicheOptions, Options, region_options
from training.choice.ranking import ChoiceQuestion, rank_clusters, rank_niches
from training.choice.scale import cluster_scale, ends

CUTOFF, REGION, REPEATS = 2015, "CA", 200


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path, help="folder of us-states")
    package = read(arguments.parse_args().package)
    print(f"read {package.name}", file=sys.stderr)
    ties = externalities(package, CUTOFF, input_output(package, "US"))
    evidence = prepare(package, CUTOFF, forecasts(package, CUTOFF), ties, calls(package, 50))
    options = region_options(evidence, REGION, regional_multipliers(package, REGION))
    kept = options.clusters.futures()
    clusters, niches = cluster_scale([options]), ends([need_niches(options).criteria])
    weights = np.random.default_rng(0).random((REPEATS, 2))

    def ranked(question: ChoiceQuestion, futures: Futures) -> None:
        rank_clusters(options, futures, clusters, question)
        rank_niches(options, niches, question)

    def other_weights(i: int) -> None:
        growth, risk = weights[i]
        ranked(ChoiceQuestion({"growth": growth + 0.01, "risk": risk, "complexity": 1.0}), kept)

    def all_drawn_anew(i: int) -> None:
        ranked(ChoiceQuestion(seed=i + 1), options.clusters.futures(seed=i + 1))

    asked = {"other_weights": other_weights, "all_drawn_anew": all_drawn_anew}
    figures = {name: _times(question) for name, question in asked.items()}
    print(f"timed {REPEATS} answers of each kind", file=sys.stderr)
    count = len(options.clusters.codes) + len(need_niches(options).codes)
    print(json.dumps({"options": count, "draws": DRAWS, **figures}))


def need_niches(options: Options) -> NicheOptions:
    """The niches of a region, which has some here."""
    assert options.niches is not None
    return options.niches


def _times(question: Callable[[int], object]) -> dict[str, float]:
    """Wall and CPU milliseconds, median and 95th percentile."""
    wall, process = [], []
    for i in range(REPEATS):
        start, busy = time.perf_counter(), time.process_time()
        question(i)
        wall.append(1000 * (time.perf_counter() - start))
        process.append(1000 * (time.process_time() - busy))
    return {
        f"{name}_{part}": round(float(np.quantile(times, share)), 1)
        for name, times in (("wall_ms", wall), ("cpu_ms", process))
        for part, share in (("median", 0.5), ("p95", 0.95))
    }


if __name__ == "__main__":
    sys.exit(exit_code(main))

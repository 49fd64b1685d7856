"""Time a ranking of a state's options: python -m tests.benchmarks.choice DATA/us-states.

Prints milliseconds (median and 95th percentile over 200 answers with 10,000 draws) as one line of
JSON; progress goes to stderr.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

from features.externalities import externalities
from features.flow_table import input_output
from features.package import read
from features.regionalization import regional_multipliers
from tests.training.test_criteria import calls, forecasts
from training.choice import DRAWS, rank_support
from training.criteria import region_options
from training.criteria_sources import prepare

CUTOFF, REGION, REPEATS = 2015, "CA", 200


def main(folder: Path) -> None:
    package = read(folder)
    print(f"read {package.name}", file=sys.stderr)
    ties = externalities(package, CUTOFF, input_output(package, "US"))
    sources = prepare(package, CUTOFF, forecasts(package, CUTOFF), ties, calls(package, 50))
    options = region_options(sources, REGION, regional_multipliers(package, REGION))
    rank_support(options)  # the first answer draws the random numbers that all later ones share
    wall, process = [], []
    for _ in range(REPEATS):
        start, busy = time.perf_counter(), time.process_time()
        rank_support(options)
        wall.append(1000 * (time.perf_counter() - start))
        process.append(1000 * (time.process_time() - busy))
    print(f"timed {REPEATS} answers", file=sys.stderr)
    figures = {
        name: {"median": round(np.median(times), 1), "p95": round(np.quantile(times, 0.95), 1)}
        for name, times in (("wall_ms", wall), ("cpu_ms", process))
    }
    print(json.dumps({"options": len(options.table), "draws": DRAWS, **figures}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

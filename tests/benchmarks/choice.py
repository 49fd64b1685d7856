"""Time a ranking of a state's options: python -m tests.benchmarks.choice DATA/us-states.

Prints milliseconds (median and 95th percentile over 200 answers with 10,000 draws) as one line of
JSON, for other weights (what is known of the draws is kept) and with all drawn anew; progress goes
to stderr.
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
from training.choice.confidence import DRAWS
from training.choice.evidence import prepare
from training.choice.options import region_options
from training.choice.ranking import rank_options

CUTOFF, REGION, REPEATS = 2015, "CA", 200


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("package", type=Path, help="folder of us-states")
    package = read(arguments.parse_args().package)
    print(f"read {package.name}", file=sys.stderr)
    ties = externalities(package, CUTOFF, input_output(package, "US"))
    evidence = prepare(package, CUTOFF, forecasts(package, CUTOFF), ties, calls(package, 50))
    options = region_options(evidence, REGION, regional_multipliers(package, REGION))
    rank_options(options)  # the first answer works out what does not depend on the weights
    weights = np.random.default_rng(0).random((REPEATS, 2))
    asked = {
        "other_weights": lambda i: rank_options(
            options, {"growth": weights[i, 0] + 0.01, "risk": weights[i, 1]}
        ),
        "all_drawn_anew": lambda i: rank_options(options, seed=i + 1),
    }
    figures = {name: _times(question) for name, question in asked.items()}
    print(f"timed {REPEATS} answers of each kind", file=sys.stderr)
    print(json.dumps({"options": len(options.table), "draws": DRAWS, **figures}))


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

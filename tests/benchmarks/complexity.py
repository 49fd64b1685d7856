"""Time the indicators against libraries from PyPI: python -m tests.benchmarks.complexity.

Each library gets what it works on (its own presence matrix, in its own precision, prepared before
the clock starts) and computes the same indicator from it; answers are compared where definitions
agree. All have one thread, and seconds are those of the processor, so that other work on the
machine counts for little. economic-complexity, which needs pandas below 3, is timed by itself in
.venv-rivals (make benchmarks creates it). Prints a table of seconds and ratios and, last, one line
of JSON; progress goes to stderr, and so does which library is left out and why. Exits with 1 where
answers differ.
"""

import importlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table
from scipy.stats import spearmanr
from threadpoolctl import threadpool_limits

from features.indicators.complexity import eci_pci, fitness_complexity
from features.indicators.relatedness import proximity, relatedness_density
from features.indicators.specialization import location_quotient, presence
from tests.benchmarks import RIVALS_PYTHON
from tests.benchmarks.command_line import parser

REGIONS, ACTIVITIES, SEED = 1500, 650, 1
RUNS, PATIENCE = 40, 2.0
"""Runs of a fast function, and seconds after which a slow one is run no more."""
AGREE = 1e-5
"""Largest difference between equal answers; ours are in single precision."""

Answer = Any
Job = tuple[str, str, Callable[[], Answer]]
"""Indicator, library and what computes it."""


def nested_values() -> np.ndarray:
    """Counts of a nested matrix: able regions have almost everything, others what is easy."""
    rng = np.random.default_rng(SEED)
    able = rng.uniform(0.1, 1, REGIONS)[:, None]
    hard = rng.uniform(0, 0.9, ACTIVITIES)
    present = rng.random((REGIONS, ACTIVITIES)) < 1 / (1 + np.exp(-10 * (able - hard)))
    return present * np.ceil(rng.lognormal(3, 1, present.shape))


def of_ours(values: np.ndarray) -> Iterator[Job]:
    single = values.astype(np.float32)
    matrix = presence(location_quotient(single))
    similarity = proximity(matrix)
    yield "location_quotient", "ours", lambda: location_quotient(single)
    yield "eci_pci", "ours", lambda: eci_pci(matrix)
    yield "fitness", "ours", lambda: fitness_of(matrix)
    yield "proximity", "ours", lambda: proximity(matrix)
    yield "density, proximity given", "ours", lambda: relatedness_density(matrix, similarity)
    yield "proximity and density", "ours", lambda: of_presence(matrix)
    yield "all from counts", "ours", lambda: of_presence(presence(location_quotient(single)))


def of_presence(matrix: np.ndarray) -> np.ndarray:
    return relatedness_density(matrix, proximity(matrix))


def fitness_of(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    answer = fitness_complexity(matrix, tolerance=0, max_iterations=20)
    return answer.fitness, answer.complexity


def of_econcomplex(values: np.ndarray) -> Iterator[Job]:
    """Unless told otherwise its proximity is that of the regions as well."""
    name = "econcomplex"
    econcomplex = importlib.import_module(name)
    matrix = presence(location_quotient(values))
    similarity = proximity(matrix)

    def of_products(**options: str) -> np.ndarray:
        return np.asarray(econcomplex.proximity(matrix, use_rca=False, **options)["product"])

    def density(given: np.ndarray | None) -> np.ndarray:
        return np.asarray(econcomplex.relatedness_density(matrix, given, use_rca=False) / 100)

    yield "location_quotient", name, lambda: econcomplex.location_quotient(values)
    yield "eci_pci", name, lambda: econcomplex.eci_pci(matrix, use_rca=False)
    yield "fitness", name, lambda: econcomplex.eci_pci(matrix, use_rca=False, method="fitness")
    yield "proximity", name, of_products
    yield "proximity", f"{name}, products alone", lambda: of_products(compute="product")
    yield "density, proximity given", name, lambda: density(similarity)
    yield "proximity and density", name, lambda: density(None)
    yield "all from counts", name, lambda: econcomplex.relatedness_density(values) / 100


def of_ecomplexity(values: np.ndarray) -> Iterator[Job]:
    """Its one public function takes a row per cell and computes density as well."""
    name = "ecomplexity"
    public, inner, near, dense = (
        importlib.import_module(f"{name}{module}")
        for module in ("", ".ecomplexity", ".calc_proximity", ".calc_density")
    )
    columns = {"time": "t", "loc": "r", "prod": "a", "val": "x"}
    data = inner.ComplexityData(cells(values), columns, "raise")
    data.create_full_df(0)
    data.calculate_rca()
    data.calculate_mcp(1, 1, "rca", None, 0)
    data.diversity_t, data.ubiquity_t = data.mcp_t.sum(axis=1), data.mcp_t.sum(axis=0)
    similarity = proximity(data.mcp_t)
    presences = cells(data.mcp_t.astype(np.float64))

    def quotients() -> Answer:
        data.calculate_rca()
        return data.rca_t

    def eci_pci_alone() -> tuple[np.ndarray, ...]:
        return tuple(map(standardised, inner.calc_eci_pci(data)))

    def public_call() -> tuple[np.ndarray, ...]:
        options = {"presence_test": "manual", "check_logsupermodularity": False, "verbose": False}
        table = public.ecomplexity(presences, columns, **options)
        eci, pci = table.groupby("r")["eci"].first(), table.groupby("a")["pci"].first()
        return standardised(eci.to_numpy()), standardised(pci.to_numpy())

    def off_diagonal() -> np.ndarray:
        similarity = near.calc_discrete_proximity(data.mcp_t, data.ubiquity_t)
        np.fill_diagonal(similarity, 0)
        return np.asarray(similarity)

    yield "location_quotient", name, quotients
    yield "eci_pci", name, public_call
    yield "eci_pci", f"{name}, its inner function", eci_pci_alone
    yield "proximity", name, off_diagonal
    yield "density, proximity given", name, lambda: dense.calc_density(data.mcp_t, similarity)
    yield "proximity and density", name, lambda: dense.calc_density(data.mcp_t, off_diagonal())


def standardised(values: np.ndarray) -> np.ndarray:
    """Its PCI has the unit and the origin of its ECI."""
    return np.asarray((values - values.mean()) / values.std())


LIBRARIES = {
    "econcomplex": of_econcomplex,
    "ecomplexity": of_ecomplexity,
}


RIVAL = "economic-complexity"
"""The one that needs pandas below 3, and so an environment of its own."""


def of_the_rival(values: np.ndarray) -> dict[str, tuple[float, Answer]]:
    """Seconds and answer of each indicator that the rival has; none where it is not installed."""
    if not RIVALS_PYTHON.exists():
        print(f"no {RIVALS_PYTHON}: {RIVAL} is left out (make benchmarks)", file=sys.stderr)
        return {}
    print(f"{RIVAL}, by itself", file=sys.stderr)
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder) / "asked.npy", Path(folder) / "answer.npz"
        np.save(asked, values)
        script = Path(__file__).with_name("rival_complexity.py")
        command = [RIVALS_PYTHON, script, asked, answer]
        subprocess.run(command, check=True, env={**os.environ, **one_thread})
        found = dict(np.load(answer))
    return {
        name: (float(found[name]), parts[0] if len(parts) == 1 else parts)
        for name in found
        if (parts := tuple(found[key] for key in (f"{name} 0", f"{name} 1") if key in found))
    }


def cells(values: np.ndarray) -> pd.DataFrame:
    regions, activities = np.indices(values.shape).reshape(2, -1)
    return pd.DataFrame({"t": 0, "r": regions, "a": activities, "x": values.ravel()})


def timed(computes: list[Callable[[], Answer]]) -> list[tuple[float, Answer]]:
    """Seconds of the fastest run of each, and its answer.

    They run in turns, so that what else the machine does slows all of them alike.
    """
    answers = [compute() for compute in computes]
    times: list[list[float]] = [[] for _ in computes]
    for _ in range(RUNS):
        for compute, spent in zip(computes, times, strict=True):
            if sum(spent) < PATIENCE:
                start = time.process_time()
                compute()
                spent.append(time.process_time() - start)
    return list(zip(map(min, times), answers, strict=True))


def verdict(indicator: str, library: str, ours: Answer, theirs: Answer) -> str:
    """How far two answers agree, in a few words; "differs" where they should and do not."""
    if library == "ours":
        return ""
    if (indicator, library) == ("eci_pci", RIVAL):
        ranks = [float(spearmanr(a, b).statistic) for a, b in zip(ours, theirs, strict=True)]
        return f"another definition, rank correlation {min(ranks):.4f}"
    pairs = zip(ours, theirs, strict=True) if isinstance(ours, tuple) else [(ours, theirs)]
    largest = max(
        float(np.max(np.abs(np.asarray(a, np.float64) - b) / np.maximum(1, np.abs(b))))
        for a, b in pairs
    )
    return f"{'equal' if largest <= AGREE else 'differs'} ({largest:.0e})"


def measure() -> list[dict[str, Any]]:
    """One row per indicator and library: seconds, ratio to ours, agreement with ours."""
    values = nested_values()
    sources = [of_ours]
    for library, source in LIBRARIES.items():
        if importlib.util.find_spec(library):
            sources.append(source)
        else:
            print(f"{library} is left out: it is not installed", file=sys.stderr)
    jobs: dict[str, dict[str, Callable[[], Answer]]] = {}
    for indicator, library, compute in (job for source in sources for job in source(values)):
        jobs.setdefault(indicator, {})[library] = compute
    rows, rival = [], of_the_rival(values)
    for indicator, computes in jobs.items():
        print(f"{indicator}: {', '.join(computes)}", file=sys.stderr)
        runs = dict(zip(computes, timed(list(computes.values())), strict=True))
        own_seconds, own = runs["ours"]
        if indicator in rival:
            runs[RIVAL] = rival[indicator]
        rows += [
            {
                "indicator": indicator,
                "library": library,
                "seconds": round(seconds, 5),
                "ratio": round(seconds / own_seconds, 1),
                "agreement": verdict(indicator, library, own, answer),
            }
            for library, (seconds, answer) in runs.items()
        ]
    return rows


def main() -> int:
    parser(__doc__).parse_args()
    with warnings.catch_warnings(action="ignore"), threadpool_limits(1):
        rows = measure()
    table = Table(*rows[0], title=f"{REGIONS} regions x {ACTIVITIES} activities")
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console(width=100).print(table)
    print(json.dumps({"regions": REGIONS, "activities": ACTIVITIES, "rows": rows}))
    return int(any(str(row["agreement"]).startswith("differs") for row in rows))


if __name__ == "__main__":
    sys.exit(main())

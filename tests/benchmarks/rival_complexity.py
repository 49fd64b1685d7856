# mypy: ignore-errors
"""Indicators of economic-complexity, in an environment of its own (requirements-rivals.txt).

Run by that environment's Python as ``rival_complexity.py IN.npy OUT.npz``. IN holds counts
(n_regions, n_activities). OUT holds for each indicator its seconds, those of the processor in the
fastest of several runs, as "INDICATOR", and its answers as "INDICATOR 0" and, where there are two,
"INDICATOR 1". Imports nothing of ours.
"""

import argparse
import time
from pathlib import Path

import economic_complexity as library
import numpy as np
import pandas as pd

RUNS, PATIENCE = 40, 2.0
"""Runs of a fast function, and seconds after which a slow one is run no more."""


def main() -> None:
    """Every indicator of what IN holds. ECI and PCI are the 19th reflection, no eigenvector."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("asked", type=Path)
    parser.add_argument("answer", type=Path)
    arguments = parser.parse_args()
    if not arguments.asked.is_file():
        parser.error(f"there is no file {arguments.asked}")
    table = pd.DataFrame(np.load(arguments.asked))
    quotients = library.rca(table)
    similarity = library.proximity(quotients)
    jobs = {
        "location_quotient": lambda: library.rca(table),
        "eci_pci": lambda: library.complexity(quotients),
        "proximity": lambda: library.proximity(quotients),
        "density, proximity given": lambda: library.relatedness(quotients, proximities=similarity),
        "proximity and density": lambda: library.relatedness(quotients),
        "all from counts": lambda: library.relatedness(library.rca(table)),
    }
    found = {}
    for indicator, compute in jobs.items():
        answer = compute()
        parts = answer if isinstance(answer, tuple) else (answer,)
        found |= {f"{indicator} {number}": np.asarray(part) for number, part in enumerate(parts)}
        found[indicator] = fastest(compute)
    np.savez(arguments.answer, **found)


def fastest(compute) -> float:
    """Seconds of the processor in the fastest run."""
    spent = []
    while len(spent) < RUNS and sum(spent) < PATIENCE:
        start = time.process_time()
        compute()
        spent.append(time.process_time() - start)
    return min(spent)


if __name__ == "__main__":
    main()

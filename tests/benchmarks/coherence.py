"""Seconds of a non-negative reconciliation: python -m tests.benchmarks.coherence.

300 regions x 50 clusters, five steps. With the weights of the library hierarchicalforecast (where
.venv-rivals exists: make benchmarks), to show that both find the same optimum, and with those that
are the default here. Prints a table, and the same as one line of JSON last.
"""

import json
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from features.arrays import Array
from tests.benchmarks import RIVALS_PYTHON
from tests.benchmarks.command_line import parser
from training.growth.coherence.reconcile import Hierarchy, hierarchy, reconcile

HORIZON = 5


def forecasts(n_regions: int, n_clusters: int) -> tuple[Hierarchy, Array, Array]:
    """A hierarchy, forecasts of its series and, some tenths off their sums, of its totals."""
    rng = np.random.default_rng(0)
    keys = [(f"r{r}", f"c{c}") for r in range(n_regions) for c in range(n_clusters)]
    tree = hierarchy(pd.DataFrame(keys, columns=["region_code", "cluster_code"]))
    series = rng.lognormal(2, 2, (len(keys), 1)) * rng.uniform(0.8, 1.3, (len(keys), HORIZON))
    totals = tree.membership @ series
    return tree, series, totals * rng.uniform(0.8, 1.1, totals.shape)


def ours(tree: Hierarchy, series: Array, totals: Array, *, together: bool) -> tuple[Array, float]:
    """Reconciled series and seconds."""
    started = time.perf_counter()
    variances = series**2 if together else np.ones_like(series)
    steps = [
        reconcile(series[:, k], totals[:, k], tree.membership, variances[:, k], together=together)
        for k in range(HORIZON)
    ]
    return np.column_stack(steps), time.perf_counter() - started


def rival(python: Path, tree: Hierarchy, series: Array, totals: Array) -> tuple[Array, float]:
    """The same by hierarchicalforecast."""
    a, base = tree.membership, np.concatenate([totals, series])
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder) / "asked.npz", Path(folder) / "answer.npz"
        np.savez(asked, data=a.data, indices=a.indices, indptr=a.indptr, base=base)
        script = Path(__file__).with_name("rival_coherence.py")
        subprocess.run([python, script, asked, answer], check=True)
        found = np.load(answer)
        return found["mean"][len(totals) :], float(found["seconds"])


def loss(tree: Hierarchy, series: Array, totals: Array, answer: Array) -> float:
    """What structural scaling minimises, summed over steps."""
    sizes = np.asarray(tree.membership.sum(axis=1))[:, None]
    gap = (tree.membership @ answer - totals) ** 2 / sizes
    return float(((answer - series) ** 2).sum() + gap.sum())


def main() -> None:
    """Reconcile, print the table and the line."""
    asked = parser(__doc__)
    asked.add_argument("--regions", type=int, default=300)
    asked.add_argument("--clusters", type=int, default=50)
    asked.add_argument("--rivals", type=Path, default=RIVALS_PYTHON, help="Python of the rivals")
    arguments = asked.parse_args()
    tree, series, totals = forecasts(arguments.regions, arguments.clusters)
    found = {
        "ours, structural": ours(tree, series, totals, together=False),
        "ours, default": ours(tree, series, totals, together=True),
    }
    if arguments.rivals.exists():
        found["hierarchicalforecast"] = rival(arguments.rivals, tree, series, totals)
    else:
        print(f"no {arguments.rivals}: hierarchicalforecast left out (make benchmarks)")
    rows = [
        {
            "method": name,
            "series": len(series),
            "totals": len(totals),
            "seconds": round(seconds, 3),
            "structural_loss": loss(tree, series, totals, answer),
            "at_zero": int((answer <= 0).sum()),
        }
        for name, (answer, seconds) in found.items()
    ]
    print(pd.DataFrame(rows).to_string(index=False))
    print(json.dumps({"benchmark": "coherence", "rows": rows}))


if __name__ == "__main__":
    main()

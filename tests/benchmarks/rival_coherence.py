# mypy: ignore-errors
"""Reconciliation of hierarchicalforecast, in an environment of its own (requirements-rivals.txt).

Run by that environment's Python as ``rival_coherence.py IN.npz OUT.npz``. IN holds the membership
(n_totals, n_series) as data, indices and indptr, and base (n_totals + n_series, horizon), totals
first. OUT holds the reconciled base and the seconds. Imports nothing of ours.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from hierarchicalforecast.methods import MinTraceSparse
from scipy import sparse


def main() -> None:
    """Non-negative structural scaling of what IN holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("asked", type=Path)
    parser.add_argument("answer", type=Path)
    arguments = parser.parse_args()
    if not arguments.asked.is_file():
        parser.error(f"there is no file {arguments.asked}")
    asked = np.load(arguments.asked)
    base = asked["base"]
    n_series = len(base) - len(asked["indptr"]) + 1
    shape = (len(base) - n_series, n_series)
    membership = sparse.csr_matrix((asked["data"], asked["indices"], asked["indptr"]), shape)
    summing = sparse.csr_matrix(sparse.vstack([membership, sparse.eye(n_series)]))
    started = time.perf_counter()
    method = MinTraceSparse("wls_struct", nonnegative=True)
    mean = method.fit_predict(summing, base)["mean"]
    np.savez(arguments.answer, mean=mean, seconds=time.perf_counter() - started)


if __name__ == "__main__":
    main()

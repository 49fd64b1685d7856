"""How often intervals held: overall, by step ahead, and for small, medium and large series."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array
from training.growth import metrics
from training.growth.intervals import conformal

SIZES = ("small", "medium", "large")
COLUMNS = ["model", "origin", "kind", "group", "n", "coverage_80", "coverage_95"]
"""Of the frame that an evaluation gives; kind is "all", "step" or "size"."""


def breakdown(actual: Array, quantiles: Array, last: Array) -> pd.DataFrame:
    """Coverage of the 80 and 95 % intervals, overall and by group.

    Parameters
    ----------
    actual : (n_series, horizon)
    quantiles : (n_series, horizon, len(PROBABILITIES))
    last : (n_series,)
        Value at the origin, whose terciles divide small, medium and large.

    Returns
    -------
    DataFrame
        kind, group (all; 1, 2, ...; small, medium, large), n (series and steps), coverage_80,
        coverage_95.
    """
    thirds = size_classes(last)
    every = np.ones(len(actual), dtype=bool)
    groups = [("all", "all", every, slice(None))]
    groups += [
        ("step", str(step + 1), every, slice(step, step + 1)) for step in range(actual.shape[1])
    ]
    groups += [("size", name, thirds == number, slice(None)) for number, name in enumerate(SIZES)]
    rows = []
    for kind, name, series, steps in groups:
        shown, bands = actual[series][:, steps], quantiles[series][:, steps]
        if shown.size:
            covered = {
                f"coverage_{round(100 * level)}": metrics.coverage(
                    shown, *conformal.bounds(bands, level)
                )
                for level in (0.8, 0.95)
            }
            rows.append({"kind": kind, "group": name, "n": shown.size, **covered})
    return pd.DataFrame(rows)


def size_classes(last: Array) -> npt.NDArray[np.intp]:
    """Third (n_series,) that each absolute value falls into: 0, 1 or 2."""
    size = np.abs(last)
    return np.searchsorted(np.quantile(size, [1 / 3, 2 / 3]), size, side="left")

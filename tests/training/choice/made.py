"""Options made by hand, whose forecasts are even ranges of growth."""

import numpy as np
import pandas as pd

from features.arrays import Array
from training.choice.criteria import Kind
from training.choice.options import ClusterOptions, NicheOptions, Options
from training.choice.utilities import Criteria
from training.growth.intervals.quantiles import LADDER, LADDER_COLUMNS

DIRECTION = {"growth": 1, "risk": -1, "multiplier": 1, "relatedness": 1}
SCALE = dict.fromkeys(DIRECTION, (0.0, 1.0))
U = {"complexity": 1, "alignment": 1}
U_SCALE = dict.fromkeys(U, (0.0, 1.0))


def even_growth(codes: list[str], median: Array, width: Array) -> pd.DataFrame:
    """Forecasts that are even within `width` of their median; NaN for an unknown median."""
    quantiles = median[:, None] + np.outer(width, 2 * LADDER - 1)
    return pd.DataFrame(quantiles, index=codes, columns=LADDER_COLUMNS)


def cluster_options(
    values: Array,
    width: float | Array = 0.0,
    spread: float | Array = 0.0,
    codes: list[str] | None = None,
) -> Options:
    """Clusters with growth, multiplier and relatedness (n, 3) as given."""
    n = len(values)
    codes = codes or [f"c{i:02d}" for i in range(n)]
    matrix = np.column_stack([values[:, 0], np.full(n, np.nan), values[:, 1:]])
    clusters = ClusterOptions(
        "R",
        codes,
        [f"Cluster {code}" for code in codes],
        Criteria(list(DIRECTION), matrix),
        even_growth(codes, values[:, 0], np.broadcast_to(width, n)),
        np.column_stack([values[:, 1] - spread, values[:, 1] + spread]),
        common_error_share=0.5,
    )
    kinds: dict[str, list[Kind]] = {name: ["cluster"] for name in DIRECTION}
    return Options("R", clusters, None, DIRECTION, dict.fromkeys(DIRECTION, ""), kinds)


def niche_options(chance: Array, values: Array) -> Options:
    """Niches with chances (n,), likeliest first, and the criteria of U (n, 2)."""
    codes = [f"t{i:02d}" for i in range(len(chance))]
    niches = NicheOptions(
        "R",
        codes,
        [f"Niche {code}" for code in codes],
        Criteria(list(U), values),
        chance,
        0.5 * chance,
        np.minimum(1.0, 1.5 * chance),
    )
    none = cluster_options(np.ones((1, 3))).clusters
    kinds: dict[str, list[Kind]] = {name: ["cluster", "niche"] for name in U}
    return Options("R", none, niches, U, dict.fromkeys(U, ""), kinds)

"""Noise of a backtest's figures: Bayesian bootstrap of regions, and of origins where there are 3.

Rubin 1981 (Annals of Statistics 9): a draw weighs every unit with an exponential number. All rows
of a region share a weight, since neighbours in a region and errors of a series at two origins are
correlated. With 3 origins or more each origin has a weight of its own as well, and a row's weight
is the product of both (Owen and Eckles 2012, Annals of Applied Statistics 6).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Index

LEVEL = 0.9
"""Of the intervals."""
DRAWS = 1000
ENOUGH_ORIGINS = 3
"""Origins from which they are drawn too; fewer cannot show how much origins differ."""
BLOCK = 10_000_000
"""Weights drawn at a time, so that 100,000 series fit into memory."""


@dataclass(frozen=True)
class Units:
    """What is drawn.

    Attributes
    ----------
    codes : (n_rows,)
        Unit of each row, from 0.
    n : int
        Number of units.
    are_regions : bool
        Regions; series where there is only one region.
    """

    codes: Index
    n: int
    are_regions: bool


def units_of(rows: pd.DataFrame) -> Units:
    """Regions as units; series where all rows with a cluster_code are of one region."""
    one_region = len(rows["region_code"].unique()) == 1
    keys = ["region_code"]
    if one_region and "cluster_code" in rows:
        keys = ["region_code", "cluster_code"]
    codes = np.asarray(rows.groupby(keys).ngroup(), dtype=np.intp)
    return Units(codes, int(codes.max(initial=-1)) + 1, len(keys) == 1)


def draws(n_units: int, n_origins: int, n_draws: int = DRAWS) -> Iterator[tuple[Array, Array]]:
    """Weights of units (n, n_units) and of origins (n, n_origins), a block of draws at a time.

    The same numbers at every call, so that two models are compared in the same draws. With fewer
    than ENOUGH_ORIGINS origins their weights are 1.
    """
    rng = np.random.default_rng(0)
    origins = np.ones((n_draws, n_origins))
    if n_origins >= ENOUGH_ORIGINS:
        origins = rng.standard_exponential((n_draws, n_origins))
    block = max(1, BLOCK // max(n_units, 1))
    for start in range(0, n_draws, block):
        of_origins = origins[start : start + block]
        yield rng.standard_exponential((len(of_origins), n_units)), of_origins


def interval(drawn: Array) -> tuple[float, float]:
    """Ends of the central interval of draws (n,); NaN if a draw is."""
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def noise_source(origins: Index, units: Units) -> str:
    """In words what the noise of figures over these origins (n,) is worked out from."""
    drawn = "regions" if units.are_regions else "series"
    if len(origins) >= ENOUGH_ORIGINS:
        return f"{drawn} and {len(origins)} origins"
    listed = " and ".join(map(str, origins))
    origin = "origin" if len(origins) == 1 else "origins"
    return f"{drawn} within the {origin} {listed} alone, which says nothing of other years"

"""Joint futures of a region's clusters: growth drawn from the forecasts, with a common shock."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from features.arrays import Array
from training.choice.evidence import COMMON_ERROR_SHARE
from training.choice.utilities import Single
from training.growth.intervals.quantiles import LADDER, LADDER_COLUMNS

DRAWS = 4_000
COMMON, GROWTH, DELTA, UNKNOWN = range(4)
"""Streams of random numbers."""


@dataclass(frozen=True)
class Futures:
    """Drawn growth of n clusters of a region.

    Attributes
    ----------
    codes : list of str, length n
    growth : array (draws, n)
        % a year; NaN for a cluster without a forecast.
    middle : array (draws,)
        Median growth of the region's clusters with a forecast; NaN without any.
    risk : array (n,)
        Share of futures with less growth than the middle (ties count half).
    delta, unknown : array (draws,) and (draws, n)
        Even on -.5 to .5: the place of all multipliers in their ranges, and of unknown criteria.
    """

    codes: list[str]
    growth: Single
    middle: Single
    risk: Array
    delta: Single
    unknown: NDArray[np.float16]


def joint_futures(
    growth: pd.DataFrame,
    common_share: float = COMMON_ERROR_SHARE,
    draws: int = DRAWS,
    seed: int = 0,
    middle: Single | None = None,
) -> Futures:
    """Draw the growth of all clusters of a region together.

    In each future the normal score of cluster i is sqrt(c) z + sqrt(1 - c) z_i, with z common to
    all, and its growth the quantile of its forecast at that score (a Gaussian copula). Scores are
    evenly spaced and shuffled (Latin hypercube; McKay, Beckman & Conover 1979). Those of a cluster
    depend on its code, the seed and the number of draws alone, so another cluster changes none.

    Parameters
    ----------
    growth : DataFrame by cluster_code (n)
        median and quantile columns, % a year; NaN without a forecast.
    common_share : float, 0 to 1
        c, the share of the common shock in the variance.
    middle : array (draws,), optional
        Growth to compare with instead of the median of these clusters.
    """
    codes = [str(code) for code in growth.index]
    scores = ndtri((np.arange(draws) + 0.5) / draws)
    common = _random(seed, COMMON).permutation(scores)
    own = _shuffled(scores, seed, GROWTH, codes)
    at = ndtr(np.sqrt(common_share) * common + np.sqrt(1 - common_share) * own)
    quantiles = growth[LADDER_COLUMNS].to_numpy(np.float64)
    drawn = np.empty((draws, len(codes)), dtype=np.float32)
    for i, (points, ladder) in enumerate(zip(at, quantiles, strict=True)):
        drawn[:, i] = np.interp(points, LADDER, ladder)
    between = middle_of(drawn) if middle is None else middle
    steps = ((np.arange(draws) + 0.5) / draws - 0.5).astype(np.float32)
    return Futures(
        codes,
        drawn,
        between,
        1.0 - share_above(drawn, between),
        _random(seed, DELTA).permutation(steps),
        np.ascontiguousarray(_shuffled(steps, seed, UNKNOWN, codes).T, dtype=np.float16),
    )


def middle_of(values: Single) -> Single:
    """Median of the known columns of each row (n_rows, n), NaN without any."""
    known = values[:, ~np.isnan(values[0])]
    if not known.shape[1]:
        return np.full(len(values), np.nan, dtype=np.float32)
    return np.asarray(np.median(known, axis=1))


def share_above(values: Single, middle: Single) -> Array:
    """Share of rows in which each column (n_rows, n) is above the middle (n_rows,); ties half."""
    above = (values > middle[:, None]).mean(axis=0) + 0.5 * (values == middle[:, None]).mean(axis=0)
    return np.where(np.isnan(values[0]) | np.isnan(middle[0]), np.nan, above)


def chance_below(growth: pd.DataFrame, value: float) -> Array:
    """Chance of less growth than a value (n,), by the quantiles of each row; ties count half."""
    quantiles = growth[LADDER_COLUMNS].to_numpy(np.float64)
    chances = [
        np.interp(value, row, LADDER) + 1 - np.interp(-value, -row[::-1], 1 - LADDER[::-1])
        for row in quantiles
    ]
    known = ~np.isnan(quantiles).any(axis=1)
    return np.where(known, 0.5 * np.array(chances), np.nan)


def _random(seed: int, stream: int, code: str = "") -> np.random.Generator:
    return np.random.default_rng([seed, stream, crc32(code.encode())])


def _shuffled(values: Array | Single, seed: int, stream: int, codes: Sequence[str]) -> Array:
    """Values in an order of its own for each code (n, len(values))."""
    return np.stack([_random(seed, stream, code).permutation(values) for code in codes])

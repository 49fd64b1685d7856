"""Share of random weights and forecasts for which an option is among the best k.

Stochastic multicriteria acceptability analysis (SMAA-2; Lahdelma & Salminen 2001, Operations
Research 49).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from features.arrays import Array
from training.choice.criteria import GROWTH, MULTIPLIER
from training.choice.options import GROWTH_POINTS, Options
from training.choice.utilities import Single, Utilities, utilities

DRAWS = 10_000
RANKED = 1_000
"""Draws that are fully sorted, for the range of an option's rank."""
BLOCK = 1_000
"""Draws that are processed at a time, to fit into the processor's cache."""
PARTIAL = 2_000
"""Draws of weights alone and of forecasts alone; standard errors are at most .011."""


@dataclass(frozen=True)
class _Draws:
    """Common random numbers, the same for all requests with one shape and seed."""

    weights: Single  # (n_draws, n_criteria), uniform on the simplex
    points: NDArray[np.uint8]  # (n_draws, n_options), columns of the prospects table
    unknown: NDArray[np.int8]  # (n_draws, n_options), 256 steps of a uniform on -.5 to .5
    delta: Single  # (n_draws, 1), uniform on -.5 to .5


@lru_cache(maxsize=8)
def _random(draws: int, options: int, criteria: int, seed: int) -> _Draws:
    """Draws; of one byte if 256 steps are enough, which takes a fifth of the time."""
    rng = np.random.default_rng(seed)
    weights = rng.standard_exponential((draws, criteria), dtype=np.float32)
    weights /= weights.sum(axis=1, keepdims=True)
    shape = (draws, options)
    return _Draws(
        weights,
        rng.integers(0, GROWTH_POINTS, shape, dtype=np.uint8),
        rng.integers(-128, 128, shape, dtype=np.int8),
        rng.random((draws, 1), dtype=np.float32) - np.float32(0.5),
    )


def robustness(
    options: Options, k: int, draws: int, seed: int
) -> dict[str, Array | NDArray[np.int16]]:
    """Shares of draws of the weights among the best k, and the range of ranks, of each option.

    They do not depend on the given weights, so they are computed once.
    """
    return options.keep(_robustness, k, draws, seed)


def _robustness(
    options: Options, k: int, draws: int, seed: int
) -> dict[str, Array | NDArray[np.int16]]:
    scaled = utilities(options)
    random = _random(draws, *scaled.middle.shape, seed)
    low, high = _ranks(_scores(scaled, random.weights[:RANKED], random))
    return {
        "acceptability": _acceptability(scaled, random.weights, random, k),
        "acceptability_weights": _top(random.weights[:PARTIAL] @ scaled.filled, k).mean(axis=0),
        "rank_low": low,
        "rank_high": high,
    }


def forecast_acceptability(
    scaled: Utilities, weights: Array, k: int, draws: int, seed: int
) -> Array:
    """Share of draws of the forecasts, with the given weights, among the best k (n,)."""
    random = _random(draws, *scaled.middle.shape, seed)
    given = np.tile(weights.astype(np.float32), (min(PARTIAL, draws), 1))
    return _acceptability(scaled, given, random, k)


def _acceptability(scaled: Utilities, weights: Single, random: _Draws, k: int) -> Array:
    """Share of the rows of weights (n_rows, m) in which each option is among the best k (n,)."""
    count = np.zeros(len(scaled.middle), dtype=np.intp)
    for start in range(0, len(weights), BLOCK):
        count += _top(_scores(scaled, weights[start : start + BLOCK], random, start), k).sum(axis=0)
    return np.asarray(count / len(weights))


def _scores(scaled: Utilities, weights: Single, random: _Draws, start: int = 0) -> Single:
    """Scores (n_rows, n) with drawn forecasts, for the weights of each row (n_rows, m).

    The rows use the draws from ``start`` on. The growth of every option is drawn from its own
    forecast; all multipliers share one draw of delta; the unknown criteria of an option share one
    draw over the whole scale.
    """
    rows = slice(start, start + len(weights))
    scores = weights @ scaled.filled
    if GROWTH in scaled.names:
        starts = GROWTH_POINTS * np.arange(scores.shape[1])
        drawn = scaled.gaps.take(starts + random.points[rows])
        drawn *= weights[:, [scaled.names.index(GROWTH)]]
        scores += drawn
    if MULTIPLIER in scaled.names:
        weight = weights[:, [scaled.names.index(MULTIPLIER)]]
        scores += (weight * random.delta[rows]) * scaled.spread
    drawn = weights @ scaled.missing
    drawn *= (random.unknown[rows] + np.float32(0.5)) / np.float32(256)
    scores += drawn
    return scores


def _top(scores: Single, k: int) -> NDArray[np.bool_]:
    """Which columns are among the k largest of their row (n_rows, n)."""
    n = scores.shape[1]
    if k >= n:
        return np.ones(scores.shape, dtype=bool)
    return np.asarray(scores >= np.partition(scores, n - k, axis=1)[:, [n - k]])


def _ranks(scores: Single) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """5th and 95th percentile of the rank of each column (n,), 1 is the largest."""
    ranks = np.empty(scores.shape, dtype=np.int16)
    places = np.arange(1, scores.shape[1] + 1, dtype=np.int16)
    np.put_along_axis(ranks, np.argsort(-scores, axis=1), places[None], axis=1)
    ordered = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    tail = int(0.05 * len(scores))
    return ordered[:, tail], ordered[:, len(scores) - 1 - tail]

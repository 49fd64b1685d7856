"""How far a score can be trusted: over simulated futures, and over random weightings."""

import numpy as np
from scipy.special import expit, logit

from features.arrays import Array
from training.choice.criteria import GROWTH, MULTIPLIER
from training.choice.futures import Futures, middle_of, share_above
from training.choice.options import ClusterOptions, with_risk
from training.choice.utilities import Single

WEIGHTINGS = 2_000
"""Random weightings; standard errors of shares are at most .011."""
RANKED = 1_000
"""Most futures in which options are ranked."""
CHANCES = 400
"""Draws of the chances of niches, of which there may be many."""
RANK_ENDS = (0.1, 0.9)
"""Quantiles of the ranks of an option between which its range lies."""
TINY = 1e-6
"""Least distance of a chance from 0 and 1 in log odds."""
YEARLY = 0.5
"""Standard deviation of the log odds of a chance over a year of new data, beside its range.

The least tenth with which four of five niches kept a rank within their range a year later, on
us-states, on cutoffs up to 2003 (tests.benchmarks.niche_ranks).
"""
CHANCE_Z = 1.645
"""Standard deviations from the middle to an end of the 90 % range of a chance."""


def utility_in_futures(
    clusters: ClusterOptions,
    futures: Futures,
    score: Array,
    weights: dict[str, float],
    slope: dict[str, float],
) -> Single:
    """Utility of each cluster in each future (draws, n).

    Growth and multipliers are drawn around their middle values, which `score` holds; unknown
    criteria are drawn evenly over 0 to 1.

    Parameters
    ----------
    score : (n,)
        Expected utility.
    weights, slope : dict by criterion
        Of the criteria with data; the slope is the utility per unit.
    """
    drawn = np.repeat(score.astype(np.float32)[None], len(futures.growth), axis=0)
    if weights.get(GROWTH):
        per_unit = np.float32(weights[GROWTH] * slope[GROWTH])
        median = clusters.growth["median"].to_numpy(np.float32)
        drawn += np.nan_to_num((futures.growth - median) * per_unit)
    if weights.get(MULTIPLIER):
        width = np.nan_to_num(clusters.multiplier_range[:, 1] - clusters.multiplier_range[:, 0])
        width *= weights[MULTIPLIER] * slope[MULTIPLIER]
        drawn += futures.delta[:, None] * width.astype(np.float32)
    missing = _unknown_weight(clusters, futures, weights)
    if missing.any():
        drawn += futures.unknown * missing.astype(np.float32)
    return drawn


def confidence(drawn: Single) -> Array:
    """Share of futures in which the utility (draws, n) is above the median of all; ties half."""
    return share_above(drawn, middle_of(drawn))


def rank_range(drawn: Single) -> tuple[Array, Array]:
    """The 80 % range of the rank of each option (n,) over futures, the best rank first.

    Ranks of the first RANKED futures are used, which are in random order. The range need not hold
    the rank by expected utility.

    Parameters
    ----------
    drawn : (draws, n)
        Utility, or score, in each future.
    """
    drawn = drawn[:RANKED]
    order = np.argsort(-drawn, axis=1)
    # By option, so that what is compared lies side by side.
    ranks = np.empty(drawn.shape[::-1], dtype=np.int16)
    ranks[order, np.arange(len(drawn))[:, None]] = np.arange(1, drawn.shape[1] + 1, dtype=np.int16)
    low, high = (round(share * (len(drawn) - 1)) for share in RANK_ENDS)
    ranks.partition((low, high), axis=1)
    return ranks[:, low].astype(np.float64), ranks[:, high].astype(np.float64)


def scores_by_chance(
    usefulness: Array,
    chance: Array,
    low: Array,
    high: Array,
    seed: int,
    yearly: float = YEARLY,
) -> Single:
    """Chance times usefulness of niches, each chance drawn as it may be a year later (CHANCES, n).

    Log odds are normal on each side of the chance, with the ends of its 90 % range as quantiles
    where `yearly` is 0; what a year of new data changes is added to their variance. They are drawn
    independently of each other: errors that niches share would leave ranks closer together.

    Parameters
    ----------
    yearly : float
        Standard deviation of the change of log odds in a year.
    """
    normal = np.random.default_rng([seed, len(chance)]).standard_normal(
        (CHANCES, len(chance)), np.float32
    )
    middle, below, above = (
        logit(np.clip(ends, TINY, 1 - TINY)).astype(np.float32) for ends in (chance, low, high)
    )
    side = np.where(normal < 0, middle - below, above - middle).clip(0)
    spread = np.hypot(side / np.float32(CHANCE_Z), np.float32(yearly))
    return np.asarray(expit(middle + normal * spread) * usefulness.astype(np.float32))


def _unknown_weight(clusters: ClusterOptions, futures: Futures, weights: dict[str, float]) -> Array:
    """Weight of the unknown criteria of each cluster (n,)."""
    criteria = with_risk(clusters, futures)
    per_criterion = np.array([weights.get(name, 0.0) for name in criteria.names])
    return np.asarray(np.isnan(criteria.matrix) @ per_criterion)


def weight_robustness(utility: Array, k: int, seed: int, chance: Array | None = None) -> Array:
    """Share of random weightings at which an option is among the best k (n,).

    Weightings are uniform on the simplex (Lahdelma & Salminen 2001, Operations Research 49).

    Parameters
    ----------
    utility : (n, m)
        Expected utilities of the criteria with data.
    chance : (n,), optional
        Of entry, for niches: it multiplies the weighted utility.
    """
    n, m = utility.shape
    if k >= n:
        return np.ones(n)
    weights = np.random.default_rng([seed, m]).standard_exponential((WEIGHTINGS, m), np.float32)
    weights /= weights.sum(axis=1, keepdims=True)
    scores: Single = weights @ utility.T.astype(np.float32) if m else np.ones((1, n), np.float32)
    if chance is not None:
        scores = scores * chance.astype(np.float32)
    bar = np.partition(scores, n - k, axis=1)[:, [n - k]]
    return np.asarray((scores >= bar).mean(axis=0))

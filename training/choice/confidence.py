"""How far a score can be trusted: over simulated futures, and over random weightings."""

import numpy as np

from features.arrays import Array
from training.choice.criteria import GROWTH, MULTIPLIER
from training.choice.futures import Futures, middle_of, share_above
from training.choice.options import ClusterOptions, with_risk
from training.choice.utilities import Single

WEIGHTINGS = 2_000
"""Random weightings; standard errors of shares are at most .011."""


def confidence(
    clusters: ClusterOptions,
    futures: Futures,
    score: Array,
    weights: dict[str, float],
    slope: dict[str, float],
) -> Array:
    """Share of futures in which a cluster's utility is above the median of all (n,); ties half.

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
    return share_above(drawn, middle_of(drawn))


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

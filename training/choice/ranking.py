"""Which clusters and niches a region should back: a transparent, contestable ranking.

A weighted sum of criteria scaled to 0..1, with stochastic multicriteria acceptability analysis
(SMAA-2; Lahdelma & Salminen 2001, Operations Research 49): how often an option stays among the
best k when the weights, the forecasts, or both are drawn at random.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.errors import InputError, UnknownCodeError
from training.choice.criteria import GROWTH, GROWTH_POINTS, MULTIPLIER, Options

Array = NDArray[np.float64]
Single = NDArray[np.float32]

DRAWS = 10_000
RANKED = 1_000
"""Draws whose whole ranking is sorted, for the range of an option's rank."""
BLOCK = 1_000
"""Draws worked out at a time: what they need stays in the processor's cache."""
PARTIAL = 2_000
"""Draws of the weights alone and of the forecasts alone; their standard error is at most .011."""
KEPT = 256
"""Options whose utilities and robustness are kept for the next request."""
NEUTRAL = 0.5
"""Utility that an unknown criterion counts with; draws spread it over 0..1."""
SELDOM = 0.05
"""Share of futures below which a place among the best is told to be one of medians alone."""


@dataclass(frozen=True)
class Ranking:
    """A ranked choice.

    Attributes
    ----------
    options : DataFrame
        Best first, of equal scores the one that dominates: rank, kind, code, name, score (0 to 1),
        acceptability (share of draws of weights and forecasts in which it is among the best k),
        acceptability_weights (only the weights drawn), acceptability_forecast (only the forecasts
        drawn), rank_low, rank_high (middle 90 % of its ranks), dominated_by (code of an option of
        its kind that is at least as good on every criterion and better on one, "" if none),
        unknown (criteria that are not known, joined by ", ").
    contributions : DataFrame
        Same rows: weight times utility of each criterion; a row sums to the score.
    criteria : DataFrame
        Same rows: criteria in their own units, NaN where unknown.
    weights : dict of str to float
        Those used, summing to 1.
    left_out : tuple of str
        Criteria known for no option.
    """

    options: pd.DataFrame
    contributions: pd.DataFrame
    criteria: pd.DataFrame
    weights: dict[str, float]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class _Utilities:
    """Criteria scaled to 0..1, more is better: n options, m known criteria.

    Attributes
    ----------
    names : list of str, length m
    middle : array (n, m)
        NaN where unknown.
    filled : array (m, n)
        The same for matrix products, NEUTRAL where unknown.
    missing : array (m, n)
        1 where unknown.
    gaps : array (n * GROWTH_POINTS,)
        Utility of the growth drawn from the forecast less the middle, 0 where unknown.
    spread : array (1, n)
        Utility of the multiplier's high end less that of its low end.
    """

    names: list[str]
    middle: Array
    filled: Single
    missing: Single
    gaps: Single
    spread: Single


@dataclass(frozen=True)
class _Draws:
    """Common random numbers, the same for every request of one shape and seed."""

    weights: Single  # (n_draws, n_criteria), uniform on the simplex
    points: NDArray[np.uint8]  # (n_draws, n_options), columns of the prospects table
    unknown: NDArray[np.int8]  # (n_draws, n_options), 256 steps of a uniform on -.5 to .5
    delta: Single  # (n_draws, 1), uniform on -.5 to .5


def rank_support(
    options: Options,
    weights: Mapping[str, float] | None = None,
    k: int = 5,
    draws: int = DRAWS,
    seed: int = 0,
) -> Ranking:
    """Rank the options of a region.

    Parameters
    ----------
    options : Options
        As ``training.choice.criteria.region_options`` builds them.
    weights : mapping of criterion to weight or None
        Criteria that are not named count nothing; None weighs all alike.
    k : int
        Size of the choice whose robustness is told.
    draws : int
        Random draws of weights and forecasts.

    Raises
    ------
    InputError
        Without options, for a weight that is negative or no weight above zero, k or draws below 1.
    UnknownCodeError
        For a weight of an unknown criterion.
    """
    if options.table.empty:
        raise InputError(f"region {options.region_code} has neither clusters nor niches to rank")
    if k < 1 or draws < 1:
        raise InputError(f"k is {k} and draws is {draws}: both must be at least 1")
    utilities = _utilities(options)
    known = utilities.names
    chosen = _weights(weights, list(options.criteria.columns), known)
    w = np.array([chosen[name] for name in known])
    contributions = np.where(np.isnan(utilities.middle), NEUTRAL, utilities.middle) * w
    score = contributions.sum(axis=1)
    dominators, remarks = _remarks(options)
    # Beyond the ends of the scale all values count the same: unlike options can score alike.
    order = np.lexsort((options.table["code"], dominators, -score))
    rows = options.table.assign(
        score=score,
        **_robustness(options, k, draws, seed),
        acceptability_forecast=_forecast_acceptability(utilities, w, k, draws, seed),
        **remarks,
    ).iloc[order]
    rows.insert(0, "rank", np.arange(1, len(rows) + 1))
    return Ranking(
        rows.reset_index(drop=True),
        pd.DataFrame(contributions[order], columns=known),
        options.criteria.iloc[order].reset_index(drop=True),
        chosen,
        tuple(name for name in options.criteria.columns if name not in set(known)),
    )


def cautions(found: Ranking, k: int) -> list[str]:
    """A sentence that names those among the best k whom futures seldom put there, if there are any.

    Growth is ranked by its median; one that is far above all others can only lose in a drawn
    future, as more than the scale's upper end counts no more than that.
    """
    best = found.options.head(k)
    seldom = best[best["acceptability_forecast"] < SELDOM]
    names = (seldom["name"] + " (" + seldom["code"] + ")").tolist()
    if not names:
        return []
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    one = len(names) == 1
    return [
        f"{listed} {'stands' if one else 'stand'} among the best {k} by "
        f"{'its median forecast' if one else 'their median forecasts'} alone: fewer than "
        f"{100 * SELDOM:g} % of futures put {'it' if one else 'them'} there at these weights; "
        "trust that share more than the rank"
    ]


def _weights(
    asked: Mapping[str, float] | None, criteria: list[str], known: list[str]
) -> dict[str, float]:
    """Weights of the known criteria, summing to 1."""
    asked = dict.fromkeys(criteria, 1.0) if asked is None else asked
    for name, weight in asked.items():
        if name not in criteria:
            raise UnknownCodeError("criterion", name, criteria)
        if not (np.isfinite(weight) and weight >= 0):
            raise InputError(f"the weight of {name} is {weight}: give a number of zero or more")
    total = sum(asked.get(name, 0.0) for name in known)
    if total <= 0:
        raise InputError(
            "no criterion that is known for this region has a weight above zero: known are "
            + ", ".join(known)
        )
    return {name: asked.get(name, 0.0) / total for name in known}


def scale(values: Array, kinds: NDArray[np.object_]) -> tuple[Array, Array]:
    """(low, high) (n, m) between which a value is scaled to 0..1, among options of its own kind.

    The 5th and 95th percentile, so that one extreme option does not flatten all others. Clusters
    and niches are scaled apart: a growth rate and a probability of entry share no unit.
    """
    low, high = np.empty(values.shape), np.empty(values.shape)
    for kind in np.unique(kinds):
        mine = kinds == kind
        known = np.where(np.isnan(values[mine]).all(axis=0), 0.0, values[mine])
        low[mine], high[mine] = np.nanquantile(known, [0.05, 0.95], axis=0)
    return low, high


def _utility(values: Array, low: Array, high: Array) -> Array:
    """Values to 0..1; .5 where all options have the same value, NaN where unknown."""
    result = np.where(np.isnan(values), np.nan, NEUTRAL)
    np.divide(values - low, high - low, out=result, where=high - low > 1e-12)
    return np.asarray(result.clip(0.0, 1.0))


def _directed(options: Options, names: list[str]) -> Array:
    """Criteria (n, m) in their own units, turned so that more is better; NaN where unknown."""
    direction = np.array([options.direction[name] for name in names])
    return np.asarray(options.criteria[names].to_numpy(np.float64) * direction)


@lru_cache(maxsize=KEPT)
def _utilities(options: Options) -> _Utilities:
    """Scale the known criteria; the ends of a range on the scale of its middle."""
    known = options.criteria.columns[options.criteria.notna().any().to_numpy()].tolist()
    kinds = options.table["kind"].to_numpy(dtype=object)
    values = _directed(options, known)
    low, high = scale(values, kinds)
    middle = _utility(values, low, high)
    gaps, spread = np.zeros((len(values), GROWTH_POINTS)), np.zeros(len(values))
    if GROWTH in known:
        at = [known.index(GROWTH)]
        gaps = np.nan_to_num(_utility(options.prospects, low[:, at], high[:, at]) - middle[:, at])
    if MULTIPLIER in known:
        at = [known.index(MULTIPLIER)]
        ends = _utility(options.multiplier_range, low[:, at], high[:, at])
        spread = np.nan_to_num(ends[:, 1] - ends[:, 0])
    missing = np.isnan(middle)
    return _Utilities(
        known,
        middle,
        np.where(missing, NEUTRAL, middle).T.astype(np.float32),
        missing.T.astype(np.float32),
        gaps.ravel().astype(np.float32),
        spread[None].astype(np.float32),
    )


@lru_cache(maxsize=8)
def _random(draws: int, options: int, criteria: int, seed: int) -> _Draws:
    """Draws of one byte where 256 steps will do: they cost a fifth of a number's."""
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


@lru_cache(maxsize=KEPT)
def _robustness(
    options: Options, k: int, draws: int, seed: int
) -> dict[str, Array | NDArray[np.int16]]:
    """Shares of draws of the weights among the best k, and the range of ranks, of each option.

    They do not depend on the weights asked for, so other weights find them ready.
    """
    utilities = _utilities(options)
    random = _random(draws, *utilities.middle.shape, seed)
    low, high = _ranks(_scores(utilities, random.weights[:RANKED], random))
    return {
        "acceptability": _acceptability(utilities, random.weights, random, k),
        "acceptability_weights": _top(random.weights[:PARTIAL] @ utilities.filled, k).mean(axis=0),
        "rank_low": low,
        "rank_high": high,
    }


def _forecast_acceptability(
    utilities: _Utilities, weights: Array, k: int, draws: int, seed: int
) -> Array:
    """Share of draws of the forecasts alone, the weights as given, among the best k (n,)."""
    random = _random(draws, *utilities.middle.shape, seed)
    given = np.tile(weights.astype(np.float32), (min(PARTIAL, draws), 1))
    return _acceptability(utilities, given, random, k)


def _acceptability(utilities: _Utilities, weights: Single, random: _Draws, k: int) -> Array:
    """Share of the rows of weights (n_rows, m) in which each option is among the best k (n,)."""
    count = np.zeros(len(utilities.middle), dtype=np.intp)
    for start in range(0, len(weights), BLOCK):
        count += _top(_scores(utilities, weights[start : start + BLOCK], random, start), k).sum(
            axis=0
        )
    return np.asarray(count / len(weights))


def _scores(utilities: _Utilities, weights: Single, random: _Draws, start: int = 0) -> Single:
    """Scores (n_rows, n) with drawn forecasts, for the weights of each row (n_rows, m).

    The rows take the draws from ``start`` on.

    The growth of every option is drawn from its own forecast; the delta of all multipliers is one
    draw; unknown criteria of an option are one draw over the whole scale.
    """
    rows = slice(start, start + len(weights))
    scores = weights @ utilities.filled
    if GROWTH in utilities.names:
        starts = GROWTH_POINTS * np.arange(scores.shape[1])
        drawn = utilities.gaps.take(starts + random.points[rows])
        drawn *= weights[:, [utilities.names.index(GROWTH)]]
        scores += drawn
    if MULTIPLIER in utilities.names:
        weight = weights[:, [utilities.names.index(MULTIPLIER)]]
        scores += (weight * random.delta[rows]) * utilities.spread
    drawn = weights @ utilities.missing
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


@lru_cache(maxsize=KEPT)
def _remarks(options: Options) -> tuple[NDArray[np.intp], dict[str, list[str]]]:
    """How many dominate each option (n,); what is told of each beside its score."""
    wins, codes = _dominance(options), options.table["code"].tolist()
    return wins.sum(axis=1), {
        "dominated_by": [codes[row.argmax()] if row.any() else "" for row in wins],
        "unknown": _unknown(_utilities(options)),
    }


def _dominance(options: Options) -> NDArray[np.bool_]:
    """Whom (n, n) each row is dominated by: of its kind, nowhere worse and somewhere better.

    The criteria's own values are compared, since utilities are alike beyond the ends of the scale.
    An unknown criterion compares with nothing but another unknown one.
    """
    values = _directed(options, list(options.criteria.columns))
    kinds = options.table["kind"].to_numpy()
    missing = np.isnan(values)
    alike = missing[:, None, :] & missing[None, :, :]
    better = values[None, :, :] > values[:, None, :]
    equal = values[None, :, :] == values[:, None, :]
    wins = (better | equal | alike).all(axis=2) & better.any(axis=2)
    return np.asarray(wins & (kinds[:, None] == kinds[None, :]))


def _unknown(utilities: _Utilities) -> list[str]:
    """Names of the criteria that are unknown for each option."""
    return [
        ", ".join(name for name, gone in zip(utilities.names, row, strict=True) if gone)
        for row in np.isnan(utilities.middle)
    ]

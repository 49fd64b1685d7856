"""Two rankings of a region: clusters by expected utility, niches by chance times usefulness."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from features.arrays import Array, Index, Mask
from features.errors import InputError, UnknownCodeError
from training.choice.confidence import (
    confidence,
    rank_range,
    scores_by_chance,
    utility_in_futures,
    weight_robustness,
)
from training.choice.futures import DRAWS, Futures
from training.choice.options import Options, with_risk
from training.choice.utilities import (
    Criteria,
    Scale,
    directed,
    dominance,
    filled,
    slopes,
    utilities,
)

FLOOR = 0.10
"""Default chance of entry below which a niche is not an option."""
RARE = 0.01
"""Chance of entry below which a niche is next to impossible."""
ALIKE = 1e-9
"""Differences of usefulness up to it are errors of rounding."""
WATCHED = 5
"""Most niches below the floor that are listed."""


@dataclass(frozen=True)
class ChoiceQuestion:
    """What to rank by.

    Attributes
    ----------
    weights : mapping of criterion to weight or None
        Unnamed criteria get weight 0; None gives all the same weight.
    floor : float, 0 to 1
        Chance of entry below which a niche is not an option.
    k : int
        Number of options to choose, for the weight robustness.
    draws, seed : int
        Futures, and the seed of all random draws.
    """

    weights: Mapping[str, float] | None = None
    floor: float = FLOOR
    k: int = 5
    draws: int = DRAWS
    seed: int = 0


@dataclass(frozen=True)
class Listed:
    """A list of n options of one kind, the best first.

    Attributes
    ----------
    codes, names : list of str, length n
    score : array (n,)
    criteria : Criteria (n, m)
        Central values in their own units, NaN where unknown.
    contributions : Criteria (n, m with data)
        Weight times utility of each criterion with data.
    weights : dict of str to float
        Of the criteria with data, summing to 1; empty if none has a weight above 0, or if
        usefulness tells no niches apart.
    extra : mapping of str to array (n,)
        Of clusters confidence: the share of futures in which their utility is above the median
        utility. Of niches chance, chance_low, chance_high and usefulness. Of options rank_low and
        rank_high, the 80 % range of the rank: over futures, or over the range of chances.
    """

    codes: list[str]
    names: list[str]
    score: Array
    criteria: Criteria
    contributions: Criteria
    weights: dict[str, float]
    extra: Mapping[str, Array]

    def rows(self, at: Index) -> "Listed":
        """Some of the options."""
        return Listed(
            [self.codes[i] for i in at],
            [self.names[i] for i in at],
            self.score[at],
            self.criteria.rows(at),
            self.contributions.rows(at),
            self.weights,
            {name: column[at] for name, column in self.extra.items()},
        )


@dataclass(frozen=True)
class Ranking:
    """A ranked list of n options of one kind, with what stands behind each rank.

    Attributes
    ----------
    listed : Listed
        Best first, of equal scores the dominating one.
    weight_robustness : array (n,)
        Share of random weightings at which an option is among the best k.
    dominated_by : array (n,)
        Place of an option at least as good on every criterion and better on one, -1 if none.
    decisive, rank_without : array (n,)
        Place of the criterion with data without which the rank changes most, -1 if none changes
        it, and the rank then.
    rival : array (n,)
        Place of the option with the nearest score, -1 if there is no other.
    """

    listed: Listed
    weight_robustness: Array
    dominated_by: Index
    decisive: Index
    rank_without: Index
    rival: Index


def rank_clusters(
    options: Options, futures: Futures, scale: Scale, question: ChoiceQuestion
) -> Ranking:
    """Rank clusters by the weighted sum of their expected utilities.

    Utilities are linear in the criteria: those of the central values, and of the risk in futures.

    Raises
    ------
    InputError
        No criterion with data has a weight above 0, a weight is negative, or k is below 1.
    UnknownCodeError
        A weight of an unknown criterion.
    """
    clusters, direction = options.clusters, options.direction
    criteria = with_risk(clusters, futures)
    known = criteria.known()
    weights = weights_of(question, known.names, direction)
    if not weights:
        raise InputError(
            "no criterion with data for this region has a weight above zero; criteria with data: "
            + ", ".join(known.names)
        )
    utility = filled(utilities(known, scale, direction))
    contributions = utility * list(weights.values())
    score = contributions.sum(axis=1)
    slope = dict(zip(known.names, slopes(known.names, scale, direction), strict=True))
    drawn = utility_in_futures(clusters, futures, score, weights, slope)
    best, worst = rank_range(drawn)
    listed = Listed(
        clusters.codes,
        clusters.names,
        score,
        criteria,
        Criteria(known.names, contributions),
        weights,
        {"confidence": confidence(drawn), "rank_low": best, "rank_high": worst},
    )
    robust = weight_robustness(utility, question.k, question.seed)
    return _ranked(listed, robust, directed(criteria, direction), utility.sum(axis=1)[:, None])


def rank_niches(options: Options, scale: Scale, question: ChoiceQuestion) -> tuple[Ranking, Listed]:
    """Niches at or above the floor by chance of entry times usefulness, and those to watch.

    Usefulness is the weighted sum of utilities, each clipped to 0..1; it is 1 if no criterion with
    data has a weight above 0, or if those that have one tell no niches apart. Of equal scores the
    likelier niche is first. To watch are the likeliest niches below the floor, the likeliest first;
    they are no options.

    Raises
    ------
    InputError, UnknownCodeError
        As ``rank_clusters``, but not for weights that are all 0.
    """
    every, unclipped = _every_niche(options, scale, question)
    chance = every.extra["chance"]
    at = np.flatnonzero(chance >= question.floor)
    values = np.column_stack([chance, directed(every.criteria, options.direction)])
    utility = unclipped[at].clip(0.0, 1.0)
    robust = weight_robustness(utility, question.k, question.seed, chance[at])
    watch = np.flatnonzero(chance < question.floor)[:WATCHED]
    ties = np.column_stack([chance, unclipped.sum(axis=1)])
    options_at = _with_rank_range(every.rows(at), question.seed)
    return _ranked(options_at, robust, values[at], ties[at]), every.rows(watch)


def _with_rank_range(niches: Listed, seed: int) -> Listed:
    """Niches with the range of their ranks over the ranges of their chances and a year of data."""
    useful, chance, low, high = (
        niches.extra[name] for name in ("usefulness", "chance", "chance_low", "chance_high")
    )
    best, worst = rank_range(scores_by_chance(useful, chance, low, high, seed))
    return replace(niches, extra={**niches.extra, "rank_low": best, "rank_high": worst})


def unlikely_niche(options: Options, scale: Scale, question: ChoiceQuestion) -> str | None:
    """Name of the most useful of all niches, if its chance is below RARE.

    None as well where no criterion with data has a weight above 0, or others are as useful.
    """
    every, _ = _every_niche(options, scale, question)
    chance, useful = every.extra["chance"], every.extra["usefulness"]
    is_unlikely = chance < RARE
    if not every.weights or is_unlikely.all() or not is_unlikely.any():
        return None
    best = int(np.where(is_unlikely, useful, -np.inf).argmax())
    return every.names[best] if useful[best] > useful[~is_unlikely].max() else None


def _every_niche(options: Options, scale: Scale, question: ChoiceQuestion) -> tuple[Listed, Array]:
    """All niches, the likeliest first, and their unclipped utilities (n, m with data)."""
    niches, direction = options.niches, options.direction
    assert niches is not None, "a region without niches"
    known = niches.criteria.known()
    weights = weights_of(question, known.names, direction)
    unclipped = filled(utilities(known, scale, direction))
    contributions = unclipped.clip(0.0, 1.0) * [weights.get(name, 0.0) for name in known.names]
    useful = contributions.sum(axis=1)
    if not weights or _are_alike(useful, niches.chance >= question.floor):
        weights, contributions = {}, np.zeros_like(contributions)
        useful = np.ones(len(niches.codes))
    every = Listed(
        niches.codes,
        niches.names,
        niches.chance * useful,
        niches.criteria,
        Criteria(known.names, contributions),
        weights,
        {
            "chance": niches.chance,
            "chance_low": niches.chance_low,
            "chance_high": niches.chance_high,
            "usefulness": useful,
        },
    )
    return every, unclipped


def _are_alike(useful: Array, listed: Mask) -> bool:
    """Whether the listed niches, or all if none is listed, are equally useful or useless."""
    compared = useful[listed] if listed.any() else useful
    return bool(compared.max() <= ALIKE or (len(compared) > 1 and np.ptp(compared) <= ALIKE))


def weights_of(
    question: ChoiceQuestion, known: list[str], direction: Mapping[str, int]
) -> dict[str, float]:
    """Weights of the criteria with data, summing to 1; empty if none is above 0.

    Raises
    ------
    InputError
        A negative weight, or k or draws below 1.
    UnknownCodeError
        A weight of an unknown criterion.
    """
    if question.k < 1 or question.draws < 1:
        raise InputError(f"k is {question.k} and draws {question.draws}: both must be at least 1")
    given = dict.fromkeys(known, 1.0) if question.weights is None else question.weights
    for name, weight in given.items():
        if name not in direction:
            raise UnknownCodeError("criterion", name, direction)
        if not (np.isfinite(weight) and weight >= 0):
            raise InputError(f"the weight of {name} is {weight}: give a number of zero or more")
    total = sum(given.get(name, 0.0) for name in known)
    return {name: given.get(name, 0.0) / total for name in known} if total > 0 else {}


def _ranked(listed: Listed, robust: Array, values: Array, ties: Array) -> Ranking:
    """Options in the order of their scores.

    Parameters
    ----------
    values : (n, m)
        Say which dominate which.
    ties : (n, t)
        Order equal scores, the first column first: the chance of niches, then utility at even
        weights, unclipped. A dominating option has no less of the first and more of their sum.
        Unlike the number of dominators they do not depend on the other options.
    """
    wins = dominance(values)
    last = (np.array(listed.codes), wins.sum(axis=1))
    order = np.lexsort((*last, *(-ties.T[::-1]), -listed.score))
    wins = wins[np.ix_(order, order)]
    best_first = listed.rows(order)
    decisive, rank_without = _decisive(best_first)
    return Ranking(
        best_first,
        robust[order],
        np.where(wins.any(axis=1), wins.argmax(axis=1), -1) if len(order) else order,
        decisive,
        rank_without,
        _rivals(best_first.score),
    )


def _decisive(listed: Listed) -> tuple[Index, Index]:
    """Place of the criterion without which each rank changes most, -1 if none, and that rank."""
    parts, n = listed.contributions.matrix, len(listed.codes)
    places = np.arange(n)
    if not parts.size:
        return np.full(n, -1), places + 1
    chance = listed.extra.get("chance", np.ones(n))
    without = np.empty(parts.shape, dtype=np.intp)
    for column in range(parts.shape[1]):
        # Sums of the same terms in the same order: equal scores stay equal, and keep their order.
        score = chance * np.delete(parts, column, axis=1).sum(axis=1)
        without[np.argsort(-score, kind="stable"), column] = places
    moved = np.abs(without - places[:, None])
    most = moved.argmax(axis=1)
    return np.where(moved.max(axis=1) > 0, most, -1), without[places, most] + 1


def _rivals(score: Array) -> Index:
    """Place of the option with the nearest score, best first; the one below of equal gaps."""
    n = len(score)
    if n < 2:
        return np.full(n, -1)
    gaps = -np.diff(score)
    below, above = np.append(gaps, np.inf), np.insert(gaps, 0, np.inf)
    return np.where(below <= above, np.arange(n) + 1, np.arange(n) - 1)

"""Which of a region's clusters to back, and which not to count on: the rule of every verdict.

Advice that was given stays while the figures are near the thresholds: one more year of data alone
moves them by a few points, and advice that turned with each would be worth little.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from features.errors import InputError
from training.champion import Champion
from training.choice.context import BEFORE_COLUMNS, ChoiceContext, all_options, choice_context
from training.choice.criteria import CLUSTER
from training.choice.futures import Futures, chance_below
from training.choice.options import ClusterOptions, Options
from training.choice.presets import DEFAULT, preset_weights
from training.choice.ranking import ChoiceQuestion, Ranking, rank_clusters
from training.choice.scale import scales
from training.choice.utilities import Scale

FIRM = 0.6
"""Least confidence, and chance to outgrow the middle cluster, of a plain recommendation."""
MARGIN = 0.05
"""By how much a share must pass FIRM before it turns the advice that was given before.

A share of a listed cluster moves by some 3 points from one year to the next, and by 7 or more in
one case of five. Chosen on us-states, on cutoffs up to 2009 (tests.benchmarks.steady_advice).
"""
LIKELY = 0.5
"""Least chance to shrink of a cluster whose growth is not to be counted on."""
NAMED = 3
"""Most options of each kind that are recommended, and niches to watch."""

FIRST = 5
"""Options of a list that count as advice: a cluster that was backed may be so while among them."""

Advice = Literal["backed", "careful", "doubtful"]
"""To be backed, to be backed with caution, or not to be counted on."""
BACKED = ("backed", "careful")


def is_firm(share: float, least: float = FIRM) -> bool:
    """Whether a share reaches a threshold as it is shown, in whole per cent."""
    return round(share, 2) >= round(least, 2)


def is_likely(chance_to_shrink: float) -> bool:
    """Whether a chance to shrink reaches LIKELY as it is shown; not where it is NaN."""
    return round(chance_to_shrink, 2) >= LIKELY


@dataclass(frozen=True)
class Thresholds:
    """What a cluster needs to be backed, given the advice of the champion before.

    Attributes
    ----------
    places : int
        It must be among as many first.
    confidence : float
        Least confidence.
    outgrow : float
        Least chance to outgrow the middle cluster, to be backed plainly.
    """

    places: int = NAMED
    confidence: float = FIRM
    outgrow: float = FIRM


def thresholds(before: str | None, margin: float = MARGIN) -> Thresholds:
    """Those of a cluster that was "backed", "careful", or "" for neither; None: not known."""
    if before is None:
        return Thresholds()
    if before not in BACKED:
        return Thresholds(confidence=FIRM + margin)
    outgrow = FIRM - margin if before == "backed" else FIRM + margin
    return Thresholds(FIRST, FIRM - margin, outgrow)


def backing(
    rank: int,
    confidence: float,
    chance_to_outgrow: float,
    before: str | None = None,
    margin: float = MARGIN,
) -> Advice | None:
    """How to back a cluster; None: not at all.

    Parameters
    ----------
    rank : int
        From 1.
    chance_to_outgrow : float
        The middle cluster; NaN without a forecast, which calls for caution.
    before, margin
        As in `thresholds`.
    """
    needed = thresholds(before, margin)
    if rank > needed.places or not is_firm(confidence, needed.confidence):
        return None
    return "backed" if is_firm(chance_to_outgrow, needed.outgrow) else "careful"


def left_over(is_backed: Sequence[bool]) -> list[int]:
    """Places among the first k that may be warned of: none that is backed.

    Where none is backed, the first is named instead of those to back, and left out here.
    """
    start = 0 if any(is_backed) else 1
    return [place for place, is_one in enumerate(is_backed) if place >= start and not is_one]


def advised(
    ranking: Ranking, clusters: ClusterOptions, futures: Futures, k: int
) -> dict[str, Advice]:
    """The advice on the first k clusters of a region by code; others have none."""
    codes = ranking.listed.codes[:k]
    confidence = ranking.listed.extra["confidence"].tolist()
    outgrow = dict(zip(futures.codes, (1 - futures.risk).tolist(), strict=True))
    below = chance_below(clusters.growth, 0.0).tolist()
    shrink = dict(zip(futures.codes, below, strict=True))
    found: dict[str, Advice] = {}
    for place, code in enumerate(codes):
        before = clusters.advised_before(code)
        if advice := backing(place + 1, confidence[place], outgrow[code], before):
            found[code] = advice
    for place in left_over([code in found for code in codes]):
        is_unsure, is_dominated = not is_firm(confidence[place]), ranking.dominated_by[place] >= 0
        if is_unsure or is_dominated or is_likely(shrink[codes[place]]):
            found[codes[place]] = "doubtful"
    return found


@dataclass(frozen=True)
class Advised:
    """A region at balanced weights: its options, their ranks, and the advice on clusters."""

    options: Options
    scale: dict[str, Scale]
    question: ChoiceQuestion
    ranking: Ranking
    advice: dict[str, Advice]


def everywhere(prepared: ChoiceContext) -> Iterator[Advised]:
    """The clusters of every region at balanced weights, ranked as the service does.

    A region without options, or without a criterion with data, is left out.
    """
    found = [it for it in all_options(prepared).values() if isinstance(it, Options)]
    scale = scales(prepared, found)
    for options in found:
        question = ChoiceQuestion(preset_weights(DEFAULT, options.direction), k=FIRST)
        futures = options.clusters.futures()
        try:
            ranking = rank_clusters(options, futures, scale[CLUSTER], question)
        except InputError:
            continue
        advice = advised(ranking, options.clusters, futures, FIRST)
        yield Advised(options, scale, question, ranking, advice)


def given(champion: Champion) -> pd.DataFrame:
    """The advice that a champion of growth gives, for the one that may follow it.

    Returns
    -------
    DataFrame
        BEFORE_COLUMNS; one row for each of the FIRST clusters of a region.

    Raises
    ------
    InputError
        The data do not allow a choice.
    """
    rows = [
        (it.options.region_code, code, advice if (advice := it.advice.get(code)) in BACKED else "")
        for it in everywhere(choice_context(champion))
        for code in it.ranking.listed.codes[:FIRST]
    ]
    return pd.DataFrame(rows, columns=BEFORE_COLUMNS)

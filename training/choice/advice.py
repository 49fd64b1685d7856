"""Which of a region's clusters to back, and which not to count on: the rule of every verdict."""

from collections.abc import Sequence
from typing import Literal

from training.choice.futures import Futures, chance_below
from training.choice.options import ClusterOptions
from training.choice.ranking import Ranking

FIRM = 0.6
"""Least confidence, and chance to outgrow the middle cluster, of a plain recommendation."""
LIKELY = 0.5
"""Least chance to shrink of a cluster whose growth is not to be counted on."""
NAMED = 3
"""Most options of each kind that are recommended, and niches to watch."""

Advice = Literal["backed", "careful", "doubtful"]
"""To be backed, to be backed with caution, or not to be counted on."""


def is_firm(share: float) -> bool:
    """Whether a share reaches FIRM as it is shown, in whole per cent."""
    return round(share, 2) >= FIRM


def is_likely(chance_to_shrink: float) -> bool:
    """Whether a chance to shrink reaches LIKELY as it is shown; not where it is NaN."""
    return round(chance_to_shrink, 2) >= LIKELY


def backing(confidence: float, chance_to_outgrow: float) -> Advice | None:
    """How to back a cluster among the first NAMED; None: not at all.

    Parameters
    ----------
    chance_to_outgrow : float
        The middle cluster; NaN without a forecast, which calls for caution.
    """
    if not is_firm(confidence):
        return None
    return "backed" if is_firm(chance_to_outgrow) else "careful"


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
    for place, code in enumerate(codes[:NAMED]):
        if advice := backing(confidence[place], outgrow[code]):
            found[code] = advice
    for place in left_over([code in found for code in codes]):
        is_unsure, is_dominated = not is_firm(confidence[place]), ranking.dominated_by[place] >= 0
        if is_unsure or is_dominated or is_likely(shrink[codes[place]]):
            found[codes[place]] = "doubtful"
    return found

"""Why an option stands where it stands: three reasons, what decides its rank, its rival."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from serving.choice import background
from serving.choice.background import Background
from serving.messages import Message, message
from serving.tables import SeriesKey
from training.choice.advice import FIRM
from training.choice.criteria import GROWTH, MULTIPLIER, RISK
from training.choice.ranking import Listed

REASONS = 3
"""Most reasons of an option."""
EVEN = 0.005
"""Gaps between scores below it are almost none."""


@dataclass(frozen=True)
class Standing:
    """The criterion that speaks most for an option.

    Attributes
    ----------
    value : float
        In the unit of the criterion.
    place, of : int
        Rank of the value among the options of the region that have one; equal values share the
        best place.
    """

    criterion: str
    value: float
    place: int
    of: int


def standings(listed: Listed, direction: Mapping[str, int]) -> dict[str, Standing]:
    """The criterion that lifts each option, by code, most above the mean of its list.

    Growth and risk speak for a cluster only if its chance to outgrow the middle one is FIRM.
    Options that no criterion lifts are left out.
    """
    names, parts = listed.contributions.names, listed.contributions.matrix
    columns = [listed.criteria.names.index(name) for name in names]
    values = listed.criteria.matrix[:, columns]
    above = np.where(np.isnan(values), 0.0, parts - parts.mean(axis=0))
    if RISK in names:
        has_growth = (1.0 - values[:, names.index(RISK)]).round(2) >= FIRM
        of_growth = np.array([name in {GROWTH, RISK} for name in names])
        above[np.ix_(~has_growth, of_growth)] = 0.0
    signs = np.array([direction[name] for name in names])
    best, found = above.argmax(axis=1), {}
    for row, column in enumerate(best.tolist()):
        if above[row, column] > 0:
            directed = values[:, column] * signs[column]
            found[listed.codes[row]] = Standing(
                names[column],
                float(values[row, column]),
                1 + int((directed > directed[row]).sum()),
                int(np.isfinite(directed).sum()),
            )
    return found


def cluster_reasons(
    known: Background, key: SeriesKey, standing: Standing | None, multiplier: float | None
) -> list[Message]:
    """The three strongest kinds of reason that there are for a cluster."""
    return known.said_once(
        (key, standing, multiplier),
        lambda: islice(_of_cluster(known, key, standing, multiplier), REASONS),
    )


def _of_cluster(
    known: Background, key: SeriesKey, standing: Standing | None, multiplier: float | None
) -> Iterator[Message]:
    if standing is not None:
        yield _advantage(standing)
    drivers = known.drivers.get(key, [])
    if sum(growth for _, growth in drivers) > 0:
        yield message("reason.drivers", drivers=drivers)
    for partner, share in background.value_chain(known, *key):
        yield message("reason.value_chain", partner=partner, share=share)
    if multiplier is not None and (standing is None or standing.criterion != MULTIPLIER):
        yield message("reason.multiplier", multiplier=multiplier)
    for partner, proximity in background.co_location(known, *key):
        yield message("reason.co_location", partner=partner, proximity=proximity)


def _advantage(standing: Standing) -> Message:
    return message(
        "reason.advantage",
        criterion=standing.criterion,
        value=(standing.criterion, standing.value),
        place=standing.place,
        of=standing.of,
    )


def niche_reasons(
    known: Background,
    key: tuple[str, str],
    complexity: float | None,
    chances: tuple[float, float | None],
) -> list[Message]:
    """The three strongest kinds of reason that there are for a niche.

    Parameters
    ----------
    key : (region_code, technology_code)
    chances : (float, float or None)
        Of entry, and the base rate.
    """
    return known.said_once(
        (key, complexity, chances),
        lambda: islice(_of_niche(known, key, complexity, chances), REASONS),
    )


def _of_niche(
    known: Background,
    key: tuple[str, str],
    complexity: float | None,
    chances: tuple[float, float | None],
) -> Iterator[Message]:
    if near := background.near_technologies(known, *key):
        yield message("reason.related", near=near)
    mean = known.complexity.get(key[0])
    if complexity is not None and mean is not None and complexity > mean:
        yield message("reason.more_complex", complexity=complexity, mean=mean)
    for cluster, proximity in background.near_cluster(known, *key):
        yield message("reason.near_cluster", cluster=cluster, proximity=proximity)
    chance, base_rate = chances
    if base_rate and chance >= base_rate:
        yield message("reason.chance", chance=chance, times=chance / base_rate, base_rate=base_rate)


def decisive_sentence(criterion: str, rank: int) -> Message:
    """The rank of an option without the criterion that decides it most."""
    return message("decisive", criterion=criterion, rank=rank)


def rival_sentence(rival: str, gap: float) -> Message:
    """The nearest rival of an option, whose score is its own less the gap."""
    if abs(gap) < EVEN:
        return message("rival.even", rival=rival)
    if gap > 0:
        return message("rival.ahead", rival=rival, gap=gap)
    return message("rival.behind", rival=rival, gap=-gap)

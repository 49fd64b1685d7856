"""Ranked options as they stand in answers, with the reasons of the best."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from serving.choice.background import Background
from serving.choice.contracts import (
    AdviceBefore,
    ClusterOption,
    Decisive,
    NicheOption,
    Outlook,
    Range,
    Rival,
)
from serving.choice.reasons import (
    Standing,
    cluster_reasons,
    decisive_sentence,
    niche_reasons,
    rival_sentence,
)
from serving.tables import number
from training.choice.criteria import COMPLEXITY, MULTIPLIER
from training.choice.futures import Futures, chance_below
from training.choice.options import ClusterOptions
from training.choice.ranking import Listed, Ranking
from training.growth.intervals.conformal import interval_columns

LISTED = 50
"""Most niches at or above the floor that an answer lists."""
LOW, HIGH = interval_columns(0.8)
BEFORE: Mapping[str | None, AdviceBefore] = MappingProxyType(
    {"backed": "recommended", "careful": "with caution", "": "none"}
)
"""The advice before, as training has it, to how answers have it."""
_NO_OPTION: dict[str, Any] = dict.fromkeys(
    ("weight_robustness", "dominated_by", "dominated_by_name", "decisive", "rival")
)


@dataclass(frozen=True)
class Explained:
    """What reasons are drawn from, and how many options of each list have theirs.

    Niches beyond them are left out; clusters are not, since a verdict compares all.

    Attributes
    ----------
    first : int or None
        None for all.
    """

    background: Background
    first: int | None = None

    def reaches(self, rank: int) -> bool:
        """Whether the option of a rank has its reasons."""
        return self.first is None or rank <= self.first


def cluster_options(
    clusters: ClusterOptions,
    futures: Futures,
    ranking: Ranking,
    standings: Mapping[str, Standing],
    known: Explained,
) -> Iterator[ClusterOption]:
    """All clusters, best first."""
    outlooks = dict(zip(futures.codes, _outlooks(clusters.growth, futures), strict=True))
    ranges = dict(zip(futures.codes, clusters.multiplier_range.tolist(), strict=True))
    for listed, behind in zip(_listed(ranking.listed), _behind(ranking, known), strict=True):
        code, multiplier = listed["code"], listed["criteria"].get(MULTIPLIER)
        yield ClusterOption(
            **listed,
            **behind,
            reasons=cluster_reasons(
                known.background, (clusters.region_code, code), standings.get(code), multiplier
            )
            if known.reaches(listed["rank"])
            else [],
            outlook=outlooks[code],
            multiplier_range=_range(*ranges[code]),
            advice_before=BEFORE.get(clusters.advised_before(code)),
        )


def niche_options(
    region: str, ranking: Ranking, base_rate: float | None, known: Explained
) -> Iterator[NicheOption]:
    """The best niches at or above the floor."""
    pairs = zip(_listed(ranking.listed), _behind(ranking, known), strict=True)
    most = LISTED if known.first is None else min(LISTED, known.first)
    for listed, behind in islice(pairs, most):
        yield _niche(region, {**listed, **behind}, base_rate, known)


def watched_niches(
    region: str, listed: Listed, base_rate: float | None, known: Explained
) -> Iterator[NicheOption]:
    """Niches that are no options: nothing stands behind their places."""
    for row in _listed(listed):
        yield _niche(region, {**row, **_NO_OPTION}, base_rate, known)


def _niche(
    region: str, fields: dict[str, Any], base_rate: float | None, known: Explained
) -> NicheOption:
    reasons = (
        []
        if not known.reaches(fields["rank"])
        else niche_reasons(
            known.background,
            (region, fields["code"]),
            fields["criteria"].get(COMPLEXITY),
            (fields["chance"], base_rate),
        )
    )
    return NicheOption(**fields, reasons=reasons, base_rate=base_rate)


def _listed(listed: Listed) -> Iterator[dict[str, Any]]:
    """Fields of each option in a list."""
    criteria, parts = listed.criteria, listed.contributions
    columns = {name: column.tolist() for name, column in listed.extra.items()}
    rows = zip(criteria.matrix.tolist(), parts.matrix.tolist(), strict=True)
    for i, (values, contributions) in enumerate(rows):
        by_name = {name: number(value) for name, value in zip(criteria.names, values, strict=True)}
        yield {
            "rank": i + 1,
            "code": listed.codes[i],
            "name": listed.names[i],
            "score": float(listed.score[i]),
            "unknown": [name for name in parts.names if by_name[name] is None],
            "criteria": by_name,
            "contributions": dict(zip(parts.names, contributions, strict=True)),
            **{name: column[i] for name, column in columns.items()},
        }


def _behind(ranking: Ranking, known: Explained) -> Iterator[dict[str, Any]]:
    """Fields of what stands behind the rank of each option; sentences of those with reasons."""
    listed = ranking.listed
    for i, (robust, dominator, decisive, without, rival) in enumerate(
        zip(
            ranking.weight_robustness.tolist(),
            ranking.dominated_by.tolist(),
            ranking.decisive.tolist(),
            ranking.rank_without.tolist(),
            ranking.rival.tolist(),
            strict=True,
        )
    ):
        yield {
            "weight_robustness": robust,
            "dominated_by": listed.codes[dominator] if dominator >= 0 else None,
            "dominated_by_name": listed.names[dominator] if dominator >= 0 else None,
            "decisive": _decisive(listed, decisive, without)
            if decisive >= 0 and known.reaches(i + 1)
            else None,
            "rival": _rival(listed, i, rival) if rival >= 0 and known.reaches(i + 1) else None,
        }


def _decisive(listed: Listed, column: int, rank: int) -> Decisive:
    criterion = listed.contributions.names[column]
    return Decisive(
        criterion=criterion, rank_without=rank, summary=decisive_sentence(criterion, rank)
    )


def _rival(listed: Listed, option: int, rival: int) -> Rival:
    name, gap = listed.names[rival], float(listed.score[option] - listed.score[rival])
    return Rival(
        code=listed.codes[rival], name=name, score_gap=gap, summary=rival_sentence(name, gap)
    )


def _outlooks(growth: pd.DataFrame, futures: Futures) -> list[Outlook | None]:
    """Growth of each cluster; None without a forecast."""
    columns = (
        *(growth[name] for name in (LOW, "median", HIGH)),
        1.0 - futures.risk,
        chance_below(growth, 0.0),
    )
    return [
        None
        if np.isnan(median)
        else Outlook(
            lower=lower,
            median=median,
            upper=upper,
            chance_to_outgrow=outgrow,
            chance_to_shrink=shrink,
        )
        for lower, median, upper, outgrow, shrink in zip(*columns, strict=True)
    ]


def _range(lower: float, upper: float) -> Range | None:
    return Range(lower=lower, upper=upper) if np.isfinite(lower + upper) else None

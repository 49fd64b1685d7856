"""The choice: from a request to clusters to back and niches to enter, ranked."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from serving.choice.contracts import (
    ClusterOption,
    Criterion,
    Decisive,
    Hindsight,
    NicheOption,
    OptionsRequest,
    OptionsResponse,
    Outlook,
    Range,
    RegionOptions,
    Rival,
    Verdict,
)
from serving.choice.hindsight import hindsight
from serving.choice.lookup import ChoiceLookup
from serving.http.problems import ProblemError
from serving.links.lookup import LinkLookup, growth_of
from serving.messages import Message, message
from serving.tables import need, number
from training.choice.criteria import CLUSTER, NICHE
from training.choice.futures import Futures, chance_below
from training.choice.options import ClusterOptions, Options
from training.choice.presets import DEFAULT, preset_weights
from training.choice.ranking import ChoiceQuestion, Listed, Ranking, rank_clusters, rank_niches
from training.growth.intervals.conformal import interval_columns

OWN = "own"
"""Name of weights that are no preset."""
LISTED = 50
"""Most niches at or above the floor that an answer lists."""
APART = 0.10
"""Distance from one half of a chance to outgrow the middle cluster that tells growth apart."""
LOW, HIGH = interval_columns(0.8)
_NO_OPTION: dict[str, Any] = dict.fromkeys(
    ("weight_robustness", "dominated_by", "dominated_by_name", "decisive", "rival")
)


def rank_options(lookup: ChoiceLookup, request: OptionsRequest) -> OptionsResponse:
    """Rank the clusters that regions could back and the niches that they could enter.

    Raises
    ------
    InputError
        A code or a criterion is unknown, or the data does not allow a choice.
    """
    links = lookup.links
    prepared, about = growth_of(links, request.region_codes)
    weights, name = _weights(lookup, request)
    asked = ChoiceQuestion(weights, request.floor, request.k, request.draws, request.seed)
    record = hindsight(lookup, weights, request)
    return OptionsResponse(
        metadata=about,
        niches=links.niches if prepared.with_niches else None,
        weights=name,
        floor=request.floor,
        k=request.k,
        draws=request.draws,
        seed=request.seed,
        regions=[
            _region_options(lookup, region, request.kinds, asked, record)
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def _weights(lookup: ChoiceLookup, request: OptionsRequest) -> tuple[dict[str, float], str]:
    """The weights asked for, and the name of their preset, or OWN."""
    if request.weights is not None:
        _check_weights(request.weights, lookup.direction)
        return request.weights, OWN
    preset = request.preset or DEFAULT
    return preset_weights(preset, lookup.direction), preset


def _region_options(
    lookup: ChoiceLookup,
    region: str,
    kinds: Collection[str],
    asked: ChoiceQuestion,
    record: Hindsight | None,
) -> RegionOptions:
    options = need(lookup.options[region])
    futures = lookup.futures(options, asked.draws, asked.seed)
    rankings: dict[str, Ranking] = {}
    watched = None
    if CLUSTER in kinds:
        rankings[CLUSTER] = rank_clusters(options, futures, lookup.scale[CLUSTER], asked)
    if NICHE in kinds and options.niches is not None:
        rankings[NICHE], watched = rank_niches(options, lookup.scale[NICHE], asked)
    notes = list(_notes(lookup.links, rankings.get(NICHE))) if NICHE in kinds else []
    return RegionOptions(
        region_code=region,
        region_name=lookup.links.region_names[region],
        verdict=Verdict(back=[], enter=[], watch=[], caution=[], change=[], limits=[]),
        clusters=list(_clusters(options.clusters, futures, rankings.get(CLUSTER))),
        niches=list(_niches(rankings.get(NICHE), lookup.base_rate)),
        watch=list(_watched(watched, lookup.base_rate)),
        growth_apart=bool((np.abs(futures.risk - 0.5) > APART).any()),
        criteria=_criteria(options, rankings, kinds, asked.weights or {}),
        hindsight=record,
        notes=notes if record else [*notes, message("hindsight.none")],
    )


def _notes(links: LinkLookup, niches: Ranking | None) -> Iterator[Message]:
    """What to know about the niches, or why there are none."""
    if niches is not None:
        if not niches.listed.weights:
            yield message("niches.chance_alone")
        if len(niches.listed.codes) > LISTED:
            yield message("niches.first", n=len(niches.listed.codes), shown=LISTED)
    elif need(links.context).with_niches:
        yield message("niches.none")
    elif links.niches is None or links.growth is None:
        yield message("niches.no_champion")
    else:
        yield message(
            "niches.other_package",
            niche_package=links.niches.package,
            niche_sha256=links.niches.sha256[:12],
            growth_package=links.growth.package,
            growth_sha256=links.growth.sha256[:12],
        )


def _check_weights(weights: Mapping[str, float], criteria: Mapping[str, int]) -> None:
    unknown = sorted(set(weights) - set(criteria))
    if unknown:
        detail = f"there is no such criterion; available: {', '.join(criteria)}"
        errors = [{"field": f"weights.{name}"[:200], "detail": detail} for name in unknown[:10]]
        raise ProblemError("invalid-request", f"{errors[0]['field']}: {detail}", errors)


def _criteria(
    options: Options,
    rankings: Mapping[str, Ranking],
    kinds: Collection[str],
    weights: Mapping[str, float],
) -> list[Criterion]:
    """Criteria of the kinds asked for, with their share of the weights."""
    known = {name for one in rankings.values() for name in one.listed.contributions.names}
    total = sum(weights.get(name, 0.0) for name in known)
    return [
        Criterion(
            name=name,
            meaning=options.meaning[name],
            direction=direction,
            kinds=options.kinds[name],
            weight=weights.get(name, 0.0) / total if name in known and total else 0.0,
            known=name in known,
        )
        for name, direction in options.direction.items()
        if set(options.kinds[name]) & set(kinds)
    ]


def _clusters(
    clusters: ClusterOptions, futures: Futures, ranking: Ranking | None
) -> Iterator[ClusterOption]:
    if ranking is None:
        return
    outlooks = dict(zip(futures.codes, _outlooks(clusters.growth, futures), strict=True))
    ranges = dict(zip(futures.codes, clusters.multiplier_range.tolist(), strict=True))
    for listed, behind in zip(_listed(ranking.listed), _behind(ranking), strict=True):
        yield ClusterOption(
            **listed,
            **behind,
            outlook=outlooks[listed["code"]],
            multiplier_range=_range(*ranges[listed["code"]]),
        )


def _niches(ranking: Ranking | None, base_rate: float | None) -> Iterator[NicheOption]:
    if ranking is None:
        return
    pairs = zip(_listed(ranking.listed), _behind(ranking), strict=True)
    for listed, behind in islice(pairs, LISTED):
        yield NicheOption(**listed, **behind, base_rate=base_rate)


def _watched(listed: Listed | None, base_rate: float | None) -> Iterator[NicheOption]:
    """Niches that are no options: nothing stands behind their places."""
    for row in _listed(listed) if listed is not None else ():
        yield NicheOption(**row, **_NO_OPTION, base_rate=base_rate)


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
            "reasons": [],
            **{name: column[i] for name, column in columns.items()},
        }


def _behind(ranking: Ranking) -> Iterator[dict[str, Any]]:
    """Fields of what stands behind the rank of each option."""
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
            "decisive": Decisive(
                criterion=listed.contributions.names[decisive], rank_without=without
            )
            if decisive >= 0
            else None,
            "rival": Rival(
                code=listed.codes[rival],
                name=listed.names[rival],
                score_gap=float(listed.score[i] - listed.score[rival]),
            )
            if rival >= 0
            else None,
        }


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

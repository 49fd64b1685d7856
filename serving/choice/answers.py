"""The choice: from a request to clusters to back and niches to enter, ranked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from serving.choice.contracts import (
    Criterion,
    Hindsight,
    OptionsRequest,
    OptionsResponse,
    RegionOptions,
    WeightsRequest,
)
from serving.choice.findings import OWN, Asked, Findings, Models, clusters_of, with_advice
from serving.choice.hindsight import hindsight, without_record
from serving.choice.lookup import ChoiceLookup
from serving.choice.options import LISTED, Explained, cluster_options, niche_options, watched_niches
from serving.choice.reasons import standings
from serving.choice.verdict import verdict
from serving.http.problems import ProblemError
from serving.languages.language import say, say_or
from serving.links.lookup import LinkLookup, growth_of
from serving.messages import Message, message
from serving.record_words import in_words
from serving.tables import need
from training.choice.criteria import CLUSTER, NICHE, Kind
from training.choice.futures import Futures
from training.choice.options import Options
from training.choice.presets import DEFAULT, preset_weights
from training.choice.ranking import (
    RARE,
    Listed,
    Ranking,
    rank_clusters,
    rank_niches,
    unlikely_niche,
)

APART = 0.10
"""Least distance from one half of a chance to outgrow that tells growth apart."""


def rank_options(lookup: ChoiceLookup, request: OptionsRequest) -> OptionsResponse:
    """Rank the clusters that regions could back and the niches that they could enter.

    Raises
    ------
    InputError
        A code or a criterion is unknown, or the data does not allow a choice.
    """
    links = lookup.links
    prepared, about = growth_of(links, request.region_codes, "options")
    weights, name = asked_weights(lookup, request)
    asked = Asked(request, weights, name)
    record = hindsight(lookup, weights, request)
    return OptionsResponse(
        metadata=in_words(about),
        niches=in_words(links.niches) if links.niches and prepared.with_niches else None,
        weights=name,
        floor=request.floor,
        k=request.k,
        draws=request.draws,
        seed=request.seed,
        regions=[
            _region_options(lookup, region, asked, record)
            for region in dict.fromkeys(request.region_codes)
        ],
    )


def asked_weights(lookup: ChoiceLookup, request: WeightsRequest) -> tuple[dict[str, float], str]:
    """The weights asked for, and the name of their preset, or OWN."""
    if request.weights is not None:
        _check_weights(request.weights, lookup.direction)
        return request.weights, OWN
    preset = request.preset or DEFAULT
    return preset_weights(preset, lookup.direction), preset


def _region_options(
    lookup: ChoiceLookup, region: str, asked: Asked, record: Hindsight | None
) -> RegionOptions:
    options = need(lookup.options[region])
    ranked = rankings(lookup, options, asked)
    found = with_advice(_findings(lookup, options, ranked, asked, record), asked)
    return RegionOptions(
        region_code=region,
        region_name=lookup.links.region_names[region],
        verdict=verdict(found, asked, _models(lookup.links)),
        clusters=found.clusters[: asked.request.listed],
        niches=found.niches[: asked.request.listed],
        count={kind: len(ranking.listed.codes) for kind, ranking in ranked.rankings.items()},
        watch=found.watch,
        growth_apart=found.growth_apart,
        criteria=found.criteria,
        hindsight=record,
        notes=list(_notes(ranked.rankings.get(NICHE))),
    )


@dataclass(frozen=True)
class Ranked:
    """Rankings of one region's options by kind.

    Attributes
    ----------
    watch : Listed or None
        The likeliest niches below the floor.
    unlikely : str or None
        Name of the most useful niche, if it is next to impossible.
    """

    futures: Futures
    rankings: Mapping[Kind, Ranking]
    watch: Listed | None
    unlikely: str | None


def rankings(lookup: ChoiceLookup, options: Options, asked: Asked) -> Ranked:
    """The clusters and the niches of a region, ranked."""
    request, question = asked.request, asked.question
    futures = lookup.futures(options, question.draws, question.seed)
    ranked: dict[Kind, Ranking] = {}
    watch, unlikely = None, None
    if CLUSTER in request.kinds:
        ranked[CLUSTER] = rank_clusters(options, futures, lookup.scale[CLUSTER], question)
    if NICHE in request.kinds and options.niches is not None:
        ranked[NICHE], watch = rank_niches(options, lookup.scale[NICHE], question)
        unlikely = unlikely_niche(options, lookup.scale[NICHE], question)
    return Ranked(futures, ranked, watch, unlikely)


def _findings(
    lookup: ChoiceLookup,
    options: Options,
    ranked: Ranked,
    asked: Asked,
    record: Hindsight | None,
) -> Findings:
    known = Explained(need(lookup.background), _explained(asked))
    base_rate = lookup.base_rate
    region, rankings, futures = options.region_code, ranked.rankings, ranked.futures
    of_clusters, of_niches, watch = rankings.get(CLUSTER), rankings.get(NICHE), ranked.watch
    reasons = standings(of_clusters.listed, options.direction) if of_clusters else {}
    return Findings(
        clusters=[]
        if of_clusters is None
        else list(
            cluster_options(clusters_of(options, asked), futures, of_clusters, reasons, known)
        ),
        niches=[]
        if of_niches is None
        else list(niche_options(region, of_niches, base_rate, known)),
        watch=[] if watch is None else list(watched_niches(region, watch, base_rate, known)),
        standings=reasons,
        unlikely=ranked.unlikely,
        growth_apart=bool((np.abs(futures.risk - 0.5).round(2) >= APART).any()),
        criteria=_criteria(options, rankings, asked),
        hindsight=record,
        absent=[
            *_absent(lookup.links, rankings, asked),
            *without_record(lookup, asked.weights, asked.request, record),
        ],
    )


def _explained(asked: Asked) -> int | None:
    """How many options of each list need reasons: those that are listed or in the verdict."""
    listed, floor = asked.request.listed, asked.request.floor
    return None if listed is None or floor < RARE else max(listed, asked.most, asked.request.k)


def _models(links: LinkLookup) -> Models:
    """The models that answer; that of niches only if they are among the options."""
    prepared, growth = need(links.context), links.growth
    assert growth is not None, "a context without its growth champion"
    niches = in_words(links.niches) if links.niches and prepared.with_niches else None
    return Models(growth, niches, prepared.indicator)


def _notes(niches: Ranking | None) -> Iterator[Message]:
    """What to know about the list of niches."""
    if niches is None:
        return
    if not niches.listed.weights:
        yield message("niches.chance_alone")
    if len(niches.listed.codes) > LISTED:
        yield message("niches.first", n=len(niches.listed.codes), shown=LISTED)


def _absent(links: LinkLookup, rankings: Mapping[Kind, Ranking], asked: Asked) -> Iterator[Message]:
    """Why there are no niches."""
    if NICHE in asked.request.kinds and NICHE not in rankings:
        if need(links.context).with_niches:
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
        detail = say("problem.criterion", criteria=", ".join(criteria))
        errors = [{"field": f"weights.{name}"[:200], "detail": detail} for name in unknown[:10]]
        raise ProblemError("invalid-request", f"{errors[0]['field']}: {detail}", errors)


def _criteria(options: Options, rankings: Mapping[Kind, Ranking], asked: Asked) -> list[Criterion]:
    """Criteria of the kinds asked for, with their share of the weights."""
    weights = asked.weights
    known = {name for one in rankings.values() for name in one.listed.contributions.names}
    total = sum(weights.get(name, 0.0) for name in known)
    return [
        Criterion(
            name=name,
            meaning=say_or(f"criterion.{name}.meaning", options.meaning[name]),
            direction=direction,
            kinds=options.kinds[name],
            weight=weights.get(name, 0.0) / total if name in known and total else 0.0,
            known=name in known,
        )
        for name, direction in options.direction.items()
        if set(options.kinds[name]) & set(asked.request.kinds)
    ]

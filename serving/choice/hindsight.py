"""How the weights of a request would have done at earlier origins."""

from collections.abc import Iterator, Mapping, Sequence

from serving.choice.contracts import (
    ClusterHindsight,
    Hindsight,
    LeftOut,
    NicheHindsight,
    OptionsRequest,
)
from serving.choice.lookup import ChoiceLookup
from serving.messages import Message, message
from serving.tables import need
from training.choice.criteria import CLUSTER, NICHE, Kind
from training.choice.hindsight import past, record
from training.choice.hindsight.at_origins import LATER, UNDATED

SMALL = 0.5
"""Differences of growth below it, % a year, are a small gain."""


def hindsight(
    lookup: ChoiceLookup, weights: Mapping[str, float], request: OptionsRequest
) -> Hindsight | None:
    """What the same weights would have picked in all regions, and what became of it.

    None for champions that keep no record of earlier origins, or none that can be judged.
    """
    clusters = _clusters(lookup, weights, request.k) if CLUSTER in request.kinds else None
    niches = _niches(lookup, weights, request) if NICHE in request.kinds else None
    if clusters is None and niches is None:
        return None
    return Hindsight(clusters=clusters, niches=niches, caution=message("hindsight.caution"))


def without_record(
    lookup: ChoiceLookup,
    weights: Mapping[str, float],
    request: OptionsRequest,
    found: Hindsight | None,
) -> Iterator[Message]:
    """Why the clusters or the niches that were asked for have no record."""
    records = {} if found is None else {CLUSTER: found.clusters, NICHE: found.niches}
    for kind in request.kinds:
        if records.get(kind) is not None or kind not in need(lookup.links.context).tables:
            continue
        past_of_kind = lookup.past.get(kind)
        weighed = {name for name, w in _with_data(lookup, weights, kind).items() if w > 0}
        if past_of_kind is None:
            yield message("hindsight.none", kind=kind)
        elif kind == NICHE:
            yield message("hindsight.no_niche", floor=request.floor)
        elif weighed <= {gone.criterion for gone in past_of_kind.left_out}:
            yield message("hindsight.unknown_then", criteria=sorted(weighed))
        else:
            yield message("hindsight.no_others", k=request.k)


def _clusters(
    lookup: ChoiceLookup, weights: Mapping[str, float], k: int
) -> ClusterHindsight | None:
    of_clusters = lookup.past.get(CLUSTER)
    if of_clusters is None:
        return None
    found = record.cluster_record(of_clusters, _with_data(lookup, weights, CLUSTER), k)
    if found is None:
        return None
    lower, upper = found.interval or (None, None)
    return ClusterHindsight(
        origins=found.origins,
        horizon=of_clusters.horizon,
        k=k,
        difference=found.difference,
        lower=lower,
        upper=upper,
        better=found.better,
        regions=found.regions,
        left_out=_left_out(found.left_out),
        summary=_cluster_summary(found, k, of_clusters.horizon),
        judgement=_cluster_judgement(found),
    )


def _cluster_summary(found: record.ClusterRecord, k: int, horizon: int) -> Message:
    if found.interval is None:
        return message(
            "hindsight.clusters.single",
            k=k,
            origins=found.origins,
            horizon=horizon,
            difference=found.difference,
        )
    return message(
        "hindsight.clusters",
        k=k,
        origins=found.origins,
        horizon=horizon,
        difference=found.difference,
        lower=found.interval[0],
        upper=found.interval[1],
        better=found.better,
        regions=found.regions,
    )


def _niches(
    lookup: ChoiceLookup, weights: Mapping[str, float], request: OptionsRequest
) -> NicheHindsight | None:
    of_niches = lookup.past.get(NICHE)
    if of_niches is None:
        return None
    chosen = _with_data(lookup, weights, NICHE)
    found = record.niche_record(of_niches, chosen, request.k, request.floor)
    if found is None:
        return None
    lower, upper = found.interval or (None, None)
    return NicheHindsight(
        origins=found.origins,
        horizon=of_niches.horizon,
        k=request.k,
        entered=found.entered,
        of=found.of,
        rate=found.rate,
        base_rate=found.base_rate,
        lower=lower,
        upper=upper,
        left_out=_left_out(found.left_out),
        summary=_niche_summary(found, of_niches.horizon),
        judgement=_judgement(found.interval, found.base_rate),
    )


def _niche_summary(found: record.NicheRecord, horizon: int) -> Message:
    if found.interval is None:
        return message(
            "hindsight.niches.single",
            origins=found.origins,
            horizon=horizon,
            entered=found.entered,
            of=found.of,
            rate=found.rate,
            base_rate=found.base_rate,
        )
    return message(
        "hindsight.niches",
        origins=found.origins,
        horizon=horizon,
        entered=found.entered,
        of=found.of,
        rate=found.rate,
        base_rate=found.base_rate,
        lower=found.interval[0],
        upper=found.interval[1],
    )


def _cluster_judgement(found: record.ClusterRecord) -> Message:
    judged = _judgement(found.interval, 0.0)
    if judged.key == "hindsight.good" and found.difference < SMALL:
        return message("hindsight.small")
    return judged


def _judgement(interval: tuple[float, float] | None, chance: float) -> Message:
    """Whether the interval lies above what chance gives, below it, or around it."""
    if interval is None:
        return message("hindsight.alone")
    lower, upper = interval
    if lower > chance:
        return message("hindsight.good")
    return message("hindsight.bad") if upper < chance else message("hindsight.weak")


def _with_data(lookup: ChoiceLookup, weights: Mapping[str, float], kind: Kind) -> dict[str, float]:
    """The weights of criteria that have data today."""
    return {name: weight for name, weight in weights.items() if name in lookup.scale[kind]}


def _left_out(gone: Sequence[past.LeftOut]) -> list[LeftOut]:
    return [
        LeftOut(criterion=one.criterion, origins=list(one.origins), reason=_reason(one))
        for one in gone
    ]


def _reason(gone: past.LeftOut) -> Message:
    if gone.reason == LATER:
        return message("hindsight.later_table", year=gone.year, origins=list(gone.origins))
    if gone.reason == UNDATED:
        return message("hindsight.undated", origins=list(gone.origins))
    return message("hindsight.no_data", origins=list(gone.origins))

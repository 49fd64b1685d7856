"""How the weights of a request would have done at earlier origins."""

from collections.abc import Mapping, Sequence
from typing import Any

from serving.choice.contracts import (
    ClusterHindsight,
    Hindsight,
    LeftOut,
    NicheHindsight,
    OptionsRequest,
)
from serving.choice.lookup import ChoiceLookup
from serving.messages import Message, message, parameters_of
from training.choice.criteria import CLUSTER, NICHE, Kind
from training.choice.hindsight import past, record
from training.choice.hindsight.at_origins import LATER, UNDATED

VERDICTS: dict[Kind, dict[str, str]] = {
    CLUSTER: {
        "good": "hindsight.clusters.good",
        "weak": "hindsight.clusters.weak",
        "bad": "hindsight.clusters.bad",
        "single": "hindsight.clusters.single",
    },
    NICHE: {
        "good": "hindsight.niches.good",
        "weak": "hindsight.niches.weak",
        "bad": "hindsight.niches.bad",
        "single": "hindsight.niches.single",
    },
}
"""Key of the sentence about a record: its interval lies above chance, around it, below it, or there
is none for a single region."""


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
    figures: dict[str, Any] = {
        "k": k,
        "origins": found.origins,
        "horizon": of_clusters.horizon,
        "difference": found.difference,
        "lower": lower,
        "upper": upper,
        "better": found.better,
        "regions": found.regions,
    }
    return ClusterHindsight(
        **figures,
        left_out=_left_out(found.left_out),
        summary=_summary(CLUSTER, 0.0, figures),
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
    figures: dict[str, Any] = {
        "k": request.k,
        "origins": found.origins,
        "horizon": of_niches.horizon,
        "entered": found.entered,
        "of": found.of,
        "rate": found.entered / found.of,
        "base_rate": found.base_rate,
        "lower": lower,
        "upper": upper,
    }
    return NicheHindsight(
        **figures,
        left_out=_left_out(found.left_out),
        summary=_summary(NICHE, found.base_rate, figures),
    )


def _with_data(lookup: ChoiceLookup, weights: Mapping[str, float], kind: Kind) -> dict[str, float]:
    """The weights of criteria that have data today."""
    return {name: weight for name, weight in weights.items() if name in lookup.scale[kind]}


def _summary(kind: Kind, chance: float, figures: dict[str, Any]) -> Message:
    """The record as a sentence, judged by where its interval lies beside what chance gives."""
    lower, upper = figures["lower"], figures["upper"]
    if lower is None or upper is None:
        verdict = "single"
    else:
        verdict = "good" if lower > chance else "bad" if upper < chance else "weak"
    key = VERDICTS[kind][verdict]
    return message(key, **{name: figures[name] for name in parameters_of(key)})


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

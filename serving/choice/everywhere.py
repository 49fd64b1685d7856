"""The place of every option in every region, at the same weights."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

from features.errors import InputError
from serving.choice.answers import Ranked, asked_weights, rankings
from serving.choice.contracts import Advice, ClusterOption, OptionsRequest, WeightsRequest
from serving.choice.findings import Asked, enterable, recommended
from serving.choice.lookup import ChoiceLookup
from serving.choice.options import Explained, cluster_options, niche_options
from serving.tables import need, number
from training.choice.criteria import CLUSTER, NICHE, Kind
from training.choice.options import Options

KEPT = 6
"""Latest weights whose places are kept."""


@dataclass(frozen=True)
class Placed:
    """What an option is worth in a region, in the figures of rank_options.

    Attributes
    ----------
    of : int
        Options of its list.
    confidence, chance_to_outgrow : float or None
        Of clusters.
    """

    rank: int
    of: int
    score: float
    advice: Advice | None
    confidence: float | None = None
    chance_to_outgrow: float | None = None


Places = Mapping[tuple[str, str], Placed]
"""Region and option to its place."""
Key = tuple[tuple[tuple[str, float], ...], str, float, Kind]
"""Weights, their name, the floor, and the kind of options."""


def places_everywhere(
    lookup: ChoiceLookup, request: WeightsRequest, kind: Kind
) -> tuple[Places, str]:
    """The options of a kind in all regions, and the name of the weights.

    Regions without options, or without data on any criterion that has a weight, are left out.
    """
    weights, name = asked_weights(lookup, request)
    key = (tuple(sorted(weights.items())), name, request.floor, kind)
    return (lookup.original or lookup).keep(_remembering)(key), name


def _remembering(lookup: ChoiceLookup) -> Callable[[Key], Places]:
    return lru_cache(KEPT)(partial(_places, lookup))


def _places(lookup: ChoiceLookup, key: Key) -> Places:
    weights, name, floor, kind = key
    found: dict[tuple[str, str], Placed] = {}
    of_kind = _clusters if kind == CLUSTER else _niches
    for region, options in lookup.options.items():
        if isinstance(options, InputError):
            continue
        request = OptionsRequest(region_codes=[region], floor=floor, kinds=[kind])
        asked = Asked(request, dict(weights), name)
        try:
            ranked = rankings(lookup, options, asked)
        except InputError:  # no criterion that has data for the region has a weight
            continue
        found |= {(region, code): it for code, it in of_kind(lookup, options, ranked, asked)}
    return found


def _clusters(
    lookup: ChoiceLookup, options: Options, ranked: Ranked, asked: Asked
) -> Iterator[tuple[str, Placed]]:
    ranking = ranked.rankings[CLUSTER]
    known = Explained(need(lookup.background), asked.most)
    every = cluster_options(options.clusters, ranked.futures, ranking, {}, known)
    chosen = recommended(list(islice(every, asked.most)), asked.most)
    plain, careful = _codes(chosen.firm), _codes([*chosen.careful, *chosen.unforecast])
    outgrow = dict(zip(ranked.futures.codes, 1 - ranked.futures.risk, strict=True))
    listed = ranking.listed
    confidence = listed.extra["confidence"].tolist()
    for place, (code, score) in enumerate(zip(listed.codes, listed.score.tolist(), strict=True)):
        advice: Advice | None = "with caution" if code in careful else None
        yield (
            code,
            Placed(
                place + 1,
                len(listed.codes),
                score,
                "recommended" if code in plain else advice,
                confidence[place],
                number(outgrow[code]),
            ),
        )


def _codes(options: list[ClusterOption]) -> set[str]:
    return {option.code for option in options}


def _niches(
    lookup: ChoiceLookup, options: Options, ranked: Ranked, asked: Asked
) -> Iterator[tuple[str, Placed]]:
    ranking = ranked.rankings.get(NICHE)
    if ranking is None:
        return
    known, listed = Explained(need(lookup.background)), ranking.listed
    every = niche_options(options.region_code, ranking, lookup.base_rate, known)
    entered = {one.code for one in enterable(list(islice(every, asked.most)), asked.most)}
    for place, (code, score) in enumerate(zip(listed.codes, listed.score.tolist(), strict=True)):
        yield (
            code,
            Placed(place + 1, len(listed.codes), score, "recommended" if code in entered else None),
        )

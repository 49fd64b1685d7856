"""The options of all regions at the same weights, computed once for all readers and languages."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

from features.errors import InputError
from serving.choice.answers import Ranked, asked_weights, rankings
from serving.choice.contracts import Advice, ClusterOption, OptionsRequest, WeightsRequest
from serving.choice.findings import Asked, clusters_of, enterable, recommended
from serving.choice.lookup import ChoiceLookup
from serving.choice.options import Explained, cluster_options, niche_options
from serving.tables import attempt, need, number
from training.choice.criteria import CLUSTER, NICHE, Kind
from training.choice.options import Options
from training.choice.ranking import Ranking

KEPT = 6
"""Latest weights whose options are kept."""


@dataclass(frozen=True)
class Wish:
    """A request that results can be kept by.

    Attributes
    ----------
    weights : tuple of (criterion, weight)
    name : str
        Of the weights: a preset or own.
    """

    weights: tuple[tuple[str, float], ...]
    name: str
    floor: float


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


@dataclass(frozen=True)
class Pick:
    """What stands first in the two lists of a region.

    Attributes
    ----------
    code, rank : str, int
        Of the first cluster to back; where none is, of the first cluster.
    chance : float or None
        To outgrow the region's middle cluster.
    firm, careful : tuple of str
        Clusters to back plainly, and with caution.
    niches : tuple of str, or None
        To enter; None where niches are no options.
    """

    code: str
    rank: int
    confidence: float
    chance: float | None
    robustness: float | None
    advice: Advice | None
    firm: tuple[str, ...]
    careful: tuple[str, ...]
    niches: tuple[str, ...] | None


Picks = Mapping[str, Pick | InputError]
"""Region to its first options, or why it has none."""
Places = Mapping[tuple[str, str], Placed]
"""Region and option to its place."""


@dataclass(frozen=True)
class Everywhere:
    """The options of all regions.

    Attributes
    ----------
    places : mapping of kind to Places
        Without regions that have no options.
    """

    picks: Picks
    places: Mapping[Kind, Places]


def wish_of(lookup: ChoiceLookup, request: WeightsRequest) -> Wish:
    """What a request wishes for; ProblemError for a criterion that the data does not have."""
    weights, name = asked_weights(lookup, request)
    return Wish(tuple(sorted(weights.items())), name, request.floor)


def everywhere(lookup: ChoiceLookup, wish: Wish) -> Everywhere:
    """The options of all regions; those of the latest wishes are kept, for all languages."""
    shared = lookup.original or lookup
    return shared.keep(_remembering)(wish)


def _remembering(lookup: ChoiceLookup) -> Callable[[Wish], Everywhere]:
    return lru_cache(KEPT)(partial(_everywhere, lookup))


def _everywhere(lookup: ChoiceLookup, wish: Wish) -> Everywhere:
    picks: dict[str, Pick | InputError] = {}
    places: dict[Kind, dict[tuple[str, str], Placed]] = {CLUSTER: {}, NICHE: {}}
    for region, options in lookup.options.items():
        request = OptionsRequest(region_codes=[region], floor=wish.floor)
        asked = Asked(request, dict(wish.weights), wish.name)
        found = attempt(partial(_region, lookup, options, asked))
        if isinstance(found, InputError):
            picks[region] = found
            continue
        picks[region], placed = found
        for kind, by_code in placed.items():
            places[kind] |= {(region, code): place for code, place in by_code.items()}
    return Everywhere(picks, places)


def _region(
    lookup: ChoiceLookup, allowed: Options | InputError, asked: Asked
) -> tuple[Pick, dict[Kind, dict[str, Placed]]]:
    options = need(allowed)
    ranked = rankings(lookup, options, asked)
    pick = _pick(lookup, options, ranked, asked)
    advised: dict[str, Advice] = {
        **dict.fromkeys(pick.careful, "with caution"),
        **dict.fromkeys(pick.firm, "recommended"),
    }
    outgrow = dict(zip(ranked.futures.codes, (1 - ranked.futures.risk).tolist(), strict=True))
    places: dict[Kind, dict[str, Placed]] = {
        CLUSTER: dict(_clusters(ranked.rankings[CLUSTER], advised, outgrow))
    }
    if NICHE in ranked.rankings:
        places[NICHE] = dict(_niches(ranked.rankings[NICHE], pick.niches or ()))
    return pick, places


def _pick(lookup: ChoiceLookup, options: Options, ranked: Ranked, asked: Asked) -> Pick:
    k = asked.request.k
    known = Explained(need(lookup.background), asked.most)
    clusters, ranking = clusters_of(options, asked), ranked.rankings[CLUSTER]
    listed = list(islice(cluster_options(clusters, ranked.futures, ranking, {}, known), k))
    chosen = recommended(listed, k)
    first = [*chosen.every, *listed][0]
    firm = _codes(chosen.firm)
    careful = _codes([*chosen.careful, *chosen.unforecast])
    advice: Advice | None = "with caution" if first.code in careful else None
    return Pick(
        code=first.code,
        rank=first.rank,
        confidence=first.confidence,
        chance=first.outlook.chance_to_outgrow if first.outlook else None,
        robustness=first.weight_robustness,
        advice="recommended" if first.code in firm else advice,
        firm=firm,
        careful=careful,
        niches=_entered(lookup, options, ranked.rankings.get(NICHE), asked.most),
    )


def _codes(options: Sequence[ClusterOption]) -> tuple[str, ...]:
    return tuple(option.code for option in options)


def _entered(
    lookup: ChoiceLookup, options: Options, ranking: Ranking | None, most: int
) -> tuple[str, ...] | None:
    """Niches to enter, as the verdict names them; reasons of the others are not looked for."""
    if not need(lookup.links.context).with_niches:
        return None
    if ranking is None:
        return ()
    known = Explained(need(lookup.background))
    listed = niche_options(options.region_code, ranking, lookup.base_rate, known)
    return tuple(one.code for one in islice((it for it in listed if enterable([it], 1)), most))


def _clusters(
    ranking: Ranking, advised: Mapping[str, Advice], outgrow: Mapping[str, float]
) -> Iterator[tuple[str, Placed]]:
    listed = ranking.listed
    columns = (listed.codes, listed.score.tolist(), listed.extra["confidence"].tolist())
    for place, (code, score, confidence) in enumerate(zip(*columns, strict=True)):
        yield (
            code,
            Placed(
                place + 1,
                len(listed.codes),
                score,
                advised.get(code),
                confidence,
                number(outgrow[code]),
            ),
        )


def _niches(ranking: Ranking, entered: Sequence[str]) -> Iterator[tuple[str, Placed]]:
    listed = ranking.listed
    for place, (code, score) in enumerate(zip(listed.codes, listed.score.tolist(), strict=True)):
        advice: Advice | None = "recommended" if code in entered else None
        yield code, Placed(place + 1, len(listed.codes), score, advice)

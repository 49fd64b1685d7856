"""The first options of every region at some weights, computed once for all readers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

from features.errors import InputError
from serving.choice.answers import asked_weights, rankings
from serving.choice.contracts import Advice, ClusterOption, OptionsRequest, WeightsRequest
from serving.choice.findings import Asked, enterable, recommended
from serving.choice.lookup import ChoiceLookup
from serving.choice.options import Explained, cluster_options, niche_options
from serving.tables import attempt, need
from training.choice.criteria import CLUSTER, NICHE
from training.choice.options import Options
from training.choice.ranking import Ranking


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


def wish_of(lookup: ChoiceLookup, request: WeightsRequest) -> Wish:
    """What a request wishes for; ProblemError for a criterion that the data does not have."""
    weights, name = asked_weights(lookup, request)
    return Wish(tuple(sorted(weights.items())), name, request.floor)


def picks(lookup: ChoiceLookup, wish: Wish) -> Picks:
    """The first options of all regions; those of the latest wishes are kept for all languages."""
    return (lookup.original or lookup).keep(_picks, wish)


def _picks(lookup: ChoiceLookup, wish: Wish) -> Picks:
    weights = dict(wish.weights)
    found: dict[str, Pick | InputError] = {}
    for region, options in lookup.options.items():
        request = OptionsRequest(region_codes=[region], floor=wish.floor)
        asked = Asked(request, weights, wish.name)
        found[region] = attempt(partial(_pick, lookup, options, asked))
    return found


def _pick(lookup: ChoiceLookup, allowed: Options | InputError, asked: Asked) -> Pick:
    options = need(allowed)
    ranked = rankings(lookup, options, asked)
    known = Explained(need(lookup.background), asked.most)
    listed = cluster_options(options.clusters, ranked.futures, ranked.rankings[CLUSTER], {}, known)
    clusters = list(islice(listed, asked.most))
    chosen = recommended(clusters, asked.most)
    first = [*chosen.every, *clusters][0]
    firm = _codes(chosen.firm)
    careful = _codes([*chosen.careful, *chosen.unforecast])
    return Pick(
        code=first.code,
        rank=first.rank,
        confidence=first.confidence,
        chance=first.outlook.chance_to_outgrow if first.outlook else None,
        robustness=first.weight_robustness,
        advice=_advice(first.code, firm, careful),
        firm=firm,
        careful=careful,
        niches=_niches(lookup, options, ranked.rankings.get(NICHE), asked.most),
    )


def _codes(options: list[ClusterOption]) -> tuple[str, ...]:
    return tuple(option.code for option in options)


def _advice(code: str, firm: tuple[str, ...], careful: tuple[str, ...]) -> Advice | None:
    if code in firm:
        return "recommended"
    return "with caution" if code in careful else None


def _niches(
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

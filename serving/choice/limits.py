"""How far a verdict holds: its record, what the data cannot tell, and what would change it."""

from collections.abc import Iterator, Sequence
from math import floor

from serving.choice.contracts import ClusterHindsight, ClusterOption, NicheHindsight, NicheOption
from serving.choice.findings import Asked, Findings, Models, Recommended, recommended
from serving.choice.reasons import EVEN
from serving.messages import Message, message
from training.choice.advice import FIRM, FIRST, MARGIN
from training.choice.criteria import CLUSTER, GROWTH, NICHE, RISK, Kind
from training.choice.ranking import RARE

SURE, OPEN = 0.8, 0.5
"""Weight robustness from which a place hardly depends on the weights, and below which it does."""


def limits(
    found: Findings, chosen: Recommended, asked: Asked, models: Models
) -> tuple[list[Message], list[Message], list[Message]]:
    """Of growth, of the record of earlier choices, and of the data; the most serious first."""
    of_growth = [*_of_growth(found), *_of_order(models)] if found.clusters else []
    of_data = [*_of_data(models), *_of_criteria(found, chosen, asked), *_of_models(models)]
    return of_growth, list(_of_record(found, models)), of_data


def _of_growth(found: Findings) -> Iterator[Message]:
    """Whether growth tells the clusters apart, where it is forecast at all."""
    if found.growth_apart or all(option.outlook is None for option in found.clusters):
        return
    others = [
        one for one in found.criteria if CLUSTER in one.kinds and one.name not in {GROWTH, RISK}
    ]
    if any(one.weight for one in others):
        yield message("verdict.limits.not_apart")
    else:
        yield message("verdict.limits.not_apart_alone")


def _of_order(models: Models) -> Iterator[Message]:
    """Whether the backtest showed that the model can rank clusters by growth."""
    for track in models.growth.track_record:
        skill, low, high = (
            track.figures.get(name) for name in ("rank_skill", "rank_skill_low", "rank_skill_high")
        )
        if skill is None or low is None or high is None or low > 0:
            continue
        if track.figures.get("growth_slope") is None:
            yield message("verdict.limits.no_order")
        else:
            yield message("verdict.limits.order", skill=skill, low=low, high=high)


def _of_record(found: Findings, models: Models) -> Iterator[Message]:
    """How the same weights would have done, and a simple rule that ordered clusters better."""
    if found.hindsight is None:
        return
    if (clusters := found.hindsight.clusters) is not None:
        yield cluster_record(clusters)
        yield from _of_rule(models)
    if (niches := found.hindsight.niches) is not None:
        yield _niche_record(niches, found.weighed(NICHE))


def _of_rule(models: Models) -> Iterator[Message]:
    """The simple rule whose first tenth of clusters grew more than that of the model."""
    for track in models.growth.track_record:
        lift, by_rule = track.figures.get("top_tenth_lift"), track.best_order_lift
        if lift is not None and by_rule is not None and by_rule > lift:
            yield message("verdict.limits.rule", lift=lift, rule=by_rule)


def cluster_record(record: ClusterHindsight) -> Message:
    """The record of the clusters that the weights would have picked."""
    has_ends = record.lower is not None and record.upper is not None
    return message(
        "verdict.limits.record",
        regions=record.regions,
        k=record.k,
        origins=record.origins,
        left_out=[gone.criterion for gone in record.left_out],
        difference=record.difference,
        interval=(record.lower, record.upper) if has_ends else None,
        judgement=record.judgement.key,
    )


def _niche_record(record: NicheHindsight, weighed: list[str]) -> Message:
    """The record of the niches, which is that of their chance where no criterion was at hand."""
    years = set(record.origins)
    unknown = {gone.criterion for gone in record.left_out if years <= set(gone.origins)}
    return message(
        "verdict.limits.niche_record" if set(weighed) - unknown else "verdict.limits.chance_record",
        of=record.of,
        origins=record.origins,
        entered=record.entered,
        rate=record.rate,
        base_rate=record.base_rate,
        judgement=record.judgement.key,
    )


def _of_data(models: Models) -> Iterator[Message]:
    """The years that the data end in, and the prices of growth."""
    growth, niches = models.growth, models.niches
    if niches is None:
        yield message("verdict.limits.data", indicator=models.indicator, year=growth.cutoff)
    else:
        yield message(
            "verdict.limits.data_niches",
            indicator=models.indicator,
            year=growth.cutoff,
            counted=niches.counted or "niches",
            niche_year=niches.cutoff,
        )
    if growth.price_basis == "current":
        yield message("verdict.limits.current")
    elif growth.price_basis == "constant":
        yield message("verdict.limits.constant", prices=models.prices)
    elif growth.price_basis == "unknown":
        yield message("verdict.limits.unpriced", indicator=models.indicator)


def _of_criteria(found: Findings, chosen: Recommended, asked: Asked) -> Iterator[Message]:
    """Criteria that the weights ask for and the data do not have, for any option or for some."""
    without = [one.name for one in found.criteria if not one.known and asked.weights.get(one.name)]
    if without:
        yield message("verdict.limits.no_data", criteria=without)
    for option in (*chosen.every, *found.niches[: asked.most]):
        unknown = [name for name in option.unknown if asked.weights.get(name)]
        if unknown:
            yield message("verdict.limits.unknown", name=option.name, criteria=unknown)


def _of_models(models: Models) -> Iterator[Message]:
    """Models that serve although they failed the checks."""
    for of in (models.growth, models.niches):
        if of is not None and of.forced:
            yield message("verdict.limits.forced", model=of.name, version=of.version)


def changes(found: Findings, chosen: Recommended, asked: Asked) -> Iterator[Message]:
    """What the advice before decides, and what would move the best cluster and the first niche."""
    yield from _of_margin(found, chosen, asked.request.k)
    yield from _change_of_clusters(found, chosen, asked)
    yield from _change_of_niches(found)


def _of_margin(found: Findings, chosen: Recommended, k: int) -> Iterator[Message]:
    """Where the advice is as before, since the figures are near the thresholds."""
    plain = recommended(found.clusters, k, is_steady=False)
    now, anew = ([one.code for one in it.every] for it in (chosen, plain))
    firm, firm_anew = ([one.code for one in it.firm] for it in (chosen, plain))
    for option in found.clusters[:k]:
        name, code = option.name, option.code
        if code in now and code not in anew:
            places = min(FIRST, k)
            yield message("verdict.change.kept", name=name, least=FIRM - MARGIN, places=places)
        elif code in anew and code not in now:
            confidence, least = option.confidence, FIRM + MARGIN
            yield message("verdict.change.withheld", name=name, confidence=confidence, least=least)
        elif code in firm and code not in firm_anew:
            yield message("verdict.change.still_plain", name=name, least=FIRM - MARGIN)
        elif code in firm_anew and code not in firm:
            yield message("verdict.change.still_careful", name=name, least=FIRM + MARGIN)


def _change_of_clusters(found: Findings, chosen: Recommended, asked: Asked) -> Iterator[Message]:
    """What would move the best cluster to back: a criterion, its rival, the weights.

    Without a cluster to back it is of the first.
    """
    if len(found.clusters) < 2:
        return
    first = min(chosen.every or found.clusters, key=lambda option: option.rank)
    k = asked.request.k
    weighed = found.weighed(CLUSTER)
    share = first.weight_robustness if len(found.clusters) > k else None
    is_sure = share is not None and share >= SURE
    # Only a first place can be owed to one criterion: without it, other ranks may be better too.
    decisive = first.decisive if len(weighed) > 1 and first.rank == 1 else None
    if decisive is None or not is_sure:
        yield from _change_of_criteria(first, weighed, CLUSTER)
    yield from _change_of_rival(first)
    if share is None:
        return
    if decisive is None or not is_sure:
        yield message(
            "verdict.change.depends" if share < OPEN else "verdict.change.robust",
            name=first.name,
            k=k,
            of=len(found.clusters),
            share=share,
        )
    else:
        yield message(
            "verdict.change.robust_but",
            name=first.name,
            k=k,
            of=len(found.clusters),
            share=share,
            criterion=decisive.criterion,
            rank=decisive.rank_without,
        )


def _change_of_niches(found: Findings) -> Iterator[Message]:
    """What would move the first niche; without one, the least chance at which there is one."""
    if len(found.niches) > 1:
        first = found.niches[0]
        is_useful = any(
            one.contributions[name] for one in found.niches for name in one.contributions
        )
        weighed = found.weighed(NICHE) if is_useful else []
        yield from _change_of_criteria(first, weighed, NICHE)
        yield from _change_of_rival(first)
    elif not found.niches and found.watch and found.watch[0].chance >= RARE:
        nearest = found.watch[0]
        at = floor(100 * nearest.chance) / 100
        yield message("verdict.change.floor", floor=at, name=nearest.name)


def _change_of_criteria(
    first: ClusterOption | NicheOption, weighed: Sequence[str], kind: Kind
) -> Iterator[Message]:
    """What decides the first place; nothing if no criterion is weighed."""
    if len(weighed) == 1:
        yield message(
            "verdict.change.only" if kind == CLUSTER else "verdict.change.only_beside",
            criterion=weighed[0],
        )
    elif weighed and first.decisive is None:
        yield message("verdict.change.steady", name=first.name, rank=first.rank)
    elif weighed and first.decisive is not None:
        yield message(
            "verdict.change.decisive",
            criterion=first.decisive.criterion,
            name=first.name,
            rank=first.decisive.rank_without,
            now=first.rank,
        )


def _change_of_rival(first: ClusterOption | NicheOption) -> Iterator[Message]:
    """Who is next."""
    if first.rival is None:
        return
    gap = first.rival.score_gap
    if abs(gap) < EVEN:
        yield message("verdict.change.even", name=first.name, rival=first.rival.name)
    else:
        yield message(
            "verdict.change.rival" if gap > 0 else "verdict.change.rival.ahead",
            name=first.name,
            rival=first.rival.name,
            gap=abs(gap),
        )

"""The verdict of a region: what to back, to enter and to watch, and what not to count on."""

from collections.abc import Iterator, Sequence
from math import floor

from serving.choice.contracts import ClusterOption, NicheOption, Verdict
from serving.choice.findings import NAMED, Asked, Findings, Models, Recommended, recommended
from serving.choice.limits import limits
from serving.choice.reasons import EVEN, is_firm
from serving.messages import Message, message
from training.choice.criteria import MULTIPLIER, NICHE
from training.choice.ranking import RARE

LIKELY = 0.5
"""Least chance to shrink of a cluster whose growth is not to be counted on."""
SURE, OPEN = 0.8, 0.5
"""Weight robustness from which a place hardly depends on the weights, and below which it does."""


def verdict(found: Findings, asked: Asked, models: Models) -> Verdict:
    """The verdict in sentences; what it recommends it never warns of under `caution`."""
    chosen = recommended(found.clusters, asked.most)
    with_niches = NICHE in asked.request.kinds and models.niches is not None
    back = [*_lead(found, chosen, asked), *_about_clusters(found, chosen, models)]
    enter = list(_enter(found, asked, models)) if with_niches else []
    caution = list(_caution(found, chosen, asked, models))
    of_growth, of_record, of_data = limits(found, chosen, asked, models)
    return Verdict(
        summary=[
            *back[:1],
            *enter[:1],
            *(of_growth or [*_careful(chosen), *map(_short, caution)])[:1],
            *(of_record or of_data)[:1],
        ],
        back=back,
        enter=enter,
        watch=list(_watch(found, asked)),
        caution=caution,
        change=[*_change_of_clusters(found, asked), *_change_of_niches(found)],
        limits=[*of_growth, *of_record, *of_data, *found.absent],
    )


def _lead(found: Findings, chosen: Recommended, asked: Asked) -> Iterator[Message]:
    """Which clusters to back, plainly or with caution."""
    if found.clusters and not chosen.every:
        first = found.clusters[0]
        yield message(
            "verdict.back.none",
            weights=asked.name,
            name=first.name,
            confidence=first.confidence,
            chance=first.outlook and first.outlook.chance_to_outgrow,
        )
    if firm := chosen.firm:
        yield message(
            "verdict.back.one" if len(firm) == 1 else "verdict.back.several",
            names=_names(firm),
            weights=asked.name,
            confidence=_confidence(firm),
            chances=_outgrow(firm),
        )
    if careful := chosen.careful:
        yield message(
            "verdict.back.careful.one" if len(careful) == 1 else "verdict.back.careful.several",
            names=_ranked(careful),
            weights=asked.name,
            confidence=_confidence(careful),
            chances=_outgrow(careful),
        )
    if unforecast := chosen.unforecast:
        yield message(
            "verdict.back.unforecast",
            names=_names(unforecast),
            weights=asked.name,
            confidence=_confidence(unforecast),
        )


def _careful(chosen: Recommended) -> Iterator[Message]:
    """In short, which clusters to back with caution beside those to back plainly."""
    if chosen.firm and (careful := chosen.careful):
        yield message(
            "verdict.careful.one" if len(careful) == 1 else "verdict.careful.several",
            names=_ranked(careful),
            chances=_outgrow(careful),
        )


def _short(caution: Message) -> Message:
    """A caution without its figures, if they are many."""
    if not caution.key.startswith("verdict.caution.unsure."):
        return caution
    return message("verdict.caution.short", names=caution.parameters["names"])


def _ranked(options: Sequence[ClusterOption]) -> list[tuple[str, int]]:
    return [(option.name, option.rank) for option in options]


def _names(options: Sequence[ClusterOption | NicheOption]) -> list[str]:
    return [option.name for option in options]


def _confidence(options: Sequence[ClusterOption]) -> list[float]:
    return [option.confidence for option in options]


def _outgrow(options: Sequence[ClusterOption]) -> list[float]:
    """Chances to outgrow the middle cluster, of those with a forecast."""
    return [option.outlook.chance_to_outgrow for option in options if option.outlook]


def _about_clusters(found: Findings, chosen: Recommended, models: Models) -> Iterator[Message]:
    """One or two reasons for each cluster to back, and its forecast."""
    for option in chosen.every:
        standing = found.standings.get(option.code)
        if standing is not None:
            yield message(
                "verdict.back.reason",
                name=option.name,
                criterion=standing.criterion,
                place=standing.place,
                of=standing.of,
            )
        if (outlook := option.outlook) is not None:
            yield message(
                "verdict.back.outlook",
                name=option.name,
                growth=outlook.median,
                lower=outlook.lower,
                upper=outlook.upper,
                prices=models.prices,
                multiplier=option.criteria.get(MULTIPLIER),
            )


def _enter(found: Findings, asked: Asked, models: Models) -> Iterator[Message]:
    """Which niches to enter, with their ranges, or that none reaches the floor."""
    assert models.niches is not None
    chosen = found.niches[: asked.most]
    if not chosen:
        yield message("verdict.enter.none", floor=asked.request.floor)
        return
    yield message(
        "verdict.enter.one" if len(chosen) == 1 else "verdict.enter.several",
        names=_names(chosen),
        horizon=models.niches.horizon,
        chances=[option.chance for option in chosen],
        base_rate=chosen[0].base_rate,
    )
    for option in chosen:
        ends = (option.chance_low, option.chance_high)
        if any(option.contributions.values()):
            yield message(
                "verdict.enter.useful",
                name=option.name,
                ends=ends,
                weights=asked.name,
                usefulness=option.usefulness,
            )
        else:
            yield message("verdict.enter.chance", name=option.name, ends=ends)
        for reason in option.reasons:
            if reason.key == "reason.related":
                near = reason.parameters["near"]
                yield message("verdict.enter.related", name=option.name, near=near)


def _watch(found: Findings, asked: Asked) -> Iterator[Message]:
    """The likeliest niches below the floor, if they are not next to impossible."""
    near = [option for option in found.watch if option.chance >= RARE][:NAMED]
    if near:
        pairs = [(option.name, option.chance) for option in near]
        yield message("verdict.watch", niches=pairs, floor=asked.request.floor)
    elif found.watch:
        yield message("verdict.watch.none")


def _caution(
    found: Findings, chosen: Recommended, asked: Asked, models: Models
) -> Iterator[Message]:
    """Options among the first k, but not recommended, that are not to be counted on."""
    backed = {option.code for option in chosen.every}
    rest = [one for one in found.clusters[: asked.request.k] if one.code not in backed]
    if not backed:
        rest = rest[1:]  # the first has been named already
    unsure = [option for option in rest if not is_firm(option.confidence)]
    if unsure:
        yield message(
            "verdict.caution.unsure.one" if len(unsure) == 1 else "verdict.caution.unsure.several",
            names=_names(unsure),
            confidence=_confidence(unsure),
        )
    shrinking = [
        one for one in rest if one.outlook and round(one.outlook.chance_to_shrink, 2) >= LIKELY
    ]
    if shrinking:
        yield message(
            "verdict.caution.shrink.one"
            if len(shrinking) == 1
            else "verdict.caution.shrink.several",
            names=_names(shrinking),
            chances=[option.outlook.chance_to_shrink for option in shrinking if option.outlook],
            prices=models.prices,
        )
    for option in rest:
        if option.dominated_by_name is not None:
            yield message(
                "verdict.caution.dominated", name=option.name, dominator=option.dominated_by_name
            )
    if found.unlikely is not None:
        yield message("verdict.caution.unlikely", name=found.unlikely)


def _change_of_clusters(found: Findings, asked: Asked) -> Iterator[Message]:
    """What would move the first cluster: a criterion, its rival, the weights."""
    if len(found.clusters) < 2:
        return
    first, k = found.clusters[0], asked.request.k
    yield from _change_of(first)
    share = first.weight_robustness
    if share is None or len(found.clusters) <= k:
        return
    if share >= SURE:
        yield message("verdict.change.robust", name=first.name, k=k, share=share)
    else:
        yield message(
            "verdict.change.depends" if share < OPEN else "verdict.change.mostly",
            name=first.name,
            k=k,
            share=share,
        )


def _change_of_niches(found: Findings) -> Iterator[Message]:
    """What would move the first niche; without one, the floor at which there is one."""
    if len(found.niches) > 1:
        yield from _change_of(found.niches[0])
    elif not found.niches and found.watch and found.watch[0].chance >= RARE:
        nearest = found.watch[0]
        at = floor(100 * nearest.chance) / 100
        yield message("verdict.change.floor", floor=at, name=nearest.name)


def _change_of(first: ClusterOption | NicheOption) -> Iterator[Message]:
    """What decides the first place, and who is next."""
    if first.decisive is None:
        yield message("verdict.change.steady", name=first.name)
    else:
        yield message(
            "verdict.change.decisive",
            criterion=first.decisive.criterion,
            name=first.name,
            rank=first.decisive.rank_without,
        )
    if first.rival is not None:
        gap = first.rival.score_gap
        if gap < EVEN:
            yield message("verdict.change.even", name=first.name, rival=first.rival.name)
        else:
            yield message("verdict.change.rival", name=first.name, rival=first.rival.name, gap=gap)

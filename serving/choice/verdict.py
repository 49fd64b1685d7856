"""The verdict of a region: what to back, to enter and to watch, and what not to count on."""

from collections.abc import Iterator, Sequence

from serving.choice.contracts import ClusterOption, NicheOption, Verdict
from serving.choice.findings import (
    Asked,
    Findings,
    Models,
    Recommended,
    enterable,
    recommended,
)
from serving.choice.limits import changes, limits
from serving.messages import Message, message
from training.choice.advice import NAMED, is_firm, is_likely, left_over
from training.choice.criteria import MULTIPLIER, NICHE
from training.choice.ranking import RARE

DOUBT = 0.4
"""Least chance to shrink, and to outgrow the middle cluster, between which neither is a warning."""

ADVICE = ("verdict.back.", "verdict.careful.", "verdict.enter.")
"""Starts of the keys of sentences that name what to back and to enter."""
POINTS = 2
"""Most clusters whose strongest point stands beside the summary."""


def verdict(found: Findings, asked: Asked, models: Models) -> Verdict:
    """The verdict in sentences; what it recommends it never warns of under `caution`."""
    chosen = recommended(found.clusters, asked.request.k)
    back = [*_lead(found, chosen, asked), *_about_clusters(found, chosen, asked, models)]
    enter = list(_enter(found, asked, models)) if NICHE in asked.request.kinds else []
    caution = list(_caution(found, chosen, asked, models))
    of_growth, of_record, of_data = limits(found, chosen, asked, models)
    summary = [
        *back[:1],
        *enter[:1],
        *_warning(found, chosen, of_growth, caution)[:1],
        *(of_record or of_data[:1]),
    ]
    return Verdict(
        summary=summary,
        why=_why(summary, back, enter),
        back=back,
        enter=enter,
        watch=list(_watch(found, asked)),
        caution=caution,
        change=list(changes(found, chosen, asked)),
        limits=[*of_growth, *of_record, *of_data, *found.absent],
    )


def _why(
    summary: Sequence[Message], back: Sequence[Message], enter: Sequence[Message]
) -> list[Message]:
    """What speaks most for the clusters and the niche that the summary advises."""
    named = {
        name[0] if isinstance(name, tuple | list) else name
        for one in summary
        if one.key.startswith(ADVICE)
        for name in one.parameters.get("names", [one.parameters.get("name")])
    }
    points = [one for one in back if one.key == "verdict.back.reason"]
    related = [one for one in enter if one.key == "verdict.enter.related"]
    return [
        *[one for one in points if one.parameters["name"] in named][:POINTS],
        *[one for one in related if one.parameters["name"] in named][:1],
    ]


def _lead(found: Findings, chosen: Recommended, asked: Asked) -> Iterator[Message]:
    """Which clusters to back, plainly or with caution."""
    if found.clusters and not chosen.every:
        first = found.clusters[0]
        yield message(
            "verdict.back.none",
            weights=asked.name,
            name=first.name,
            confidence=first.confidence,
        )
    if firm := chosen.firm:
        yield message(
            "verdict.back.one" if len(firm) == 1 else "verdict.back.several",
            names=_names(firm),
            weights=asked.name,
            chances=_outgrow(firm),
        )
    if careful := chosen.careful:
        yield message(
            "verdict.back.careful.one" if len(careful) == 1 else "verdict.back.careful.several",
            names=_ranked(careful),
            weights=asked.name,
            chances=_outgrow(careful),
        )
    if unforecast := chosen.unforecast:
        yield message(
            "verdict.back.unforecast",
            names=_names(unforecast),
            weights=asked.name,
        )


def _warning(
    found: Findings, chosen: Recommended, of_growth: list[Message], caution: list[Message]
) -> list[Message]:
    """What the summary may warn of, the most serious first."""
    first = [one for one in caution if one.key == "verdict.caution.first"]
    return [*first, *of_growth, *_careful(found, chosen), *map(_short, caution)]


def _careful(found: Findings, chosen: Recommended) -> Iterator[Message]:
    """In short, which clusters to back with caution beside those to back plainly."""
    if not chosen.firm or not (careful := chosen.careful):
        return
    if len(careful) == 1 and careful[0].rank == 1:
        yield message(
            "verdict.careful.first",
            name=careful[0].name,
            criterion=_mostly(found),
            chances=_outgrow(careful),
        )
    else:
        yield message(
            "verdict.careful.one" if len(careful) == 1 else "verdict.careful.several",
            names=_ranked(careful),
            chances=_outgrow(careful),
        )


def _mostly(found: Findings) -> str:
    """The criterion that lifts the first cluster most above the mean of the region's clusters."""
    parts = found.clusters[0].contributions
    total = {name: sum(one.contributions[name] for one in found.clusters) for name in parts}
    return max(parts, key=lambda name: len(found.clusters) * parts[name] - total[name])


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


def _about_clusters(
    found: Findings, chosen: Recommended, asked: Asked, models: Models
) -> Iterator[Message]:
    """How often the clusters to back score above the middle; then the strongest point of each.

    Beside it stand its risks and its forecast.
    """
    if every := sorted(chosen.every, key=lambda option: option.rank):
        yield message(
            "verdict.back.score.one" if len(every) == 1 else "verdict.back.score.several",
            names=_names(every),
            weights=asked.name,
            confidence=_confidence(every),
        )
    for option in chosen.every:
        standing, doubts = found.standings.get(option.code), _doubts(option)
        if standing is not None:
            yield message(
                "verdict.back.reason",
                name=option.name,
                criterion=standing.criterion,
                place=standing.place,
                of=standing.of,
                doubts=doubts,
            )
        elif any(doubts):
            yield message("verdict.back.doubts", name=option.name, doubts=doubts)
        yield from _dominated(option)
        if (outlook := option.outlook) is not None:
            yield message(
                "verdict.back.outlook",
                name=option.name,
                growth=outlook.median,
                lower=outlook.lower,
                upper=outlook.upper,
                prices=models.prices,
                multiplier=_multiplier(option),
            )


def _doubts(option: ClusterOption) -> tuple[float | None, float | None]:
    """Chances to outgrow the middle cluster and to shrink that are to be warned of."""
    if (outlook := option.outlook) is None:
        return None, None
    outgrow, shrink = outlook.chance_to_outgrow, outlook.chance_to_shrink
    return (
        outgrow if round(outgrow, 2) < DOUBT else None,
        shrink if round(shrink, 2) >= DOUBT else None,
    )


def _multiplier(option: ClusterOption) -> tuple[float, float, float] | None:
    """The multiplier with its range."""
    value, ends = option.criteria.get(MULTIPLIER), option.multiplier_range
    if value is None:
        return None
    return (value, ends.lower, ends.upper) if ends else (value, value, value)


def _dominated(option: ClusterOption | NicheOption) -> Iterator[Message]:
    if option.dominated_by_name is not None:
        yield message("verdict.dominated", name=option.name, dominator=option.dominated_by_name)


def _enter(found: Findings, asked: Asked, models: Models) -> Iterator[Message]:
    """Which niches to enter, with their ranges, or why none is recommended."""
    chosen = enterable(found.niches, asked.most)
    if models.niches is None or not chosen:
        yield _no_niche(found, asked, models)
        return
    yield message(
        "verdict.enter.one" if len(chosen) == 1 else "verdict.enter.several",
        names=_names(chosen),
        year=models.niches.cutoff + models.niches.horizon,
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
        yield from _dominated(option)


def _no_niche(found: Findings, asked: Asked, models: Models) -> Message:
    """Why no niche is recommended, with the likeliest where there is one."""
    if models.niches is None:
        return message("verdict.enter.absent")
    if found.niches:
        return message("verdict.enter.rare")
    likeliest = [(one.name, one.chance) for one in found.watch[:1] if one.chance >= RARE]
    if not likeliest:
        return message("verdict.enter.none", floor=asked.request.floor)
    return message("verdict.enter.below", floor=asked.request.floor, likeliest=likeliest)


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
    backed, first_k = {one.code for one in chosen.every}, found.clusters[: asked.request.k]
    rest = [first_k[place] for place in left_over([one.code in backed for one in first_k])]
    unsure = [option for option in rest if not is_firm(option.confidence)]
    if unsure and unsure[0].rank == 1:
        first = unsure.pop(0)
        yield message(
            "verdict.caution.first",
            name=first.name,
            criterion=_mostly(found),
            confidence=first.confidence,
        )
    if unsure:
        yield message(
            "verdict.caution.unsure.one" if len(unsure) == 1 else "verdict.caution.unsure.several",
            names=_names(unsure),
            confidence=_confidence(unsure),
        )
    shrinking = [one for one in rest if one.outlook and is_likely(one.outlook.chance_to_shrink)]
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
        yield from _dominated(option)
    if found.unlikely is not None:
        yield message("verdict.caution.unlikely", name=found.unlikely)

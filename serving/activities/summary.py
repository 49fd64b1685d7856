"""What an activity across regions comes to, in at most three sentences."""

from collections.abc import Iterator, Mapping, Sequence

from serving.activities.contracts import Coverage, RegionActivity
from serving.contracts import Call
from serving.messages import Message, message
from serving.niches.contracts import NicheCall

NAMED = 3
"""Most regions that a sentence names."""
LEAST = 0.01
"""Chance below which a call is not named."""


def summary(
    name: str,
    regions: Sequence[RegionActivity],
    calls: Mapping[Call, Sequence[NicheCall]],
    coverage: Coverage | None,
    weights: str | None,
) -> list[Message]:
    """Which regions the activity suits, where it grows, and who may enter or lose it."""
    parts = [
        list(_suits(name, regions, coverage, weights)) or list(_where(name, regions)),
        list(_grows(regions)),
        list(_moves(calls)),
    ]
    found = [part[0] for part in parts if part]
    return found or [message("option.summary.nothing", name=name)]


def _suits(
    name: str, regions: Sequence[RegionActivity], coverage: Coverage | None, weights: str | None
) -> Iterator[Message]:
    """The regions that are advised to back or to enter it, the best rank first."""
    if weights is None or coverage is None:
        return
    pairs = ((one, one.place) for one in regions if one.place)
    placed = sorted(pairs, key=lambda pair: (pair[1].rank, -pair[1].score))
    for advice, key in (("recommended", "plain"), ("with caution", "careful")):
        names = [one.region_name for one, place in placed if place.advice == advice]
        if names:
            specialised = sum(bool(one.specialised) for one in regions)
            yield message(
                f"option.summary.suits.{key}",
                name=name,
                n=len(names),
                names=names[:NAMED],
                specialised=specialised,
                of=len(regions),
                year=coverage.last,
            )
            return
    if placed:
        first, place = placed[0]
        yield message(
            "option.summary.suits.none",
            name=name,
            region=first.region_name,
            rank=place.rank,
            of=place.of,
        )


def _where(name: str, regions: Sequence[RegionActivity]) -> Iterator[Message]:
    known = [one for one in regions if one.location_quotient is not None]
    if not known:
        return
    specialised = [one for one in known if one.specialised]
    if not specialised:
        yield message("option.summary.nowhere", name=name, of=len(known))
        return
    yield message(
        "option.summary.where",
        name=name,
        n=len(specialised),
        of=len(known),
        first=specialised[0].region_name,
        quotient=specialised[0].location_quotient,
    )


def _grows(regions: Sequence[RegionActivity]) -> Iterator[Message]:
    """Where it is forecast to grow fastest, or that no region stands apart."""
    forecast = [(one.region_name, one.growth) for one in regions if one.growth]
    if not forecast:
        return
    forecast.sort(key=lambda pair: -pair[1].median)
    middle = forecast[len(forecast) // 2][1].median
    faster = [pair for pair in forecast if pair[1].is_apart and pair[1].median > middle]
    for _, growth in faster[:1]:
        assert growth.interval is not None, "apart without an interval"
        yield message(
            "option.summary.grows",
            n=len(faster),
            names=[region for region, _ in faster[:NAMED]],
            growth=growth.median,
            lower=growth.interval.lower,
            upper=growth.interval.upper,
            level=growth.interval.level,
        )
        return
    region, growth = forecast[0]
    yield message("option.summary.grows_alike", name=region, growth=growth.median)


def _moves(calls: Mapping[Call, Sequence[NicheCall]]) -> Iterator[Message]:
    """The likeliest to enter and to lose it."""
    entries, exits = (
        [(one.region_name, one.probability) for one in calls[call] if one.probability >= LEAST]
        for call in ("entry", "exit")
    )
    if entries and exits:
        yield message("option.summary.moves", entries=entries[:NAMED], exits=exits[:1])
    elif entries:
        yield message("option.summary.entries", entries=entries[:NAMED])
    elif exits:
        yield message("option.summary.exits", exits=exits[:NAMED])

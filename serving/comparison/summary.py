"""What a comparison comes to, in at most three sentences."""

from collections.abc import Iterator, Sequence

from serving.comparison.contracts import ComparedRegion, Cooperation, Overlap
from serving.contracts import Interval
from serving.messages import Message, message

NAMED = 3
"""Most activities that a sentence names."""
Rate = tuple[str, float, Interval | None]
"""A region with its median growth a year, and the interval."""


def summary(
    regions: Sequence[ComparedRegion],
    overlaps: Sequence[Overlap],
    cooperation: Sequence[Cooperation],
) -> list[Message]:
    """Which is likelier to grow, what they share, where they could work together."""
    return [*_grows(regions), *_share(overlaps), *_together(cooperation)]


def _grows(regions: Sequence[ComparedRegion]) -> Iterator[Message]:
    """The region that is forecast to grow fastest, if its interval lies above all others."""
    rates: list[Rate] = sorted(
        (
            (
                one.region_name,
                one.total.growth.median_per_year,
                next(iter(one.total.growth.intervals_per_year), None),
            )
            for one in regions
            if one.total and one.total.growth and one.total.growth.median_per_year is not None
        ),
        key=lambda rate: -rate[1],
    )
    if len(rates) < 2:
        yield message("compare.summary.growth_unknown")
        return
    (first, fastest, interval), (second, slower, _) = rates[:2]
    values = {"first": first, "growth": fastest, "second": second, "slower": slower}
    uppers = [other.upper if other else None for _, _, other in rates[1:]]
    known = [upper for upper in uppers if upper is not None]
    if interval and len(known) == len(uppers) and interval.lower > max(known):
        yield message("compare.summary.faster", level=interval.level, **values)
    elif round(fastest, 1) == round(slower, 1):
        yield message("compare.summary.equal", **values)
    else:
        level = interval.level if interval else 80
        yield message("compare.summary.alike", level=level, **values)


def _share(overlaps: Sequence[Overlap]) -> Iterator[Message]:
    """What all regions are specialised in."""
    for one in overlaps[:1]:
        names = [it.activity_name for it in one.shared[:NAMED]]
        if names:
            yield message(f"compare.summary.share.{one.activity}", n=one.n_shared, names=names)
        else:
            yield message(f"compare.summary.share_none.{one.activity}")


def _together(cooperation: Sequence[Cooperation]) -> Iterator[Message]:
    for one in cooperation[:1]:
        yield message(
            "compare.summary.together",
            partner=one.partner_name,
            region=one.region_name,
            activity=one.activity_name,
            brings=[it.activity_name for it in one.brings],
        )

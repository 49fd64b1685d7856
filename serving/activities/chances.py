"""The chances of all regions to enter an activity, or to lose it."""

from collections.abc import Mapping
from statistics import median

from serving.activities.contracts import Chance
from serving.contracts import Call
from serving.niches.lookup import NicheLookup

CALLS: tuple[Call, ...] = ("entry", "exit")
Chances = Mapping[str, Chance]
"""Region to its chance."""


def chances(lookup: NicheLookup, activity: str) -> dict[Call, Chances]:
    """The chances of entry, and of exit, of every region that has a call."""
    return {call: _chances(lookup, activity, call) for call in CALLS}


def _chances(lookup: NicheLookup, activity: str, call: Call) -> Chances:
    calls = lookup.calls[call]
    if activity not in calls.by_activity:
        return {}
    places = calls.by_activity[activity]
    names = ("region_code", "probability", "probability_low", "probability_high")
    columns = [calls.columns[name][places].tolist() for name in names]
    middle = median(columns[1])
    return {
        region: Chance(value=value, lower=low, upper=high, apart=not low <= middle <= high)
        for region, value, low, high in zip(*columns, strict=True)
    }


def middle_chance(found: Mapping[Call, Chances]) -> dict[Call, float]:
    """The median over regions, where any has a call."""
    return {
        call: median(one.value for one in by_region.values())
        for call, by_region in found.items()
        if by_region
    }

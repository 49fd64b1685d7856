"""Niche calls and portfolios: from a champion made ready and a request to a response."""

from collections.abc import Mapping
from functools import partial
from math import nan
from typing import Any

import numpy as np

from features.arrays import Array, Index
from serving.contracts import Call
from serving.http.codes import by_field, check_codes, check_regions, not_answered
from serving.http.problems import ProblemError
from serving.languages.language import say
from serving.languages.recognition import recognised
from serving.niches.contracts import (
    MAX_CALLS,
    NicheCall,
    NicheRequest,
    NicheResponse,
    Reason,
    RegionSummary,
    Specialisation,
)
from serving.niches.lookup import Calls, NicheLookup
from serving.record_words import said_once
from serving.sent.made import Make, as_object
from serving.tables import Columns, Named, number, units

FIGURES = (
    "probability",
    "probability_low",
    "probability_high",
    "null_probability",
    "lift",
    "location_quotient",
    "relatedness_density",
    "complexity",
)
"""Columns of calls that are fields of NicheCall, in their order."""


def flag_niches(
    lookup: NicheLookup, request: NicheRequest, make: Make = as_object
) -> NicheResponse:
    """The likeliest entries or exits: per region, or per activity where no region is named.

    Raises
    ------
    ProblemError
        unknown-code, question-not-allowed for regions without cells, such as totals of other
        regions, or invalid-request for more than MAX_CALLS calls at once.
    """
    regions = by_field("region_codes", request.region_codes)
    check_regions(regions, lookup.regions, lookup.elsewhere, lookup.metadata)
    activities = by_field("activity_codes", request.activity_codes)
    check_codes(lookup.activity, activities, lookup.activities)
    if request.region_codes and lookup.summaries.keys().isdisjoint(request.region_codes):
        raise not_answered(
            request.region_codes,
            lookup.regions,
            lookup.summaries,
            "calls",
            say(f"problem.lacking.calls.{lookup.activity}", package=lookup.metadata.package),
        )
    asked = len(set(request.region_codes or request.activity_codes)) * request.limit
    if asked > MAX_CALLS:
        raise ProblemError("invalid-request", say("problem.many_calls", n=asked, most=MAX_CALLS))
    calls = lookup.calls[request.call]
    places = (
        _places_of_regions(calls, request)
        if request.region_codes
        else _places_of_activities(calls, request)
    )
    return make(
        NicheResponse,
        metadata=said_once(lookup.metadata, lookup.said),
        activity=lookup.activity,
        units=units("niches"),
        calls=_niche_calls(lookup, calls, places, make),
        notes=[
            _ended(lookup, code)
            for code in dict.fromkeys(request.activity_codes)
            if code in lookup.ended
        ],
    )


def _ended(lookup: NicheLookup, code: str) -> str:
    counted = "answer.patents" if lookup.activity == "technology" else "answer.values"
    return say(
        "answer.niches.ended",
        name=lookup.activities[code].name,
        code=code,
        counted=say(counted),
        year=lookup.ended[code],
    )


def _places_of_regions(calls: Calls, request: NicheRequest) -> list[int]:
    """The rows to answer with: the first of each region, since they are sorted by probability."""
    found: list[int] = []
    wanted = set(request.activity_codes)
    for region in dict.fromkeys(request.region_codes):
        places = np.arange(*calls.by_region.get(region, (0, 0)))
        if wanted:
            activities = calls.columns["activity_code"][places]
            places = places[[activity in wanted for activity in activities]]
        found += _likely(calls, places, request)
    return found


def _places_of_activities(calls: Calls, request: NicheRequest) -> list[int]:
    found: list[int] = []
    for activity in dict.fromkeys(request.activity_codes):
        if activity in calls.by_activity:
            found += _likely(calls, calls.by_activity[activity], request)
    return found


def _likely(calls: Calls, places: Index, request: NicheRequest) -> list[int]:
    places = places[: request.limit]
    probability = calls.columns["probability"][places]
    return list(places[probability >= request.minimum_probability].tolist())


def table_rows(columns: Columns, places: list[int] | slice) -> list[dict[str, Any]]:
    """The rows at some places of a table by columns."""
    lists = [column[places].tolist() for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*lists, strict=True)]


def _niche_calls(
    lookup: NicheLookup, calls: Calls, places: list[int] | slice, make: Make
) -> list[NicheCall]:
    return [_niche_call(lookup, row, make) for row in table_rows(calls.columns, places)]


def _niche_call(lookup: NicheLookup, row: Mapping[str, Any], make: Make) -> NicheCall:
    region, activity = row["region_code"], row["activity_code"]
    return make(
        NicheCall,
        region_code=region,
        region_name=lookup.regions[region].name,
        activity_code=activity,
        activity_name=lookup.activities[activity].name,
        call=row["call"],
        **{name: number(row[name]) for name in FIGURES},
        warning=recognised(row["warning"], "niche.warning."),
        reasons=_reasons(lookup, row["first_reason"], row["last_reason"], make),
        priority=lookup.priorities.get(activity),
    )


def _reasons(lookup: NicheLookup, first: int, last: int, make: Make) -> list[Reason]:
    texts = lookup.reasons[first:last].to_pylist()
    weights = lookup.weights[first:last].tolist()
    activity, region = partial(_named, lookup.activities), partial(_named, lookup.regions)
    names = {"first": activity, "second": activity, "region": region, "other": region}
    return [
        make(Reason, reason=recognised(reason, "niche.reason.", names=names), weight=weight)
        for reason, weight in zip(texts, weights, strict=True)
    ]


def _named(names: Mapping[str, Named], text: str) -> str:
    """A code with its name, as training writes them, with the name in the language spoken."""
    code = text.split(" ")[0]
    return f"{code} {names[code].name}" if code in names and code != text else text


def region_summary(lookup: NicheLookup, region: str) -> RegionSummary:
    """The region's portfolio in figures; null where unknown."""
    if region not in lookup.summaries:
        return RegionSummary(diversity=None, eci=None, fitness=None, count=None)
    summary, ranks = lookup.summaries[region], lookup.ranks[region]
    entries, exits = (_probabilities(lookup.calls[call], region) for call in ("entry", "exit"))
    return RegionSummary(
        diversity=_whole(summary["diversity"]),
        **{name: number(summary[name]) for name in ("eci", "fitness", "count")},
        ranks={name: _whole(ranks[name]) for name in ("diversity", "eci", "fitness", "count")},
        of=len(lookup.summaries),
        expected_entries=float(entries.sum()),
        expected_exits=float(exits.sum()),
        possible_entries=len(entries),
        possible_exits=len(exits),
    )


def _whole(value: float) -> int | None:
    return round(value) if np.isfinite(value) else None


def _probabilities(calls: Calls, region: str) -> Array:
    """Of all entries or exits of a region, (n_calls,)."""
    return np.asarray(calls.columns["probability"][slice(*calls.by_region.get(region, (0, 0)))])


def region_warning(lookup: NicheLookup, region: str) -> str:
    """The warning of all calls of a region, "" for none."""
    for calls in lookup.calls.values():
        if region in calls.by_region:
            warning = str(calls.columns["warning"][calls.by_region[region][0]])
            return recognised(warning, "niche.warning.")
    return ""


def portfolio(
    lookup: NicheLookup, region: str, limit: int, make: Make = as_object
) -> list[Specialisation]:
    """The strongest specialisations of a region."""
    first, last = lookup.portfolio_spans.get(region, (0, 0))
    return [
        make(
            Specialisation,
            activity_code=row["activity_code"],
            activity_name=lookup.activities[row["activity_code"]].name,
            count=number(row["count"]),
            location_quotient=number(row["location_quotient"]),
            previous_location_quotient=number(row["previous_location_quotient"]),
            trend=row["trend"],
            complexity=number(row.get("complexity", nan)),
            above_usual=number(row.get("above_usual", nan)),
        )
        for row in table_rows(lookup.portfolio, slice(first, min(last, first + limit)))
    ]


def top_calls(
    lookup: NicheLookup, region: str, call: Call, limit: int, make: Make = as_object
) -> list[NicheCall]:
    """The likeliest entries or exits of a region."""
    calls = lookup.calls[call]
    first, last = calls.by_region.get(region, (0, 0))
    return _niche_calls(lookup, calls, slice(first, min(last, first + limit)), make)

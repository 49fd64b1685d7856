"""Breakthroughs: from a niche champion made ready and a request to a response."""

from collections.abc import Mapping
from typing import Any

from serving.contracts import Track
from serving.http.codes import by_field, check_regions
from serving.http.problems import ProblemError
from serving.languages.language import say
from serving.niches.answers import table_rows
from serving.niches.contracts import (
    Breakthrough,
    BreakthroughPoint,
    BreakthroughRequest,
    BreakthroughResponse,
)
from serving.niches.lookup import NicheLookup
from serving.record_words import in_words, record_in_words, rule_in_words
from serving.tables import fields, number, units
from training.niches.caution import caution

ATTRIBUTES = (
    "past_growth",
    "latest_growth",
    "acceleration",
    "broad_growth",
    "broad_acceleration",
    "novelty",
    "persistence",
    "uncertainty",
    "spread",
    "spread_growth",
    "diversity",
    "related_growth",
    "coherence",
    "quality",
    "quality_growth",
)
"""Attributes of emergence in a champion, by the names of training.niches.emergence."""
OF_NICHES = ("location_quotient", "relatedness_density")
"""Figures with the same unit as in calls."""


def flag_breakthroughs(lookup: NicheLookup, request: BreakthroughRequest) -> BreakthroughResponse:
    """Activities about to break through, and the points of breakthrough of regions.

    Raises
    ------
    ProblemError
        unknown-code, or question-not-allowed for a champion without breakthroughs.
    """
    regions = by_field("region_codes", request.region_codes)
    check_regions(regions, lookup.regions, lookup.elsewhere, lookup.metadata)
    if not lookup.breakthrough_record:
        raise ProblemError(
            "question-not-allowed",
            say(f"problem.no_breakthroughs.{lookup.activity}", package=lookup.metadata.package),
        )
    activities = table_rows(lookup.breakthroughs, slice(0, request.limit))
    points = [
        row
        for region in dict.fromkeys(request.region_codes)
        for row in _points(lookup, region, request.limit)
    ]
    record = lookup.breakthrough_record[0]
    return BreakthroughResponse(
        metadata=in_words(lookup.metadata).model_copy(
            update={"track_record": [record_in_words(it) for it in lookup.breakthrough_record]}
        ),
        activity=lookup.activity,
        units=units("breakthroughs") | {name: units("niches")[name] for name in OF_NICHES},
        activities=[_breakthrough(lookup, row) for row in activities],
        points=[_point(lookup, row) for row in points],
        caution=_caution(record),
    )


def _caution(record: Track) -> str | None:
    """That the simple rule ranked better than the model, where it did."""
    if caution(record.figures["ap"], record.best_null, record.best_null_ap) is None:
        return None
    return say("answer.caution.rule", rule=rule_in_words(record.best_null))


def _points(lookup: NicheLookup, region: str, limit: int) -> list[dict[str, Any]]:
    first, last = lookup.point_spans.get(region, (0, 0))
    return table_rows(lookup.points, slice(first, min(last, first + limit)))


def breakthrough_of(lookup: NicheLookup, activity: str) -> Breakthrough | None:
    """The chance of one activity to break through; None where it is not forecast."""
    codes = lookup.breakthroughs.get("activity_code")
    if codes is None or activity not in (found := codes.tolist()):
        return None
    place = found.index(activity)
    (row,) = table_rows(lookup.breakthroughs, slice(place, place + 1))
    return _breakthrough(lookup, row)


def _breakthrough(lookup: NicheLookup, row: Mapping[str, Any]) -> Breakthrough:
    return Breakthrough(
        **row,
        activity_name=lookup.activities[row["activity_code"]].name,
        # stored from -0.5 to 0.5
        attributes={name: row[name] + 0.5 for name in ATTRIBUTES if name in row},
    )


def _point(lookup: NicheLookup, row: Mapping[str, Any]) -> BreakthroughPoint:
    return BreakthroughPoint(
        **fields(row),
        region_name=lookup.regions[row["region_code"]].name,
        activity_name=lookup.activities[row["activity_code"]].name,
        relatedness_density=number(row["density"]),
    )

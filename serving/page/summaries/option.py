"""A cluster or a technology across regions as plain HTML."""

from collections.abc import Iterator, Sequence
from typing import Literal

from features.errors import InputError
from serving.activities.answers import audit_activity
from serving.activities.contracts import ActivityRequest, ActivityResponse
from serving.http.problems import ProblemError
from serving.languages.language import say
from serving.niches.contracts import NicheCall
from serving.page.addresses import Asked
from serving.page.asking import ages_of, request, weights_or_note
from serving.page.summary import Cell, Link, Summary, Table
from serving.page.unknown import refused
from serving.served.loaded import Loaded


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """Where it is, and who may enter or lose it."""
    activity: Literal["cluster", "technology"] = (
        "cluster" if asked.view == "cluster" else "technology"
    )
    partner = asked.one("with")
    weights, note = weights_or_note(asked)
    fields = {"activity_code": asked.code, "activity": activity, **weights}
    try:
        try:
            with_partner = {**fields, "region_codes": [partner] if partner else []}
            answer = _answer(loaded, request(ActivityRequest, with_partner))
        except ProblemError as error:
            if not partner:
                raise
            # A region that is not there takes nothing from what is said of the others.
            answer = _answer(loaded, request(ActivityRequest, fields))
            note.append(error.detail)
    except InputError as error:
        return refused(asked, error)
    return Summary(
        answer.activity_name,
        [
            *note,
            *(one.text for one in answer.summary),
            *ages_of(answer.growth_metadata, answer.niche_metadata),
            *(one.text for one in answer.notes),
        ],
        list(_tables(answer, asked)),
        [
            Link(part.activity_name, asked.link(answer.activity, part.activity_code))
            for part in answer.parts
        ],
    )


def _answer(loaded: Loaded, asking: ActivityRequest) -> ActivityResponse:
    return loaded.kept.answer("audit_activity", asking, lambda: audit_activity(loaded, asking))


def _tables(answer: ActivityResponse, asked: Asked) -> Iterator[Table]:
    if answer.regions:
        columns = ["region", "quotient", "nation"]
        growth = ["growth"] if answer.activity == "cluster" else []
        yield Table(
            say("option.where"),
            [say(f"option.column.{name}") for name in (*columns, *growth)],
            [
                [
                    Link(one.region_name, asked.link("region", one.region_code)),
                    decimal(one.location_quotient),
                    percent(one.share_of_nation),
                    *([signed(one.growth.median if one.growth else None)] if growth else []),
                ]
                for one in answer.regions
            ],
        )
    if about := answer.niche_metadata:
        year = about.cutoff + about.horizon
        yield _calls(say("option.enter", year=year), answer.entries, asked)
        yield _calls(say("option.lose", year=year), answer.exits, asked)
    for region in answer.partners:
        rows: list[list[Cell]] = [
            [
                Link(one.region_name, asked.link("region", one.region_code)),
                percent(one.added_density),
                ", ".join(offer.activity_name for offer in one.brings[:3]),
            ]
            for one in region.partners
        ]
        yield Table(
            say("option.partners.caption", region=region.region_name),
            [say(f"option.column.{name}") for name in ("partner", "added", "brings")],
            rows,
        )


def _calls(heading: str, calls: Sequence[NicheCall], asked: Asked) -> Table:
    return Table(
        heading,
        [say("option.column.region"), say("option.column.chance")],
        [
            [
                Link(one.region_name, asked.link("region", one.region_code)),
                say(
                    "option.chance",
                    chance=one.probability,
                    low=one.probability_low,
                    high=one.probability_high,
                ),
            ]
            for one in calls
        ],
    )


def decimal(value: float | None) -> str:
    """A figure with two decimals, or unknown."""
    return say("word.unknown") if value is None else say("option.decimal", value=value)


def percent(value: float | None) -> str:
    """A share in per cent, or unknown."""
    return say("word.unknown") if value is None else say("option.percent", value=value)


def signed(value: float | None) -> str:
    """A growth with its sign, or unknown."""
    return say("word.unknown") if value is None else say("option.signed", value=value)

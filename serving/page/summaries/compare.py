"""Regions side by side as plain HTML, with a form to choose them."""

from collections.abc import Iterator
from dataclasses import replace

from features.errors import InputError
from serving.catalogue import answers as catalogue
from serving.comparison.answers import compare_regions
from serving.comparison.contracts import MAX_COMPARED, CompareRequest, CompareResponse
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.asking import request, weights_or_note
from serving.page.summaries.option import percent, signed
from serving.page.summary import Choice, Form, Link, Summary, Table
from serving.page.unknown import refused
from serving.served.loaded import Loaded


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """The comparison of the regions in the address, or the form to choose some."""
    codes = [code for code in dict.fromkeys(asked.query.get("region", [])) if code][:MAX_COMPARED]
    try:
        loaded.country()
    except InputError as error:  # nothing is loaded
        return refused(asked, error)
    form = _form(loaded, asked, codes)
    if len(codes) < 2:
        return Summary(say("compare.title"), [say("compare.choose")], form=form)
    weights, note = weights_or_note(asked)
    try:
        asking = request(CompareRequest, {"region_codes": codes, **weights})
        answer = loaded.kept.answer(
            "compare_regions", asking, lambda: compare_regions(loaded, asking)
        )
    except InputError as error:
        return replace(refused(asked, error), form=form)
    return Summary(
        ", ".join(region.region_name for region in answer.regions),
        [*note, *(one.text for one in (*answer.summary, *answer.notes))],
        list(_tables(answer, asked)),
        form=form,
    )


def _form(loaded: Loaded, asked: Asked, codes: list[str]) -> Form:
    """A list of regions for each place."""
    found = catalogue.region_list(loaded.growth, loaded.niches, loaded.markets)
    regions = sorted((one.region_name, one.region_code) for one in found.regions)
    return Form(
        address="/compare",
        kept=[(name, value) for name, values in asked.kept().items() for value in values],
        choices=[
            Choice(
                name="region",
                text=say("compare.region", place=place + 1),
                options=[("", say("compare.pick")), *((code, name) for name, code in regions)],
                chosen=codes[place] if place < len(codes) else "",
            )
            for place in range(MAX_COMPARED)
        ],
        button=say("compare.show"),
    )


def _tables(answer: CompareResponse, asked: Asked) -> Iterator[Table]:
    yield Table(
        say("compare.growth"),
        [say(f"compare.column.{name}") for name in ("region", "growth", "eci", "diversity")],
        [
            [
                Link(one.region_name, asked.link("region", one.region_code)),
                signed(
                    one.total.growth.median_per_year if one.total and one.total.growth else None
                ),
                say("option.decimal", value=one.portfolio.eci)
                if one.portfolio and one.portfolio.eci is not None
                else say("word.unknown"),
                str(one.portfolio.diversity)
                if one.portfolio and one.portfolio.diversity is not None
                else say("word.unknown"),
            ]
            for one in answer.regions
        ],
    )
    yield Table(
        say("compare.advice"),
        [say("compare.column.region"), say("compare.advice")],
        [
            [one.region_name, " ".join(it.text for it in one.verdict) or one.refusal or ""]
            for one in answer.regions
        ],
    )
    for overlap in answer.overlaps:
        yield Table(
            say(f"compare.shared.{overlap.activity}"),
            [say(f"compare.column.{overlap.activity}")],
            [
                [Link(one.activity_name, asked.link(overlap.activity, one.activity_code))]
                for one in overlap.shared
            ],
        )
    yield Table(
        say("compare.together"),
        [say(f"compare.column.{name}") for name in ("option", "in", "partner", "added")],
        [
            [one.activity_name, one.region_name, one.partner_name, percent(one.added_density)]
            for one in answer.cooperation
        ],
    )

"""Regions side by side as plain HTML, with a form to choose them."""

from collections.abc import Iterator

from features.errors import InputError
from serving.catalogue import answers as catalogue
from serving.champions import Loaded
from serving.comparison.answers import compare_regions
from serving.comparison.contracts import MAX_COMPARED, CompareRequest, CompareResponse
from serving.http.problems import ProblemError
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.summaries.option import percent, signed, wish
from serving.page.summary import Choice, Form, Link, Summary, Table


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """The comparison of the regions in the address, or the form to choose some."""
    codes = [code for code in dict.fromkeys(asked.query.get("region", [])) if code][:MAX_COMPARED]
    form = _form(loaded, asked, codes)
    if len(codes) < 2:
        return Summary(say("compare.title"), [say("compare.choose")], form=form)
    try:
        request = CompareRequest(region_codes=codes, **wish(asked))
        answer = loaded.kept.answer(
            "compare_regions", request, lambda: compare_regions(loaded, request)
        )
    except InputError as error:
        is_unknown = isinstance(error, ProblemError) and error.kind == "unknown-code"
        links = list(_nearest(error, asked, codes)) if isinstance(error, ProblemError) else []
        status = 404 if is_unknown else 200
        return Summary(say("compare.title"), [str(error)], links=links, status=status, form=form)
    return Summary(
        ", ".join(region.region_name for region in answer.regions),
        [one.text for one in (*answer.summary, *answer.notes)],
        list(_tables(answer, asked)),
        form=form,
    )


def _form(loaded: Loaded, asked: Asked, codes: list[str]) -> Form:
    """A list of regions for each place."""
    found = catalogue.region_list(loaded.growth, loaded.niches, loaded.markets)
    regions = sorted((one.region_name, one.region_code) for one in found.regions)
    return Form(
        address="/compare",
        kept=[
            (name, value)
            for name in ("preset", "weights", "floor", "language")
            for value in asked.query.get(name, [])
        ],
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


def _nearest(error: ProblemError, asked: Asked, codes: list[str]) -> Iterator[Link]:
    """Comparisons with the nearest code in place of an unknown one."""
    for one in error.errors:
        place = int(one["field"].partition("[")[2].partition("]")[0] or 0)
        for near in one.get("nearest", []):
            regions = [near if i == place else code for i, code in enumerate(codes)]
            yield Link(", ".join(regions), asked.link("compare", region=regions))


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

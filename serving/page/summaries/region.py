"""A region as plain HTML: the verdict, and what ranks first in it."""

from collections.abc import Iterator, Mapping
from typing import Any

from features.errors import InputError
from serving.catalogue.answers import region_list
from serving.choice.answers import rank_options
from serving.choice.contracts import (
    NicheOption,
    OptionsRequest,
    OptionsResponse,
    RegionOptions,
    Verdict,
)
from serving.http.problems import ProblemError, problem_of
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.asking import request, weights_of
from serving.page.summary import Cell, Link, Summary, Table
from serving.page.unknown import refused
from serving.served.loaded import Loaded

LISTED = 8
"""Options of each list."""
PAPERS = {"report": "/report/{code}", "briefing": "/briefing/{code}"}
"""Where the papers of a region are."""
ADVICE = ("verdict.back.", "verdict.enter.", "verdict.careful.")
"""Sentences of a summary that say what to do."""


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """The verdict of a region, and the first options of both lists at the weights asked for."""
    note = []
    try:
        try:
            asking = _request(asked, weights_of(asked))
            answer = loaded.kept.answer(
                "rank_options", asking, lambda: rank_options(loaded.need_choice(), asking)
            )
        except ProblemError as error:
            # Weights that do not fit the data: the usual ones answer.
            answer = rank_options(loaded.need_choice(), _request(asked, {}))
            note = [say("region.weights_refused", reason=error.detail)]
    except InputError as error:
        return _refused(loaded, asked, problem_of(error))
    (found,) = answer.regions
    sentences = [*note, *_sentences(found.verdict), *_ages(answer)]
    papers = [Link(say(f"region.{k}"), asked.address(at, asked.code)) for k, at in PAPERS.items()]
    links = [*papers, *_links(asked)]
    return Summary(found.region_name, sentences, list(_tables(found, asked)), links)


def _sentences(verdict: Verdict) -> Iterator[str]:
    """The summary, and after what to do why."""
    advice = [one for one in verdict.summary if one.key.startswith(ADVICE)]
    rest = [one for one in verdict.summary if one not in advice]
    yield from (one.text for one in (*advice, *verdict.why, *rest))


def _ages(answer: OptionsResponse) -> Iterator[str]:
    """How old the calls are, where their years are over."""
    ages = [one.age for one in (answer.metadata, answer.niches) if one is not None and one.age]
    yield from dict.fromkeys(age.text for age in ages)


def _request(asked: Asked, weights: Mapping[str, Any]) -> OptionsRequest:
    return request(OptionsRequest, {"region_codes": [asked.code], "listed": LISTED, **weights})


def _tables(found: RegionOptions, asked: Asked) -> Iterator[Table]:
    """The two lists, with the few figures that matter most."""
    if found.clusters:
        heads = ["region.place", "region.cluster", "region.advice", "region.score"]
        heads.append("region.confidence")
        rows: list[list[Cell]] = [
            [
                _place(one.rank, one.rank_low, one.rank_high),
                Link(one.name, asked.link("cluster", one.code)),
                _advice(one.advice),
                _written("decimal", one.score),
                _written("percent", one.confidence),
                say("word.unknown")
                if one.outlook is None
                else f"{_written('tenths', one.outlook.median)} ("
                + say(
                    "region.from_to",
                    low=_written("tenths", one.outlook.lower),
                    high=_written("tenths", one.outlook.upper),
                )
                + ")",
            ]
            for one in found.clusters
        ]
        columns = [*(say(key) for key in heads), say("region.median_growth")]
        yield Table(say("region.clusters"), columns, rows)
    if found.niches:
        yield _niches("region.niches", found.niches, asked)


def _niches(key: str, niches: list[NicheOption], asked: Asked) -> Table:
    heads = ["region.place", "region.niche", "region.advice", "region.score", "region.chance"]
    heads.append("region.range_90")
    rows: list[list[Cell]] = [
        [
            _place(one.rank, one.rank_low, one.rank_high),
            Link(one.name, asked.link("technology", one.code)),
            _advice(one.advice),
            _written("decimal", one.score),
            _written("percent", one.chance),
            say(
                "region.from_to",
                low=_written("percent", one.chance_low),
                high=_written("percent", one.chance_high),
            ),
        ]
        for one in niches
    ]
    return Table(say(key), [say(head) for head in heads], rows)


def _advice(advice: str | None) -> str:
    """Whether the verdict recommends an option; nothing where it does not."""
    return "" if advice is None else say(f"advice.{advice}")


def _place(rank: int, low: int | None, high: int | None) -> str:
    return str(rank) if low is None or high is None else f"{rank} ({low}–{high})"


def _written(spec: str, value: float) -> str:
    """A figure as messages write it."""
    return say(f"region.as_{spec}", value=value)


def _links(asked: Asked) -> Iterator[Link]:
    yield Link(say("region.compare"), asked.link("compare", region=asked.code))
    yield Link(say("page.record"), asked.link("record"))
    yield Link(say("page.data"), asked.link("data"))


def _refused(loaded: Loaded, asked: Asked, problem: ProblemError) -> Summary:
    """Why there are no options, and the parts of a total or the nearest codes."""
    listed = region_list(loaded.growth, loaded.niches, loaded.markets).regions
    regions = {one.region_code: one for one in listed}
    parts = [one for one in listed if one.parent_code == asked.code]
    if asked.code in regions or parts:
        rows: list[list[Cell]] = [
            [Link(one.region_name, asked.link("region", one.region_code))] for one in parts
        ]
        tables = [Table(say("region.parts", n=len(rows)), [say("page.region")], rows)]
        name = regions[asked.code].region_name if asked.code in regions else asked.code
        return Summary(name, [problem.detail], tables if rows else [], list(_links(asked)))
    return refused(asked, problem)

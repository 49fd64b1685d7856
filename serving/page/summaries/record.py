"""The track record as plain HTML."""

from features.errors import InputError
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.summary import Cell, Link, Summary, Table
from serving.record import answers
from serving.record.contracts import Case, Cases, RecordRequest, RecordResponse, RecordRow
from serving.served.loaded import Loaded

SHOWN = 5
"""Calls of each group."""


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """What was said, and what became of it; of one region where the address names it."""
    region = asked.one("region")
    parts = answers.parts_of(loaded.records, loaded.growth, loaded.niches, loaded.markets)
    given = {name: value for name in ("call", "origin") if (value := asked.one(name))}
    try:
        # What an address asks for is checked as in a request.
        request = RecordRequest.model_validate(
            {"limit": SHOWN, "region_codes": [region] if region else [], **given}, strict=False
        )
        found = loaded.kept.answer(
            "record", request, lambda: answers.record(parts, loaded.choice, request)
        )
    except (InputError, ValueError) as error:
        text = str(error) if isinstance(error, InputError) else say("record.cases.none")
        return Summary(say("record.title"), [text], status=404)
    sentences = [one.text for one in (*found.summary, *found.notes)]
    tables = [_niches(found), _growth(found), *(_cases(group, asked) for group in found.groups)]
    shown = [table for table in tables if table.rows]
    return Summary(say("record.title"), sentences, shown)


def _when(row: RecordRow | Case) -> str:
    years = say("record.when", origin=row.origin, target=row.target)
    return f"{years} ({say('record.live')})" if row.live else years


def _percent(share: float | None) -> str:
    return say("word.unknown") if share is None else say("record.share", share=share)


def _signed(rate: float | None) -> str:
    return say("word.unknown") if rate is None else say("record.rate", rate=rate)


def _niches(found: RecordResponse) -> Table:
    names = ("call", "years", "n", "came_true", "hits", "rule")
    rows = [
        [
            say(f"record.call.{row.call}.{row.activity}"),
            _when(row),
            say("record.number", n=row.n),
            *map(_percent, (row.came_true, row.hit_rate, row.rule_hit_rate)),
        ]
        for row in found.rows
        if row.call != "growth" and row.origin is not None
    ]
    return Table(say("record.years"), [say(f"record.column.{name}") for name in names], rows)


def _growth(found: RecordResponse) -> Table:
    names = ("years", "n", "forecast", "growth", "within_80", "within_95")
    rows = [
        [
            _when(row),
            say("record.number", n=row.n),
            *map(_signed, (row.stated, row.came_true)),
            *map(_percent, (row.coverage_80, row.coverage_95)),
        ]
        for row in found.rows
        if row.call == "growth" and row.origin is not None
    ]
    columns = [say(f"record.column.{name}") for name in names]
    return Table(say("record.years.growth"), columns, rows)


def _cases(group: Cases, asked: Asked) -> Table:
    names = ("years", "region", "option", "said" if group.call == "growth" else "chance", "outcome")
    rows = [_case(case, asked) for case in group.cases[:SHOWN]]
    columns = [say(f"record.column.{name}") for name in names]
    heading = say(f"record.group.{group.call}.{group.group}")
    if group.call != "growth" and group.activity == "cluster":
        heading = f"{heading} ({say('record.group.markets')})"
    return Table(heading, columns, rows)


def _case(case: Case, asked: Asked) -> list[Cell]:
    is_growth = case.call == "growth"
    return [
        _when(case),
        Link(case.region_name, asked.link("region", case.region_code)),
        Link(case.name, asked.link(case.activity, case.code)),
        _signed(case.stated) if is_growth else _percent(case.stated),
        _signed(case.outcome)
        if is_growth
        else say(f"record.happened.{case.call}.{round(case.outcome)}"),
    ]

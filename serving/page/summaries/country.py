"""The country as plain HTML: what stands out, every region in short, or the results of a search."""

from features.errors import InputError
from serving.country.answers import overview
from serving.country.contracts import Estimate, OverviewRequest, OverviewResponse, RegionOverview
from serving.languages.language import say
from serving.page.addresses import Asked
from serving.page.asking import ages_of, request, weights_or_note
from serving.page.search import found
from serving.page.summary import Cell, Link, Summary, Table
from serving.page.unknown import refused
from serving.served.loaded import Loaded


def summary(loaded: Loaded, asked: Asked) -> Summary:
    """The country; for `find` in the query what is called so."""
    try:
        text = asked.one("find")
        if text and text.strip():
            return _results(loaded, asked, text.strip())
        weights, note = weights_or_note(asked)
        asking = request(OverviewRequest, weights)
        answer = loaded.kept.answer("overview", asking, lambda: overview(loaded.country(), asking))
    except InputError as error:
        return refused(asked, error)
    rows = [_row(row, asked) for row in answer.regions]
    table = Table(say("country.ranking"), _columns(answer), rows)
    titles = [answer.title] if answer.title != answer.heading else []
    sentences = [one.text for one in answer.summary]
    ages = ages_of(answer.growth, answer.niches)
    return Summary(answer.heading, [*titles, *note, *sentences, *ages], [table])


def _columns(answer: OverviewResponse) -> list[str]:
    return [
        say("country.column.region"),
        say("country.column.advice"),
        say("country.column.growth_range", year=answer.target_year)
        if answer.target_year
        else say("country.column.growth_range.undated"),
        say("country.column.niche", niche_year=answer.niche_target_year)
        if answer.niche_target_year
        else say("country.column.niche.undated"),
    ]


def _row(row: RegionOverview, asked: Asked) -> list[Cell]:
    said = row.advice or row.refused
    return [
        Link(row.region_name, asked.link("region", row.region_code)),
        said.text if said else say("word.unknown"),
        _growth(row.growth),
        say(
            "country.cell.chance",
            name=row.niche.name,
            value=row.niche.chance.value,
            lower=row.niche.chance.lower,
            upper=row.niche.chance.upper,
        )
        if row.niche
        else say("word.unknown"),
    ]


def _growth(found: Estimate | None) -> str:
    if found is None:
        return say("word.unknown")
    if found.lower is None:
        return say("country.cell.growth_alone", value=found.value)
    return say("country.cell.growth", value=found.value, lower=found.lower, upper=found.upper)


def _results(loaded: Loaded, asked: Asked, text: str) -> Summary:
    title = say("country.find.title", text=text)
    entries = found(loaded, text)
    home = [Link(say("country.unknown.all"), asked.link("country"))]
    if not entries:
        return Summary(title, [say("country.find.none", text=text)], links=home, status=404)
    columns = [say(f"country.find.{name}") for name in ("name", "kind", "code")]
    rows: list[list[Cell]] = [
        [Link(it.name, asked.link(it.view, it.code)), say(f"country.find.{it.view}"), it.code]
        for it in entries
    ]
    return Summary(title, [], [Table(say("country.find.results"), columns, rows)], home)

"""The page of an audit: whole in itself, with what a reader must be told."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from matplotlib.figure import Figure

from features.formats import number, percent, sentence
from serving.choice.contracts import OptionsResponse
from serving.messages import Message, verdict_headings
from serving.reports import audit_figures, choice_figures
from serving.reports.page import above_usual_first, page
from serving.reports.report import Report, region_report
from tests.serving import conftest as country
from tests.training import champions
from training.figures import pages

FILTERS = pages.environment().filters


class Page(HTMLParser):
    """Tags still open, addresses and all text of a page."""

    VOID = frozenset({"meta", "img", "link", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.missing_alt = 0
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.stack.append(tag)
        given = dict(attrs)
        self.addresses += [given[key] or "" for key in ("src", "href") if key in given]
        self.missing_alt += tag == "img" and not given.get("alt")

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.stack:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def make(region: str = "R1", title: str = "A tiny package") -> Page:
    """A page with blank figures: drawing them takes longest."""
    niches = champions.niches()
    titled = replace(niches, title=title, data=replace(niches.data, title=title))
    return blank(region_report(region, titled, champions.growth()))


def blank(report: Report) -> Page:
    names = ("entries", "quadrant", "space", "risks", "growth")
    return Page(page(report, dict.fromkeys(names, Figure((1, 1)))))


@pytest.fixture(scope="module")
def found() -> Report:
    return region_report("R1", champions.niches(), champions.growth())


@pytest.fixture(scope="module")
def shown(found: Report) -> Page:
    return Page(page(found, audit_figures.draw(found)))


@pytest.mark.parametrize(("threshold", "told"), [(1.0, "1"), (1.25, "1.25")])
def test_the_threshold_is_told_as_it_is(found: Report, threshold: float, told: str) -> None:
    about = found.audit.metadata.model_copy(update={"threshold": threshold})
    audit = found.audit.model_copy(update={"metadata": about})
    text = blank(found.model_copy(update={"audit": audit})).text
    assert f"An entry means that the location quotient (LQ) is below {told} in" in text
    assert f"An exit means that the location quotient is at or above {told} in" in text


def test_the_page_is_whole_in_itself(shown: Page) -> None:
    assert shown.stack == [], "every tag is closed"
    assert "script" not in shown.tags
    assert "link" not in shown.tags
    assert shown.addresses
    assert all(address.startswith("data:image/svg+xml;base64,") for address in shown.addresses)
    assert shown.tags.count("img") == 6
    assert shown.missing_alt == 0


def test_the_page_says_what_it_rests_on(shown: Page) -> None:
    for words in (
        "technology-niches version 1",
        "method lightgbm",
        "cutoff 2010",
        "horizon 2 years",
        "a" * 64,
        "An office",
        "CC0-1.0",
        "90 % range",
        "Track record",
        "cluster-growth version 1",
        "+10.0 %",
    ):
        assert words in shown.text, words


def test_a_share_stays_on_one_line(found: Report) -> None:
    likeliest = percent(found.audit.audits[0].likely_entries[0].probability)
    html = page(found, audit_figures.draw(found))
    assert likeliest.replace(" ", "\N{NO-BREAK SPACE}") in html
    assert likeliest not in html


def test_the_track_record_shows_the_model_beside_the_best_simple_rule(
    shown: Page, found: Report
) -> None:
    assert found.audit.details is not None
    assert [(row.call, row.model) for row in found.audit.details.trials] == [
        ("entry", "lightgbm"),
        ("entry", "density"),
        ("exit", "lightgbm"),
        ("exit", "density"),
    ]
    assert "0.400" in shown.text
    assert "0.200" in shown.text


def test_text_from_the_data_is_only_text() -> None:
    made = make("R2")
    assert "Hill & <Dale>" in made.text
    assert "dale" not in made.tags


def test_priorities_and_reasons_stand_with_the_calls(shown: Page) -> None:
    assert "national priority" in shown.text
    assert "close to A1 <Pumps>; Port, a similar region, has it" in shown.text


def test_a_small_region_is_warned_of() -> None:
    assert "Small region: 40 counted." in make("R4").text


def test_a_demo_says_so_and_only_a_demo() -> None:
    assert "invented regions" in make(title="Demo country").text
    assert "invented regions" not in make().text


def test_the_same_figure_gives_the_same_bytes() -> None:
    def figure() -> Figure:
        drawn = Figure()
        drawn.add_subplot().plot([1, 2, 3])
        return drawn

    first, second = pages.data_uri(figure()), pages.data_uri(figure())
    assert first == second
    assert b"<svg" in base64.b64decode(first.split(",")[1])


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "–"),
        (0.0, "0 %"),
        (0.001, "< 1 %"),
        (0.324, "32 %"),
        (0.999, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_are_not_rounded_to_certainty(share: float | None, text: str) -> None:
    assert FILTERS["percent"](share) == text.replace(" ", "\N{NO-BREAK SPACE}")


def test_a_single_count_is_no_strong_specialisation() -> None:
    niches = champions.niches()
    portfolio = niches.tables["portfolio"].assign(region_code="R1").drop_duplicates("activity_code")
    portfolio = portfolio.set_index("activity_code")
    for code, count, quotient in (("A1", 1.0, 900.0), ("B1", 90.0, 3.0), ("B2", 500.0, 0.9)):
        portfolio.loc[code, ["count", "location_quotient"]] = count, quotient
    rows = portfolio.drop(index="A2").reset_index()
    told = replace(niches, tables={**niches.tables, "portfolio": rows})
    (audit,) = region_report("R1", told).audit.audits
    assert [one.activity_code for one in audit.portfolio] == ["A1", "B1"]
    assert [one.activity_code for one in above_usual_first(audit.portfolio)] == ["B1", "A1"]


@pytest.fixture(scope="module")
def choice() -> Report:
    """With options, multipliers, a value chain and peers."""
    niches = country.champion(country.niches_trained())
    return region_report("R1", niches, country.champion(country.growth_trained()), niches)


def test_the_choice_is_on_the_page_with_its_figures(choice: Report) -> None:
    shown = Page(page(choice, audit_figures.draw(choice) | choice_figures.draw(choice)))
    assert shown.stack == []
    assert shown.missing_alt == 0
    assert choice.options is not None
    best = choice.options.regions[0].clusters[0]
    advised = [one.advice for one in choice.options.regions[0].clusters if one.advice]
    assert advised
    for words in (
        *advised,
        "Clusters, ranked",
        "the share of 4,000 simulated futures in which a cluster scores above",
        "Niches, ranked",
        "Of all niches open to regions, 8 % were entered in the backtest.",
        best.name,
        number(best.score, 2),
        "Input-output table of R0, 2017, regionalised",
        "The 6 strongest flows between clusters",
        "Peers",
        "Corvenia",
    ):
        assert words in shown.text, words


def test_the_verdict_stands_on_top_and_says_nothing_twice(choice: Report) -> None:
    assert choice.options is not None
    figures = dict.fromkeys(
        audit_figures.draw(choice) | choice_figures.draw(choice), Figure((1, 1))
    )
    text = Page(page(choice, figures)).text.replace("\N{NO-BREAK SPACE}", " ")
    verdict = choice.options.regions[0].verdict
    told = [one.text for one in verdict.summary]
    assert told
    top = text[: text.index("Clusters, ranked")]
    for one in told:
        assert top.count(one) == 1, one
    for part, heading in verdict_headings().items():
        rest = [one.text for one in getattr(verdict, part) if one.text not in told]
        assert (heading in top) == bool(rest)
        assert all(one in top for one in rest)


def test_reasons_and_the_record_of_the_weights_stand_with_the_options(choice: Report) -> None:
    assert choice.options is not None
    figures = dict.fromkeys(
        audit_figures.draw(choice) | choice_figures.draw(choice), Figure((1, 1))
    )
    text = Page(page(choice, figures)).text.replace("\N{NO-BREAK SPACE}", " ")
    (region,) = choice.options.regions
    for option in (region.clusters[0], region.niches[0]):
        assert option.reasons
        assert option.rival is not None
        for one in (*option.reasons, option.rival.summary):
            assert sentence(one.text) in text, one.text
    record = region.hindsight
    assert ("How these weights would have done" in text) == (record is not None)


def test_what_to_beware_of_stands_below_the_options_as_a_sentence(choice: Report) -> None:
    def noted(options: OptionsResponse, note: str) -> OptionsResponse:
        (region,) = options.regions
        said = Message(key="a.note", parameters={}, text=note)
        return options.model_copy(update={"regions": [region.model_copy(update={"notes": [said]})]})

    assert choice.options is not None
    told = choice.model_copy(update={"options": noted(choice.options, "beware of the first")})
    figures = dict.fromkeys(
        audit_figures.draw(choice) | choice_figures.draw(choice), Figure((1, 1))
    )
    assert "Beware of the first." in Page(page(told, figures)).text


def test_numbers_have_real_minus_signs() -> None:
    assert FILTERS["number"](-1234.5, 1) == "−1,234.5"
    assert FILTERS["number"](None) == FILTERS["signed"](None) == "–"
    assert FILTERS["signed"](-0.06) == "−0.1 %"
    assert FILTERS["signed"](2.5) == "+2.5 %"


def test_growth_names_its_prices(found: Report) -> None:
    assert "Growth is in % a year, price basis not stated." in blank(found).text
    assert found.growth is not None
    about = found.growth.metadata.model_copy(update={"prices": "in current prices"})
    growth = found.growth.model_copy(update={"metadata": about})
    priced = found.model_copy(update={"growth": growth})
    assert "Growth is in % a year, in current prices." in blank(priced).text
    counts = found.growth.metadata.model_copy(update={"prices": ""})
    counted = found.growth.model_copy(update={"metadata": counts})
    shown = blank(found.model_copy(update={"growth": counted})).text
    assert "Growth is in % a year." in shown

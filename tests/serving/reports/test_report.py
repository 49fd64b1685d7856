"""The page of an audit: whole in itself, with what a reader must be told."""

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from matplotlib.figure import Figure

from features.formats import percent
from serving.reports import audit_figures, report
from serving.reports.audit import audit
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
    package = replace(champions.package(), title=title)
    found = audit(champions.niches(), package, region, champions.growth())
    names = ("entries", "quadrant", "space", "risks", "growth")
    return Page(report.page(found, dict.fromkeys(names, Figure((1, 1)))))


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return audit(champions.niches(), champions.package(), "R1", champions.growth())


@pytest.fixture(scope="module")
def page(found: dict[str, Any]) -> Page:
    return Page(report.page(found, audit_figures.draw(found)))


@pytest.mark.parametrize(("threshold", "told"), [(1.0, "1"), (1.25, "1.25")])
def test_the_threshold_is_told_as_it_is(found: dict[str, Any], threshold: float, told: str) -> None:
    params = {**found["metadata"]["params"], "threshold": threshold}
    asked = {**found, "metadata": {**found["metadata"], "params": params}}
    names = ("entries", "quadrant", "space", "risks", "growth")
    text = Page(report.page(asked, dict.fromkeys(names, Figure((1, 1))))).text
    assert f"An entry is a location quotient (LQ) that is below {told} in" in text
    assert f"An exit is a location quotient at or above {told} in" in text


def test_the_page_is_whole_in_itself(page: Page) -> None:
    assert page.stack == [], "every tag is closed"
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert page.addresses
    assert all(address.startswith("data:image/svg+xml;base64,") for address in page.addresses)
    assert page.tags.count("img") == 6
    assert page.missing_alt == 0


def test_the_page_says_what_it_rests_on(page: Page) -> None:
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
        assert words in page.text, words


def test_a_share_stays_on_one_line(found: dict[str, Any]) -> None:
    likeliest = percent(found["likely_entries"][0]["probability"])
    page = report.page(found, audit_figures.draw(found))
    assert likeliest.replace(" ", "\N{NO-BREAK SPACE}") in page
    assert likeliest not in page


def test_the_track_record_shows_the_model_beside_the_best_simple_rule(
    page: Page, found: dict[str, Any]
) -> None:
    rows = report._track(found["metadata"])
    assert [(row["call"], row["model"]) for row in rows] == [
        ("entry", "lightgbm"),
        ("entry", "density"),
        ("exit", "lightgbm"),
        ("exit", "density"),
    ]
    assert "0.400" in page.text
    assert "0.200" in page.text


def test_text_from_the_data_is_only_text() -> None:
    page = make("R2")
    assert "Hill & <Dale>" in page.text
    assert "dale" not in page.tags


def test_priorities_and_reasons_stand_with_the_calls(page: Page) -> None:
    assert "national priority" in page.text
    assert "close to A1 <Pumps>; Port, a similar region, has it" in page.text


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
    portfolio = [
        {"activity_code": "ONE", "count": 1.0, "location_quotient": 900.0},
        {"activity_code": "MANY", "count": 90.0, "location_quotient": 3.0},
        {"activity_code": "NONE", "count": 500.0, "location_quotient": 0.9},
    ]
    found = {"portfolio": portfolio, "metadata": {"params": {"threshold": 1.0}}}
    codes = [one["activity_code"] for one in report._specialisations(found)]
    assert codes == ["MANY", "ONE"]


def test_numbers_have_real_minus_signs() -> None:
    assert FILTERS["number"](-1234.5, 1) == "−1,234.5"
    assert FILTERS["number"](None) == FILTERS["signed"](None) == "–"
    assert FILTERS["signed"](-0.06) == "−0.1 %"
    assert FILTERS["signed"](2.5) == "+2.5 %"

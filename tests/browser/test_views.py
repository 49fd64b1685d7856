"""Every view in every size and language: nothing is cut off, nothing breaks, all can use it."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import SIZES, Watched
from tests.browser.country import CLUSTERS, NAMES, TECHNOLOGIES

VIEWS = {
    "country": "/",
    "region": "/region/R%2F6",
    "awkward": "/region/R3",
    "cluster": "/cluster/C3",
    "technology": "/technology/T03",
    "compare": "/compare?region=R1&region=R2&region=R5",
    "chain": "/value-chain?region=R1",
    "record": "/track-record",
    "data": "/sources",
    "unknown": "/region/R11",
}
NAMED = {
    **{f"/region/{code}": NAMES[code] for code in ("R1", "R2", "R4", "R5")},
    **{f"/cluster/{code}": CLUSTERS[code].strip() for code in ("C3", "C4", "C5", "C6")},
    "/technology/T03": TECHNOLOGIES["T03"],
}
"""Addresses of what has an awkward name."""
OF_COLOURS_AND_SIZES = ["color-contrast", "target-size", "scrollable-region-focusable", "list"]
"""Rules of axe whose outcome depends on the window: the others are asked once for each view."""
UNFOLD = """() => document.querySelectorAll("main details")
    .forEach((one) => { one.open = true; })"""
Opened = Callable[..., Watched]


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}language={language}"


def has_no_barrier(page: Page, rules: list[str] | None = None) -> None:
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()


def fits(watched: Watched) -> None:
    for name, (width, _) in SIZES.items():
        watched.resize(name)
        wide = watched.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"scrolls sideways on a {name}: {wide}"


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_every_size_and_has_no_barrier(view: str, opened: Opened) -> None:
    watched = opened(color_scheme="light")
    page = watched.open(in_language(VIEWS[view], "en"))
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    page.evaluate(UNFOLD)
    watched.whole()
    watched.drawn()
    has_no_barrier(page)
    fits(watched)
    page.emulate_media(color_scheme="dark")
    has_no_barrier(page, OF_COLOURS_AND_SIZES)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_every_size_in_russian(view: str, opened: Opened) -> None:
    watched = opened()
    page = watched.open(in_language(VIEWS[view], "ru"))
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "ru"
    page.evaluate(UNFOLD)
    watched.whole()
    watched.drawn()
    fits(watched)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_opened_option_can_be_read_on_a_phone(language: str, opened: Opened) -> None:
    page = opened("phone").open(in_language("/region/R%2F6", language))
    page.locator(".options summary").first.click()
    page.wait_for_selector(".behind dd")
    width = SIZES["phone"][0]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for value in page.locator(".behind dd").all():
        box = value.bounding_box()
        assert box is not None
        assert box["width"] >= width / 2, "a value stands in a column of a few letters"
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("paper", ["report", "briefing"])
def test_a_paper_can_be_read_on_a_phone(paper: str, opened: Opened) -> None:
    watched = opened("phone")
    page = watched.page
    page.goto(f"{watched.address}/{paper}/R%2F6?language=ru")
    width = SIZES["phone"][0]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for cell in page.locator("tbody td:first-child:not(.why)").all():
        box = cell.bounding_box()
        assert box is not None
        assert box["width"] >= width / 4, "the first column is a few letters wide"
    for reason in page.locator("td.why > span").all():
        box = reason.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width, "a reason is cut"


@pytest.mark.parametrize("path", NAMED)
def test_names_of_any_kind_are_texts(path: str, opened: Opened) -> None:
    watched = opened("phone")
    page = watched.open(path)
    assert page.locator("h1").inner_text() == NAMED[path]
    assert page.locator("main script, main img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES["phone"][0]

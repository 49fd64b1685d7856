"""Value chains in a browser: the unknown code, and what a phone shows of the tables."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIZES, Watched

Opened = Callable[..., Watched]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_the_code_that_is_unknown_is_named(opened: Opened, script: bool) -> None:
    watched = opened(java_script_enabled=script)
    page = watched.page
    page.goto(f"{watched.address}/value-chain?language=en&region=R%2F6&cluster=C11")
    heading = page.locator("h1")
    expect(heading).to_contain_text("C11")
    expect(heading).not_to_contain_text("R/6")
    nearest = page.locator("main a", has_text="C1").first
    for part in (r"[?&]cluster=C1(&|$)", r"[?&]region=R%2F6(&|$)"):
        expect(nearest).to_have_attribute("href", re.compile(part))


def test_a_phone_shows_the_shares_and_every_table_can_be_taken_away(opened: Opened) -> None:
    watched = opened("phone")
    page = watched.open("/value-chain?language=en&region=R1&cluster=C1")
    tables = page.locator(".tabled")
    assert tables.count()
    for table in tables.all():
        share = table.locator("tbody td.n").first.bounding_box()
        assert share is not None
        assert share["x"] + share["width"] <= SIZES["phone"][0]
        expect(table.locator(".downloads a")).to_have_count(2)
    legend, drawing = page.locator("figure .tip").first, page.locator("figure svg").first
    above, below = legend.bounding_box(), drawing.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] < below["y"]

"""What is taken away: the report and the briefing as a browser prints them, tables as files."""

import csv
import io
from collections.abc import Callable
from urllib.parse import quote

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.conftest import Watched
from tests.browser.country import NAMES

REGIONS = ["R1", "R3", "R/6"]


def printed(browser: Browser, url: str) -> PdfReader:
    page = browser.new_page(locale="en-GB")
    try:
        assert page.goto(url).status == 200  # type: ignore[union-attr]
        return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    finally:
        page.close()


@pytest.mark.parametrize(("kind", "pages"), [("report", 6), ("briefing", 1)])
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", REGIONS)
def test_paper_is_no_longer_than_promised(
    browser: Browser, address: str, code: str, language: str, kind: str, pages: int
) -> None:
    url = f"{address}/{kind}/{quote(code, safe='')}?language={language}"
    found = printed(browser, url)
    assert len(found.pages) <= pages
    text = " ".join(found.pages[0].extract_text().split())
    assert NAMES[code].split()[0] in text or language == "ru"


def test_the_view_of_a_region_prints_without_blanks(
    opened: Callable[..., Watched], browser: Browser, address: str
) -> None:
    watched = opened(color_scheme="dark")
    watched.open("/region/R8")
    page = watched.whole()
    found = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    assert len(found.pages) <= 8
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(30, 42, 46)"
    assert page.locator("#search").is_hidden()


def test_every_table_of_a_region_can_be_read_back(opened: Callable[..., Watched]) -> None:
    watched = opened()
    watched.open("/region/R8")
    page = watched.whole()
    links = page.locator('a[href*="format="]').evaluate_all("all => all.map((it) => it.href)")
    for link in dict.fromkeys(links):
        answer = page.request.get(link)
        assert answer.status == 200, link
        if "format=csv" in link:
            assert len(list(csv.reader(io.StringIO(answer.body().decode("utf-8-sig"))))) > 0
        elif "format=xlsx" in link:
            assert len(load_workbook(io.BytesIO(answer.body())).sheetnames) > 1

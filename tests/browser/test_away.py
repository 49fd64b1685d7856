"""What is taken away: papers as a browser prints them, tables and pictures as files, a frame."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from defusedxml.ElementTree import parse
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page
from pypdf import PdfReader

from tests.browser.conftest import Watched
from tests.browser.country import NAMES
from tests.browser.test_views import VIEWS

Opened = Callable[..., Watched]
Contexts = Callable[..., BrowserContext]


@pytest.fixture
def paper(contexts: Contexts) -> Iterator[Page]:
    page = contexts().new_page()
    yield page
    page.close()


def printed(page: Page) -> list[str]:
    """The text of each page of A4, as the browser prints it."""
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    found = PdfReader(io.BytesIO(content))
    sizes = {tuple(round(float(side)) for side in one.mediabox[2:]) for one in found.pages}
    assert all(abs(wide - 595) <= 1 and abs(high - 842) <= 1 for wide, high in sizes), sizes
    return [" ".join(one.extract_text().split()) for one in found.pages]


@pytest.mark.parametrize(("kind", "most"), [("report", 6), ("briefing", 1)])
@pytest.mark.parametrize(
    ("code", "language"), [("R3", "en"), ("R3", "ru"), ("R1", "en"), ("R/6", "ru")]
)
def test_paper_is_no_longer_than_promised(
    paper: Page, address: str, code: str, language: str, kind: str, most: int
) -> None:
    answer = paper.goto(f"{address}/{kind}/{quote(code, safe='')}?language={language}")
    assert answer is not None
    assert answer.status == 200
    pages = printed(paper)
    assert len(pages) <= most
    assert all(len(text) > 300 for text in pages), [len(text) for text in pages]
    if language == "en":
        assert NAMES[code].split()[0] in pages[0]


def test_the_view_of_a_region_prints_without_blanks(opened: Opened) -> None:
    watched = opened(color_scheme="dark")
    watched.open("/region/R8")
    page = watched.whole()
    watched.settled()
    pages = printed(page)
    assert len(pages) <= 10
    assert all(len(text) > 30 for text in pages), [len(text) for text in pages]
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(30, 42, 46)"
    assert page.locator("#search").is_hidden()


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def rows_of_workbook(content: bytes) -> list[list[object]]:
    """The rows of the sheet after the one that says what the workbook is."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[1]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("view", ["country", "region", "cluster", "record", "data"])
def test_every_table_can_be_taken_away_and_read_back(view: str, opened: Opened) -> None:
    watched = opened()
    watched.open(VIEWS[view])
    page = watched.whole()
    watched.settled()
    links = page.locator('a[href*="format=csv"]').evaluate_all("all => all.map((it) => it.href)")
    assert links
    for link in dict.fromkeys(links):
        answer = page.request.get(link)
        assert answer.status == 200, link
        rows = rows_of_csv(answer.body())
        assert len({len(row) for row in rows}) == 1, link
        assert not [cell for row in rows for cell in row if cell[:1] in "=@" and cell], link
        book = page.request.get(link.replace("format=csv", "format=xlsx"))
        assert book.status == 200, link
        found = rows_of_workbook(book.body())
        assert len(found) == len(rows), link
        # Names, the codes among them, are the same in both.
        assert [str(row[0] if row[0] is not None else "") for row in found][1:] == [
            row[0].removeprefix("'") for row in rows[1:]
        ] or all(isinstance(row[0], (int, float)) for row in found[1:]), link


def test_a_table_on_the_page_is_the_one_in_the_file(opened: Opened) -> None:
    watched = opened()
    page = watched.open("/")
    shown = page.locator("#ranking ~ * tbody tr td:first-child bdi").all_inner_texts()
    with page.expect_download() as waited:
        page.locator('#ranking ~ * a[href*="format=csv"]').click()
    assert waited.value.suggested_filename.endswith(".csv")
    header, *rows = rows_of_csv(Path(waited.value.path()).read_bytes())
    place = header.index("region_name")
    assert sorted(row[place].removeprefix("'") for row in rows) == sorted(shown)


@pytest.mark.parametrize("path", ["/", "/region/R1?language=ru", "/track-record"])
def test_every_picture_is_a_file_that_needs_nothing_else(path: str, opened: Opened) -> None:
    watched = opened(color_scheme="dark")
    watched.open(path)
    page = watched.whole()
    watched.settled()
    pictures = page.locator("main figure[data-picture]:visible").filter(
        has=page.locator(".picture-links")
    )
    assert pictures.count() >= 1
    names = set()
    for place in range(pictures.count()):
        for number, kind in enumerate(("svg", "png")):
            with page.expect_download() as waited:
                pictures.nth(place).locator(".picture-links > button").nth(number).click()
            names.add(waited.value.suggested_filename)
            stands_alone(Path(waited.value.path()), kind, watched.address)
    assert len(names) == 2 * pictures.count()


def stands_alone(file: Path, kind: str, address: str) -> None:
    """Fail for a picture that is empty, or loads something else when it is opened."""
    content = file.read_bytes()
    if kind == "png":
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        assert width == 2 * 760
        assert height > 300
        return
    root = parse(file).getroot()
    tags = {one.tag.removeprefix("{http://www.w3.org/2000/svg}") for one in root.iter()}
    assert not tags & {"image", "script", "style", "foreignObject", "use"}
    assert tags & {"path", "circle", "rect", "line"}
    ids = {one.get("id") for one in root.iter()}
    for one in root.iter():
        for name, value in one.attrib.items():
            if name.endswith("href"):
                assert one.tag.endswith("}a")
                assert urlsplit(value).scheme in ("http", "https")
            else:
                inside = [place.strip("\"'#") for place in re.findall(r"url\(([^)]*)\)", value)]
                assert set(inside) <= ids, value
                assert not name.startswith("on")
    assert address.encode() in content


def test_a_named_site_may_frame_a_picture_and_nothing_else(
    contexts: Contexts, address: str, ministry: str
) -> None:
    page = contexts().new_page()
    try:
        sources = [f"{address}/embed/map?language=en", f"{address}/?language=en"]
        page.goto(f"{ministry}/?{urlencode({'frame': sources}, doseq=True)}")
        picture, view = page.frames[1:]
        picture.wait_for_selector("html[data-drawn] svg a.area")
        assert picture.locator("figcaption").inner_text()
        assert view.url == "chrome-error://chromewebdata/"
    finally:
        page.close()

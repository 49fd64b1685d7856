"""Every view in every size and language: nothing is cut off, nothing breaks, all can use it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import SIZES, Watched

VIEWS = {
    "country": "/",
    "region": "/region/R%2F6",
    "awkward": "/region/R3",
    "cluster": "/cluster/C3",
    "technology": "/technology/T03",
    "compare": "/compare?region=R1&region=R2&region=R5",
    "record": "/track-record",
    "data": "/sources",
}
LANGUAGES = ("en", "ru")
Opened = Callable[..., Watched]


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}language={language}"


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_fits_every_size_in_every_language(view: str, opened: Opened) -> None:
    for language in LANGUAGES:
        watched = opened()
        watched.open(in_language(VIEWS[view], language))
        page = watched.whole()
        assert page.locator("h1").count() == 1
        assert page.locator("html").get_attribute("lang") == language
        for name, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{view} in {language} scrolls sideways on a {name}: {wide}"


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_no_barrier(view: str, opened: Opened) -> None:
    page = opened(size="phone", color_scheme="dark").open(VIEWS[view])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    watched = opened()
    watched.open(VIEWS[view])
    page = watched.whole()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_scripts_in_names_are_text(opened: Opened) -> None:
    page = opened().open("/region/R1")
    assert page.locator("h1").inner_text() == '<script>alert("R1")</script> & Sons'
    assert page.locator("main script").count() == 0

"""The page without JavaScript: every view says the same in short, with links that work."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import SIZES, Watched
from tests.browser.test_views import VIEWS, in_language

Opened = Callable[..., Watched]
LINKS = "all => all.filter((it) => !it.getAttribute('href').startsWith('#')).map((it) => it.href)"


@pytest.fixture(scope="module")
def followed() -> dict[str, int]:
    """The status of each link that has been followed."""
    return {}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_read_without_script(
    view: str, language: str, opened: Opened, followed: dict[str, int]
) -> None:
    watched = opened("phone", java_script_enabled=False)
    page = watched.page
    answer = page.goto(watched.address + in_language(VIEWS[view], language))
    assert answer is not None
    assert answer.status == (404 if view == "unknown" else 200)
    assert page.locator("h1").count() == 1
    assert page.locator("main p.lead").count() >= 1
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("main script, main img").count() == 0
    links = page.locator("a[href]").evaluate_all(LINKS)
    assert any("/region/" in link or "/?" in link for link in links)
    # A link of each kind is followed, and what it says is in the same language.
    for link in links:
        assert link.startswith(watched.address)
        path = link.removeprefix(watched.address).split("?")[0].split("/")[1]
        if f"{path} {language}" not in followed:
            found = page.request.get(link)
            followed[f"{path} {language}"] = found.status
            assert found.status == 200, link
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= SIZES["phone"][0]


def test_a_search_leads_to_the_region(opened: Opened) -> None:
    watched = opened(java_script_enabled=False)
    watched.page.goto(f"{watched.address}/?language=en")
    watched.page.locator("#find").fill("brelavia")
    watched.page.locator("#find").press("Enter")
    watched.page.wait_for_url("**/region/R%2F6*")


def test_a_comparison_is_put_together_by_a_form(opened: Opened) -> None:
    watched = opened(java_script_enabled=False)
    watched.page.goto(f"{watched.address}/compare?language=ru&region=R1")
    watched.page.locator("form.asked select").nth(1).select_option("R8")
    watched.page.locator("form.asked button").click()
    watched.page.wait_for_url("**region=R8*")
    assert "language=ru" in watched.page.url
    assert "Дремор" in watched.page.locator("main table").first.inner_text()

"""Addresses hold what is seen: a copied link, a reload, back and forward show it again."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched

Opened = Callable[..., Watched]
Act = Callable[[Watched], None]


def whole(watched: Watched) -> str:
    """The text of the view with every section that is drawn when it comes near."""
    watched.whole()
    return watched.settled()


def chosen(*choices: tuple[str, str]) -> Act:
    """Choose in lists, one after the other."""

    def act(watched: Watched) -> None:
        watched.whole()
        for selector, value in choices:
            watched.page.locator(selector).select_option(value)
            watched.settled()

    return act


def sorted_by(column: str) -> Act:
    return lambda watched: watched.page.locator(f'[data-sort="{column}"]').click()


def slid(watched: Watched) -> None:
    page = watched.page
    page.evaluate("document.addEventListener('drawn', () => { window.again = true; })")
    page.locator("#weight-growth").press("ArrowRight")
    page.wait_for_function("() => window.again")


SEEN: dict[str, tuple[str, list[Act]]] = {
    "country": ("/?preset=growth", [chosen(("#colour", "complexity")), sorted_by("region")]),
    "region": ("/region/R3?language=ru", [slid, chosen(("#level", "95"))]),
    "floor": ("/region/R%2F6?floor=0.3&preset=resilience&level=50", []),
    "cluster": ("/cluster/C1?language=ru", [sorted_by("size"), chosen(("#with", "R2"))]),
    "technology": ("/technology/T03", [chosen(("#with", "R2")), sorted_by("region")]),
    "compare": ("/compare?region=R1&region=R5&preset=growth&level=50", []),
    "chain": ("/value-chain?language=ru", [chosen(("#chain-region", "R2"))]),
    "record": ("/track-record", [chosen(("#record-region", "R2"))]),
    "data": ("/sources?language=ru", []),
}
"""View to its address and what is chosen in it."""


@pytest.mark.parametrize("view", SEEN)
def test_a_copied_link_shows_another_person_the_same(view: str, opened: Opened) -> None:
    path, acts = SEEN[view]
    watched = opened()
    page = watched.open(path)
    before = page.url
    for act in acts:
        act(watched)
    assert not acts or page.url != before
    shown = whole(watched)
    other = opened(fresh=True)
    other.open(page.url.removeprefix(watched.address))
    assert whole(other) == shown
    page.reload()
    watched.drawn()
    assert whole(watched) == shown


def test_back_and_forward_lead_through_what_was_seen(opened: Opened) -> None:
    watched = opened()
    page = watched.open("/?preset=growth")
    country = watched.settled()
    page.locator("#ranking ~ * tbody a").nth(1).click()
    page.wait_for_url("**/region/**")
    region = watched.settled()
    page.locator('main a[href^="/cluster/"]').first.click()
    page.wait_for_url("**/cluster/**")
    option = watched.drawn().locator("h1").inner_text()
    assert "preset=growth" in page.url
    page.go_back()
    page.wait_for_url("**/region/**")
    assert watched.settled() == region
    page.go_back()
    page.wait_for_selector("#colour")
    assert watched.settled() == country
    page.go_forward()
    page.wait_for_url("**/region/**")
    page.go_forward()
    page.wait_for_url("**/cluster/**")
    assert watched.drawn().locator("h1").inner_text() == option


def test_the_frame_follows_what_is_seen(opened: Opened) -> None:
    watched = opened()
    page = watched.open("/?preset=growth&language=en")
    page.locator('[data-sort="region"]').click()
    assert "sort=region" in str(page.locator('#languages [hreflang="ru"]').get_attribute("href"))
    page.locator("#ranking ~ * tbody a").nth(1).click()
    page.wait_for_selector("#options")
    watched.drawn()
    assert page.locator("header [aria-current=page]").count() == 0
    name = page.locator("h1").inner_text()
    page.locator('#languages [hreflang="ru"]').click()
    page.wait_for_selector("html[lang=ru][data-drawn]")
    assert watched.drawn().locator("h1").inner_text() == name
    assert "preset=growth" in page.url
    paper = page.locator('main a[href^="/report/"]').first.get_attribute("href")
    assert "preset=growth" in str(paper)
    assert "language=ru" in str(paper)


def test_the_button_copies_the_address(opened: Opened) -> None:
    watched = opened(permissions=["clipboard-read", "clipboard-write"])
    page = watched.open("/region/R8?level=95")
    page.locator(".tools .copy button").click()
    page.wait_for_selector("#status:not(:empty)", state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == f"{page.url}&language=en"

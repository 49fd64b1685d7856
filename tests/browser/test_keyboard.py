"""The page by keyboard alone: everything is reached, can be seen, and nothing holds the focus."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched

Opened = Callable[..., Watched]
FOLLOW = """() => {
  const shown = (node) => node.checkVisibility({ visibilityProperty: true });
  const asked = "a[href], button, input, select, summary, [tabindex]";
  const can = (node) => node.tabIndex >= 0 && !node.disabled && shown(node);
  window.visited = [];
  window.unvisited = () => [...document.querySelectorAll(asked)]
    .filter((node) => can(node) && !visited.some(({ node: other }) => other === node))
    .map((node) => node.outerHTML.slice(0, 160));
  addEventListener("focusin", ({ target }) => {
    const style = getComputedStyle(target), box = target.getBoundingClientRect();
    const isMarked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
      || style.boxShadow !== "none" || target.matches("svg a, svg [tabindex]");
    const isInside = box.bottom > 0 && box.top < innerHeight && box.width > 0 && box.height > 0;
    const fault = isMarked && isInside ? null : target.outerHTML.slice(0, 160);
    visited.push({ node: target, fault });
  });
}"""


def focused(page: Page, what: str = "id") -> Any:
    return page.evaluate(f"document.activeElement.{what}")


@pytest.mark.parametrize(
    "path", ["/", "/region/R2", "/cluster/C3", "/compare?region=R1&region=R2", "/track-record"]
)
def test_the_tab_key_reaches_everything_and_is_never_held(path: str, opened: Opened) -> None:
    watched = opened()
    watched.open(path)
    page = watched.whole()
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(FOLLOW)
    for _ in range(40):
        for _ in range(25):
            page.keyboard.press("Tab")
        if page.evaluate(
            "document.activeElement === document.body || visited.length > 2 "
            "&& visited.slice(2).some(({ node }) => node === visited[0].node)"
        ):
            break
    assert page.evaluate("unvisited()") == []
    assert page.evaluate("visited.map(({ fault }) => fault).filter(Boolean)") == []


def test_the_first_key_leads_past_the_frame(opened: Opened) -> None:
    page = opened().open("/region/R2")
    page.keyboard.press("Tab")
    assert focused(page, "className") == "skip"
    page.keyboard.press("Enter")
    assert focused(page) == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_view_that_is_followed_takes_the_focus_and_says_its_name(opened: Opened) -> None:
    watched = opened()
    page = watched.open("/")
    page.locator("#ranking ~ * tbody a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/region/**")
    watched.drawn()
    assert focused(page) == "content"
    assert page.locator("h1").inner_text() in page.locator("#status").inner_text()


def test_an_explanation_opens_and_closes_where_it_stands(opened: Opened) -> None:
    page = opened().open("/")
    button = page.locator("main .explain button").first
    words = page.locator("main .explain [popover]").first
    button.focus()
    page.keyboard.press("Enter")
    expect(words).to_be_visible()
    page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    expect(button).to_be_focused()


def test_a_fold_opens_and_closes_by_keys(opened: Opened) -> None:
    watched = opened("phone")
    page = watched.open("/region/R2", ".ranked")
    fold = page.locator("section.folding details").first
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    watched.drawn()
    expect(fold).to_have_attribute("open", "")
    expect(fold.locator("summary").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(fold).not_to_have_attribute("open", "")


def test_a_wide_table_scrolls_by_keys(opened: Opened) -> None:
    page = opened("phone").open("/track-record")
    tables = page.locator(".scroll:visible")
    wide = tables.evaluate_all("all => all.findIndex((it) => it.scrollWidth > it.clientWidth)")
    assert wide >= 0
    tables.nth(wide).focus()
    expect(tables.nth(wide)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")


def test_a_slider_keeps_the_focus_while_the_lists_are_drawn_again(opened: Opened) -> None:
    page = opened().open("/region/R2", ".ranked")
    page.evaluate("document.addEventListener('drawn', () => { window.again = true; })")
    page.locator("#weight-growth").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => window.again")
    assert focused(page) == "weight-growth"
    assert "weights=" in page.url


def test_choices_of_the_map_keep_the_focus(opened: Opened) -> None:
    page = opened().open("/")
    page.locator("#colour").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**colour=*")
    assert focused(page) == "colour"

"""The country in a browser: its map by keyboard, its ranking, the search, unknown codes."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Watched

Opened = Callable[..., Watched]


def test_the_map_is_walked_by_arrow_keys_and_opened_by_enter(opened: Opened) -> None:
    page = opened().open("/")
    areas = page.locator(".map a.area")
    assert areas.count() == 8
    assert page.locator('.map a.area[tabindex="0"]').count() == 1
    areas.first.focus()
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first != second
    assert page.locator('.map a.area[tabindex="0"]').count() == 1
    assert page.locator(".tip").filter(has_text=second).count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/region/**")


def test_the_measure_and_the_order_are_in_the_address(opened: Opened) -> None:
    page = opened().open("/")
    page.locator("#colour").select_option("chance")
    page.locator('[data-sort="region"]').click()
    assert "colour=chance" in page.url
    assert "sort=region" in page.url
    shown = page.locator(".legend").inner_text(), page.locator("#ranking ~ * tbody").inner_text()
    again = opened().open(page.url.removeprefix(page.url.split("/?")[0]))
    assert again.locator("#colour").input_value() == "chance"
    assert shown == (
        again.locator(".legend").inner_text(),
        again.locator("#ranking ~ * tbody").inner_text(),
    )


def test_a_region_is_found_by_keyboard(opened: Opened) -> None:
    page = opened().open("/")
    field = page.get_by_role("combobox", name="Find")
    field.fill("BRÉLA")
    expect(page.locator("#finds [role=option]")).to_have_count(1)
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == "find-0"
    field.press("Enter")
    page.wait_for_url("**/region/R%2F6")


def test_an_unknown_region_leads_to_the_nearest(opened: Opened) -> None:
    page = opened().open("/region/R11")
    assert "R11" in page.locator("h1").inner_text()
    page.locator('main a[href^="/region/R1"]').first.click()
    page.wait_for_url("**/region/R1")


def test_what_the_map_is_made_of(opened: Opened) -> None:
    page = opened().open("/")
    base = page.evaluate("document.documentElement.dataset.static")

    def run(file: str, code: str) -> object:
        return page.evaluate(f"import('{base}figures/{file}').then((it) => {code})")

    # about as many values in each class, round numbers, and zero between both sides of it
    assert run("classes.js", "it.thresholds([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])") == [
        2.8,
        4.6,
        6.4,
        8.2,
    ]
    cuts = run("classes.js", "it.thresholds([-4, -3, -1, 2, 3, 9])")
    assert isinstance(cuts, list)
    assert 0 in cuts
    assert run("classes.js", "it.thresholds([3, 3, NaN])") == []
    assert run("classes.js", "it.legible([3.11, 3.24, 3.26, 3.31], (x) => x.toFixed(1))") == [
        3.11,
        3.24,
        3.26,
    ]
    assert run("classes.js", "it.shades([-1, 0, 2])") == ["neg-2", "neg-1", "seq-1", "seq-5"]
    assert run("classes.js", "it.shadeOf(NaN, [1])") == "none"
    points = "[{x: 0, y: 0}, {x: 9, y: 1}, {x: 4, y: 8}, {x: 0, y: -5}]"
    assert run("roving.js", f"it.towards({points}, 0, 'ArrowRight')") == 1
    assert run("roving.js", f"it.towards({points}, 0, 'ArrowUp')") == 3
    assert run("roving.js", f"it.towards({points}, 0, 'ArrowLeft')") == 0
    # the shortest arc over the date line
    assert run("map.js", "it.arc([170, -170, 178])") == 20
    ring = "[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]"
    shape = f"{{geometry: {{type: 'Polygon', coordinates: [{ring}]}}}}"
    assert run("map.js", f"it.wound({shape}).geometry.coordinates[0][1]") == [0, 4]

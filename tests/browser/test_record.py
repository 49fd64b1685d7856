"""The track record and the data in a browser: what is drawn, and where it leads."""

from collections.abc import Callable

from tests.browser.conftest import Watched

Opened = Callable[..., Watched]


def test_the_axis_of_hits_reaches_beyond_every_mark(opened: Opened) -> None:
    page = opened().open("/track-record")
    reached = page.evaluate(
        """async () => {
          const base = document.documentElement.dataset.static;
          const { reach } = await import(base + "figures/hits.js");
          const far = (hit_rate, rule_hit_rate) =>
            reach([{ hit_rate, rule_hit_rate, came_true: null }]);
          return [far(.05, null), far(.2, .35), far(1, 0)];
        }"""
    )
    assert reached == [0.1, 0.4, 1]


def test_sources_hide_what_none_of_them_states(opened: Opened) -> None:
    page = opened().open("/sources")
    shown = page.evaluate(
        """async () => {
          const base = document.documentElement.dataset.static;
          const { factsOf } = await import(base + "views/data.js");
          return factsOf([{ vintage: "", licence: "CC BY" }, { vintage: "", licence: "" }]);
        }"""
    )
    assert shown == ["licence"]


def test_a_region_of_the_record_is_in_the_address(opened: Opened) -> None:
    page = opened().open("/track-record?language=ru")
    value = page.locator("#record-region option").nth(1).get_attribute("value")
    page.locator("#record-region").select_option(value)
    page.wait_for_url("**region=*")
    page.reload()
    page.wait_for_selector("html[data-drawn] main:not([aria-busy])")
    assert page.locator("#record-region").input_value() == value

"""Addresses that no one should open still show a view that says what is wrong."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Watched

Opened = Callable[..., Watched]


@pytest.mark.parametrize(
    "path", ["/cluster/C1?", "/compare?region=R1&region=R2&", "/region/R2?", "/?"]
)
def test_weights_that_are_not_used_are_not_passed_over(opened: Opened, path: str) -> None:
    page = opened().open(f"{path}weights=growth:-1")
    assert page.locator("main .notice").filter(has_text="balanced weights are used").count() == 1
    assert page.locator("main section").count() > 0


def test_an_address_with_malformed_escapes_is_an_unknown_code(opened: Opened) -> None:
    page = opened().open("/region/%E0%A4%A")
    assert "unknown" in page.inner_text("main").lower()


def test_an_unknown_partner_leaves_the_rest(opened: Opened) -> None:
    page = opened().open("/technology/T03?with=NOSUCH")
    assert page.inner_text("h1") == "<b>Оптика</b>"

"""How numbers are written for people."""

import pytest

from features.formats import (
    counted,
    number,
    percent,
    percent_below,
    percent_range,
    prices,
    sentence,
    signed,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "unknown"),
        (float("nan"), "unknown"),
        (0.0, "0"),
        (-1e-9, "0"),
        (0.00001234, "0.0000123"),
        (0.25, "0.25"),
        (-0.4, "−0.4"),
        (90.83, "90.8"),
        (99.96, "100"),
        (1e6, "1,000,000"),
        (-1234.5, "−1,234"),
        (2020, "2,020"),
    ],
)
def test_a_number_has_three_figures_and_no_exponent(value: float | None, text: str) -> None:
    assert number(value) == text


def test_a_number_may_have_the_same_decimals_everywhere() -> None:
    assert [number(value, 2) for value in (1234.5, -0.5, 0, -0.001)] == [
        "1,234.50",
        "−0.50",
        "0.00",
        "0.00",
    ]
    assert number(None, 2, unknown="–") == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.94, "+1.9 %"),
        (1234.5, "+1,234.5 %"),
        (-0.4, "−0.4 %"),
        (-0.01, "0.0 %"),
        (0.04, "0.0 %"),
        (None, "unknown"),
    ],
)
def test_growth_has_a_sign(value: float | None, text: str) -> None:
    assert signed(value) == text


def test_a_signed_number_may_have_no_unit() -> None:
    assert signed(-1.25, 2, unit="") == "−1.25"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "unknown"),
        (0, "0 %"),
        (0.0099, "< 1 %"),
        (0.01, "1 %"),
        (0.324, "32 %"),
        (0.99, "99 %"),
        (0.9901, "> 99 %"),
        (1, "100 %"),
        (1.2, "120 %"),
        (-0.03, "−3 %"),
    ],
)
def test_a_share_is_never_rounded_to_certainty(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_a_share_with_decimals_is_bounded_by_its_last_decimal() -> None:
    assert percent(0.0012, 2) == "0.12 %"
    assert percent(0.00001, 2) == "< 0.01 %"
    assert percent(0.99999, 2) == "> 99.99 %"


def test_a_range_of_shares_has_one_sign() -> None:
    assert percent_range(0.48, 0.72) == "48 to 72 %"
    assert percent_range(0.001, 0.995) == "< 1 to > 99 %"
    assert percent_range(None, 0.5) == "unknown"


def test_prices_follow_a_growth() -> None:
    assert prices("current") == "in current prices"
    assert prices("constant", 2015) == "in constant prices of 2015"
    assert prices("constant") == "in constant prices"
    assert prices("unknown") == "price basis not stated"
    assert prices("none") == prices(None) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [("a note", "A note."), ("A sentence.", "A sentence."), ("Éire first", "Éire first.")],
)
def test_a_phrase_becomes_a_sentence(text: str, said: str) -> None:
    assert sentence(text) == said


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0997, "9.9 %"), (0.1, "10.0 %"), (0.0004, "< 0.1 %"), (0.0, "0.0 %"), (None, "unknown")],
)
def test_a_share_below_a_floor_does_not_seem_to_reach_it(share: float | None, text: str) -> None:
    assert percent_below(share) == text


def test_a_noun_has_the_number_of_its_count() -> None:
    assert counted(1, "year") == "1 year"
    assert counted(0, "year") == "0 years"
    assert counted(1200, "technology", "technologies") == "1,200 technologies"

"""Codes of regions find their outlines."""

import pytest

from serving.country import atlas


@pytest.mark.parametrize("code", ["CA", "US-CA", "US_CA", "06", "6", "06000", "US06"])
def test_a_state_is_found_by_postal_letters_and_fips(code: str) -> None:
    assert atlas.state(code) == "06"


@pytest.mark.parametrize(
    ("code", "number"),
    [("FR", "250"), ("FRA", "250"), ("250", "250"), ("EL", "300"), ("UK", "826"), ("ROM", "642")],
)
def test_a_country_is_found_by_letters_and_numbers(code: str, number: str) -> None:
    assert atlas.country(code) == number
    assert number in atlas.outlined("countries")


def test_codes_that_are_states_and_countries_are_taken_for_what_most_of_them_are() -> None:
    states, countries = atlas.matched(["AL", "CA", "DE"]), atlas.matched(["AL", "CA", "DE", "FR"])
    assert states == ("us-states", {"AL": "01", "CA": "06", "DE": "10"})
    assert countries
    assert countries[0] == "countries"
    assert countries[1]["DE"] == "276"


def test_a_few_matches_among_many_codes_are_chance() -> None:
    assert atlas.matched(["R1", "R2", "CA", "X4", "X5"]) is None


def test_two_codes_of_one_outline_are_no_match() -> None:
    assert atlas.matched(["CA", "06", "TX"]) is None

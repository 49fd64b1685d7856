"""Which indicators add up."""

import pytest

from features.package.contract.rates import is_rate


@pytest.mark.parametrize(
    ("indicator", "unit", "expected"),
    [
        ("value_added", "million EUR, current prices", False),
        ("employment", "1000 persons", False),
        ("corporate_tax", "million a year", False),
        ("flow", "tonnes per year", False),
        ("output", "million USD, price base 2015, at its exchange rate", False),
        ("jobs", "1000 persons, annual average", False),
        ("average_wage", "EUR", True),
        ("unemployment_rate", "%", True),
        ("income", "USD per person", True),
        ("price_index", "2015 = 100", True),
        ("labour_productivity", "EUR", True),
        ("gdp", "PPS, per cent of the EU average", True),
        ("investment", "тысяч рублей на душу населения", True),
    ],
)
def test_rates_are_found_by_their_words(indicator: str, unit: str, expected: bool) -> None:
    assert is_rate(indicator, unit) is expected

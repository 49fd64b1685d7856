"""The views of an option and of a comparison in a browser."""

from collections.abc import Callable

from tests.browser.conftest import Watched

Opened = Callable[..., Watched]


def test_the_table_of_regions_is_sorted_and_the_address_says_so(opened: Opened) -> None:
    page = opened().open("/")
    found = page.evaluate(
        """async () => {
          const base = document.documentElement.dataset.static;
          const { ordered, quotientScale } = await import(base + "views/option.js");
          const row = (name, quotient) => ({ region_name: name, location_quotient: quotient });
          const rows = [row("a", null), row("b", 2), row("c", 12)];
          const names = (...how) => ordered(rows, ...how).map((row) => row.region_name).join("");
          const orders = [names("quotient"), names("quotient", true), names("region", true)];
          return [...orders, quotientScale(rows)];
        }"""
    )
    assert found == ["cba", "bca", "cba", [0, 10]], "unknown last either way; a long scale is cut"


def test_rates_without_a_growth_or_an_interval_are_unknown(opened: Opened) -> None:
    page = opened().open("/")
    found = page.evaluate(
        """async () => {
          const base = document.documentElement.dataset.static;
          const { growthScale, ratesOf, unknownOf } = await import(base + "views/compare.js");
          const growth = (median, ...intervals) =>
            ({ total: { growth: { median_per_year: median, intervals_per_year: intervals } } });
          const interval = { level: 80, lower: -1, upper: 5 };
          const rates = ratesOf([growth(2, interval), growth(1), growth(null), { total: null }]);
          const missing = unknownOf(["R1", "X"], [{ region_code: "R1" }]);
          return [rates.map((rate) => rate && rate.lower), growthScale(rates), missing];
        }"""
    )
    assert found == [[-1, None, None, None], [-1, 5], ["X"]]

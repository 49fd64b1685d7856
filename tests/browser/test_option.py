"""The views of an option and of a comparison in a browser."""

from collections.abc import Callable
from urllib.parse import quote

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
          const { common, indexed } = await import(base + "compare/fans.js");
          const point = (median, lower, upper) =>
            ({ year: 2021, period: null, median, intervals: [{ level: 80, lower, upper }] });
          const fan = (last_value, ...points) => indexed({ last_value, history: [], points });
          const scale = common([fan(50, point(60, 40, 80)), fan(2, point(1, .8, 1.2))]);
          const growth = (median, ...intervals) =>
            ({ total: { growth: { median_per_year: median, intervals_per_year: intervals } } });
          const interval = { level: 80, lower: -1, upper: 5 };
          const rates = ratesOf([growth(2, interval), growth(1), growth(null), { total: null }]);
          const missing = unknownOf(["R1", "X"], [{ region_code: "R1" }]);
          return [rates.map((rate) => rate && rate.lower), growthScale(rates), missing,
            scale, fan(0, point(1, 1, 1))];
        }"""
    )
    assert found == [[-1, None, None, None], [-1, 5], ["X"], [40, 160], None]


def test_the_map_of_an_option_and_the_calls_of_the_record_are_in_the_address(
    opened: Opened,
) -> None:
    page = opened().open("/")
    code = page.evaluate(
        "fetch('/clusters').then((it) => it.json()).then((it) => it.codes.at(-1).code)"
    )
    page = opened().open(f"/cluster/{quote(code, safe='')}")
    select = page.locator("#colour")
    names = select.locator("option").evaluate_all("all => all.map((one) => one.value)")
    assert "growth" in names
    select.select_option("growth")
    assert "colour=growth" in page.url or names[0] == "growth"
    page = opened().open("/track-record?call=growth")
    assert page.locator("#record-call").input_value() == "growth"
    assert page.locator("#record-calibration").count() == 0, "chances are of other calls"

"""Values in other prices: worked out by hand, by region and nation, blind to later years."""

from dataclasses import replace

import pandas as pd
import pytest

from features.errors import InputError, MissingTableError, UnknownCodeError
from features.growth.prices import Prices, check_index, converted, prices_of
from features.package import Package

REGIONS = pd.DataFrame({"region_code": ["N", "A", "B"], "parent_code": ["", "N", "N"]})
NATION = {2009: 80.0, 2010: 100.0, 2011: 110.0}
OWN = {2009: 90.0, 2010: 100.0, 2011: 125.0}


def index_rows(region: str, levels: dict[int, float]) -> list[tuple[str, int, str, float]]:
    return [(region, year, "cpi", level) for year, level in levels.items()]


def package(
    index: list[tuple[str, int, str, float]] | None = None, basis: str = "current"
) -> Package:
    """Region A has an index of its own, B that of the nation; jobs beside value added."""
    rows = [
        (region, "x", year, indicator, 1000.0)
        for region in ("A", "B")
        for year in NATION
        for indicator in ("value_added", "jobs")
    ]
    index = index_rows("N", NATION) + index_rows("A", OWN) if index is None else index
    indicators = [
        ("value_added", "million", "Value added", basis),
        ("jobs", "persons", "Jobs", "none"),
        ("cpi", "index", "Prices", ""),
    ]
    names = ["region_code", "cluster_code", "year", "indicator", "value"]
    tables = {
        "regions": REGIONS,
        "indicators": pd.DataFrame(
            indicators, columns=["indicator", "unit", "description", "price_basis"]
        ),
        "cluster_indicators": pd.DataFrame(rows, columns=names),
        "region_indicators": pd.DataFrame(
            index, columns=["region_code", "year", "indicator", "value"]
        ),
    }
    return Package("small", "Small", "", tables, {})


def values(found: Package, region: str, indicator: str = "value_added") -> list[float]:
    rows = found.tables["cluster_indicators"]
    chosen = (rows["region_code"] == region) & (rows["indicator"] == indicator)
    return [round(value, 6) for value in rows.loc[chosen, "value"]]


def in_other_prices(given: Package) -> Package:
    return converted(given, "value_added", "cpi", prices_of(given, "value_added", "cpi"))


def test_current_prices_become_those_of_the_year_in_which_the_index_is_100() -> None:
    given = package()
    assert prices_of(given, "value_added", "cpi") == Prices("constant", 2010)
    found = in_other_prices(given)
    assert values(found, "B") == [1250.0, 1000.0, 909.090909]  # the nation's index
    assert values(found, "A") == [1111.111111, 1000.0, 800.0]  # its own index
    assert values(found, "A", "jobs") == [1000.0] * 3
    assert values(given, "A") == [1000.0] * 3


def test_constant_prices_become_current_ones() -> None:
    given = package(basis="constant")
    assert prices_of(given, "value_added", "cpi") == Prices("current")
    assert values(in_other_prices(given), "B") == [800.0, 1000.0, 1100.0]
    assert values(in_other_prices(given), "A") == [900.0, 1000.0, 1250.0]


def test_a_converted_indicator_says_so_and_the_others_do_not() -> None:
    rows = in_other_prices(package()).tables["indicators"].set_index("indicator")
    assert rows.loc["value_added"].to_dict() == {
        "unit": "million, prices of 2010",
        "description": "Value added; converted to prices of 2010 with cpi",
        "price_basis": "constant",
    }
    assert rows.loc["jobs"].to_dict() == {
        "unit": "persons",
        "description": "Jobs",
        "price_basis": "none",
    }
    back = in_other_prices(package(basis="constant")).tables["indicators"].set_index("indicator")
    assert back.loc["value_added", "unit"] == "million, current prices"
    assert back.loc["value_added", "price_basis"] == "current"


def test_later_years_of_the_index_reach_no_earlier_value() -> None:
    later = index_rows("N", NATION | {2011: 500.0}) + index_rows("A", OWN | {2011: 7.0})
    for region in ("A", "B"):
        found, altered = (
            values(in_other_prices(given), region) for given in (package(), package(later))
        )
        assert found[:2] == altered[:2]
        assert found[2] != altered[2]


def test_without_a_deflator_prices_are_as_declared() -> None:
    assert prices_of(package(), "value_added") == Prices("current")
    assert prices_of(package(), "jobs") == Prices("none")
    assert prices_of(package(basis=""), "value_added") == Prices("unknown")
    without = {
        name: rows.drop(columns="price_basis", errors="ignore")
        for name, rows in package().tables.items()
    }
    assert prices_of(replace(package(), tables=without), "jobs") == Prices("unknown")


def test_an_index_may_be_rounded_in_its_base_year() -> None:
    close = index_rows("N", NATION | {2010: 99.98}) + index_rows("A", OWN)
    assert prices_of(package(close), "value_added", "cpi").year == 2010


def test_a_region_without_values_needs_no_index() -> None:
    other = [*index_rows("N", NATION), ("Z", 2009, "cpi", 100.0)]
    regions = pd.DataFrame({"region_code": ["N", "A", "B", "Z"], "parent_code": ["", "N", "N", ""]})
    given = package(other)
    given = replace(given, tables={**given.tables, "regions": regions})
    assert prices_of(given, "value_added", "cpi").year == 2010


def test_a_missing_year_up_to_the_cutoff_is_named_and_a_later_one_does_not_matter() -> None:
    gap = index_rows("N", NATION) + index_rows("A", {2009: 90.0, 2010: 100.0})
    given = package(gap)
    check_index(given, "value_added", "cpi", 2010)
    with pytest.raises(InputError) as caught:
        check_index(given, "value_added", "cpi", 2011)
    assert str(caught.value) == (
        "small has no cpi of region A in 2011, which value_added needs: add it to "
        "region_indicators, or use the data up to 2010 only"
    )
    found = in_other_prices(given).tables["cluster_indicators"]
    unknown = found.loc[found["value"].isna(), ["region_code", "year", "indicator"]]
    assert unknown.to_numpy().tolist() == [["A", 2011, "value_added"]]


def test_a_region_without_any_index_above_it_is_named() -> None:
    alone = package(index_rows("A", OWN))
    with pytest.raises(InputError, match="of region B or a region above it in 2009"):
        check_index(alone, "value_added", "cpi", 2011)


@pytest.mark.parametrize(
    ("given", "indicator", "message"),
    [
        (package(), "jobs", "jobs is a count .price_basis none., which cpi cannot convert"),
        (package(basis=""), "value_added", "set its price_basis in indicators to current or"),
        (
            package(index_rows("N", NATION) + index_rows("A", {2010: 98.0, 2011: 100.0})),
            "value_added",
            "cpi of small is 100 in no year in all regions that use it: rescale it",
        ),
        (
            package(index_rows("N", NATION) + index_rows("A", {2009: 90.0, 2011: 125.0})),
            "value_added",
            "cpi of small is 100 in no year in all regions that use it: rescale it",
        ),
        (
            package(index_rows("N", NATION | {2009: 0.0})),
            "value_added",
            "cpi of region N is 0 in 2009: a price index is above 0",
        ),
    ],
)
def test_what_cannot_be_converted_is_refused(given: Package, indicator: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        prices_of(given, indicator, "cpi")


def test_an_index_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownCodeError, match="unknown deflator 'ppi'"):
        prices_of(package(), "value_added", "ppi")
    tables = dict(package().tables)
    del tables["region_indicators"]
    with pytest.raises(MissingTableError, match="no table region_indicators"):
        prices_of(replace(package(), tables=tables), "value_added", "cpi")
    elsewhere = package([("Z", 2010, "cpi", 100.0)])
    with pytest.raises(InputError, match="no region with value_added in small has a cpi"):
        prices_of(elsewhere, "value_added", "cpi")


def test_quarters_are_not_converted_with_an_index_of_years() -> None:
    rows = package().tables["cluster_indicators"].assign(period=1)
    given = replace(package(), sub_annual={"cluster_indicators": rows})
    with pytest.raises(InputError, match="value_added is quarterly or monthly, and cpi has years"):
        prices_of(given, "value_added", "cpi")

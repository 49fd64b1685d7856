"""Readings of several files become the tables of one package."""

import pytest

from features.errors import InputError
from features.sources.importing.joining import joined
from tests.features.sources.readings import accounts, codes, indicators, source


def test_rows_are_in_the_order_of_their_keys() -> None:
    rows = [("N2", "B", 2021, 1.0), ("N1", "A", 2020, 2.0), ("N2", "A", 2020, 3.0)]
    found = joined([accounts(rows)], {}).tables["cluster_indicators"]
    again = joined([accounts(rows[::-1])], {}).tables["cluster_indicators"]
    assert found.equals(again)
    assert found["value"].tolist() == [2.0, 3.0, 1.0]


def test_codes_bring_their_ancestors_and_no_others() -> None:
    tables = joined([accounts([("N1", "A", 2020, 1.0)])], {}).tables
    assert tables["regions"].to_numpy().tolist() == [["N", "Nation", ""], ["N1", "West", "N"]]
    assert tables["clusters"]["cluster_code"].tolist() == ["A", "T"]


def test_what_is_below_a_code_that_is_left_out_moves_up() -> None:
    regions = codes(
        ("EU", "Union", ""), ("N", "Nation", "EU"), ("N1", "West", "N"), left_out=["group", "", ""]
    )
    tables = joined([accounts([("N1", "A", 2020, 1.0)], regions=regions)], {}).tables
    assert tables["regions"]["parent_code"].tolist() == ["", "N"]


def test_a_name_from_a_later_file_stands_in_for_a_code() -> None:
    first = accounts([("N1", "A", 2020, 1.0)], regions=codes(("N1", "", "")))
    second = accounts([("N1", "A", 2021, 1.0)], files=(source("b.csv"),))
    regions = joined([first, second], {}).tables["regions"].set_index("region_code")
    assert regions.loc["N1", "region_name"] == "West"
    assert regions.loc["N1", "parent_code"] == "N"


def test_values_come_in_the_unit_of_the_first_file() -> None:
    first = accounts([("N1", "A", 2020, 1.5)])
    second = accounts(
        [("N2", "A", 2020, 2500.0)], indicators=indicators("thousand EUR"), files=(source("b"),)
    )
    tables = joined([first, second], {}).tables
    assert tables["cluster_indicators"]["value"].tolist() == [1.5, 2.5]
    assert tables["indicators"]["unit"].tolist() == ["million EUR"]
    assert joined([first, second], {}).parts[1].notes == (
        "value_added is converted from thousand EUR to million EUR",
    )


def test_values_come_in_the_unit_of_the_package() -> None:
    former = {"indicators": indicators("billion EUR")}
    tables = joined([accounts([("N1", "A", 2020, 1500.0)])], former).tables
    assert tables["cluster_indicators"]["value"].tolist() == [1.5]


def test_units_that_do_not_convert_are_refused() -> None:
    second = accounts(
        [("N2", "A", 2020, 1.0)], indicators=indicators("million USD"), files=(source("b.csv"),)
    )
    with pytest.raises(InputError, match=r"value_added of b\.csv is in million USD"):
        joined([accounts([("N1", "A", 2020, 1.0)]), second], {})


def test_systems_of_codes_that_differ_are_refused() -> None:
    lines = codes(("1", "Construction", ""), ("2", "Retail trade", ""), ("3", "Fishing", ""))
    naics = codes(
        ("1", "Agriculture", ""), ("2", "Utilities", ""), ("3", "Fishing and hunting", "")
    )
    rows = [("N1", "1", 2020, 1.0)]
    second = accounts(rows, activities=naics, files=(source("b.csv"),))
    with pytest.raises(InputError, match="number their activities differently"):
        joined([accounts(rows, activities=lines), second], {})


def test_a_parent_of_another_file_stands_between() -> None:
    finer = codes(("T", "Total", ""), ("A-B", "Farming and mining", "T"), ("A", "Farming", "A-B"))
    first = accounts([("N1", "A", 2020, 1.0)])
    second = accounts([("N1", "A-B", 2020, 3.0)], activities=finer, files=(source("b.csv"),))
    for readings in ([first, second], [second, first]):
        clusters = joined(readings, {}).tables["clusters"].set_index("cluster_code")
        assert clusters["parent_code"].to_dict() == {"A": "A-B", "A-B": "T", "T": ""}


def test_values_that_a_later_file_gives_again_are_counted() -> None:
    first = accounts([("N1", "A", 2020, 1.0), ("N2", "A", 2020, 1.0)])
    second = accounts([("N1", "A", 2020, 2.0)], files=(source("b.csv"),))
    found = joined([first, second], {})
    assert found.tables["cluster_indicators"]["value"].tolist() == [2.0, 1.0]
    assert [it.count for it in found.parts[0].left_out] == [1]
    assert not found.parts[1].left_out

"""Which activities a package keeps, and the rest of aggregates of which some parts are given."""

import pandas as pd
import pytest

from features.sources.accounts.activities import (
    KeptActivities,
    keep_activities,
    of_industries,
    of_technologies,
)

YEARS = 6


def table(values: dict[str, float | list[float | None]]) -> pd.DataFrame:
    """Values of one region in six years, with two digits printed."""
    rows = [
        ("R", year, 0, "value_added", code, value[year] if isinstance(value, list) else value)
        for code, value in values.items()
        for year in range(YEARS)
    ]
    columns = ["region_code", "year", "period", "indicator", "cluster_code", "value"]
    found = pd.DataFrame(rows, columns=columns).dropna()
    return found.assign(decimals=2, power=0, flag="p")


def activities(
    values: dict[str, float | list[float | None]], dimension: str = "nace_r2"
) -> KeptActivities:
    rows = table(values)
    classification = of_industries(rows["cluster_code"].unique(), dimension, "")
    return keep_activities(
        rows, "cluster_code", classification, {}, pd.Series(True, index=rows.index)
    )


def parents(found: KeptActivities) -> dict[str, str]:
    inside = found.table[found.table["left_out"] == ""]
    return dict(zip(inside["code"], inside["parent_code"], strict=True))


def left_out(found: KeptActivities) -> dict[str, str]:
    outside = found.table[found.table["left_out"] != ""]
    return dict(zip(outside["code"], outside["left_out"], strict=True))


def test_manufacturing_in_industry_leaves_a_rest() -> None:
    found = activities({"B-E": 10.0, "C": [7.5, 7.5, 7.5, 7.5, None, None]})
    assert parents(found) == {"B-E": "", "C": "B-E", "B-E_X_C": "B-E"}
    assert found.rows["value"].tolist() == [2.5] * 4  # unknown where C is
    assert set(found.rows["cluster_code"]) == {"B-E_X_C"}
    assert set(found.rows["flag"]) == {""}
    assert found.table.set_index("code").loc["B-E_X_C", "name"] == "B-E without C"


def test_a_rest_is_named_in_the_language_of_the_file() -> None:
    rows = table({"TOTAL": 20.0, "B-E": 10.0, "C": 7.5})
    classification = of_industries(rows["cluster_code"].unique(), "nace_r2", "")
    labels = {"TOTAL": "Insgesamt", "C": "Verarbeitung und Herstellung von Waren"}
    added = pd.Series(True, index=rows.index)
    names = keep_activities(rows, "cluster_code", classification, labels, added).table.set_index(
        "code"
    )
    assert names.loc["B-E_X_C", "name"] == "B-E ohne C"
    assert names.loc["TOTAL_X_B-E", "name"] == "Insgesamt ohne B-E"


def test_a_part_that_is_seldom_known_is_left_out() -> None:
    found = activities({"B-E": 10.0, "C": [7.5, 7.5, 7.5, None, None, None]})
    assert parents(found) == {"B-E": ""}
    assert "known in only 50% of its cells" in left_out(found)["C"]
    assert found.rows.empty


def test_parts_of_a_part_that_is_left_out_stand_below_the_aggregate() -> None:
    found = activities({"B-E": 10.0, "C": [7.5, None, None, None, None, None], "C28": 3.0})
    assert parents(found) == {"B-E": "", "C28": "B-E", "B-E_X_C28": "B-E"}


def test_an_aggregate_known_in_fewer_cells_than_its_parts_goes_instead() -> None:
    few: list[float | None] = [20.0, None, None, None, None, None]
    found = activities({"TOTAL": few, "A": [None, 1.0, 1.0, 1.0, 1.0, 1.0], "F": 3.0})
    assert parents(found) == {"A": "", "F": ""}
    assert "fewer cells than its parts" in left_out(found)["TOTAL"]


def test_parts_that_fill_their_aggregate_need_no_rest_however_seldom_known() -> None:
    rare: list[float | None] = [1.0, None, None, None, None, None]
    found = activities({"G-J": 9.0, "G-I": 5.0, "J": rare})
    assert parents(found) == {"G-J": "", "G-I": "G-J", "J": "G-J"}


@pytest.mark.parametrize(
    ("part", "rest", "unknown"),
    [(10.01, [0.0], 0), (10.02, [], 1)],
    ids=["within rounding", "beyond it"],
)
def test_a_rest_below_zero(part: float, rest: list[float], unknown: int) -> None:
    found = activities({"B-E": 10.0, "C": [7.5, 7.5, 7.5, 7.5, 7.5, part]})
    assert found.rows.loc[found.rows["year"] == 5, "value"].tolist() == rest
    assert sum(it.count for it in found.left_out) == unknown


def test_a_rest_that_is_zero_everywhere_is_no_activity() -> None:
    found = activities({"K": 10.0, "K64": 6.0, "K65": 3.0, "K66": 1.0, "C": 5.0, "C10": 4.995})
    assert set(parents(found)) == {"K", "K64", "K65", "K66", "C", "C10"}


def test_the_same_division_under_two_codes_counts_once() -> None:
    found = activities({"L": [1.0, None, None, None, None, None], "L68": 1.0, "K-N": 5.0})
    assert left_out(found) == {"L": "holds the same as L68"}


def test_aggregates_across_sections_are_left_out() -> None:
    found = activities({"K": 1.0, "L": 1.0, "B-S_X_K642": 9.0, "HTC": 1.0})
    assert set(parents(found)) == {"K", "L"}
    assert left_out(found)["B-S_X_K642"] == "aggregate: it cuts across K"
    assert "no code" in left_out(found)["HTC"]


def test_rates_and_groups_of_countries_give_no_rest() -> None:
    rows = table({"B-E": 10.0, "C": 7.5})
    classification = of_industries(["B-E", "C"], "nace_r2", "")
    none = keep_activities(
        rows, "cluster_code", classification, {}, pd.Series(False, index=rows.index)
    )
    assert none.rows.empty
    assert parents(none) == {"B-E": "", "C": "B-E"}


def test_names_say_which_version_they_are_of() -> None:
    for dimension, name in (("nace_r2", "Financial"), ("nace_r21", "Telecommunication")):
        found = activities({"K": 1.0}, dimension)
        assert found.table["name"][0].startswith(name)


def test_technologies_lie_below_what_they_begin_with() -> None:
    found = of_technologies(["TOTAL", "A", "A61", "A61B", "H04", "Y02"])
    sets = found.members
    assert sets["A61B"] < sets["A61"] < sets["A"] < sets["TOTAL"] > sets["H04"]
    assert not sets["H04"] & sets["A"]
    groups = of_technologies(["HT", "AVI", "LSR", "ICT", "ICT_CE"])
    assert groups.members["HT"] == {"AVI", "LSR"}
    assert groups.members["ICT"] == groups.members["ICT_CE"]

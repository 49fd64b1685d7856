"""A package keeps one partition of a reading, in its own codes and columns."""

from dataclasses import replace

import pandas as pd

from features.sources.importing.joining import joined
from features.sources.importing.keeping import kept
from features.sources.reading import Reading
from tests.features.sources.readings import accounts, codes, indicators, source


def test_codes_with_a_reason_are_left_out_and_counted() -> None:
    activities = codes(
        ("A", "Farming", ""), ("X", "Addendum", ""), left_out=["", "cuts across the others"]
    )
    rows = [("N1", "A", 2020, 1.0), ("N1", "X", 2020, 2.0), ("N2", "X", 2020, 3.0)]
    part = kept(accounts(rows, activities=activities))
    assert part.rows["cluster_code"].tolist() == ["A"]
    assert [(it.what, it.count, it.why) for it in part.left_out] == [
        ("cluster X", 2, "cuts across the others")
    ]


def test_rows_stand_in_the_codes_of_the_package() -> None:
    regions = codes(("26000", "Michigan", "00000"), package_code=["26"])
    part = kept(accounts([("26000", "A", 2020, 1.0)], regions=regions))
    assert part.rows["region_code"].tolist() == ["26"]


def test_further_columns_of_the_file_are_dropped() -> None:
    reading = accounts([("N1", "A", 2020, 1.0)])
    reading.rows["unit"] = "MIO_EUR"
    names = ["region_code", "cluster_code", "year", "indicator", "value"]
    assert list(kept(reading).rows) == names


def test_patents_keep_further_numbers_and_no_text() -> None:
    columns = ["region_code", "technology_code", "year", "patents", "claims", "unit", "indicator"]
    rows = pd.DataFrame(
        [("N1", "A", 2020, 2.0, 7.5, "NR", "patents"), ("N1", "A", 2020, 9.0, 7.5, "P", "rate")],
        columns=columns,
    )
    listed = pd.concat([indicators("patents", "patents"), indicators("%", "rate")])
    reading = accounts(
        [], indicators=listed.assign(left_out=["", "a rate"]), activities=codes(("A", "", ""))
    )
    part = kept(replace(reading, table="patents", rows=rows))
    assert list(part.rows) == columns[:5]
    assert part.rows["patents"].tolist() == [2.0]
    tables = joined([part.reading], {}).tables
    assert tables["indicators"]["indicator"].tolist() == ["patents"]


def test_annual_values_are_kept_before_the_quarters_beside_them() -> None:
    rows = [("N1", "A", 2020, 4.0), ("N1", "A", 2020, 1.0)]
    reading = accounts(rows)
    reading.rows["period"] = [0, 1]
    (part,) = joined([reading], {}).parts
    assert part.rows["value"].tolist() == [4.0]
    assert "period" not in part.rows
    assert part.left_out[0].count == 1


def test_quarters_of_clusters_stay() -> None:
    reading = accounts([("N1", "A", 2020, 4.0), ("N1", "A", 2020, 1.0)])
    reading.rows["period"] = [1, 2]
    assert kept(reading).rows["period"].tolist() == [1, 2]


def test_months_of_regions_become_means_of_complete_years() -> None:
    rows = pd.DataFrame(
        [
            ("N1", year, month, "rate", float(month))
            for year in (2020, 2021)
            for month in range(1, 13)
        ],
        columns=["region_code", "year", "period", "indicator", "value"],
    )
    rows = rows.drop(index=23)  # December 2021 is not there yet
    regions = codes(("N1", "West", ""))
    reading = Reading(
        "region_indicators", rows, (source(),), "rates", indicators("percent", "rate"), regions
    )
    part = kept(reading)
    assert part.rows[["year", "value"]].to_numpy().tolist() == [[2020, 6.5]]
    assert "period" not in part.rows


def test_of_two_values_for_a_cell_the_last_is_kept_and_said() -> None:
    rows = [("N1", "A", 2020, 1.0), ("N1", "A", 2020, 2.0)]
    part = kept(accounts(rows))
    assert part.rows["value"].tolist() == [2.0]
    assert "two values for the same cell" in part.left_out[0].why


def test_truncated_years_are_left_out_with_their_reason() -> None:
    rows = [("N1", "A", 2020, 1.0), ("N1", "A", 2021, 1.0)]
    part = kept(accounts(rows, years_left_out={2021: "not complete yet"}))
    assert part.rows["year"].tolist() == [2020]
    assert part.left_out[0].what == "the year 2021"


def test_earlier_years_are_left_out_where_asked() -> None:
    rows = [("N1", "A", 2019, 1.0), ("N1", "A", 2020, 1.0)]
    part = kept(accounts(rows), since=2020)
    assert part.rows["year"].tolist() == [2020]
    assert part.left_out[0].what == "years before 2020"

"""Quarters and months of a package: what is refused, and the annual view worked by hand."""

from pathlib import Path

import pandas as pd
import pytest

from features import package
from features.growth.panel import growth_panel
from features.package import Package, PackageError
from features.package.describe import describe
from features.package.periods import annual, label, split, time_of, year_and_period
from tests.features import small_package as small

COLUMNS = ["region_code", "cluster_code", "year", "period", "indicator", "value"]
QUARTERS = [("01", "C1", 2010, q, "value_added", float(q)) for q in (1, 2, 3, 4)]
LATER = [("01", "C1", 2011, q, "value_added", 10.0 + q) for q in (1, 2)]
YEARLY = [("02", "C2", year, 0, "jobs", float(year)) for year in (2010, 2011)]
OTHERS = [
    ("02", "C1", 2010, 4, "value_added", 7.0),
    ("02", "C1", 2011, 1, "value_added", 8.0),
]


def table(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def write(folder: Path, rows: pd.DataFrame) -> Path:
    tables = {**small.tables(), "cluster_indicators": rows}
    package.write(tables, folder / "p", "small", "Small")
    return folder / "p"


@pytest.fixture
def quarterly(tmp_path: Path) -> Package:
    return package.read(write(tmp_path, table(*QUARTERS, *LATER, *YEARLY, *OTHERS)))


def test_the_annual_view_holds_means_over_complete_years(quarterly: Package) -> None:
    rows = quarterly.tables["cluster_indicators"]
    assert list(rows) == ["region_code", "cluster_code", "year", "indicator", "value"]
    assert sorted(rows.itertuples(index=False, name=None)) == [
        ("01", "C1", 2010, "value_added", 2.5),
        ("02", "C2", 2010, "jobs", 2010.0),
        ("02", "C2", 2011, "jobs", 2011.0),
    ]
    assert set(quarterly.sub_annual) == {"cluster_indicators"}
    assert len(quarterly.sub_annual["cluster_indicators"]) == 8
    assert quarterly.n_rows("cluster_indicators") == 10


def test_a_cutoff_cuts_quarters_too(quarterly: Package) -> None:
    past = quarterly.until(2010)
    assert past.sub_annual["cluster_indicators"]["year"].max() == 2010


def test_one_quarter_a_year_in_the_place_of_the_mean(quarterly: Package) -> None:
    rows = quarterly.at_period("value_added", 1).tables["cluster_indicators"]
    added = rows[rows["indicator"] == "value_added"]
    assert sorted(added[["region_code", "year", "value"]].itertuples(index=False, name=None)) == [
        ("01", 2010, 1.0),
        ("01", 2011, 11.0),
        ("02", 2011, 8.0),
    ]
    assert (rows["indicator"] == "jobs").sum() == 2


def test_tables_without_periods_are_passed_on_as_they_are() -> None:
    tables = small.tables()
    yearly, sub_annual = split(tables)
    assert not sub_annual
    assert all(yearly[name] is tables[name] for name in tables)


def test_a_column_of_whole_years_is_annual(tmp_path: Path) -> None:
    read = package.read(write(tmp_path, table(*YEARLY)))
    assert not read.sub_annual
    assert list(read.tables["cluster_indicators"]["value"]) == [2010.0, 2011.0]


def test_months_are_told_from_quarters_by_indicator() -> None:
    months = [("01", "C1", 2010, m, "jobs", 1.0) for m in range(1, 13)]
    means = annual(table(*QUARTERS, *months[:12]))
    assert sorted(means["indicator"]) == ["jobs", "value_added"]
    assert annual(table(*QUARTERS, *months[4:]))["indicator"].tolist() == ["value_added"]


def test_description_says_how_often(quarterly: Package) -> None:
    found = describe(quarterly)
    assert dict(zip(found.indicators["indicator"], found.indicators["data"], strict=True)) == {
        "jobs": "yearly",
        "value_added": "quarterly",
    }
    rows = found.tables.set_index("table")["rows"].to_dict()
    assert rows["cluster_indicators"] == 10


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [*QUARTERS, ("01", "C1", 2010, 13, "value_added", 1.0)],
            "cluster_indicators.csv, column period, row 6: 13 is not between 0 and 12",
        ),
        (
            [*QUARTERS, ("01", "C1", 2011, 1.5, "value_added", 1.0)],
            "cluster_indicators.csv, column period, row 6: 1.5 is not a whole number",
        ),
        (
            [*QUARTERS, ("01", "C1", 2011, 0, "value_added", 1.0)],
            "cluster_indicators.csv, column period, row 6: 0 means the whole year, but value_added "
            "has quarters or months in other rows",
        ),
        (
            [*QUARTERS, ("01", "C1", 2011, 5, "value_added", 1.0)],
            "cluster_indicators.csv, column period, row 6: 5 is a month, but value_added "
            "has no 6, 7, 8, 9, 10, 11, 12",
        ),
        (
            [("01", "C1", 2010, 1, "jobs", 1.0), ("01", "C1", 2010, 2, "jobs", 1.0)],
            "cluster_indicators.csv, column period, row 2: 1 is a quarter, but jobs has no 3, 4",
        ),
        (
            [*QUARTERS, ("01", "C1", 2010, 4, "value_added", 1.0)],
            "row 6: the key 01, C1, 2010, value_added, 4 is already in row 5",
        ),
    ],
)
def test_bad_periods(tmp_path: Path, rows: list[tuple[object, ...]], expected: str) -> None:
    with pytest.raises(PackageError) as caught:
        write(tmp_path, table(*rows))
    assert expected in str(caught.value)


def test_an_empty_period_is_named_by_row(tmp_path: Path) -> None:
    folder = write(tmp_path, table(*QUARTERS))
    small.edit(folder, "cluster_indicators.csv", "2010,3,value", "2010,,value")
    with pytest.raises(PackageError, match=r"column period, row 4: the cell is empty"):
        package.read(folder)


def test_the_panel_ends_with_the_last_quarter_known(quarterly: Package) -> None:
    panel = growth_panel(quarterly, 2011)
    assert panel.periods_per_year == 4
    assert panel.years.tolist() == [2010] * 4 + [2011] * 2
    assert panel.periods.tolist() == [1, 2, 3, 4, 1, 2]
    nan = float("nan")
    expected = [[1, 2, 3, 4, 11, 12], [nan, nan, nan, 7, 8, nan]]
    pd.testing.assert_frame_equal(
        pd.DataFrame(panel.values), pd.DataFrame(expected, dtype="float64")
    )
    years, periods = panel.ahead(3)
    assert (years.tolist(), periods.tolist()) == ([2011, 2011, 2012], [3, 4, 1])


def test_a_panel_of_an_annual_indicator_beside_quarters(quarterly: Package) -> None:
    panel = growth_panel(quarterly, 2011, "jobs")
    assert (panel.periods_per_year, panel.years.tolist()) == (1, [2010, 2011])
    assert panel.ahead(2)[0].tolist() == [2012, 2013]


def test_without_a_value_in_the_cutoff_year_the_panel_ends_with_the_year(
    quarterly: Package,
) -> None:
    panel = growth_panel(quarterly, 2012)
    assert (panel.years[-1], panel.periods[-1]) == (2012, 4)


def test_labels() -> None:
    assert [label(2015, 3, n) for n in (1, 4, 12)] == ["2015", "2015 Q3", "2015-03"]


def test_times_follow_each_other_over_the_end_of_a_year() -> None:
    assert time_of(2015, 1, 1) == 2015
    assert time_of(2016, 1, 4) == time_of(2015, 4, 4) + 1
    assert [year_and_period(time_of(2015, 12, 12) + k, 12) for k in (0, 1)] == [
        *((2015, 12), (2016, 1))
    ]

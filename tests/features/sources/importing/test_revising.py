"""What newer files replace, withdraw and leave alone."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.sources.importing.joining import joined
from features.sources.importing.revising import revised
from tests.features.sources.readings import accounts, indicators

Row = tuple[str, str, int, float]


def after(former: list[Row], newer: list[Row]) -> tuple[pd.DataFrame, dict[str, object]]:
    """The table after a newer file, and what it revises."""
    tables = joined([accounts(former)], {}).tables
    found, revisions = revised(tables, joined([accounts(newer)], tables))
    (revision,) = revisions
    return found["cluster_indicators"], vars(revision)


def test_a_newer_file_replaces_adds_and_withdraws() -> None:
    former: list[Row] = [
        ("N1", "A", 2019, 10.0),
        ("N1", "A", 2020, 10.0),
        ("N1", "B", 2020, 5.0),
        ("N2", "A", 2020, 7.0),
    ]
    newer: list[Row] = [("N1", "A", 2020, 12.0), ("N1", "B", 2021, 6.0), ("N1", "A", 2021, 1.0)]
    rows, revision = after(former, newer)
    values = {tuple(it) for it in rows[["region_code", "cluster_code", "year", "value"]].to_numpy()}
    assert values == {
        ("N1", "A", 2019, 10.0),  # an earlier year than the newer file's
        ("N1", "A", 2020, 12.0),
        ("N1", "A", 2021, 1.0),
        ("N1", "B", 2021, 6.0),
        ("N2", "A", 2020, 7.0),  # another region
    }
    counts = {name: revision[name] for name in ("added", "changed", "withdrawn", "unchanged")}
    assert counts == {"added": 2, "changed": 1, "withdrawn": 1, "unchanged": 0}
    assert math.isclose(float(str(revision["median_change"])), 0.2)
    assert revision["years"] == (2020, 2020)


def test_codes_that_the_newer_file_does_not_use_stay() -> None:
    tables = joined([accounts([("N1", "A", 2020, 1.0), ("N2", "B", 2020, 1.0)])], {}).tables
    found, _ = revised(tables, joined([accounts([("N1", "A", 2021, 1.0)])], tables))
    assert found["regions"]["region_code"].tolist() == ["N", "N1", "N2"]
    assert found["clusters"]["cluster_code"].tolist() == ["A", "B", "T"]


def test_names_that_were_given_to_a_package_stay() -> None:
    tables = dict(joined([accounts([("N1", "A", 2020, 1.0)])], {}).tables)
    named = tables["regions"].replace({"West": "The West"}).assign(region_name_ru="Запад")
    newer = joined([accounts([("N1", "A", 2021, 1.0), ("N2", "A", 2021, 1.0)])], {"regions": named})
    found, _ = revised({**tables, "regions": named}, newer)
    regions = found["regions"].set_index("region_code")
    assert regions.loc["N1", "region_name"] == "The West"
    assert regions["region_name_ru"].to_dict() == {"N": "Запад", "N1": "Запад", "N2": ""}


@settings(max_examples=10)
@given(st.lists(st.floats(0.1, 1e6), min_size=6, max_size=6))
def test_the_same_file_again_changes_nothing(values: list[float]) -> None:
    rows: list[Row] = [
        (region, cluster, 2020, value)
        for (region, cluster), value in zip(
            [(r, c) for r in ("N1", "N2") for c in ("A", "B", "T")], values, strict=True
        )
    ]
    before = joined([accounts(rows)], {}).tables["cluster_indicators"]
    found, revision = after(rows, rows[::-1])
    pd.testing.assert_frame_equal(found, before)
    assert revision["unchanged"] == len(rows)
    assert np.isnan(float(str(revision["median_change"])))


def test_a_region_year_of_patents_is_covered_whole() -> None:
    from features.sources.reading import Reading
    from tests.features.sources.readings import codes, source

    def patents(rows: list[tuple[str, str, int, float]]) -> Reading:
        columns = ["region_code", "technology_code", "year", "patents"]
        table = pd.DataFrame(rows, columns=columns)
        regions, classes = codes(("N1", "West", "")), codes(("A", "a", ""), ("B", "b", ""))
        return Reading("patents", table, (source(),), "p", regions=regions, activities=classes)

    tables = joined([patents([("N1", "A", 2020, 1.0), ("N1", "B", 2020, 2.0)])], {}).tables
    found, _ = revised(tables, joined([patents([("N1", "A", 2020, 1.0)])], tables))
    assert found["patents"]["technology_code"].tolist() == ["A"]  # no row is a zero


@pytest.mark.parametrize("parts", [(0, 1), (1, 2, 3, 4)])
def test_quarters_join_a_table_of_years(parts: tuple[int, ...]) -> None:
    tables = joined([accounts([("N1", "A", 2019, 4.0)])], {}).tables
    newer = accounts([("N1", "A", 2020, float(part)) for part in parts])
    newer.rows["period"] = parts
    newer.rows["indicator"] = "jobs"
    newer.indicators["indicator"] = "jobs"
    found, _ = revised(tables, joined([newer], tables))
    rows = found["cluster_indicators"]
    expected = {"jobs": 4 if len(parts) == 4 else 1, "value_added": 1}
    assert rows.groupby("indicator").size().to_dict() == expected


def test_prices_of_another_year_replace_all_former_values() -> None:
    old, new = (indicators(f"million USD, chained {year} prices") for year in (2012, 2017))
    rows = [("N1", "A", 2019, 1.0), ("N2", "A", 2019, 5.0)]
    tables = joined([accounts(rows, indicators=old)], {}).tables
    newer = joined([accounts([("N1", "A", 2019, 1.2)], indicators=new)], tables)
    found, (revision,) = revised(tables, newer)
    assert found["cluster_indicators"]["value"].tolist() == [1.2]
    assert found["indicators"]["unit"].tolist() == ["million USD, chained 2017 prices"]
    assert (revision.changed, revision.withdrawn) == (1, 1)

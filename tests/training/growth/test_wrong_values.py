"""One wrong or giant value, and what became of a code, move no forecast of other series."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.growth.panel import KEYS
from features.package import Package
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

FIRST, LAST, HORIZON = 2000, 2015, 3
Change = Callable[[pd.DataFrame], None]


def country() -> pd.DataFrame:
    """Values of 8 regions, 6 clusters and 16 years."""
    rng = np.random.default_rng(11)
    years = np.arange(FIRST, LAST + 1)
    rows = []
    for region in range(8):
        for cluster in range(6):
            growth = rng.normal(0.01, 0.01) + rng.normal(0, 0.02, len(years))
            value = rng.lognormal(4.5, 0.9) * np.exp(np.cumsum(growth))
            keys = {"region_code": f"R{region}", "cluster_code": f"C{cluster}"}
            rows.append(pd.DataFrame({**keys, "year": years, "value": value}))
    return pd.concat(rows, ignore_index=True)


def package_of(rows: pd.DataFrame) -> Package:
    tables = {"cluster_indicators": rows.assign(indicator="value_added")}
    for kind in ("region", "cluster"):
        codes = sorted(set(rows[f"{kind}_code"]))
        tables[f"{kind}s"] = pd.DataFrame(
            {f"{kind}_code": codes, f"{kind}_name": codes, "parent_code": ""}
        )
    tables["indicators"] = pd.DataFrame({"indicator": ["value_added"], "unit": ["million"]})
    return Package("tiny", "tiny", "a" * 64, tables, {})


def tables_of(
    rows: pd.DataFrame, reconcile: bool = True, model: str = "hybrid"
) -> dict[str, pd.DataFrame]:
    panels = GrowthPanels(package_of(rows), GrowthQuestion(HORIZON, reconcile=reconcile))
    return dict(growth.train(panels, LAST, model).tables)


def medians(rows: pd.DataFrame, reconcile: bool = True) -> Any:
    forecasts = tables_of(rows, reconcile)["forecasts"]
    return forecasts.set_index([*KEYS, "year"])["median"]


@pytest.fixture(scope="module")
def right() -> Any:
    return medians(country())


@pytest.fixture(scope="module")
def changed() -> Callable[..., Any]:
    """The medians after a cluster of R2 is in another unit, trained once for all tests."""
    found: dict[tuple[object, ...], Any] = {}

    def of(*wrong: Any) -> Any:
        if wrong not in found:
            rows = country()
            times(*wrong)(rows)
            found[wrong] = medians(rows)
        return found[wrong]

    return of


def cells(rows: pd.DataFrame, region: str, cluster: str = "") -> "pd.Series[bool]":
    return (rows["region_code"] == region) & ((rows["cluster_code"] == cluster) | (cluster == ""))


def times(factor: float, first: int, last: int, cluster: str = "C1") -> Change:
    """Values of a cluster of R2 ("" for all of them) in another unit in some years."""

    def change(rows: pd.DataFrame) -> None:
        wrong = cells(rows, "R2", cluster) & rows["year"].between(first, last)
        rows.loc[wrong, "value"] *= factor

    return change


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param((1000, LAST, LAST), id="last"),
        pytest.param((1e-3, LAST, LAST), id="last, too small"),
        pytest.param((1000, 2008, 2008), id="middle"),
        pytest.param((1e-3, 2008, 2008), id="middle, too small"),
        pytest.param((1000, LAST - 1, LAST - 1), id="last but one"),
        pytest.param((1000, FIRST, FIRST), id="first"),
        pytest.param((1000, 2012, LAST), id="latest years"),
        pytest.param((1000, FIRST, LAST), id="all years"),
        pytest.param((1000, LAST, LAST, ""), id="last of a region"),
        pytest.param((1000, 2008, 2008, ""), id="middle of a region"),
        pytest.param((1000, 2012, LAST, ""), id="latest years of a region"),
    ],
)
def test_a_value_in_another_unit_moves_no_other_series(
    wrong: tuple[Any, ...], right: Any, changed: Callable[..., Any]
) -> None:
    rows, before = country(), country()
    times(*wrong)(rows)
    hit = set(rows.loc[rows["value"] != before["value"], KEYS].itertuples(index=False, name=None))
    found = changed(*wrong)
    others = [key[:2] not in hit for key in right.index]
    ratio = found[others] / right[others]
    assert ratio.between(0.94, 1.06).all(), ratio.describe()


@pytest.mark.parametrize("factor", [1000, 1e-3])
def test_a_last_value_in_another_unit_has_no_part_in_the_growth_of_its_region(
    factor: float, right: Any, changed: Callable[..., Any]
) -> None:
    """Its own forecast is at the bound of growth, which would move the mean of the region."""
    neighbours = [region == "R2" and cluster != "C1" for region, cluster, *_ in right.index]
    ratio = changed(factor, LAST, LAST)[neighbours] / right[neighbours]
    assert ratio.between(0.985, 1.015).all(), ratio.describe()


@pytest.mark.parametrize("factor", [1000, 1e-3])
def test_a_wrong_value_between_right_ones_does_not_wreck_its_own_series(
    factor: float, right: Any, changed: Callable[..., Any]
) -> None:
    ratio = changed(factor, 2008, 2008)["R2", "C1"] / right["R2", "C1"]
    assert ratio.between(0.9, 1.1).all()


@pytest.fixture(scope="module")
def beside_a_giant() -> pd.DataFrame:
    """R2 C1 is far larger than all others, R2 C4 doubles each year, R1 C4 is 0 but for one year."""
    rows = country()
    giant = cells(rows, "R2", "C1")
    rows.loc[giant, "value"] = 1e15 * 1.02 ** (rows.loc[giant, "year"] - FIRST)
    doubled = cells(rows, "R2", "C4")
    rows.loc[doubled, "value"] = 100.0 * 2.0 ** (rows.loc[doubled, "year"] - FIRST)
    rows.loc[cells(rows, "R1", "C4"), "value"] = 0.0
    rows.loc[cells(rows, "R1", "C4") & (rows["year"] == 2008), "value"] = 1000.0
    rows.loc[cells(rows, "R3", "C4"), "value"] = 0.0
    return rows


@pytest.fixture(scope="module")
def forecasts_beside_a_giant(beside_a_giant: pd.DataFrame) -> pd.DataFrame:
    return tables_of(beside_a_giant)["forecasts"]


def test_a_giant_moves_no_other_series_when_forecasts_are_reconciled(
    beside_a_giant: pd.DataFrame, forecasts_beside_a_giant: pd.DataFrame
) -> None:
    before: Any = medians(beside_a_giant, reconcile=False)
    after: Any = forecasts_beside_a_giant.set_index([*KEYS, "year"])["median"]
    others = (before > 0) & (before < 1e5)
    ratio = after[others] / before[others]
    assert ratio.between(0.9, 1.1).all(), ratio.describe()


def test_a_series_of_zeros_with_one_spike_is_forecast_as_zero(
    forecasts_beside_a_giant: pd.DataFrame,
) -> None:
    forecasts = forecasts_beside_a_giant
    spike, zeros = (forecasts[cells(forecasts, region, "C4")] for region in ("R1", "R3"))
    assert spike["median"].eq(0).all()
    assert spike["q995"].gt(0).all(), "another spike is possible"
    assert zeros["median"].eq(0).all()


def totals_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Past totals, which are the same whatever the model."""
    return tables_of(rows, model="drift")["totals_history"]


def nation(table: pd.DataFrame) -> "pd.Series[float]":
    rows = table[(table["region_code"] == "") & (table["cluster_code"] == "")]
    return rows.set_index("year")["value"]


def split(rows: pd.DataFrame) -> pd.DataFrame:
    """From 2011 on 45 % of R3 is a region of its own."""
    part = rows[cells(rows, "R3") & (rows["year"] >= 2011)]
    new = part.assign(region_code="R3b", value=0.45 * part["value"])
    rows = rows.copy()
    rows.loc[part.index, "value"] *= 0.55
    return pd.concat([rows, new], ignore_index=True)


def merged(rows: pd.DataFrame, year: int = 2009) -> pd.DataFrame:
    """From a year on R3 has the values of R4, which ends."""
    rows = rows.copy()
    moved = rows[cells(rows, "R4") & (rows["year"] >= year)]
    rows.loc[cells(rows, "R3") & (rows["year"] >= year), "value"] += moved["value"].to_numpy()
    return rows.drop(moved.index).reset_index(drop=True)


@pytest.mark.parametrize("change", [split, merged])
def test_past_totals_are_the_sums_of_each_year_where_codes_change(
    change: Callable[[pd.DataFrame], pd.DataFrame],
) -> None:
    rows = change(country())
    totals = totals_of(rows)
    np.testing.assert_allclose(nation(totals), rows.groupby("year")["value"].sum())
    clusters = totals[(totals["region_code"] == "") & (totals["cluster_code"] != "")]
    np.testing.assert_allclose(
        clusters.set_index(["cluster_code", "year"])["value"],
        rows.groupby(["cluster_code", "year"])["value"].sum(),
    )


def test_a_total_has_no_past_before_its_first_part() -> None:
    totals = totals_of(split(country()))
    assert totals.loc[totals["region_code"] == "R3b", "year"].min() == 2011


def test_a_region_that_is_reported_late_makes_no_total_jump() -> None:
    rows = country()
    late = cells(rows, "R3") & (rows["year"] < 2011)
    first = rows.loc[cells(rows, "R3") & (rows["year"] == 2011), "value"].sum()
    known = rows[~late]
    expected = known.groupby("year")["value"].sum()
    expected[expected.index < 2011] += first
    np.testing.assert_allclose(nation(totals_of(known)), expected)


def test_a_region_merged_a_year_ago_is_neither_forecast_nor_counted_twice() -> None:
    rows = merged(country(), LAST)
    tables = tables_of(rows)
    assert "R4" not in set(tables["forecasts"]["region_code"])
    np.testing.assert_allclose(
        nation(tables["totals_history"]), rows.groupby("year")["value"].sum()
    )


def test_a_region_that_is_late_by_a_year_is_forecast_as_before() -> None:
    rows = country()
    rows = rows[~(cells(rows, "R4") & (rows["year"] == LAST))]
    assert "R4" in set(tables_of(rows)["forecasts"]["region_code"])

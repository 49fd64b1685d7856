"""Related clusters and patents behind a series: by hand, by loops, and nothing from later years."""

import dataclasses

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.arrays import Array
from features.growth.links import LARGEST, patents_behind, related_clusters
from features.growth.panel import growth_panel
from features.indicators.relatedness import proximity
from features.indicators.specialization import location_quotient
from features.niches.counts import Counts, yearly_counts
from features.package import Package

CUTOFF = 2012


def groups_of(n_regions: int, n_clusters: int) -> dict[str, npt.NDArray[np.intp]]:
    region, cluster = np.indices((n_regions, n_clusters)).reshape(2, -1)
    return {"nation": np.zeros_like(region), "region": region, "cluster": cluster}


def by_loops(values: Array) -> tuple[Array, Array]:
    """Density and growth around each cell of (n_regions, n_clusters, n_years), cell by cell."""
    size = values[:, :, -1]
    present = location_quotient(size) >= 1
    near = proximity(present)
    growth = np.clip(np.log(values[:, :, -1] / values[:, :, -4]) / 3, -0.5, 0.5)
    density, around = np.zeros(size.shape), np.zeros(size.shape)
    for r, c in np.ndindex(*size.shape):
        if near[:, c].sum() > 0:
            density[r, c] = sum(near[i, c] for i in np.flatnonzero(present[r])) / near[:, c].sum()
        weight = size[r] * near[:, c]
        if weight.sum() > 0:
            above = [growth[r, i] - np.median(growth[:, i]) for i in range(size.shape[1])]
            around[r, c] = np.dot(weight, above) / weight.sum()
    return density, around


@given(arrays(float, (4, 3, 5), elements=st.floats(0.5, 9)))
def test_related_clusters_are_what_loops_give(values: Array) -> None:
    found = related_clusters(values.reshape(12, 5), groups_of(4, 3))
    density, around = by_loops(values)
    np.testing.assert_allclose(found["relatedness_density"], density.ravel(), atol=1e-6)
    np.testing.assert_allclose(found["related_growth"], around.ravel(), atol=1e-6)


def test_totals_and_series_without_groups_have_no_relatives() -> None:
    values = np.arange(1.0, 21).reshape(4, 5)
    groups = groups_of(2, 2)
    groups = {kind: np.where([0, 0, 0, 1], -1, codes) for kind, codes in groups.items()}
    found = related_clusters(values, groups)
    assert np.isnan(found["related_growth"]).tolist() == [False, False, False, True]
    assert related_clusters(values, {}) == {}


def test_short_histories_tell_no_growth_around_but_are_no_error() -> None:
    found = related_clusters(np.ones((4, 2)), groups_of(2, 2))
    np.testing.assert_array_equal(found["related_growth"], 0.0)


def test_relatives_are_unknown_where_the_pairs_of_clusters_are_too_many() -> None:
    many = int(LARGEST**0.5) + 1
    groups = {"region": np.array([0, 0]), "cluster": np.array([0, many - 1])}
    found = related_clusters(np.ones((2, 5)), groups)
    assert sorted(found) == ["related_growth", "relatedness_density"]
    assert np.isnan(list(found.values())).all()


def patent_counts(rows: list[tuple[str, str, int, float]]) -> Counts:
    table = pd.DataFrame(rows, columns=["region_code", "technology_code", "year", "patents"])
    return yearly_counts(Package("small", "Small", "", {"patents": table}, {}), "technology", None)


def test_patents_behind_worked_by_hand() -> None:
    """Region A is specialised in x and in t, B in y and in u; C, with no patents, in x."""
    counts = patent_counts(
        [(r, t, year, n) for year in range(2000, 2006) for r, t, n in PATENTED if n]
    )
    cells = [(r, c) for r in "ABC" for c in "xy"]
    keys = pd.DataFrame(cells, columns=["region_code", "cluster_code"])
    sizes = np.array([[9.0], [1], [1], [9], [9], [1]])
    found = patents_behind(counts, keys, np.array([2005]), sizes, np.ones(6, dtype=bool))
    # t goes with x and u with y, in the one region that has both
    np.testing.assert_allclose(found["patent_strength"][:, 0], [1, 0, 0, 1, np.nan, np.nan])
    shares = np.log([0.4, 0.4, 0.6, 0.6, np.nan, np.nan])
    np.testing.assert_allclose(found["patent_share"][:, 0], shares)


PATENTED = [("A", "t", 3.0), ("A", "u", 1.0), ("B", "t", 1.0), ("B", "u", 5.0)]


def test_a_year_before_the_first_window_of_patents_is_unknown() -> None:
    counts = patent_counts([("A", "t", 2000, 1.0), ("A", "t", 2006, 1.0)])
    keys = pd.DataFrame({"region_code": ["A"], "cluster_code": ["x"]})
    years = np.array([2003, 2004])
    found = patents_behind(counts, keys, years, np.ones((1, 2)), np.ones(1, dtype=bool))
    assert np.isnan(found["patent_share"]).tolist() == [[True, False]]


def test_what_the_last_patents_say_is_carried_forward() -> None:
    counts = patent_counts([("A", "t", year, year - 1999.0) for year in range(2000, 2006)])
    keys = pd.DataFrame({"region_code": ["A"], "cluster_code": ["x"]})
    found = patents_behind(counts, keys, np.arange(2005, 2012), np.ones((1, 7)), np.ones(1, bool))
    for known in found.values():
        np.testing.assert_array_equal(known[0, 1:], known[0, 0])


def test_a_value_in_another_unit_changes_no_strength_of_other_clusters() -> None:
    rng = np.random.default_rng(8)
    cells = [(region, code) for region in "ABCDEF" for code in "tuvw"]
    rows = [(*cell, year, rng.lognormal()) for cell in cells for year in range(2000, 2006)]
    keys = pd.DataFrame(
        [(region, code) for region in "ABCDEF" for code in "xyz"],
        columns=["region_code", "cluster_code"],
    )
    values = np.repeat(rng.lognormal(2, 1, (len(keys), 1)), 3, axis=1)
    wrong = values.copy()
    wrong[0, -1] *= 1000
    found, right = (
        patents_behind(patent_counts(rows), keys, np.arange(2003, 2006), v, np.ones(len(v), bool))
        for v in (wrong, values)
    )
    assert np.isfinite(right["patent_strength"][:, -1]).all()
    np.testing.assert_array_equal(found["patent_strength"], right["patent_strength"])


def test_a_package_without_patents_by_the_cutoff_says_nothing(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    none = {name: table for name, table in demo_package.tables.items() if name != "patents"}
    late = none | {"patents": rows[rows["year"] > CUTOFF]}
    for tables in (late, none):
        assert growth_panel(dataclasses.replace(demo_package, tables=tables), CUTOFF).patents == {}


def test_totals_have_no_patents_behind_them() -> None:
    keys = pd.DataFrame({"region_code": ["A"], "cluster_code": ["x"]})
    counts, leaf = patent_counts([("A", "t", 2000, 1.0)]), np.zeros(1, dtype=bool)
    assert patents_behind(counts, keys, np.array([2000]), np.ones((1, 1)), leaf) == {}


@pytest.mark.parametrize("name", ["patents", "cluster_indicators"])
def test_a_past_year_is_told_as_if_later_years_were_not_known(
    demo_package: Package, name: str
) -> None:
    """Not only the cutoff: models learn from each earlier year as it was known then."""
    rows = demo_package.tables[name].copy()
    value = "patents" if name == "patents" else "value"
    later = rows["year"] > CUTOFF - 2
    rows.loc[later, value] = rows.loc[later, value] ** 2
    altered = dataclasses.replace(demo_package, tables={**demo_package.tables, name: rows})
    first, second = (growth_panel(package, CUTOFF) for package in (demo_package, altered))
    for kind, known in first.patents.items():
        np.testing.assert_array_equal(known[:, :-2], second.patents[kind][:, :-2])
    before, after = (panel.patents["patent_strength"][:, -1] for panel in (first, second))
    assert not np.allclose(before, after)


def test_demo_clusters_grow_where_patents_stand_behind_them(demo_package: Package) -> None:
    panel = growth_panel(demo_package, CUTOFF)
    strength = panel.patents["patent_strength"][:, -6]
    growth = np.log(panel.values[:, -1] / panel.values[:, -6])
    known = np.isfinite(strength) & np.isfinite(growth)
    assert np.corrcoef(strength[known], growth[known])[0, 1] > 0.05

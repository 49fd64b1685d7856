"""The panel holds what the package says up to the cutoff, and its features nothing later."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError, MissingTableError, UnknownCodeError
from features.growth.features import growth_features
from features.growth.panel import growth_panel
from features.package import Package

CUTOFF = 2012


def small_package(rows: list[tuple[str, str, int, float]]) -> Package:
    """Regions A and B of nation N, clusters x and y of sector s."""
    table = pd.DataFrame(rows, columns=["region_code", "cluster_code", "year", "value"])
    regions = {"region_code": ["N", "A", "B"], "parent_code": ["", "N", "N"]}
    clusters = {"cluster_code": ["s", "x", "y"], "parent_code": ["", "s", "s"]}
    tables = {
        "regions": pd.DataFrame(regions),
        "clusters": pd.DataFrame(clusters),
        "cluster_indicators": table.assign(indicator="value_added"),
    }
    return Package("small", "Small", "", tables, {})


def test_an_absent_year_is_unknown_and_the_last_year_is_the_cutoff() -> None:
    package = small_package([("A", "x", 2000, 1.0), ("A", "x", 2002, 3.0), ("A", "y", 2001, 0.0)])
    panel = growth_panel(package, 2003)
    assert panel.years.tolist() == [2000, 2001, 2002, 2003]
    expected = [[1.0, np.nan, 3.0, np.nan], [np.nan, 0.0, np.nan, np.nan]]
    np.testing.assert_array_equal(panel.values, expected)


def test_totals_belong_to_no_group() -> None:
    package = small_package([(r, "x", 2000, 1.0) for r in ("A", "B", "N")])
    panel = growth_panel(package, 2000)
    assert panel.groups["nation"].tolist() == [0, 0, -1]


def test_a_total_without_parts_named_is_in_no_sum() -> None:
    """A cluster and a region that equal the sum of the others in every year, without parents."""
    rng = np.random.default_rng(1)
    regions, clusters = ["A", "B", "C", "D", "ALL"], ["u", "v", "w", "TOT"]
    size = rng.lognormal(3, 1, (4, 3, 10)).round(4)
    size = np.concatenate([size, size.sum(axis=0, keepdims=True)])
    size = np.concatenate([size, size.sum(axis=1, keepdims=True)], axis=1)
    rows = [
        (region, cluster, 2000 + year, float(size[r, c, year]))
        for r, region in enumerate(regions)
        for c, cluster in enumerate(clusters)
        for year in range(10)
    ]
    panel = growth_panel(small_package(rows), 2009)
    parts = panel.groups["nation"] >= 0
    assert set(panel.keys.loc[~parts, "region_code"]) == set(regions)
    assert set(panel.keys.loc[parts, "cluster_code"]) == {"u", "v", "w"}
    np.testing.assert_allclose(panel.values[parts].sum(axis=0), size[-1, -1])
    np.testing.assert_array_equal(panel.groups["region"] >= 0, parts)


def test_nothing_later_than_the_cutoff_reaches_a_feature(demo_package: Package) -> None:
    rows = demo_package.tables["cluster_indicators"].copy()
    later = rows["year"] > CUTOFF
    assert later.any()
    rows.loc[later, "value"] *= 7
    altered = replace(
        demo_package, tables={**demo_package.tables, "cluster_indicators": rows.iloc[::-1]}
    )
    indicator = rows["indicator"].iloc[0]
    panels = [growth_panel(p, CUTOFF, indicator) for p in (demo_package, altered)]
    results = [
        growth_features(p, p.values, np.ones(len(p.values)), np.arange(len(p.values)))
        for p in panels
    ]
    np.testing.assert_array_equal(panels[0].values, panels[1].values)
    np.testing.assert_array_equal(results[0].fixed, results[1].fixed)
    for name, rate in results[0].rates.items():
        np.testing.assert_array_equal(rate, results[1].rates[name])
    for name, known in panels[0].patents.items():
        np.testing.assert_array_equal(known, panels[1].patents[name])


def test_what_cannot_be_used_is_said() -> None:
    package = small_package([("A", "x", 2000, 1.0)])
    with pytest.raises(UnknownCodeError, match=r"'value_aded': did you mean .*value_added"):
        growth_panel(package, 2000, "value_aded")
    with pytest.raises(InputError, match="no value_added up to 1999: its first year is 2000"):
        growth_panel(package, 1999)
    with pytest.raises(MissingTableError, match="no table cluster_indicators"):
        growth_panel(replace(package, tables={}), 2000)

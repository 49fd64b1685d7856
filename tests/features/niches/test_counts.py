"""Counts of a cutoff, cut from those of the whole package: the same as if it had ended there."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from features import demo
from features.errors import InputError
from features.niches.counts import (
    Activity,
    Counts,
    count_history,
    without_unit,
    yearly_counts,
)
from features.package import Package

PATENTS = [
    *[("R1", "A", year, 60.0) for year in (2000, 2001)],  # A and R have no parts yet
    *[("R", "A", year, 120.0) for year in (2000, 2001)],
    ("S", "B", 2001, 5.0),
    *[("R1", "A1", year, 7.0) for year in (2003, 2004)],  # from here A has a part
    ("T", "C", 2004, 9.0),  # first seen last
]
REGIONS = [("R", ""), ("R1", ""), ("R2", "R"), ("S", ""), ("T", "")]
TECHNOLOGIES = [("A", ""), ("A1", "A"), ("B", ""), ("C", "")]


def small(patents: list[tuple[str, str, int, float]]) -> Package:
    columns = ["region_code", "technology_code", "year", "patents"]
    tables = {
        "patents": pd.DataFrame(patents, columns=columns),
        "regions": pd.DataFrame(REGIONS, columns=["region_code", "parent_code"]),
        "technologies": pd.DataFrame(TECHNOLOGIES, columns=["technology_code", "parent_code"]),
    }
    return Package("small", "small", "0", tables, {})


def assert_same(found: Counts, expected: Counts) -> None:
    for name in ("regions", "activities", "years", "cube"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name), err_msg=name)


@pytest.mark.parametrize("cutoff", [2000, 2001, 2002, 2003, 2004])
def test_counts_of_a_cutoff_are_those_of_a_package_that_ends_there(cutoff: int) -> None:
    package = small([*PATENTS, ("R2", "B", 2004, 1.0)])
    history = count_history(package, "technology", None)
    assert_same(history.until(cutoff), yearly_counts(package.until(cutoff), "technology", None))


def test_codes_and_parts_that_appear_later_are_not_known_earlier() -> None:
    history = count_history(small([*PATENTS, ("R2", "B", 2004, 1.0)]), "technology", None)
    early, late = history.until(2001), history.until(2004)
    assert (list(early.regions), list(early.activities)) == (["R", "R1", "S"], ["A", "B"])
    assert (list(late.regions), list(late.activities)) == (["R1", "R2", "S", "T"], ["A1", "B", "C"])
    np.testing.assert_array_equal(early.cube[:, :2, 0], [[120, 60], [120, 60]])
    assert list(early.years) == [2000, 2001]


@pytest.mark.parametrize("activity", ["technology", "cluster"])
@pytest.mark.parametrize("cutoff", [2004, demo.CUTOFF, 2030])
def test_the_demo_country_is_counted_alike(
    demo_package: Package, activity: Activity, cutoff: int
) -> None:
    rows = demo_package.tables["patents"]
    late = rows["region_code"].isin(sorted(rows["region_code"].unique())[:3])
    package = dataclasses.replace(
        demo_package,
        tables={**demo_package.tables, "patents": rows[~late | (rows["year"] > 2008)]},
    )
    found = count_history(package, activity, None).until(cutoff)
    assert_same(found, yearly_counts(package.until(cutoff), activity, None))


def test_a_cutoff_before_all_rows_is_refused() -> None:
    with pytest.raises(InputError, match=r"small has no data .*choose a later cutoff"):
        count_history(small(PATENTS), "technology", None).until(1999)
    with pytest.raises(InputError, match="small has no data up to the cutoff"):
        yearly_counts(small([]), "technology", None)


def test_a_technology_that_is_the_sum_of_all_others_is_not_counted() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(5, (4, 5, 6)) + 1
    patents = [
        (region, code, 2000 + year, float(counts[r, t, year]))
        for r, region in enumerate(("R1", "R2", "S", "T"))
        for t, code in enumerate("BCDEF")
        for year in range(6)
    ]
    whole = [
        (region, "TOTAL", 2000 + year, float(counts[r, :, year].sum()))
        for r, region in enumerate(("R1", "R2", "S", "T"))
        for year in range(6)
    ]
    found = yearly_counts(small([*patents, *whole]), "technology", None)
    assert_same(found, yearly_counts(small(patents), "technology", None))


def test_a_giant_does_not_set_the_unit_of_all_cells() -> None:
    values = np.random.default_rng(0).lognormal(3, 1, (2, 30, 10)).astype(np.float32)
    codes = np.arange(30).astype(object), np.arange(10).astype(object)
    plain = without_unit(Counts(*codes, np.array([2000, 2001]), values), 20.0)
    assert plain.cube[0].mean() == pytest.approx(20, rel=1e-4)
    giant = values.copy()
    giant[:, 0, 0] = 1e12
    found = without_unit(Counts(*codes, np.array([2000, 2001]), giant), 20.0)
    assert np.median(found.cube) > np.median(plain.cube) / 10

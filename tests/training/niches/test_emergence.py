"""Attributes of emergence: worked by hand on a few counts, and as the demo country plants them."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from features import demo
from features.niches.counts import Activity, Counts, yearly_counts
from features.package import Package
from training.niches import emergence

CUTOFF = 2009
BEFORE = [5, 5, 5, 5, 5]  # 25 in five years
STEADY = [5, 5, 6, 4, 5]  # 25 in five years, 9 in the last two
RISING = [6, 6, 7, 40, 41]  # 100 in five years, 81 in the last two


def tiny(*series: Sequence[Sequence[float]]) -> Counts:
    """Counts up to the cutoff, from one list for each region of one series for each activity."""
    cube = np.array(series, dtype=np.float32).transpose(2, 0, 1)
    n_years, n_regions, n_activities = cube.shape
    return Counts(
        np.arange(n_regions).astype(object),
        np.arange(n_activities).astype(object),
        np.arange(CUTOFF - n_years + 1, CUTOFF + 1),
        cube,
    )


def record(package: Package, activity: Activity = "technology") -> emergence.Record:
    return emergence.record(package, activity, yearly_counts(package, activity, None))


def logs(*ratios: float) -> npt.NDArray[np.float64]:
    return np.log(ratios)


def test_growth_by_hand() -> None:
    """The first activity rises in the first of two regions; one is added to every total."""
    counts = tiny([BEFORE + RISING, BEFORE + STEADY], [BEFORE + STEADY, BEFORE + STEADY])
    found = emergence.speed(counts, CUTOFF)
    before, now, recent = 51 / 102, 126 / 177, 91 / 110
    expected = {
        "past_share": -np.array([now, 1 - now]),
        "past_growth": logs(now / before, (1 - now) / (1 - before)),
        "acceleration": logs(recent / now, (1 - recent) / (1 - now)),
        "latest_growth": logs((46 / 56) / (44 / 52), (10 / 56) / (8 / 52)),
        "novelty": np.array([125 / 175, 50 / 100]),
    }
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=1e-6, err_msg=name)


def test_broad_growth_by_hand() -> None:
    """Roots of 25, 100, 81 and 9 are added up over regions, and one."""
    counts = tiny([BEFORE + RISING, BEFORE + STEADY], [BEFORE + STEADY, BEFORE + STEADY])
    found = emergence.speed(counts, CUTOFF)
    before, now, recent = 11 / 22, 16 / 27, 13 / 20
    np.testing.assert_allclose(
        found["broad_growth"], logs(now / before, (1 - now) / (1 - before)), rtol=1e-6
    )
    np.testing.assert_allclose(
        found["broad_acceleration"], logs(recent / now, (1 - recent) / (1 - now)), rtol=1e-6
    )


def test_growth_in_many_regions_is_broader_than_as_much_in_one() -> None:
    alone, shared = [4] * 5 + [12] * 5, [4] * 5 + [8] * 5
    counts = tiny([alone, shared], [[4] * 10, shared])
    found = emergence.speed(counts, CUTOFF)
    assert found["past_growth"][0] == pytest.approx(found["past_growth"][1])
    assert found["broad_growth"][1] > found["broad_growth"][0]
    assert found["broad_acceleration"] == pytest.approx(np.zeros(2), abs=0.02)


def test_uncertainty_is_what_counting_alone_does_not_explain() -> None:
    """Shares that never move are surer than counts can be; 9 and 19 by turns are not."""
    calm = emergence.speed(tiny([[9] * 11, [9] * 11]), CUTOFF)["uncertainty"]
    np.testing.assert_allclose(calm, -(1 / 10 + 1 / 10))
    up, down = [9, 19] * 5 + [9], [19, 9] * 5 + [19]
    restless = emergence.speed(tiny([up, down]), CUTOFF)["uncertainty"]
    np.testing.assert_allclose(restless, np.log(19 / 9) ** 2 - (1 / 10 + 1 / 20), rtol=1e-5)


def test_a_year_without_counts_is_skipped() -> None:
    """Not taken for one in which every share was zero."""
    rng = np.random.default_rng(0)
    series = rng.integers(5, 50, (3, 4, 12)).astype(float)
    whole = tiny(*series.tolist())
    early = series[:, :, :3]
    gap = np.concatenate([early, np.full((3, 4, 1), np.nan), series[:, :, 3:]], axis=2)
    first, second = (emergence.speed(counts, CUTOFF) for counts in (whole, tiny(*gap.tolist())))
    for name in ("latest_growth", "persistence", "uncertainty", "novelty", "acceleration"):
        np.testing.assert_allclose(first[name], second[name], err_msg=name)


def test_only_technologies_with_enough_patents_are_judged() -> None:
    counts = tiny([[10.0] * 10, [9.9] * 10, [0.0] * 10])
    known = emergence.Record("technology", counts, None)
    assert emergence.emergence(known, CUTOFF).judged.tolist() == [True, False, False]


def test_every_activity_of_an_indicator_is_judged_whatever_its_unit(demo_package: Package) -> None:
    rows = demo_package.tables["cluster_indicators"]
    found = []
    for unit in (1.0, 2.0**-20):  # a power of two, so that not a digit is lost
        scaled = rows.assign(value=rows["value"] * unit)
        tables = {**demo_package.tables, "cluster_indicators": scaled}
        package = dataclasses.replace(demo_package, tables=tables)
        found.append(emergence.emergence(record(package, "cluster"), demo.CUTOFF))
    assert found[0].judged.all()
    assert found[1].judged.all()
    np.testing.assert_array_equal(found[0].share, found[1].share)
    pd.testing.assert_frame_equal(found[0].features, found[1].features)


def test_attributes_are_ranks_of_the_judged_alone(demo_package: Package) -> None:
    known = record(demo_package.until(demo.CUTOFF))
    found = emergence.emergence(known, demo.CUTOFF)
    inside = found.features[found.judged]
    assert inside.abs().max().max() <= 0.5
    assert (found.features[~found.judged] == 0).all().all()


def test_quality_joins_in_where_the_package_tells_it(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    told = record(demo_package)
    bare = dataclasses.replace(told, quality=None)
    first, second = (emergence.emergence(known, demo.CUTOFF).features for known in (told, bare))
    assert {"citations", "claims", "family_size", "scope"} < set(rows)
    assert set(first) - set(second) == {"quality", "quality_growth"}
    pd.testing.assert_frame_equal(first[second.columns], second)
    assert first["quality"].nunique() > 100
    market = record(demo_package, "cluster")
    assert market.quality is None


def test_emerging_technologies_of_the_demo_are_cited_before_they_grow(
    demo_package: Package,
) -> None:
    planted = demo.truth()["emerging_technologies"]["technology_code"]
    known = record(demo_package.until(demo.CUTOFF))
    found = emergence.emergence(known, demo.CUTOFF)
    gained = found.features["quality_growth"][np.isin(found.activities, planted)]
    assert gained.mean() > 0.1


def test_a_value_that_is_missing_is_no_fall() -> None:
    series = np.array([[8.0] * 10, [8.0] * 10, [9.0] * 10])
    gap = series.copy()
    gap[0, -1] = np.nan
    found = [
        emergence.emergence(
            emergence.Record("cluster", tiny(values.tolist(), series.tolist()), None), CUTOFF
        )
        for values in (series, gap)
    ]
    np.testing.assert_allclose(found[1].share, found[0].share)
    pd.testing.assert_frame_equal(found[1].features, found[0].features)

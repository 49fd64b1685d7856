"""Rows hold what their origin knew; the median path is what the median series does."""

import numpy as np
import pandas as pd

from features.growth.panel import GrowthPanel
from training.growth.global_model import rows as growth_rows


def panel(values: np.ndarray) -> GrowthPanel:
    n = len(values)
    keys = pd.DataFrame({"region_code": [f"r{i}" for i in range(n)], "cluster_code": "c"})
    groups = {"nation": np.zeros(n, dtype=np.intp)}
    return GrowthPanel(keys, np.arange(values.shape[1]), values, groups, {})


def test_the_median_path_of_series_that_grow_alike_is_their_own() -> None:
    level = np.array([[10.0], [20.0], [50.0]])
    change = level * np.array([0.1, 0.2])
    grown = growth_rows.median_path(change, level)
    median_change = np.median(change, axis=0)
    np.testing.assert_allclose(grown, (change + median_change) / 2)


def test_a_series_that_hardly_moves_is_not_carried_along_by_the_growth_of_others() -> None:
    level = np.array([[10.0], [10.0], [1e6]])
    path = growth_rows.median_path(level * 0.1, level, np.array([[0.1], [1.0]]))
    assert path[2, 0] < growth_rows.MOST_LEVEL
    assert path[0, 0] == (10 * np.expm1(0.1) + 1) / 2


def test_rows_know_nothing_of_later_years() -> None:
    values = np.random.default_rng(0).uniform(1, 2, (6, 10)).cumsum(axis=1)
    later = values.copy()
    later[:, 6:] *= 5
    one, other = (growth_rows.rows_at(panel(v), 6, 3, np.arange(6))[1] for v in (values, later))
    np.testing.assert_array_equal(one.features, other.features)
    np.testing.assert_array_equal(one.bases, other.bases)
    assert not np.allclose(one.target, other.target)


def test_a_sample_has_the_rows_of_the_whole_panel() -> None:
    values = np.random.default_rng(1).uniform(1, 2, (8, 9)).cumsum(axis=1)
    everything, some = np.arange(8), np.array([2, 5])
    whole = growth_rows.rows_at(panel(values), 7, 2, everything)[1]
    few = growth_rows.rows_at(panel(values), 7, 2, some)[1]
    chosen = np.isin(whole.series, some)
    np.testing.assert_array_equal(whole.features[chosen], few.features)
    np.testing.assert_array_equal(whole.target[chosen], few.target)
    assert growth_rows.sample_series(8, 10, 30).size == 3


def test_a_value_far_from_its_neighbours_is_unknown_to_the_rows_after_it() -> None:
    values = np.random.default_rng(4).uniform(9, 11, (6, 10))
    wrong, unknown = values.copy(), values.copy()
    wrong[2, 5], unknown[2, 5] = 9_000, np.nan
    found, expected = (
        growth_rows.rows_at(panel(v), 8, 2, np.arange(6))[1] for v in (wrong, unknown)
    )
    np.testing.assert_array_equal(found.features, expected.features)
    np.testing.assert_array_equal(found.bases, expected.bases)

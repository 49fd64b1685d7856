"""Joint futures: their marginals, their common shock, and that they depend on nothing else."""

import numpy as np
import pandas as pd
import pytest

from tests.training.choice.made import even_growth
from training.choice.futures import chance_below, joint_futures, share_above
from training.growth.intervals.conformal import interval_columns

CODES = [f"c{i}" for i in range(7)]
GROWTH = even_growth(CODES, np.arange(7.0), np.full(7, 10.0))


def test_each_cluster_is_drawn_from_its_own_forecast() -> None:
    drawn = joint_futures(GROWTH, 0.5, 4000).growth
    np.testing.assert_allclose(np.median(drawn, axis=0), GROWTH["median"], atol=0.4)
    tenth, ninetieth = np.quantile(drawn, [0.1, 0.9], axis=0)
    low, high = interval_columns(0.8)
    np.testing.assert_allclose(tenth, GROWTH[low], atol=0.6)
    np.testing.assert_allclose(ninetieth, GROWTH[high], atol=0.6)


@pytest.mark.parametrize(("share", "correlation"), [(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
def test_the_common_shock_ties_clusters_together(share: float, correlation: float) -> None:
    drawn = joint_futures(GROWTH, share, 4000).growth
    # Even ranges: Spearman's rho of a Gaussian copula, 6 / pi asin(c / 2).
    expected = 6 / np.pi * np.arcsin(correlation / 2)
    between = np.asarray(np.corrcoef(drawn.T))[np.triu_indices(7, 1)]
    np.testing.assert_allclose(between, expected, atol=0.06)


def test_where_all_shocks_are_common_the_order_is_certain() -> None:
    found = joint_futures(GROWTH, 1.0, 500)
    np.testing.assert_array_equal(found.risk, [1, 1, 1, 0.5, 0, 0, 0])


def test_another_cluster_changes_no_draw() -> None:
    whole = joint_futures(GROWTH, 0.3, 200, seed=5)
    part = joint_futures(GROWTH.iloc[[4, 1]], 0.3, 200, seed=5)
    np.testing.assert_array_equal(part.growth, whole.growth[:, [4, 1]])
    np.testing.assert_array_equal(part.unknown, whole.unknown[:, [4, 1]])
    np.testing.assert_array_equal(part.delta, whole.delta)
    other = joint_futures(GROWTH, 0.3, 200, seed=6)
    assert (other.growth != whole.growth).mean() > 0.9


def test_risk_equals_a_loop_over_futures() -> None:
    growth = pd.concat([GROWTH, even_growth(["u"], np.array([np.nan]), np.ones(1))])
    found = joint_futures(growth, 0.4, 300)
    below = np.zeros(7)
    for future in found.growth[:, :7]:
        middle = sorted(future)[3]
        below += [1.0 if one < middle else 0.5 if one == middle else 0.0 for one in future]
    np.testing.assert_allclose(found.risk[:7], below / 300)
    assert np.isnan(found.risk[7])
    assert np.isnan(found.growth[:, 7]).all()


def test_without_any_forecast_risks_are_unknown() -> None:
    found = joint_futures(even_growth(["a", "b"], np.full(2, np.nan), np.ones(2)), 0.5, 50)
    assert np.isnan(found.risk).all()


def test_a_middle_that_is_given_is_the_one_compared_with() -> None:
    middle = np.full(400, 30.0, dtype=np.float32)
    assert (joint_futures(GROWTH, 0.5, 400, middle=middle).risk == 1).all()


def test_the_unknown_and_the_multipliers_place_are_even() -> None:
    found = joint_futures(GROWTH, 0.5, 1000)
    for column in (found.delta, found.unknown[:, 2].astype(np.float32)):
        np.testing.assert_allclose(np.sort(column), (np.arange(1000) + 0.5) / 1000 - 0.5, atol=5e-4)


def test_the_chance_of_less_growth_is_read_from_the_quantiles() -> None:
    growth = even_growth(["a", "b", "c"], np.array([0.0, 5.0, 0.0]), np.array([10.0, 10.0, 0.0]))
    np.testing.assert_allclose(chance_below(growth, 0.0), [0.5, 0.25, 0.5])
    # no further than the outermost quantile
    np.testing.assert_allclose(chance_below(growth + 50, 0.0), 0.005)
    assert np.isnan(chance_below(growth * np.nan, 0.0)).all()


def test_ties_count_half() -> None:
    rows = np.array([[1, 2, 3], [2, 2, 1]], dtype=np.float32)
    found = share_above(rows, np.array([2, 2], dtype=np.float32))
    np.testing.assert_array_equal(found, [0.25, 0.5, 0.5])

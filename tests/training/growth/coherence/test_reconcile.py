"""Reconciliation: adds up, stays positive, and is the least-squares optimum."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import lsq_linear

from features.errors import InputError
from training.growth.coherence.reconcile import hierarchy, reconcile

KEYS = pd.DataFrame(
    [(region, cluster) for region in "ABC" for cluster in ("x", "y")],
    columns=["region_code", "cluster_code"],
)


def least_squares(
    series: NDArray[np.float64],
    totals: NDArray[np.float64],
    membership: NDArray[np.float64],
    v: NDArray[np.float64],
    lowest: NDArray[np.float64],
    together: bool,
) -> NDArray[np.float64]:
    """The same optimum by a general bounded solver."""
    rows = np.vstack([np.eye(len(series)), membership])
    w = (membership @ np.sqrt(v)) ** 2 if together else membership @ v
    scale = 1 / np.sqrt(np.concatenate([v, w]))
    fit = lsq_linear(
        rows * scale[:, None],
        np.concatenate([series, totals]) * scale,
        bounds=(lowest, np.inf),
        method="bvls",
        tol=1e-14,
    )
    return np.asarray(fit.x)


def test_totals_are_nation_regions_and_clusters() -> None:
    tree = hierarchy(KEYS)
    assert list(tree.labels["region_code"]) == ["", "A", "B", "C", "", ""]
    assert list(tree.labels["cluster_code"]) == ["", "", "", "", "x", "y"]
    values = np.array([1.0, 2, 3, 4, 5, 6])
    assert list(tree.membership @ values) == [21, 3, 7, 11, 9, 12]


def test_worked_by_hand() -> None:
    # Two series of 1 and 3 with variance 1, a total of 6. Each on its own the total has variance
    # 1 + 1, so b = s + (6 - 4) / (2 + 2); together (1 + 1)^2, so b = s + (6 - 4) / (2 + 4).
    membership = hierarchy(KEYS[:2]).membership[[0]]
    series, total = np.array([1.0, 3.0]), np.array([6.0])
    answer = reconcile(series, total, membership, together=False)
    np.testing.assert_allclose(answer, [1.5, 3.5])
    np.testing.assert_allclose(reconcile(series, total, membership), [1 + 1 / 3, 3 + 1 / 3])


def test_coherent_forecasts_stay_as_they_are() -> None:
    tree = hierarchy(KEYS)
    values = np.array([1.0, 2, 3, 4, 5, 6])
    np.testing.assert_allclose(reconcile(values, tree.membership @ values, tree.membership), values)


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_is_the_least_squares_optimum(seed: int, together: bool) -> None:
    rng = np.random.default_rng(seed)
    tree = hierarchy(KEYS)
    series = rng.normal(1, 2, len(KEYS))
    totals = tree.membership @ series + rng.normal(0, 3, len(tree.labels))
    v = rng.uniform(0.1, 5, len(KEYS))
    bounded = rng.random(len(KEYS)) < rng.choice([0, 0.5, 1])
    lowest = np.where(bounded, 0.0, -np.inf)
    answer = reconcile(series, totals, tree.membership, v, bounded, together=together)
    assert (answer >= lowest).all()
    expected = least_squares(series, totals, tree.membership.toarray(), v, lowest, together)
    np.testing.assert_allclose(answer, expected, atol=1e-6)


@pytest.mark.parametrize("unit", [1e-12, 1e-6, 1e15])
def test_the_unit_does_not_matter(unit: float) -> None:
    rng = np.random.default_rng(2)
    tree = hierarchy(KEYS)
    series = rng.normal(0.5, 2, len(KEYS))
    totals = tree.membership @ series + rng.normal(0, 3, len(tree.labels))
    answer = reconcile(series, totals, tree.membership)
    assert (answer == 0).any()
    other = reconcile(series * unit, totals * unit, tree.membership)
    np.testing.assert_allclose(other, answer * unit, atol=1e-9 * unit)


def test_large_tables_are_quick_enough_to_reconcile() -> None:
    keys = pd.DataFrame(
        [(f"r{r}", f"c{c}") for r in range(300) for c in range(50)],
        columns=["region_code", "cluster_code"],
    )
    tree = hierarchy(keys)
    rng = np.random.default_rng(0)
    series = rng.lognormal(0, 2, len(keys)) - 0.2
    totals = (tree.membership @ series) * rng.uniform(0.8, 1.1, len(tree.labels))
    answer = reconcile(series, totals, tree.membership, nonnegative=True)
    assert (answer >= 0).all()


@pytest.mark.parametrize(
    ("series", "v", "message"),
    [
        ([np.nan, 1.0], [1.0, 1.0], "forecasts to be reconciled must all be finite numbers"),
        ([1.0, 1.0], [0.0, 1.0], "variances for reconciliation must all be positive numbers"),
    ],
)
def test_bad_input(series: list[float], v: list[float], message: str) -> None:
    membership = hierarchy(KEYS[:2]).membership
    with pytest.raises(InputError, match=message):
        reconcile(np.array(series), np.zeros(membership.shape[0]), membership, np.array(v))


def test_a_giant_changes_nothing_of_what_shares_no_total_with_it() -> None:
    """The small ones, of which some are bound by zero, are as if they were alone."""
    tree = hierarchy(KEYS)
    region = tree.membership[[1, 2]]  # A and B, each of two series
    series = np.array([3.0, 0.2, 1e15, 2e15, 0.0, 0.0])
    totals = np.array([1.0, 2e15])
    v = np.array([1.0, 1.0, 1e28, 1e28, 1.0, 1.0])
    alone = reconcile(series[:2], totals[:1], region[[0]][:, :2], v[:2])
    found = reconcile(series, totals, region, v)
    assert alone[1] == 0
    np.testing.assert_allclose(found[:2], alone, rtol=1e-9)

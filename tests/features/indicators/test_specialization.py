"""Location quotients, presence and indices of portfolios: by hand, by loops, by properties."""

from collections.abc import Callable
from typing import Any

import econcomplex
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import sparse

from features.errors import InputError
from features.indicators import specialization as s
from features.indicators.matrices import Sparse, dense

VALUES = np.array([[30.0, 10, 0], [10, 10, 20], [0, 0, 20]])
"""Regions of 40, 40 and 20, activities of 40, 20 and 40 of 100 in all."""
QUOTIENTS = np.array([[1.875, 1.25, 0], [0.625, 1.25, 1.25], [0, 0, 2.5]])
PRESENCE = np.array([[1.0, 1, 0], [0, 1, 1], [0, 0, 1]])

shapes = array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=7)
counts = arrays(np.float64, shapes, elements=st.integers(0, 9).map(float))
presences = arrays(np.float64, shapes, elements=st.sampled_from([0.0, 1.0]))

FORMS: dict[str, Callable[[np.ndarray], Any]] = {
    "double": lambda values: values,
    "single": lambda values: values.astype(np.float32),
    "integers": lambda values: values.astype(np.int64),
    "lists": lambda values: values.tolist(),
    "columns first": np.asfortranarray,
    "sparse rows": sparse.csr_array,
    "sparse columns, single": lambda values: sparse.csc_matrix(values.astype(np.float32)),
    "sparse cells": sparse.coo_array,
}
any_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
INDICES = [s.krugman_index, s.herfindahl_index, s.shannon_entropy]


def unchanged(function: Callable[..., Any], *matrices: Any) -> Any:
    """What the function answers; fails if it modifies a matrix given."""
    before = [dense(matrix).copy() for matrix in matrices]
    answer = function(*matrices)
    for matrix, copy in zip(matrices, before, strict=True):
        np.testing.assert_array_equal(dense(matrix), copy)
    return answer


def quotients_by_loops(values: np.ndarray) -> np.ndarray:
    quotients = np.zeros(values.shape)
    for r in range(values.shape[0]):
        for a in range(values.shape[1]):
            if values[r].sum() > 0 and values[:, a].sum() > 0:
                share = values[r, a] / values[r].sum()
                quotients[r, a] = share / (values[:, a].sum() / values.sum())
    return quotients


@any_form
def test_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """LQ = x * 100 / (row total * column total)."""
    quotients = unchanged(s.location_quotient, form(VALUES))
    np.testing.assert_allclose(dense(quotients), QUOTIENTS, rtol=1e-7)
    present = unchanged(s.presence, quotients)
    np.testing.assert_array_equal(dense(present), PRESENCE)
    np.testing.assert_array_equal(unchanged(s.diversity, present), [2, 2, 1])
    np.testing.assert_array_equal(unchanged(s.ubiquity, present), [1, 2, 2])


@any_form
def test_indices_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """Shares (3/4, 1/4, 0), (1/4, 1/4, 1/2), (0, 0, 1) against (2/5, 1/5, 2/5) of the whole."""
    np.testing.assert_allclose(unchanged(s.krugman_index, form(VALUES)), [0.8, 0.3, 1.2])
    np.testing.assert_allclose(unchanged(s.herfindahl_index, form(VALUES)), [0.625, 0.375, 1])
    entropy = [0.75 * np.log(4 / 3) + 0.25 * np.log(4), 0.5 * np.log(4) + 0.5 * np.log(2), 0]
    np.testing.assert_allclose(unchanged(s.shannon_entropy, form(VALUES)), entropy, atol=1e-15)


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array], ids=["dense", "sparse"])
def test_the_precision_given_is_kept(form: Callable[..., Any], precision: type) -> None:
    quotients = s.location_quotient(form(VALUES.astype(precision)))
    assert quotients.dtype == precision
    assert s.presence(quotients).dtype == precision
    assert sparse.issparse(quotients) == (form is sparse.csr_array)


@given(counts)
def test_quotients_agree_with_loops(values: np.ndarray) -> None:
    expected = quotients_by_loops(values)
    np.testing.assert_allclose(s.location_quotient(values), expected, rtol=1e-12)
    np.testing.assert_allclose(s.location_quotient(sparse.csr_array(values)).toarray(), expected)
    single = s.location_quotient(values.astype(np.float32))
    np.testing.assert_allclose(single, expected, rtol=1e-6)


@given(counts, st.floats(1e-3, 1e6))
def test_quotients_do_not_depend_on_the_unit(values: np.ndarray, unit: float) -> None:
    np.testing.assert_allclose(
        s.location_quotient(values * unit), s.location_quotient(values), rtol=1e-9
    )


@given(counts, st.randoms(use_true_random=False))
def test_order_of_regions_and_activities_does_not_matter(values: np.ndarray, random: Any) -> None:
    rows, columns = (random.sample(range(n), n) for n in values.shape)
    shuffled = values[np.ix_(rows, columns)]
    np.testing.assert_allclose(
        s.location_quotient(shuffled), s.location_quotient(values)[np.ix_(rows, columns)]
    )
    for index in INDICES:
        np.testing.assert_allclose(index(shuffled), index(values)[rows], atol=1e-12)


@given(counts)
def test_quotients_average_one(values: np.ndarray) -> None:
    """Weighted by the regions' shares in the whole, each activity that exists averages 1."""
    if values.sum() == 0:
        return
    weights = values.sum(axis=1) / values.sum()
    exists = values.sum(axis=0) > 0
    np.testing.assert_allclose((weights @ s.location_quotient(values))[exists], 1, rtol=1e-12)


@given(arrays(np.int64, 5, elements=st.integers(1, 10**4)), st.integers(1, 99))
def test_a_region_like_the_whole_is_present_everywhere(region: np.ndarray, scale: int) -> None:
    """Its quotients are 1 by definition: rounding must not push one below the threshold."""
    values = np.stack([region, region * scale])
    np.testing.assert_array_equal(s.location_quotient(values), 1.0)
    np.testing.assert_array_equal(s.location_quotient(sparse.csr_array(values)).toarray(), 1.0)


def test_empty_regions_and_activities() -> None:
    values = np.array([[2.0, 0, 2], [0, 0, 0], [2, 0, 2]])
    np.testing.assert_array_equal(s.location_quotient(values), [[1, 0, 1], [0, 0, 0], [1, 0, 1]])
    for index in INDICES:
        np.testing.assert_array_equal(np.isnan(index(values)), [False, True, False])
    nothing = np.zeros((2, 3))
    np.testing.assert_array_equal(s.location_quotient(nothing), nothing)
    assert s.location_quotient(np.zeros((0, 3))).shape == (0, 3)


def test_a_cell_stored_twice_counts_once_as_their_sum() -> None:
    twice: Sparse = sparse.csr_array(([20.0, 10, 5], [0, 0, 1], [0, 2, 3]), shape=(2, 2))
    once = np.array([[30.0, 0], [0, 5]])
    np.testing.assert_array_equal(s.location_quotient(twice).toarray(), s.location_quotient(once))
    assert twice.nnz == 3


def test_threshold_counts_as_present() -> None:
    quotients = np.array([[0.5, 0.49, 2.0]])
    np.testing.assert_array_equal(s.presence(quotients, 0.5), [[1, 0, 1]])


@given(counts)
def test_bounds_of_indices(values: np.ndarray) -> None:
    n = values.shape[1]
    filled = values.any(axis=1)
    krugman, herfindahl, entropy = (index(values)[filled] for index in INDICES)
    assert ((krugman >= 0) & (krugman <= 2)).all()
    assert ((herfindahl >= 1 / n - 1e-12) & (herfindahl <= 1 + 1e-12)).all()
    assert ((entropy >= 0) & (entropy <= np.log(n) + 1e-12)).all()


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
@pytest.mark.parametrize("function", [s.location_quotient, s.diversity, *INDICES])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array], ids=["dense", "sparse"])
def test_negative_and_unknown_values_are_refused(
    form: Callable[..., Any], function: Callable[..., Any], wrong: float
) -> None:
    with pytest.raises(InputError, match="negative or unknown"):
        function(form(np.array([[1.0, wrong], [2.0, 1.0]])))


def test_wrong_shapes_and_thresholds_are_refused() -> None:
    with pytest.raises(InputError, match="not of 3 dimensions"):
        s.location_quotient(np.ones((2, 2, 2)))
    for threshold in (0.0, -1.0, np.nan):
        with pytest.raises(InputError, match="must be positive"):
            s.presence(QUOTIENTS, threshold)


@given(counts)
def test_econcomplex_agrees(values: np.ndarray) -> None:
    """It differs for regions without any count: its indices are those of shares of 0, ours NaN.

    Its quotients divide shares and may miss a tie with 1 by rounding.
    """
    if values.sum() == 0:
        return
    np.testing.assert_allclose(
        s.location_quotient(values), econcomplex.location_quotient(values), rtol=1e-12
    )
    filled = values[values.any(axis=1)]
    np.testing.assert_allclose(
        s.krugman_index(filled), econcomplex.krugman_index(filled), atol=1e-12
    )
    np.testing.assert_allclose(
        s.herfindahl_index(filled), econcomplex.herfindahl(filled, normalize=False)
    )
    np.testing.assert_allclose(
        s.shannon_entropy(filled), econcomplex.shannon_entropy(filled, base=np.e), atol=1e-12
    )

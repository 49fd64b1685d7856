"""Similarities of activities and relatedness density: by hand, by loops, by properties."""

from collections.abc import Callable
from typing import Any

import econcomplex
import numpy as np
import pytest
from ecomplexity.calc_density import calc_density
from ecomplexity.calc_proximity import calc_continuous_proximity, calc_discrete_proximity
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from features.errors import InputError
from features.indicators import matrices
from features.indicators import relatedness as r
from tests.features.indicators.test_specialization import (
    PRESENCE,
    any_form,
    counts,
    presences,
    unchanged,
)

OF_PRESENCE: list[Callable[..., np.ndarray]] = [
    r.proximity,
    r.conditional_probability,
    r.taxonomy_proximity,
    r.sapling_similarity,
]
SYMMETRIC = [f for f in OF_PRESENCE if f is not r.conditional_probability]
OF_VALUES: list[Callable[..., np.ndarray]] = [r.cosine_similarity, r.pearson_similarity]

BY_HAND: dict[Any, list[list[float]]] = {
    r.co_occurrence: [[1, 1, 0], [1, 2, 1], [0, 1, 2]],
    r.proximity: [[0, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0]],
    r.conditional_probability: [[0, 1, 0], [0.5, 0, 0.5], [0, 0.5, 0]],
    r.taxonomy_proximity: [[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]],
    r.sapling_similarity: [[0, 0.25, -1], [0.25, 0, -0.25], [-1, -0.25, 0]],
    r.cosine_similarity: [[0, 0.5**0.5, 0], [0.5**0.5, 0, 0.5], [0, 0.5, 0]],
    r.pearson_similarity: [[0, 0.5, -1], [0.5, 0, -0.5], [-1, -0.5, 0]],
}
"""Of PRESENCE, regions with activities 1 2, 2 3 and 3: ubiquity 1, 2, 2, diversity 2, 2, 1."""


@any_form
@pytest.mark.parametrize("function", BY_HAND, ids=lambda function: function.__name__)
def test_worked_by_hand(
    function: Callable[..., np.ndarray], form: Callable[[np.ndarray], Any]
) -> None:
    similarity = unchanged(function, form(PRESENCE))
    np.testing.assert_allclose(similarity, BY_HAND[function], rtol=1e-6, atol=1e-7)


@any_form
def test_density_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """Related to activity 2 are 1 and 3 by a half each; the second region has 3 of them."""
    density = unchanged(r.relatedness_density, form(PRESENCE), np.array(BY_HAND[r.proximity]))
    np.testing.assert_allclose(density, [[1, 0.5, 1], [1, 0.5, 1], [0, 0.5, 0]])


def test_density_of_an_asymmetric_similarity_reads_columns_as_targets() -> None:
    similarity = np.array([[0.0, 1, 0], [0.5, 0, 0.5], [0, 0.5, 0]])
    density = r.relatedness_density(np.array([[1, 0, 0]]), similarity)
    np.testing.assert_allclose(density, [[0, 1 / 1.5, 0]])


def shared(presence: np.ndarray, i: int, j: int) -> float:
    return float(sum(row[i] * row[j] for row in presence))


def proximity_of(presence: np.ndarray, i: int, j: int) -> float:
    ubiquity = presence.sum(axis=0)
    if not ubiquity[i] or not ubiquity[j]:
        return 0.0
    n = shared(presence, i, j)
    return float(min(n / ubiquity[i], n / ubiquity[j]))


def conditional_of(presence: np.ndarray, i: int, j: int) -> float:
    having = [row for row in presence if row[i]]
    return float(np.mean([row[j] for row in having])) if having else 0.0


def taxonomy_of(presence: np.ndarray, i: int, j: int) -> float:
    together = sum(1 / row.sum() for row in presence if row[i] and row[j])
    return float(together / max(presence[:, i].sum(), presence[:, j].sum(), 1))


def sapling_of(presence: np.ndarray, i: int, j: int) -> float:
    """As the paper writes it: one minus the impurity after the split over that before."""
    N, k_i, k_j = len(presence), presence[:, i].sum(), presence[:, j].sum()
    if k_i in (0, N) or k_j in (0, N):
        return 0.0
    CO = shared(presence, i, j)
    after = CO * (1 - CO / k_j) + (k_i - CO) * (1 - (k_i - CO) / (N - k_j))
    return float((1 - after / (k_i * (1 - k_i / N))) * np.sign(CO * N / (k_i * k_j) - 1))


def cosine_of(values: np.ndarray, i: int, j: int) -> float:
    lengths = np.sqrt(shared(values, i, i) * shared(values, j, j))
    return shared(values, i, j) / lengths if lengths else 0.0


def pearson_of(values: np.ndarray, i: int, j: int) -> float:
    if np.ptp(values[:, i]) == 0 or np.ptp(values[:, j]) == 0:
        return 0.0
    return float(np.corrcoef(values[:, i], values[:, j])[0, 1])


def by_loops(of_pair: Callable[[np.ndarray, int, int], float], matrix: np.ndarray) -> np.ndarray:
    activities = range(matrix.shape[1])
    return np.array(
        [[of_pair(matrix, i, j) if i != j else 0.0 for j in activities] for i in activities]
    )


def density_by_loops(presence: np.ndarray, similarity: np.ndarray) -> np.ndarray:
    density = np.zeros(presence.shape)
    for region in range(presence.shape[0]):
        for j in range(presence.shape[1]):
            related = sum(abs(similarity[i, j]) for i in range(presence.shape[1]))
            present = sum(presence[region, i] * similarity[i, j] for i in range(presence.shape[1]))
            density[region, j] = present / related if related else 0.0
    return density


@given(presences)
def test_similarities_of_presence_agree_with_loops(presence: np.ndarray) -> None:
    loops = [proximity_of, conditional_of, taxonomy_of, sapling_of]
    for function, of_pair in zip(OF_PRESENCE, loops, strict=True):
        expected = by_loops(of_pair, presence)
        np.testing.assert_allclose(function(presence), expected, atol=1e-12)
        np.testing.assert_allclose(function(sparse.csr_array(presence)), expected, atol=1e-12)
        single = function(presence.astype(np.float32))
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, expected, atol=1e-6)


@given(counts)
def test_similarities_of_values_agree_with_loops(values: np.ndarray) -> None:
    for function, of_pair in zip(OF_VALUES, [cosine_of, pearson_of], strict=True):
        expected = by_loops(of_pair, values)
        np.testing.assert_allclose(function(values), expected, atol=1e-12)
        np.testing.assert_allclose(function(sparse.csr_array(values)), expected, atol=1e-12)
        np.testing.assert_allclose(function(values.astype(np.float32)), expected, atol=1e-5)


@given(presences)
def test_density_agrees_with_loops(presence: np.ndarray) -> None:
    for similarity_of in OF_PRESENCE:
        similarity = similarity_of(presence)
        expected = density_by_loops(presence, similarity)
        np.testing.assert_allclose(
            r.relatedness_density(presence, similarity), expected, atol=1e-12
        )
        single = r.relatedness_density(presence.astype(np.float32), similarity.astype(np.float32))
        assert single.dtype == np.float32
        np.testing.assert_allclose(single, expected, atol=1e-5)


@given(presences)
def test_bounds_symmetry_and_diagonal(presence: np.ndarray) -> None:
    for function in [*OF_PRESENCE, *OF_VALUES]:
        similarity = function(presence)
        signed = function in (r.sapling_similarity, r.pearson_similarity)
        assert (similarity >= (-1 if signed else 0)).all()
        assert (similarity <= 1).all()
        assert not similarity.diagonal().any()
        if function is not r.conditional_probability:
            np.testing.assert_array_equal(similarity, similarity.T)


@given(presences, st.randoms(use_true_random=False))
def test_order_of_regions_and_activities_does_not_matter(presence: np.ndarray, random: Any) -> None:
    rows, columns = (random.sample(range(n), n) for n in presence.shape)
    shuffled = presence[np.ix_(rows, columns)]
    for function in [*OF_PRESENCE, *OF_VALUES]:
        np.testing.assert_allclose(
            function(shuffled), function(presence)[np.ix_(columns, columns)], atol=1e-12
        )


@given(presences)
def test_names_for_the_same(presence: np.ndarray) -> None:
    """Proximity is the smaller conditional probability; Sapling the signed square of Pearson."""
    conditional = r.conditional_probability(presence)
    np.testing.assert_allclose(r.proximity(presence), np.minimum(conditional, conditional.T))
    phi = r.pearson_similarity(presence)
    np.testing.assert_allclose(r.sapling_similarity(presence), np.sign(phi) * phi**2, atol=1e-12)


@given(counts, st.floats(1e-3, 1e3))
def test_similarities_of_values_do_not_depend_on_the_unit(values: np.ndarray, unit: float) -> None:
    for function in OF_VALUES:
        np.testing.assert_allclose(function(values * unit), function(values), atol=1e-9)


@given(presences)
def test_density_of_regions_with_all_or_none_of_what_is_related(presence: np.ndarray) -> None:
    similarity = r.proximity(presence)
    related = similarity.any(axis=0)
    everything, nothing = np.ones((1, len(similarity))), np.zeros((1, len(similarity)))
    np.testing.assert_allclose(
        r.relatedness_density(everything, similarity), [related.astype(float)]
    )
    np.testing.assert_array_equal(r.relatedness_density(nothing, similarity), nothing)
    density = r.relatedness_density(presence, similarity)
    assert ((density >= 0) & (density <= 1 + 1e-12)).all()


@given(presences, st.integers(0, 6))
def test_a_further_activity_never_lowers_density(presence: np.ndarray, further: int) -> None:
    similarity = r.proximity(presence)
    more = presence.copy()
    more[:, further % presence.shape[1]] = 1.0
    gain = r.relatedness_density(more, similarity) - r.relatedness_density(presence, similarity)
    assert (gain >= -1e-12).all()


def test_equal_values_correlate_with_nothing() -> None:
    """The mean of three times 0.1 is not 0.1 in floating point."""
    values = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 5.0]])
    np.testing.assert_array_equal(r.pearson_similarity(values), np.zeros((2, 2)))


def test_sparse_rows_are_added_up_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    presence = np.random.default_rng(1).integers(0, 2, (11, 4)).astype(float)
    monkeypatch.setattr(matrices, "BLOCK", 3)
    np.testing.assert_array_equal(
        r.co_occurrence(sparse.csr_array(presence)), presence.T @ presence
    )


def test_a_stored_zero_is_absence() -> None:
    stored = sparse.csr_array((np.array([1.0, 0, 1]), ([0, 0, 1], [0, 1, 1])))
    np.testing.assert_array_equal(r.co_occurrence(stored), [[1, 0], [0, 1]])


@pytest.mark.parametrize("function", [r.co_occurrence, *OF_PRESENCE])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array], ids=["dense", "sparse"])
def test_anything_but_0_and_1_is_refused(
    form: Callable[..., Any], function: Callable[..., Any]
) -> None:
    for wrong in (0.5, 2.0, -1.0, np.nan):
        with pytest.raises(InputError, match="only 0 and 1"):
            function(form(np.array([[1.0, wrong], [1.0, 0]])))


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="3 x 3, not of shape"):
        r.relatedness_density(PRESENCE, np.zeros((2, 2)))
    with pytest.raises(InputError, match="not of 1 dimensions"):
        r.proximity(np.ones(3))


@given(presences)
def test_econcomplex_agrees(presence: np.ndarray) -> None:
    """Its density is in per cent."""
    options = {"use_rca": False, "compute": "product"}
    similarity = r.proximity(presence)
    np.testing.assert_allclose(
        similarity, econcomplex.proximity(presence, **options)["product"], rtol=1e-12
    )
    np.testing.assert_allclose(
        100 * r.relatedness_density(presence, similarity),
        econcomplex.relatedness_density(presence, similarity, use_rca=False),
        atol=1e-9,
    )
    np.testing.assert_allclose(
        r.cosine_similarity(presence),
        econcomplex.relatedness_index(presence, method="cosine"),
        atol=1e-12,
    )


@given(presences)
def test_ecomplexity_agrees_but_for_the_diagonal(presence: np.ndarray) -> None:
    """Its activities are related to themselves, and its correlation is (1 + r) / 2.

    A diagonal of 1 raises the density of what a region has already. For an activity that no
    region has it divides by zero.
    """
    existing = presence[:, presence.any(axis=0)]
    ubiquity, one = existing.sum(axis=0), np.eye(existing.shape[1])
    similarity = r.proximity(existing) + one
    np.testing.assert_allclose(similarity, calc_discrete_proximity(existing, ubiquity))
    np.testing.assert_allclose(
        r.relatedness_density(existing, similarity), calc_density(existing, similarity), atol=1e-12
    )
    np.testing.assert_allclose(
        r.conditional_probability(existing) + one,
        calc_discrete_proximity(existing, ubiquity, asymmetric=True),
    )
    varied = existing[:, np.ptp(existing, axis=0) > 0] if len(existing) else existing
    if varied.shape[1] > 1:
        np.testing.assert_allclose(
            (1 + r.pearson_similarity(varied) + np.eye(varied.shape[1])) / 2,
            calc_continuous_proximity(varied, None),
            atol=1e-12,
        )


def test_cross_proximity_by_hand() -> None:
    left = np.array([[1.0, 0], [1, 1], [0, 1]])
    right = np.array([[1.0, 0, 0], [1, 0, 1], [0, 0, 1]])
    np.testing.assert_allclose(r.cross_proximity(left, right), [[1, 0, 0.5], [0.5, 0, 1]])


@given(arrays(float, (6, 4), elements=st.sampled_from([0.0, 1.0])))
def test_cross_proximity_with_itself_is_proximity(presence: np.ndarray) -> None:
    ours = r.cross_proximity(presence, presence)
    np.fill_diagonal(ours, 0)
    np.testing.assert_allclose(ours, r.proximity(presence))

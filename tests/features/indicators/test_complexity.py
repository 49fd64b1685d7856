"""ECI, PCI and fitness: worked by hand, by loops and a general solver, by properties."""

import warnings
from collections.abc import Callable
from typing import Any

import econcomplex
import numpy as np
import pandas as pd
import pytest
from ecomplexity import ecomplexity
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy import sparse

from features.errors import InputError
from features.indicators import complexity as c
from tests.features.indicators.test_specialization import any_form, presences, unchanged

TRIANGLE = np.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]])
HIGH = 1.5**0.5
"""A triple of equal steps, standardised, is HIGH, 0, -HIGH."""


@st.composite
def connected_presences(draw: st.DrawFn) -> np.ndarray:
    """With a region that has everything and an activity that is everywhere."""
    shape = draw(array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7))
    presence = draw(arrays(np.float64, shape, elements=st.sampled_from([0.0, 1.0])))
    presence[0] = presence[:, 0] = 1.0
    return presence


connected = connected_presences()


def nested(seed: int, regions: int = 40, activities: int = 25) -> np.ndarray:
    """A presence matrix as they are found: able regions have almost everything."""
    rng = np.random.default_rng(seed)
    able, hard = rng.uniform(0.1, 1, regions), rng.uniform(0, 0.9, activities)
    present = rng.random((regions, activities)) < 1 / (1 + np.exp(-10 * (able[:, None] - hard)))
    return present[present.any(axis=1)][:, present.any(axis=0)].astype(float)


def standardised(values: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray((values - values.mean()) / values.std())


def eci_pci_by_loops(presence: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """ECI, PCI and eigenvalues of the region by region matrix, from the general solver."""
    regions, activities = presence.shape
    steps = np.zeros((regions, regions))
    for r in range(regions):
        for other in range(regions):
            for a in range(activities):
                both = presence[r, a] * presence[other, a]
                steps[r, other] += both / presence[r].sum() / presence[:, a].sum()
    values, vectors = np.linalg.eig(steps)
    order = np.argsort(-values.real)
    eci = vectors[:, order[1]].real
    eci *= np.sign(np.cov(eci, presence.sum(axis=1))[0, 1])
    pci = np.array([np.mean(eci[presence[:, a] > 0]) for a in range(activities)])
    return standardised(eci), standardised(pci), values.real[order]


def fitness_by_loops(presence: np.ndarray, iterations: int) -> tuple[list[float], list[float]]:
    regions, activities = (range(n) for n in presence.shape)
    F, Q = [1.0 for _ in regions], [1.0 for _ in activities]
    for _ in range(iterations):
        F = [sum(presence[r, a] * Q[a] for a in activities) for r in regions]
        F = [f * len(F) / sum(F) for f in F]
        Q = [1 / sum(presence[r, a] / F[r] for r in regions) for a in activities]
        Q = [q * len(Q) / sum(Q) for q in Q]
    return F, Q


@any_form
def test_eci_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """Of a triangle.

    D^-1 M U^-1 M' = [[11/18, 5/18, 2/18], [5/12, 5/12, 2/12], [1/3, 1/3, 1/3]] has eigenvalues 1,
    1/4 and 1/9; to 1/4 belongs (2, -1, -4), and the averages over the regions are (-1, 1/2, 2).
    """
    eci, pci = unchanged(c.eci_pci, form(TRIANGLE))
    np.testing.assert_allclose(eci, [HIGH, 0, -HIGH], atol=1e-12)
    np.testing.assert_allclose(pci, [-HIGH, 0, HIGH], atol=1e-12)


@any_form
def test_first_iteration_of_fitness_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """F = (3, 2, 1) / 2; Q = 1 / (11/3, 5/3, 2/3), whose mean is 87/110."""
    answer = unchanged(lambda M: c.fitness_complexity(M, max_iterations=1), form(TRIANGLE))
    np.testing.assert_allclose(answer.fitness, [1.5, 1, 0.5])
    np.testing.assert_allclose(answer.complexity, [10 / 29, 22 / 29, 55 / 29])
    assert (answer.iterations, answer.converged) == (1, False)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", [(40, 25), (25, 40)], ids=["tall", "wide"])
def test_eci_agrees_with_loops(seed: int, shape: tuple[int, int]) -> None:
    presence = nested(seed, *shape)
    expected_eci, expected_pci, _ = eci_pci_by_loops(presence)
    for form in (presence, presence.astype(np.float32), sparse.csr_array(presence)):
        eci, pci = c.eci_pci(form)
        np.testing.assert_allclose(eci, expected_eci, atol=1e-8)
        np.testing.assert_allclose(pci, expected_pci, atol=1e-8)


def in_blocks(block: np.ndarray, copies: int) -> np.ndarray:
    """Copies of a block, and one region that has everything: eigenvalues come in equals."""
    apart = np.kron(np.eye(copies), block)
    return np.vstack([apart, np.ones((1, apart.shape[1]))])


@pytest.mark.parametrize(
    ("presence", "ranked"),
    [
        (nested(0, 300, 180), True),
        (nested(1, 150, 260), True),
        (in_blocks(nested(2, 90, 70), 3), False),
        (np.ones((150, 120)), False),
        (np.eye(120), False),
    ],
    ids=["tall", "wide", "equal thirds", "all alike", "all apart"],
)
def test_iterating_agrees_with_decomposing(
    presence: np.ndarray, ranked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert min(presence.shape) >= c.LARGE
    iterated = c.eci_pci(presence)
    monkeypatch.setattr(c, "LARGE", np.inf)
    for fast, sure in zip(iterated, c.eci_pci(presence), strict=True):
        np.testing.assert_allclose(fast, sure, atol=1e-9)
        assert np.isfinite(fast).all() == ranked


@given(connected)
def test_eci_of_small_connected_matrices_agrees_with_loops(presence: np.ndarray) -> None:
    expected_eci, expected_pci, values = eci_pci_by_loops(presence)
    third = values[2] if len(values) > 2 else 0.0
    rises = np.cov(expected_eci, presence.sum(axis=1))[0, 1]
    if values[1] - third < 1e-6 or abs(rises) < 1e-6:
        return  # not to be told apart: see UNRANKABLE
    eci, pci = c.eci_pci(presence)
    np.testing.assert_allclose(eci, expected_eci, atol=1e-6)
    np.testing.assert_allclose(pci, expected_pci, atol=1e-6)


@given(presences)
def test_eci_is_standardised_and_rises_with_diversity_or_is_unknown(presence: np.ndarray) -> None:
    eci, pci = c.eci_pci(presence)
    assert np.isnan(eci[~presence.any(axis=1)]).all()
    assert np.isnan(pci[~presence.any(axis=0)]).all()
    known, of_activities = np.isfinite(eci), np.isfinite(pci)
    assert known.any() == of_activities.any()
    if known.any():
        for values in (eci[known], pci[of_activities]):
            np.testing.assert_allclose([values.mean(), values.std()], [0, 1], atol=1e-9)
        assert np.corrcoef(eci[known], presence.sum(axis=1)[known])[0, 1] > 0


@pytest.mark.parametrize("seed", range(4))
def test_order_does_not_matter(seed: int) -> None:
    presence = nested(seed)
    rng = np.random.default_rng(seed)
    rows, columns = (rng.permutation(n) for n in presence.shape)
    shuffled = presence[np.ix_(rows, columns)]
    (eci, pci), (eci_2, pci_2) = c.eci_pci(presence), c.eci_pci(shuffled)
    np.testing.assert_allclose(eci_2, eci[rows], atol=1e-8)
    np.testing.assert_allclose(pci_2, pci[columns], atol=1e-8)
    fitness, fitness_2 = c.fitness_complexity(presence), c.fitness_complexity(shuffled)
    np.testing.assert_allclose(fitness_2.fitness, fitness.fitness[rows])
    np.testing.assert_allclose(fitness_2.complexity, fitness.complexity[columns])


@pytest.mark.parametrize("seed", range(4))
def test_a_region_twice_is_as_complex_as_itself(seed: int) -> None:
    presence = nested(seed)
    eci, _ = c.eci_pci(np.vstack([presence, presence[:1]]))
    np.testing.assert_allclose(eci[-1], eci[0], atol=1e-8)


def padded(presence: np.ndarray) -> np.ndarray:
    """With an empty region first and an empty activity second."""
    return np.insert(np.insert(presence, 0, 0.0, axis=0), 1, 0.0, axis=1)


def test_empty_regions_and_activities_are_unknown_and_change_nothing() -> None:
    presence = nested(0)
    eci, pci = c.eci_pci(padded(presence))
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(eci)), [0])
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(pci)), [1])
    bare_eci, bare_pci = c.eci_pci(presence)
    np.testing.assert_allclose(eci[1:], bare_eci, atol=1e-9)
    np.testing.assert_allclose(np.delete(pci, 1), bare_pci, atol=1e-9)
    bare = c.fitness_complexity(presence)
    answer = c.fitness_complexity(padded(presence))
    assert np.isnan(answer.fitness[0])
    assert np.isnan(answer.complexity[1])
    np.testing.assert_allclose(answer.fitness[1:], bare.fitness)
    np.testing.assert_allclose(np.delete(answer.complexity, 1), bare.complexity)


def test_only_the_largest_of_unconnected_parts_is_ranked() -> None:
    presence = nested(1)
    regions, activities = presence.shape
    apart = np.zeros((regions + 2, activities + 2))
    apart[2:, 2:], apart[:2, :2] = presence, [[1, 1], [1, 0]]
    eci, pci = c.eci_pci(apart)
    bare_eci, bare_pci = c.eci_pci(presence)
    np.testing.assert_allclose(eci, [np.nan, np.nan, *bare_eci], atol=1e-9)
    np.testing.assert_allclose(pci, [np.nan, np.nan, *bare_pci], atol=1e-9)


UNRANKABLE = {
    "nothing": np.zeros((3, 4)),
    "no regions": np.zeros((0, 4)),
    "no activities": np.zeros((3, 0)),
    "one region": np.ones((1, 4)),
    "one activity": np.ones((4, 1)),
    "all alike": np.ones((3, 4)),
    "two parts as large": np.kron(np.eye(2), TRIANGLE),
    "each its own": np.eye(4),
    "two second eigenvectors": 1 - np.eye(4),
    "no direction": np.array([[1.0, 1, 0], [0, 1, 1]]),
}


@pytest.mark.parametrize("presence", UNRANKABLE.values(), ids=UNRANKABLE.keys())
def test_what_cannot_be_ranked_is_unknown(presence: np.ndarray) -> None:
    for matrix in (presence, presence.T):
        for form in (matrix, sparse.csr_array(matrix)):
            eci, pci = c.eci_pci(form)
            assert (len(eci), len(pci)) == matrix.shape
            assert np.isnan(eci).all()
            assert np.isnan(pci).all()


@pytest.mark.parametrize("function", [c.eci_pci, c.fitness_complexity])
def test_quotients_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(InputError, match="only 0 and 1"):
        function(np.array([[0.5, 2.0], [1.0, 0.0]]))


@given(connected, st.integers(1, 5))
def test_fitness_agrees_with_loops(presence: np.ndarray, iterations: int) -> None:
    fitness, complexity = fitness_by_loops(presence, iterations)
    for form in (presence, sparse.csr_array(presence)):
        answer = c.fitness_complexity(form, tolerance=0, max_iterations=iterations)
        np.testing.assert_allclose(answer.fitness, fitness, rtol=1e-9)
        np.testing.assert_allclose(answer.complexity, complexity, rtol=1e-9)


@given(presences)
def test_fitness_is_positive_with_mean_one_and_says_whether_it_settled(
    presence: np.ndarray,
) -> None:
    answer = c.fitness_complexity(presence, tolerance=1e-4, max_iterations=300)
    assert answer.converged or answer.iterations == 300
    for values, present in (
        (answer.fitness, presence.any(axis=1)),
        (answer.complexity, presence.any(axis=0)),
    ):
        np.testing.assert_array_equal(np.isfinite(values), present)
        if present.any():
            assert (values[present] > 0).all()
            assert values[present].mean() == pytest.approx(1)


@pytest.mark.parametrize("seed", range(4))
def test_settled_fitness_is_a_fixed_point(seed: int) -> None:
    presence = nested(seed)
    answer = c.fitness_complexity(presence, tolerance=1e-12, max_iterations=100_000)
    assert answer.converged
    once_more = presence @ answer.complexity
    np.testing.assert_allclose(once_more / once_more.mean(), answer.fitness, atol=1e-10)


def test_fitness_that_fades_out_stays_positive() -> None:
    """Of the two regions, the one without an activity of its own falls towards 0 for ever."""
    answer = c.fitness_complexity(np.array([[1.0, 1], [1, 0]]), 0.0, 5000)
    assert answer.fitness[1] > 0
    assert answer.fitness[1] < 1e-3
    assert not answer.converged


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("shape", [(40, 25), (25, 40)], ids=["tall", "wide"])
def test_econcomplex_agrees(seed: int, shape: tuple[int, int]) -> None:
    """It gives PCI a sign of its own, by ubiquity, which is the same in nested matrices.

    Of unconnected parts it ranks one against the other, where ours ranks the largest alone.
    """
    presence = padded(nested(seed, *shape))
    eci, pci = econcomplex.eci_pci(presence, use_rca=False)
    np.testing.assert_allclose(c.eci_pci(presence)[0], eci, atol=1e-8)
    np.testing.assert_allclose(c.eci_pci(presence)[1], pci, atol=1e-8)
    fitness, complexity = econcomplex.eci_pci(
        presence, use_rca=False, method="fitness", iterations=50, tol=0
    )
    answer = c.fitness_complexity(presence, tolerance=0, max_iterations=50)
    np.testing.assert_allclose(answer.fitness, fitness, rtol=1e-9)
    np.testing.assert_allclose(answer.complexity, complexity, rtol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_ecomplexity_agrees(seed: int) -> None:
    """It standardises PCI by the mean and deviation of ECI: the same but for unit and origin."""
    presence = nested(seed)
    regions, activities = np.indices(presence.shape).reshape(2, -1)
    cells = pd.DataFrame({"t": 0, "r": regions, "a": activities, "x": presence.ravel()})
    columns = {"time": "t", "loc": "r", "prod": "a", "val": "x"}
    with warnings.catch_warnings(action="ignore"):
        answer = ecomplexity(
            cells,
            columns,
            presence_test="manual",
            check_logsupermodularity=False,
            verbose=False,
        )
    eci, pci = c.eci_pci(presence)
    np.testing.assert_allclose(answer.groupby("r")["eci"].first(), eci, atol=1e-8)
    their_pci = answer.groupby("a")["pci"].first().to_numpy()
    np.testing.assert_allclose(standardised(their_pci), pci, atol=1e-8)

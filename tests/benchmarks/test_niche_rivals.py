"""The rival rules of niches, by hand and against regressions one by one."""

import numpy as np

from tests.benchmarks.niche_rivals import ease, sapling

PRESENCE = np.array([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 1.0]])


def test_sapling_by_hand() -> None:
    # The first and the third activity share no region: -1. The second is unrelated to both: 0.
    np.testing.assert_allclose(
        sapling(PRESENCE), [[0, 0, -1], [0, 0, -1], [-1, 0, 0], [-1, 0, 0]], atol=1e-12
    )


def test_ease_of_two_activities_by_hand() -> None:
    presence = np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    # Two regions have both, of three and of two: weights 2 / (3 + 1) and 2 / (2 + 1).
    expected = [[2 / 3, 1 / 2], [0, 1 / 2], [2 / 3, 1 / 2]]
    np.testing.assert_allclose(ease(presence, 1.0), expected)


def test_ease_is_a_ridge_regression_of_each_activity_on_the_others() -> None:
    presence = (np.random.default_rng(0).random((30, 6)) < 0.4).astype(float)
    found = ease(presence, 2.0)
    for kind in range(6):
        others = np.delete(presence, kind, axis=1)
        gram = others.T @ others + 2.0 * np.eye(5)
        weights = np.linalg.solve(gram, others.T @ presence[:, kind])
        np.testing.assert_allclose(found[:, kind], others @ weights)

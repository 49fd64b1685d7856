"""Utilities by hand, and dominance against a naive loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from training.choice.utilities import Criteria, dominance, utilities

ELEMENTS = st.floats(0, 1) | st.just(float("nan"))


def test_a_utility_is_linear_and_goes_beyond_the_ends() -> None:
    criteria = Criteria(["growth", "risk"], np.array([[1.0, 0.2], [3.0, 0.6], [9.0, np.nan]]))
    found = utilities(
        criteria, {"growth": (1.0, 5.0), "risk": (0.2, 0.6)}, {"growth": 1, "risk": -1}
    )
    np.testing.assert_allclose(found, [[0.0, 1.0], [0.5, 0.0], [2.0, np.nan]])


@pytest.mark.parametrize("scale", [{"growth": (2.0, 2.0)}, {}])
def test_without_two_ends_every_known_value_counts_half(
    scale: dict[str, tuple[float, float]],
) -> None:
    criteria = Criteria(["growth"], np.array([[2.0], [7.0], [np.nan]]))
    found = utilities(criteria, scale, {"growth": 1})
    np.testing.assert_array_equal(found, [[0.5], [0.5], [np.nan]])


@given(arrays(float, (5, 3), elements=ELEMENTS))
def test_dominance_equals_the_naive_loop(values: np.ndarray) -> None:
    found = dominance(values)
    for i, mine in enumerate(values):
        for j, other in enumerate(values):
            pairs = [(a, b) for a, b in zip(mine, other, strict=True) if not np.isnan([a, b]).all()]
            worse = any(np.isnan(a) or np.isnan(b) or b < a for a, b in pairs)
            assert found[i, j] == (not worse and any(b > a for a, b in pairs))

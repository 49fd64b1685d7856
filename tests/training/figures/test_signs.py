"""Signs do not overlap, and stay where they are if they can."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure

from features.arrays import Array
from training.figures.signs import apart, draw_signs


@given(arrays(float, st.tuples(st.integers(1, 18), st.just(2)), elements=st.floats(0, 1)))
def test_signs_do_not_overlap_and_stay_where_they_are_if_they_can(places: Array) -> None:
    gap = (0.04, 0.05)
    moved = apart(places, gap)
    distance = np.linalg.norm((moved[:, None] - moved) / gap, axis=2)
    np.fill_diagonal(distance, np.inf)
    assert distance.min() > 0.9
    free = np.linalg.norm((places[:, None] - places) / gap, axis=2) + 9 * np.eye(len(places))
    if free.min() > 1.1:
        np.testing.assert_allclose(moved, places, atol=1e-4)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_each_sign_is_drawn_with_its_mark(n: int) -> None:
    axes = Figure().add_subplot()
    draw_signs(axes, np.full((n, 2), 0.5), "ABC"[:n], ["red"] * n, gap=(0.1, 0.1))
    assert [text.get_text() for text in axes.texts] == list("ABC"[:n])
    axes.figure.canvas.draw()

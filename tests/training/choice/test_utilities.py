"""Dominance against a naive loop."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.training.choice.test_ranking import by_code, options
from training.choice.ranking import rank_options


def test_an_option_of_another_kind_dominates_nobody() -> None:
    values = np.array([[0.9, 0.9, 0.9, 0.1], [0.5, 0.5, 0.5, 0.5]])
    found = rank_options(options(values, kinds=["cluster", "niche"]))
    assert (found.options["dominated_by"] == "").all()


@given(arrays(float, (5, 4), elements=st.floats(0, 1)))
def test_dominance_equals_the_naive_loop(values: np.ndarray) -> None:
    found = by_code(rank_options(options(values), draws=5))
    signed = values * [1, 1, 1, -1]
    for i, code in enumerate(found["dominated_by"]):
        better = [(u >= signed[i]).all() and (u > signed[i]).any() for u in signed]
        assert bool(code) == any(better)
        if code:
            assert better[int(code[1:])]
            assert found["rank"].iloc[int(code[1:])] < found["rank"].iloc[i]


def test_the_best_of_a_criterion_is_not_dominated_where_the_scale_ends_below_it() -> None:
    """Growth of 9.7 and 7.1 both lie above the scale's end, the 95th percentile of forty."""
    values = np.tile([[1.0, 0.5, 0.5, 0.5]], (40, 1))
    values[0], values[1] = [9.7, 0.5, 0.5, 0.5], [7.1, 0.5, 0.5, 0.4]
    found = by_code(rank_options(options(values)))
    assert found.loc[["c00", "c01"], "dominated_by"].tolist() == ["", ""]
    values[1, 3] = 0.5
    assert by_code(rank_options(options(values))).loc["c01", "dominated_by"] == "c00"

"""Shares, growth, shift-share and windows: by hand, by loops, by properties."""

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
from features.indicators import shares as s
from features.indicators.matrices import dense
from tests.features.indicators.test_specialization import VALUES, any_form, counts, unchanged

BEFORE = np.array([[100.0, 50], [100, 150]])
AFTER = np.array([[130.0, 60], [110, 140]])
"""400 grow by a tenth to 440: the first activity by a fifth, the second not at all."""

cubes = arrays(
    np.float64, array_shapes(min_dims=3, max_dims=3, max_side=4), elements=st.floats(0, 1e4)
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Values before and after, of one shape with two or three dimensions."""
    shape = draw(array_shapes(min_dims=2, max_dims=3, max_side=5))
    values = arrays(np.float64, shape, elements=st.integers(0, 50).map(float))
    return draw(values), draw(values)


def shift_share_by_loops(before: np.ndarray, after: np.ndarray) -> list[np.ndarray]:
    parts = [np.zeros(before.shape) for _ in range(3)]
    whole = after.sum() / before.sum() - 1 if before.sum() else 0.0
    for r in range(before.shape[0]):
        for a in range(before.shape[1]):
            sums = before[:, a].sum(), after[:, a].sum()
            activity = sums[1] / sums[0] - 1 if sums[0] else 0.0
            parts[0][r, a] = before[r, a] * whole
            parts[1][r, a] = before[r, a] * (activity - whole)
            parts[2][r, a] = after[r, a] - before[r, a] * (1 + activity)
    return parts


@any_form
def test_shares_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    of_regions = unchanged(lambda values: s.shares(values, axis=1), form(VALUES))
    expected = np.array([[0.75, 0.25, 0], [0.25, 0.25, 0.5], [0, 0, 1]])
    np.testing.assert_allclose(dense(of_regions), expected)
    of_activities = unchanged(lambda values: s.shares(values, axis=0), form(VALUES))
    expected = np.array([[0.75, 0.5, 0], [0.25, 0.5, 0.5], [0, 0, 0.5]])
    np.testing.assert_allclose(dense(of_activities), expected)


def test_sparse_shares_share_no_memory_with_the_values() -> None:
    values = sparse.csr_array(VALUES)
    parts = s.shares(values, axis=1)
    parts.data[:], parts.indices[:], parts.indptr[:] = 0, 0, 0
    np.testing.assert_array_equal(values.toarray(), VALUES)


@given(counts, st.integers(0, 1))
def test_shares_add_up_to_one_where_there_is_anything(values: np.ndarray, axis: int) -> None:
    for form in (values, sparse.csr_array(values)):
        parts = dense(s.shares(form, axis))
        np.testing.assert_allclose(parts.sum(axis=axis), values.any(axis=axis), rtol=1e-12)


@given(cubes, st.integers(0, 1))
def test_each_year_has_its_own_shares(values: np.ndarray, axis: int) -> None:
    by_year = [s.shares(values[..., year], axis) for year in range(values.shape[2])]
    np.testing.assert_allclose(s.shares(values, axis), np.stack(by_year, axis=-1))


def test_shares_of_an_unknown_total_are_unknown() -> None:
    parts = s.shares(np.array([[1.0, np.nan], [1, 3]]), axis=1)
    np.testing.assert_array_equal(parts, [[np.nan, np.nan], [0.25, 0.75]])


@pytest.mark.parametrize("precision", [np.float32, np.float64])
@pytest.mark.parametrize("form", [np.asarray, sparse.csr_array], ids=["dense", "sparse"])
def test_the_precision_given_is_kept(form: Callable[..., Any], precision: type) -> None:
    values = form(VALUES.astype(precision))
    assert s.shares(values, 1).dtype == precision
    for growth in (s.relative_growth, s.log_growth, s.midpoint_growth):
        assert growth(values, values).dtype == precision
    assert s.shift_share(values, values).regional.dtype == precision


@any_form
def test_growth_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    before, after = form(np.array([[4.0, 0, 0, 5]])), form(np.array([[6.0, 3, 0, 0]]))
    relative = unchanged(s.relative_growth, before, after)
    np.testing.assert_allclose(relative, [[0.5, np.nan, np.nan, -1]], rtol=1e-6)
    logarithmic = unchanged(s.log_growth, before, after)
    np.testing.assert_allclose(logarithmic, [[np.log(1.5), np.nan, np.nan, np.nan]], rtol=1e-6)
    midpoint = unchanged(s.midpoint_growth, before, after)
    np.testing.assert_allclose(midpoint, [[0.4, 2, 0, -2]], rtol=1e-6)


@given(pairs(), st.floats(1e-3, 1e3))
def test_growth_does_not_depend_on_the_unit(
    pair: tuple[np.ndarray, np.ndarray], unit: float
) -> None:
    before, after = pair
    for growth in (s.relative_growth, s.log_growth, s.midpoint_growth):
        np.testing.assert_allclose(
            growth(before * unit, after * unit), growth(before, after), atol=1e-9
        )


@given(pairs())
def test_growth_rates_agree_with_each_other(pair: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = pair
    relative, midpoint = s.relative_growth(before, after), s.midpoint_growth(before, after)
    both = (before > 0) & (after > 0)
    np.testing.assert_allclose(np.exp(s.log_growth(before, after))[both] - 1, relative[both])
    np.testing.assert_allclose(midpoint[both], (2 * relative / (2 + relative))[both], atol=1e-12)
    np.testing.assert_allclose(midpoint, -s.midpoint_growth(after, before))
    assert (np.abs(midpoint) <= 2).all()


@any_form
def test_share_growth_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """In the first region from 2/3 to 13/19, in the second from 2/5 to 11/25."""
    growth = unchanged(lambda b, a: s.share_growth(b, a, axis=1), form(BEFORE), form(AFTER))
    expected = [[39 / 38 - 1, 18 / 19 - 1], [0.1, 14 / 15 - 1]]
    np.testing.assert_allclose(growth, expected, rtol=1e-5)


@given(pairs(), st.floats(0.1, 10))
def test_share_does_not_grow_where_all_grow_alike(
    pair: tuple[np.ndarray, np.ndarray], factor: float
) -> None:
    before, _ = pair
    growth = s.share_growth(before, before * factor, axis=0)
    np.testing.assert_allclose(growth, np.where(before > 0, 0, np.nan), atol=1e-12)


def test_window_sums_worked_by_hand() -> None:
    values = np.array([[[1.0, 2, 4, 8]], [[1, np.nan, 4, 8]]])
    sums = unchanged(lambda v: s.window_sums(v, 2), values)
    np.testing.assert_array_equal(sums, [[[3, 6, 12]], [[np.nan, np.nan, 12]]])


@given(cubes, st.integers(1, 4))
def test_window_sums_agree_with_loops(values: np.ndarray, length: int) -> None:
    years = values.shape[2]
    if length > years:
        with pytest.raises(InputError, match="does not fit"):
            s.window_sums(values, length)
        return
    windows = [
        sum(values[..., first + step] for step in range(length))
        for first in range(years - length + 1)
    ]
    np.testing.assert_allclose(s.window_sums(values, length), np.stack(windows, axis=-1))


@any_form
def test_shift_share_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """G = 0.1 over all, 0.2 and 0 by activity."""
    parts = unchanged(s.shift_share, form(BEFORE), form(AFTER))
    np.testing.assert_allclose(parts.national, [[10, 5], [10, 15]], rtol=1e-6)
    np.testing.assert_allclose(parts.industry_mix, [[10, -5], [10, -15]], rtol=1e-6)
    np.testing.assert_allclose(parts.regional, [[10, 10], [-10, -10]], rtol=1e-5)


@any_form
def test_esteban_marquillas_worked_by_hand(form: Callable[[np.ndarray], Any]) -> None:
    """Homothetic values 75 75, 125 125 (half of each region); g - g[a] = .1 .2, -.1 -1/15."""
    competitive, allocation = unchanged(s.esteban_marquillas, form(BEFORE), form(AFTER))
    np.testing.assert_allclose(competitive, [[7.5, 15], [-12.5, -25 / 3]], rtol=1e-5)
    np.testing.assert_allclose(allocation, [[2.5, -5], [2.5, -5 / 3]], rtol=1e-5)


@given(pairs())
def test_parts_add_up_to_the_change(pair: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = pair
    parts = s.shift_share(before, after)
    np.testing.assert_allclose(
        parts.national + parts.industry_mix + parts.regional, after - before, atol=1e-12
    )
    # nothing but the whole's growth is left in all regions together
    np.testing.assert_allclose(parts.regional.sum(axis=0), _appeared(before, after), atol=1e-9)
    competitive, allocation = s.esteban_marquillas(before, after)
    np.testing.assert_array_equal(np.isnan(competitive), before == 0)
    np.testing.assert_allclose(
        (competitive + allocation)[before > 0], parts.regional[before > 0], atol=1e-9
    )


def _appeared(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """What there is of activities that were nowhere before."""
    return np.asarray(np.where(before.any(axis=0), 0.0, after.sum(axis=0)))


@given(pairs())
def test_shift_share_agrees_with_loops(pair: tuple[np.ndarray, np.ndarray]) -> None:
    before, after = (np.atleast_3d(values) for values in pair)
    parts = s.shift_share(before, after)
    for year in range(before.shape[2]):
        expected = shift_share_by_loops(before[..., year], after[..., year])
        for part, loop in zip(
            (parts.national, parts.industry_mix, parts.regional), expected, strict=True
        ):
            np.testing.assert_allclose(part[..., year], loop, atol=1e-9)


def test_unknown_cells_are_left_out_of_all_totals() -> None:
    before, after = np.vstack([BEFORE, [[7, np.nan]]]), np.vstack([AFTER, [[np.nan, 9]]])
    parts, known = s.shift_share(before, after), s.shift_share(BEFORE, AFTER)
    for name in ("national", "industry_mix", "regional"):
        np.testing.assert_allclose(getattr(parts, name)[:2], getattr(known, name))
        assert np.isnan(getattr(parts, name)[2]).all()
    competitive, _ = s.esteban_marquillas(before, after)
    np.testing.assert_allclose(competitive[:2], s.esteban_marquillas(BEFORE, AFTER)[0])


@pytest.mark.parametrize(
    "function",
    [s.relative_growth, s.log_growth, s.midpoint_growth, s.shift_share, s.esteban_marquillas],
)
def test_different_shapes_are_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(InputError, match="differ in shape"):
        function(BEFORE, AFTER[:1])


@given(pairs())
def test_econcomplex_agrees_where_there_was_something(
    pair: tuple[np.ndarray, np.ndarray],
) -> None:
    """It gives a growth of 0 from nothing, ours is NaN."""
    before, after = (np.atleast_3d(values)[..., 0] for values in pair)
    theirs = econcomplex.growth_matrix(before, after, pct=False)
    np.testing.assert_allclose(
        s.relative_growth(before, after), np.where(before > 0, theirs, np.nan)
    )

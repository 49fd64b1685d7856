"""Values that are most likely wrong, and what they may still move."""

import numpy as np
import pytest

from features.arrays import Array
from features.growth.outliers import (
    JUMP,
    MOST_GROWTH,
    steadied,
    unconfirmed,
    without_jumps,
    without_slips,
)

NAN = np.nan


def series(*values: float) -> Array:
    return np.array([values], dtype=float)


@pytest.mark.parametrize("factor", [1000.0, 1 / 1000])
@pytest.mark.parametrize("place", [0, 1, 3, 5])
def test_a_value_far_from_all_neighbours_is_unknown(factor: float, place: int) -> None:
    values = series(10, 11, 12, 13, 12, 11, 12)
    wrong = values.copy()
    wrong[0, place] *= factor
    values[0, place] = NAN
    np.testing.assert_array_equal(without_slips(wrong), values)


def test_gaps_do_not_hide_a_slip() -> None:
    values = series(NAN, 10, NAN, 12_000, NAN, 13, 14)
    found = without_slips(values)
    np.testing.assert_array_equal(found, series(NAN, 10, NAN, NAN, NAN, 13, 14))


@pytest.mark.parametrize(
    "values",
    [
        series(10, 11, 12, 13, 12_000),  # no later value says that it is wrong
        series(10, 11, 12_000, 13_000, 14_000),  # it lasts
        series(10, 11, 0, 13, 12),  # an observed zero is a zero
        series(0, 0, 12_000, 0, 0),
        series(-5, 4, 9_000, -4, 5),
        series(10, 900, 12, 13, 12),  # less than a hundredfold of the largest neighbour
        series(1, 2, 4, 8, 16),
    ],
)
def test_other_values_stay(values: Array) -> None:
    np.testing.assert_array_equal(without_slips(values), values)


def test_what_follows_a_value_decides_whether_it_is_confirmed() -> None:
    jump, stays = series(10, 11, 12, 130), series(10, 11, 130, 131)
    assert unconfirmed(jump).tolist() == [True]
    assert unconfirmed(stays).tolist() == [False]
    assert unconfirmed(series(10, 11, 12, 1)).tolist() == [True]
    assert unconfirmed(series(10, 11, 12, 100)).tolist() == [False]
    assert unconfirmed(series(0, 0, 0, 5)).tolist() == [True]
    assert unconfirmed(series(0, 0, 5, 5)).tolist() == [False]
    assert unconfirmed(series(10, 11, 12, 0)).tolist() == [False]
    assert unconfirmed(series(7)).tolist() == [False]
    handed = np.array([[False, False, False, True]])
    assert unconfirmed(jump, handed).tolist() == [False]


def test_jumps_are_no_growth_of_totals() -> None:
    before = series(10, 11, 12, 13, 12, 13)
    ahead, last, middle, lasting = (before.copy() for _ in range(4))
    ahead[0, 0] *= 50
    last[0, -1] *= 50
    middle[0, 3] *= 50
    lasting[0, 3:] *= 50
    np.testing.assert_allclose(without_jumps(before), before)
    # a change of JUMP times counts as none: the neighbour's value, for want of a better one
    np.testing.assert_allclose(without_jumps(last), series(10, 11, 12, 13, 12, 12))
    np.testing.assert_allclose(without_jumps(ahead), series(11, 11, 12, 13, 12, 13))
    flat = series(10, 11, 12, 12, 12, 13)
    np.testing.assert_allclose(without_jumps(middle), flat, rtol=0.15)
    # what lasts has the level of the last value, so that forecasts of totals start there
    assert without_jumps(lasting)[0, -1] == lasting[0, -1]
    np.testing.assert_allclose(np.diff(np.log(without_jumps(lasting)))[0, 2], 0, atol=1e-12)


def test_features_of_others_see_bounded_steps_at_the_level_of_most_years() -> None:
    lasting = series(10, 11, 12, 13, 12, 13, 14)
    lasting[0, 5:] *= 1000
    steady = steadied(lasting)
    np.testing.assert_allclose(steady[0, :5], lasting[0, :5])
    assert steady[0, 5] == pytest.approx(12)
    doubled = series(10, 10, 10, 20, 20)
    steps = np.diff(np.log(steadied(doubled)))[0]
    np.testing.assert_allclose(steps, [0, 0, MOST_GROWTH, 0], atol=1e-12)
    assert steadied(doubled)[0, -1] == 20


def test_a_single_value_among_zeros_moves_nothing() -> None:
    for bounded in (steadied, without_jumps):
        np.testing.assert_array_equal(bounded(series(0, 0, 1e9, 0, 0)), np.zeros((1, 5)))
        np.testing.assert_array_equal(bounded(series(0, 0, 0, 0, 1e9)), np.zeros((1, 5)))
        few = series(0, 3, 0, 4, 0, 5)
        np.testing.assert_array_equal(bounded(few), few)


def test_values_that_codes_handed_over_are_no_jumps() -> None:
    merged = series(10, 10, 10, 500, 510)
    handed = np.zeros(merged.shape, dtype=bool)
    handed[0, 3] = True
    for bounded in (steadied, without_jumps):
        np.testing.assert_allclose(bounded(merged, handed), merged)
        assert bounded(merged)[0, 3] / bounded(merged)[0, 2] < JUMP


@pytest.mark.parametrize("unit", [1e-9, 1e15])
def test_the_unit_does_not_matter(unit: float) -> None:
    values = np.random.default_rng(3).lognormal(2, 1.5, (50, 12))
    for function in (without_slips, steadied, without_jumps):
        np.testing.assert_allclose(function(values * unit), function(values) * unit)

"""Figures worked by hand."""

import numpy as np
import pytest

from training.growth import metrics

ACTUAL, FORECAST = np.array([[1.0, 3.0], [0.0, 0.0]]), np.array([[3.0, 3.0], [0.0, 1.0]])


def test_smape_counts_nothing_over_nothing_as_no_error() -> None:
    np.testing.assert_allclose(metrics.smape(ACTUAL, FORECAST), [50.0, 100.0])


def test_scale_skips_unknown_years() -> None:
    history = np.array([[np.nan, 1.0, 3.0, 2.0], [np.nan, np.nan, np.nan, 1.0]])
    np.testing.assert_array_equal(metrics.scale(history), [1.5, np.nan])


def test_rounding_is_no_change() -> None:
    history = np.array([[0.3, 0.1 + 0.2, 0.3, 0.3], [3e-9, 3e-9, 4e-9, 3e-9]])
    assert history[0, 1] != history[0, 0]
    np.testing.assert_allclose(metrics.scale(history), [0.0, 2e-9 / 3])


def test_owa_of_naive_is_one_and_halves_with_both_errors() -> None:
    smape, mase = np.array([10.0, 20.0]), np.array([1.0, 3.0])
    assert metrics.owa(smape, mase, smape, mase) == 1.0
    assert metrics.owa(smape / 2, mase, smape, mase) == 0.75
    assert np.isnan(metrics.owa(smape, mase, smape * 0, mase))


def test_mase_coverage_and_msis() -> None:
    np.testing.assert_allclose(metrics.mase(ACTUAL, FORECAST, np.array([2.0, 1.0])), [0.5, 0.5])
    lower, upper = np.array([[0.0, 3.5]]), np.array([[2.0, 4.5]])
    assert metrics.coverage(ACTUAL[:1], lower, upper) == 0.5
    nothing = np.empty((0, 2))
    assert np.isnan(metrics.coverage(nothing, nothing, nothing))
    # widths 2 and 1; the second actual lies 0.5 below: 2 / 0.05 * 0.5 = 20
    score = metrics.msis(ACTUAL[:1], lower, upper, np.array([2.0]), 0.95)
    assert score[0] == pytest.approx((2 + 1 + 20) / 2 / 2)

"""Vectorised statistical models against loops, closed forms and what they must not do."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.arrays import Array
from training.growth.statistical import baselines, gaps, methods, theta
from training.growth.statistical.gaps import fill_gaps

VALUES = arrays(np.float64, (3, 8), elements=st.integers(-(10**6), 10**6).map(float))


def test_gaps_are_bridged_carried_forward_and_never_started_early() -> None:
    given_values = np.array([[np.nan, 1.0, np.nan, np.nan, 4.0, np.nan]])
    filled = fill_gaps(given_values)
    np.testing.assert_array_equal(filled, [[np.nan, 1.0, 2.0, 3.0, 4.0, 4.0]])


def test_drift_is_the_line_through_the_ends() -> None:
    values = np.array([[1.0, 5.0, 4.0], [np.nan, 2.0, 3.0]])
    np.testing.assert_allclose(baselines.drift(values, 2), [[5.5, 7.0], [4.0, 5.0]])


@pytest.mark.parametrize("name", ["drift", "ets"])
def test_a_straight_line_goes_on(name: str) -> None:
    line = 3.0 + 2.0 * np.arange(12.0)[None]
    forecast = methods.MODELS[name](line, 3)
    np.testing.assert_allclose(forecast, [[27.0, 29.0, 31.0]], rtol=1e-3)


def naive_theta_error(y: Array, alpha: float, weight: float, level: float) -> float:
    """Squared one-step error by the paper's recursions, one series, one point at a time."""
    intercept = slope = mean = 0.0
    error = 0.0
    for t, value in enumerate(y, start=1):
        if t > 1:
            line = (1 - alpha) ** (t - 1) * intercept + (1 - (1 - alpha) ** t) / alpha * slope
            error += (value - level - weight * line) ** 2
        level = alpha * value + (1 - alpha) * level
        if t == 1:
            intercept, mean = value, value
            continue
        slope = ((t - 2) * slope + 6 / t * (value - mean)) / (t + 1)
        mean = ((t - 1) * mean + value) / t
        intercept = mean - (t + 1) / 2 * slope
    return error


def test_theta_solves_what_the_recursions_of_the_paper_minimise() -> None:
    y = np.array([3.0, 4.0, 4.5, 6.0, 5.5, 7.0, 8.5, 8.0, 9.0])
    alpha = 0.4
    data = gaps.align(y[None])
    trend = theta._running_trend(data.values)
    error, weight, last = theta._fit_theta(data, trend[0], trend[1], alpha)
    scaled = y / data.scale[0]
    smoothed = 0.0
    for value in scaled:
        smoothed = alpha * value + (1 - alpha) * smoothed
    start = (last[0] - smoothed) / (1 - alpha) ** len(y)
    found = naive_theta_error(scaled, alpha, weight[0], start)
    assert found <= error[0] + 1e-12
    for shift in (-0.01, 0.01):  # no other first level does better at this weight
        assert naive_theta_error(scaled, alpha, weight[0], start + shift) >= found - 1e-12


@settings(max_examples=15, deadline=None)
@given(VALUES)
def test_models_are_scale_free_and_finite(values: Array) -> None:
    for name, model in methods.MODELS.items():
        forecast = model(values, 4)
        assert np.isfinite(forecast).all(), name
        np.testing.assert_allclose(model(values * 1024, 4), forecast * 1024, rtol=1e-6, atol=1e-3)


@pytest.mark.parametrize("name", list(methods.MODELS))
def test_a_series_is_forecast_the_same_alone_late_or_among_others(name: str) -> None:
    rng = np.random.default_rng(2)
    values = 100 + rng.normal(1, 2, (6, 12)).cumsum(axis=1)
    values[2, :4] = np.nan
    together = methods.MODELS[name](values, 5)
    alone = methods.MODELS[name](values[2:3, 4:], 5)
    np.testing.assert_allclose(together[2:3], alone, rtol=1e-9)


@pytest.mark.parametrize("name", list(methods.MODELS))
def test_one_two_and_three_points_are_enough(name: str) -> None:
    values = np.array([[np.nan, np.nan, 5.0], [np.nan, 4.0, 5.0], [3.0, 4.0, 5.0], [0.0, 0, 0]])
    forecast = methods.MODELS[name](values, 2)
    assert np.isfinite(forecast).all()
    np.testing.assert_allclose(forecast[[0, 3]], [[5.0, 5.0], [0.0, 0.0]], atol=1e-9)

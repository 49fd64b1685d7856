"""Intervals hold what they state, never cross, and widen for shocks and unseen steps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.growth.intervals import conformal
from training.growth.intervals.conformal import PROBABILITIES

N = 4000


def pooled(rng: np.random.Generator, shock: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Errors of one step at eight origins, each with a shock of its own."""
    origins = np.repeat(np.arange(8), N // 8)
    errors = rng.normal(0, 1, N) + shock * rng.normal(0, 1, 8)[origins]
    return errors, origins, np.ones(N, dtype=np.intp)


def test_names_of_columns() -> None:
    assert conformal.interval_columns(0.8) == ("q100", "q900")
    assert conformal.interval_columns(0.95) == ("q025", "q975")
    assert conformal.QUANTILE_COLUMNS[0] == "q005"


def test_without_shocks_the_stated_share_is_covered() -> None:
    rng = np.random.default_rng(0)
    calibration = conformal.calibrate(pooled(rng, 0.0), 1, 20, shared=False)
    quantiles = conformal.predict(calibration, np.zeros((N, 1)), np.ones((N, 1)))
    actual = rng.normal(0, 1, (N, 1))
    for level in conformal.LEVELS:
        lower, upper = conformal.bounds(quantiles, level)
        assert abs(((actual >= lower) & (actual <= upper)).mean() - level) < 0.03


def test_common_shocks_widen_until_the_next_origin_is_covered() -> None:
    covered = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        calibration = conformal.calibrate(pooled(rng, 1.5), 1, 20, shared=True)
        quantiles = conformal.predict(calibration, np.zeros((500, 1)), np.ones((500, 1)))
        lower, upper = conformal.bounds(quantiles, 0.8)
        actual = rng.normal(0, 1, (500, 1)) + 1.5 * rng.normal()
        covered.append(((actual >= lower) & (actual <= upper)).mean())
    assert abs(np.mean(covered) - 0.8) < 0.06


def test_shocks_that_last_are_covered_at_every_step() -> None:
    covered = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        path = np.cumsum(rng.normal(0, 1, 13))  # eight origins, and four years after the last
        origins, steps = rng.integers(0, 8, N), rng.integers(1, 5, N)
        known = origins + steps <= 8
        origins, steps = origins[known], steps[known]
        errors = rng.normal(0, 1, len(steps)) + (path[origins + steps] - path[origins]) / steps**0.5
        calibration = conformal.calibrate((errors, origins, steps), 4, 20, shared=True)
        quantiles = conformal.predict(calibration, np.zeros((500, 4)), np.ones((500, 4)))
        lower, upper = conformal.bounds(quantiles, 0.8)
        shocks = (path[9:] - path[8]) / np.arange(1, 5) ** 0.5
        actual = rng.normal(0, 1, (500, 4)) + shocks
        covered.append(((actual >= lower) & (actual <= upper)).mean(axis=0))
    np.testing.assert_allclose(np.mean(covered, axis=0), 0.8, atol=0.12)
    assert abs(np.mean(covered) - 0.8) < 0.05


def test_origins_that_share_years_say_less_about_the_largest_shocks() -> None:
    errors, origins, steps = pooled(np.random.default_rng(0), 1.5)
    later = np.concatenate([steps, np.full(N, 5)])
    twice = np.concatenate([errors, errors])
    overlapping, apart = (
        conformal.calibrate((twice, years, later), 5, 40, shared=True)[0]
        for years in (np.concatenate([origins, origins]), 5 * np.concatenate([origins, origins]))
    )
    assert np.ptp(overlapping[[0, -1]]) > 1.1 * np.ptp(apart[[0, -1]])


def test_steps_that_no_origin_has_shown_are_wider() -> None:
    errors = pooled(np.random.default_rng(1), 0.0)
    widths = np.ptp(conformal.calibrate(errors, 5, 8, shared=True), axis=1)
    assert (np.diff(widths) > 0).all()


def test_without_any_error_to_learn_from_intervals_still_exist() -> None:
    nothing = np.empty(0), np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    calibration = conformal.calibrate(nothing, 3, 2, shared=True, grown=True)
    assert (np.diff(calibration, axis=1) > 0).all()
    assert (np.diff(conformal.random_walk_growth(3, 2)) > 0).all()


@pytest.mark.parametrize("n_years", [2, 3, 4])
def test_histories_too_short_to_learn_from_are_covered(n_years: int) -> None:
    nothing = np.empty(0), np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    calibration = conformal.calibrate(nothing, 1, n_years, shared=True)
    changes = np.random.default_rng(n_years).normal(0, 3, (20_000, n_years))
    errors = changes[:, -1] / np.abs(changes[:, :-1]).mean(axis=1)
    for level in (0.8, 0.95):
        lower, upper = conformal.bounds(calibration[0], level)
        assert ((errors >= lower) & (errors <= upper)).mean() == pytest.approx(level, abs=0.05)


@given(st.floats(-5, 5), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_quantiles_never_cross_and_hold_the_median(bias: float, horizon: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    errors = bias + rng.standard_t(2, 50)
    origins, steps = rng.integers(3, 6, 50), rng.integers(1, horizon + 1, 50)
    calibration = conformal.calibrate((errors, origins, steps), horizon, 9, shared=True)
    median = rng.normal(0, 10, (4, horizon))
    quantiles = conformal.predict(calibration, median, rng.uniform(0.1, 3, (4, horizon)))
    assert (np.diff(quantiles, axis=-1) >= 0).all()
    assert (quantiles[..., PROBABILITIES < 0.5] <= median[..., None]).all()
    assert (quantiles[..., PROBABILITIES > 0.5] >= median[..., None]).all()

"""Quantile columns read as a distribution: against the normal distribution they were made from."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from training.growth.intervals.quantiles import (
    LADDER,
    LADDER_COLUMNS,
    leaves,
    quantile_function,
    tolerance,
    two_sided,
)


def normal(mean: float = 0.0, deviation: float = 1.0, rows: int = 1) -> pd.DataFrame:
    """Quantile columns of a normal distribution, the same in each row."""
    values = mean + deviation * norm.ppf(LADDER)
    return pd.DataFrame([values] * rows, columns=LADDER_COLUMNS)


def test_the_ladder_rises_through_the_median() -> None:
    assert (np.diff(LADDER) > 0).all()
    assert LADDER_COLUMNS[int(np.searchsorted(LADDER, 0.5))] == "median"


def test_quantile_function_passes_through_the_known_quantiles() -> None:
    np.testing.assert_allclose(quantile_function(normal(), LADDER)[0], norm.ppf(LADDER))
    ends = quantile_function(normal(), np.array([0.0, 1.0]))[0]
    np.testing.assert_allclose(ends, norm.ppf([0.005, 0.995]))
    assert np.isnan(quantile_function(normal() * np.nan, LADDER)).all()


def test_p_values_of_known_quantiles() -> None:
    values = np.asarray(norm.ppf([0.5, 0.9, 0.1, 0.975, 0.005, 0.995]))
    expected = np.array([1.0, 0.2, 0.2, 0.05, 0.01, 0.01])
    np.testing.assert_allclose(two_sided(normal(rows=6), values), expected, atol=1e-12)


def test_tails_fall_off_and_stay_heavier_than_the_normal() -> None:
    values = np.array([2.6, 3.0, 4.0, 6.0])
    for side in (values, -values):
        p = two_sided(normal(rows=4), side)
        assert (np.diff(p) < 0).all()
        assert (p >= 2 * norm.sf(values)).all()
        assert (p < 0.01).all()


def test_a_certain_forecast_that_failed_is_impossible_and_one_that_held_is_no_news() -> None:
    np.testing.assert_array_equal(
        two_sided(normal(5.0, 0.0, rows=3), np.array([4.0, 5.0, 6.0])), [0.0, 1.0, 0.0]
    )


def near_zero() -> pd.DataFrame:
    """A distribution over 0 to 5 that begins in quantiles of next to nothing, without a gap."""
    values = np.linspace(0, 5, len(LADDER))
    values[:5] = 4e-6  # 0.5 % to 10 %
    return pd.DataFrame([values], columns=LADDER_COLUMNS)


def test_a_value_next_to_a_quantile_counts_as_on_it() -> None:
    """Zero is not beyond a lowest quantile of 4e-06; a hundredth of the width away is."""
    rows = near_zero()
    assert tolerance(rows)[0] == pytest.approx(0.001 * (rows["q975"] - rows["q025"])[0])
    for values, sign in ((rows, 1.0), (mirrored(rows), -1.0)):
        p = two_sided(values, np.array([0.0]))
        np.testing.assert_allclose(p, two_sided(values, sign * np.array([4e-6])))
        np.testing.assert_allclose(p, 0.2)
        assert leaves(values, np.array([0.0]), 0.95) == 0
        assert two_sided(values, np.array([-sign * 0.05]))[0] < 1e-9
        assert leaves(values, np.array([-sign * 0.05]), 0.95) == -sign


def mirrored(rows: pd.DataFrame) -> pd.DataFrame:
    """The distribution of the negative."""
    return pd.DataFrame(-rows.to_numpy()[:, ::-1], columns=LADDER_COLUMNS)


def test_leaves_tells_the_side_and_counts_the_ends_as_inside() -> None:
    ends = np.asarray(norm.ppf([0.1, 0.9]))
    values = np.array([*ends, -1.3, 1.3, 0.0, np.nan])
    assert leaves(normal(rows=6), values, 0.8).tolist() == [0, 0, -1, 1, 0, 0]


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=8))
def test_p_values_fall_with_the_distance_from_the_median(values: list[float]) -> None:
    distance = np.sort(np.abs(values))
    p = two_sided(normal(rows=len(values)), distance)
    assert ((p >= 0) & (p <= 1)).all()
    assert (np.diff(p) <= 1e-12).all()

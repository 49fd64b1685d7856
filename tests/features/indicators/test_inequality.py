"""Theil's T: known values, the decomposition's identity, and the sign of a marginal gain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from features.errors import InputError
from features.indicators.inequality import decompose, inclusion, marginal, theil

incomes = arrays(float, 6, elements=st.floats(0.1, 100))
people = arrays(float, 6, elements=st.floats(0.1, 100))
GROUPS = np.array([0, 0, 1, 1, 1, 3])


def test_equal_incomes_have_no_inequality() -> None:
    assert theil(np.array([2.0, 4.0, 6.0]), np.array([1.0, 2.0, 3.0])) == pytest.approx(0)


def test_all_income_in_one_of_n_equal_regions_is_log_n() -> None:
    assert theil(np.array([1.0, 0, 0, 0]), np.ones(4)) == pytest.approx(np.log(4))


def test_two_regions_by_hand() -> None:
    """Shares 3/4 and 1/4 of income, half the people each: .75 ln 1.5 + .25 ln .5."""
    expected = 0.75 * np.log(1.5) + 0.25 * np.log(0.5)
    assert theil(np.array([3.0, 1.0]), np.ones(2)) == pytest.approx(expected)


@given(incomes, people)
def test_decomposition_adds_up_and_is_never_negative(
    income: np.ndarray, population: np.ndarray
) -> None:
    parts = decompose(income, population, GROUPS)
    groups = [np.flatnonzero(group == GROUPS) for group in np.unique(GROUPS)]
    within = sum(income[g].sum() / income.sum() * theil(income[g], population[g]) for g in groups)
    assert parts.total == pytest.approx(parts.between + parts.within)
    assert parts.within == pytest.approx(within, abs=1e-9)
    assert parts.between >= -1e-12


@given(incomes, people)
def test_marginal_is_the_derivative(income: np.ndarray, population: np.ndarray) -> None:
    step = 1e-6 * income.sum()
    moved = [theil(income + step * unit, population) for unit in np.eye(6)]
    back = [theil(income - step * unit, population) for unit in np.eye(6)]
    slope = (np.array(moved) - np.array(back)) / (2e-6)
    np.testing.assert_allclose(marginal(income, population), slope, atol=1e-4, rtol=1e-3)


def test_gains_of_those_behind_are_inclusive() -> None:
    income, population = np.array([10.0, 1.0]), np.ones(2)
    gains = np.array([[1.0, 0.0, -1.0, np.nan], [0.0, 1.0, 0.0, np.nan]])
    rich, poor, loss, unknown = inclusion(gains, income, population)
    assert rich < 0 < poor
    assert np.isnan([loss, unknown]).all()


def test_refusals() -> None:
    with pytest.raises(InputError, match="inequality needs incomes"):
        theil(np.array([1.0, -1.0]), np.ones(2))
    with pytest.raises(InputError, match="positive populations"):
        theil(np.ones(2), np.array([1.0, 0.0]))

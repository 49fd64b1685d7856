"""How often an option is among the best, against exact shares."""

import numpy as np
import pytest

from tests.training.choice.test_ranking import RANDOM, by_code, options
from training.choice.ranking import rank_options


def test_acceptability_adds_up_to_k() -> None:
    found = rank_options(options(RANDOM, width=0.5), k=3).options
    for column in ("acceptability", "acceptability_weights", "acceptability_forecast"):
        assert found[column].sum() == pytest.approx(3, abs=0.01)
    assert (found["rank_low"] <= found["rank_high"]).all()


def test_acceptability_of_the_weights_equals_simulation() -> None:
    """Two options, each best at one of two criteria by the whole scale: half the weights each."""
    values = np.array([[1.0, 0.0, 0.5, 0.5], [0.0, 1.0, 0.5, 0.5]])
    found = by_code(rank_options(options(values), k=1))
    assert found.loc["c00", "acceptability_weights"] == pytest.approx(0.5, abs=0.03)
    assert found.loc["c00", "acceptability"] == pytest.approx(0.5, abs=0.015)


def test_acceptability_of_the_forecast_equals_the_exact_share() -> None:
    """Growth .6 + U(-.3, .3) beats .5 + U(-.3, .3) with probability 1 - (.5/.6)^2 / 2 = .653."""
    values = np.array([[0.6, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5], [1.2, 0.5, 0.5, 0.5]])
    values = np.vstack([values, [[-0.2, 0.5, 0.5, 0.5]]])  # ends of the scale, out of reach
    wide = options(values, width=0.3)
    wide.prospects[2] = 1.2
    wide.prospects[3] = -0.2
    found = by_code(rank_options(wide, {"growth": 1}, k=2))
    assert found.loc["c00", "acceptability_forecast"] == pytest.approx(0.653, abs=0.035)
    assert found.loc["c02", "acceptability_forecast"] == 1


def test_the_range_of_the_multiplier_matters() -> None:
    values = np.array([[0.5, 1.5, 0.5, 0.5], [0.5, 1.4, 0.5, 0.5], [0.5, 1.0, 0.5, 0.5]])
    sure = by_code(rank_options(options(values), {"multiplier": 1}, k=1))
    assert sure.loc["c00", "acceptability"] == 1
    unsure = options(values)
    unsure.multiplier_range[0] = [1.1, 1.5]
    wide = by_code(rank_options(unsure, {"multiplier": 1}, k=1))
    assert 0.5 < wide["acceptability"].to_dict()["c00"] < 1

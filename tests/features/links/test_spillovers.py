"""Spillovers and pulls: planted effects are found, and none where none was planted."""

import numpy as np
import pytest

from features.errors import InputError
from features.links.spillovers import pull, spillover


def test_a_planted_spillover_is_found() -> None:
    rng = np.random.default_rng(0)
    strength = rng.random((8, 8))
    np.fill_diagonal(strength, 0)
    growth = rng.normal(0, 0.05, (60, 8, 25))
    for t in range(1, 25):
        growth[:, :, t] += 0.4 * growth[:, :, t - 1] @ strength.T / strength.sum(axis=1)
    found = spillover(np.exp(growth.cumsum(axis=2)), strength)
    # the means of cluster and region are taken off both sides, which pulls the slope down a little
    assert found.slope == pytest.approx(0.4, abs=0.1)
    assert found.slope > 4 * found.standard_error
    still = spillover(np.exp(rng.normal(0, 0.05, (60, 8, 25)).cumsum(axis=2)), strength)
    assert abs(still.slope) < 3 * still.standard_error


def test_too_short_series_are_refused() -> None:
    with pytest.raises(InputError, match="spillovers need 30"):
        spillover(np.ones((2, 2, 4)), np.ones((2, 2)) - np.eye(2))


def test_a_planted_pull_is_found_and_the_others_are_not() -> None:
    rng = np.random.default_rng(3)
    growth = rng.normal(0.02, 0.06, (80, 4, 22))
    values = 100 * np.exp(growth.cumsum(axis=2))
    total = values.sum(axis=1)
    drawn = np.zeros((80, 22))
    drawn[:, 3:] = 2.0 * (values[:, 1, 3:] - values[:, 1, :-3]) / total[:, :-3]
    factor = np.exp(rng.normal(0, 0.005, (80, 22)))
    for t in range(3, 22):  # every window of three years follows the one before
        factor[:, t] = factor[:, t - 3] * np.exp(drawn[:, t - 3]) * np.exp(
            rng.normal(0, 0.005, 80)
        )  # fmt: skip
    found = pull(values, factor)
    score = found["slope"] / found["standard_error"]
    assert found.loc[1, "slope"] == pytest.approx(2.0, abs=0.3)
    assert score[1] > 10 * score.drop(1).abs().max()
    unknown = pull(np.where(np.arange(4)[None, :, None] == 0, np.nan, values), factor)
    assert unknown["slope"].isna().tolist() == [True, False, False, False]
    assert unknown["n"].tolist()[0] == 0

"""Experts beside a model: what they add counts, what they only claim does not."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.special import expit

from features.arrays import Array
from training.niches.experts.pooling import (
    ENOUGH,
    FARTHEST,
    MOST_WEIGHT,
    pool,
    score,
    weights,
)
from training.niches.experts.trials import backtest_chances, backtest_score

Maker = Callable[[np.random.Generator, Array, Array], Array]
"""From what the model knows and what it does not, in log-odds, to the log-odds of an expert."""
EXPERTS: dict[str, Maker] = {
    "good": lambda rng, a, b: a + 0.7 * b + 0.4 * rng.normal(size=len(a)),
    "biased": lambda rng, a, _: a + 1 + 0.5 * rng.normal(size=len(a)),
    "noisy": lambda rng, a, _: a + rng.normal(size=len(a)),
    "copying": lambda rng, a, _: a + 0.05 * rng.normal(size=len(a)),
    # Says yes where the model leans to it and no elsewhere, to look surer than it.
    "strategic": lambda _, a, b: np.where(a > -1.5, 4.0, -4.0) + 0 * b,
    "contrary": lambda _, a, b: a - 2 * b,
}
WORLDS = 15


def calls(rng: np.random.Generator, n: int, names: list[str]) -> tuple[Array, Array, Array]:
    """Chances of the model (n,), of the experts (n, n_experts), and outcomes (n,)."""
    a, b = rng.normal(-1.5, 1.0, n), rng.normal(0, 0.8, n)
    outcomes = (rng.random(n) < expit(a + b)).astype(float)
    return expit(a), expit(np.stack([EXPERTS[name](rng, a, b) for name in names], axis=1)), outcomes


def gains(names: list[str], n: int) -> Array:
    """Brier skill of the pool against the model on 2,000 new calls, in several worlds."""
    rng, found = np.random.default_rng(11), []
    for _ in range(WORLDS):
        learned = weights(*calls(rng, n, names))
        model, chances, outcomes = calls(rng, 2000, names)
        found.append(score(pool(model, chances, learned), model, outcomes).skill)
    return np.array(found)


@pytest.mark.parametrize(
    "names",
    [*([name] for name in EXPERTS if name != "good"), ["noisy"] * 8, ["strategic", "biased"] * 4],
    ids=",".join,
)
@pytest.mark.parametrize("n", [60, 300])
def test_who_adds_nothing_does_not_make_the_pool_worse(names: list[str], n: int) -> None:
    found = gains(names, n)
    assert found.mean() > -0.001
    assert found.min() > -0.01


def test_good_experts_make_the_pool_better_and_the_more_the_longer() -> None:
    early, late = gains(["good"], 100), gains(["good"], 400)
    assert early.min() >= 0
    assert late.min() >= 0
    assert late.mean() > early.mean() > 0.005
    # A crowd around them costs little.
    assert gains(["good", "good", "copying", "biased", "strategic"], 400).mean() > 0.02


def test_the_same_expert_many_times_counts_once() -> None:
    rng = np.random.default_rng(3)
    model, chances, outcomes = calls(rng, 2000, ["good"])
    alone, many = (weights(model, np.repeat(chances, k, axis=1), outcomes) for k in (1, 6))
    assert many.sum() == pytest.approx(alone.sum(), rel=0.1)
    assert alone.sum() <= MOST_WEIGHT


def test_no_weight_before_enough_calls_have_come_to_their_end() -> None:
    rng = np.random.default_rng(5)
    model, chances, outcomes = calls(rng, 400, ["good"])
    assert weights(model, chances, outcomes)[0] > 0
    open_yet = outcomes.copy()
    open_yet[ENOUGH - 1 :] = np.nan
    assert weights(model, chances, open_yet).tolist() == [0.0]
    silent = chances.copy()
    silent[ENOUGH - 1 :] = np.nan
    assert weights(model, silent, outcomes).tolist() == [0.0]
    assert weights(model, chances, np.ones(400)).tolist() == [0.0], "nothing failed yet"


def test_calls_that_go_together_count_as_fewer() -> None:
    rng = np.random.default_rng(8)
    model, chances, outcomes = calls(rng, 60, ["good"])
    model, chances, outcomes = (np.repeat(part, 10, axis=0) for part in (model, chances, outcomes))
    regions = [str(i // 10) for i in range(600)]
    apart, together = (weights(model, chances, outcomes, it) for it in (None, regions))
    assert together[0] < apart[0]


def test_the_pool_is_a_mean_of_log_odds_that_no_answer_moves_far() -> None:
    model, chances = np.array([0.5, 0.5, 0.5]), np.array([[0.8], [np.nan], [1.0]])
    # Odds of 4 to the half are 2; who says nothing changes nothing; certainty counts as FARTHEST.
    expected = [2 / 3, 0.5, expit(0.5 * FARTHEST)]
    assert_allclose(pool(model, chances, np.array([0.5])), expected)
    tiny = np.array([1e-5])
    assert pool(tiny, np.array([[0.9]]), np.array([0.0])).tolist() == [1e-5]


def test_a_score_by_hand() -> None:
    nan = np.nan
    found = score(np.array([0.9, 0.2, nan, 0.5]), np.full(4, 0.5), np.array([1.0, 0.0, 1.0, nan]))
    # (.01 + .04) / 2 against .25.
    assert (found.n, found.model_brier) == (2, 0.25)
    assert found.brier == pytest.approx(0.025)
    assert found.skill == pytest.approx(0.9)
    # Gains of .24 and .21 on the calls.
    assert found.error == pytest.approx(np.std([0.24, 0.21], ddof=1) / np.sqrt(2) / 0.25)
    assert score(np.array([nan]), np.array([0.5]), np.array([1.0])).n == 0


def past(outcome: Array) -> pd.DataFrame:
    stated = np.concatenate([np.full(180, 0.01), np.linspace(0.06, 0.9, 20)])
    codes = [f"A{i:03}" for i in range(200)]
    rows = {"origin": 2005, "region_code": "R1", "code": codes, "call": "entry", "stated": stated}
    return pd.DataFrame({**rows, "outcome": outcome})


def test_calls_of_the_past_are_asked_without_their_outcome_and_scored_at_once() -> None:
    rng = np.random.default_rng(2)
    outcome = (rng.random(200) < 0.5).astype(float)
    asked = backtest_chances(past(outcome), 24)
    assert list(asked) == ["question", "origin", "region_code", "code", "call"]
    assert asked["question"].is_unique
    # Other outcomes: the same questions by the same names in the same order.
    pd.testing.assert_frame_equal(asked, backtest_chances(past(1 - outcome), 24))
    assert not asked["code"].equals(backtest_chances(past(outcome), 24, seed=1)["code"])
    # Nine in ten of all calls have a small chance, but not of those asked.
    assert (asked["code"] >= "A180").mean() > 0.5
    truth = dict(zip(past(outcome)["code"], outcome, strict=True))
    answers = dict(zip(asked["question"], asked["code"].map(truth), strict=True))
    found = backtest_score(past(outcome), answers)
    assert (found.n, found.brier, found.skill) == (24, 0.0, 1.0)

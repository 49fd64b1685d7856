"""The promotion rule: beats by more than the noise, or nothing changes."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.examples import growth_losses, niche_losses
from training.registry.gate import decide, differences


def test_first_champion_must_beat_the_best_baseline() -> None:
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 6.0})
    decision = decide("growth", losses, "hybrid")
    assert decision.passed
    assert decision.reason.startswith(
        "hybrid is good enough to serve: its forecast error (owa) is 0.6"
    )
    assert ", that of theta 0." in decision.reason
    assert "naive" not in decision.reason, "only the best baseline is compared"


def test_a_tie_with_the_best_baseline_is_refused_with_the_figures() -> None:
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 7.97})
    decision = decide("growth", losses, "hybrid")
    assert not decision.passed
    assert decision.reason.startswith(
        "hybrid is not good enough to serve: its forecast error (owa) is 0."
    )
    assert ", that of theta 0." in decision.reason
    assert ": worse by 0.0051 (90 % interval of the gain -0.0" in decision.reason


def test_must_beat_the_champion_too() -> None:
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "lightgbm": 5.0, "hybrid": 6.0})
    decision = decide("growth", losses, "hybrid", champion="lightgbm")
    assert not decision.passed
    assert "theta" not in decision.reason, "only what does not hold is told"
    assert "lightgbm" in decision.reason
    assert decide("growth", losses, "lightgbm", champion="hybrid").passed


def test_a_refresh_may_tie_but_not_be_worse() -> None:
    tie = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 8.0})
    assert not decide("growth", tie, "hybrid").passed
    assert decide("growth", tie, "hybrid", refresh=True).passed
    worse = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 9.0})
    assert not decide("growth", worse, "hybrid", refresh=True).passed


def test_a_refresh_must_not_be_worse_than_its_former_self() -> None:
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 6.0, "hybrid (version 1)": 5.0})
    decision = decide("growth", losses, "hybrid", "hybrid (version 1)", refresh=True)
    assert not decision.passed
    assert "hybrid (version 1)" in decision.reason


def test_champion_that_was_not_backtested_is_refused() -> None:
    losses = growth_losses({"naive": 10.0, "hybrid": 6.0})
    decision = decide("growth", losses, "hybrid", champion="prophet")
    assert not decision.passed
    assert decision.reason == (
        "the backtest of hybrid lacks the champion's method prophet: train again to add it"
    )


def test_without_a_baseline_is_refused() -> None:
    losses = growth_losses({"naive": 10.0})
    assert decide("growth", losses, "naive").reason == (
        "the backtest of naive has no baseline to compare with"
    )


def test_niches_need_better_precision_and_no_worse_probabilities() -> None:
    ap = {"random": 0.05, "density": 0.1, "lightgbm": 0.2}
    good = niche_losses(ap, {"random": 0.05, "density": 0.05, "lightgbm": 0.05})
    assert decide("niches", good, "lightgbm").passed
    careless = niche_losses(ap, {"random": 0.05, "density": 0.05, "lightgbm": 0.08})
    decision = decide("niches", careless, "lightgbm")
    assert not decision.passed
    assert "brier" in decision.reason
    assert "average precision" not in decision.reason, "only what does not hold is told"


def test_exits_do_not_decide() -> None:
    ap = {"random": 0.05, "lightgbm": 0.2}
    entries = niche_losses(ap, dict.fromkeys(ap, 0.05))
    exits = niche_losses({"random": 0.5, "lightgbm": 0.1}, dict.fromkeys(ap, 0.05))
    both = pd.concat([entries, exits.assign(call="exit")], ignore_index=True)
    assert decide("niches", both, "lightgbm") == decide("niches", entries, "lightgbm")


def test_where_no_entry_came_true_nothing_is_compared() -> None:
    losses = niche_losses({"random": 0.1, "lightgbm": 0.2}, {"random": 0.1, "lightgbm": 0.05})
    decision = decide("niches", losses.assign(ap=np.nan), "lightgbm")
    assert not decision.passed
    assert decision.reason == (
        "no entry came true in the backtest of lightgbm: it cannot be compared"
    )


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10_000))
def test_pure_noise_passes_seldom(seed: int) -> None:
    """Of many challengers that are as good as the baseline, about one in twenty passes."""
    seeds = np.random.default_rng(seed).integers(0, 2**31, 20)
    passed = [
        decide("growth", growth_losses({"naive": 10.0, "hybrid": 10.0}, int(each)), "hybrid").passed
        for each in seeds
    ]
    assert sum(passed) <= 6, "P(Binomial(20, 0.05) > 6) is below 1 in 30,000"


def test_what_one_question_has_otherwise_than_another() -> None:
    before = {"horizon": "5", "threshold": "1.0", "periods_per_year": "1"}
    assert differences(before, before) == ""
    asked = {"horizon": "5", "threshold": "1.5", "periods_per_year": "4"}
    assert differences(asked, before) == "threshold 1.5, not 1.0; periods per year 4, not 1"
    assert differences({"minimum": "60.0"}, {}) == "minimum 60.0, not unknown"

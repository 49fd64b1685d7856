"""The promotion rule: beats by more than the noise, or nothing changes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.training.examples import growth_losses, niche_losses
from training.growth.models import MODELS
from training.registry.comparison import points
from training.registry.gate import MARGINS, SIMPLICITY, decide, differences, near_best


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
    passed = decide("growth", losses, "lightgbm", champion="hybrid")
    assert passed.passed
    assert passed.gain == pytest.approx((100 / 6,) * 3, rel=0.2), (
        "of the champion's error, per cent"
    )
    assert decide("growth", losses, "lightgbm").gain is None


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


LEVEL = {"naive": 10.0, "drift": 8.0, "lightgbm": 8.0, "hybrid": 8.0}


def test_better_in_order_alone_is_enough() -> None:
    losses = growth_losses(LEVEL, skills={"drift": 0.2, "lightgbm": 0.2, "hybrid": 0.7})
    losses = same_level(losses, "hybrid", "drift")
    decision = decide("growth", losses, "hybrid")
    assert decision.passed
    assert decision.reason.startswith("hybrid is good enough to serve: its rank skill is 0.")
    assert "owa" not in decision.reason, "only what is better is told"
    assert not decide("growth", same_level(losses, "lightgbm", "drift"), "lightgbm").passed


@pytest.mark.parametrize(
    ("errors", "skills", "figure"),
    [
        ({"hybrid": 8.4}, {"hybrid": 0.8}, "forecast error (owa)"),
        ({"hybrid": 5.0}, {"hybrid": 0.1}, "rank skill"),
    ],
)
def test_worse_in_one_beyond_the_margin_is_refused_however_good_in_the_other(
    errors: dict[str, float], skills: dict[str, float], figure: str
) -> None:
    losses = growth_losses({**LEVEL, **errors}, skills={"drift": 0.4, **skills})
    decision = decide("growth", losses, "hybrid")
    assert not decision.passed
    assert decision.reason.startswith(f"hybrid is not good enough to serve: its {figure} is")
    assert ": worse by " in decision.reason
    assert decision.instead == "drift"


def test_a_gain_in_one_figure_has_the_benefit_of_the_doubt_in_the_other() -> None:
    """A loss of order beyond the margin that may be chance does not refuse a far smaller error."""
    losses = growth_losses(
        {"naive": 10.0, "theta": 8.0, "hybrid": 6.0}, skills={"theta": 0.6, "hybrid": 0.6}
    )
    hybrid = losses["model"] == "hybrid"
    chance = np.random.default_rng(0).normal(0, 0.02, hybrid.sum())
    losses.loc[hybrid, "forecast_growth"] += chance
    skills = points("growth", losses, ["theta", "hybrid"])["rank_skill"]
    assert skills["hybrid"] < skills["theta"] - MARGINS["rank_skill"]
    assert decide("growth", losses, "hybrid").passed
    equal = same_level(losses, "hybrid", "theta")
    assert not decide("growth", equal, "hybrid", champion="theta").passed


def test_a_simpler_method_beyond_the_margin_does_not_take_over() -> None:
    """Not even where the loss may be chance: it has gained nothing but simplicity."""
    errors = {"naive": 10.0, "drift": 9.0, "lightgbm": 8.0, "hybrid": 8.0}
    losses = same_level(growth_losses(errors), "lightgbm", "hybrid", 1.01)
    few = losses[losses["region_code"].isin(["R00", "R01", "R02"])]
    decision = decide("growth", few, "lightgbm", champion="hybrid")
    assert not decision.passed


def test_a_simpler_method_within_the_margin_takes_over() -> None:
    skills = {"drift": 0.1, "lightgbm": 0.5, "hybrid": 0.5}
    losses = growth_losses({**LEVEL, "drift": 9.0}, skills=skills)
    losses = same_level(losses, "lightgbm", "hybrid")
    decision = decide("growth", losses, "lightgbm", champion="hybrid")
    assert decision.passed
    assert decide("growth", losses, "lightgbm").passed, "and beats the baselines"
    tie = growth_losses({**LEVEL, "naive": 8.0}, skills=dict.fromkeys(LEVEL, 0.5))
    for model in ("drift", "lightgbm", "hybrid"):
        tie = same_level(tie, model, "naive")
    simpler = decide("growth", tie, "naive", champion="hybrid")
    assert simpler.passed
    assert "it is simpler than hybrid and within the margin of it" in simpler.reason
    assert not decide("growth", tie, "hybrid", champion="naive").passed


def test_a_baseline_has_nothing_to_prove_where_there_is_no_champion() -> None:
    losses = growth_losses({"naive": 10.0, "drift": 10.0, "hybrid": 10.0})
    losses = same_level(same_level(losses, "drift", "naive"), "hybrid", "naive")
    decision = decide("growth", losses, "naive")
    assert decision.passed
    assert decision.reason == (
        "naive is good enough to serve: no method beats naive here by more than the noise; its owa "
        "1.000, rank skill 0.000; it does not rank clusters better than chance (noise from regions "
        "within the origins 2003 and 2005 alone, which says nothing of other years)"
    )
    assert not decide("growth", losses, "hybrid").passed
    assert decide("growth", losses, "hybrid").instead == "naive"
    better = growth_losses({"naive": 10.0, "drift": 10.0, "hybrid": 6.0})
    assert "but hybrid would pass too" in decide("growth", better, "naive").reason
    worse = growth_losses({"naive": 10.0, "drift": 8.0})
    refused = decide("growth", worse, "naive")
    assert (refused.passed, refused.instead) == (False, "drift")


def test_of_methods_within_the_margin_of_the_best_the_simplest_comes_first() -> None:
    errors = {"naive": 10.0, "drift": 8.03, "theta": 8.0, "hybrid": 7.0}
    losses = same_level(growth_losses(errors), "drift", "theta", 1.003)
    assert near_best(losses, ["theta", "drift", "naive"]) == ["drift", "theta"]
    assert near_best(losses, ["theta", "hybrid", "naive"]) == ["hybrid"]
    apart = same_level(
        growth_losses(errors, skills={"naive": 0.9, "drift": 0.3, "theta": 0.8}), "drift", "theta"
    )
    assert near_best(apart, ["naive", "drift", "theta"]) == ["theta"], (
        "where none is the best in both, the order decides among those near in level"
    )


def test_every_method_has_its_place_in_the_order_of_simplicity() -> None:
    assert list(SIMPLICITY) == list(MODELS)


def test_origins_that_chose_a_method_do_not_judge_it() -> None:
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 5.0}, origins=(2001, 2003, 2005))
    late = (losses["origin"] == 2005) & (losses["model"] == "hybrid")
    losses.loc[late, ["smape", "mase"]] *= 3
    assert decide("growth", losses, "hybrid", refresh=True).passed
    decision = decide("growth", losses, "hybrid", chosen_on=(2001, 2003))
    assert not decision.passed
    assert decision.reason.endswith(
        "(chosen on 2001 and 2003; noise from regions within the origin 2005 alone, which says "
        "nothing of other years)"
    )
    only = losses[losses["origin"] == 2001]
    assert decide("growth", only, "hybrid", chosen_on=(2001,)).reason.endswith(
        " (judged on 2001 alone, the only origin that the years allow)"
    )


def test_a_method_that_ranks_no_better_than_chance_is_said_to() -> None:
    phrase = "it does not rank clusters better than chance"
    errors = {"naive": 10.0, "drift": 9.0, "lightgbm": 5.0}
    skills = dict.fromkeys(errors, 0.0)
    without = decide("growth", growth_losses(errors, skills=skills), "lightgbm")
    assert without.passed
    assert phrase in without.reason
    skilled = decide(
        "growth", growth_losses(errors, skills={**skills, "lightgbm": 0.8}), "lightgbm"
    )
    assert skilled.passed
    assert phrase not in skilled.reason


def same_level(losses: pd.DataFrame, model: str, other: str, factor: float = 1.0) -> pd.DataFrame:
    """Losses in which a model has the errors of another, but for a factor."""
    errors = losses.loc[losses["model"] == other, ["smape", "mase"]].to_numpy() * factor
    losses = losses.copy()
    losses.loc[losses["model"] == model, ["smape", "mase"]] = errors
    return losses


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


@settings(max_examples=1, deadline=None)
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

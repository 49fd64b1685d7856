"""The method that a training tries: chosen early, judged late, and always one that may serve."""

import numpy as np
import pandas as pd
import pytest

from tests.training.examples import growth_losses
from training.registry.gate import decide
from training.registry.selection import Selection, select

ORIGINS = (2001, 2003, 2005)
SKILLS = {"drift": 0.2, "theta": 0.2, "hybrid": 0.6}


def chosen(losses: pd.DataFrame, champion: str | None = None) -> Selection:
    """The selection where every method has the same losses whichever serves."""
    return select(lambda method: losses, losses["model"].unique(), champion)


def test_a_clearly_better_method_is_tried() -> None:
    losses = growth_losses(
        {"naive": 10.0, "drift": 8.0, "theta": 8.0, "hybrid": 6.0}, skills=SKILLS, origins=ORIGINS
    )
    found = chosen(losses)
    assert (found.method, found.chosen_on) == ("hybrid", (2001, 2003))
    assert found.reason == decide("growth", losses, "hybrid", chosen_on=(2001, 2003)).reason


@pytest.mark.parametrize(
    ("origins", "chosen_on"),
    [
        ((2001,), (2001,)),
        ((2001, 2002), (2001,)),
        ((2001, 2002, 2003, 2004), (2001, 2002)),
        ((2001, 2002, 2003, 2004, 2005, 2006), (2001, 2002, 2003)),
    ],
)
def test_the_later_half_of_the_origins_judges(
    origins: tuple[int, ...], chosen_on: tuple[int, ...]
) -> None:
    losses = growth_losses({"naive": 10.0, "drift": 8.0, "hybrid": 6.0}, origins=origins)
    assert chosen(losses).chosen_on == chosen_on


def test_later_outcomes_do_not_choose() -> None:
    """A method that the judging origin refuses gives way to the simplest baseline there."""
    losses = growth_losses(
        {"naive": 10.0, "drift": 8.0, "theta": 8.0, "hybrid": 6.0}, skills=SKILLS, origins=ORIGINS
    )
    late = (losses["origin"] == 2005) & (losses["model"] == "hybrid")
    losses.loc[late, ["smape", "mase"]] *= 3
    found = chosen(losses)
    assert found.method in ("drift", "theta")
    assert found.reason.startswith("hybrid is not good enough to serve: ")
    assert f"; {found.method} is good enough to serve: " in found.reason


def test_the_champions_own_method_comes_before_a_baseline() -> None:
    losses = growth_losses({"naive": 10.0, "drift": 8.0, "hybrid": 6.0}, origins=ORIGINS)
    early = losses["origin"] < 2005
    losses.loc[early & (losses["model"] == "hybrid"), ["smape", "mase"]] *= 2
    assert chosen(losses, "hybrid").method == "hybrid"
    assert chosen(losses).method == "drift"


@pytest.mark.parametrize("seed", range(6))
def test_something_always_may_serve(seed: int) -> None:
    """Pure noise, few regions: one of the methods passes the gate without a champion."""
    rng = np.random.default_rng(seed)
    names = ["naive", "drift", "ets", "theta", "lightgbm", "hybrid"]
    errors = {name: rng.uniform(8, 12) for name in names}
    skills = {name: rng.uniform(-0.5, 0.5) for name in names[1:]}
    losses = growth_losses(errors, seed, skills, ORIGINS[: 1 + seed % 3])
    few = losses[losses["region_code"].isin([f"R{number:02d}" for number in range(4)])]
    found = chosen(few)
    assert decide("growth", few, found.method, chosen_on=found.chosen_on).passed


def test_losses_without_an_order_are_judged_by_level_alone() -> None:
    losses = growth_losses({"naive": 10.0, "drift": 8.0, "hybrid": 6.0})
    assert chosen(losses.drop(columns=["growth", "forecast_growth"])).method == "hybrid"


def test_each_method_is_judged_on_the_losses_that_it_has_when_it_serves() -> None:
    """The hybrid is the best before reconciliation and the worst after it."""
    losses = growth_losses(
        {"naive": 10.0, "drift": 8.0, "theta": 8.0, "hybrid": 6.0}, skills=SKILLS, origins=ORIGINS
    )
    worse = growth_losses(
        {"naive": 10.0, "drift": 8.0, "theta": 8.0, "hybrid": 14.0}, skills=SKILLS, origins=ORIGINS
    )
    found = select(lambda method: worse if method == "hybrid" else losses, losses["model"].unique())
    assert found.method in ("drift", "theta")

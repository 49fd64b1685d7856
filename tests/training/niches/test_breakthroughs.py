"""Breakthroughs: emerging technologies of the demo country are found, from the past alone."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from features import demo
from features.niches.counts import yearly_counts
from features.niches.question import NicheQuestion
from features.package import Package
from training.niches import breakthroughs
from training.niches.caution import MODEL
from training.niches.emergence import WINDOW, Emergence, emergence, share_of
from training.niches.metrics import brier
from training.niches.panels import NichePanels

HORIZON = 5


def panels(package: Package) -> NichePanels:
    return NichePanels(package, NicheQuestion(HORIZON))


def test_planted_emerging_technologies_lead(demo_package: Package) -> None:
    judged = breakthroughs.scores(panels(demo_package), demo.CUTOFF)
    planted = set(demo.truth()["emerging_technologies"]["technology_code"])
    assert judged["probability"].is_monotonic_decreasing
    assert list(judged["rank"]) == list(range(1, len(judged) + 1))
    places = np.flatnonzero(judged["activity_code"].isin(planted))
    assert np.mean(places) < 0.3 * len(judged)


def test_outcomes_by_hand() -> None:
    n = 20
    share = np.full(n, 1 / n)
    judged = np.arange(n) < 10
    now = Emergence(np.arange(n).astype(object), pd.DataFrame(), share, judged)
    later = share * np.arange(1.0, n + 1)  # the fastest are too small to be judged
    np.testing.assert_array_equal(np.flatnonzero(breakthroughs.broke_through(now, later)), [9])


def test_nothing_later_than_the_cutoff_changes_a_score(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    past = rows[rows["year"] <= demo.CUTOFF].copy()
    # five years of citations make the figure, so that later ones are not known at the cutoff
    past.loc[past["year"] > demo.CUTOFF - 5, "citations"] = 99.0
    cut = dataclasses.replace(demo_package, tables={**demo_package.tables, "patents": past})
    first, second = (
        breakthroughs.scores(panels(package), demo.CUTOFF) for package in (demo_package, cut)
    )
    pd.testing.assert_frame_equal(first, second)


def learned(
    package: Package,
) -> tuple[breakthroughs.BreakthroughModel, list[pd.DataFrame], list[bool]]:
    """The model at the cutoff, with the attributes and outcomes of every origin it knew."""
    known = breakthroughs.record_until(panels(package), demo.CUTOFF)
    model = breakthroughs.learn(known, demo.CUTOFF, HORIZON)
    assert model is not None
    inputs, outcomes = [], []
    for origin in breakthroughs.feasible_origins(known.counts, demo.CUTOFF, HORIZON):
        then = emergence(known, origin)
        later = share_of(np.nan_to_num(known.counts.window(origin + HORIZON, WINDOW)))
        inputs.append(then.features[then.judged])
        outcomes += breakthroughs.broke_through(then, later)[then.judged].tolist()
    return model, inputs, outcomes


def test_chances_rise_with_the_score_and_hold_on_average(demo_package: Package) -> None:
    model, inputs, outcomes = learned(demo_package)
    ranks = pd.concat(inputs)
    score, chances = model.score(ranks), model.chances(ranks)
    assert (np.diff(chances[np.argsort(score)]) >= 0).all()
    assert chances[score.argmax()] > chances[score.argmin()]
    assert chances.mean() == pytest.approx(np.mean(outcomes), abs=0.002)


def test_stretching_brings_out_differences_between_chances(demo_package: Package) -> None:
    model, inputs, outcomes = learned(demo_package)
    ranks = pd.concat(inputs)
    held_back = np.asarray(expit(model.score(ranks)))
    happened = np.array(outcomes)
    assert model.chances(ranks).std() > held_back.std()
    assert brier(happened, model.chances(ranks)) < brier(happened, held_back)


def test_a_year_without_counts_is_no_origin(demo_package: Package) -> None:
    rows, gap = demo_package.tables["patents"], demo.CUTOFF - 7
    tables = {**demo_package.tables, "patents": rows[rows["year"] != gap]}
    package = dataclasses.replace(demo_package, tables=tables)
    whole, holed = (
        breakthroughs.feasible_origins(yearly_counts(one, "technology", None), demo.CUTOFF, HORIZON)
        for one in (demo_package, package)
    )
    assert set(whole) - set(holed) == {gap, gap - HORIZON} & set(whole)
    assert gap in whole
    assert not breakthroughs.scores(panels(package), demo.CUTOFF).empty


def test_evaluation_compares_on_the_same_technologies(demo_package: Package) -> None:
    found = breakthroughs.evaluate(panels(demo_package), demo.CUTOFF)
    assert set(found["model"]) == {MODEL, *breakthroughs.NULLS}
    assert found["n"].nunique() == 1
    assert found["base_rate"].iloc[0] == pytest.approx(0.1, abs=0.02)
    model = found.set_index("model").loc[MODEL]
    assert model["brier"] < model["base_rate"] * (1 - model["base_rate"])


def test_points_join_emergence_with_strength() -> None:
    chances = pd.DataFrame(
        {"activity_code": list("abcdefghijk"), "probability": 0.5, "rank": range(1, 12)}
    )
    calls = pd.DataFrame(
        [
            ("R", "a", "entry", 0.2, 0.5, 0.3),
            ("R", "b", "exit", 0.3, 2.0, 0.6),
            ("S", "a", "entry", 0.9, 0.0, 0.1),  # holds nothing yet
            ("S", "k", "exit", 0.1, 3.0, 0.9),  # does not emerge
        ],
        columns=[
            *("region_code", "activity_code", "call", "probability"),
            *("location_quotient", "relatedness_density"),
        ],
    )
    held = pd.DataFrame(
        {"region_code": ["R", "R", "S"], "activity_code": ["a", "b", "k"], "count": [3, 9, 5]}
    )
    found = breakthroughs.points(chances, calls, held)
    assert list(found["activity_code"]) == ["b", "a"]
    np.testing.assert_allclose(found["strength"], [0.7, 0.2])
    np.testing.assert_allclose(found["score"], [0.35, 0.1])
    np.testing.assert_allclose(found["density"], [0.6, 0.3])


def test_a_package_too_short_to_learn_from_has_no_breakthroughs(demo_package: Package) -> None:
    assert breakthroughs.scores(panels(demo_package), 2004).empty
    assert breakthroughs.evaluate(panels(demo_package), 2004).empty

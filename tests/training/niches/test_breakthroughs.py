"""Breakthroughs: emerging technologies of the demo country are found, from the past alone."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from features import demo
from features.package import Package
from training.niches import breakthroughs

HORIZON = 5


def test_planted_emerging_technologies_lead(demo_package: Package) -> None:
    judged = breakthroughs.scores(demo_package, demo.CUTOFF, HORIZON)
    planted = set(demo.truth()["emerging_technologies"]["technology_code"])
    assert judged["probability"].is_monotonic_decreasing
    assert list(judged["rank"]) == list(range(1, len(judged) + 1))
    places = np.flatnonzero(judged["activity_code"].isin(planted))
    assert np.mean(places) < 0.3 * len(judged)


def test_outcomes_by_hand() -> None:
    n = 20
    share = np.full(n, 1 / n)
    judged = np.arange(n) < 10
    now = breakthroughs.Emergence(np.arange(n).astype(object), pd.DataFrame(), share, judged)
    later = share * np.arange(1.0, n + 1)  # the fastest are too small to be judged
    np.testing.assert_array_equal(np.flatnonzero(breakthroughs.broke_through(now, later)), [9])


def test_nothing_later_than_the_cutoff_changes_a_score(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    past = rows[rows["year"] <= demo.CUTOFF].copy()
    # five years of citations make the figure, so that later ones are not known at the cutoff
    past.loc[past["year"] > demo.CUTOFF - 5, "citations"] = 99.0
    cut = dataclasses.replace(demo_package, tables={**demo_package.tables, "patents": past})
    first, second = (
        breakthroughs.scores(package, demo.CUTOFF, HORIZON) for package in (demo_package, cut)
    )
    pd.testing.assert_frame_equal(first, second)


def test_attributes_are_ranks_of_the_judged_alone(demo_package: Package) -> None:
    known = breakthroughs.record(demo_package.until(demo.CUTOFF), "technology", None)
    found = breakthroughs.emergence(known, demo.CUTOFF)
    inside = found.features[found.judged]
    assert inside.abs().max().max() <= 0.5
    assert (found.features[~found.judged] == 0).all().all()


def test_quality_joins_in_where_the_package_tells_it(demo_package: Package) -> None:
    rows = demo_package.tables["patents"]
    told = breakthroughs.record(demo_package, "technology", None)
    bare = dataclasses.replace(told, quality=None)
    first, second = (breakthroughs.emergence(known, demo.CUTOFF).features for known in (told, bare))
    assert {"citations", "claims", "family_size", "scope"} < set(rows)
    assert set(first) - set(second) == {"quality", "quality_growth"}
    pd.testing.assert_frame_equal(first[second.columns], second)
    assert first["quality"].nunique() > 100
    market = breakthroughs.record(demo_package, "cluster", "value_added")
    assert market.quality is None


def test_emerging_technologies_of_the_demo_are_cited_before_they_grow(
    demo_package: Package,
) -> None:
    planted = demo.truth()["emerging_technologies"]["technology_code"]
    known = breakthroughs.record(demo_package.until(demo.CUTOFF), "technology", None)
    found = breakthroughs.emergence(known, demo.CUTOFF)
    gained = found.features["quality_growth"][np.isin(found.activities, planted)]
    assert gained.mean() > 0.1


def test_evaluation_compares_on_the_same_technologies(demo_package: Package) -> None:
    found = breakthroughs.evaluate(demo_package, demo.CUTOFF, HORIZON)
    assert set(found["model"]) == {breakthroughs.MODEL, *breakthroughs.NULLS}
    assert found["n"].nunique() == 1
    assert found["base_rate"].iloc[0] == pytest.approx(0.1, abs=0.02)
    model = found.set_index("model").loc[breakthroughs.MODEL]
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
    assert breakthroughs.scores(demo_package, 2004, HORIZON).empty
    assert breakthroughs.evaluate(demo_package, 2004, HORIZON).empty

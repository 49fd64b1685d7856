"""Breakthroughs: emerging technologies of the demo country are found, from the past alone."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from features import demo
from features.errors import InputError
from features.niche_panel import yearly_counts
from features.package import Package
from training import breakthroughs

HORIZON = 5


def test_planted_emerging_technologies_lead(demo_package: Package) -> None:
    scores = breakthroughs.scores(demo_package, demo.CUTOFF, HORIZON)
    planted = set(demo.truth()["emerging_technologies"]["technology_code"])
    judged = scores[scores["judged"]]
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
    past = rows[rows["year"] <= demo.CUTOFF]
    cut = dataclasses.replace(demo_package, tables={**demo_package.tables, "patents": past})
    first, second = (
        breakthroughs.scores(package, demo.CUTOFF, HORIZON) for package in (demo_package, cut)
    )
    pd.testing.assert_frame_equal(first, second)


def test_attributes_are_ranks_of_the_judged_alone(demo_package: Package) -> None:
    counts = yearly_counts(demo_package.until(demo.CUTOFF), "technology", None)
    found = breakthroughs.emergence(counts, demo.CUTOFF)
    inside = found.features[found.judged]
    assert inside.abs().max().max() <= 0.5
    assert (found.features[~found.judged] == 0).all().all()


def test_evaluation_compares_on_the_same_technologies(demo_package: Package) -> None:
    found = breakthroughs.evaluate(demo_package, [demo.CUTOFF], HORIZON)
    assert set(found["model"]) == {"logistic", *breakthroughs.NULLS}
    assert found["n"].nunique() == 1
    assert found["base_rate"].iloc[0] == pytest.approx(0.1, abs=0.02)


def test_points_join_emergence_with_strength() -> None:
    chances = pd.DataFrame({"activity_code": ["a", "b"], "score": [0.5, 0.1]})
    keys = {"region_code": ["R", "R"], "activity_code": ["a", "b"]}
    calls = pd.DataFrame({**keys, "call": ["entry", "exit"], "probability": [0.2, 0.3]})
    held = pd.DataFrame({**keys, "count": [3, 9], "location_quotient": [0.5, 2.0]})
    found = breakthroughs.points(chances, calls, held).set_index("activity_code")
    assert found["point"].to_dict() == pytest.approx({"a": 0.1, "b": 0.07})


def test_a_short_package_is_told_how_many_years_it_needs(demo_package: Package) -> None:
    with pytest.raises(InputError, match="need 12 years"):
        breakthroughs.scores(demo_package, 2004, HORIZON)

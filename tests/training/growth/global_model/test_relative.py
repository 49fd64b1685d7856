"""Relative growth: parts by hand, coefficients near the truth with a long past, and no leaks."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.growth.panel import GrowthPanel
from features.growth.rules import RULES
from tests.training.growth.test_honest_folds import country
from training.columns import join, select
from training.growth import models
from training.growth.global_model import relative
from training.growth.global_model import rows as growth_rows
from training.growth.global_model.relative import FORECAST, LARGEST, LEVELS, Moments, Relative
from training.growth.global_model.rows import Rows

Array = np.ndarray
Groups = dict[str, Array]
FOUR = {"region": np.array([0, 0, 1, 1]), "cluster": np.array([0, 1, 0, 1])}
"""Two regions and two clusters."""


def grid(n_regions: int, n_clusters: int) -> Groups:
    number = np.arange(n_regions * n_clusters)
    return {"region": number // n_clusters, "cluster": number % n_clusters}


def rows_of(
    growth: Array, origin: int = 10, step: int = 1, rules: dict[str, Array] | None = None
) -> Rows:
    """Rows of series at 100 whose log growth a step (n,) is known; rules not given are unknown."""
    n = len(growth)
    columns = np.full((n, len(RULES)), np.nan, dtype=np.float32)
    for name, values in (rules or {}).items():
        columns[:, RULES.index(name)] = values
    none, level = np.zeros((n, 0), dtype=np.float32), np.full(n, 100.0)
    same = np.ones(n, dtype=np.intp)
    target, path = change_of(growth, step), np.zeros(n)
    places = np.arange(n), origin * same, step * same
    return Rows(none, target, path, path, none, columns, level, *places)


def change_of(growth: Array, step: int = 1) -> Array:
    """Change over the steps of series at 100."""
    return np.asarray(100 * np.expm1(step * growth))


def growth_of(change: Array, step: int = 1) -> Array:
    return np.asarray(np.log1p(change / 100) / step)


def no_past() -> Moments:
    none = select(rows_of(np.zeros(4)), np.zeros(0, dtype=np.intp))
    return relative.moments(none, none.target, FOUR)


def priors(level: str) -> list[float]:
    return [mean for mean, _ in LEVELS[level].values()]


def test_parts_worked_by_hand() -> None:
    """Around the mean 5 regions are 3 apart, clusters in them 2, and series from both 1."""
    forecast = np.array([0.01, 0.03, 0.05, 0.11])
    outcome = np.array([0.04, 0.04, -0.02, -0.02])
    found = relative.moments(rows_of(outcome), change_of(forecast), FOUR)
    squares = {level: values[0, 0, 0] for level, values in found.products.items()}
    assert squares == pytest.approx({"region": 9e-4, "cluster": 4e-4, "series": 1e-4})
    assert {level: values[0] for level, values in found.squares.items()} == pytest.approx(
        {"region": 9e-4, "cluster": 0, "series": 0}
    )
    assert {level: values[0, 0] for level, values in found.outcomes.items()} == pytest.approx(
        {"region": -9e-4, "cluster": 0, "series": 0}, abs=1e-12
    )
    assert {level: values[0] for level, values in found.groups.items()} == {
        **{"region": 2, "cluster": 2},
        "series": 4,
    }


def test_parts_of_clusters_are_those_of_what_regions_leave() -> None:
    """Region B has cluster x alone: around 4, A is at -2 and B at 4, which leaves -1, 1 and 0."""
    groups = {"region": np.array([0, 0, 1]), "cluster": np.array([0, 1, 0])}
    rows, change = rows_of(np.zeros(3)), change_of(np.array([0.01, 0.03, 0.08]))
    found = relative.moments(rows, change, groups)
    squares = {level: values[0, 0, 0] for level, values in found.products.items()}
    expected = {"region": 24e-4 / 3, "cluster": 1.5e-4 / 3, "series": 0.5e-4 / 3}
    assert squares == pytest.approx(expected)
    calibrated = relative.apply(relative.fit(rows, change, groups, no_past()), rows, change, groups)
    parts = np.array([-2 - 0.5 - 0.05 * 0.5, -2 + 1, 4 - 0.5 + 0.05 * 0.5])
    np.testing.assert_allclose(growth_of(calibrated), 0.04 + parts / 100)


def test_without_a_past_the_prior_calibrates() -> None:
    """Parts of regions and clusters are kept, that of the series is a twentieth."""
    past = no_past()
    for level, coefficients in relative.coefficients(past, 3).items():
        assert coefficients.tolist() == priors(level)
    rows, change = rows_of(np.zeros(4)), change_of(np.array([0.01, 0.03, 0.05, 0.11]))
    fitted = relative.fit(rows, change, FOUR, past)
    found = growth_of(relative.apply(fitted, rows, change, FOUR))
    assert LEVELS["series"][FORECAST][0] == 0.05
    np.testing.assert_allclose(found, 0.05 + np.array([-4.95, -1.05, 0.95, 5.05]) / 100)


def test_a_high_location_quotient_lowers_growth_where_nothing_else_is_known() -> None:
    turned = np.array([1.0, -1.0, -1.0, 1.0])
    rows = rows_of(np.zeros(4), rules={"quotient": turned})
    fitted = relative.fit(rows, np.zeros(4), FOUR, no_past())
    found = growth_of(relative.apply(fitted, rows, np.zeros(4), FOUR))
    np.testing.assert_allclose(found, LEVELS["series"]["quotient"][0] * turned)


TRUTH = {
    "region": {FORECAST: 0.4},
    "cluster": {FORECAST: 0.3, "cluster_recent": 0.04},
    "series": {FORECAST: 0.12},
}
"""Coefficients planted in the past; all others are 0."""


def planted(
    truth: dict[str, dict[str, float]], n_origins: int, step: int = 1, seed: int = 0
) -> tuple[list[Rows], list[Array], Groups]:
    """Rows, their forecast changes and groups: outcomes follow the parts by the coefficients."""
    rng = np.random.default_rng(seed)
    groups = grid(20, 15)
    region, cluster = groups["region"], groups["cluster"]
    rows, changes = [], []
    for origin in range(10, 10 + n_origins):
        parts = {
            "region": centred(rng.normal(0, 0.02, 20))[region],
            "cluster": centred(rng.normal(0, 0.02, 15))[cluster],
        }
        apart = rng.normal(0, 0.02, (20, 15))
        apart = apart - apart.mean(axis=0) - apart.mean(axis=1, keepdims=True) + apart.mean()
        parts["series"] = apart.ravel()
        recent = centred(rng.normal(0, 0.08, 15))[cluster]
        growth = 0.02 + rng.normal(0, 0.01, 300)
        for level, coefficients in truth.items():
            growth = growth + coefficients.get(FORECAST, 0.0) * parts[level]
        growth = growth + truth.get("cluster", {}).get("cluster_recent", 0.0) * recent
        rows.append(rows_of(growth, origin, step, {"cluster_recent": recent}))
        changes.append(change_of(np.sum(list(parts.values()), axis=0) + 0.02, step))
    return rows, changes, groups


def centred(values: Array) -> Array:
    return np.asarray(values - values.mean())


def test_with_a_long_past_coefficients_come_near_to_the_truth() -> None:
    rows, changes, groups = planted(TRUTH, n_origins=80)
    past = relative.moments(join(rows), np.concatenate(changes), groups)
    found = relative.coefficients(past, 1)
    for level, sources in LEVELS.items():
        for place, name in enumerate(sources):
            expected = TRUTH[level].get(name, 0.0)
            unknown = level == "series" and name != FORECAST  # rules that no row knows
            expected = sources[name][0] if unknown else expected
            assert found[level][place] == pytest.approx(expected, abs=0.03), (level, name)


def test_coefficients_lie_between_the_prior_and_the_past_by_its_length() -> None:
    cases = [planted(TRUTH, n_origins) for n_origins in (2, 10, 80)]
    found = [
        relative.coefficients(relative.moments(join(rows), np.concatenate(changes), groups), 1)
        for rows, changes, groups in cases
    ]
    of_cluster = [coefficients["cluster"][0] for coefficients in found]
    assert 1 > of_cluster[0] > of_cluster[1] > of_cluster[2] > 0.3
    # Eras differ as much as the prior is wide: n of them count n times as much as the prior.
    assert of_cluster[1] == pytest.approx((1 + 10 * 0.3) / 11, abs=0.04)


def test_without_skill_in_the_past_differences_shrink() -> None:
    rows, changes, groups = planted({}, n_origins=40)
    past = relative.moments(join(rows), np.concatenate(changes), groups)
    assert np.abs(relative.coefficients(past, 1)["cluster"][0]) < 0.1
    fitted = relative.fit(rows[-1], changes[-1], groups, past)
    found = relative.apply(fitted, rows[-1], changes[-1], groups)
    assert growth_of(found).std() < 0.15 * growth_of(changes[-1]).std()
    assert growth_of(found).mean() == pytest.approx(growth_of(changes[-1]).mean())


def test_the_nearest_steps_weigh_most() -> None:
    parts = [planted(truth, 20, step) for step, truth in ((1, {}), (4, TRUTH))]
    rows = join([row for rows, _, _ in parts for row in rows])
    change = np.concatenate([change for _, changes, _ in parts for change in changes])
    past = relative.moments(rows, change, parts[0][2])
    found = [relative.coefficients(past, step)["cluster"][0] for step in (1, 2, 3, 4)]
    assert found == sorted(found)
    assert found[3] - found[0] > 0.1


def test_origins_that_share_years_are_no_eras_of_their_own() -> None:
    """Ten yearly origins with outcomes five years ahead count less than ten a year ahead.

    As much less where steps and origins are counted in quarters.
    """

    def coefficient(step: int, per_year: int) -> float:
        rows, changes, groups = planted(TRUTH, 10, step)
        every = replace(join(rows), origin=per_year * join(rows).origin)
        past = relative.moments(every, np.concatenate(changes), groups)
        return float(relative.coefficients(past, step)["cluster"][0])

    near, far, far_in_quarters = coefficient(1, 1), coefficient(5, 1), coefficient(23, 4)
    assert near < far - 0.05
    assert far_in_quarters == pytest.approx(far, abs=0.03)


def test_calibration_at_an_origin_sees_only_outcomes_known_by_then() -> None:
    rows, changes, groups = planted(TRUTH, 6)
    two_ahead, more_changes, _ = planted(TRUTH, 6, step=2, seed=1)
    folds, change = join([*rows, *two_ahead]), np.concatenate([*changes, *more_changes])
    calibrated = relative.out_of_time(
        folds, change, groups, relative.moments(folds, change, groups)
    )
    rng = np.random.default_rng(1)
    for origin in range(10, 16):
        later = folds.origin + folds.step > origin
        outcome = np.where(later, change_of(rng.normal(0, 0.1, len(later))), folds.target)
        altered = replace(folds, target=outcome)
        again = relative.out_of_time(
            altered, change, groups, relative.moments(altered, change, groups)
        )
        until = folds.origin <= origin
        np.testing.assert_allclose(again[until], calibrated[until])
        assert origin >= 14 or not np.allclose(again[~until], calibrated[~until])


def test_calibration_at_the_last_origin_is_that_of_the_past_before_it() -> None:
    rows, changes, groups = planted(TRUTH, 6)
    past = relative.moments(join(rows[:-1]), np.concatenate(changes[:-1]), groups)
    expected = relative.apply(
        relative.fit(rows[-1], changes[-1], groups, past), rows[-1], changes[-1], groups
    )
    folds, change = join(rows), np.concatenate(changes)
    found = relative.out_of_time(folds, change, groups, relative.moments(folds, change, groups))
    np.testing.assert_allclose(found[-300:], expected)


def some_fitted() -> tuple[Relative, Rows, Array, Groups]:
    rows, changes, groups = planted(TRUTH, 3)
    past = relative.moments(join(rows), np.concatenate(changes), groups)
    return relative.fit(rows[-1], changes[-1], groups, past), rows[-1], changes[-1], groups


def test_totals_and_series_without_a_positive_value_or_forecast_keep_their_change() -> None:
    _, rows, change, groups = some_fitted()
    level, change = rows.level.copy(), change.copy()
    level[3], level[4], change[5] = 0.0, -20.0, -150.0
    for codes in groups.values():
        codes[[7, 8]] = -1
    rows = replace(rows, level=level)
    fitted = relative.fit(rows, change, groups, no_past())
    found = relative.apply(fitted, rows, change, groups)
    kept = np.flatnonzero(found == change).tolist()
    assert kept == [3, 4, 5, 7, 8]
    wild = change.copy()
    wild[kept] = [40.0, 90.0, -500.0, 900.0, -99.0]
    again = relative.apply(relative.fit(rows, wild, groups, no_past()), rows, wild, groups)
    np.testing.assert_allclose(np.delete(again, kept), np.delete(found, kept))


def test_a_sample_is_calibrated_as_all_are() -> None:
    fitted, rows, change, groups = some_fitted()
    whole = relative.apply(fitted, rows, change, groups)
    for sample in (np.array([17]), np.array([250, 3, 4])):
        some = relative.apply(fitted, select(rows, sample), change[sample], groups)
        np.testing.assert_allclose(some, whole[sample])


def test_a_new_region_or_cluster_has_no_part_of_its_own() -> None:
    fitted, rows, change, groups = some_fitted()
    centre = float(fitted.centre[0, 0])
    changed = {level: codes.copy() for level, codes in groups.items()}
    changed["region"][0], changed["cluster"][0] = 20, 15
    found = growth_of(relative.apply(fitted, rows, change, changed))
    own = np.nan_to_num(np.append(growth_of(change)[0], rows.rules[0]) - fitted.centre[0])
    places = [relative.SOURCES.index(name) for name in LEVELS["series"]]
    expected = centre + own[places] @ fitted.coefficients["series"][0]
    assert found[0] == pytest.approx(expected)
    np.testing.assert_allclose(
        found[1:], growth_of(relative.apply(fitted, rows, change, groups))[1:]
    )


def test_growth_beyond_the_largest_counts_as_it() -> None:
    _, rows, change, groups = some_fitted()
    found = []
    for growth in (LARGEST, 3 * LARGEST):
        wild = change.copy()
        wild[0] = change_of(np.array([growth]))[0]
        found.append(
            relative.apply(relative.fit(rows, wild, groups, no_past()), rows, wild, groups)
        )
    np.testing.assert_allclose(found[0], found[1])


@pytest.mark.parametrize(("name", "bound"), [("quotient", 5.0), ("cluster_gap", 0.3)])
def test_rules_beyond_their_bound_count_as_it(name: str, bound: float) -> None:
    wide, wider = (
        relative.moments(rows_of(np.zeros(4), rules={name: first}), np.zeros(4), FOUR).products
        for first in (bound * np.array([1, 0, 1, -1]), bound * np.array([9, 0, 2, -3]))
    )
    for level in LEVELS:
        np.testing.assert_allclose(wider[level], wide[level])
    assert any(values.any() for values in wide.values())


def test_files_hold_all_of_it_and_those_of_other_sources_are_none() -> None:
    fitted, rows, change, groups = some_fitted()
    text = relative.to_json(fitted)
    again = relative.from_json(text.encode())
    assert again is not None
    np.testing.assert_array_equal(
        relative.apply(again, rows, change, groups), relative.apply(fitted, rows, change, groups)
    )
    assert relative.to_json(again) == text
    other = json.loads(text) | {"sources": ["forecast"]}
    assert relative.from_json(json.dumps(other)) is None


def test_discontinued_series_are_in_no_part() -> None:
    """A tiny series that soared and ended long ago moves no forecast of its region or cluster."""
    panel = country(14)
    few = np.arange(12)
    values = np.nan_to_num(panel.values[few], nan=50.0)
    ended = np.full((1, 14), np.nan)
    ended[0, :3] = [1e-6, 2e-6, 4e-6]
    found = []
    for each in (values, np.concatenate([values, ended])):
        groups = {
            level: codes[few][np.arange(len(each)) % 12] for level, codes in panel.groups.items()
        }
        number = np.arange(len(each)).astype(str)
        keys = pd.DataFrame({"region_code": number, "cluster_code": number})
        some = GrowthPanel(keys, panel.years, each, groups, {})
        result = models.forecast("hybrid", some, 3, models.learner(some, 3))
        assert "relative.json" in result.files
        found.append(result.median[:12])
    np.testing.assert_allclose(found[1], found[0], rtol=1e-4)


def test_rules_of_rows_know_nothing_of_later_years() -> None:
    panel = country(14)
    later = panel.values.copy()
    later[:, 9:] *= np.random.default_rng(0).uniform(0.1, 9, (len(later), 5))
    one, other = (
        growth_rows.rows_at(replace(panel, values=values), 9, 2, np.arange(48))[1]
        for values in (panel.values, later)
    )
    assert np.isfinite(one.rules).mean() > 0.9
    np.testing.assert_array_equal(one.rules, other.rules)
    assert not np.allclose(one.target, other.target, equal_nan=True)

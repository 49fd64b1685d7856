"""Simple rules of growth: worked by hand, against a plain loop, and under a change of unit."""

import numpy as np
import pytest

from features.growth.links import RECENT_YEARS
from features.growth.rules import BOUND, RULES, growth_rules

Grid = np.ndarray
LOG_2 = np.log(2.0)
GROUPS = {"region": np.array([0, 0, 1, 1, -1]), "cluster": np.array([0, 1, 0, 1, -1])}
"""Regions A and B with clusters x and y, and a total."""


def four_and_a_total() -> Grid:
    """Ax grows steadily, Ay doubles at the end, Bx starts late, By ends at zero."""
    a_x = 10 * np.exp(0.1 * np.arange(5))
    series = [
        a_x,
        [10, 10, 10, 10, 20],
        [np.nan, 5, 5, 5, 5],
        [4, 4, 4, 4, 0],
        [30, 30, 30, 30, 60],
    ]
    return np.array(series, dtype=np.float64)


def rules_of(values: Grid, groups: dict[str, Grid], sample: Grid) -> Grid:
    """Rules of sampled series whose values count in totals as they are."""
    return growth_rules(values[sample], values, groups, sample)


def column(rules: Grid, name: str) -> Grid:
    return np.asarray(rules[:, RULES.index(name)])


def test_rules_worked_by_hand() -> None:
    """A step at the last of five years has a trend of a fifth of it, and lies .4 of it above."""
    rules = rules_of(four_and_a_total(), GROUPS, np.arange(5))
    nan = np.nan
    own = {
        "own_recent": [0.1, LOG_2 / 3, 0, nan, LOG_2 / 3],
        "own_trend": [0.1, LOG_2 / 5, 0, 0, LOG_2 / 5],
        "own_gap": [0, -0.4 * LOG_2, 0, nan, -0.4 * LOG_2],
    }
    step = np.log(20 / 14)  # of cluster y, from 14 to 20; Bx starts late, so cluster x is Ax alone
    clusters = {
        "cluster_recent": [0.1, step / 3, 0.1, step / 3, nan],
        "cluster_trend": [0.1, step / 5, 0.1, step / 5, nan],
        "cluster_gap": [0, -0.4 * step, 0, -0.4 * step, nan],
    }
    for name, expected in (own | clusters).items():
        np.testing.assert_allclose(column(rules, name), expected, atol=1e-12, err_msg=name)
    now, before = 10 * np.exp(0.4) + 20, 10 * np.exp(0.1) + 10
    of_a = np.log(now / before) / 3
    np.testing.assert_allclose(column(rules, "region_recent"), [of_a, of_a, nan, nan, nan])
    np.testing.assert_allclose(column(rules, "region_trend")[2:], [0, 0, nan], atol=1e-12)
    a_x = 10 * np.exp(0.4)
    quotients = [
        a_x * (a_x + 25) / ((a_x + 20) * (a_x + 5)),
        20 * (a_x + 25) / ((a_x + 20) * 20),
        5 * (a_x + 25) / (5 * (a_x + 5)),
    ]
    np.testing.assert_allclose(column(rules, "quotient"), [*-np.log(quotients), nan, nan])


def panel(n_years: int = 9) -> tuple[Grid, dict[str, Grid]]:
    """Series of six regions and five clusters: some late, some with zeros, two totals."""
    rng = np.random.default_rng(3)
    values = np.exp(rng.normal(2, 1, (30, 1)) + rng.normal(0, 0.1, (30, n_years)).cumsum(axis=1))
    values[4, :3] = values[11, :6] = np.nan
    values[7, -1] = values[20, 2] = 0.0
    number = np.arange(30)
    groups = {"region": number // 5, "cluster": number % 5}
    for codes in groups.values():
        codes[[9, 25]] = -1
    return values, groups


def rules_of_one(values: Grid) -> list[float]:
    """Recent growth, trend and gap of one series by plain means."""
    years = np.flatnonzero(values > 0)
    logs = np.log(values[years])
    ends = values[-1 - RECENT_YEARS] > 0 and values[-1] > 0
    recent = np.log(values[-1] / values[-1 - RECENT_YEARS]) / RECENT_YEARS if ends else np.nan
    if len(years) < 2:
        return [recent, np.nan, np.nan]
    slope, start = np.polyfit(years, logs, 1)
    last = len(values) - 1
    gap = start + slope * last - np.log(values[-1]) if values[-1] > 0 else np.nan
    return [recent, slope, float(np.clip(gap, -BOUND, BOUND))]


def test_rules_agree_with_a_loop_over_series_and_their_totals() -> None:
    values, groups = panel()
    rules = rules_of(values, groups, np.arange(30))
    for place in range(30):
        expected = rules_of_one(values[place])
        for level in ("cluster", "region"):
            code = groups[level][place]
            total = np.zeros(values.shape[1])
            for other in range(30):
                if groups[level][other] == code and np.isfinite(values[other]).all():
                    total += values[other]
            expected += rules_of_one(total) if code >= 0 else [np.nan] * 3
        np.testing.assert_allclose(rules[place, :9], expected, atol=1e-9, err_msg=str(place))


def test_a_sample_has_the_rules_of_the_whole_panel() -> None:
    values, groups = panel()
    sample = np.array([3, 9, 20])
    whole = rules_of(values, groups, np.arange(30))
    np.testing.assert_array_equal(rules_of(values, groups, sample), whole[sample])


@pytest.mark.parametrize("factor", [1e-9, 1000.0])
def test_the_unit_changes_nothing(factor: float) -> None:
    values, groups = panel()
    expected = rules_of(values, groups, np.arange(30))
    found = rules_of(factor * values, groups, np.arange(30))
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_growth_and_gaps_are_bounded() -> None:
    values = np.array([[1.0, 1, 1, 1e6], [1e6, 1e6, 1e6, 1], [1, 10, 100, 1000]])
    groups = {"region": np.arange(3), "cluster": np.arange(3)}
    rules = rules_of(values, groups, np.arange(3))[:, :9]
    assert np.abs(rules).max() == BOUND


@pytest.mark.parametrize("n_years", [1, 2])
def test_short_histories_have_no_trend_and_break_nothing(n_years: int) -> None:
    values, groups = panel()
    rules = rules_of(values[:, -n_years:], groups, np.arange(30))
    for name in ("own_recent", "own_trend"):
        assert np.isnan(column(rules, name)).all() == (n_years == 1)
    known = np.isfinite(column(rules, "own_trend"))
    np.testing.assert_allclose(column(rules, "own_gap")[known], 0, atol=1e-9)


def test_rules_are_unknown_without_a_shared_calendar_and_of_totals_alone() -> None:
    values, groups = panel()
    assert np.isnan(rules_of(values, {}, np.arange(30))).all()
    only_totals = {level: np.full(30, -1) for level in groups}
    rules = rules_of(values, only_totals, np.arange(30))
    assert np.isnan(rules[:, 3:]).all()
    assert np.isfinite(column(rules, "own_trend")).any()

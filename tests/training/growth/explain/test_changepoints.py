"""Prophet on planted series: breaks and shocks are found where they are, and nowhere else."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from features.errors import InputError
from training.growth.explain import trend_draws
from training.growth.explain.changepoints import Explanation, explain
from training.growth.explain.trend_draws import Shock

YEARS = np.arange(1995, 2020)
CRISIS = Shock("crisis", 2004, 2004)


def planted(
    noise: float = 0.01, broken: int = 2010, crisis: float = -0.15
) -> npt.NDArray[np.float64]:
    """Growth of 4 % a year up to and including a year, -1 % after it, and one bad year."""
    growth = np.where(broken < YEARS, -0.01, 0.04)
    growth[0] = 0.0
    logs = np.log(1000) + np.cumsum(growth) + noise * np.random.default_rng(4).normal(size=25)
    return np.asarray(np.exp(logs + crisis * (YEARS == 2004)))


@pytest.fixture(scope="module")
def found() -> Explanation:
    return explain(YEARS, planted(), [CRISIS], 5)


def test_the_break_is_found_in_its_year_and_no_other(found: Explanation) -> None:
    (one,) = found.changepoints
    assert one.first <= 2010 <= one.last
    assert one.last - one.first <= 3
    assert abs(one.year - 2010) <= 1
    low, middle, high = one.change
    assert -6 < low < middle < high < -4
    assert one.before == pytest.approx(100 * np.expm1(0.04), abs=0.4)
    assert one.after == pytest.approx(-1, abs=0.6)


def test_the_shock_has_its_effect_in_unit_and_per_cent(found: Explanation) -> None:
    (effect,) = found.effects
    assert effect.per_cent is not None
    low, middle, high = effect.per_cent
    assert low < middle < high
    assert middle == pytest.approx(100 * np.expm1(-0.15), abs=2.5)
    without = planted(crisis=0.0)[YEARS == 2004]
    assert effect.unit[1] == pytest.approx(float(without[0] * np.expm1(-0.15)), rel=0.15)


def test_the_trend_leaves_the_shock_out_and_the_forecast_goes_on(found: Explanation) -> None:
    without = planted(noise=0.0, crisis=0.0)
    np.testing.assert_allclose(found.trend, without, rtol=0.06)
    assert found.ahead.tolist() == [2020, 2021, 2022, 2023, 2024]
    assert (np.diff(found.quantiles, axis=1) >= 0).all()
    assert found.quantiles[0, 0] < found.median[0] < found.quantiles[0, -1]


@pytest.mark.slow
def test_a_series_with_negative_values_is_explained_in_its_unit() -> None:
    found = explain(YEARS, planted() - 1500.0, [CRISIS], 5)
    assert not found.in_logs
    assert any(one.first <= 2010 <= one.last and one.change[2] < 0 for one in found.changepoints)
    (effect,) = found.effects
    assert effect.per_cent is None, "nothing is a share of what is below zero"
    assert effect.unit[1] == pytest.approx(1000 * np.exp(0.36) * np.expm1(-0.15), rel=0.3)


@pytest.mark.slow
def test_nothing_is_found_in_a_straight_line_with_noise() -> None:
    straight = 1000 * np.exp(0.03 * np.arange(25)) * planted(broken=9999, crisis=0.0)
    found = explain(YEARS, straight, [], 3)
    assert found.changepoints == []
    assert found.effects == []


@pytest.mark.slow
def test_gaps_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trend_draws, "DRAWS", 60)  # nothing is asked of what they find
    values = planted()
    values[[3, 12]] = np.nan
    found = explain(YEARS, values, [], 3)
    assert len(found.years) == 23
    assert np.isfinite(found.trend).all()


@pytest.mark.parametrize(
    ("values", "shocks", "message"),
    [
        (planted()[:7], [], "7 years with a value: an explanation needs at least 8"),
        (np.full(25, 3.0), [], "never changes"),
        (planted(), [Shock("war", 1980, 1985)], "shock war: 1980 to 1985 must include some"),
        (planted(), [Shock("ever", 1990, 2030)], "but not all, years with a value, 1995 to 2019"),
        (planted(), [CRISIS, CRISIS], "two shocks are named crisis"),
        (planted(), [CRISIS, replace(CRISIS, name="bust")], "shock bust: other shocks cover the"),
        (
            planted(),
            [Shock("a", 2008, 2008), Shock("b", 2009, 2010), Shock("ab", 2008, 2010)],
            "shock ab: other shocks cover the same years",
        ),
    ],
)
def test_what_cannot_be_explained_is_said(
    values: npt.NDArray[np.float64], shocks: Sequence[Shock], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        explain(YEARS[: len(values)], values, shocks, 5)

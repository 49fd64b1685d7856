"""Seasons: worked by hand, against a loop over series, put back as they were taken out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.arrays import Array
from features.growth.panel import GrowthPanel
from training.growth import models
from training.growth.metrics import smape
from training.growth.statistical import seasonality
from training.growth.statistical.baselines import seasonal_naive
from training.growth.statistical.gaps import fill_gaps

AIRLINE = """
112 118 132 129 121 135 148 148 136 119 104 118 115 126 141 135 125 149 170 170 158 133 114 140
145 150 178 163 172 178 199 199 184 162 146 166 171 180 193 181 183 218 230 242 209 191 172 194
196 196 236 235 229 243 264 272 237 211 180 201 204 188 235 227 234 264 302 293 259 229 203 229
242 233 267 269 270 315 364 347 312 274 237 278 284 277 317 313 318 374 413 405 355 306 271 306
315 301 356 348 355 422 465 467 404 347 305 336 340 318 362 348 363 435 491 505 404 359 310 337
360 342 406 396 420 472 548 559 463 407 362 405 417 391 419 461 472 535 622 606 508 461 390 432
"""
"""Thousands of airline passengers by month, 1949 to 1960 (Box and Jenkins 1976, series G)."""
DECOMPOSED = [
    *(0.9102303673722009, 0.8836253206943756, 1.0073662876035456, 0.9759060123228475),
    *(0.9813780274951296, 1.1127758266792727, 1.2265555429312014, 1.2199109694456252),
    *(1.0604919326468185, 0.9217572404104976, 0.8011780824134744, 0.8988243899850115),
]
"""What statsmodels 0.14 gives: seasonal_decompose(airline, model="multiplicative", period=12)."""
QUARTERS = np.array([0.8, 1.2, 1.1, 0.9])


def panel_of(values: Array, per_year: int) -> GrowthPanel:
    n, columns = values.shape
    keys = pd.DataFrame({"region_code": [f"R{i}" for i in range(n)], "cluster_code": "C"})
    years = 2000 + np.arange(columns) // per_year
    return GrowthPanel(keys, years, values, {}, {}, per_year)


def noisy(n_years: int, per_year: int, seed: int = 0) -> Array:
    """Growing series, seasonal and not, one with late start and gap, one that goes below zero."""
    rng = np.random.default_rng(seed)
    time = np.arange(n_years * per_year)
    wave = np.cos(2 * np.pi * time / per_year + rng.uniform(0, 6, (6, 1)))
    values = 100 * np.exp(0.01 * time + 0.2 * wave + rng.normal(0, 0.02, (6, len(time))))
    values[1] = 100 + rng.normal(0, 1, len(time)).cumsum()
    values[2] -= 150
    values[3, : len(time) // 4] = np.nan
    values[3, len(time) // 2] = np.nan
    values[4, : max(len(time) - 2 * per_year, 0)] = np.nan
    values[5] = 7.0
    return values


def airline() -> Array:
    return np.array(AIRLINE.split(), dtype=np.float64)[None, :]


def test_seasons_of_a_real_series_are_those_of_another_library() -> None:
    _, seasons = seasonality.adjust(airline(), 12)
    np.testing.assert_allclose(seasons.factors[0], DECOMPOSED, rtol=1e-12)


def test_a_real_series_is_forecast_better_with_its_seasons() -> None:
    passengers = airline()
    panel = panel_of(passengers[:, :-24], 12)
    blind = replace(panel, periods_per_year=1, years=np.arange(120))
    errors = {}
    for name in ("naive", "ets"):
        for label, series in ((name, panel), (f"{name} blind", blind)):
            median = models.forecast(name, series, 24, models.learner(series, 24)).median
            errors[label] = smape(passengers[:, -24:], median)[0]
    assert errors["ets"] < 0.7 * errors["naive"]
    assert errors["ets"] < 0.7 * errors["ets blind"]


def test_shares_around_a_constant_level_are_found_exactly() -> None:
    values = 50 * np.tile(QUARTERS, 5)[None, :]
    adjusted, seasons = seasonality.adjust(values, 4)
    np.testing.assert_allclose(seasons.factors[0], QUARTERS)
    assert seasons.multiplicative[0]
    np.testing.assert_allclose(adjusted, 50.0)


def test_amounts_around_a_line_through_zero_are_found_exactly() -> None:
    line, amounts = np.arange(-8.0, 12.0), np.array([3.0, -1.0, -4.0, 2.0])
    adjusted, seasons = seasonality.adjust((line + np.tile(amounts, 5))[None, :], 4)
    assert not seasons.multiplicative[0]
    np.testing.assert_allclose(seasons.factors[0], amounts, atol=1e-12)
    np.testing.assert_allclose(adjusted[0], line, atol=1e-12)


def test_moving_average_by_hand() -> None:
    values = np.array([[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]])
    # (1/2 + 2 + 4 + 8 + 16/2) / 4 and (2/2 + 4 + 8 + 16 + 32/2) / 4
    expected = [np.nan, np.nan, 22.5 / 4, 45 / 4, np.nan, np.nan]
    np.testing.assert_allclose(seasonality.moving_average(values, 4)[0], expected)


def test_significance_by_hand() -> None:
    # Changes are 2 and -2 in turn, 12 of them with mean 0: r1 = -11/12, r2 = 10/12, r3 = -9/12,
    # r4 = 8/12, against 1.645 sqrt((1 + 2 (r1^2 + r2^2 + r3^2)) / 12) = 1.1
    swinging = np.tile([1.0, 3.0], 7)[:13]
    # Changes 0, 0, 4, -4 three times: r1 = -48/96, r2 = 0, r3 = 0, r4 = 64/96 against .58
    peak = np.append(np.tile([1.0, 1.0, 1.0, 5.0], 3), 1.0)
    assert seasonality.is_seasonal(np.stack([swinging, peak]), 4).tolist() == [False, True]


def oracle(series: Array, m: int) -> tuple[list[float], bool]:
    """Factors of one series and whether they are shares, step by step as the sources have it."""
    known = np.flatnonzero(np.isfinite(series))
    filled = fill_gaps(series[None, :])[0]
    x = np.diff(filled[known[0] :])
    n, mean = len(x), x.mean()
    scatter = sum((v - mean) ** 2 for v in x)
    none = [1.0] * m, True
    if n + 1 < 3 * m or scatter == 0:
        return none
    r = [
        sum((x[t] - mean) * (x[t + k] - mean) for t in range(n - k)) / scatter
        for k in range(1, m + 1)
    ]
    if abs(r[-1]) <= 1.645 * np.sqrt((1 + 2 * sum(one**2 for one in r[:-1])) / n):
        return none
    shares = bool((series[known] > 0).all())
    found: list[list[float]] = [[] for _ in range(m)]
    for t in range(m // 2, len(series) - m // 2):
        window = filled[t - m // 2 : t + m // 2 + 1]
        trend = (window.sum() - (window[0] + window[-1]) / 2) / m
        if np.isfinite(trend) and np.isfinite(series[t]):
            found[t % m].append(series[t] / trend if shares else series[t] - trend)
    means = [float(np.mean(part)) for part in found]
    middle = float(np.mean(means))
    return [one / middle if shares else one - middle for one in means], shares


@pytest.mark.parametrize(("n_years", "per_year"), [(3, 4), (8, 4), (5, 12)])
def test_seasons_are_those_of_a_loop_over_series(n_years: int, per_year: int) -> None:
    values = noisy(n_years, per_year)
    _, seasons = seasonality.adjust(values, per_year)
    told = [oracle(series, per_year) for series in values]
    np.testing.assert_allclose(seasons.factors, [factors for factors, _ in told])
    assert seasons.multiplicative.tolist() == [shares for _, shares in told]
    if n_years > 3:
        assert not np.allclose(seasons.factors[[0, 2, 3]], 1.0)
    np.testing.assert_array_equal(seasons.factors[4:], 1.0)  # too short; constant


@given(st.integers(0, 10_000), st.sampled_from([4, 12]), st.integers(1, 6))
def test_what_is_taken_out_is_put_back(seed: int, per_year: int, n_years: int) -> None:
    values = noisy(n_years, per_year, seed)
    adjusted, seasons = seasonality.adjust(values, per_year)
    np.testing.assert_allclose(seasons.restore(adjusted, 0), values)
    later = seasons.restore(adjusted[:, -3:, None], values.shape[1] - 3)
    np.testing.assert_allclose(later[:, :, 0], values[:, -3:])
    again = seasons.remove(later, values.shape[1] - 3)
    np.testing.assert_allclose(again[:, :, 0], adjusted[:, -3:])


def test_a_season_next_to_zero_is_taken_off_not_divided_by() -> None:
    values = np.tile([0.001, 10.0, 20.0, 10.0], 5)[None, :]
    _, seasons = seasonality.adjust(values, 4)
    assert not seasons.multiplicative[0]


def test_an_earlier_origin_sees_only_its_past() -> None:
    values = noisy(8, 4)
    altered = values.copy()
    altered[:, 20:] *= np.linspace(1, 5, 12)
    seen, same = (seasonality.adjusted(panel_of(v, 4), 20) for v in (values, altered))
    np.testing.assert_array_equal(seen.values[:, :20], same.values[:, :20])
    again = seasonality.adjusted(seasonality.adjusted(panel_of(values, 4)), 20)
    np.testing.assert_array_equal(again.values, seen.values)


def test_an_annual_panel_passes_untouched() -> None:
    panel = panel_of(noisy(5, 4), 4)
    annual = replace(panel, periods_per_year=1)
    assert seasonality.adjusted(annual) is annual


def test_seasonal_naive_repeats_the_last_year() -> None:
    values = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [np.nan] * 5 + [9.0]])
    expected = [[3, 4, 5, 6, 3, 4], [9] * 6]
    np.testing.assert_array_equal(seasonal_naive(values, 6, 4), expected)
    np.testing.assert_array_equal(seasonal_naive(values, 2, 12), [[6, 6], [9, 9]])
    np.testing.assert_array_equal(seasonal_naive(values, 2, 1), [[6, 6], [9, 9]])

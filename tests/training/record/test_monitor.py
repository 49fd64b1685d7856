"""Monitoring: planted surprises are found, false alarms stay rare, neighbours are named."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from features.errors import InputError, MissingTableError, UnknownCodeError
from features.links.flow_table import InputOutput
from features.package import Package
from training.growth.intervals.conformal import PROBABILITIES, QUANTILE_COLUMNS
from training.record.monitor import EFFECTS, actual_values, monitor

KEYS = ["region_code", "cluster_code", "year"]
TABLE = InputOutput(
    "R0",
    2010,
    ("c0", "c1", "c2"),
    np.array([[10.0, 30.0, 0.5], [40.0, 0.0, 0.0], [0.0, 20.0, 0.0]]),
    np.array([100.0, 200.0, 100.0]),
)


def forecasts(regions: int = 20, clusters: int = 10) -> pd.DataFrame:
    """Standard normal around 100 for one year."""
    rows = [
        (f"R{r}", f"c{c}", 2016, 1, 100.0, *(100 + norm.ppf(PROBABILITIES)))
        for r in range(regions)
        for c in range(clusters)
    ]
    return pd.DataFrame(rows, columns=[*KEYS, "step", "median", *QUANTILE_COLUMNS])


def actuals(moved: dict[tuple[str, str], float] | None = None, seed: int = 0) -> pd.DataFrame:
    """Draws from the forecast, some moved by so many standard deviations."""
    rows = forecasts()[KEYS]
    values = 100 + np.random.default_rng(seed).normal(size=len(rows))
    for (region, cluster), by in (moved or {}).items():
        values[(rows["region_code"] == region) & (rows["cluster_code"] == cluster)] = 100 + by
    return rows.assign(value=values)


def test_planted_surprises_are_found_with_their_neighbours() -> None:
    found = monitor(
        forecasts(), actuals({("R0", "c1"): -12.0, ("R3", "c4"): 12.0}), {"R0": [TABLE]}
    )
    surprising = found.series[found.series["surprising"]]
    assert set(zip(surprising["region_code"], surprising["cluster_code"], strict=True)) == {
        ("R0", "c1"),
        ("R3", "c4"),
    }
    assert set(surprising["outside"]) == {"above", "below"}
    assert found.exposed[["neighbour_code", "direction", "share"]].to_numpy().tolist() == [
        ["c0", "upstream", 0.3],
        ["c2", "upstream", 0.2],
        ["c0", "downstream", 0.4],
    ]
    # c1 came in at 88: the effects are shares of its departure from the median and the interval.
    ends = [88 / (100 + sign * norm.ppf(0.9)) - 1 for sign in (1, -1)]
    effects = found.exposed[["effect", "effect_low", "effect_high"]].to_numpy()
    np.testing.assert_allclose(effects[0], 30 * np.array([-0.12, min(ends), max(ends)]), atol=0.01)


def test_a_surprise_that_is_too_large_has_no_effects() -> None:
    found = monitor(forecasts(), actuals({("R0", "c1"): 60.0}), {"R0": [TABLE]}).exposed
    assert found["share"].tolist() == [0.3, 0.2, 0.4]
    assert found[EFFECTS].isna().all(axis=None)


def test_false_alarms_stay_rare() -> None:
    """Where all is as forecast, at most the tolerated share of runs raises any alarm."""
    alarms = [
        monitor(forecasts(), actuals(seed=seed)).series["surprising"].any() for seed in range(20)
    ]
    assert np.mean(alarms) <= 0.1 + 2 * np.sqrt(0.1 * 0.9 / 20)


def test_the_share_outside_is_told_beside_the_expected() -> None:
    years = monitor(forecasts(), actuals()).years
    assert years["n"].tolist() == [200]
    assert years["share_outside"].iloc[0] == pytest.approx(0.2, abs=0.09)
    assert years["expected_outside"].iloc[0] == pytest.approx(0.2)
    common = actuals().assign(value=lambda rows: rows["value"] - 3)
    assert monitor(forecasts(), common).years["share_outside"].iloc[0] > 0.9


def test_a_series_without_news_is_left_out() -> None:
    some = actuals().iloc[:7]
    some.loc[0, "value"] = np.nan
    assert len(monitor(forecasts(), some).series) == 6


def test_a_zero_that_was_forecast_as_next_to_nothing_is_no_news() -> None:
    values = np.repeat([4e-6, 0.002, 5.0], [4, 6, 6])
    row = pd.DataFrame([["R0", "c0", 2016, 1, 0.33, *values]])
    row.columns = [*KEYS, "step", "median", *QUANTILE_COLUMNS]
    found = monitor(row, row[KEYS].assign(value=0.0)).series.iloc[0]
    assert (found["outside"], found["surprising"]) == ("", False)
    assert found["p_value"] > 0.1


def test_refusals() -> None:
    with pytest.raises(InputError, match="give a package with newer years"):
        monitor(forecasts(), actuals().assign(year=2015))
    with pytest.raises(
        InputError, match=r"the forecasts have no 77 % interval; available levels: 50, 60"
    ):
        monitor(forecasts(), actuals(), level=0.77)
    with pytest.raises(InputError, match=r"false_discovery is 1\.0"):
        monitor(forecasts(), actuals(), false_discovery=1.0)
    with pytest.raises(MissingTableError, match="needed for monitoring"):
        actual_values(Package("p", "", "", {}, {}), "value_added")
    other = pd.DataFrame({"indicator": ["exports"], "value": [1.0]})
    with pytest.raises(UnknownCodeError, match="unknown indicator 'value_added'"):
        actual_values(Package("p", "", "", {"cluster_indicators": other}, {}), "value_added")

"""What a backtest keeps of the calls of the champion."""

import numpy as np
import pandas as pd

from training.backtest import Backtest
from training.record.past import COLUMNS, growth_record, niche_record, per_year

EMPTY = pd.DataFrame()


def result(futures: pd.DataFrame, horizon: int = 2) -> Backtest:
    return Backtest("growth", "p", "0", horizon, "m", EMPTY, EMPTY, EMPTY, futures)


def test_growth_is_compound_and_per_year() -> None:
    found = per_year(np.array([100.0, 100.0]), np.array([121.0, 81.0]), 2)
    np.testing.assert_allclose(found, [10, -10], atol=1e-3)


def test_a_forecast_keeps_its_interval_and_outcome_in_growth_a_year() -> None:
    futures = pd.DataFrame(
        {
            "origin": [2010, 2010],
            "region_code": ["R1", "R2"],
            "cluster_code": ["CAR", "CAR"],
            "value": [100.0, 100.0],
            "actual": [144.0, np.nan],
            "median": [121.0, 121.0],
            "q100": [100.0, 100.0],
            "q900": [144.0, 144.0],
        }
    )
    rows = growth_record(result(futures))["record"]
    assert list(rows) == COLUMNS
    assert rows["region_code"].tolist() == ["R1"], "a call without an outcome is no record"
    expected = [[10, 0, 20, 20, 100]]
    columns = ["stated", "lower", "upper", "outcome", "size"]
    np.testing.assert_allclose(rows[columns], expected, atol=1e-3)


def test_niches_keep_unlikely_ones_too() -> None:
    futures = pd.DataFrame(
        {
            "origin": 2010,
            "region_code": "R1",
            "activity_code": ["A", "B"],
            "call": "entry",
            "probability": [0.01, 0.6],
            "probability_low": [0.0, 0.5],
            "probability_high": [0.02, 0.7],
            "entered": [True, False],
        }
    )
    rows = niche_record(result(futures))["record"]
    assert rows[["code", "outcome"]].values.tolist() == [["A", 1.0], ["B", 0.0]]


def test_a_backtest_without_futures_keeps_nothing() -> None:
    assert growth_record(result(EMPTY)) == niche_record(result(EMPTY)) == {}

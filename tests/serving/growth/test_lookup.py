"""A growth champion made ready."""

from dataclasses import replace

import numpy as np
import pytest

from features.errors import InputError
from serving.growth.answers import forecast_growth
from serving.growth.contracts import ForecastRequest
from serving.growth.lookup import growth_lookup
from tests.serving.conftest import champion, growth_trained


def test_rows_in_any_order_give_the_same_lookup() -> None:
    trained = growth_trained()
    shuffled = {
        name: rows.sample(frac=1, random_state=1) if name in ("forecasts", "history") else rows
        for name, rows in trained.tables.items()
    }
    one = growth_lookup(champion(trained))
    other = growth_lookup(champion(replace(trained, tables=shuffled)))
    assert (one.points, one.totals) == (other.points, other.totals)
    np.testing.assert_array_equal(one.quantiles, other.quantiles)
    np.testing.assert_array_equal(one.history_values, other.history_values)


def test_quantiles_that_cross_are_put_in_order() -> None:
    trained = growth_trained()
    crossed = trained.tables["forecasts"].assign(q950=0.0)
    tables = {**trained.tables, "forecasts": crossed}
    found = growth_lookup(champion(replace(trained, tables=tables)))
    assert (np.diff(found.quantiles, axis=1) >= 0).all()
    assert (np.diff(found.scores) > 0).all()


def test_series_are_told_apart_from_totals() -> None:
    found = growth_lookup(champion(growth_trained()))
    assert found.series == {"R1": ("CAR", "FOO"), "R2": ("CAR",)}
    assert set(found.totals) == {("", ""), ("R1", ""), ("R2", "")}


def test_the_strongest_driver_comes_first() -> None:
    found = growth_lookup(champion(growth_trained())).drivers
    assert [driver for driver, _, _ in found["R1", "CAR"]] == ["national", "momentum", "share"]


def test_a_champion_without_files_says_why_it_does_not_run_live() -> None:
    found = growth_lookup(replace(champion(growth_trained()), files={}))
    assert isinstance(found.live(), InputError)


def test_a_champion_without_a_needed_table_does_not_load() -> None:
    trained = growth_trained()
    tables = {name: rows for name, rows in trained.tables.items() if name != "history"}
    with pytest.raises(InputError, match="has no table history"):
        growth_lookup(champion(replace(trained, tables=tables)))


def test_a_cluster_that_others_have_as_parent_is_a_total() -> None:
    trained = growth_trained()
    clusters = trained.tables["clusters"].assign(parent_code=["", "CAR", ""])
    found = growth_lookup(
        champion(replace(trained, tables={**trained.tables, "clusters": clusters}))
    )
    request = ForecastRequest(region_codes=["R1"], totals=True)
    answer = forecast_growth(found, request)
    assert {one.cluster_code: one.is_total for one in answer.forecasts} == {
        "CAR": True,
        "FOO": False,
    }

"""A question with a deflator is that of the same data converted by hand, from training to live."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError
from features.growth.features import growth_features
from features.package import Package
from tests.training import deflated
from tests.training.deflated import BASE_YEAR, DEFLATOR
from tests.training.growth.live.test_forecasting import series, trained
from training.champion import Champion
from training.choice import context
from training.cli.explain import Series, explained
from training.cli.monitor import compared
from training.growth import task
from training.growth.explain import trend_draws
from training.growth.live import forecasting
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.record import ledger

CUTOFF, HORIZON = 2012, 3
MODELS = ["naive", "drift", "lightgbm"]


@pytest.fixture(scope="module")
def country(demo_package: Package) -> Package:
    return deflated.country(demo_package)


@pytest.fixture(scope="module")
def by_hand(country: Package) -> Package:
    return deflated.by_hand(country)


def panels(package: Package, deflator: str = DEFLATOR) -> GrowthPanels:
    return GrowthPanels(package, GrowthQuestion(HORIZON, deflator=deflator))


def champion_of(package: Package, deflator: str = DEFLATOR) -> Champion:
    return trained(package, "lightgbm", cutoff=CUTOFF, horizon=HORIZON, deflator=deflator)


@pytest.fixture(scope="module")
def champion(country: Package) -> Champion:
    return champion_of(country)


@pytest.fixture(scope="module")
def champion_by_hand(by_hand: Package) -> Champion:
    return champion_of(by_hand, "")


@pytest.fixture(scope="module")
def raw_champion(country: Package) -> Champion:
    return champion_of(country, "")


def test_a_training_and_its_backtest_are_those_of_converted_data(
    country: Package, by_hand: Package
) -> None:
    found, expected = (
        task.train(asked, CUTOFF, "lightgbm") for asked in (panels(country), panels(by_hand, ""))
    )
    for name in ("forecasts", "history", "totals", "totals_history", "reasons"):
        pd.testing.assert_frame_equal(found.tables[name], expected.tables[name])
    figures, others = (
        task.evaluate(asked, 2008, MODELS, champion="lightgbm")
        for asked in (panels(country), panels(by_hand, ""))
    )
    pd.testing.assert_frame_equal(figures.losses, others.losses)
    kept = figures.rows.drop(columns="seconds")
    pd.testing.assert_frame_equal(kept, others.rows.drop(columns="seconds"))
    raw = task.evaluate(panels(country, ""), 2008, MODELS, champion="lightgbm")
    assert not np.allclose(raw.losses["smape"], figures.losses["smape"])


def test_a_run_says_in_which_prices_it_is(country: Package, by_hand: Package) -> None:
    found = task.train(panels(country), CUTOFF, "drift")
    names = ("deflator", "price_basis", "price_year")
    assert [found.params[name] for name in names] == [DEFLATOR, "constant", BASE_YEAR]
    unit = found.tables["indicators"].set_index("indicator").loc["value_added", "unit"]
    assert unit == "million crowns, prices of 2005"
    plain = task.train(panels(country, ""), CUTOFF, "drift")
    assert [plain.params.get(name) for name in names] == [None, "current", None]
    constant = task.train(panels(by_hand, ""), CUTOFF, "drift")
    assert [constant.params.get(name) for name in names] == [None, "constant", None]


def test_a_later_index_reaches_no_feature(country: Package) -> None:
    def scrambled(rows: pd.DataFrame) -> "pd.Series[float]":
        return rows["value"].where(rows["year"] <= CUTOFF, 7.0 + rows["year"] % 5)

    found, altered = (
        panels(package).at(CUTOFF) for package in (country, deflated.with_index(country, scrambled))
    )
    np.testing.assert_array_equal(found.values, altered.values)
    every, scale = np.arange(len(found.values)), np.ones(len(found.values))
    features = [growth_features(panel, panel.values, scale, every) for panel in (found, altered)]
    np.testing.assert_array_equal(features[0].fixed, features[1].fixed)
    for name, values in found.patents.items():
        np.testing.assert_array_equal(values, altered.patents[name])


def test_a_training_without_the_index_of_a_year_is_refused(country: Package) -> None:
    rows = country.tables["region_indicators"]
    lost = (rows["indicator"] == DEFLATOR) & (rows["year"] == 2011)
    without = replace(country, tables={**country.tables, "region_indicators": rows[~lost]})
    assert panels(without).at(2010).years[-1] == 2010
    with pytest.raises(InputError, match=r"has no price_index of region .* in 2011, which value"):
        task.train(panels(without), CUTOFF, "drift")


def test_live_forecasts_start_from_the_converted_history(
    champion: Champion, champion_by_hand: Champion, raw_champion: Champion
) -> None:
    model, other = (forecasting.ready(found) for found in (champion, champion_by_hand))
    np.testing.assert_allclose(model.observed, other.observed)
    region, cluster = next(iter(model.places))
    own = series([], region, cluster)
    found, expected = (forecasting.forecast(ready, [own])[0] for ready in (model, other))
    np.testing.assert_allclose(found.ladder, expected.ladder)
    raw = forecasting.ready(raw_champion)
    assert not np.allclose(raw.observed, model.observed, equal_nan=True)


def test_the_choice_weighs_converted_sizes_and_raw_multipliers(
    champion: Champion, champion_by_hand: Champion, raw_champion: Champion
) -> None:
    found, converted, raw = (
        context.choice_context(each) for each in (champion, champion_by_hand, raw_champion)
    )
    np.testing.assert_allclose(found.evidence.sizes, converted.evidence.sizes)
    assert found.ties.spillover == converted.ties.spillover
    region = found.evidence.regions[0]
    pd.testing.assert_frame_equal(
        found.evidence.growth[region], converted.evidence.growth[region], check_exact=False
    )
    pd.testing.assert_frame_equal(
        context.multipliers(found, region), context.multipliers(raw, region)
    )


def test_outcomes_are_converted_before_they_are_compared(
    champion: Champion, champion_by_hand: Champion, country: Package, by_hand: Package
) -> None:
    found = compared(champion, country)
    expected = compared(champion_by_hand, by_hand)
    assert found is not None
    assert expected is not None
    pd.testing.assert_frame_equal(found.series, expected.series)
    calls, hand = (
        ledger.growth_calls(each, package)
        for each, package in ((champion, country), (champion_by_hand, by_hand))
    )
    pd.testing.assert_frame_equal(calls, hand)


def test_outcomes_in_prices_of_another_year_are_refused(
    champion: Champion, country: Package
) -> None:
    rebased = deflated.with_index(country, lambda rows: rows["value"] * 0 + 100.0)
    moved = deflated.with_index(
        rebased, lambda rows: rows["value"].where(rows["year"] == 2010, 90.0)
    )
    with pytest.raises(InputError) as caught:
        compared(champion, moved)
    assert str(caught.value) == (
        "with price_index of demo, value_added is in constant prices of 2010, but version 1 of "
        "cluster-growth forecasts it in constant prices of 2005: rescale the index or train again"
    )


@pytest.mark.slow
def test_an_explanation_is_in_the_prices_of_the_forecast_beside_it(
    champion: Champion, country: Package, by_hand: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trend_draws, "DRAWS", 60)  # of what is drawn nothing is asked
    rows = country.tables["cluster_indicators"]
    chosen = Series(rows["region_code"].iloc[-1], rows["cluster_code"].iloc[-1], "value_added")
    found = explained(country, chosen, [], HORIZON, champion)
    assert (found["unit"], found["prices"]) == (
        "million crowns, prices of 2005",
        "in constant prices of 2005",
    )
    hand = by_hand.tables["cluster_indicators"]
    same = (hand["region_code"] == chosen.region) & (hand["cluster_code"] == chosen.cluster)
    values = hand[same].sort_values("year")["value"]
    np.testing.assert_allclose([row["value"] for row in found["history"]], values)

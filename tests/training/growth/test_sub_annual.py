"""Growth of quarters and months: tables, honesty, and what the seasons are worth."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.demo.seasons import seasons
from features.growth.panel import growth_panel
from features.package import Package, read
from tests.training import sub_annual
from training.growth import metrics, models
from training.growth import task as growth
from training.growth.intervals import conformal
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.growth.statistical import seasonality
from training.trained import Trained

ORIGIN, HORIZON = 2012, 2


def panels(package: Package, horizon: int = HORIZON) -> GrowthPanels:
    return GrowthPanels(package, GrowthQuestion(horizon))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return read(sub_annual.make(tmp_path_factory.mktemp("quarters") / "p", 4, 6))


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return read(sub_annual.make(tmp_path_factory.mktemp("months") / "p", 12, 2, (2014, 7)))


@pytest.fixture(scope="module")
def trained(country: Package) -> Trained:
    return growth.train(panels(country), ORIGIN)


def test_the_tables_of_a_training(trained: Trained) -> None:
    keys = ["region_code", "cluster_code"]
    forecasts, history = trained.tables["forecasts"], trained.tables["history"]
    columns = [*keys, "year", "period", "step", "median", *conformal.QUANTILE_COLUMNS]
    assert list(forecasts) == columns
    assert list(history) == [*keys, "year", "period", "value"]
    one = forecasts.head(8)
    assert one["step"].tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert one["period"].tolist() == [1, 2, 3, 4] * 2
    assert one["year"].tolist() == [2013] * 4 + [2014] * 4
    assert trained.params["periods_per_year"] == 4
    assert (np.diff(forecasts[conformal.QUANTILE_COLUMNS].to_numpy(), axis=1) >= 0).all()
    assert forecasts["median"].between(forecasts["q250"], forecasts["q750"]).all()


def test_drivers_add_up_over_the_same_quarter(trained: Trained) -> None:
    keys = ["region_code", "cluster_code"]
    told = trained.tables["reasons"].groupby(keys)[["contribution", "growth"]].sum()
    end = trained.tables["forecasts"].groupby(keys)["median"].last()
    start = trained.tables["history"].groupby(keys)["value"].last()
    np.testing.assert_allclose(told["contribution"], end - start)
    np.testing.assert_allclose(told["growth"], 100 * ((end / start) ** (1 / HORIZON) - 1))


def test_later_quarters_change_no_forecast(country: Package, trained: Trained) -> None:
    other = growth.train(panels(sub_annual.altered(country, ORIGIN)), ORIGIN)
    pd.testing.assert_frame_equal(trained.tables["forecasts"], other.tables["forecasts"])


def test_planted_seasons_are_found(country: Package) -> None:
    panel = growth_panel(country, 2020)
    planted = seasons(sorted(set(panel.keys["cluster_code"])), seed=7, periods_per_year=4)
    found = seasonality.seasons_of(panel)
    strong = planted.max(axis=1) > 1.05
    expected = planted.loc[panel.keys["cluster_code"]].to_numpy()
    chosen = strong.loc[panel.keys["cluster_code"]].to_numpy()
    np.testing.assert_allclose(found.factors[chosen], expected[chosen], atol=0.03)


@pytest.mark.slow
def test_the_hybrid_beats_repeating_the_year_and_a_hybrid_blind_to_seasons(
    country: Package,
) -> None:
    rows = growth.evaluate(panels(country), ORIGIN, ["naive", "hybrid"]).rows.set_index("model")
    owa = rows["owa"].to_dict()
    assert owa["naive"] == pytest.approx(1)
    assert owa["hybrid"] < 0.8
    assert rows["coverage_95"].to_dict()["hybrid"] > 0.85
    panel = growth_panel(country, ORIGIN)
    blind = replace(panel, periods_per_year=1, years=np.arange(len(panel.years)))
    n_steps = 4 * HORIZON
    found = models.forecast("hybrid", blind, n_steps, models.learner(blind, n_steps))
    actual = growth_panel(country, ORIGIN + HORIZON).values[:, -n_steps:]
    error = metrics.smape(actual, found.median).mean()
    assert rows["smape"].to_dict()["hybrid"] < 0.8 * error


def test_errors_are_scaled_by_changes_over_a_year(country: Package) -> None:
    values = growth_panel(country, ORIGIN).values
    by_hand = np.abs(values[0, 4:] - values[0, :-4]).mean()
    assert metrics.scale(values, 4)[0] == pytest.approx(by_hand)


def test_months_of_an_incomplete_year(months: Package) -> None:
    trained = growth.train(panels(months, 1), 2014)
    one = trained.tables["forecasts"].head(12)
    assert one[["year", "period"]].iloc[0].tolist() == [2014, 8]
    assert one[["year", "period"]].iloc[-1].tolist() == [2015, 7]
    assert growth.default_origins(panels(months, 1), 2014) == [2010, 2011, 2012]


def test_short_histories_and_every_statistical_model(months: Package) -> None:
    short = replace(
        months,
        sub_annual={name: rows[rows["year"] >= 2013] for name, rows in months.sub_annual.items()},
    )
    for model in growth.QUICK_MODELS:
        trained = growth.train(panels(short, 1), 2014, model)
        assert trained.tables["forecasts"].notna().all().all()


def test_prophet_has_seasons_of_its_own(months: Package) -> None:
    rows = months.sub_annual["cluster_indicators"]
    one = rows[(rows["region_code"] == "ORV01") & (rows["cluster_code"] == "C1")]
    few = replace(months, sub_annual={"cluster_indicators": one})
    found = growth.evaluate(panels(few, 1), 2012, ["naive", "prophet"]).rows.set_index("model")
    assert found["smape"].to_dict()["prophet"] < 2 * found["smape"].to_dict()["naive"]


def test_order_is_that_of_growth_a_year(country: Package) -> None:
    """The last quarter forecast over the same quarter at the origin, two years earlier."""
    result = growth.evaluate(panels(country), ORIGIN, ["naive", "drift"], "drift")
    futures = result.futures.set_index(["region_code", "cluster_code"])
    losses = result.losses[result.losses["model"] == "drift"]
    losses = losses.set_index(["region_code", "cluster_code"]).join(futures[["actual", "value"]])
    expected = np.log(losses["actual"] / losses["value"]) / HORIZON
    np.testing.assert_allclose(losses["growth"], expected, atol=1e-8)
    rows = result.rows.set_index("model")
    assert rows["rank_skill"].to_dict()["naive"] == 0, "it repeats the last year"

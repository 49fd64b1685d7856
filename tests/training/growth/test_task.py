"""Growth models on the demo country: their tables, their honesty, what they do with little."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError, UnknownCodeError
from features.growth.panel import GrowthPanel
from features.package import Package, read
from features.package.contract.horizons import longest_horizons
from training.growth import models
from training.growth import task as growth
from training.growth.intervals import conformal
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.trained import Trained

HORIZON, ORIGIN = 3, 2010


def some(package: Package, n_regions: int) -> Package:
    """The package with few regions."""
    rows = package.tables["cluster_indicators"]
    regions = sorted(rows["region_code"].unique())[:n_regions]
    few = rows[rows["region_code"].isin(regions) & (rows["indicator"] == indicator_of(package))]
    return replace(package, tables={**package.tables, "cluster_indicators": few})


def indicator_of(package: Package) -> str:
    known = package.tables["cluster_indicators"]["indicator"].unique()
    return "value_added" if "value_added" in known else str(known[0])


def panels(package: Package, horizon: int = HORIZON) -> GrowthPanels:
    return GrowthPanels(package, GrowthQuestion(horizon, indicator_of(package)))


@pytest.fixture(scope="module")
def country(demo_package: Package) -> Package:
    return some(demo_package, 25)


@pytest.fixture(scope="module")
def trained(country: Package) -> Trained:
    return growth.train(panels(country), ORIGIN)


def test_the_tables_of_a_training(trained: Trained) -> None:
    forecasts = trained.tables["forecasts"]
    keys = ["region_code", "cluster_code"]
    assert list(forecasts) == [*keys, "year", "step", "median", *conformal.QUANTILE_COLUMNS]
    assert forecasts.notna().all().all()
    assert (forecasts["year"] == ORIGIN + forecasts["step"]).all()
    assert not forecasts.duplicated([*keys, "year"]).any()
    quantiles = forecasts[conformal.QUANTILE_COLUMNS].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert forecasts["median"].between(forecasts["q250"], forecasts["q750"]).all()
    assert trained.tables["history"]["year"].max() == ORIGIN
    assert trained.importance["gain"].sum() == pytest.approx(1)
    assert all(content.startswith((b"tree", b"{")) for content in trained.files.values())


def test_later_years_change_no_forecast(country: Package, trained: Trained) -> None:
    rows = country.tables["cluster_indicators"].copy()
    rows.loc[rows["year"] > ORIGIN, "value"] *= 3
    altered = replace(country, tables={**country.tables, "cluster_indicators": rows})
    other = growth.train(panels(altered), ORIGIN).tables
    for name in ("forecasts", "totals", "totals_history"):
        pd.testing.assert_frame_equal(trained.tables[name], other[name])


def test_every_model_is_scored_on_the_same_series(country: Package) -> None:
    names = [*growth.QUICK_MODELS, growth.DEFAULT]
    result = growth.evaluate(panels(country), ORIGIN, names)
    rows = result.rows.set_index("model")
    assert list(rows.index) == names
    assert rows["n"].nunique() == 1
    assert rows["owa"].to_dict()["naive"] == pytest.approx(1)
    assert rows["owa"].to_dict()["hybrid"] < 0.95
    assert rows["coverage_95"].to_dict()["hybrid"] > 0.85
    means = result.losses.groupby("model")[["smape", "mase"]].mean()
    pd.testing.assert_frame_equal(
        means.sort_index(), rows[["smape", "mase"]].sort_index(), check_names=False
    )


def test_one_series_and_few_points_fall_back_to_statistics(country: Package) -> None:
    rows = country.tables["cluster_indicators"]
    first = rows.iloc[0]
    one = rows[
        (rows["region_code"] == first["region_code"])
        & (rows["cluster_code"] == first["cluster_code"])
    ].sort_values("year")
    for n_years in (1, 3, 8):
        short = one.head(n_years)
        package = replace(country, tables={**country.tables, "cluster_indicators": short})
        trained = growth.train(panels(package, 5), int(short["year"].max()))
        assert trained.tables["forecasts"].notna().all().all()
        assert len(trained.tables["forecasts"]) == 5
        assert set(trained.files) == {"calibration.json", "combination.json", "relative.json"}


def test_only_a_series_that_was_below_zero_is_forecast_below_it() -> None:
    rng = np.random.default_rng(0)
    falling = np.maximum(np.linspace(40.0, 1.0, 14) + rng.normal(0, 6, (30, 14)), 0.0)
    values = np.vstack([falling, falling[:1] - 30.0])
    keys = pd.DataFrame({"region_code": [f"R{n}" for n in range(31)], "cluster_code": "C"})
    panel = GrowthPanel(keys, np.arange(2000, 2014), values, groups={}, patents={})
    result = models.forecast("drift", panel, 5, models.learner(panel, 5))
    assert (result.quantiles[:-1] >= 0).all()
    assert (result.median[:-1] >= 0).all()
    assert (result.quantiles[-1] < 0).any()


def test_data_of_every_second_year_at_first_are_learned_from() -> None:
    """No outcome one year ahead is known at the early origins: there is no common path yet."""
    rng = np.random.default_rng(0)
    values = rng.lognormal(0.03, 0.02, (60, 16)).cumprod(axis=1) * 100
    values[:, 1:13:2] = np.nan
    keys = pd.DataFrame({"region_code": [f"R{n}" for n in range(60)], "cluster_code": "C"})
    groups = {"nation": np.zeros(60, dtype=np.intp)}
    panel = GrowthPanel(keys, np.arange(2000, 2016), values, groups, {})
    result = models.forecast("hybrid", panel, 5, models.learner(panel, 5))
    assert np.isfinite(result.median).all()


def test_prophet_forecasts_on_demand(country: Package) -> None:
    package = some(country, 1)
    result = growth.evaluate(panels(package), ORIGIN, ["prophet"])
    assert result.rows["smape"].between(0, 100).all()


def test_default_origins_are_the_latest_with_outcomes(country: Package) -> None:
    origins = growth.default_origins(panels(country), ORIGIN)
    assert origins == [ORIGIN - HORIZON - 2, ORIGIN - HORIZON - 1, ORIGIN - HORIZON]


def test_the_longest_horizon_is_the_one_that_describe_names(country: Package) -> None:
    _, longest = longest_horizons({"cluster_indicators": country.tables["cluster_indicators"]})[
        "growth"
    ]
    last = int(country.tables["cluster_indicators"]["year"].max())
    assert growth.longest_horizon(panels(country), last) == longest
    shorter = country.until(last - longest)
    assert growth.longest_horizon(panels(shorter), last - longest) == 0


def test_what_cannot_be_answered_is_said(country: Package) -> None:
    with pytest.raises(UnknownCodeError, match=r"unknown growth model 'hybrit': .*hybrid"):
        growth.train(panels(country), ORIGIN, "hybrit")
    with pytest.raises(InputError, match="horizon must be at least 1 year, not 0"):
        GrowthQuestion(0)
    with pytest.raises(InputError, match="all outcomes up to 2110"):
        growth.evaluate(panels(country, 100), ORIGIN, ["naive"])
    with pytest.raises(InputError, match=f"a value in {10**20} .* choose an earlier origin"):
        growth.evaluate(panels(country, 1), 10**20, ["naive"])
    rows = country.tables["cluster_indicators"].assign(value=7.0)
    still = replace(country, tables={**country.tables, "cluster_indicators": rows})
    with pytest.raises(InputError, match=f"series of demo changed up to {ORIGIN}, .*later origin"):
        growth.evaluate(panels(still), ORIGIN, ["naive"])


@pytest.mark.real_data
@pytest.mark.slow
def test_short_histories_of_us_states(real_data: Callable[[str], Path]) -> None:
    package = read(real_data("us-states"))
    rows = growth.evaluate(panels(package, 5), 2003, ["theta", "hybrid"]).rows.set_index("model")
    assert rows["owa"].to_dict()["hybrid"] < 0.85 < rows["owa"].to_dict()["theta"]
    assert rows["coverage_80"].to_dict()["hybrid"] >= 0.72

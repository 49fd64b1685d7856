"""What moves a forecast: contributions add up, and stand with the driver that they belong to."""

from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.growth.panel import KEYS, GrowthPanel, growth_panel
from features.package import Package
from training.columns import select
from training.growth import models
from training.growth import task as growth
from training.growth.explain import drivers, reasons
from training.growth.explain.drivers import DRIVERS, NAMES
from training.growth.global_model import averaging, hybrid
from training.growth.global_model import rows as growth_rows
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion
from training.work import local_work

HORIZON, CUTOFF = 3, 2010
HISTORY = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=6, max_size=6)


@pytest.fixture(scope="module")
def country(demo_package: Package) -> Package:
    """The demo country with some regions, whose series hold zeros, negatives and unknowns too."""
    rows = demo_package.tables["cluster_indicators"]
    regions = sorted(rows["region_code"].unique())[:20]
    few = rows[rows["region_code"].isin(regions) & (rows["indicator"] == "value_added")].copy()
    fate = few["cluster_code"].map({c: n for n, c in enumerate(few["cluster_code"].unique())}) % 7
    first = few["region_code"].isin(regions[:4])
    few.loc[first & (fate == 0) & (few["year"] % 3 > 0), "value"] = 0.0
    few.loc[first & (fate == 1), "value"] *= -1
    late = few["region_code"].isin(regions[4:8]) & (fate == 2) & (few["year"] == CUTOFF)
    return replace(demo_package, tables={**demo_package.tables, "cluster_indicators": few[~late]})


@pytest.fixture(scope="module")
def panel(country: Package) -> GrowthPanel:
    return growth_panel(country, CUTOFF)


@pytest.fixture(scope="module")
def learned(panel: GrowthPanel) -> hybrid.Learned:
    return hybrid.learn(panel, HORIZON)


@pytest.mark.parametrize("model", ["hybrid", "lightgbm", "theta"])
def test_contributions_add_up_to_the_change_and_growth_to_the_growth_a_year(
    country: Package, panel: GrowthPanel, learned: hybrid.Learned, model: str
) -> None:
    result = models.forecast(model, panel, HORIZON, lambda: learned)
    told = result.by_driver() if result.by_driver else None
    table = reasons.table(panel, told, result.median)
    sums = table.groupby(KEYS, sort=False)[["contribution", "growth"]].sum(min_count=1)
    last = pd.DataFrame(panel.values).ffill(axis=1).iloc[:, -1].to_numpy()
    end = result.median[:, -1]
    size = np.abs(last) + np.abs(end) + np.abs(end - last)
    assert (np.abs(sums["contribution"].to_numpy() - (end - last)) <= 1e-9 * size + 1e-9).all()
    known = np.isfinite(panel.values[:, -1]) & (last > 0) & (end > 0)
    expected = 100 * ((end[known] / last[known]) ** (1 / HORIZON) - 1)
    np.testing.assert_allclose(sums["growth"].to_numpy()[known], expected, rtol=1e-8, atol=1e-9)
    assert sums["growth"][~known].isna().all()
    assert 0 < known.sum() < len(known)


def test_a_training_holds_the_reasons_of_its_forecasts(country: Package) -> None:
    trained = growth.train(GrowthPanels(country, GrowthQuestion(HORIZON)), CUTOFF, "drift")
    table = trained.tables["reasons"]
    assert list(table) == [*KEYS, "driver", "contribution", "growth"]
    assert set(table["driver"]) == {"statistical"}
    end = trained.tables["forecasts"].query("step == @HORIZON")
    assert len(table) == len(end)


def test_only_floors_are_left_to_the_rest(panel: GrowthPanel, learned: hybrid.Learned) -> None:
    free = models.MODELS["hybrid"](panel, HORIZON, lambda: learned, print, local_work)
    assert free.by_driver is not None
    table = reasons.table(panel, free.by_driver(), free.median)
    assert "rest" not in set(table["driver"])
    floored = reasons.table(panel, free.by_driver(), free.median + 1.0)
    rest = floored[floored["driver"] == "rest"]["contribution"]
    np.testing.assert_allclose(rest, 1.0, rtol=1e-6)


def _same(learned: hybrid.Learned) -> hybrid.Learned:
    return learned


def test_what_relative_growth_changes_belongs_to_calibration(
    panel: GrowthPanel, learned: hybrid.Learned
) -> None:
    """Of the statistical combination too, where there was too little to learn from."""
    few = np.flatnonzero(panel.values[:, -1] > 0)[:12]
    groups = {level: codes[few] for level, codes in panel.groups.items()}
    keys = panel.keys.iloc[few].reset_index(drop=True)
    small = GrowthPanel(keys, panel.years, panel.values[few], groups, {})
    statistical = hybrid.learn(small, HORIZON)
    assert statistical.model is None
    for each, of_each in ((panel, learned), (small, statistical)):
        result = models.MODELS["hybrid"](each, HORIZON, partial(_same, of_each), print, local_work)
        assert result.by_driver is not None
        by_driver = result.by_driver()
        size = np.abs(result.median[:, -1]) + 1
        assert (np.abs(by_driver[:, NAMES.index("calibration")]) > 1e-6 * size).mean() > 0.5
        assert not by_driver[:, NAMES.index("rest")].any()


def test_a_series_that_stays_at_zero_has_no_drivers(panel: GrowthPanel) -> None:
    values = panel.values.copy()
    values[5, -1] = 0.0
    at_zero = replace(panel, values=values)
    again = hybrid.learn(at_zero, HORIZON)
    for model in ("hybrid", "lightgbm"):
        result = models.MODELS[model](at_zero, HORIZON, lambda: again, print, local_work)
        assert result.by_driver is not None
        assert not result.median[5].any()
        assert not result.by_driver()[5].any()
        assert result.by_driver()[6].any()


def test_sources_are_grouped_as_a_loop_groups_them(
    panel: GrowthPanel, learned: hybrid.Learned
) -> None:
    model = learned.model
    assert model is not None
    rows = select(learned.final, np.arange(5))
    weight = 0.7
    expected = np.zeros((5, len(NAMES)))
    bases = [name for name in growth_rows.AVERAGED if name in model.names]
    for row in range(5):
        own = select(rows, np.array([row]))
        expected[row, NAMES.index("national")] += float(model.common.ahead(own)[0])
        for booster in model.direct:
            shapley = np.asarray(booster.predict(own.features, pred_contrib=True))[0]
            for source, part in zip([*model.names, "common"], shapley, strict=True):
                share = (1 - weight) / len(model.direct)
                expected[row, NAMES.index(loop_driver(source))] += share * part
        shares = averaging.weights(model.averaging, own.features)[0]
        for number, base in enumerate(bases):
            part = weight * shares[number] * own.bases[0, number]
            expected[row, NAMES.index(loop_driver(base))] += part
    found = reasons.scaled_change(model, rows, weight)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-7)
    parts = model.predict(rows)
    whole = parts.common + weight * parts.averaged + (1 - weight) * parts.direct
    np.testing.assert_allclose(found.sum(axis=1), whole, rtol=1e-9, atol=1e-9)


def loop_driver(source: str) -> str:
    for driver in DRIVERS:
        for pattern in driver.sources:
            if fnmatchcase(source, pattern):
                return driver.name
    return "rest"


def test_every_feature_and_base_forecast_belongs_to_a_driver(panel: GrowthPanel) -> None:
    names, _ = growth_rows.rows_at(panel, len(panel.years), HORIZON, np.arange(3))
    lone = replace(panel, groups={})
    names += growth_rows.rows_at(lone, len(panel.years), HORIZON, np.arange(3))[0]
    assert [name for name in names if drivers.driver_of(name) == "rest"] == []


@pytest.mark.parametrize(
    ("source", "driver"),
    [
        ("at_region_recent_growth", "region"),
        ("region_share", "share"),
        ("at_cluster_growth", "sector"),
        ("sector_change", "sector"),
        ("nation_change", "national"),
        ("at_own_growth", "momentum"),
        ("drift_3", "momentum"),
        ("change_lag_0", "momentum"),
        ("theta", "statistical"),
        ("patent_strength", "patents"),
        ("relatedness_density", "relatedness"),
        ("related_change", "relatedness"),
        ("unheard_of", "rest"),
    ],
)
def test_drivers_of_some_sources(source: str, driver: str) -> None:
    assert drivers.driver_of(source) == driver


def test_all_features_of_a_panel_belong_to_a_driver(demo_package: Package) -> None:
    panel = growth_panel(demo_package, 2012)
    names, _ = growth_rows.rows_at(panel, len(panel.years), 2, np.arange(3))
    assert {"patent_growth", "related_change"} < set(names)
    assert [name for name in names if drivers.driver_of(name) == drivers.NAMES[-1]] == []


def test_a_driver_that_is_not_declared_is_read_by_its_name() -> None:
    assert drivers.phrase("momentum") == "own momentum"
    assert drivers.phrase("moon") == "moon"


@given(history=HISTORY, end=st.floats(-1e6, 1e6), parts=st.lists(st.floats(-1e6, 1e6)))
def test_any_series_and_any_parts_add_up(
    history: list[float], end: float, parts: list[float]
) -> None:
    keys = pd.DataFrame({"region_code": ["R"], "cluster_code": ["C"]})
    panel = GrowthPanel(keys, np.arange(6), np.array([history]), {}, {})
    told: npt.NDArray[np.float64] = np.zeros((1, len(NAMES)))
    told[0, : len(parts)] = parts[: len(NAMES)]
    table = reasons.table(panel, told, np.array([[0.0, end]]))
    change = end - history[-1]
    assert table["contribution"].sum() == pytest.approx(change, rel=1e-9, abs=1e-3)
    if history[-1] > 1e-3 and end > 1e-3:
        growth = 100 * ((end / history[-1]) ** (1 / 2) - 1)
        tolerance = 1e-9 * table["growth"].abs().sum() + 1e-6
        assert table["growth"].sum() == pytest.approx(growth, rel=1e-6, abs=tolerance)
    elif history[-1] <= 0 or end <= 0:
        assert table["growth"].isna().all()

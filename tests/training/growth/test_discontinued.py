"""Series that ended before the cutoff: learned from, not forecast, in no total."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError
from features.growth.panel import KEYS, GrowthPanel, growth_panel
from features.package import Package
from tests.training.growth.live.test_forecasting import trained as champion_of
from training.growth import models
from training.growth import task as growth
from training.growth.coherence.parts import parts_of
from training.growth.coherence.totals import totals
from training.growth.discontinued import continuing, panel_at
from training.growth.explain.drivers import NAMES
from training.growth.live import forecasting
from training.growth.live.what_if import Paths, total_rates
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

CUTOFF, HORIZON = 2010, 3


def some(package: Package) -> Package:
    """Twelve regions of the demo country."""
    rows = package.tables["cluster_indicators"]
    rows = rows[rows["indicator"] == "value_added"]
    few = rows["region_code"].isin(sorted(rows["region_code"].unique())[:12])
    return with_rows(package, rows[few])


def with_rows(package: Package, rows: pd.DataFrame) -> Package:
    return replace(package, tables={**package.tables, "cluster_indicators": rows})


def ending(package: Package, last: int) -> tuple[Package, list[tuple[str, str]]]:
    """Every third series of it ends; which ones."""
    rows = package.tables["cluster_indicators"]
    ends = rows.groupby(KEYS).ngroup() % 3 == 0
    keys = sorted(set(rows.loc[ends, KEYS].itertuples(index=False, name=None)))
    return with_rows(package, rows[~ends | (rows["year"] <= last)]), keys


def keys_of(table: pd.DataFrame) -> set[tuple[str, str]]:
    return set(table[KEYS].itertuples(index=False, name=None))


def panels(package: Package, reconcile: bool = True) -> GrowthPanels:
    return GrowthPanels(package, GrowthQuestion(HORIZON, reconcile=reconcile))


@pytest.fixture(scope="module")
def country(demo_package: Package) -> Package:
    return some(demo_package)


@pytest.mark.parametrize("model", ["drift", "hybrid"])
def test_ended_series_get_no_forecast_and_are_in_no_total(country: Package, model: str) -> None:
    package, ended = ending(country, CUTOFF - 3)
    said = list[str]()
    trained = growth.train(panels(package), CUTOFF, model, said.append)
    tables = trained.tables
    known = keys_of(tables["history"])
    assert set(ended) < known, "their past is kept"
    for name in ("forecasts", "reasons"):
        assert keys_of(tables[name]) == known - set(ended)
        assert tables[name].notna().all().all()
    (told,) = [line for line in said if "discontinued" in line]
    assert told.startswith(f"{len(ended)} series have no value in the 3 years up to {CUTOFF}")
    by_year = tables["forecasts"].groupby("year")["median"].sum()
    nation = tables["totals"].query("region_code == '' and cluster_code == ''")
    np.testing.assert_allclose(nation["median"], by_year)
    history = tables["history"].set_index(KEYS).drop(ended).query("year == @CUTOFF")["value"]
    past = tables["totals_history"].query("region_code == '' and cluster_code == ''")
    assert past.set_index("year")["value"][CUTOFF] == pytest.approx(history.sum())
    told_of = tables["reasons"].groupby(KEYS)["contribution"].sum()
    last = tables["forecasts"].query("step == @HORIZON").set_index(KEYS)["median"]
    np.testing.assert_allclose(told_of, (last - history).sort_index(), rtol=1e-6, atol=1e-9)
    assert set(tables["reasons"]["driver"]) <= set(NAMES)


def test_a_value_in_the_last_three_years_is_enough(country: Package) -> None:
    package, ended = ending(country, CUTOFF - 2)
    said = list[str]()
    trained = growth.train(panels(package), CUTOFF, "naive", said.append)
    assert set(ended) < keys_of(trained.tables["forecasts"])
    assert not [line for line in said if "discontinued" in line]


def test_three_years_of_quarters_are_twelve_columns() -> None:
    values = np.full((3, 20), np.nan)
    for series, n_known in enumerate((20, 9, 8)):
        values[series, :n_known] = 5.0
    keys = pd.DataFrame({"region_code": "r", "cluster_code": ["c1", "c2", "c3"]})
    panel = GrowthPanel(keys, 2000 + np.arange(20) // 4, values, {}, {}, periods_per_year=4)
    assert continuing(panel).tolist() == [0, 1]


def test_ended_series_are_learned_from_as_before(country: Package) -> None:
    package, _ = ending(country, CUTOFF - 3)
    panel = growth_panel(package, CUTOFF)
    before = models.forecast("hybrid", panel, HORIZON, models.learner(panel, HORIZON))
    plain = growth.train(panels(package, reconcile=False), CUTOFF, "hybrid")
    median = plain.tables["forecasts"]["median"].to_numpy().reshape(-1, HORIZON)
    np.testing.assert_array_equal(median, before.median[continuing(panel)])


def test_a_champion_runs_live_beside_ended_series(country: Package) -> None:
    package, (first, *_) = ending(country, CUTOFF - 3)
    champion = champion_of(package, cutoff=CUTOFF, horizon=HORIZON, reconciled=True)
    model = forecasting.ready(champion)
    totals = champion.tables["totals"].query("region_code == '' and cluster_code == ''")
    past = champion.tables["totals_history"].query("region_code == '' and cluster_code == ''")
    path = np.append(past["value"].iloc[-1], totals["median"])
    np.testing.assert_allclose(total_rates(model.peers, "nation"), 100 * (path[1:] / path[:-1] - 1))
    rows = package.tables["cluster_indicators"].sort_values("year")
    own = rows[(rows["region_code"] == first[0]) & (rows["cluster_code"] == first[1])]
    times = own["year"].to_numpy()[-9:] + 3
    user_series = forecasting.UserSeries(*first, times, own["value"].to_numpy()[-9:])
    young = forecasting.UserSeries(*first, times[-1:], own["value"].to_numpy()[-1:])
    for found in forecasting.forecast(model, [user_series, young]):
        assert np.isfinite(found.ladder).all()
        assert found.origin == CUTOFF


def without(package: Package, region: str) -> Package:
    """All series of a region end."""
    rows = package.tables["cluster_indicators"]
    return with_rows(package, rows[(rows["region_code"] != region) | (rows["year"] <= CUTOFF - 3)])


def test_what_has_ended_is_not_forecast_live_unless_a_history_is_brought(country: Package) -> None:
    region, cluster = country.tables["cluster_indicators"][KEYS].iloc[0]
    model = forecasting.ready(champion_of(without(country, region), "drift"))
    known = forecasting.UserSeries(region, cluster, np.array([], dtype=np.intp), np.array([]))
    with pytest.raises(
        InputError, match=f"{cluster} in {region} was discontinued after {CUTOFF - 3}; "
    ):
        forecasting.forecast(model, [known])
    times = np.arange(CUTOFF - 9, CUTOFF - 1)
    user_series = [
        replace(known, times=times - late, values=np.linspace(50.0, 57.0, 8)) for late in (0, 1)
    ]
    going, ended = (
        forecasting.forecast(model, user_series[:1]),
        forecasting.forecast(model, user_series[1:]),
    )
    assert "discontinued" not in " ".join(going[0].warnings)
    assert f"no value in the 3 years up to {CUTOFF}: in training such" in " ".join(
        ended[0].warnings
    )


def test_a_region_that_has_ended_lends_nothing_and_has_no_growth(country: Package) -> None:
    region, cluster = country.tables["cluster_indicators"][KEYS].iloc[0]
    model = forecasting.ready(champion_of(without(country, region), "drift"))
    new = forecasting.UserSeries(
        "NEW", cluster, np.array([CUTOFF]), np.array([50.0]), borrow_from=region
    )
    with pytest.raises(InputError, match=f"cannot borrow growth from {region}: .* forecast"):
        forecasting.forecast(model, [new])
    with pytest.raises(InputError, match=f"region {region} cannot be set: .* are all discontinued"):
        forecasting.forecast(model, [replace(new, borrow_from="")], Paths([], {region: [2.0]}, {}))


def test_a_total_whose_parts_all_ended_is_a_part_itself() -> None:
    rows = pd.DataFrame(
        [
            ("r", code, year, "jobs", value)
            for code, last, value in (("A", 2009, 7.0), ("a1", 2004, 3.0), ("a2", 2004, 4.0))
            for year in range(2000, last + 1)
        ],
        columns=[*KEYS, "year", "indicator", "value"],
    )
    clusters = pd.DataFrame({"cluster_code": ["A", "a1", "a2"], "parent_code": ["", "A", "A"]})
    tables = {"cluster_indicators": rows, "clusters": clusters}
    package = Package("tiny", "tiny", "a" * 64, tables, {})
    panel = growth_panel(package, 2009, "jobs")
    assert parts_of(panel).tolist() == [1, 2]
    now = panel_at(panel, continuing(panel), package)
    assert now.keys["cluster_code"].tolist() == ["A"]
    assert parts_of(now).tolist() == [0]
    assert (totals(now)[1].values == 7.0).all()
    assert panel_at(panel, np.arange(3), package) is panel


def test_a_backtest_measures_totals_of_the_series_that_go_on(country: Package) -> None:
    rows = country.tables["cluster_indicators"]
    package, ended = ending(country, CUTOFF - 3)
    past = package.tables["cluster_indicators"].query("year <= @CUTOFF")
    package = with_rows(package, pd.concat([past, rows[rows["year"] > CUTOFF]]))  # back again
    without = with_rows(package, rows[~pd.MultiIndex.from_frame(rows[KEYS]).isin(ended)])
    found, expected = (
        growth.evaluate(panels(one), CUTOFF, ["naive", "drift"], "drift").rows.set_index("model")
        for one in (package, without)
    )
    figures = ["n", "owa", "totals_owa"]
    naive_and_drift = ["naive", "drift_unreconciled"]
    pd.testing.assert_frame_equal(
        found.loc[naive_and_drift, figures], expected.loc[naive_and_drift, figures]
    )
    assert found["totals_owa"].notna().all()
    assert found["totals_coverage_80"].notna().to_dict()["drift"]


def test_a_package_that_ended_is_refused(country: Package) -> None:
    rows = country.tables["cluster_indicators"]
    old = with_rows(country, rows[rows["year"] <= CUTOFF - 3])
    with pytest.raises(InputError, match=f"in the 3 years up to {CUTOFF}.* an earlier year"):
        growth.train(panels(old), CUTOFF, "naive")

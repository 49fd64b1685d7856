"""Forecasts that add up: sums, published totals, the switch, what a backtest tells of it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.growth.panel import GrowthPanel, growth_panel
from features.package import Package
from training.growth import models
from training.growth import task as growth
from training.growth.coherence.parts import parts_of
from training.growth.coherence.totals import TOTALS_MODEL, adds_up, coherent, moved, totals
from training.growth.fitted import Forecast
from training.growth.intervals import conformal
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

KEYS = ["region_code", "cluster_code"]
N_YEARS, HORIZON = 9, 3


def panels(package: Package, reconcile: bool = True) -> GrowthPanels:
    return GrowthPanels(package, GrowthQuestion(HORIZON, reconcile=reconcile))


def package_of(rows: pd.DataFrame, parents: dict[str, str]) -> Package:
    """Regions and clusters with parents, and one indicator."""
    tables = {"cluster_indicators": rows.assign(indicator="jobs")}
    for kind in ("region", "cluster"):
        codes = sorted({*rows[f"{kind}_code"], *parents} - {""})
        tables[f"{kind}s"] = pd.DataFrame(
            {f"{kind}_code": codes, "parent_code": [parents.get(code, "") for code in codes]}
        )
    return Package("tiny", "tiny", "a" * 64, tables, {})


def long(values: dict[tuple[str, str], list[float]]) -> pd.DataFrame:
    """Known values, from 2000 on, as rows."""
    rows = [
        (*key, 2000 + number, value)
        for key, series in values.items()
        for number, value in enumerate(series)
        if np.isfinite(value)
    ]
    return pd.DataFrame(rows, columns=[*KEYS, "year", "value"])


def made_up(panel: GrowthPanel, seed: int) -> Forecast:
    """A forecast as any model might make it: medians inside quantiles that do not cross."""
    rng = np.random.default_rng(seed)
    last = np.nan_to_num(panel.values[:, -1:])
    median = last * rng.uniform(0.5, 1.6, (len(last), HORIZON)) + rng.normal(0, 1, (len(last), 1))
    steps = rng.exponential(1.0, (*median.shape, len(conformal.PROBABILITIES))).cumsum(axis=-1)
    middle = (
        steps[..., :8].sum(axis=-1, keepdims=True) * 0 + (steps[..., 7:8] + steps[..., 8:9]) / 2
    )
    lowest = np.where((panel.values < 0).any(axis=1), -np.inf, 0.0)[:, None]
    quantiles = median[..., None] + steps - middle
    return Forecast(np.maximum(median, lowest), np.maximum(quantiles, lowest[..., None]))


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.integers(1, 4))
def test_sums_are_the_totals(seed: int, n_regions: int, n_clusters: int) -> None:
    rng = np.random.default_rng(seed)
    values = {
        (f"r{r}", f"c{c}"): (rng.lognormal(1, 1, N_YEARS) - rng.choice([0, 3])).tolist()
        for r in range(n_regions)
        for c in range(n_clusters)
        if (r, c) == (0, 0) or rng.random() < 0.8
    }
    for series in values.values():
        if rng.random() < 0.3:
            series[:3] = [np.nan] * 3
        if rng.random() < 0.3:
            series[-1] = np.nan
    panel = growth_panel(package_of(long(values), {}), 2000 + N_YEARS - 1, "jobs")
    made = coherent(panel, package_of(long(values), {}), made_up(panel, seed))
    medians = pd.DataFrame(made.series.median).assign(**panel.keys)
    for label, total in zip(
        made.panel.keys.itertuples(index=False), made.totals.median, strict=True
    ):
        part = medians
        for column, code in zip(KEYS, label, strict=True):
            part = part[part[column] == code] if code else part
        expected = part[list(range(HORIZON))].sum().to_numpy()
        np.testing.assert_allclose(total, expected, rtol=1e-9, atol=1e-9)
    never = ~(panel.values < 0).any(axis=1)
    assert (made.series.quantiles[never] >= 0).all()
    for forecast in (made.series, made.totals):
        assert (np.diff(forecast.quantiles, axis=-1) >= -1e-9).all()
        lower, upper = conformal.bounds(forecast.quantiles, 0.5)
        assert (lower <= forecast.median + 1e-9).all()
        assert (forecast.median <= upper + 1e-9).all()


def test_totals_are_of_what_is_forecast_and_do_not_jump() -> None:
    values = {
        ("r1", "c1"): [1.0, 2, 3, 4],
        ("r1", "c2"): [np.nan, np.nan, 10, 11],
        ("r2", "c1"): [5.0, 5, 5, np.nan],
    }
    panel = growth_panel(package_of(long(values), {}), 2003, "jobs")
    tree, above = totals(panel)
    rows = {
        tuple(key): list(row) for key, row in zip(above.keys.to_numpy(), above.values, strict=True)
    }
    # the late one goes half the way of the others' median growth and half that of their change
    growth, change, scale = np.sqrt(4 / 3 * 11 / 10) - 1, 1.0, 0.02 * 5
    late = 5 + (5 * growth + change * scale) / 2
    expected = {
        ("", ""): [16.0, 17, 18, 15 + late],
        ("r1", ""): [11.0, 12, 13, 15],
        ("r2", ""): [5.0, 5, 5, late],
        ("", "c1"): [6.0, 7, 8, 4 + late],
        ("", "c2"): [np.nan, np.nan, 10, 11],
    }
    assert rows.keys() == expected.keys()
    for key, values_of_total in expected.items():
        np.testing.assert_allclose(rows[key], values_of_total, err_msg=str(key))
    assert tree.membership.shape == (5, 3)


@pytest.fixture(scope="module")
def with_totals() -> Package:
    """Two counties with all clusters of a state and one whose sector is not complete."""
    rng = np.random.default_rng(3)
    leaf = {
        (county, cluster): rng.lognormal(3, 0.2, N_YEARS).tolist()
        for county in ("n1", "n2", "s1")
        for cluster in ("a1", "a2", "b1")
    }
    total = {("N", "A"): ("n1", "n2", "a1", "a2"), ("N", "b1"): ("n1", "n2", "b1")}
    sums = {
        key: np.sum([leaf[k] for k in leaf if k[0] in codes and k[1] in codes], axis=0).tolist()
        for key, codes in total.items()
    }
    hidden = {("S", "A"): [900.0 + year for year in range(N_YEARS)], ("n1", "A"): [1.0] * N_YEARS}
    parents = {"n1": "N", "n2": "N", "s1": "S", "a1": "A", "a2": "A", "N": "", "S": "", "A": ""}
    return package_of(long(leaf | sums | hidden), parents)


def test_published_totals_are_sums_where_they_are_complete(with_totals: Package) -> None:
    panel = growth_panel(with_totals, 2000 + N_YEARS - 1, "jobs")
    assert len(parts_of(panel)) == 9
    before = made_up(panel, 1)
    made = coherent(panel, with_totals, before)
    keys = panel.keys.apply(tuple, axis=1).tolist()
    medians = dict(zip(keys, made.series.median, strict=True))
    for total, parts in {
        ("N", "A"): [(r, c) for r in ("n1", "n2") for c in ("a1", "a2")],
        ("N", "b1"): [("n1", "b1"), ("n2", "b1")],
    }.items():
        np.testing.assert_allclose(medians[total], np.sum([medians[p] for p in parts], axis=0))
    for incomplete in (("S", "A"), ("n1", "A")):
        place = keys.index(incomplete)
        np.testing.assert_array_equal(made.series.median[place], before.median[place])
        np.testing.assert_array_equal(made.series.quantiles[place], before.quantiles[place])
    labels = made.panel.keys.apply(tuple, axis=1).tolist()
    nation = made.totals.median[labels.index(("", ""))]
    np.testing.assert_allclose(nation, made.series.median[parts_of(panel)].sum(axis=0))
    assert ("N", "") not in labels


def test_a_single_part_is_its_total() -> None:
    package = package_of(long({("r1", "c1"): [4.0, 5, 7, 6, 8]}), {})
    panel = growth_panel(package, 2004, "jobs")
    before = made_up(panel, 0)
    made = coherent(panel, package, before)
    np.testing.assert_array_equal(made.series.median, before.median)
    np.testing.assert_array_equal(made.totals.quantiles, np.repeat(before.quantiles, 3, axis=0))


def test_what_may_be_zero_may_still_be_zero_when_it_is_moved() -> None:
    quantiles = np.linspace(-2.0, 3.0, len(conformal.PROBABILITIES)).clip(0)[None, None]
    before = Forecast(np.array([[0.2]]), quantiles)
    for median in (0.7, 0.1):
        after = moved(before, np.array([[median]]), np.array([False]))
        assert (after.quantiles[..., :4] == 0).all()
        np.testing.assert_allclose(after.quantiles[..., 8:] - median, quantiles[..., 8:] - 0.2)
        assert (np.diff(after.quantiles) >= 0).all()


def test_intervals_of_totals_are_between_their_own_and_the_sums_of_the_parts() -> None:
    rng = np.random.default_rng(5)
    values = {("r1", f"c{n}"): rng.lognormal(4, 0.3, N_YEARS).tolist() for n in range(3)}
    package = package_of(long(values), {})
    panel = growth_panel(package, 2000 + N_YEARS - 1, "jobs")
    made = coherent(panel, package, made_up(panel, 2))
    own = models.forecast(TOTALS_MODEL, made.panel, HORIZON, models.learner(made.panel, HORIZON))
    width = np.ptp(made.totals.quantiles[0], axis=-1)
    widths = np.ptp(own.quantiles[0], axis=-1), np.ptp(made.series.quantiles, axis=-1).sum(axis=0)
    np.testing.assert_allclose(width, np.mean(widths, axis=0))


def test_series_without_a_shared_calendar_do_not_add_up() -> None:
    package = package_of(long({("r1", "c1"): [4.0, 5, 7, 6, 8]}), {})
    panel = growth_panel(package, 2004, "jobs")
    assert adds_up(panel)
    assert not adds_up(replace(panel, groups={}))


def demo(package: Package) -> Package:
    """Some regions of the demo country."""
    rows = package.tables["cluster_indicators"]
    few = rows["region_code"].isin(sorted(rows["region_code"].unique())[:12])
    return replace(package, tables={**package.tables, "cluster_indicators": rows[few]})


def test_a_training_adds_up_unless_it_is_told_not_to(demo_package: Package) -> None:
    package = demo(demo_package)
    trained = growth.train(panels(package), 2010, "drift")
    plain = growth.train(panels(package, reconcile=False), 2010, "drift")
    assert (trained.params["reconciled"], plain.params["reconciled"]) == (True, False)
    assert "totals" not in plain.tables
    both, sums = trained.tables["forecasts"], trained.tables["totals"]
    assert list(sums) == list(both)
    regions = both.groupby(["region_code", "year"])["median"].sum()
    of_regions = sums[sums["region_code"] != ""].set_index(["region_code", "year"])["median"]
    pd.testing.assert_series_equal(regions, of_regions.sort_index())
    nation = sums[(sums["region_code"] == "") & (sums["cluster_code"] == "")].set_index("year")
    pd.testing.assert_series_equal(both.groupby("year")["median"].sum(), nation["median"])


def test_a_backtest_tells_before_and_after(demo_package: Package) -> None:
    found = growth.evaluate(panels(demo(demo_package)), 2010, ["naive", "theta"], "theta")
    rows = found.rows.set_index("model")
    assert list(rows.index) == ["naive", "theta", "theta_unreconciled"]
    assert rows.loc["naive", "totals_owa"] == pytest.approx(1)
    assert rows["totals_owa"].notna().all()
    assert rows["totals_coverage_80"].notna().tolist() == [False, True, False]
    plain = growth.evaluate(panels(demo(demo_package)), 2010, ["theta"]).rows.iloc[0]
    for figure in ("owa", "smape", "mase", "coverage_80", "totals_owa"):
        assert rows.loc["theta_unreconciled", figure] == plain[figure]
        assert rows.loc["theta", figure] != plain[figure]
    assert set(found.coverage["model"]) == set(rows.index)
    whole = found.coverage[found.coverage["kind"] == "all"].set_index("model")
    pd.testing.assert_series_equal(whole["coverage_80"], rows["coverage_80"])


def test_series_that_never_moved_leave_the_totals_measurable(demo_package: Package) -> None:
    package = demo(demo_package)
    rows = package.tables["cluster_indicators"].copy()
    still = rows.groupby(KEYS).ngroup() % 3 == 0
    rows.loc[still, "value"] = rows.loc[still, "value"].mean()
    package = replace(package, tables={**package.tables, "cluster_indicators": rows})
    found = growth.evaluate(panels(package), 2010, ["drift"], "drift").rows.iloc[0]
    assert found["n"] < len(growth_panel(package, 2010).keys)
    assert np.isfinite(found[["totals_owa", "totals_coverage_80"]].astype(float)).all()


def test_totals_of_which_too_much_is_unknown_are_not_measured(demo_package: Package) -> None:
    package = demo(demo_package)
    rows = package.tables["cluster_indicators"]
    known = (rows["year"] != 2012) | (rows.groupby(KEYS).ngroup() % 3 > 0)
    package = replace(package, tables={**package.tables, "cluster_indicators": rows[known]})
    found = growth.evaluate(panels(package), 2010, ["drift"], "drift").rows.iloc[0]
    assert found["n"] > 0
    assert found[["totals_owa", "totals_coverage_80"]].isna().all()


def test_naive_forecasts_claim_no_order_after_reconciliation_either(demo_package: Package) -> None:
    """Reconciled with totals that grow, some series would seem to grow faster than others."""
    panel = growth_panel(demo_package, 2015)
    result = models.forecast("naive", panel, HORIZON, models.learner(panel, HORIZON))
    series = coherent(panel, demo_package, result, model="naive").series
    np.testing.assert_allclose(series.median, result.median, rtol=1e-9)
    assert not np.allclose(coherent(panel, demo_package, result).series.median, result.median)

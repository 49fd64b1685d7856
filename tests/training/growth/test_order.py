"""The order of forecasts: worked by hand, against plain loops, and under changes of unit."""

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from features.package import Package
from training.backtest import backtest, with_champion
from training.growth import order
from training.growth import task as growth
from training.growth.intervals.conformal import QUANTILE_COLUMNS
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

YEARS = 5


def pairs(
    forecast: list[float],
    realised: list[float],
    size: list[float] | None = None,
    origin: int = 2010,
) -> pd.DataFrame:
    """Rows as an evaluation gives them, one region each."""
    n = len(forecast)
    now = np.array(size or [100.0] * n)
    return pd.DataFrame(
        {
            "model": "hybrid",
            "origin": origin,
            "region_code": [f"R{number}" for number in range(n)],
            "cluster_code": "C",
            "forecast_growth": forecast,
            "growth": realised,
            "size": now,
            "outcome": now * np.exp(YEARS * np.array(realised)),
        }
    )


def test_growth_worked_by_hand() -> None:
    now = np.array([100.0, 100.0, 100.0, 0.0, -5.0, np.nan, 100.0])
    later = np.array([100 * np.exp(1.0), 0.0, -3.0, 50.0, 50.0, 50.0, np.nan])
    expected = [0.2, -0.15, -0.15, np.nan, np.nan, np.nan, np.nan]
    np.testing.assert_allclose(order.yearly_growth(now, later, 5), expected)


def test_differences_within_the_rounding_of_sums_are_none() -> None:
    now = np.array([0.1 + 0.2, 0.3])
    assert np.ptp(order.yearly_growth(now, np.array([0.3, 0.1 + 0.2]), 5)) == 0


def test_figures_worked_by_hand() -> None:
    """Ten pairs, of which the first is forecast fastest: it is the tenth."""
    forecast = [0.05, 0.04, 0.03, 0.02, 0.01, 0.0, -0.01, -0.02, -0.03, -0.04]
    realised = [0.10, 0.02, 0.02, 0.02, 0.02, 0.0, 0.0, 0.0, 0.0, -0.02]
    found = order.of_origin(pairs(forecast, realised, [200.0] + [100.0] * 9), YEARS)
    # The mean of realised growth is .016; the first pair has .10.
    assert found["top_tenth_lift"] == pytest.approx(8.4)
    ends = [200 * np.exp(0.5), *(100 * np.exp(5 * rate) for rate in realised[1:])]
    assert found["top_tenth_lift_weighted"] == pytest.approx(
        100 * (0.1 - np.log(sum(ends) / 1100) / 5)
    )
    # Sums of products around the means .005 and .016: .0070 and .00825.
    assert found["growth_slope"] == pytest.approx(0.0070 / 0.00825)
    assert found["rank_skill"] == pytest.approx(spearmanr(forecast, realised).statistic)


def test_growth_beyond_the_limit_counts_as_the_limit() -> None:
    forecast, realised = [0.9, 0.1, 0.0, -0.9], [0.3, 0.1, -0.5, -0.2]
    clipped = order.of_origin(pairs([0.15, 0.1, 0.0, -0.15], [0.15, 0.1, -0.15, -0.15]), YEARS)
    found = order.of_origin(pairs(forecast, realised), YEARS)
    for figure in ("rank_skill", "growth_slope", "top_tenth_lift"):
        assert found[figure] == pytest.approx(clipped[figure]), figure


def test_equal_forecasts_claim_no_order() -> None:
    found = order.of_origin(pairs([0.1 + 0.2] * 7, [0.0, 0.05, 0.1, -0.3, 0.2, 0.01, 0.0]), YEARS)
    assert found["rank_skill"] == 0
    assert np.isnan(found["growth_slope"])
    assert (found["top_tenth_lift"], found["top_tenth_lift_weighted"]) == (0, 0)


def test_where_all_grew_alike_no_order_could_be_told() -> None:
    found = order.of_origin(pairs([0.1, 0.0, 0.05], [0.02] * 3), YEARS)
    assert np.isnan(found["rank_skill"])
    assert found["growth_slope"] == pytest.approx(0)


def test_pairs_that_tie_at_the_bar_share_the_places_left() -> None:
    forecast = np.array([3.0, 2, 2, 2, 1, *[0.0] * 15])
    np.testing.assert_allclose(order.top_shares(forecast)[:5], [1, 1 / 3, 1 / 3, 1 / 3, 0])
    np.testing.assert_allclose(order.top_shares(np.ones(7)), 0.1)
    assert order.top_shares(np.arange(14.0)).sum() == pytest.approx(1.4)


def test_slopes_are_pooled_by_sums_and_other_figures_by_means() -> None:
    wide = pairs([0.1, 0.0, -0.1], [0.05, 0.0, -0.05], origin=2010)
    narrow = pairs([0.01, 0.0, -0.01], [-0.01, 0.0, 0.01], origin=2012)
    found = order.summary(pd.concat([wide, narrow]), YEARS).loc["hybrid"]
    assert found["growth_slope"] == pytest.approx((0.01 - 0.0002) / (0.02 + 0.0002))
    assert found["rank_skill"] == pytest.approx(0)
    level = pairs([0.0] * 3, [0.03, 0.0, -0.03], origin=2012)
    found = order.summary(pd.concat([wide, level]), YEARS).loc["hybrid"]
    assert found["growth_slope"] == pytest.approx(0.5), "what claims no order has no say"
    assert found["rank_skill"] == pytest.approx(0.5), "but has no skill either"


def noise(n_origins: int = 4, skill: float = 0.5, seed: int = 0) -> pd.DataFrame:
    """Losses of a forecast with some skill over 20 regions and 6 clusters."""
    rng = np.random.default_rng(seed)
    parts = []
    for origin in range(2000, 2000 + n_origins):
        real = rng.normal(0.02, 0.06, 120)
        forecast = skill * real + rng.normal(0, 0.04, 120)
        part = pairs(list(forecast), list(real), list(rng.lognormal(3, 1, 120)), origin)
        codes = {"region_code": np.repeat(np.arange(20), 6).astype(str)}
        parts.append(part.assign(**codes, cluster_code=np.tile(list("ABCDEF"), 20)))
    return pd.concat(parts, ignore_index=True)


def test_figures_agree_with_plain_loops() -> None:
    losses = noise()
    skills, lifts, weighted, above, below = [], [], [], 0.0, 0.0
    for _, rows in losses.groupby("origin"):
        f = rows["forecast_growth"].clip(-0.15, 0.15).to_numpy()
        g = rows["growth"].clip(-0.15, 0.15).to_numpy()
        skills.append(spearmanr(f, g).statistic)
        first = np.argsort(-f)[:12]
        lifts.append(100 * (g[first].mean() - g.mean()))
        now, later = rows["size"].to_numpy(), rows["outcome"].to_numpy()
        rates = [np.log(later[x].sum() / now[x].sum()) / YEARS for x in (first, slice(None))]
        weighted.append(100 * (rates[0] - rates[1]))
        for one, other in zip(f, g, strict=True):
            above += (one - f.mean()) * (other - g.mean())
            below += (one - f.mean()) ** 2
    found = order.summary(losses, YEARS).loc["hybrid"]
    assert found["rank_skill"] == pytest.approx(np.mean(skills))
    assert found["top_tenth_lift"] == pytest.approx(np.mean(lifts))
    assert found["top_tenth_lift_weighted"] == pytest.approx(np.mean(weighted))
    assert found["growth_slope"] == pytest.approx(above / below)


@pytest.mark.parametrize("n_origins", [2, 3])
def test_intervals_agree_with_a_naive_bootstrap(n_origins: int) -> None:
    """Regions, and from three origins on origins too, drawn with replacement in a plain loop."""
    losses = noise(n_origins)
    found = order.summary(losses, YEARS).loc["hybrid"]
    rng = np.random.default_rng(1)
    by_cell = dict(iter(losses.groupby(["region_code", "origin"])))
    regions, origins = losses["region_code"].unique(), losses["origin"].unique()
    skills = []
    for _ in range(200):
        drawn = rng.choice(regions, len(regions))
        years = rng.choice(origins, n_origins) if n_origins >= 3 else origins
        cells = [pd.concat([by_cell[region, year] for region in drawn]) for year in years]
        skills.append(np.mean([order.of_origin(cell, YEARS)["rank_skill"] for cell in cells]))
    low, high = np.quantile(skills, [0.05, 0.95])
    width = found["rank_skill_high"] - found["rank_skill_low"]
    assert width == pytest.approx(high - low, rel=0.25)
    assert found["rank_skill_low"] < found["rank_skill"] < found["rank_skill_high"]


def test_a_single_series_has_no_interval() -> None:
    one = pd.concat([pairs([0.1], [0.05], origin=year) for year in (2010, 2011, 2012)])
    found = order.summary(one, YEARS).loc["hybrid"]
    assert np.isnan(found["top_tenth_lift_low"])


rates = st.lists(st.integers(-20, 20).map(lambda n: n / 100), min_size=3, max_size=30)


@settings(max_examples=100, deadline=None)
@given(rates, st.randoms(use_true_random=False), st.sampled_from([1e-6, 0.1, 3.0, 1e9]))
def test_the_unit_of_the_indicator_changes_nothing(
    growth_rates: list[float], random: object, factor: float
) -> None:
    now = np.linspace(50.0, 150.0, len(growth_rates))
    later = now * np.exp(YEARS * np.array(growth_rates))
    forecast = now * np.exp(YEARS * np.array(growth_rates[::-1]))
    found = []
    for unit in (1.0, factor):
        columns = {
            "forecast_growth": order.yearly_growth(unit * now, unit * forecast, YEARS),
            "growth": order.yearly_growth(unit * now, unit * later, YEARS),
        }
        rows = pd.DataFrame({"origin": 1, **columns, "size": unit * now, "outcome": unit * later})
        found.append(order.of_origin(rows, YEARS))
    assert found[1] == pytest.approx(found[0], abs=1e-6, nan_ok=True)


@settings(max_examples=100, deadline=None)
@given(rates)
def test_a_monotone_change_of_forecasts_keeps_ranks_and_lift(growth_rates: list[float]) -> None:
    """And another scale of them alone the inverse of the slope."""
    rng = np.random.default_rng(0)
    forecast = np.array(growth_rates) / 2
    realised = list(rng.normal(0, 0.05, len(forecast)))
    plain, halved, bent = (
        order.of_origin(pairs(list(changed), realised), YEARS)
        for changed in (forecast, forecast / 2, forecast**3)
    )
    for other in (halved, bent):
        for figure in ("rank_skill", "top_tenth_lift", "top_tenth_lift_weighted"):
            assert other[figure] == pytest.approx(plain[figure], nan_ok=True), figure
    assert halved["growth_slope"] == pytest.approx(2 * plain["growth_slope"], nan_ok=True)


@settings(max_examples=50, deadline=None)
@given(rates)
def test_perfect_and_reversed_order(growth_rates: list[float]) -> None:
    realised = np.unique(np.clip(growth_rates, -0.14, 0.14))
    if len(realised) < 2:
        return
    perfect, reversed_order = (
        order.of_origin(pairs(list(sign * realised), list(realised)), YEARS) for sign in (1, -1)
    )
    assert (perfect["rank_skill"], reversed_order["rank_skill"]) == pytest.approx((1, -1))
    assert (perfect["growth_slope"], reversed_order["growth_slope"]) == pytest.approx((1, -1))
    assert perfect["top_tenth_lift"] > 0 > reversed_order["top_tenth_lift"]


@pytest.fixture(scope="module")
def few(demo_package: Package) -> Package:
    """Twelve regions of the demo country and their nation, whose series are totals of theirs."""
    rows = demo_package.tables["cluster_indicators"]
    rows = rows[rows["indicator"] == "value_added"]
    regions = sorted(rows["region_code"].unique())[:12]
    parts = rows[rows["region_code"].isin(regions)]
    nation = demo_package.tables["regions"].query("parent_code == ''")["region_code"].iloc[0]
    dimension = demo_package.tables["regions"].assign(parent_code=nation)
    dimension.loc[dimension["region_code"] == nation, "parent_code"] = ""
    keys = ["cluster_code", "year", "indicator"]
    sums = parts.groupby(keys, as_index=False)["value"].sum().assign(region_code=nation)
    both = pd.concat([parts, sums], ignore_index=True)
    tables = {**demo_package.tables, "regions": dimension, "cluster_indicators": both}
    return replace(demo_package, tables=tables)


def test_a_backtest_scores_what_would_be_served(few: Package) -> None:
    """Order figures of the reconciled champion; totals of others are no pairs; naive has none."""
    question = GrowthQuestion(3)
    panels = GrowthPanels(few, question)
    result = backtest(
        few,
        question,
        [2010, 2012],
        "drift",
        lambda origin: growth.evaluate(panels, origin, ["naive", "drift"], "drift"),
    )
    futures = result.futures
    assert list(futures) == [
        *("origin", "region_code", "cluster_code", "value", "actual", "median"),
        *QUANTILE_COLUMNS,
        "model",
    ]
    assert sorted(futures["origin"].unique()) == [2010, 2012]
    for low, high in pairwise(QUANTILE_COLUMNS):
        assert (futures[low] <= futures[high]).all()
    keys = ["origin", "region_code", "cluster_code"]
    losses = result.losses[result.losses["model"] == "drift"]
    losses = losses.merge(futures.drop(columns="model"), on=keys)
    np.testing.assert_allclose(losses["size"], losses["value"])
    np.testing.assert_allclose(losses["outcome"], losses["actual"])
    nation = few.tables["regions"].query("parent_code == ''")["region_code"].iloc[0]
    is_total = losses["region_code"] == nation
    assert is_total.any()
    assert losses.loc[is_total, "growth"].isna().all()
    served = losses[~is_total]
    np.testing.assert_allclose(
        served["forecast_growth"], np.log(served["median"] / served["value"]) / 3, atol=1e-8
    )
    np.testing.assert_allclose(
        served["growth"], np.log(served["actual"] / served["value"]) / 3, atol=1e-8
    )
    rows = result.rows.set_index(["model", "origin"])
    skills = [
        spearmanr(part["forecast_growth"], part["growth"]).statistic
        for _, part in served.groupby("origin")
    ]
    found = rows["rank_skill"]
    assert [found["drift", 2010], found["drift", 2012]] == pytest.approx(skills)
    assert found["drift", "pooled"] == pytest.approx(np.mean(skills))
    assert rows["rank_skill_low"]["drift", "pooled"] < np.mean(skills)
    assert found["naive", "pooled"] == rows["top_tenth_lift"]["naive", "pooled"] == 0
    assert np.isnan(rows["growth_slope"]["naive", "pooled"])
    assert '"growth_slope": null' in result.to_json()


def test_a_champion_chosen_among_several_is_scored_as_if_it_were_alone(few: Package) -> None:
    question, names = GrowthQuestion(3), ["naive", "drift", "theta"]
    panels = GrowthPanels(few, question)
    alone, several = (
        backtest(few, question, [2010, 2012], "drift", partial(growth.evaluate, panels, **served))
        for served in ({"models": names, "champion": "drift"}, {"models": names, "champion": names})
    )
    assert "theta_unreconciled" in set(several.rows["model"])
    chosen = with_champion(several, "drift")
    assert chosen.champion == "drift"
    for part in ("rows", "losses", "coverage", "futures"):
        found, expected = (
            getattr(one, part).drop(columns="seconds", errors="ignore") for one in (chosen, alone)
        )
        keys = [key for key in ("model", "origin", "region_code", "cluster_code") if key in found]
        keys += [key for key in ("kind", "group") if key in found]
        found, expected = (
            table.astype({"origin": str}).sort_values(keys, ignore_index=True)
            for table in (found, expected)
        )
        pd.testing.assert_frame_equal(found, expected)

"""The benchmark of the order: rules by hand, and verdicts on rivals that are known."""

import numpy as np
import pandas as pd
import pytest

from features.growth.panel import GrowthPanel
from tests.benchmarks import order as benchmark
from tests.benchmarks.order import Scored, compared, known, means, rivals, table
from training.growth.task import DEFAULT


def panel() -> GrowthPanel:
    """Two regions of one cluster over six years: one doubles at the end, one starts late."""
    values = np.array([[10.0, 10, 10, 10, 10, 20], [np.nan, np.nan, 8, 8, 8, 8]])
    keys = pd.DataFrame({"region_code": ["A", "B"], "cluster_code": "x"})
    groups = {"nation": np.zeros(2, dtype=np.intp), "region": np.arange(2)}
    groups |= {"cluster": np.zeros(2, dtype=np.intp)}
    return GrowthPanel(keys, np.arange(2000, 2006), values, groups, {})


def test_rules_by_hand() -> None:
    """The sector is the series known throughout; a sixth of a step is trend and 11/21 its gap."""
    log_2 = np.log(2.0)
    slope, gap = log_2 / 7, log_2 / 6 + 2.5 * log_2 / 7 - log_2
    found = rivals(panel())
    np.testing.assert_allclose(found["own growth, years: 1"], [0.5, 0])  # at most .5
    np.testing.assert_allclose(found["own growth, years: 5"], [log_2 / 5, np.nan])
    np.testing.assert_allclose(found["sector's national growth, years: 3"], log_2 / 3)
    np.testing.assert_allclose(found["sector's national trend"], slope)
    np.testing.assert_allclose(found["gap to own trend"], [gap / 10, 0], atol=1e-12)
    np.testing.assert_allclose(found["trend plus gap"], slope + np.array([gap / 5, gap / 10]))
    np.testing.assert_allclose(found["own trend minus gap"], [slope - gap / 10, 0], atol=1e-12)
    np.testing.assert_allclose(found["location quotient turned round"], 0, atol=1e-12)


def test_what_a_rule_does_not_know_counts_as_the_middle() -> None:
    assert known(np.array([np.nan, 0.1, 0.3, 0.2])).tolist() == [0.2, 0.1, 0.3, 0.2]
    assert known(np.full(3, np.nan)).tolist() == [0, 0, 0]


def losses(seed: int, n_origins: int = 4) -> pd.DataFrame:
    """A default with some skill, the same again, its opposite, and one that knows outcomes."""
    rng = np.random.default_rng(seed)
    parts = []
    for origin in range(2000, 2000 + n_origins):
        growth = rng.normal(0.02, 0.05, 120)
        forecast = 0.5 * growth + rng.normal(0, 0.04, 120)
        models = {DEFAULT: forecast, "twin": forecast, "reversed": -forecast, "oracle": growth}
        for model, values in models.items():
            columns = {
                "model": model,
                "origin": origin,
                "region_code": np.repeat(np.arange(20), 6).astype(str),
                "cluster_code": np.tile(list("ABCDEF"), 20),
                "forecast_growth": values,
                "growth": growth,
                "size": 100.0,
                "outcome": 100 * np.exp(5 * growth),
            }
            parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


ENDS = ["difference_low", "difference_high"]
VERDICTS = {
    DEFAULT: "",
    "twin": "no difference beyond noise",
    "reversed": "worse",
    "oracle": "better",
}


def test_verdicts_on_rivals_that_are_known() -> None:
    rows = table(Scored(losses(0), 5))
    assert dict(zip(rows.index, rows["verdict"], strict=True)) == VERDICTS
    skill = dict(zip(rows.index, rows["rank_skill"], strict=True))[DEFAULT]
    assert rows.loc["oracle", "difference"] == pytest.approx(1 - skill)
    assert rows.loc["reversed", "difference"] == pytest.approx(-2 * skill)
    assert (rows["difference_low"] <= rows["difference"].to_numpy()).all()
    assert not rows.loc[["twin"], ENDS].to_numpy().any()
    text = benchmark.markdown(rows).splitlines()
    assert len(text) == 2 + len(VERDICTS)
    assert text[-1].endswith("| better |")


def test_the_noise_of_a_mean_over_packages_is_that_of_independent_draws() -> None:
    """Even of the same package twice: two alike would else be as noisy as one."""
    found = [Scored(losses(0), 5) for _ in range(2)]
    tables = [table(scored) for scored in found]
    rows = means(found, tables)
    assert dict(zip(rows.index, rows["verdict"], strict=True)) == VERDICTS
    skills = [rows["rank_skill"] for rows in tables]
    np.testing.assert_allclose(rows["rank_skill"], (skills[0] + skills[1]) / 2)

    widths = [
        float(np.ptp(one.loc["oracle", ENDS].to_numpy(np.float64))) for one in (rows, *tables)
    ]
    assert widths[0] == pytest.approx(np.hypot(widths[1], widths[2]) / 2, rel=0.15)


def test_a_draw_of_the_rival_stands_beside_the_same_draw_of_the_default() -> None:
    """A rival that is a little worse in every draw is worse, however wide both intervals are."""
    rows = pd.DataFrame({"rank_skill": [0.3, 0.29]}, index=[DEFAULT, "rival"])
    noise = np.random.default_rng(0).normal(0.3, 0.2, 1000)
    found = compared(rows, {DEFAULT: noise, "rival": noise - 0.01})
    assert found.loc["rival", "verdict"] == "worse"

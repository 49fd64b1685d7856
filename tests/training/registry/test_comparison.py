"""The paired bootstrap, worked by hand and against a naive loop."""

import numpy as np
import pandas as pd
import pytest

from tests.training.examples import growth_losses, niche_losses
from training.registry.comparison import noise_source, paired_bootstrap, points


def test_growth_comparison_worked_by_hand() -> None:
    losses = pd.DataFrame(
        {
            "model": ["naive", "naive", "theta", "theta", "hybrid", "hybrid"],
            "origin": 2003,
            "region_code": ["A", "B"] * 3,
            "cluster_code": "C",
            "smape": [10.0, 30.0, 10.0, 20.0, 5.0, 15.0],
            "mase": [1.0, 3.0, 1.0, 1.0, 1.0, 0.6],
        }
    )
    found, skill = paired_bootstrap("growth", losses, "hybrid", "theta")
    # theta: (30/40 + 2/4) / 2 = 0.625; hybrid: (20/40 + 1.6/4) / 2 = 0.45
    assert (found.value, found.rival_value) == pytest.approx((0.45, 0.625))
    assert found.improvement == pytest.approx(0.175)
    assert found.low < found.improvement < found.high
    assert np.isnan(skill.improvement), "losses of older trainings do not have the order"


def test_rank_skills_worked_by_hand() -> None:
    """At one origin three regions; hybrid has their order, theta that of two."""
    happened = [0.01, 0.02, 0.03]
    forecasts = {"naive": [0.0] * 3, "theta": [0.0, 0.02, 0.01], "hybrid": [0.02, 0.03, 0.05]}
    losses = pd.concat(
        pd.DataFrame(
            {
                "model": model,
                "origin": 2003,
                "region_code": ["A", "B", "C"],
                "cluster_code": "X",
                "smape": 1.0,
                "mase": 1.0,
                "forecast_growth": forecast,
                "growth": happened,
                "size": 1.0,
                "outcome": 1.0,
            }
        )
        for model, forecast in forecasts.items()
    )
    _, found = paired_bootstrap("growth", losses, "hybrid", "theta")
    assert (found.value, found.rival_value) == pytest.approx((1, 0.5))
    assert paired_bootstrap("growth", losses, "hybrid", "naive")[1].rival_value == 0
    table = points("growth", losses, ["hybrid", "theta", "naive"])
    assert table["rank_skill"].tolist() == pytest.approx([1, 0.5, 0])


def test_niche_comparison_worked_by_hand() -> None:
    losses = pd.DataFrame(
        {
            "model": ["density"] * 4 + ["lightgbm"] * 4,
            "call": "entry",
            "origin": [2003, 2003, 2005, 2005] * 2,
            "region_code": ["A", "B"] * 4,
            "n": [10, 30, 20, 20] * 2,
            "ap": [0.1, 0.3, np.nan, 0.2, 0.2, 0.4, np.nan, 0.4],
            "brier": [0.04, 0.08, 0.1, 0.2, 0.02, 0.06, 0.1, 0.1],
        }
    )
    ap, brier = paired_bootstrap("niches", losses, "lightgbm", "density")
    assert (ap.figure, brier.figure) == ("ap", "brier")
    # AP: mean over regions with a positive, then over origins: (0.3 + 0.4) / 2, (0.2 + 0.2) / 2
    assert (ap.value, ap.rival_value) == pytest.approx((0.35, 0.2))
    # Brier score over cells: (0.05 + 0.1) / 2 against (0.07 + 0.15) / 2
    assert (brier.value, brier.rival_value) == pytest.approx((0.075, 0.11))
    assert brier.improvement == pytest.approx(0.035)


@pytest.mark.parametrize("origins", [(2003, 2005), (2000, 2002, 2004)])
def test_interval_agrees_with_a_naive_bootstrap(origins: tuple[int, ...]) -> None:
    """Multinomial draws in a plain loop, of origins too where there are three: the same spread."""
    errors = {"naive": 10.0, "theta": 8.0, "hybrid": 7.5}
    losses = growth_losses(errors, skills={"theta": 0.3, "hybrid": 0.6}, origins=origins)
    # Origins differ, so that drawing them widens the interval.
    factors = 1 + 0.02 * (losses["origin"] - float(np.mean(origins))) * (
        losses["model"] == "hybrid"
    )
    losses[["smape", "mase"]] = losses[["smape", "mase"]].mul(factors, axis=0)
    level, skill = paired_bootstrap("growth", losses, "hybrid", "theta", draws=4000)
    rng = np.random.default_rng(1)
    regions = losses["region_code"].unique()
    by_cell = dict(iter(losses.groupby(["region_code", "origin"])))
    differences: list[tuple[float, float]] = []
    for _ in range(150):
        drawn = rng.choice(regions, len(regions))
        years = rng.choice(origins, len(origins)) if len(origins) >= 3 else origins
        gains = []
        for year in years:
            rows = pd.concat([by_cell[region, year] for region in drawn])
            means = rows.groupby("model")[["smape", "mase"]].mean()
            owa = means.div(means.loc["naive"]).mean(axis=1)
            of_model = {name: part.reset_index() for name, part in rows.groupby("model")}
            theta, hybrid = (
                of_model[name]["forecast_growth"].corr(of_model[name]["growth"], "spearman")
                for name in ("theta", "hybrid")
            )
            gains.append((owa["theta"] - owa["hybrid"], hybrid - theta))
        differences.append(tuple(np.mean(gains, axis=0)))
    lows, highs = np.quantile(differences, [0.05, 0.95], axis=0)
    for found, low, high in zip((level, skill), lows, highs, strict=True):
        assert found.high - found.low == pytest.approx(high - low, rel=0.25)
        assert found.low < found.improvement < found.high


def test_noise_is_that_of_regions_and_of_origins_where_there_are_three() -> None:
    sources = {
        (2003, 2005): "regions within the origins 2003 and 2005 alone, which says nothing of other "
        "years",
        (2003,): "regions within the origin 2003 alone, which says nothing of other years",
        (2001, 2003, 2005): "regions and 3 origins",
    }
    for origins, source in sources.items():
        losses = growth_losses({"naive": 10.0}, origins=origins)
        assert noise_source("growth", losses) == source
    one_region = losses.assign(region_code="R", cluster_code=losses["region_code"])
    assert noise_source("growth", one_region) == "series and 3 origins"
    niches = niche_losses({"density": 0.1}, {"density": 0.05})
    exits = niches.assign(call="exit", origin=2010)
    assert noise_source("niches", pd.concat([niches, exits])).startswith("regions within")


def test_series_of_one_region_are_drawn_apart() -> None:
    losses = growth_losses({"naive": 10.0, "hybrid": 6.0})
    one_region = losses.assign(region_code="R", cluster_code=losses["region_code"])
    whole, apart = (
        paired_bootstrap("growth", rows, "hybrid", "naive")[0] for rows in (losses, one_region)
    )
    assert (apart.low, apart.high) == pytest.approx((whole.low, whole.high))


def test_niches_of_three_origins_are_drawn_by_origin_too() -> None:
    """One origin at which the model is far better makes the gain less certain."""
    losses = niche_losses({"density": 0.1, "lightgbm": 0.12}, {"density": 0.05, "lightgbm": 0.05})
    third = losses[losses["origin"] == 2003].assign(origin=2007)
    third.loc[third["model"] == "lightgbm", "ap"] *= 3
    gains = [
        paired_bootstrap("niches", rows, "lightgbm", "density")[0]
        for rows in (losses, pd.concat([losses, third]))
    ]
    assert gains[1].high - gains[1].low > 5 * (gains[0].high - gains[0].low)


def test_a_model_against_itself_is_a_tie() -> None:
    losses = niche_losses({"density": 0.1}, {"density": 0.05})
    for found in paired_bootstrap("niches", losses, "density", "density"):
        assert (found.improvement, found.low, found.high) == (0, 0, 0)
        assert not found.better
        assert not found.worse


def test_only_units_and_origins_of_both_count() -> None:
    """A unit or an origin that one of the models lacks must not tilt the comparison."""
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 6.0})
    whole = paired_bootstrap("growth", losses, "hybrid", "theta")[0]
    more = losses[losses["model"] != "hybrid"].copy()
    extra = pd.concat(
        [losses, more.assign(origin=2010), more.assign(region_code="new")], ignore_index=True
    )
    found = paired_bootstrap("growth", extra, "hybrid", "theta")[0]
    assert (found.value, found.rival_value) == pytest.approx((whole.value, whole.rival_value))


def test_a_single_series_tells_nothing_of_the_noise() -> None:
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 6.0})
    first = losses.iloc[0]
    keys = ["region_code", "cluster_code"]
    single = losses[(losses[keys] == first[keys]).all(axis=1)]
    found = paired_bootstrap("growth", single, "hybrid", "theta")[0]
    assert np.isfinite(found.improvement)
    assert not found.better
    assert not found.worse
    assert "no interval from a single series or region" in str(found)


def test_origins_from_which_naive_is_never_wrong_do_not_count() -> None:
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 6.0})
    whole = paired_bootstrap("growth", losses, "hybrid", "theta")[0]
    later = losses[losses["origin"] == losses["origin"].max()].assign(origin=2030)
    still = later["model"] == "naive"
    later.loc[still, ["smape", "mase"]] = 0.0
    more = pd.concat([losses, later], ignore_index=True)
    found = paired_bootstrap("growth", more, "hybrid", "theta")[0]
    assert (found.value, found.improvement) == (whole.value, whole.improvement)
    none, _ = paired_bootstrap("growth", later, "hybrid", "theta")
    assert np.isnan(none.improvement)
    assert not none.better
    assert not none.worse
    assert str(none).startswith("its forecast error (owa) cannot be compared with that of theta: ")


def test_many_series_fit_into_memory() -> None:
    n = 100_000
    losses = pd.concat(
        [
            pd.DataFrame(
                {
                    "model": model,
                    "origin": 2003,
                    "region_code": np.arange(n).astype(str),
                    "cluster_code": "C",
                    "smape": error,
                    "mase": error,
                }
            )
            for model, error in {"naive": 2.0, "hybrid": 1.0}.items()
        ],
        ignore_index=True,
    )
    found = paired_bootstrap("growth", losses, "hybrid", "naive", draws=200)[0]
    assert found.value == pytest.approx(0.5)
    assert found.better

"""The paired bootstrap, worked by hand and against a naive loop."""

import numpy as np
import pandas as pd
import pytest

from tests.training.examples import growth_losses, niche_losses
from training.registry.comparison import paired_bootstrap


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
    (found,) = paired_bootstrap("growth", losses, "hybrid", "theta")
    # theta: (30/40 + 2/4) / 2 = 0.625; hybrid: (20/40 + 1.6/4) / 2 = 0.45
    assert (found.value, found.rival_value) == pytest.approx((0.45, 0.625))
    assert found.improvement == pytest.approx(0.175)
    assert found.low < found.improvement < found.high


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


def test_interval_agrees_with_a_naive_bootstrap() -> None:
    """Multinomial draws in a plain loop: the same spread up to the noise of the draws."""
    losses = growth_losses({"naive": 10.0, "theta": 8.0, "hybrid": 7.5})
    (found,) = paired_bootstrap("growth", losses, "hybrid", "theta", draws=4000)
    rng = np.random.default_rng(1)
    regions = losses["region_code"].unique()
    by_region = dict(iter(losses.groupby("region_code")))
    differences = []
    for _ in range(300):
        drawn = pd.concat([by_region[region] for region in rng.choice(regions, len(regions))])
        means = drawn.groupby(["origin", "model"])[["smape", "mase"]].mean()
        owa = means.div(means.xs("naive", level="model"), axis=0).mean(axis=1)
        owa = owa.groupby("model").mean()
        differences.append(owa["theta"] - owa["hybrid"])
    assert found.high - found.low == pytest.approx(
        np.quantile(differences, 0.95) - np.quantile(differences, 0.05), rel=0.25
    )


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
    (found,) = paired_bootstrap("growth", single, "hybrid", "theta")
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
    assert paired_bootstrap("growth", more, "hybrid", "theta")[0] == whole
    (none,) = paired_bootstrap("growth", later, "hybrid", "theta")
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
    (found,) = paired_bootstrap("growth", losses, "hybrid", "naive", draws=200)
    assert found.value == pytest.approx(0.5)
    assert found.better

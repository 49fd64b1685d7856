"""Scenarios: the demand model by hand, the spillover by hand, and a shock of nothing."""

import numpy as np
import pandas as pd
import pytest

from features.errors import InputError, UnknownCodeError
from features.links.externalities import Externalities
from features.links.flow_table import InputOutput
from features.links.spillovers import Spillover
from training.choice.simulate import DemandModel, demand_effects, simulate, spillover_effects
from training.growth.intervals.conformal import QUANTILE_COLUMNS

# the two sectors of Miller & Blair (2009), sec. 2.3.1: final demand of 600 and 1500 needs 1247.5
# and 1841.6 of output
TABLE = InputOutput(
    "N", 2010, ("1", "2"), np.array([[150.0, 500.0], [200.0, 100.0]]), np.array([1000.0, 2000.0])
)
SMALLER = InputOutput(
    "N", 2010, ("1", "2"), np.array([[75.0, 250.0], [100.0, 50.0]]), np.array([1000.0, 2000.0])
)
VALUE_ADDED = np.array([0.65, 0.7])
MODEL = DemandModel([TABLE], VALUE_ADDED)
RANGE = DemandModel([SMALLER, TABLE], VALUE_ADDED)
TIES = Externalities(
    ("1", "2"),
    np.array([[0.0, 0.5], [0.5, 0.0]]),
    np.zeros((2, 2)),
    (),
    np.zeros((2, 0)),
    Spillover(0.2, 0.05, 100),
    pd.DataFrame(),
)


def forecasts() -> pd.DataFrame:
    """Baseline of 650 and 1400 for 2011 to 2013, quantiles 1 % apart."""
    rows = [
        ("R", cluster, 2010 + step, step, value, *(value * np.linspace(0.92, 1.08, 16)))
        for cluster, value in (("1", 650.0), ("2", 1400.0))
        for step in (1, 2, 3)
    ]
    keys = ["region_code", "cluster_code", "year", "step", "median"]
    return pd.DataFrame(rows, columns=[*keys, *QUANTILE_COLUMNS])


def shock(cluster: str = "1", year: int = 2011, amount: float = 100.0) -> pd.DataFrame:
    return pd.DataFrame({"cluster_code": [cluster], "year": [year], "amount": [amount]})


def wide(paths: pd.DataFrame, column: str) -> np.ndarray:
    """(years, clusters)."""
    return paths.pivot_table(index="year", columns="cluster_code", values=column).to_numpy()


def test_demand_of_miller_and_blair() -> None:
    effects, output = demand_effects(DemandModel([TABLE], np.ones(2)), np.array([[600.0, 1500.0]]))
    np.testing.assert_array_equal(output.round(1), [[[1247.5, 1841.6]]])
    np.testing.assert_array_equal(effects, output)


def test_demand_persists_as_told() -> None:
    amounts = np.array([[100.0, 0.0], [0.0, 0.0], [100.0, 0.0]])
    effects, _ = demand_effects(MODEL, amounts, persistence=0.5)
    np.testing.assert_allclose(effects[0, :, 0], effects[0, 0, 0] * np.array([1.0, 0.5, 1.25]))


def test_spillover_by_hand() -> None:
    """Cluster 1 gains 10 % in year 1 and loses it in year 2; cluster 2 follows with .2 of it."""
    effects = np.array([[[10.0, 0.0], [0.0, 0.0], [0.0, 0.0]]])
    baseline = np.full((3, 2), 100.0)
    found = spillover_effects(effects, baseline, TIES.co_location, 0.2)
    np.testing.assert_allclose(found, np.array([[[0.0, 0.0], [0.0, 2.0], [0.0, 0.0]]]), atol=1e-12)


def test_paths_add_the_effect_to_the_baseline() -> None:
    paths = simulate(forecasts(), "R", shock(), MODEL)
    np.testing.assert_allclose(
        wide(paths, "effect")[0], [100 * 1.2541 * 0.65, 100 * 0.2640 * 0.7], rtol=1e-3
    )
    np.testing.assert_allclose(wide(paths, "effect")[1:], 0)
    np.testing.assert_allclose(paths["median"], paths["baseline"] + paths["effect"])
    assert (paths["effect_low"] == paths["effect_high"]).all()
    np.testing.assert_allclose(wide(paths, "strain")[0], [0.12541, 0.0132], rtol=1e-3)


def test_the_interval_holds_the_range_of_effects() -> None:
    paths = simulate(forecasts(), "R", shock(), RANGE, TIES, 0.5)
    assert (paths["effect_low"] < paths["effect_high"]).all()
    quantiles = paths[QUANTILE_COLUMNS].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert ((paths["q250"] <= paths["median"]) & (paths["median"] <= paths["q750"])).all()
    before = forecasts()
    assert (paths["q995"] - paths["q005"] >= before["q995"] - before["q005"]).all()


def test_a_shock_of_nothing_changes_nothing() -> None:
    paths = simulate(forecasts(), "R", shock(amount=0.0), RANGE, TIES)
    columns = ["region_code", "cluster_code", "year", "step", "median", *QUANTILE_COLUMNS]
    pd.testing.assert_frame_equal(paths[columns], forecasts()[columns])


def test_a_loss_mirrors_a_gain() -> None:
    gain = simulate(forecasts(), "R", shock(), RANGE, TIES)
    loss = simulate(forecasts(), "R", shock(amount=-100.0), RANGE, TIES)
    np.testing.assert_allclose(gain["effect"], -loss["effect"])
    np.testing.assert_allclose(gain["effect_low"], -loss["effect_high"])


def test_refusals() -> None:
    with pytest.raises(UnknownCodeError, match="unknown region 'Q'"):
        simulate(forecasts(), "Q", shock(), MODEL)
    with pytest.raises(UnknownCodeError, match="unknown cluster '9'"):
        simulate(forecasts(), "R", shock("9"), MODEL)
    with pytest.raises(InputError, match="covers 2011 to 2013, not 2020"):
        simulate(forecasts(), "R", shock(year=2020), MODEL)
    with pytest.raises(InputError, match="a finite amount"):
        simulate(forecasts(), "R", shock(amount=float("nan")), MODEL)
    with pytest.raises(InputError, match="persistence is 2"):
        simulate(forecasts(), "R", shock(), MODEL, persistence=2.0)

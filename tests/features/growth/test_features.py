"""Features of growth, worked by hand."""

import numpy as np
import pandas as pd

from features.growth.features import growth_features
from features.growth.panel import GrowthPanel
from features.growth.rules import log_growth


def test_features_of_two_regions_worked_by_hand() -> None:
    values = np.array([[10.0, 11.0, 12.0], [20.0, 30.0, 40.0]])
    keys = pd.DataFrame({"region_code": ["A", "B"], "cluster_code": ["x", "x"]})
    groups = {"nation": np.array([0, 0]), "region": np.array([0, 1]), "cluster": np.array([0, 0])}
    panel = GrowthPanel(keys, np.arange(2000, 2003), values, groups, {})
    result = growth_features(panel, values, np.array([1.0, 10.0]), np.arange(2))
    column = dict(zip(result.names, result.fixed.T, strict=True))
    assert column["change_lag_0"].tolist() == [1.0, 1.0]
    assert column["level"].tolist() == [12.0, 4.0]
    # the rest of the cluster is the other region; no region has another cluster
    np.testing.assert_allclose(result.rates["cluster"], np.log([40 / 20, 12 / 10]) / 2)
    assert np.isnan(result.rates["region"]).all()
    np.testing.assert_allclose(column["size"], np.log([12 / 52, 40 / 52]))
    np.testing.assert_allclose(column["log_location_quotient"], 0.0, atol=1e-12)


def test_shape_of_series_without_a_shared_calendar() -> None:
    values = np.array([[10.0, 11.0, 12.0], [np.nan, 30.0, 20.0]])
    keys = pd.DataFrame({"region_code": ["A", "B"], "cluster_code": ["", ""]})
    panel = GrowthPanel(keys, np.arange(3), values, {}, {})
    result = growth_features(panel, values, np.array([1.0, 10.0]), np.arange(2))
    column = dict(zip(result.names, result.fixed.T, strict=True))
    np.testing.assert_allclose(column["trend_deviation"], 0.0, atol=1e-12)
    np.testing.assert_allclose(column["mean_change"], [1.0, -1.0])
    np.testing.assert_allclose(column["volatility"], 0.0, atol=1e-12)
    np.testing.assert_allclose(column["below_highest"], [0.0, 1.0])
    np.testing.assert_allclose(column["above_lowest"], [2.0, 0.0])


def test_log_growth_counts_from_the_first_value_and_wants_positive_ends() -> None:
    values = np.array([[np.nan, 1.0, 2.0, 4.0], [1.0, 2.0, -1.0, 0.0]])
    np.testing.assert_allclose(log_growth(values, None), [0.5, np.nan])  # log 2 is bounded
    assert np.isnan(log_growth(values, 9)).all()

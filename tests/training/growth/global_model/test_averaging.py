"""Weights of averaged forecasts are shares and go to the forecast that errs least."""

from unittest.mock import Mock

import lightgbm as lgb
import numpy as np

from training.growth.global_model import averaging, hybrid


def test_weights_are_positive_and_add_up_to_one() -> None:
    scores = np.array([[0.0, 0.0], [1000.0, 0.0], [0.0, np.log(3.0)]])
    booster = Mock(spec=lgb.Booster, predict=Mock(return_value=scores))
    weights = averaging.weights([booster], np.zeros((3, 1), np.float32))
    np.testing.assert_allclose(weights, [[0.5, 0.5], [1.0, 0.0], [0.25, 0.75]])


def test_the_forecast_that_suits_the_features_gets_most_weight() -> None:
    rng = np.random.default_rng(0)
    features = rng.uniform(-1, 1, (2000, 1)).astype(np.float32)
    first_is_best = features[:, 0] > 0
    errors = np.where(first_is_best[:, None], [0.1, 1.0], [1.0, 0.1])
    boosters = averaging.fit(features, ["x"], errors, hybrid.PARAMETERS, [1])
    weights = averaging.weights(boosters, features)
    assert (weights[first_is_best, 0] > 0.6).all()
    assert (weights[~first_is_best, 0] < 0.4).all()

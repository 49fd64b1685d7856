"""Weights for an average of forecasts, predicted from features of the series.

FFORMA (Montero-Manso, Athanasopoulos, Hyndman and Talagala 2020, Int. J. Forecasting 36): boosted
trees give each forecast a score, the softmax of the scores are weights, and the loss is the mean
error of the forecasts under these weights. Weights are positive and add up to one, which
limits the harm of noise in few origins.
"""

from collections.abc import Sequence

import lightgbm as lgb
import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from features.arrays import Array

LEARNING_RATE = 0.08
ROUNDS = 40
MAXIMUM_ERROR = 20.0
"""Errors are cut off at this multiple of their mean."""


def fit(
    features: npt.NDArray[np.float32],
    names: list[str],
    errors: Array,
    parameters: dict[str, object],
    seeds: Sequence[int],
) -> list[lgb.Booster]:
    """Fit one booster for each seed.

    Parameters
    ----------
    features : (n_rows, n_features)
    names : list of str
        Of the features.
    errors : (n_rows, n_forecasts)
        Weighted absolute error of each forecast.
    parameters : dict
        Of LightGBM; objective, learning rate and number of classes are set here.
    """
    mean = max(float(errors.mean()), 1e-12)
    errors = np.minimum(errors / mean, MAXIMUM_ERROR)

    def objective(scores: Array, data: lgb.Dataset) -> tuple[Array, Array]:
        share = softmax(scores, axis=1)
        expected = (share * errors).sum(axis=1, keepdims=True)
        gradient = share * (errors - expected)
        return gradient, np.maximum(share * np.abs(errors * (1 - share) - expected), 1e-3)

    data = lgb.Dataset(features, errors[:, 0], feature_name=names, free_raw_data=False)
    chosen = {
        **parameters,
        "objective": objective,
        "learning_rate": LEARNING_RATE,
        "num_class": errors.shape[1],
    }
    return [lgb.train({**chosen, "seed": seed}, data, ROUNDS) for seed in seeds]


def weights(boosters: Sequence[lgb.Booster], features: npt.NDArray[np.float32]) -> Array:
    """Mean weights (n_rows, n_forecasts) of the boosters."""
    scores = [np.asarray(booster.predict(features, raw_score=True)) for booster in boosters]
    return np.asarray(np.mean([softmax(score, axis=1) for score in scores], axis=0))

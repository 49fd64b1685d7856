"""How wide a forecast's error will be, learned from errors at earlier origins.

The boosted trees predict the absolute scaled error from the features of the forecast: step,
level, length, latest changes, disagreement of the base forecasts. Normalised conformal prediction
(Papadopoulos et al. 2002) divides errors by it before their quantiles are taken.
"""

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from training.growth.rows import Rows, select

Array = npt.NDArray[np.float64]

MINIMUM_ROWS = 2000
ROUNDS = 60
LARGEST = 0.98
"""Errors beyond this quantile count as if they lay on it."""
SMALLEST = 0.1
"""Least spread, in mean spreads."""
PARAMETERS = {
    "objective": "l2",
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_data_in_leaf": 200,
    "max_bin": 63,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.5,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 1,
    "verbosity": -1,
}


def predict(folds: Rows, errors: Array, final: Rows) -> tuple[Array, Array] | None:
    """Expected absolute scaled error of fold rows and of final rows, each (n_rows,).

    Half of the series tell the spread of the other half, so that the errors of fold rows over
    their spread are as honest as those of the forecast will be. None where there are too few.

    Parameters
    ----------
    folds, final : Rows
    errors : (n_fold_rows,)
        Scaled out-of-fold errors, less what an origin's series have in common.
    """
    if len(errors) < MINIMUM_ROWS:
        return None
    size = np.minimum(np.abs(errors), np.quantile(np.abs(errors), LARGEST))
    halves = folds.series % 2
    fold_spread, final_spread = np.empty(len(errors)), np.zeros(len(final.target))
    for half in (0, 1):
        other = halves != half
        data = lgb.Dataset(select(folds, other).features, size[other])
        booster = lgb.train(PARAMETERS, data, ROUNDS)
        fold_spread[~other] = np.asarray(booster.predict(folds.features[~other]))
        final_spread += np.asarray(booster.predict(final.features)) / 2
    floor = max(SMALLEST * float(size.mean()), 1e-6)
    return np.maximum(fold_spread, floor), np.maximum(final_spread, floor)

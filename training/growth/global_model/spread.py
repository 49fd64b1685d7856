"""How wide a forecast's error will be, learned from errors at earlier origins.

The boosted trees predict the absolute scaled error from the features of the forecast: step,
level, length, latest changes, disagreement of the base forecasts. Normalised conformal prediction
(Papadopoulos et al. 2002) divides errors by it before their quantiles are taken.
"""

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from features.arrays import Array
from training.growth.global_model.rows import Rows, select
from training.work import THREADS

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
    "num_threads": THREADS,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 1,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Spread:
    """What tells how wide an error will be.

    Attributes
    ----------
    boosters : list of Booster
        Their mean is the spread.
    floor : float
        Least spread.
    """

    boosters: list[lgb.Booster]
    floor: float

    def predict(self, rows: Rows) -> Array:
        """Expected absolute scaled error (n_rows,)."""
        each = [np.asarray(booster.predict(rows.features)) for booster in self.boosters]
        return np.asarray(np.maximum(np.mean(each, axis=0), self.floor))


def fit(folds: Rows, errors: Array) -> tuple[Array, Spread] | None:
    """Expected absolute scaled error (n_fold_rows,) of fold rows, and what tells that of others.

    Half of the series tell the spread of the other half, so that the errors of fold rows over
    their spread are as honest as those of the forecast will be. None where there are too few.

    Parameters
    ----------
    folds : Rows
    errors : (n_fold_rows,)
        Scaled out-of-fold errors, less what an origin's series have in common.
    """
    if len(errors) < MINIMUM_ROWS:
        return None
    size = np.minimum(np.abs(errors), np.quantile(np.abs(errors), LARGEST))
    halves, of_folds, boosters = folds.series % 2, np.empty(len(errors)), []
    for half in (0, 1):
        other = halves != half
        data = lgb.Dataset(select(folds, other).features, size[other])
        boosters.append(lgb.train(PARAMETERS, data, ROUNDS))
        of_folds[~other] = np.asarray(boosters[-1].predict(folds.features[~other]))
    floor = max(SMALLEST * float(size.mean()), 1e-6)
    return np.maximum(of_folds, floor), Spread(boosters, floor)

"""The expected spread of a forecast's error, fitted to errors at earlier origins.

The boosted trees predict the absolute scaled error from the features of the forecast: step,
level, length, latest changes, disagreement of the base forecasts. Normalised conformal prediction
(Papadopoulos et al. 2002) divides errors by it before their quantiles are taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from features.arrays import Array
from training.growth.global_model.rows import Rows
from training.work import THREADS

ROUNDS = 60
LARGEST = 0.98
"""Errors beyond this quantile are set to it."""
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
    """Boosters that predict the absolute error.

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
        sizes = [np.asarray(booster.predict(rows.features)) for booster in self.boosters]
        return np.asarray(np.maximum(np.mean(sizes, axis=0), self.floor))


def fit(rows: Rows, errors: Array) -> Spread:
    """Fit the spread to the scaled errors (n_rows,) of forecasts."""
    size = np.minimum(np.abs(errors), np.quantile(np.abs(errors), LARGEST))
    booster = lgb.train(PARAMETERS, lgb.Dataset(rows.features, size), ROUNDS)
    return Spread([booster], max(SMALLEST * float(size.mean()), 1e-6))


def mean(spreads: Sequence[Spread]) -> Spread:
    """The mean of several spreads, and of their floors."""
    boosters = [booster for spread in spreads for booster in spread.boosters]
    return Spread(boosters, float(np.mean([spread.floor for spread in spreads])))

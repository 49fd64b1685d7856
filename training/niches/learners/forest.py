"""A random forest of all activities at once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.ensemble import RandomForestRegressor

from features.arrays import Array
from features.niches.panel import NichePanel
from training.niches.learners.example import Example, Scorer
from training.niches.learners.rows import SEED
from training.work import THREADS


def fit_random_forest(examples: Sequence[Example]) -> Scorer:
    """A forest from all location quotients of a region to its later specialisations.

    As Albora et al. (2023, Product progression) but with one forest for all activities.
    """
    kinds = pd.Index(examples[-1].panel.activities)
    inputs = np.concatenate(
        [_aligned(e.panel.quotients, e.panel, kinds)[e.learn] for e in examples]
    )
    later = np.concatenate([_aligned(e.later, e.panel, kinds)[e.learn] for e in examples])
    forest = RandomForestRegressor(
        100, max_features="sqrt", min_samples_leaf=3, random_state=SEED, n_jobs=THREADS
    ).fit(inputs, np.nan_to_num(later))

    def presence(panel: NichePanel, cells: npt.NDArray[np.bool_]) -> Array:
        predicted = forest.predict(_aligned(panel.quotients, panel, kinds))
        column = kinds.get_indexer(pd.Index(panel.activities))
        return np.asarray(np.where(column >= 0, predicted[:, column], 0.0)[cells])

    return Scorer(presence)


def _aligned(values: Array, panel: NichePanel, kinds: pd.Index) -> Array:
    """Columns of a matrix in the order of given activities, 0 for one that the panel lacks."""
    column = pd.Index(panel.activities).get_indexer(kinds)
    return np.where(column >= 0, values[:, column], 0.0)

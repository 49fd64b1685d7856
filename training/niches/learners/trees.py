"""Gradient-boosted trees."""

from collections.abc import Sequence

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from features.arrays import Array
from features.niches.panel import NichePanel
from training.niches.learners.example import CALLS, Example, Scorer
from training.niches.learners.rows import LEARNED, MOST, in_blocks, learning_rows, n_cells
from training.work import THREADS, at_once

ROUNDS = 100
"""On earlier origins 160 rounds rank no better and take 1.4 times as long."""
BAG = 2
"""Models whose log-odds are averaged, each on a sample of rows and features (Breiman 1996)."""

FEW = 100
"""Fewest rows to sample from."""


def fit_lightgbm(examples: Sequence[Example]) -> Scorer:
    """Gradient-boosted trees on log loss (Ke et al. 2017), one model for entries and exits.

    One model for both calls: what keeps a specialisation also attracts one.
    """
    inputs, outcomes = learning_rows(examples, CALLS, MOST, LEARNED)
    names = list(examples[0].panel.features)
    is_drawn = n_cells(examples) > MOST
    parameters = [tree_parameters(len(outcomes), seed, is_drawn) for seed in range(1, BAG + 1)]
    # Threads wait for each other in every split of a tree, but only once as values are binned.
    binning = {**parameters[0], "num_threads": 0}
    data = lgb.Dataset(inputs, outcomes, feature_name=names, params=binning).construct()
    boosters = at_once(lambda asked: lgb.train(asked, data, ROUNDS), parameters)

    def odds(rows: npt.NDArray[np.float32]) -> Array:
        each = at_once(lambda booster: booster.predict(rows, raw_score=True), boosters)
        return np.asarray(np.mean(each, axis=0))

    def presence(panel: NichePanel, cells: npt.NDArray[np.bool_]) -> Array:
        return in_blocks(panel, cells, odds)

    gains = np.sum([b.feature_importance("gain") for b in boosters], axis=0)
    return Scorer(
        presence,
        {f"lightgbm_{i}.txt": b.model_to_string().encode() for i, b in enumerate(boosters, 1)},
        dict(zip(names, gains.tolist(), strict=True)),
        log_odds=True,
    )


def tree_parameters(n: int, seed: int, is_drawn: bool = False) -> dict[str, object]:
    """LightGBM parameters for n rows: smaller trees for fewer rows.

    Rows that were drawn from more are all used in each round: drawing again costs a fourth of the
    time, and ranks no better on earlier origins.
    """
    return {
        "objective": "binary",
        "learning_rate": 0.085,
        "num_leaves": int(np.clip(n / 1000, 4, 63)),
        "min_data_in_leaf": int(np.clip(n / 500, 20, 300)),
        "feature_fraction": 0.3,
        # A sample of a handful of rows can be empty.
        "bagging_fraction": 0.4 if n >= FEW and not is_drawn else 1.0,
        "bagging_freq": 1,
        "lambda_l2": 10.0,
        "max_bin": 127,
        "seed": seed,
        "deterministic": True,
        "force_col_wise": True,
        "num_threads": THREADS,
        "verbosity": -1,
    }

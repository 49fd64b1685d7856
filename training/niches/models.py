"""Models of entries and exits: null models first, then fitted ones."""

from collections.abc import Callable

import numpy as np

from features.arrays import Array
from features.niches.panel import NichePanel
from training.niches.learners.example import Fit, Scorer
from training.niches.learners.forest import fit_random_forest
from training.niches.learners.logistic import fit_logistic
from training.niches.learners.rows import SEED
from training.niches.learners.trees import fit_lightgbm


def _null(presence: Callable[[NichePanel], Array]) -> Fit:
    """A rule without fitting."""
    return lambda examples: Scorer(
        lambda panel, cells: np.broadcast_to(presence(panel), cells.shape)[cells]
    )


def _chance(panel: NichePanel) -> Array:
    return np.random.default_rng(SEED).random(panel.quotients.shape)


def _ubiquity(panel: NichePanel) -> Array:
    return np.asarray(panel.present.sum(axis=0, keepdims=True), dtype=np.float64)


def _diversity_x_ubiquity(panel: NichePanel) -> Array:
    diversity = panel.present.sum(axis=1, keepdims=True)
    return np.asarray(diversity * panel.present.sum(axis=0, keepdims=True), dtype=np.float64)


def _feature(name: str) -> Callable[[NichePanel], Array]:
    return lambda panel: panel.features[name].astype(np.float64)


NULLS: dict[str, Fit] = {
    "random": _null(_chance),
    "ubiquity": _null(_ubiquity),
    "diversity_x_ubiquity": _null(_diversity_x_ubiquity),
    "persistence": _null(lambda panel: panel.quotients),
    "density": _null(_feature("relatedness_density")),
    "nearest_neighbours": _null(_feature("neighbours_present_50")),
}


MODELS: dict[str, Fit] = {
    **NULLS,
    "random_forest": fit_random_forest,
    "logistic": fit_logistic,
    "lightgbm": fit_lightgbm,
}

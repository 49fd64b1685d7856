"""Logistic regression."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from features.arrays import Array, Dense
from features.niches.panel import NichePanel
from training.niches.learners.example import CALLS, Example, Scorer
from training.niches.learners.rows import in_blocks, learning_rows

LINEAR = 100_000
"""Most cells, drawn at random, that a logistic regression is fitted to: it has few weights."""


def fit_logistic(examples: Sequence[Example]) -> Scorer:
    """Logistic regression on standardised features, L2-regularised, one for each call."""
    names = list(examples[0].panel.features)
    entry, leave = (_logistic(*learning_rows(examples, [call], LINEAR, LINEAR)) for call in CALLS)

    def presence(panel: NichePanel, cells: npt.NDArray[np.bool_]) -> Array:
        odds, present = np.empty(int(cells.sum())), panel.present[cells]
        odds[present] = in_blocks(panel, cells & panel.present, leave.odds)
        odds[~present] = in_blocks(panel, cells & ~panel.present, entry.odds)
        return odds

    importance = np.abs(entry.weights) + np.abs(leave.weights)
    text = {"features": names, "entry": entry.to_dict(), "exit": leave.to_dict()}
    return Scorer(
        presence,
        {"logistic.json": json.dumps(text).encode()},
        dict(zip(names, importance.tolist(), strict=True)),
        log_odds=True,
    )


@dataclass(frozen=True)
class _Logistic:
    """Log-odds, linear in standardised features: arrays of shape (F,)."""

    centre: Array
    scale: Array
    weights: Array
    intercept: float

    def standard(self, inputs: npt.NDArray[np.float32]) -> Dense:
        """Standardised, within eight standard deviations; unknown values at the mean."""
        values = inputs - self.centre
        values /= self.scale
        np.nan_to_num(values, copy=False)
        return np.clip(values, -8.0, 8.0, out=values)

    def odds(self, inputs: npt.NDArray[np.float32]) -> Array:
        return np.asarray(self.standard(inputs) @ self.weights + self.intercept)

    def to_dict(self) -> dict[str, object]:
        return {key: np.asarray(value).tolist() for key, value in vars(self).items()}


def _logistic(inputs: npt.NDArray[np.float32], outcomes: npt.NDArray[np.bool_]) -> _Logistic:
    centre, scale = np.zeros((2, inputs.shape[1]))
    for column, values in enumerate(inputs.T):
        known = values[np.isfinite(values)].astype(np.float64)
        if len(known):
            centre[column], scale[column] = known.mean(), known.std()
    scale = np.where(scale > 1e-6, scale, 1.0)
    blank = _Logistic(centre, scale, np.zeros(len(scale)), 0.0)
    if outcomes.all() or not outcomes.any():
        return blank
    fitted = LogisticRegression(C=0.1, max_iter=200, tol=1e-3)
    fitted.fit(blank.standard(inputs), outcomes)
    return replace(blank, weights=fitted.coef_[0], intercept=float(fitted.intercept_[0]))

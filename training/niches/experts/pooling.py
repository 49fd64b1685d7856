"""Chances of experts beside those of a model: scored and pooled.

An expert counts for what the expert adds to the model. The pool is logarithmic: log-odds of the
model and of experts, weighted (Genest & Zidek 1986; Satopää et al. 2014, International Journal of
Forecasting 30). A weighted mean of chances would not be calibrated even if all were (Ranjan &
Gneiting 2010, JRSS B 72).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri

from features.arrays import Array, Index, Mask
from training.niches.metrics import brier

LEAST, MOST = 0.01, 0.99
"""Chances are read as at least and at most so much: no one is certain."""
FARTHEST = 2.0
"""Largest distance of an expert from the model, in log-odds, that counts: 50 % against 88 %."""
ENOUGH = 40
"""Calls with a known outcome before an expert has any weight."""
ENOUGH_OF_EACH = 5
"""Of them those that came true, and those that did not."""
FALSE_ALARM = 0.05
"""Tolerated chance that any of the experts who add nothing gets a weight (Bonferroni)."""
MOST_WEIGHT = 0.8
"""Of all experts together: the model is never silenced."""
STEPS = 30


@dataclass(frozen=True)
class Score:
    """How an expert did beside the model on the same calls.

    Attributes
    ----------
    n : int
        Calls that the expert answered and whose outcome is known.
    brier, model_brier : float
        Mean squared distance of the chances from the outcomes; NaN without calls.
    skill : float
        1 - brier / model_brier: above 0 the expert was better, 1 is perfect.
    error : float
        Standard error of the difference of the Brier scores over model_brier.
    """

    n: int
    brier: float
    model_brier: float
    skill: float
    error: float


def score(chances: Array, model: Array, outcomes: Array) -> Score:
    """The Brier skill of an expert (Brier 1950; Murphy 1973), with the model as the reference.

    Parameters
    ----------
    chances : array (n,)
        Of the expert, NaN where there is none.
    model : array (n,)
        Of the model when the expert was asked.
    outcomes : array (n,)
        1 or 0, NaN while unknown.
    """
    known = np.isfinite(chances) & np.isfinite(outcomes)
    if not known.any():
        return Score(0, np.nan, np.nan, np.nan, np.nan)
    came_true = outcomes[known] == 1
    own, other = brier(came_true, chances[known]), brier(came_true, model[known])
    gains = (model[known] - came_true) ** 2 - (chances[known] - came_true) ** 2
    n = int(known.sum())
    error = gains.std(ddof=1) / np.sqrt(n) if n > 1 else np.nan
    scale = other if other > 0 else np.nan
    return Score(n, own, other, 1 - own / scale, float(error / scale))


def distances(chances: Array, model: Array) -> Array:
    """Log-odds of experts less those of the model (n, n_experts); 0 where an expert said nothing.

    Beyond FARTHEST they count as FARTHEST, so that no single answer moves the pool by more.
    """
    apart = _log_odds(chances) - _log_odds(model)[:, None]
    return np.clip(np.nan_to_num(apart), -FARTHEST, FARTHEST)


def pool(model: Array, chances: Array, weights: Array) -> Array:
    """The chances of model and experts together (n,).

    log-odds = those of the model + sum over experts of weight x distance from the model. It is a
    logarithmic opinion pool in which the model has what the experts leave of 1.

    Parameters
    ----------
    model : array (n,)
    chances : array (n, n_experts)
        NaN where an expert said nothing: then the model keeps that weight.
    weights : array (n_experts,)
        As from `weights`; all 0 gives the model's chances unchanged.
    """
    moved = distances(chances, model) @ weights
    return np.where(moved == 0, model, expit(_log_odds(model) + moved))


def weights(
    model: Array, chances: Array, outcomes: Array, groups: Sequence[str] | None = None
) -> Array:
    """What each expert weighs in the pool (n_experts,), from calls with a known outcome.

    Each weight w is first estimated alone, in log-odds(outcome) = log-odds(model) + w x distance,
    with a prior of mean 0 and standard deviation 1. Its lower end counts, nothing below 0: so many
    standard errors are taken off, the more the more experts there are, that FALSE_ALARM holds. So
    who repeats the model, whose distances are noise or who is biased stays near 0. Then the sum of
    all, estimated in the same way, scales them, which counts experts who say the same once. All
    is 0 for fewer than ENOUGH calls or fewer than ENOUGH_OF_EACH outcomes.

    Parameters
    ----------
    groups : sequence of str or None
        Of each call, such as its region: errors within one may go together.
    """
    known = np.isfinite(outcomes)
    apart = distances(chances, model)[known]
    answered = np.isfinite(chances)[known]
    came_true, stated = outcomes[known], _log_odds(model)[known]
    codes = np.arange(len(stated)) if groups is None else pd.factorize(np.asarray(groups)[known])[0]
    is_ready = _ready(answered, came_true == 1)
    caution = float(ndtri(1 - FALSE_ALARM / max(int(is_ready.sum()), 1)))
    single = np.where(is_ready, _cautious(apart, stated, came_true, codes, caution), 0.0)
    together = apart @ single
    if not together.any():
        return np.zeros(chances.shape[1])
    (scale,) = _cautious(together[:, None], stated, came_true, codes, caution)
    found = single * min(scale, 1.0)
    return np.asarray(found * min(1.0, MOST_WEIGHT / max(found.sum(), MOST_WEIGHT)))


def _ready(answered: Mask, came_true: Mask) -> Mask:
    """Which experts have enough calls (n_experts,)."""
    hits = (answered & came_true[:, None]).sum(axis=0)
    calls = answered.sum(axis=0)
    has_both = (hits >= ENOUGH_OF_EACH) & (calls - hits >= ENOUGH_OF_EACH)
    return np.asarray((calls >= ENOUGH) & has_both)


def _cautious(apart: Array, stated: Array, came_true: Array, codes: Index, caution: float) -> Array:
    """The lower end of each weight, at least 0: a logistic regression for each column.

    The standard error is the larger of that of the posterior and of the sandwich over groups.
    """
    w = np.zeros(apart.shape[1])
    for _ in range(STEPS):
        chance = expit(stated[:, None] + apart * w)
        slope = ((came_true[:, None] - chance) * apart).sum(axis=0) - w
        bend = (chance * (1 - chance) * apart**2).sum(axis=0) + 1
        w = w + np.clip(slope / bend, -1, 1)
    scores = (came_true[:, None] - expit(stated[:, None] + apart * w)) * apart
    of_groups = np.zeros((int(codes.max(initial=-1)) + 1, apart.shape[1]))
    np.add.at(of_groups, codes, scores)
    error = np.maximum(1 / np.sqrt(bend), np.sqrt((of_groups**2).sum(axis=0)) / bend)
    return np.asarray(np.maximum(w - caution * error, 0.0))


def _log_odds(chances: Array) -> Array:
    return np.asarray(logit(np.clip(chances, LEAST, MOST)))

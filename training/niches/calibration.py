"""Calibration: from scores to probabilities with 90 % ranges."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.isotonic import isotonic_regression

from features.arrays import Array
from training.niches.metrics import reliability

Z_90 = 1.6448536269514722
"""Standard normal quantile of a 90 % range."""


@dataclass(frozen=True)
class Calibration:
    """A monotone map from score to probability, with its uncertainty.

    Attributes
    ----------
    scores, probabilities : tuples of K floats
        Knots, both increasing; linear between them, flat outside.
    errors : tuple of K floats
        Standard error of the log-odds at each knot.
    spread : float
        Standard deviation over regions of the true log-odds around the stated ones.
    """

    scores: tuple[float, ...]
    probabilities: tuple[float, ...]
    errors: tuple[float, ...]
    spread: float

    def apply(self, scores: Array, shift: float = 0.0, drift: float = 0.0) -> Array:
        """Probabilities with their 90 % range.

        Parameters
        ----------
        scores : (n,) array
        shift : float
            Added to all log-odds.
        drift : float
            Standard deviation of the common error of all log-odds.

        Returns
        -------
        (3, n) array
            Probability, lower and upper end. The ends move the log-odds by 1.645 standard
            deviations of knot error, spread over regions and drift combined.
        """
        knots = np.array(self.scores)
        probability = np.interp(scores, knots, np.array(self.probabilities))
        error = np.interp(scores, knots, np.array(self.errors))
        move = Z_90 * np.sqrt(error**2 + self.spread**2 + drift**2)
        odds = logit(probability) + shift
        return np.stack([expit(odds), expit(odds - move), expit(odds + move)])


UNKNOWN = Calibration((0.0, 1.0), (0.5, 0.5), (10.0, 10.0), 0.0)
"""Without cells to calibrate on: any probability is possible."""
MOST = 40.0
"""Largest shift of the log-odds; enough for any rate, as they lie within 14 of even odds."""
ENOUGH = 200
"""Fewest cells for a calibration of their own."""


def logit(probability: Array) -> Array:
    """Log-odds; probabilities are kept within 1e-6 of 0 and 1."""
    return np.asarray(special.logit(np.clip(probability, 1e-6, 1 - 1e-6)))


def calibrate(
    scores: Array,
    outcomes: npt.NDArray[np.bool_],
    regions: npt.NDArray[np.intp],
    fallback: Calibration | None = None,
) -> Calibration:
    """Fit a calibration on cells that the model was not fitted to.

    Isotonic regression (Zadrozny and Elkan 2002) over bins of cells, finer towards both ends, with
    lines through the centres of its blocks, which keep the order of cells within a block.

    Parameters
    ----------
    scores, outcomes, regions : (n,) arrays
        Score of each cell, whether the call came true, and the number of the region.
    fallback : Calibration
        Of other regions: used, with twice its spread, if there are too few cells. Its spread is
        also the least spread of the result.
    """
    if len(scores) < ENOUGH and fallback is not None:
        return replace(fallback, spread=2 * fallback.spread)
    if not len(scores):
        return UNKNOWN
    order = np.argsort(scores, kind="stable")
    starts = np.unique((_bin_edges(len(order)) * len(order)).astype(np.intp))[:-1]
    n = np.diff(np.append(starts, len(order))).astype(np.float64)
    score = np.add.reduceat(scores[order], starts) / n
    # Half an event over the whole sample avoids probabilities of 0 and 1.
    base = (outcomes.sum() + 0.5) / (len(outcomes) + 1)
    rate = (np.add.reduceat(outcomes[order].astype(np.float64), starts) + base) / (n + 1)
    fitted = isotonic_regression(rate, sample_weight=n)
    block = np.flatnonzero(np.diff(fitted, prepend=-1.0))
    weight = np.add.reduceat(n, block)
    knots = np.add.reduceat(score * n, block) / weight
    levels = fitted[block]
    stated = np.interp(scores, knots, levels)
    errors = 1 / np.sqrt(weight * levels * (1 - levels))
    spread = region_spread(stated, outcomes, regions)
    return Calibration(
        tuple(knots.tolist()),
        tuple(levels.tolist()),
        tuple(errors.tolist()),
        max(spread, fallback.spread if fallback else 0.0),
    )


def cross_reliability(
    scores: Array, outcomes: npt.NDArray[np.bool_], regions: npt.NDArray[np.intp]
) -> pd.DataFrame:
    """Reliability of the calibration: each half of the regions by that of the other half.

    Returns
    -------
    DataFrame
        Columns bin, predicted, observed, n.
    """
    if not len(scores):
        return pd.DataFrame({"bin": [], "predicted": [], "observed": [], "n": []})
    stated = np.empty(len(scores))
    even = regions % 2 == 0
    for half in (even, ~even):
        stated[half] = calibrate(scores[~half], outcomes[~half], regions[~half]).apply(
            scores[half]
        )[0]
    predicted, observed, n = reliability(outcomes, stated)
    return pd.DataFrame(
        {"bin": np.arange(1, len(n) + 1), "predicted": predicted, "observed": observed, "n": n}
    )


def shrunken(calibration: Calibration, weight: float) -> Calibration:
    """A calibration of scores that are log-odds, shrunk towards these scores.

    Parameters
    ----------
    weight : float
        Of the scores, 0 to 1; the calibrated log-odds have the rest.
    """
    seen = logit(np.array(calibration.probabilities))
    odds = weight * np.array(calibration.scores) + (1 - weight) * seen
    return replace(calibration, probabilities=tuple(expit(odds).tolist()))


def shift_to(probability: Array, rate: float) -> float:
    """Shift of all log-odds for which the mean probability is a given rate.

    Parameters
    ----------
    probability : (n,) array
    rate : float
        Above 0 and below 1.
    """
    odds = logit(probability)
    return float(brentq(lambda shift: expit(odds + shift).mean() - rate, -MOST, MOST))


def _bin_edges(n: int) -> Array:
    """Quantiles of the edges of bins, with logistic spacing; at most 60 and n / 30 bins."""
    bins = int(np.clip(n / 30, 2, 60))
    inner = expit(np.linspace(-6.0, 6.0, bins - 1))
    return np.concatenate([[0.0], inner, [1.0]])


def region_spread(
    stated: Array, outcomes: npt.NDArray[np.bool_], regions: npt.NDArray[np.intp]
) -> float:
    """Standard deviation over regions of the true log-odds around the stated ones.

    Moment estimate of a random effect (DerSimonian and Laird 1986): every region's shift is one
    Newton step, sum(y - p) / sum(p (1 - p)), whose sampling variance is 1 / sum(p (1 - p)).
    """
    information = np.bincount(regions, weights=stated * (1 - stated))
    excess = np.bincount(regions, weights=outcomes - stated)
    inside = information > 0
    information, excess = information[inside], excess[inside]
    if len(information) < 2:
        return 0.0
    shift = excess / information
    centre = np.average(shift, weights=information)
    heterogeneity = np.sum(information * (shift - centre) ** 2) - (len(shift) - 1)
    scale = information.sum() - np.sum(information**2) / information.sum()
    return float(np.sqrt(max(heterogeneity / scale, 0.0)))

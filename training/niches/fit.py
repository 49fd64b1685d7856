"""Niche models with calibrated probabilities: fitted to earlier origins, calibrated on later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Mask
from features.niches.panel import NichePanel
from training.niches.calibration import (
    Calibration,
    calibrate,
    cross_reliability,
    logit,
    shift_to,
    shrunken,
)
from training.niches.examples import PastRates, restricted
from training.niches.learners.example import CALLS, Call, Example, Fit, Scorer
from training.niches.learners.rows import some_of

SCORE_WEIGHT = 0.5
"""Weight of a model's log-odds against calibrated ones: the calibration is from one pair of
origins, and the next pair differs from it about as much as the model was off."""
CALIBRATED = 200_000
"""Most cells on which a call is calibrated, drawn at random: at most 60 bins need no more, and to
score them takes time."""

Scores = dict[Call, npt.NDArray[np.float64]]
Cells = tuple[npt.NDArray[np.float64], Mask, npt.NDArray[np.intp]]
"""Score, outcome and region of each cell."""
HeldOut = dict[tuple[Call, bool], Cells]
"""Cells by call and by whether their regions are large."""


@dataclass(frozen=True)
class Fitted:
    """A model with the calibration of each call in large and in small regions.

    Attributes
    ----------
    large, small : mapping of call to Calibration
    reliability : DataFrame
        Columns call, bin, predicted, observed, n: large regions, each with the calibration of the
        others.
    shift, drift : mapping of call to float
        Added to the log-odds at the cutoff, and the standard deviation of its error.
    """

    scorer: Scorer
    large: Mapping[Call, Calibration]
    small: Mapping[Call, Calibration]
    reliability: pd.DataFrame
    shift: Mapping[Call, float] = field(default_factory=lambda: dict.fromkeys(CALLS, 0.0))
    drift: Mapping[Call, float] = field(default_factory=lambda: dict.fromkeys(CALLS, 0.0))

    def probabilities(
        self, panel: NichePanel, cells: Mask, call: Call, scores: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.float64]:
        """(3, n): probability and the ends of its 90 % range, from the scores of a mask's cells."""
        is_large = panel.large[np.nonzero(cells)[0]]
        result = np.empty((3, len(scores)))
        for group, calibrations in ((is_large, self.large), (~is_large, self.small)):
            result[:, group] = calibrations[call].apply(
                scores[group], self.shift[call], self.drift[call]
            )
        return result


def fit(fit_model: Fit, examples: Sequence[Example]) -> Fitted:
    """Fit to all examples; calibrate on cells of the latest by models not fitted to them."""
    held_out = calibration_cells(fit_model, examples)
    large, small, reliable = {}, {}, []
    for call in CALLS:
        large[call] = calibrate(*held_out[call, True])
        small[call] = calibrate(*held_out[call, False], fallback=large[call])
        reliable.append(cross_reliability(*held_out[call, True]).assign(call=call))
    scorer = fit_model(examples)
    if scorer.log_odds:
        large, small = (
            {call: shrunken(found, SCORE_WEIGHT) for call, found in group.items()}
            for group in (large, small)
        )
    return Fitted(scorer, large, small, pd.concat(reliable, ignore_index=True))


def calibration_cells(fit_model: Fit, examples: Sequence[Example]) -> HeldOut:
    """Cells of the latest example with scores by a model fitted to the earlier ones only.

    A single example is scored out of fold over halves of its regions. Small regions are never used
    for fitting, only for a calibration of their own.
    """
    latest = examples[-1]
    if len(examples) > 1:
        parts = [(fit_model(examples[:-1]), np.ones(len(latest.learn), dtype=bool))]
    else:
        even = np.cumsum(latest.regions()) % 2 == 0
        parts = [(fit_model([restricted(latest, half)]), ~half) for half in (even, ~even)]
    return {
        (call, large): _held_out(
            parts, latest, call, latest.learn if large else ~latest.panel.large
        )
        for call in CALLS
        for large in (True, False)
    }


def scores_of(scorer: Scorer, panel: NichePanel) -> Scores:
    """Scores of all candidate cells of each call, in the order of the mask of candidates."""
    return {call: scorer.score(panel, panel.candidates(call), call) for call in CALLS}


def anchored(fitted: Fitted, panel: NichePanel, scores: Scores, rates: PastRates) -> Fitted:
    """Shift a model's mean probability over the large regions of a panel to the mean past rate.

    Rates of entry and exit vary from origin to origin around a stable mean, and two or three
    training origins are too few to estimate it. So the model ranks the cells, and the long record
    sets how many happen. The drift is the spread of the past rates.

    Parameters
    ----------
    scores : mapping of call to array
        Of the panel, as from scores_of.
    rates : mapping of call to list of float
        As from examples.past_rates; a call without rates is not shifted.
    """
    shift, drift = dict(fitted.shift), dict(fitted.drift)
    for call in CALLS:
        cells = panel.candidates(call)
        large = panel.large[np.nonzero(cells)[0]]
        mean = float(np.mean(rates[call])) if rates[call] else 0.0
        if 0 < mean < 1 and large.any():
            stated = fitted.probabilities(panel, cells, call, scores[call])[0]
            shift[call] = shift_to(stated[large], mean)
            drift[call] = _drift(np.array(rates[call]))
    return replace(fitted, shift=shift, drift=drift)


def _drift(rates: npt.NDArray[np.float64]) -> float:
    """Spread of rates in log-odds; rates of 0 or 1 are moved inside by half the least distance."""
    inside = rates[(rates > 0) & (rates < 1)]
    if not len(inside):
        return 0.0
    low, high = inside.min() / 2, 1 - (1 - inside.max()) / 2
    return float(np.std(logit(np.clip(rates, low, high))))


def _held_out(
    parts: Sequence[tuple[Scorer, Mask]], example: Example, call: Call, chosen: Mask
) -> Cells:
    """Cells of the chosen regions (R,), scored by the model that was not fitted to them."""
    scores, outcomes, regions = [], [], []
    for scorer, held_out in parts:
        rows = held_out & chosen
        cells = some_of(example.cells(call) & rows[:, None], CALIBRATED)
        scores.append(scorer.score(example.panel, cells, call))
        outcomes.append(example.happened(call, cells))
        regions.append(np.nonzero(cells)[0])
    return np.concatenate(scores), np.concatenate(outcomes), np.concatenate(regions)

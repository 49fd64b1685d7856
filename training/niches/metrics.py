"""Figures of calls with probabilities: ranking, calibration and precision at the top.

Everywhere ``outcome`` is an (n,) bool array of what happened, ``score`` an (n,) array, higher
where the call is more likely, and ``region`` an (n,) int array of the region of each cell.
"""

import numpy as np
import numpy.typing as npt
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    precision_recall_curve,
    roc_auc_score,
)

Outcomes = npt.NDArray[np.bool_]
Scores = npt.NDArray[np.float64]
Regions = npt.NDArray[np.intp]

CELLS_PER_BIN = 50
"""Fewest cells in a calibration bin."""
BEST = 10
"""Cells of each region whose figures are given by themselves."""

Top = tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]
"""Cells among the highest of their region, best first, and their position from 0."""


def figures(
    outcome: Outcomes, score: Scores, probability: Scores, region: Regions
) -> dict[str, float]:
    """All figures of one model and call on one set of cells.

    Ranking figures use the score, calibration figures the probability (the calibrated score, which
    may have ties).
    """
    best = _top(score, region, BEST)
    return {
        "ap": average_precision(outcome, score),
        "auc": auc(outcome, score),
        "best_f1": best_f1(outcome, score),
        "precision_at_1000": precision_at(outcome, score, 1000),
        "precision_at_10_per_region": _precision_of(best, outcome, region),
        "map_at_10": _average_precision_of(best, outcome, region, BEST),
        "ece": expected_calibration_error(outcome, probability),
        "brier": brier(outcome, probability),
        "base_rate": float(outcome.mean()) if outcome.size else float("nan"),
    }


def average_precision(outcome: Outcomes, score: Scores) -> float:
    """Area under the precision-recall curve, as steps; NaN where nothing happened."""
    return float(average_precision_score(outcome, score)) if outcome.any() else float("nan")


def best_f1(outcome: Outcomes, score: Scores) -> float:
    """Largest F1 over all thresholds; NaN where nothing happened."""
    if not outcome.any():
        return float("nan")
    precision, recall, _ = precision_recall_curve(outcome, score)
    return float(np.max(2 * precision * recall / np.maximum(precision + recall, 1e-12)))


def auc(outcome: Outcomes, score: Scores) -> float:
    """Chance that a cell where it happened scores above one where it did not, ties as a half.

    NaN where all cells or none happened.
    """
    if outcome.all() or not outcome.any():
        return float("nan")
    return float(roc_auc_score(outcome, score))


def precision_at(outcome: Outcomes, score: Scores, k: int) -> float:
    """Share that happened among the k highest; ties at the border count with their mean."""
    k = min(k, len(score))
    if k == 0:
        return float("nan")
    border = np.partition(score, len(score) - k)[len(score) - k]
    above, tied = score > border, score == border
    expected = outcome[above].sum() + (k - above.sum()) * outcome[tied].mean()
    return float(expected / k)


def _top(score: Scores, region: Regions, k: int) -> Top:
    """The k highest cells of each region; ties are broken at random with a fixed seed."""
    shuffled = np.argsort(np.random.default_rng(0).permutation(len(score)))
    order = shuffled[np.lexsort((-score[shuffled], region[shuffled]))]
    starts = np.flatnonzero(np.diff(region[order], prepend=-1))
    sizes = np.diff(np.append(starts, len(order)))
    position = np.arange(len(order)) - np.repeat(starts, sizes)
    inside = position < k
    return order[inside], position[inside]


def average_precision_by_region(outcome: Outcomes, score: Scores, region: Regions) -> Scores:
    """Average precision within each region.

    Returns
    -------
    (max(region) + 1,) array
        NaN for a region without cells or in which nothing happened; empty without any cell.
    """
    if not len(score):
        return np.empty(0)
    order = np.lexsort((-score, region))
    hit, code, value = outcome[order].astype(np.float64), region[order], score[order]
    last = np.append((np.diff(code) != 0) | (np.diff(value) != 0), True)
    ends = np.flatnonzero(last)
    tied_hits = np.diff(np.cumsum(hit)[ends], prepend=0.0)
    n = np.bincount(code)
    hits = np.bincount(code, weights=hit)
    cells_before = (np.cumsum(n) - n)[code[ends]]
    hits_before = (np.cumsum(hits) - hits)[code[ends]]
    precision = (np.cumsum(hit)[ends] - hits_before) / (ends + 1 - cells_before)
    sums = np.bincount(code[ends], weights=precision * tied_hits, minlength=len(n))
    shares: Scores = np.divide(sums, hits, out=np.full(len(n), np.nan), where=hits > 0)
    return shares


def precision_at_per_region(outcome: Outcomes, score: Scores, region: Regions, k: int) -> float:
    """Share that happened among the k highest of each region, mean over regions.

    A region with fewer than k cells is judged by all of them.
    """
    return _precision_of(_top(score, region, k), outcome, region)


def _precision_of(top: Top, outcome: Outcomes, region: Regions) -> float:
    cells, _ = top
    if not len(cells):
        return float("nan")
    n = np.bincount(region[cells])
    hits = np.bincount(region[cells], weights=outcome[cells])
    return float(np.mean(hits[n > 0] / n[n > 0]))


def mean_average_precision_at(outcome: Outcomes, score: Scores, region: Regions, k: int) -> float:
    """Average precision within the k highest of each region, mean over regions with an event."""
    return _average_precision_of(_top(score, region, k), outcome, region, k)


def _average_precision_of(top: Top, outcome: Outcomes, region: Regions, k: int) -> float:
    if not outcome.any():
        return float("nan")
    cells, position = top
    hit = outcome[cells].astype(np.float64)
    hits_before = np.cumsum(hit) - hit
    first = np.flatnonzero(position == 0)
    hits_so_far = np.cumsum(hit) - np.repeat(
        hits_before[first], np.diff(np.append(first, len(hit)))
    )
    gain = hit * hits_so_far / (position + 1)
    sums = np.bincount(region[cells], weights=gain, minlength=region.max() + 1)
    events = np.bincount(region, weights=outcome)
    return float(np.mean(sums[events > 0] / np.minimum(events[events > 0], k)))


def reliability(
    outcome: Outcomes, probability: Scores, bins: int = 20
) -> tuple[Scores, Scores, Regions]:
    """Mean probability, share that happened and number of cells, in bins of equal size."""
    order = np.argsort(probability, kind="stable")
    bins = min(bins, len(order))
    edges = np.linspace(0, len(order), bins + 1).astype(np.intp)
    n = np.diff(edges)
    predicted = np.add.reduceat(probability[order], edges[:-1]) / n
    observed = np.add.reduceat(outcome[order].astype(np.float64), edges[:-1]) / n
    return predicted, observed, n


def expected_calibration_error(outcome: Outcomes, probability: Scores, bins: int = 20) -> float:
    """Mean gap between stated and observed frequency (Naeini et al. 2015), equal-size bins.

    Bins have at least CELLS_PER_BIN cells, to limit gaps by chance; NaN with fewer than two bins,
    since a single one only compares means.
    """
    bins = min(bins, len(outcome) // CELLS_PER_BIN)
    if bins < 2:
        return float("nan")
    predicted, observed, n = reliability(outcome, probability, bins)
    return float(np.sum(n * np.abs(predicted - observed)) / n.sum())


def brier(outcome: Outcomes, probability: Scores) -> float:
    """Mean squared distance between probability and outcome (Brier 1950)."""
    return float(brier_score_loss(outcome, probability)) if outcome.size else float("nan")

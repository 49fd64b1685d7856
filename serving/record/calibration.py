"""Stated chances beside what came true, with intervals over regions."""

from collections.abc import Iterator
from statistics import NormalDist

import numpy as np
import pandas as pd

from features.arrays import Array
from serving.contracts import Activity
from serving.record.contracts import Calibration, CalibrationBin
from serving.record.past import LIVE
from training import resampling
from training.champion import Champion

EDGES = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
"""Of the bins of stated chances."""
FEWEST = 10
"""Calls from which a bin says anything."""
DRAWS = 400
LEVEL = 0.95
"""Of the intervals."""
ENDS = (1 - LEVEL) / 2, (1 + LEVEL) / 2
Z = NormalDist().inv_cdf(ENDS[1])


def curves(champion: Champion, calls: pd.DataFrame, activity: Activity) -> Iterator[Calibration]:
    """The curve of each kind of niche call: live, at the origins of the backtest, else within it.

    Parameters
    ----------
    calls : DataFrame
        ``RecordLookup.calls``.
    """
    if champion.task == "growth":
        return
    by_half = champion.tables.get("reliability", pd.DataFrame({"call": []}))
    for call in ("entry", "exit"):
        of_call = calls[calls["call"] == call]
        for is_live in (False, True):
            rows = of_call[of_call[LIVE] == is_live]
            if found := binned(rows):
                yield Calibration(
                    call=call, activity=activity, live=is_live, at_origin=True, bins=found
                )
        halves = by_half[by_half["call"] == call]
        if of_call[~of_call[LIVE].astype(bool)].empty and len(halves):
            found = [_reliable(*row) for row in _columns(halves)]
            yield Calibration(call=call, activity=activity, live=False, at_origin=False, bins=found)


def binned(rows: pd.DataFrame) -> list[CalibrationBin]:
    """Calls in bins of EDGES; intervals by a bootstrap of regions, which share their errors."""
    if rows.empty:
        return []
    stated, outcome = (rows[name].to_numpy(np.float64) for name in ("stated", "outcome"))
    place = np.clip(np.searchsorted(EDGES, stated, side="right") - 1, 0, len(EDGES) - 2)
    region, regions = pd.factorize(rows["region_code"])
    (weights, _), *_ = resampling.draws(len(regions), 1, DRAWS)
    found = []
    for number in np.unique(place):
        inside = place == number
        n = int(inside.sum())
        if n < FEWEST:
            continue
        low, high = _ends(weights, region[inside], outcome[inside])
        found.append(
            CalibrationBin(
                stated=float(stated[inside].mean()),
                came_true=float(outcome[inside].mean()),
                low=low,
                high=high,
                n=n,
            )
        )
    return found


def _ends(weights: Array, region: Array, outcome: Array) -> tuple[float, float]:
    """95 % interval of a share; where no or all calls came true, that of so many single calls."""
    n = len(outcome)
    if outcome.min() == outcome.max() or len(np.unique(region)) < 2:
        return wilson(float(outcome.mean()), n)
    hits = np.bincount(region, outcome, minlength=weights.shape[1])
    sizes = np.bincount(region, minlength=weights.shape[1])
    low, high = np.quantile((weights @ hits) / (weights @ sizes), ENDS)
    return float(low), float(high)


def wilson(share: float, n: int) -> tuple[float, float]:
    """95 % interval of a share of n independent calls (Wilson 1927)."""
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * float(np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def _columns(halves: pd.DataFrame) -> Iterator[tuple[float, float, int]]:
    columns = (halves[name].tolist() for name in ("predicted", "observed", "n"))
    return zip(*columns, strict=True)


def _reliable(stated: float, came_true: float, n: int) -> CalibrationBin:
    low, high = wilson(came_true, int(n))
    return CalibrationBin(stated=stated, came_true=came_true, low=low, high=high, n=int(n))

"""What the best options of earlier origins came to, at any weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from features.arrays import Array, Mask
from training import resampling
from training.choice.hindsight.past import LeftOut, Past

FEWEST_OTHERS = 0.5
"""Others with a known outcome for each of the best of a region, from which they are compared."""
NOTHING = 0.05
"""Growth, % a year, that is shown as 0.0: an interval within it comes of too few clusters."""


@dataclass(frozen=True)
class ClusterRecord:
    """Growth of each region's best k clusters less that of its others, % a year.

    Attributes
    ----------
    origins : list of int
        Those with a region that has both, and a criterion with data and weight.
    difference : float
        Mean over regions and origins.
    interval : (lower, upper) or None
        90 % interval over regions and origins; None for a single region.
    better, regions : int
        Regions with a mean difference above 0, and all.
    left_out : tuple of str
        Criteria with weight that have no data at an origin.
    """

    origins: list[int]
    difference: float
    interval: tuple[float, float] | None
    better: int
    regions: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class NicheRecord:
    """Entries among each region's best k niches at or above the floor.

    Attributes
    ----------
    origins : list of int
        Those with such a niche whose outcome is known.
    entered, of : int
    base_rate : float
        Share that as many candidate niches of the same regions, picked at random, would have had.
    interval : (lower, upper) or None
        90 % interval of the share entered; None for a single region.
    left_out : tuple of str
        As in ClusterRecord.
    """

    origins: list[int]
    entered: int
    of: int
    base_rate: float
    interval: tuple[float, float] | None
    left_out: tuple[LeftOut, ...]

    @property
    def rate(self) -> float:
        """Share entered."""
        return self.entered / self.of


def cluster_record(past: Past, weights: Mapping[str, float], k: int) -> ClusterRecord | None:
    """How the best k clusters of each region grew against its other clusters.

    The best are found as today's are, from what was known at the origin: whether an outcome is
    known plays no part. A region without data on any criterion with a weight is left out, and so
    is one without known outcomes on both sides, or whose best are nearly all of its clusters.

    Parameters
    ----------
    weights : mapping of criterion to weight
        Any sum; those without data count nothing.

    Returns
    -------
    ClusterRecord or None
        None if no origin and region can be judged, or nothing differs.
    """
    shares = _shares(past, weights)
    best = _best(past, _weighted(past, shares), k)
    known = np.isfinite(past.outcome)
    grown = np.where(known, past.outcome, 0.0)
    n_best, n_other = (best & known).sum(axis=1), (past.is_option & ~best & known).sum(axis=1)
    compared = (n_best > 0) & (n_other >= FEWEST_OTHERS * n_best)
    judged = compared & (shares > 0).any(axis=1)
    if not judged.any():
        return None
    sums = (grown * best).sum(axis=1), (grown * ~best).sum(axis=1)
    gap = sums[0][judged] / n_best[judged] - sums[1][judged] / n_other[judged]
    region = past.region[judged]
    interval = _interval(past, judged, gap, np.ones(len(gap)))
    if interval is not None and max(map(abs, interval)) < NOTHING:
        return None
    mean_gaps = np.bincount(region, gap)
    return ClusterRecord(
        _origins(past, judged),
        float(gap.mean()),
        interval,
        int((mean_gaps > 0).sum()),
        len(np.unique(region)),
        _left_out(past, weights),
    )


def niche_record(
    past: Past, weights: Mapping[str, float], k: int, floor: float
) -> NicheRecord | None:
    """How many of the best k niches of each region were entered.

    The best are found as today's are: by chance of entry times usefulness, at or above the floor
    of the chance. Without data on any criterion with a weight they are the likeliest.

    Returns
    -------
    NicheRecord or None
        None if no origin and region has a niche at or above the floor with a known outcome.
    """
    shares = _shares(past, weights)
    useful = np.where((shares > 0).any(axis=1, keepdims=True), _weighted(past, shares), 1.0)
    best = _best(past, past.chance * useful, k, past.chance >= floor)
    known = best & np.isfinite(past.outcome)
    entered, of = np.where(known, past.outcome, 0.0).sum(axis=1), known.sum(axis=1)
    judged = of > 0
    if not judged.any():
        return None
    return NicheRecord(
        _origins(past, judged),
        int(entered.sum()),
        int(of.sum()),
        float((past.base_rate * of)[judged].sum() / of.sum()),
        _interval(past, judged, entered[judged], of[judged].astype(np.float64)),
        _left_out(past, weights),
    )


def _shares(past: Past, weights: Mapping[str, float]) -> Array:
    """Weights (G, m) of the criteria with data in each group, summing to 1, or 0 without any."""
    given = np.array([weights.get(name, 0.0) for name in past.criteria])
    used = past.has_data * given
    total = used.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(used, total, out=np.zeros_like(used), where=total > 0))


def _weighted(past: Past, shares: Array) -> Array:
    """Utility (G, C) at the weights (G, m) of the groups."""
    single = shares.astype(past.utilities.dtype)[:, :, None]
    return np.asarray(np.matmul(past.utilities, single)[:, :, 0], dtype=np.float64)


def _best(past: Past, scores: Array, k: int, allowed: Mask | None = None) -> Mask:
    """Which options (G, C) are the best k of their group; of equal ones the likelier, by code."""
    chosen = past.is_option if allowed is None else past.is_option & allowed
    order = np.lexsort((-past.chance, np.where(chosen, -scores, np.inf)), axis=1)
    best = np.zeros(scores.shape, dtype=bool)
    np.put_along_axis(best, order[:, :k], values=True, axis=1)
    return best & chosen


def _interval(past: Past, judged: Mask, values: Array, sizes: Array) -> tuple[float, float] | None:
    """Ends of the 90 % interval of sum of values over sum of sizes; None for a single region."""
    if len(np.unique(past.region[judged])) < 2:
        return None
    resamples = past.resamples[:, judged]
    return resampling.interval((resamples @ values) / (resamples @ sizes))


def _origins(past: Past, judged: Mask) -> list[int]:
    """Years of the groups that could be judged."""
    return sorted(past.origins[number] for number in np.unique(past.origin[judged]))


def _left_out(past: Past, weights: Mapping[str, float]) -> tuple[LeftOut, ...]:
    return tuple(gone for gone in past.left_out if weights.get(gone.criterion, 0.0) > 0)

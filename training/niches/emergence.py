"""Attributes of emergence of every technology at a cutoff.

They follow Rotolo, Hicks and Martin (2015, Research Policy 44): novelty, growth, coherence, impact
and uncertainty; impact only if a package has the quality of its patents.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Codes
from features.indicators.patent_quality import Quality, patent_quality
from features.indicators.relatedness import proximity
from features.niches.counts import Activity, Counts, without_unit
from features.niches.lifetimes import lifetimes
from features.niches.signals import expected_counts
from features.package import Package

MINIMUM = 50.0
"""Fewest patents in the window for the growth of a technology to be judged."""
WINDOW = 5
"""Years of counts in a share."""
RECENT = 2
"""Last years of the window: their share over the window's shows acceleration."""
MEAN_SIZE = 1e6
"""Mean cell of an indicator in the first year on record, after scaling."""


@dataclass(frozen=True)
class Emergence:
    """Attributes of all technologies at a cutoff.

    Attributes
    ----------
    activities : (A,) array of str
    features : DataFrame
        (A, F); every column is ranked over the judged technologies, from -0.5 to 0.5, so that
        origins are comparable and a truncated last year affects all equally.
    share : (A,) array
        Share of all counts in the window.
    judged : (A,) bool array
        Technologies large enough for their growth to be judged. Not those that ended, nor those
        whose codes gave counts to others or took theirs over in the two windows up to the cutoff.
    """

    activities: Codes
    features: pd.DataFrame
    share: Array
    judged: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Record:
    """Yearly counts of all activities and, if the package has it, patent quality."""

    activity: Activity
    counts: Counts
    quality: Quality | None


def record(package: Package, activity: Activity, counts: Counts) -> Record:
    """The record of all activities: the counts and, for technologies, the quality of patents.

    Parameters
    ----------
    package : Package
        As it stood in the last year of the counts.
    """
    if activity == "cluster":
        return Record(activity, without_unit(counts, MEAN_SIZE), None)
    return Record(activity, counts, patent_quality(package, counts.regions, counts.activities))


def emergence(history: Record, cutoff: int) -> Emergence:
    """Attributes of emergence, from the record up to the cutoff.

    Parameters
    ----------
    history : Record
        Rows later than the cutoff are ignored.
    cutoff : int
        With a window and two years before it on record.
    """
    recorded = history.counts.until(cutoff)
    life, counts = lifetimes(recorded, history.activity), recorded.filled()
    now = np.nan_to_num(counts.window(cutoff, WINDOW))
    features = pd.DataFrame({**speed(counts, cutoff), **breadth(counts, cutoff)})
    if history.quality is not None:
        features = features.join(impact(history.quality, cutoff))
    judged = _large(now.sum(axis=0), history.activity) & ~life.ended
    judged &= life.kept(cutoff - 2 * WINDOW, cutoff)
    ranks = (features[judged].rank(pct=True) - 0.5).reindex(features.index).fillna(0.0)
    return Emergence(counts.activities, ranks, share_of(now), judged)


def _large(total: Array, activity: Activity) -> npt.NDArray[np.bool_]:
    """(A,): whether totals are large enough; for an indicator any positive total is."""
    return np.asarray(total >= MINIMUM if activity == "technology" else total > 0)


def speed(counts: Counts, cutoff: int) -> dict[str, Array]:
    """Growth, novelty and uncertainty: changes in the share of every activity.

    Years without any count are left out.

    Returns
    -------
    dict of str to (A,) array
        Growth in logarithms: past_growth from the window before to this one, latest_growth from
        the second last year to the last, acceleration from the window to its last years, and
        broad_growth and broad_acceleration with roots of counts. Then past_share (negated), novelty
        (share of all counts in the window), persistence (share of years with growth) and
        uncertainty (variance of yearly growth beyond that of counting).
    """
    now, previous, recent = _windows(counts, cutoff)
    recorded = counts.recorded()
    past = np.flatnonzero(np.isin(counts.years, recorded[recorded <= cutoff]))
    yearly = np.stack([np.nansum(counts.cube[year], axis=0, dtype=np.float64) for year in past])
    shares = yearly / np.maximum(yearly.sum(axis=1, keepdims=True), 1e-12)
    changes = np.diff(np.log(shares + 1e-7), axis=0)[-2 * WINDOW :]
    counting = (1 / (yearly[1:] + 1) + 1 / (yearly[:-1] + 1))[-2 * WINDOW :]
    return {
        "past_growth": _growth(previous, now),
        "past_share": -share_of(now),
        "latest_growth": np.log((shares[-1] + 1e-9) / (shares[-2] + 1e-9)),
        "acceleration": _growth(now, recent),
        # With roots, growth in many regions weighs more than the same growth in one.
        "broad_growth": _growth(np.sqrt(previous), np.sqrt(now)),
        "broad_acceleration": _growth(np.sqrt(now), np.sqrt(recent)),
        "novelty": now.sum(axis=0) / np.maximum(yearly.sum(axis=0), 1e-12),
        "persistence": (changes > 0).mean(axis=0),
        # Less the variance of the logarithm of a count.
        "uncertainty": changes.var(axis=0) - counting.mean(axis=0),
    }


def breadth(counts: Counts, cutoff: int) -> dict[str, Array]:
    """Spread over regions and coherence with other activities.

    Returns
    -------
    dict of str to (A,) array
        spread (concentration over regions, negated), spread_growth (of the number of regions, in
        logarithms), diversity (specialisations of its regions), related_growth (mean growth of
        related activities) and coherence (sum of proximities).
    """
    now, previous, _ = _windows(counts, cutoff)
    present = (now >= expected_counts(now)) & (now > 0)
    # In single precision, which takes half the time where activities are many.
    near = proximity(present.astype(np.float32))
    coherence = near.sum(axis=0, dtype=np.float64)
    related_growth = near @ _growth(previous, now).astype(np.float32)
    within = now / np.maximum(now.sum(axis=0), 1e-12)
    active, active_previous = (now > 0).sum(axis=0), (previous > 0).sum(axis=0)
    return {
        "spread": -np.sum(within**2, axis=0),
        "spread_growth": np.log((active + 1) / (active_previous + 1)),
        "diversity": present.sum(axis=1).astype(np.float64) @ within,
        "related_growth": related_growth / np.maximum(coherence, 1e-12),
        "coherence": coherence,
    }


def _windows(counts: Counts, cutoff: int) -> tuple[Array, Array, Array]:
    """(R, A) counts of the window, of the window before, and of the last years of the window."""
    spans = ((cutoff, WINDOW), (cutoff - WINDOW, WINDOW), (cutoff, RECENT))
    now, previous, recent = (np.nan_to_num(counts.window(end, years)) for end, years in spans)
    return now, previous, recent


def impact(quality: Quality, cutoff: int) -> pd.DataFrame:
    """Composite quality of patents in the window, and what it gained since the window before.

    Its parts are left out: they are correlated, and outcomes are few.
    """
    now, previous = (quality.at(end, WINDOW)["quality"] for end in (cutoff, cutoff - WINDOW))
    return pd.DataFrame({"quality": now, "quality_growth": now - previous})


def _growth(start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> Array:
    """(A,): growth in share, in logarithms, between two (R, A) matrices."""
    return np.asarray(np.log(share_of(end) / share_of(start)))


def share_of(counts: npt.NDArray[np.float64]) -> Array:
    """Share of every activity, with one count added so that its logarithm exists."""
    total = counts.sum(axis=0) + 1.0
    return np.asarray(total / total.sum())

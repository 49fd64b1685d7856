"""What is known at a cutoff about every region x activity cell: the table of the niche models."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Codes
from features.errors import InputError
from features.indicators.complexity import eci_pci
from features.indicators.relatedness import proximity
from features.niches import features as kinds
from features.niches import signals as signals
from features.niches.counts import (
    ACTIVITY_TABLES,
    Activity,
    Counts,
    State,
    large_regions,
    window_state,
    without_unit,
    yearly_counts,
)
from features.niches.transitions import transitions
from features.package import Package

__all__ = [
    "ACTIVITY_TABLES",
    "Activity",
    "NichePanel",
    "Portfolios",
    "labels",
    "niche_panel",
    "portfolios",
    "yearly_counts",
]

MEASURED = 20.0
"""Yearly mean of a measured indicator's cells among features that were made for counts."""


@dataclass(frozen=True)
class Portfolios:
    """What every region holds in the window up to a cutoff.

    Attributes
    ----------
    regions, activities : (R,), (A,) arrays of str
    cutoff, window : int
        Last year known, years in the window.
    threshold : float
        Location quotient at which a region is specialised.
    counts, quotients : (R, A) arrays
        Counts and location quotients in the window.
    known : (R, A) bool array
        Cells whose count is known.
    """

    regions: Codes
    activities: Codes
    cutoff: int
    window: int
    threshold: float
    counts: Array
    quotients: Array
    known: npt.NDArray[np.bool_]

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """(R, A): whether the region is specialised in the activity."""
        return self.quotients >= self.threshold

    def candidates(self, call: str) -> npt.NDArray[np.bool_]:
        """(R, A): cells where an entry (or an exit) can happen."""
        return self.known & (self.present if call == "exit" else ~self.present)


@dataclass(frozen=True)
class NichePanel(Portfolios):
    """All cells of one cutoff with what is known about them.

    Attributes
    ----------
    horizon : int
        Years ahead that are asked.
    previous_quotients : (R, A) array
        Location quotients one window earlier (NaN where nothing is on record of it).
    large : (R,) bool array
        Regions large enough, as features.niches.counts.large_regions says.
    proximity : (A, A) array
        Of activities, zero diagonal.
    similarity : (R, R) array
        Cosine of regions in factor space, diagonal -1.
    eci, pci : (R,), (A,) arrays
        Economic and product complexity indices.
    features : mapping of str to float32 array
        Each of shape (R, A), (R, 1) or (1, A); what the models learn from.
    groups : mapping of str to str
        Feature to the group that it is explained under.
    """

    horizon: int
    previous_quotients: Array
    large: npt.NDArray[np.bool_]
    proximity: Array
    similarity: Array
    eci: Array
    pci: Array
    features: Mapping[str, npt.NDArray[np.float32]]
    groups: Mapping[str, str]


def portfolios(
    package: Package,
    cutoff: int,
    window: int = 5,
    threshold: float = 1.0,
    activity: Activity = "technology",
    indicator: str | None = None,
) -> Portfolios:
    """What every region holds at the cutoff; arguments and errors as those of niche_panel."""
    counts = _counts(package.until(cutoff), cutoff, window, activity, indicator)
    return _portfolios(counts, cutoff, window, threshold)


def _counts(
    known: Package, cutoff: int, window: int, activity: Activity, indicator: str | None
) -> Counts:
    """Yearly counts that cover the whole window."""
    counts = yearly_counts(known, activity, indicator)
    if counts.years[-1] < cutoff or counts.years[0] > cutoff - window + 1:
        raise InputError(
            f"{known.name} has counts for {counts.years[0]} to {counts.years[-1]}: a cutoff of "
            f"{cutoff} needs the {window} years up to it"
        )
    return counts


def _check_comparable(known: Package, counts: Counts) -> None:
    """A location quotient sets a region beside others; of one alone it is always 1."""
    _, n_regions, n_activities = counts.cube.shape
    for n, what in ((n_regions, "region"), (n_activities, "activity")):
        if n < 2:
            raise InputError(
                f"{known.name} has counts of a single {what}: location quotients compare, so "
                "niches need two regions and two activities at least"
            )


def _portfolios(counts: Counts, cutoff: int, window: int, threshold: float) -> Portfolios:
    raw = counts.window(cutoff, window)
    now = window_state(raw, threshold)
    return Portfolios(
        regions=counts.regions,
        activities=counts.activities,
        cutoff=cutoff,
        window=window,
        threshold=threshold,
        counts=now.counts,
        quotients=now.quotients,
        known=np.isfinite(raw) & (now.counts.sum(axis=1, keepdims=True) > 0),
    )


def niche_panel(
    package: Package,
    cutoff: int,
    window: int = 5,
    threshold: float = 1.0,
    activity: Activity = "technology",
    indicator: str | None = None,
    minimum: float = 100.0,
    horizon: int = 5,
) -> NichePanel:
    """Features of every region x activity cell, from what was known at the cutoff alone.

    Parameters
    ----------
    window : int
        Years whose counts are added up before location quotients are taken.
    threshold : float
        Location quotient at which a region counts as specialised.
    indicator : str
        Of cluster_indicators, for activity "cluster" (default value_added).
    minimum : float
        Patents in the window from which a region is large enough for its quotients to be trusted.

    Raises
    ------
    InputError
        Where the package lacks the table, the indicator or a full window up to the cutoff, or
        has a single region or activity.
    """
    known = package.until(cutoff)
    recorded = _counts(known, cutoff, window, activity, indicator)
    _check_comparable(known, recorded)
    held = _portfolios(recorded, cutoff, window, threshold)
    counts = recorded.filled()
    if activity == "cluster":
        counts = without_unit(counts, MEASURED)
    now = counts.state(cutoff, window, threshold)
    long = counts.state(cutoff, 2 * window, threshold)
    before = counts.window(cutoff - window, window)
    previous = window_state(before, threshold) if np.isfinite(before).any() else now
    similarity = signals.region_similarity(_described(now, activity))
    near = proximity(now.present)
    eci, pci = eci_pci(now.present)
    groups = {
        "own strength": kinds.own_strength(counts, now, previous, window),
        "related specialisations": kinds.related(now, previous, long, near),
        "learned transitions": transitions(counts, now, cutoff, window, horizon, threshold),
        "similar regions": kinds.similar_regions(now, previous, long, similarity),
        "country and neighbours": kinds.surroundings(known, counts, now),
        "parent classes": kinds.hierarchy(known, counts, now, activity),
        "spread and growth of the activity": kinds.technology(counts, now, previous, window, pci),
        "size and diversity of the region": kinds.region(counts, now, previous, window, eci),
    }
    features = {name: values for group in groups.values() for name, values in group.items()}
    return NichePanel(
        **vars(held),
        horizon=horizon,
        previous_quotients=np.where(np.isfinite(before), previous.quotients, np.nan),
        large=large_regions(held.counts, activity, minimum),
        proximity=near,
        similarity=similarity,
        eci=eci,
        pci=pci,
        features={name: values.astype(np.float32) for name, values in features.items()},
        groups={name: group for group, members in groups.items() for name in members},
    )


def _described(now: State, activity: Activity) -> Array:
    """What regions are compared by: their counts; of a measured indicator their specialisation.

    Every region has some of most clusters, and the size of these would make all regions alike.
    """
    if activity == "technology":
        return np.log1p(now.counts)
    return np.log(signals.shrunken_ratio(now.counts, now.expected))


def labels(now: Portfolios, later: Portfolios) -> Array:
    """Whether each cell of a panel is specialised later.

    Returns
    -------
    (R, A) array
        1 or 0; NaN where the later panel does not know the cell.
    """
    region = pd.Index(later.regions).get_indexer(pd.Index(now.regions))
    kind = pd.Index(later.activities).get_indexer(pd.Index(now.activities))
    found = (region >= 0)[:, None] & (kind >= 0)[None, :]
    cells = np.ix_(region, kind)
    found &= later.known[cells]
    return np.where(found, later.present[cells], np.nan)

"""Every region x activity cell at a cutoff: the table of the niche models."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Codes, Index, Mask
from features.errors import InputError
from features.formats import counted
from features.indicators.complexity import eci_pci
from features.niches import features as kinds
from features.niches import signals
from features.niches.counts import (
    Activity,
    Counts,
    State,
    count_history,
    large_regions,
    window_state,
    without_unit,
)
from features.niches.lifetimes import Lifetimes, lifetimes
from features.niches.question import NicheQuestion
from features.niches.transitions import transitions
from features.package import Package

MEASURED = 20.0
"""Yearly mean of a measured indicator's cells among features that were made for counts."""


@dataclass(frozen=True)
class Portfolios:
    """Portfolios of all regions in the window up to a cutoff.

    Attributes
    ----------
    regions, activities : (R,), (A,) arrays of str
    cutoff, window : int
        Last year known, years in the window.
    threshold : float
        Location quotient at which a region is specialised.
    counts, quotients : (R, A) arrays
        Counts and location quotients in the window.
    is_known : (R, A) bool array
        Cells whose count is known.
    last_years : (A,) int array
        Last year with any count in the nation.
    ended : (A,) bool array
        Activities that ended in the nation by the cutoff.
    last_changes : (A,) int array
        Latest year in which an activity began or ended in the nation, or its code gave counts to
        others or took theirs over; 0 for none.
    """

    regions: Codes
    activities: Codes
    cutoff: int
    window: int
    threshold: float
    counts: Array
    quotients: Array
    is_known: Mask
    last_years: Index
    ended: Mask
    last_changes: Index

    @property
    def present(self) -> Mask:
        """(R, A): whether the region is specialised in the activity."""
        return self.quotients >= self.threshold

    def candidates(self, call: str) -> Mask:
        """(R, A): cells where an entry (or an exit) can happen; none of an activity that ended."""
        return self.is_known & ~self.ended & (self.present if call == "exit" else ~self.present)


@dataclass(frozen=True)
class NichePanel(Portfolios):
    """All cells of one cutoff with their features.

    Attributes
    ----------
    horizon : int
        Years ahead.
    previous_quotients : (R, A) array
        Location quotients one window earlier (NaN without data).
    large : (R,) bool array
        Regions large enough, as features.niches.counts.large_regions says.
    factors : (R, K) array
        Directions of regions in factor space (signals.region_factors).
    eci, pci : (R,), (A,) arrays
        Economic and product complexity indices.
    features : mapping of str to float32 array
        Each of shape (R, A), (R, 1) or (1, A); what the models learn from.
    groups : mapping of str to str
        Feature to the group in which it is explained.
    """

    horizon: int
    previous_quotients: Array
    large: Mask
    factors: Array
    eci: Array
    pci: Array
    features: Mapping[str, npt.NDArray[np.float32]]
    groups: Mapping[str, str]


def portfolios(
    package: Package, cutoff: int, question: NicheQuestion, counts: Counts | None = None
) -> Portfolios:
    """Portfolios of all regions at the cutoff; arguments and errors as of niche_panel."""
    counts = _covering(package, cutoff, question, counts)
    return _portfolios(counts, question, lifetimes(counts, question.activity))


def _covering(
    package: Package, cutoff: int, question: NicheQuestion, counts: Counts | None
) -> Counts:
    """Yearly counts up to the cutoff, if they cover the whole window."""
    if counts is None:
        counts = count_history(package, question.activity, question.indicator).until(cutoff)
    if counts.years[-1] != cutoff or counts.years[0] > cutoff - question.window + 1:
        raise InputError(
            f"{package.name} has counts for {counts.years[0]} to {counts.years[-1]}: a cutoff of "
            f"{cutoff} needs the {counted(question.window, 'year')} up to it"
        )
    return counts


def _check_comparable(package: Package, counts: Counts) -> None:
    """Refuse single regions and activities, whose location quotients are always 1."""
    _, n_regions, n_activities = counts.cube.shape
    for n, what in ((n_regions, "region"), (n_activities, "activity")):
        if n < 2:
            raise InputError(
                f"{package.name} has counts of a single {what}: niches need at least two regions "
                "and two activities, since location quotients compare them"
            )


def _portfolios(counts: Counts, question: NicheQuestion, life: Lifetimes) -> Portfolios:
    cutoff = int(counts.years[-1])
    raw = counts.window(cutoff, question.window)
    now = window_state(raw, question.threshold)
    return Portfolios(
        regions=counts.regions,
        activities=counts.activities,
        cutoff=cutoff,
        window=question.window,
        threshold=question.threshold,
        counts=now.counts,
        quotients=now.quotients,
        is_known=np.isfinite(raw) & (now.counts.sum(axis=1, keepdims=True) > 0),
        last_years=life.last,
        ended=life.ended,
        last_changes=life.last_change(),
    )


def niche_panel(
    package: Package, cutoff: int, question: NicheQuestion, counts: Counts | None = None
) -> NichePanel:
    """Features of every region x activity cell, from data up to the cutoff alone.

    Parameters
    ----------
    package : Package
        Rows later than the cutoff are not read.
    counts : Counts, optional
        Yearly counts up to the cutoff, if already built (CountHistory.until).

    Raises
    ------
    InputError
        Where the package lacks the table, the indicator or a full window up to the cutoff, or
        has a single region or activity.
    """
    activity, window, threshold = question.activity, question.window, question.threshold
    recorded = _covering(package, cutoff, question, counts)
    _check_comparable(package, recorded)
    life = lifetimes(recorded, activity)
    held = _portfolios(recorded, question, life)
    counts = recorded.filled()
    if activity == "cluster":
        counts = without_unit(counts, MEASURED)
    now = counts.state(cutoff, window, threshold)
    long = counts.state(cutoff, 2 * window, threshold)
    before = counts.window(cutoff - window, window)
    previous = window_state(before, threshold) if np.isfinite(before).any() else now
    factors = signals.region_factors(_described(now, activity))
    eci, pci = eci_pci(now.present)
    groups = {
        "own strength": _single(kinds.own_strength(counts, now, previous, window)),
        "related specialisations": _single(kinds.related(now, previous, long)),
        "learned transitions": _single(transitions(counts, now, question, life)),
        "similar regions": _single(kinds.similar_regions(now, previous, long, factors)),
        "country and neighbours": _single(kinds.surroundings(package, counts, now)),
        "parent classes": _single(kinds.hierarchy(package, counts, now, activity)),
        "spread and growth of the activity": _single(
            kinds.technology(counts, now, previous, window, pci)
        ),
        "size and diversity of the region": _single(
            kinds.region(counts, now, previous, window, eci)
        ),
    }
    return NichePanel(
        **vars(held),
        horizon=question.horizon,
        previous_quotients=np.where(np.isfinite(before), previous.quotients, np.nan),
        large=large_regions(held.counts, activity, question.minimum),
        factors=factors,
        eci=eci,
        pci=pci,
        features={name: values for group in groups.values() for name, values in group.items()},
        groups={name: group for group, members in groups.items() for name in members},
    )


def _single(group: kinds.Features) -> dict[str, npt.NDArray[np.float32]]:
    return {name: values.astype(np.float32) for name, values in group.items()}


def _described(now: State, activity: Activity) -> Array:
    """The matrix for comparing regions: counts, or specialisation for a measured indicator.

    Every region has most clusters, and their sizes would make all regions look alike.
    """
    if activity == "technology":
        return np.log1p(now.counts)
    return np.log(signals.shrunken_ratio(now.counts, now.expected))


def labels(now: Portfolios, later: Portfolios) -> Array:
    """Whether each cell of a panel is specialised later.

    Returns
    -------
    (R, A) array
        1 or 0; NaN where the cell is unknown in the later panel, or the activity began or ended in
        the nation, or its code changed, between the first year of the window up to the panel's
        cutoff and the later one.
    """
    region = pd.Index(later.regions).get_indexer(pd.Index(now.regions))
    kind = pd.Index(later.activities).get_indexer(pd.Index(now.activities))
    found = (region >= 0)[:, None] & (kind >= 0)[None, :]
    cells = np.ix_(region, kind)
    found &= later.is_known[cells]
    found &= (later.last_changes[kind] <= now.cutoff - now.window + 1)[None, :]
    return np.where(found, later.present[cells], np.nan)

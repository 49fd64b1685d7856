"""When activities began and ended in the nation, and when their codes split, merged or changed.

An activity without any count after some year has ended, and one without any before has begun: that
is neither an exit nor an entry of a region. Nor is what a code gains or loses when others begin or
end (features.code_changes).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.arrays import Index, Mask
from features.code_changes import counterparts, pooled
from features.niches.counts import Activity, Counts

SURPRISING = 5.0
"""Counts expected in years without any, from which these are no chance."""
QUIET_YEARS = 5
"""Years without a count after (or before) which a rare technology has ended (or begun) as well."""
LATEST_YEARS = 3
"""Years without a value after which a cluster has ended: for fewer its source may be late."""
CELL = 20.0
"""Least counts in a cell in which codes are compared: smaller regions are put together."""
SIDE = 3
"""Years on each side of a change whose mean counts are compared."""


@dataclass(frozen=True)
class Lifetimes:
    """Changes of activities on record, each in the first year that differs from the one before.

    Attributes
    ----------
    years : (Y,) int
    last : (A,) int
        Last year with any count.
    ended : (A,) bool
    changed : (Y, A) bool
        Years in which an activity began, ended, or gave counts to others or took theirs over.
    handed : (Y, A) bool
        Those of them in which counts moved between codes.
    """

    years: Index
    last: Index
    ended: Mask
    changed: Mask
    handed: Mask

    def unchanged(self, origin: int, end: int, window: int) -> Mask:
        """Whether an activity (A,) is the same throughout the windows up to both years."""
        return ~self._between(self.changed, origin - window + 1, end)

    def kept(self, start: int, end: int) -> Mask:
        """Whether no counts moved between an activity (A,) and others after start, up to end."""
        return ~self._between(self.handed, start, end)

    def last_change(self) -> Index:
        """Latest year of a change of each activity (A,); 0 for none."""
        return np.asarray(np.where(self.changed, self.years[:, None], 0).max(axis=0))

    def _between(self, events: Mask, start: int, end: int) -> Mask:
        inside = (self.years > start) & (self.years <= end)
        return np.asarray(events[inside].any(axis=0))


def lifetimes(counts: Counts, activity: Activity) -> Lifetimes:
    """Lifetimes of all activities up to the last year of the counts."""
    years = counts.recorded()
    recorded = np.isin(counts.years, years)
    cube = counts.cube if recorded.all() else counts.cube[recorded]
    # Year by year, since nansum copies what it adds up.
    totals = np.stack([np.nansum(yearly, axis=0) for yearly in cube])
    seen: Mask = np.asarray(
        totals > 0 if activity == "technology" else np.isfinite(cube).any(axis=1)
    )
    first, last = seen.argmax(axis=0), len(years) - 1 - seen[::-1].argmax(axis=0)
    changed, handed = np.zeros((2, *seen.shape), dtype=bool)
    ended = np.zeros(seen.shape[1], dtype=bool)
    for kind, place, begins in _events(first, last, len(years)):
        quiet = place if begins else len(years) - place
        side = totals[place : place + SIDE] if begins else totals[:place][-SIDE:]
        a_year = float(side[:, kind].mean())
        is_rare = activity == "technology" and a_year < SURPRISING
        others = [] if is_rare else _counterparts(cube, kind, place)
        if others or _is_over(a_year * quiet, quiet, activity, begins=begins):
            changed[place, [kind, *others]] = True
            ended[kind] |= not begins
        if others:
            handed[place, [kind, *others]] = True
    return Lifetimes(years, np.asarray(years[last]), ended, changed, handed)


def _events(first: Index, last: Index, n_years: int) -> Iterator[tuple[int, int, bool]]:
    """Activities that begin after the first year or end before the last: place, year, begins."""
    for kind in np.flatnonzero(first > 0).tolist():
        yield kind, int(first[kind]), True
    for kind in np.flatnonzero(last < n_years - 1).tolist():
        yield kind, int(last[kind]) + 1, False


def _is_over(expected: float, quiet: int, activity: Activity, *, begins: bool) -> bool:
    """Whether years without any count mean that an activity has ended, or not yet begun."""
    if activity == "cluster":
        return begins or quiet >= LATEST_YEARS
    return expected >= SURPRISING or quiet >= QUIET_YEARS


def _counterparts(cube: NDArray[np.float32], kind: int, place: int) -> list[int]:
    """Activities that counts moved from or to when one of them began or ended."""
    sides = cube[max(place - SIDE, 0) : place], cube[place : place + SIDE]
    before, after = (np.nan_to_num(side).mean(axis=0, dtype=np.float64) for side in sides)
    if (before[:, kind].sum() > 0) == (after[:, kind].sum() > 0):
        return []
    before, after = pooled(before.T, after.T, kind, CELL)
    return [int(other) for other in counterparts(before, after, kind)]

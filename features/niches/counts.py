"""Counts of every region x activity cell, by year and over a window."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array, Codes, Index, Mask
from features.errors import InputError, UnknownCodeError
from features.indicators.specialization import location_quotient
from features.niches.signals import expected_counts
from features.package import Package
from features.package.suspicions.totals import hidden_totals, sizes_of

Activity = Literal["technology", "cluster"]

ACTIVITY_TABLES = {"technology": "technologies", "cluster": "clusters"}
REPORTED = 100.0
"""A region with so many counts in a year and none in the next has not reported."""
GIANT = 1000.0
"""Most median cells that one cell weighs in the unit of an indicator."""
QUESTION = {"technology": "the audit of technology niches", "cluster": "the audit of market niches"}


@dataclass(frozen=True)
class Counts:
    """Yearly counts of all cells.

    Attributes
    ----------
    regions, activities : (R,), (A,) arrays of str
        Codes with any row, sorted; a code that is the parent of another is left out, since its
        counts include those of its parts.
    years : (Y,) int array, consecutive
    cube : (Y, R, A) float32 array
        NaN where unknown. A missing patent cell is a zero; it is unknown in a year without any
        row, and in a region that had REPORTED patents or more when it last had rows.
    """

    regions: Codes
    activities: Codes
    years: npt.NDArray[np.int64]
    cube: npt.NDArray[np.float32]

    def recorded(self) -> npt.NDArray[np.int64]:
        """Years with data, (n,) and increasing."""
        return self.years[np.isfinite(self.cube).any(axis=(1, 2))]

    def window(self, end: int, length: int) -> Array:
        """Counts over the years end - length + 1 to end.

        Returns
        -------
        (R, A) array
            Unknown years are filled with the mean of the known ones; NaN where none is known.
        """
        inside = np.flatnonzero((self.years > end - length) & (self.years <= end))
        total, n_known = np.zeros((2, *self.cube.shape[1:]))
        for place in inside:  # year by year, which needs little memory
            yearly = self.cube[place]
            is_known = np.isfinite(yearly)
            np.add(total, yearly, out=total, where=is_known)
            n_known += is_known
        filled: Array = np.full(total.shape, np.nan)
        np.divide(total * len(inside), n_known, out=filled, where=n_known > 0)
        return filled

    def until(self, year: int) -> "Counts":
        """The counts up to a year."""
        n_years = int((self.years <= year).sum())
        return replace(self, years=self.years[:n_years], cube=self.cube[:n_years])

    def filled(self) -> "Counts":
        """The same, with each unknown cell at its last known value, or else its first.

        Missing values then neither grow nor shrink. Years without any count, and cells that are
        never known, stay unknown. Cut to the cutoff first.
        """
        recorded = np.isfinite(self.cube).any(axis=(1, 2))
        values = self.cube if recorded.all() else self.cube[recorded]
        if np.isfinite(values).all():
            return self
        forward = _carried(values)
        backward = _carried(values[::-1])[::-1]
        cube = self.cube.copy()
        cube[recorded] = np.where(np.isfinite(forward), forward, backward)
        return replace(self, cube=cube)

    def state(self, end: int, length: int, threshold: float) -> "State":
        """State of the window over the years end - length + 1 to end."""
        return window_state(self.window(end, length), threshold)

    def decayed(self, half_life: float) -> Array:
        """(R, A): counts of all years, older ones with less weight; unknown ones as 0."""
        weights = 0.5 ** ((self.years[-1] - self.years) / half_life)
        total = np.zeros(self.cube.shape[1:])
        for weight, yearly in zip(weights, self.cube, strict=True):
            total += weight * np.nan_to_num(yearly)
        return total


@dataclass(frozen=True)
class State:
    """Matrices (R, A) of one window; present is 1 where the threshold is reached, else 0."""

    counts: Array
    expected: Array
    quotients: Array
    present: Array


@dataclass(frozen=True)
class CountHistory:
    """All rows of a package to count, from which the yearly counts of any cutoff are made.

    Attributes
    ----------
    package : Package
    activity : "technology" or "cluster"
    regions, activities : (R,), (A,) arrays of str
        Codes with any row, sorted.
    region_parents, activity_parents : (R,), (A,) int arrays
        Place of each code's parent among them, -1 where it is not.
    year, region, kind : (n,) int arrays
        Year of each row, and the places of its codes.
    value : (n,) float32 array
    """

    package: Package
    activity: Activity
    regions: Codes
    activities: Codes
    region_parents: Index
    activity_parents: Index
    year: npt.NDArray[np.int64]
    region: Index
    kind: Index
    value: npt.NDArray[np.float32]

    def until(self, cutoff: int) -> Counts:
        """Yearly counts up to a cutoff.

        Codes that appear only later are not included, and a code whose parts appear only later
        counts itself.

        Raises
        ------
        InputError
            For a cutoff before the first row.
        """
        rows = self.year <= cutoff
        rows[rows] = _leaves(self.region[rows], self.region_parents)
        rows[rows] = _leaves(self.kind[rows], self.activity_parents)
        rows[rows] = self._parts(rows)
        if not rows.any():
            raise InputError(
                f"{self.package.name} has no data up to the cutoff for {QUESTION[self.activity]}: "
                "choose a later cutoff"
            )
        region, regions = _numbered(self.region[rows], self.regions)
        kind, activities = _numbered(self.kind[rows], self.activities)
        year = self.year[rows]
        years = np.arange(year.min(), year.max() + 1)
        values = np.full((len(years), len(regions), len(activities)), np.nan, np.float32)
        if self.activity == "technology":
            values[np.unique(year) - years[0]] = 0.0
        values[year - years[0], region, kind] = np.maximum(self.value[rows], 0.0)
        if self.activity == "technology":
            values[_unreported(values)] = np.nan
        return Counts(regions, activities, years, values)

    def _parts(self, rows: Mask) -> Mask:
        """Which of the rows hold no sum of others in every region, or of all regions."""
        years = self.year[rows] - self.year.min(initial=0)
        region, kind, size = self.region[rows], self.kind[rows], self.value[rows].astype(np.float64)
        part = np.ones(len(size), dtype=bool)
        for own, other in ((kind, region), (region, kind)):
            sizes = sizes_of(other * (years.max(initial=0) + 1) + years, own, size)
            leaf = np.asarray(np.isfinite(sizes).any(axis=0))
            part &= ~np.isin(own, list(hidden_totals(sizes, leaf)))
        return part


def count_history(package: Package, activity: Activity, indicator: str | None) -> CountHistory:
    """Rows of patents, or of a cluster indicator (value_added where None), ready to be counted.

    Raises
    ------
    MissingTableError
        Where the package has no table with them.
    UnknownCodeError
        For an indicator that is not in cluster_indicators.
    """
    question = QUESTION[activity]
    if activity == "technology":
        rows = package.table("patents", question)
        code, value = "technology_code", "patents"
    else:
        indicator = indicator or "value_added"
        rows = package.table("cluster_indicators", question)
        if indicator not in set(rows["indicator"]):
            raise UnknownCodeError("indicator", indicator, set(rows["indicator"]))
        rows = rows[rows["indicator"] == indicator]
        code, value = "cluster_code", "value"
    region, regions = pd.factorize(rows["region_code"], sort=True)
    kind, activities = pd.factorize(rows[code], sort=True)
    return CountHistory(
        package,
        activity,
        np.asarray(regions, dtype=object),
        np.asarray(activities, dtype=object),
        _parent_places(package, "regions", "region_code", regions),
        _parent_places(package, ACTIVITY_TABLES[activity], code, activities),
        rows["year"].to_numpy(np.int64),
        region,
        kind,
        rows[value].to_numpy(np.float32),
    )


def yearly_counts(package: Package, activity: Activity, indicator: str | None) -> Counts:
    """Counts of patents, or values of a cluster indicator (negative ones as 0), by cell and year.

    Raises
    ------
    MissingTableError, UnknownCodeError
        As count_history.
    InputError
        Where the package has no row of them.
    """
    history = count_history(package, activity, indicator)
    return history.until(int(history.year.max(initial=0)))


def _parent_places(package: Package, table: str, code: str, codes: pd.Index) -> Index:
    """Place of the parent of each code among the codes, -1 where it is not one of them."""
    if table not in package.tables:
        return np.full(len(codes), -1)
    parents = package.tables[table].set_index(code)["parent_code"].reindex(codes)
    return np.asarray(pd.Index(codes).get_indexer(pd.Index(parents)))


def _leaves(places: Index, parents: Index) -> Mask:
    """Whether each of (n,) places is of a code without parts among these places."""
    above = parents[np.bincount(places, minlength=len(parents)) > 0]
    leaf = np.ones(len(parents), dtype=bool)
    leaf[above[above >= 0]] = False
    return np.asarray(leaf[places])


def _numbered(places: Index, codes: Codes) -> tuple[Index, Codes]:
    """Places among the codes that occur, and these codes."""
    occurs = np.bincount(places, minlength=len(codes)) > 0
    return (np.cumsum(occurs) - 1)[places], codes[occurs]


def _carried(cube: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """(Y, R, A): every unknown value at the last one known before it; NaN where there is none."""
    year = np.arange(len(cube))[:, None, None]
    last = np.maximum.accumulate(np.where(np.isfinite(cube), year, 0), axis=0)
    return np.take_along_axis(cube, last, axis=0)


def _unreported(cube: npt.NDArray[np.float32]) -> Mask:
    """(Y, R): regions without counts that had REPORTED or more when they last had any."""
    # Year by year, since nansum copies what it adds up.
    totals = np.stack([np.nansum(yearly, axis=1, dtype=np.float64) for yearly in cube])
    last = _carried(np.where(totals > 0, totals, np.nan)[:, :, None])[:, :, 0]
    return np.asarray((totals == 0) & (last >= REPORTED))


def without_unit(counts: Counts, mean: float) -> Counts:
    """A measured indicator, scaled so that its cells have this mean in the first year with data.

    Logarithms and priors of counts then do not depend on the unit. A cell counts for at most GIANT
    times the median, so that a giant does not make all others negligible.
    """
    first = counts.cube[np.isfinite(counts.cube).any(axis=(1, 2))][0]
    largest = GIANT * np.nanmedian(np.where(first > 0, first, np.nan)) if (first > 0).any() else 1.0
    present = float(np.nanmean(np.minimum(first, largest), dtype=np.float64)) or 1.0
    return replace(counts, cube=counts.cube * np.float32(mean / present))


def large_regions(counts: Array, activity: Activity, minimum: float) -> Mask:
    """(R,): regions whose location quotients can be trusted, from (R, A) counts, unknown ones 0.

    Those with at least the minimum of patents. Indicators of clusters are measured in some unit,
    not counted: there any positive amount is enough.
    """
    total = counts.sum(axis=1)
    return np.asarray(total >= minimum if activity == "technology" else total > 0)


def window_state(counts: Array, threshold: float) -> State:
    """State of (R, A) counts, unknown ones as 0; at an infinite threshold nothing is present."""
    counts = np.nan_to_num(counts)
    quotients = location_quotient(counts)
    present = (quotients >= threshold).astype(np.float64)
    return State(counts, expected_counts(counts), quotients, present)

"""Values of one kind of activity in one year, and quantities that several indicators share."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from features.arrays import Array, Index, Mask
from features.indicators.complexity import FitnessComplexity, eci_pci, fitness_complexity
from features.indicators.inequality import decompose, inclusion, marginal
from features.indicators.shares import ShiftShare, esteban_marquillas, relative_growth, shift_share
from features.indicators.specialization import location_quotient, presence


@dataclass(frozen=True)
class Observation:
    """One kind of activity (clusters or technologies) in one year.

    Attributes
    ----------
    values : (R, A) array
        In the unit of the data; NaN where unknown.
    before : (R, A) array
        The same at the start of the span over which growth is measured.
    population : (R,) array
        Of the year, positive; NaN where unknown.
    groups : (R,) int array
        Group of each region, from 0: regions of one parent.
    quality : DataFrame (A, Q)
        Of the patents of each technology, as `patent_quality` names its columns; NaN where unknown.
    """

    values: Array
    before: Array
    population: Array
    groups: Index
    quality: pd.DataFrame

    @cached_property
    def sizes(self) -> Array:
        """(R, A): values without unknown or negative ones, which count as 0 in totals."""
        return np.maximum(np.nan_to_num(self.values), 0.0)

    @cached_property
    def quotients(self) -> Array:
        """(R, A): location quotients of the sizes."""
        return np.asarray(location_quotient(self.sizes))

    @cached_property
    def present(self) -> Array:
        """(R, A): 1 from a location quotient of 1, else 0."""
        return np.asarray(presence(self.quotients))

    @cached_property
    def paired(self) -> tuple[Array, Array]:
        """(R, A) before and now, both NaN where either is unknown."""
        both = np.isfinite(self.before) & np.isfinite(self.values)
        return np.where(both, self.before, np.nan), np.where(both, self.values, np.nan)

    @cached_property
    def paired_sizes(self) -> tuple[Array, Array]:
        """(R, A) before and now, without unknown or negative ones, which count as 0 in both."""
        before, after = (np.maximum(np.nan_to_num(part), 0.0) for part in self.paired)
        return before, after

    @cached_property
    def shift_share(self) -> ShiftShare:
        """Parts of the change of each cell."""
        return shift_share(*self.paired)

    @cached_property
    def homothetic(self) -> tuple[Array, Array]:
        """(R, A) each: competitive and allocation effect."""
        return esteban_marquillas(*self.paired)

    @cached_property
    def eci_pci(self) -> tuple[Array, Array]:
        """(R,) and (A,): economic and product complexity."""
        return eci_pci(self.present)

    @cached_property
    def fitness(self) -> FitnessComplexity:
        """Fitness of regions and complexity of activities."""
        return fitness_complexity(self.present)

    @cached_property
    def counted(self) -> Mask:
        """(R,): regions with population and values, over which inequality is measured."""
        return np.isfinite(self.values).any(axis=1) & (self.population > 0)

    @cached_property
    def income(self) -> tuple[Array, Array]:
        """Total of the values, and population, of the regions that are counted: each (n,)."""
        return self.sizes[self.counted].sum(axis=1), self.population[self.counted]

    def total_growth(self, axis: int) -> Array:
        """Relative growth of the sums of the cells that are known at both times."""
        before, after = (known_sum(part, axis) for part in self.paired)
        return relative_growth(before, after)

    def theil(self, part: Literal["total", "between", "within"]) -> Array:
        """(1,): a part of Theil's T; NaN where no region has both a value and a population."""
        income, population = self.income
        if income.sum() <= 0:
            return np.array([np.nan])
        groups = np.unique(self.groups[self.counted], return_inverse=True)[1]
        return np.array([getattr(decompose(income, population, groups), part)])

    @cached_property
    def inequality_effect(self) -> Array:
        """(R,): effect of additional income in a region on Theil's T."""
        effect = np.full(len(self.values), np.nan)
        if self.income[0].sum() > 0:
            effect[self.counted] = marginal(*self.income)
        return effect

    @cached_property
    def inclusion(self) -> Array:
        """(A,): whether each activity grew in regions with less income per head."""
        before, after = self.paired
        if self.income[0].sum() <= 0:
            return np.full(self.values.shape[1], np.nan)
        return inclusion((after - before)[self.counted], *self.income)


def known_sum(values: Array, axis: int) -> Array:
    """Sums without unknown values; NaN where all are unknown."""
    none = ~np.isfinite(values).any(axis=axis)
    return np.where(none, np.nan, np.nansum(values, axis=axis))

"""Utilities: criteria on a linear scale where more is better; and dominance between options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.arrays import Array, Index

Single = NDArray[np.float32]

NEUTRAL = 0.5
"""Utility of an unknown criterion, and of one that is the same for all options of a package."""

Scale = Mapping[str, tuple[float, float]]
"""Criterion to its low and high end, in its own unit: utilities 0 and 1 where more is better."""


@dataclass(frozen=True, eq=False)
class Criteria:
    """Criteria of n options in their own units.

    Attributes
    ----------
    names : list of str, length m
    matrix : array (n, m)
        NaN where unknown.
    """

    names: list[str]
    matrix: Array

    def known(self) -> "Criteria":
        """The criteria with data for any option."""
        at = np.flatnonzero(~np.isnan(self.matrix).all(axis=0))
        return Criteria([self.names[i] for i in at], self.matrix[:, at])

    def replaced(self, name: str, column: Array) -> "Criteria":
        """With other values of one criterion (n,)."""
        matrix = self.matrix.copy()
        matrix[:, self.names.index(name)] = column
        return Criteria(self.names, matrix)

    def rows(self, at: Index) -> "Criteria":
        """Some of the options."""
        return Criteria(self.names, self.matrix[at])


def utilities(criteria: Criteria, scale: Scale, direction: Mapping[str, int]) -> Array:
    """Linear utilities (n, m) of criteria in their own units; not clipped; NaN where unknown.

    Parameters
    ----------
    scale : mapping of criterion to (low, high)
        Ends that coincide, or are unknown, give NEUTRAL.
    direction : mapping of criterion to 1 or -1
        -1 if less is better: the low end has utility 1.
    """
    slope = slopes(criteria.names, scale, direction)
    worst = [
        scale.get(name, (0.0, 0.0))[0 if direction[name] > 0 else 1] for name in criteria.names
    ]
    start = np.where(slope == 0, NEUTRAL, 0.0)
    return np.asarray(start + (criteria.matrix - np.array(worst)) * slope)


def slopes(names: Sequence[str], scale: Scale, direction: Mapping[str, int]) -> Array:
    """Utility per unit of each criterion (m,); 0 for ends that coincide or are unknown."""
    ends = np.array([scale.get(name, (0.0, 0.0)) for name in names]).reshape(-1, 2)
    span = ends[:, 1] - ends[:, 0]
    signs = np.array([direction[name] for name in names], dtype=np.float64)
    return np.asarray(np.divide(signs, span, out=np.zeros(len(span)), where=span > 0))


def filled(values: Array) -> Array:
    """Utilities with NEUTRAL where unknown."""
    return np.where(np.isnan(values), NEUTRAL, values)


def directed(criteria: Criteria, direction: Mapping[str, int]) -> Array:
    """Criteria (n, m) in their own units, turned so that more is better; NaN where unknown."""
    signs = np.array([direction[name] for name in criteria.names], dtype=np.float64)
    return np.asarray(criteria.matrix * signs)


def dominance(values: Array) -> NDArray[np.bool_]:
    """Whether (n, n) a row is dominated by a column: nowhere worse, somewhere better.

    An unknown value can only be compared with another unknown value.

    Parameters
    ----------
    values : (n, m)
        More is better; NaN where unknown.
    """
    n = len(values)
    nowhere_worse, better = np.ones((n, n), dtype=bool), np.zeros((n, n), dtype=bool)
    for column in values.T:
        missing = np.isnan(column)
        more = column[None, :] > column[:, None]
        alike = (column[None, :] == column[:, None]) | (missing[:, None] & missing[None, :])
        nowhere_worse &= more | alike
        better |= more
    return nowhere_worse & better

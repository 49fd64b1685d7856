"""Utilities: criteria scaled to 0..1, more is better; and dominance between options."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.arrays import Array
from training.choice.criteria import GROWTH, MULTIPLIER
from training.choice.options import GROWTH_POINTS, Options

Single = NDArray[np.float32]

NEUTRAL = 0.5
"""Utility of an unknown criterion; draws spread it over 0..1."""


@dataclass(frozen=True)
class Utilities:
    """Criteria scaled to 0..1, more is better: n options, m criteria with data.

    Attributes
    ----------
    names : list of str, length m
    middle : array (n, m)
        NaN where unknown.
    filled : array (m, n)
        The same for matrix products, NEUTRAL where unknown.
    missing : array (m, n)
        1 if unknown.
    gaps : array (n * GROWTH_POINTS,)
        Utility of the growth drawn from the forecast less the middle, 0 where unknown.
    spread : array (1, n)
        Utility of the multiplier's high end less that of its low end.
    """

    names: list[str]
    middle: Array
    filled: Single
    missing: Single
    gaps: Single
    spread: Single


def utilities(options: Options) -> Utilities:
    """Scale the criteria with data; the ends of a range are on the scale of its middle."""
    return options.keep(_utilities)


def _utilities(options: Options) -> Utilities:
    names = options.criteria.columns[options.criteria.notna().any().to_numpy()].tolist()
    kinds = options.table["kind"].to_numpy(dtype=object)
    values = _directed(options, names)
    low, high = _scale(values, kinds)
    middle = _utility(values, low, high)
    gaps, spread = np.zeros((len(values), GROWTH_POINTS)), np.zeros(len(values))
    if GROWTH in names:
        at = [names.index(GROWTH)]
        gaps = np.nan_to_num(_utility(options.prospects, low[:, at], high[:, at]) - middle[:, at])
    if MULTIPLIER in names:
        at = [names.index(MULTIPLIER)]
        ends = _utility(options.multiplier_range, low[:, at], high[:, at])
        spread = np.nan_to_num(ends[:, 1] - ends[:, 0])
    missing = np.isnan(middle)
    return Utilities(
        names,
        middle,
        np.where(missing, NEUTRAL, middle).T.astype(np.float32),
        missing.T.astype(np.float32),
        gaps.ravel().astype(np.float32),
        spread[None].astype(np.float32),
    )


def _scale(values: Array, kinds: NDArray[np.object_]) -> tuple[Array, Array]:
    """(low, high) (n, m) between which a value is scaled to 0..1, among options of its own kind.

    The 5th and 95th percentile, so that an extreme option does not make all others alike. Clusters
    and niches have separate scales: a growth rate and a probability have no common unit.
    """
    low, high = np.empty(values.shape), np.empty(values.shape)
    for kind in np.unique(kinds):
        of_kind = kinds == kind
        usable = np.where(np.isnan(values[of_kind]).all(axis=0), 0.0, values[of_kind])
        low[of_kind], high[of_kind] = np.nanquantile(usable, [0.05, 0.95], axis=0)
    return low, high


def _utility(values: Array, low: Array, high: Array) -> Array:
    """Values to 0..1; .5 if all options have the same value, NaN if unknown."""
    result = np.where(np.isnan(values), np.nan, NEUTRAL)
    np.divide(values - low, high - low, out=result, where=high - low > 1e-12)
    return np.asarray(result.clip(0.0, 1.0))


def _directed(options: Options, names: list[str]) -> Array:
    """Criteria (n, m) in their own units, turned so that more is better; NaN where unknown."""
    direction = np.array([options.direction[name] for name in names])
    return np.asarray(options.criteria[names].to_numpy(np.float64) * direction)


def dominance(options: Options) -> NDArray[np.bool_]:
    """Whether (n, n) a row is dominated by a column: of its kind, nowhere worse, somewhere better.

    Values are compared, since utilities are equal beyond the ends of the scale. An unknown value
    can only be compared with another unknown value.
    """
    values = _directed(options, list(options.criteria.columns))
    kinds = options.table["kind"].to_numpy()
    missing = np.isnan(values)
    alike = missing[:, None, :] & missing[None, :, :]
    better = values[None, :, :] > values[:, None, :]
    equal = values[None, :, :] == values[:, None, :]
    wins = (better | equal | alike).all(axis=2) & better.any(axis=2)
    return np.asarray(wins & (kinds[:, None] == kinds[None, :]))


def unknown(of: Utilities) -> list[str]:
    """Names of the criteria that are unknown for each option."""
    return [
        ", ".join(name for name, gone in zip(of.names, row, strict=True) if gone)
        for row in np.isnan(of.middle)
    ]

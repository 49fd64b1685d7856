"""Inequality between regions: the Theil index, its decomposition and the effect of gains."""

from dataclasses import dataclass

import numpy as np

from features.arrays import Array, Index
from features.errors import InputError
from features.indicators.matrices import divide


@dataclass(frozen=True)
class Theil:
    """Theil's T of income per head, in nats: total = between + within."""

    total: float
    between: float
    within: float


def theil(income: Array, population: Array) -> float:
    """Theil's T over regions (n,): 0 where all have the same income per head.

    Source: Theil (1967), Economics and Information Theory, ch. 4.

    Raises
    ------
    InputError
        For incomes that are negative or all zero, or a population that is not positive.
    """
    if (income < 0).any() or income.sum() <= 0 or (population <= 0).any():
        raise InputError(
            "inequality needs incomes of zero or more, some above zero, and positive populations"
        )
    share, relative = income / income.sum(), _relative(income, population)
    logs = np.zeros(len(income))
    np.log(relative, out=logs, where=relative > 0)
    return float(share @ logs)


def _relative(income: Array, population: Array) -> Array:
    """Income per head over its mean."""
    return np.asarray(income / income.sum() / (population / population.sum()))


def decompose(income: Array, population: Array, groups: Index) -> Theil:
    """Split Theil's T into what lies between groups of regions and within them.

    Parameters
    ----------
    income, population : array (n,)
    groups : int array (n,)
        Group of each region, from 0.

    Source: Shorrocks (1980), Econometrica 48, eq. 31.
    """
    total = theil(income, population)
    of_group = np.bincount(groups, weights=income).astype(np.float64)
    heads = np.bincount(groups, weights=population).astype(np.float64)
    used = heads > 0
    between = theil(of_group[used], heads[used])
    return Theil(total, between, total - between)


def marginal(income: Array, population: Array) -> Array:
    """Change of Theil's T per unit of additional income in each region, times total income (n,).

    (ln(relative income) - T): negative where a gain narrows the gap. A region without income has
    the value of the poorest region that has some, for the logarithm has no limit at 0.
    """
    relative = _relative(income, population)
    floor = relative[relative > 0].min() if (relative > 0).any() else 1.0
    return np.asarray(np.log(np.maximum(relative, floor)) - theil(income, population))


def inclusion(gains: Array, income: Array, population: Array) -> Array:
    """How far the gains of each activity narrow the gap between regions (n_activities,).

    Minus the mean of ``marginal`` weighted with each region's share of the activity's gains:
    positive where they go to regions behind, negative where they go to those ahead. Losses count
    as no gain; NaN for an activity that gains nowhere.

    Parameters
    ----------
    gains : array (n_regions, n_activities)
        Forecast change of income, NaN where unknown.
    income, population : array (n_regions,)
    """
    positive = np.maximum(np.nan_to_num(gains), 0.0)
    total = positive.sum(axis=0)
    return divide(-(marginal(income, population) @ positive), total, np.nan)

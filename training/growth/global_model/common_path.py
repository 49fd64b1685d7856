"""The common path of series that share a calendar: the expected growth of the median series."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from training.columns import select
from training.growth.global_model.rows import MOST_LEVEL, Rows

MEMORY = 0.9
"""Weight of a year's median growth relative to the year after it."""
DAMPING = 0.94
"""Least damping of the median's growth from year to year (Gardner and McKenzie 1985)."""


@dataclass(frozen=True)
class Common:
    """Future growth of the median series of a panel.

    Attributes
    ----------
    rate : float
        Log growth in the first step.
    change : float
        Scaled change in the first step.
    damping : float
        Growth of a step over that of the step before.
    """

    rate: float
    change: float
    damping: float = 1.0

    def ahead(self, rows: Rows) -> Array:
        """Scaled change of a series that moves with the median, by growth and by change."""
        level = np.clip(rows.level, 0.0, MOST_LEVEL)
        steps = np.cumsum(self.damping ** np.arange(rows.step.max(initial=1)))[rows.step - 1]
        return np.asarray((level * np.expm1(self.rate * steps) + self.change * steps) / 2)


def fit(rows: Rows, per_year: int) -> Common:
    """Expected growth of the median series: the mean of its past years, the latest weigh most.

    It is damped as much as it varied: growth that was the same each year is not damped. A year is
    `per_year` steps. No growth if no outcome a year ahead is known.
    """
    first = select(rows, rows.step == per_year)
    if first.target.size == 0:
        return Common(0.0, 0.0)
    end = first.level + first.target
    positive = (first.level > 0) & (end > 0)
    logs = np.log(np.where(positive, end, 1.0) / np.where(positive, first.level, 1.0))
    table = pd.DataFrame(
        {"log": np.where(positive, logs, np.nan), "change": first.target}, index=first.origin
    )
    medians = table.groupby(level=0).median().fillna(0.0).to_numpy()
    weights = MEMORY ** np.arange(len(medians))[::-1]
    rate, change = np.average(medians, axis=0, weights=weights)
    square = np.average(medians[:, 0] ** 2, weights=weights)
    damping = max(rate**2 / square if square else 1.0, DAMPING)
    return Common(
        float(rate / per_year), float(change / per_year), float(damping ** (1 / per_year))
    )

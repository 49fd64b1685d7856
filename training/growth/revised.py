"""Intervals for series whose last values are young, and will be revised.

A forecast starts from the last value of its series and is judged by final figures. So the revision
that this value still has ahead is an error of the forecast, at every step as large as at the
origin: its variance is added to that of the forecast.
"""

from dataclasses import replace

import numpy as np
from scipy.special import ndtri

from features.arrays import Array, Index
from features.growth.panel import GrowthPanel
from training.growth import late
from training.growth.fitted import Forecast
from training.growth.intervals.conformal import PROBABILITIES


def widened(result: Forecast, panel: GrowthPanel, sample: Index | None = None) -> Forecast:
    """Widen a forecast, without seasons, by the revision ahead; as it is where that is unknown.

    Each distance from the median becomes the root of the sum of its square and that of the same
    quantile of a normal revision. A late series has the spread of its last value's age.

    Parameters
    ----------
    result : Forecast
        Of the panel's series, or of those at the places of the sample.
    """
    if panel.revision is None:
        return result
    values = panel.values if sample is None else panel.values[sample]
    ages = late.gaps(values) // panel.periods_per_year
    spread = by_age(panel.revision, ages)[:, None] * np.abs(result.median)
    apart = result.quantiles - result.median[:, :, None]
    further = np.hypot(apart, spread[:, :, None] * ndtri(PROBABILITIES))
    quantiles = result.median[:, :, None] + np.sign(PROBABILITIES - 0.5) * further
    return replace(result, quantiles=quantiles)


def by_age(revision: Array, ages: Index) -> Array:
    """Spread (n,) of values of the given ages; older ones than known are final."""
    known = np.append(revision, 0.0)
    return np.asarray(known[np.minimum(ages, len(revision))])

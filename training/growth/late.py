"""Series whose last value lies before the panel's end, as where a source is late with a region.

Where series share a calendar they are carried to the end by what all others grew since, and
anywhere their intervals are as wide as those of a forecast from their own last value.
"""

from dataclasses import replace

import numpy as np

from features.arrays import Array, Index
from features.growth.panel import GrowthPanel
from training.growth.fitted import Forecast
from training.growth.global_model.base_forecasts import scales
from training.growth.global_model.rows import median_path
from training.growth.intervals import conformal
from training.growth.statistical import methods

ENOUGH = 5
"""Series of a region with values at both ends from which the growth of the region is taken."""


def gaps(values: Array) -> Index:
    """Columns after the last value (n_series,); 0 of a series without any."""
    has_value = np.isfinite(values)
    return np.where(has_value.any(axis=1), has_value[:, ::-1].argmax(axis=1), 0)


def caught_up(values: Array, regions: Index | None = None) -> Array:
    """Values without gaps, late series carried to the end by the growth of the median series.

    Shape (n_series, n_columns) as given. The growth is that of the series with values at both
    ends, as in training.growth.global_model.rows.median_path: those of the same region (n_series,)
    where ENOUGH are, or else all. A straight line leads there. The scale of a late series is that
    of its own years: those that it lacks are no years without change.
    """
    gap, last = gaps(values), methods.fill_gaps(values)[:, -1]
    scale, carried = scales(values, values.shape[1] - gap), values.copy()
    for n_columns in np.unique(gap[gap > 0]).tolist():
        start = values[:, -1 - n_columns]
        change, level = ((values[:, -1] - start) / scale)[:, None], (start / scale)[:, None]
        late = gap == n_columns
        path = median_path(change, level)
        for region in [] if regions is None else np.unique(regions[late]).tolist():
            inside = regions == region
            if region >= 0 and np.isfinite(change[inside]).sum() >= ENOUGH:
                path[inside] = median_path(change[inside], level[inside])
        carried[late, -1] = last[late] + path[late, 0] * scale[late]
    return methods.fill_gaps(carried)


def allowed_for(result: Forecast, panel: GrowthPanel, sample: Index | None = None) -> Forecast:
    """A forecast, without seasons, that allows for the late ones among its series.

    Parameters
    ----------
    result : Forecast
        Of the panel's series, or of those at the places of the sample.
    """
    sample = np.arange(len(panel.values)) if sample is None else sample
    values = panel.values[sample]
    gap = gaps(values)
    if not gap.any():
        return result
    shift = np.zeros(len(gap))
    if panel.groups:
        caught = caught_up(panel.values, panel.groups.get("region"))
        shift = caught[sample, -1] - methods.fill_gaps(values)[:, -1]
    median = result.median + shift[:, None]
    apart = result.quantiles - result.median[:, :, None]
    wider = widening(gap, result.median.shape[1], values.shape[1])
    return replace(result, median=median, quantiles=median[:, :, None] + wider[:, :, None] * apart)


def widening(gap: Index, horizon: int, n_columns: int) -> Array:
    """What the gap (n_series,) makes intervals wider by at each step (n_series, horizon)."""
    growth = conformal.random_walk_growth(horizon + int(gap.max(initial=0)), n_columns)
    steps = np.arange(horizon)
    return np.asarray(growth[steps + gap[:, None]] / growth[steps])

"""Late series, whose last value lies before the panel's end because a source is late.

Where series share a calendar, late ones are carried to the end by the growth of the others since.
Their intervals are always as wide as those of a forecast from their own last value.
"""

from dataclasses import replace

import numpy as np

from features.arrays import Array, Index
from features.growth.panel import GrowthPanel
from training.growth.fitted import Forecast
from training.growth.global_model.base_forecasts import scales
from training.growth.global_model.rows import median_path
from training.growth.intervals import conformal
from training.growth.statistical.gaps import fill_gaps

ENOUGH = 5
"""Series with values at both ends that a region needs to give its own growth."""


def gaps(values: Array) -> Index:
    """Columns after the last value (n_series,); 0 for a series without values."""
    has_value = np.isfinite(values)
    return np.where(has_value.any(axis=1), has_value[:, ::-1].argmax(axis=1), 0)


def caught_up(values: Array, regions: Index | None = None) -> Array:
    """Values (n_series, n_columns) without gaps, late series grown to the end like the median one.

    The growth is that of the series with values at both ends, as in
    training.growth.global_model.rows.median_path: of those in the same region (n_series,) if there
    are ENOUGH, or else of all. Values between are interpolated. The scale of a late series is that
    of the years with values: missing years are not years without change.
    """
    gap, last = gaps(values), fill_gaps(values)[:, -1]
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
    return fill_gaps(carried)


def corrected(result: Forecast, panel: GrowthPanel, sample: Index | None = None) -> Forecast:
    """Correct a forecast, without seasons, for its late series: shift medians, widen intervals.

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
    if panel.shares_calendar:
        caught = caught_up(panel.values, panel.groups.get("region"))
        shift = caught[sample, -1] - fill_gaps(values)[:, -1]
    median = result.median + shift[:, None]
    apart = result.quantiles - result.median[:, :, None]
    wider = widening(gap, result.median.shape[1], values.shape[1])
    return replace(result, median=median, quantiles=median[:, :, None] + wider[:, :, None] * apart)


def widening(gap: Index, horizon: int, n_columns: int) -> Array:
    """Factor (n_series, horizon) by which a gap (n_series,) widens intervals at each step."""
    growth = conformal.random_walk_growth(horizon + int(gap.max(initial=0)), n_columns)
    steps = np.arange(horizon)
    return np.asarray(growth[steps + gap[:, None]] / growth[steps])

"""Discontinued series: used for training but neither forecast nor included in totals.

A cluster that closed, or a classification that changed, leaves series whose last value lies years
back. Carried forward, they would last for ever and be counted beside the series that replaced them.
"""

from dataclasses import replace

import numpy as np

from features.arrays import Array, Index, Mask
from features.errors import InputError
from features.growth.code_changes import code_changes
from features.growth.panel import GrowthPanel, groups_of
from features.package import Package
from training.growth.fitted import Forecast
from training.trained import Progress, silent

LATEST_YEARS = 3
"""A series without a value in so many years up to the panel's end is discontinued."""


def is_discontinued(values: Array, periods_per_year: int) -> Mask:
    """Whether each series of (n_series, n_columns) has no value in the latest years (n_series,)."""
    return np.asarray(np.isnan(values[:, -LATEST_YEARS * periods_per_year :]).all(axis=1))


def continuing(panel: GrowthPanel, progress: Progress = silent) -> Index:
    """Places (n_continuing,) of the series that are not discontinued; progress reports the rest.

    Raises
    ------
    InputError
        All series are discontinued.
    """
    gone = is_discontinued(panel.values, panel.periods_per_year)
    merged = taken_over(panel) & ~gone
    places = np.flatnonzero(~gone & ~merged)
    if not places.size:
        raise InputError(
            f"no series has a value in the {LATEST_YEARS} years up to {panel.years[-1]}: choose an "
            "earlier year"
        )
    if n_discontinued := int(gone.sum()):
        progress(
            f"{n_discontinued} series have no value in the {LATEST_YEARS} years up to "
            f"{panel.years[-1]}: they count as discontinued, without forecast and in no total"
        )
    if n_merged := int(merged.sum()):
        progress(
            f"{n_merged} series ended when others took over their values: they get no forecast"
        )
    return places


def taken_over(panel: GrowthPanel) -> Mask:
    """Whether others took over the values of each series (n_series,) when it ended."""
    if not panel.shares_calendar:
        return np.zeros(len(panel.keys), dtype=bool)
    return code_changes(panel.values, panel.groups["region"], panel.groups["cluster"]).ended


def panel_at(panel: GrowthPanel, places: Index, package: Package) -> GrowthPanel:
    """The panel of the series at some places, with groups for totals over these alone.

    A series that is a total of series left out becomes a part itself. Series that others took over
    are kept beside the panel, for its totals of the past.
    """
    if len(places) == len(panel.keys):
        return panel
    left_out = np.setdiff1d(np.flatnonzero(taken_over(panel)), places)
    former = _panel_of(panel, left_out, package) if left_out.size else None
    return replace(_panel_of(panel, places, package), former=former)


def _panel_of(panel: GrowthPanel, places: Index, package: Package) -> GrowthPanel:
    keys = panel.keys.iloc[places].reset_index(drop=True)
    values = panel.values[places]
    groups = groups_of(package, keys, values)
    return replace(panel, keys=keys, values=values, groups=groups, patents={})


def forecast_at(result: Forecast, places: Index) -> Forecast:
    """The forecast of the series at some places."""
    by_driver = result.by_driver
    return replace(
        result,
        median=result.median[places],
        quantiles=result.quantiles[places],
        by_driver=by_driver and (lambda: by_driver()[places]),
    )

"""Series that have ended: they are learned from, but neither forecast nor part of any total.

A cluster that closed, or a classification that changed, leaves series whose last known value lies
years back. Carried forward they would stand for ever, and count beside what came in their place.
"""

from dataclasses import replace

import numpy as np

from features.arrays import Array, Index, Mask
from features.errors import InputError
from features.growth.panel import GrowthPanel, groups_of
from features.package import Package
from training.growth.fitted import Forecast
from training.trained import Progress, silent

LATEST_YEARS = 3
"""Years up to the panel's end; a series without a value in them has ended."""


def has_ended(values: Array, periods_per_year: int) -> Mask:
    """Whether each series of (n_series, n_columns) has no value in the latest years (n_series,)."""
    return np.asarray(np.isnan(values[:, -LATEST_YEARS * periods_per_year :]).all(axis=1))


def going_on(panel: GrowthPanel, progress: Progress = silent) -> Index:
    """Places (n_going_on,) of the series that have not ended; how many have is told.

    Raises
    ------
    InputError
        All of them have.
    """
    places = np.flatnonzero(~has_ended(panel.values, panel.periods_per_year))
    if not places.size:
        raise InputError(
            f"no series has a value in the {LATEST_YEARS} years up to {panel.years[-1]}, so there "
            "is nothing to forecast from: choose an earlier year"
        )
    if n_ended := len(panel.keys) - len(places):
        progress(
            f"{n_ended} series have no value in the {LATEST_YEARS} years up to {panel.years[-1]}: "
            "taken to have ended, they get no forecast and are in no total"
        )
    return places


def panel_at(panel: GrowthPanel, places: Index, package: Package) -> GrowthPanel:
    """The series at some places, to be added up; as it is where these are all of them.

    A series that was a total of series that are left out counts as a part itself.
    """
    if len(places) == len(panel.keys):
        return panel
    keys = panel.keys.iloc[places].reset_index(drop=True)
    values, groups = panel.values[places], groups_of(package, keys)
    return replace(panel, keys=keys, values=values, groups=groups, patents={})


def forecast_at(result: Forecast, places: Index) -> Forecast:
    """The forecast of the series at some places; what moved it is told of these alone."""
    told = result.told
    return replace(
        result,
        median=result.median[places],
        quantiles=result.quantiles[places],
        told=told and (lambda: told()[places]),
    )

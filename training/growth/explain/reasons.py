# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Why a growth forecast says what it says: its change over the horizon as a sum over drivers.

Everything that makes the forecast is a sum: the common path, the average of base forecasts, each
with its weight, and the trees, whose forecast of a row is split among features by their Shapley
values (Lundberg and Lee 2017; for trees Lundberg et al. 2020, Nature Machine Intelligence 2). What
comes after the model, as floors and reconciliation, is the last driver's, so that the sum is exact.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Array
from features.growth.panel import GrowthPanel
from training.growth.explain.drivers import COMMON, LEAST_VALUE, NAMES, driver_of
from training.growth.global_model import averaging
from training.growth.global_model import rows as growth_rows
from training.growth.global_model.base_forecasts import scales
from training.growth.global_model.hybrid import Global, Learned
from training.growth.global_model.rows import Rows, select
from training.growth.statistical import methods

CHUNK = 20_000
"""Rows whose Shapley values are held at once."""
NEGLIGIBLE = 1e-9
"""Contributions below it, over the series' scale, are rounding."""


def contributions(panel: GrowthPanel, learned: Learned, weight: float) -> Array:
    """Change of each series up to the last step, as its drivers make it.

    Parameters
    ----------
    panel : GrowthPanel
    learned : Learned
        The global model and its rows of this panel.
    weight : float
        Of the averaged base forecasts against the direct booster.

    Returns
    -------
    (n_series, len(NAMES))
        In the indicator's unit; a row adds up to the model's forecast less the last value.
    """
    last = select(learned.final, learned.final.step == learned.final.step.max(initial=0))
    if learned.model is None:
        return alone(last.statistical * scales(panel.values))
    chunks = np.array_split(np.arange(len(last.target)), len(last.target) // CHUNK + 1)
    parts = [scaled_change(learned.model, select(last, chunk), weight) for chunk in chunks]
    return np.concatenate(parts) * scales(panel.values)[:, None]


def scaled_change(model: Global, rows: Rows, weight: float) -> Array:
    """Scaled change that the global model forecasts for rows, by driver (n_rows, len(NAMES))."""
    told = model.common.ahead(rows)[:, None] * membership([COMMON])
    sources = [*model.names, COMMON]  # LightGBM's last column is the mean forecast
    shapley = [
        np.asarray(booster.predict(rows.features, pred_contrib=True)) for booster in model.direct
    ]
    told = told + (1 - weight) * np.mean(shapley, axis=0) @ membership(sources)
    if weight > 0:
        bases = [name for name in growth_rows.AVERAGED if name in model.names]
        shares = averaging.weights(model.averaging, rows.features)
        told = told + weight * (shares * rows.bases) @ membership(bases)
    return np.asarray(told)


def membership(sources: Sequence[str]) -> Array:
    """One where a source belongs to a driver (n_sources, len(NAMES))."""
    return np.array([[float(driver_of(source) == name) for name in NAMES] for source in sources])


def alone(change: Array) -> Array:
    """A change (n_series,) that has no drivers but the statistical part."""
    return np.asarray(change[:, None] * (np.array(NAMES) == "statistical"))


def table(panel: GrowthPanel, told: Array | None, median: Array) -> pd.DataFrame:
    """What moved each forecast from the last value to the last step.

    Parameters
    ----------
    panel : GrowthPanel
    told : (n_series, len(NAMES)) or None
        As from `contributions`; None for a model without drivers.
    median : (n_series, horizon)
        As served: after floors and reconciliation.

    Returns
    -------
    DataFrame
        region_code, cluster_code, driver, contribution (in the unit; these add up to the change
        from the last value), growth (per cent a year; these add up to the compound growth a year,
        NaN where that is unknown: after or towards a value that is not positive, or without a
        value in the panel's last year). Drivers that move no series are left out.
    """
    last_of_year = slice(panel.periods_per_year - 1, None, panel.periods_per_year)
    change = median[:, -1] - methods.fill_gaps(panel.values)[:, -1]
    told = alone(change) if told is None else told.copy()
    told[:, -1] += change - told.sum(axis=1)
    size = np.abs(told) / scales(panel.values)[:, None]
    kept = np.flatnonzero((size > NEGLIGIBLE).any(axis=0))
    if not kept.size:  # nothing moves at all
        kept = np.array([NAMES.index("statistical")])
    growth = told * _per_year(panel.values[:, -1], median[:, last_of_year])[:, None]
    keys = panel.keys.loc[panel.keys.index.repeat(len(kept))].reset_index(drop=True)
    return keys.assign(
        driver=np.tile(np.array(NAMES)[kept], len(told)),
        contribution=told[:, kept].ravel(),
        growth=growth[:, kept].ravel(),
    )


def _per_year(last: Array, median: Array) -> Array:
    """Compound growth, per cent a year, for each unit of change (n_series,).

    NaN where a value is not positive or not known.
    """
    horizon, end = median.shape[1], median[:, -1]
    known = (last > LEAST_VALUE) & (end > LEAST_VALUE)
    start = np.where(known, last, 1.0)
    logs = np.log(np.where(known, end, 1.0) / start)
    total = np.where(known, end, 1.0) - start
    flat = np.abs(total) < NEGLIGIBLE * start
    rate = np.expm1(logs / horizon) / np.where(flat, 1.0, total)
    return np.where(known, 100 * np.where(flat, 1 / (horizon * start), rate), np.nan)

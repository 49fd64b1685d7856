# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""The change of a growth forecast over the horizon as a sum over drivers.

The model is a sum: the common path, the weighted average of base forecasts, and the trees, whose
forecast of a row is split among features by their Shapley values (Lundberg and Lee 2017; for trees
Lundberg et al. 2020, Nature Machine Intelligence 2). Corrections after the model, such as floors
and reconciliation, belong to the last driver, so that the sum is exact.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from features.arrays import Array
from features.growth.outliers import without_slips
from features.growth.panel import GrowthPanel
from training.columns import select
from training.growth.explain.drivers import COMMON, LEAST_VALUE, NAMES, driver_of
from training.growth.global_model import averaging
from training.growth.global_model import rows as growth_rows
from training.growth.global_model.base_forecasts import scales
from training.growth.global_model.hybrid import Global, Learned
from training.growth.global_model.rows import Rows
from training.growth.statistical.gaps import fill_gaps

CHUNK = 20_000
"""Rows whose Shapley values are computed at a time."""
NEGLIGIBLE = 1e-9
"""Contributions below this share of the series' scale are rounding."""


def contributions(panel: GrowthPanel, learned: Learned, weight: float, median: Array) -> Array:
    """Change of each series up to the last step, by driver.

    Parameters
    ----------
    learned : Learned
        The global model and its rows of this panel.
    weight : float
        Of the averaged base forecasts against the direct booster.
    median : (n_series, horizon)
        The model's forecast; what it has beside the drivers is calibration.

    Returns
    -------
    (n_series, len(NAMES))
        In the indicator's unit; a row adds up to the model's forecast less the last value.
    """
    scale = scales(without_slips(panel.values))
    last = select(learned.final, learned.final.step == learned.final.step.max(initial=0))
    if learned.model is None:
        by_driver = all_statistical(last.statistical)
    else:
        chunks = np.array_split(np.arange(len(last.target)), len(last.target) // CHUNK + 1)
        parts = [scaled_change(learned.model, select(last, chunk), weight) for chunk in chunks]
        by_driver = np.concatenate(parts)
    by_driver = np.where(last.level[:, None] == 0, 0.0, by_driver) * scale[:, None]
    change = median[:, -1] - fill_gaps(panel.values)[:, -1]
    by_driver[:, NAMES.index("calibration")] += change - by_driver.sum(axis=1)
    return np.asarray(by_driver)


def scaled_change(model: Global, rows: Rows, weight: float) -> Array:
    """Scaled change that the global model forecasts for rows, by driver (n_rows, len(NAMES))."""
    by_driver = model.common.ahead(rows)[:, None] * membership([COMMON])
    sources = [*model.names, COMMON]  # LightGBM's last column is the mean forecast
    shapley = [
        np.asarray(booster.predict(rows.features, pred_contrib=True)) for booster in model.direct
    ]
    by_driver = by_driver + (1 - weight) * np.mean(shapley, axis=0) @ membership(sources)
    if weight > 0:
        bases = [name for name in growth_rows.AVERAGED if name in model.names]
        shares = averaging.weights(model.averaging, rows.features)
        by_driver = by_driver + weight * (shares * rows.bases) @ membership(bases)
    return np.asarray(by_driver)


def membership(sources: Sequence[str]) -> Array:
    """1 if a source belongs to a driver (n_sources, len(NAMES))."""
    return np.array([[float(driver_of(source) == name) for name in NAMES] for source in sources])


def all_statistical(change: Array) -> Array:
    """Attribute a change (n_series,) to the statistical part (n_series, len(NAMES))."""
    return np.asarray(change[:, None] * (np.array(NAMES) == "statistical"))


def table(panel: GrowthPanel, by_driver: Array | None, median: Array) -> pd.DataFrame:
    """Change of each forecast from the last value to the last step, by driver.

    Parameters
    ----------
    by_driver : (n_series, len(NAMES)) or None
        As from `contributions`; None for a model without drivers.
    median : (n_series, horizon)
        As served: after floors and reconciliation.

    Returns
    -------
    DataFrame
        region_code, cluster_code, driver, contribution (in the unit; the sum is the change from
        the last value), growth (per cent a year; the sum is the compound growth a year, NaN if
        either value is not positive or the panel's last year has none). Drivers that move no
        series are left out.
    """
    last_of_year = slice(panel.periods_per_year - 1, None, panel.periods_per_year)
    change = median[:, -1] - fill_gaps(panel.values)[:, -1]
    by_driver = all_statistical(change) if by_driver is None else by_driver.copy()
    by_driver[:, -1] += change - by_driver.sum(axis=1)
    size = np.abs(by_driver) / scales(panel.values)[:, None]
    kept = np.flatnonzero((size > NEGLIGIBLE).any(axis=0))
    if not kept.size:  # nothing moves at all
        kept = np.array([NAMES.index("statistical")])
    growth = by_driver * _per_year(panel.values[:, -1], median[:, last_of_year])[:, None]
    keys = panel.keys.loc[panel.keys.index.repeat(len(kept))].reset_index(drop=True)
    return keys.assign(
        driver=np.tile(np.array(NAMES)[kept], len(by_driver)),
        contribution=by_driver[:, kept].ravel(),
        growth=growth[:, kept].ravel(),
    )


def _per_year(last: Array, median: Array) -> Array:
    """Compound growth, per cent a year, for each unit of change (n_series,).

    NaN if a value is not positive or unknown.
    """
    horizon, end = median.shape[1], median[:, -1]
    positive = (last > LEAST_VALUE) & (end > LEAST_VALUE)
    start = np.where(positive, last, 1.0)
    logs = np.log(np.where(positive, end, 1.0) / start)
    total = np.where(positive, end, 1.0) - start
    flat = np.abs(total) < NEGLIGIBLE * start
    rate = np.expm1(logs / horizon) / np.where(flat, 1.0, total)
    return np.where(positive, 100 * np.where(flat, 1 / (horizon * start), rate), np.nan)

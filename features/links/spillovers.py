"""How growth of a cluster is followed by growth of related clusters, talent and investment.

Regressions on the panel: associations, no proof of cause.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from features.growth.panel import GrowthPanel
from features.indicators.matrices import divide

PULLS = {
    "employment": "talent",
    "population": "talent",
    "wages": "talent",
    "tertiary_education": "talent",
    "human_capital": "talent",
    "researchers": "talent",
    "investment": "investment",
    "gross_fixed_capital_formation": "investment",
    "foreign_direct_investment": "investment",
    "venture_capital": "investment",
    "rnd_expenditure": "investment",
}
"""Indicator of region_indicators to the kind of pull that its growth shows."""


@dataclass(frozen=True)
class Spillover:
    """Growth that a cluster gains, a year later, from growth of its related clusters.

    Attributes
    ----------
    slope : float
        Percentage points of growth per point of proximity-weighted growth around it.
    standard_error : float
        Clustered by region.
    n : int
        Region x cluster x year observations.
    """

    slope: float
    standard_error: float
    n: int


def cube(panel: GrowthPanel) -> tuple[list[str], list[str], Array]:
    """(regions, clusters, values (n_regions, n_clusters, n_years)) of a panel, totals left out."""
    bottom = panel.groups["nation"] >= 0
    keys = panel.keys[bottom]
    row, regions = pd.factorize(keys["region_code"], sort=True)
    column, clusters = pd.factorize(keys["cluster_code"], sort=True)
    values = np.full((len(regions), len(clusters), len(panel.years)), np.nan)
    values[row, column] = panel.values[bottom]  # noqa: PD011 - an array's own name
    return list(regions), list(clusters), values


def spillover(values: Array, strength: Array) -> Spillover:
    """Regress growth on last year's growth of related clusters in the same region.

    Growth is the log difference, less the cluster's and the region's mean of the year; the
    cluster's own last growth is held constant. Standard error clustered by region.

    Parameters
    ----------
    values : array (n_regions, n_clusters, n_years)
        NaN where unknown.
    strength : array (n_clusters, n_clusters)
        Zero diagonal.

    Raises
    ------
    InputError
        With fewer than 30 observations.
    """
    growth = np.diff(np.log(np.where(values > 0, values, np.nan)), axis=2)
    growth = _less_means(growth)
    is_known = np.isfinite(growth)
    filled = np.where(is_known, growth, 0.0)
    weight = np.einsum("cj,rjt->rct", strength, is_known.astype(float))
    around = divide(np.einsum("cj,rjt->rct", strength, filled), weight, np.nan)
    y, x, past = growth[:, :, 1:], around[:, :, :-1], growth[:, :, :-1]
    used = np.isfinite(y) & np.isfinite(x) & np.isfinite(past)
    if used.sum() < 30:
        raise InputError(
            "spillovers need 30 yearly growth rates of clusters with those of related clusters, "
            f"but the series have only {used.sum()}: add years to cluster_indicators"
        )
    design = np.column_stack([x[used], past[used]])
    inverse = np.linalg.pinv(design.T @ design)
    slopes = inverse @ design.T @ y[used]
    scores = design * (y[used] - design @ slopes)[:, None]
    by_region = np.zeros((len(values), 2))
    np.add.at(by_region, np.nonzero(used)[0], scores)
    variance = inverse @ by_region.T @ by_region @ inverse
    return Spillover(float(slopes[0]), float(np.sqrt(variance[0, 0])), int(used.sum()))


def _less_means(growth: Array) -> Array:
    """Growth less the cluster-year and the region-year mean; a mean over nothing is 0."""
    for axis in (0, 1):
        n_known = np.isfinite(growth).sum(axis=axis, keepdims=True)
        growth = growth - np.nansum(growth, axis=axis, keepdims=True) / np.maximum(n_known, 1)
    return growth


def pull(values: Array, factor: Array, window: int = 3) -> pd.DataFrame:
    """How growth of a factor follows what a cluster contributed to its region's growth.

    For consecutive windows of years, the factor's log growth is regressed on the cluster's
    contribution to the region's growth in the window before, holding the region's growth and the
    period constant; one regression per cluster, heteroscedasticity-robust (White 1980).

    Parameters
    ----------
    values : array (n_regions, n_clusters, n_years)
    factor : array (n_regions, n_years)
        Same regions and years; NaN where unknown.

    Returns
    -------
    DataFrame
        One row per cluster: slope (points of the factor's growth per point contributed),
        standard_error, n. NaN with fewer than 30 observations.
    """
    ends = np.arange(values.shape[2] - 1, -1, -window)[::-1]
    levels = np.where(values > 0, values, np.nan)[:, :, ends]
    total = np.nansum(levels, axis=1)
    step = np.diff(levels, axis=2)[:, :, :-1] / np.where(total > 0, total, np.nan)[:, None, :-2]
    x = step.transpose(0, 2, 1).reshape(-1, values.shape[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.diff(np.log(factor[:, ends]), axis=1)[:, 1:].reshape(-1, 1)
        trend = np.diff(np.log(total), axis=1)[:, :-1].reshape(-1, 1)
    periods = np.tile(np.eye(max(len(ends) - 2, 0)), (len(values), 1))
    return _slopes(x, y, np.column_stack([periods, trend]))


def _slopes(x: Array, y: Array, controls: Array) -> pd.DataFrame:
    """One regression of y (n, 1) on each column of x (n, k), controls partialled out."""
    controlled = np.isfinite(controls.sum(axis=1, keepdims=True))
    used = (np.isfinite(x) & np.isfinite(y) & controlled).astype(float)
    D = np.nan_to_num(controls)
    gram = np.einsum("oa,ob,oc->cab", D, D, used, optimize=True)
    projector = np.linalg.pinv(gram)

    def residual(column: Array) -> Array:
        filled = used * np.where(np.isfinite(column), column, 0.0)
        return np.asarray(filled - used * (D @ np.einsum("cab,bc->ac", projector, D.T @ filled)))

    rx, ry = residual(x), residual(np.broadcast_to(y, x.shape))
    spread, n = (rx**2).sum(axis=0), used.sum(axis=0)
    enough = (n >= 30) & (spread > 1e-12)
    spread = np.where(enough, spread, 0.0)
    slope = divide((rx * ry).sum(axis=0), spread, np.nan)
    scores = np.sqrt((rx**2 * (ry - rx * np.nan_to_num(slope)) ** 2).sum(axis=0))
    error = divide(scores, spread, np.nan)
    return pd.DataFrame({"slope": slope, "standard_error": error, "n": n.astype(int)})

# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Totals of forecasts: regions, clusters and the nation, forecast directly and reconciled.

Medians of series are adjusted to add up to their totals; intervals move with them.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from features.arrays import Array
from features.growth.panel import KEYS, GrowthPanel
from features.package import Package
from training.growth import late
from training.growth.coherence.reconcile import Hierarchy, hierarchy, reconcile
from training.growth.fitted import Forecast
from training.growth.intervals import conformal
from training.growth.models import forecast, learner
from training.growth.statistical.gaps import fill_gaps
from training.trained import Progress, silent

TOTALS_MODEL = "hybrid"
"""Model of the direct forecasts of totals: on early origins as good as drift or better."""
SHARE_ALIKE = 0.5
"""Weight of the sums of the parts' intervals against the totals' direct ones."""
INCOMPLETE = 0.01
"""Share of a published total that may be missing from the sum of its parts."""
MOST_LEVELS = 10
"""Most levels of parents."""


@dataclass(frozen=True)
class Coherent:
    """Forecasts that add up.

    Attributes
    ----------
    series : Forecast
        Of the panel's series, in its order.
    panel : GrowthPanel
        The totals as series: the nation, the regions, the clusters; "" for all.
    totals : Forecast
        Of the totals, in the same order: each median is the sum of its parts' medians.
    """

    series: Forecast
    panel: GrowthPanel
    totals: Forecast


def adds_up(panel: GrowthPanel) -> bool:
    """Whether series can be added up: they share a calendar, and some are not totals themselves."""
    return panel.shares_calendar and len(parts_of(panel)) > 0


def parts_of(panel: GrowthPanel) -> npt.NDArray[np.intp]:
    """Places of the series that totals sum over: all except those that are totals themselves."""
    return np.flatnonzero(panel.groups["nation"] >= 0)


def totals(panel: GrowthPanel) -> tuple[Hierarchy, GrowthPanel]:
    """The hierarchy of parts and totals, and the totals as series.

    A part counts with its first value in the years before it, so that totals do not jump where a
    part starts.
    """
    tree = hierarchy(panel.keys, parts_of(panel))
    values = tree.membership @ whole(panel.values)
    nation = {"nation": np.zeros(len(values), dtype=np.intp)}
    return tree, replace(panel, keys=tree.labels, values=values, groups=nation, patents={})


def whole(values: Array) -> Array:
    """Values (n_series, n_years) without gaps, the first one carried back.

    Late series are carried to the end by the growth of the others.
    """
    filled = late.caught_up(values)
    first = np.argmax(np.isfinite(filled), axis=1)
    return np.where(np.isfinite(filled), filled, np.take_along_axis(filled, first[:, None], axis=1))


def coherent(
    panel: GrowthPanel, package: Package, result: Forecast, progress: Progress = silent
) -> Coherent:
    """Reconcile a forecast with direct forecasts of its totals at each step.

    Series that the package publishes as totals (a state, a sector) count as totals if their parts
    are complete; others keep their forecast. Series that were never below zero, and sums of them,
    stay at or above it.

    Parameters
    ----------
    panel : GrowthPanel
        Its series must add up, as by `adds_up`.
    package : Package
        With the parents of its regions and clusters.
    """
    tree, totals_panel = totals(panel)
    horizon = result.median.shape[1]
    progress(f"{len(tree.labels)} totals: forecasting and reconciling")
    direct = forecast(TOTALS_MODEL, totals_panel, horizon, learner(totals_panel, horizon))
    published, places = _published(panel, package)
    membership = sparse.vstack([tree.membership, published], format="csr")
    base = np.concatenate([direct.median, result.median[places]])
    median = result.median.copy()
    median[parts_of(panel)] = _reconciled(panel, result, base, membership)
    median[places] = published @ median
    may_be_negative = np.asarray((panel.values < 0).any(axis=1))
    may_be_negative[places] = published @ may_be_negative > 0
    series = moved(result, median, may_be_negative)
    return Coherent(series, totals_panel, _summed(series, direct, tree.membership, may_be_negative))


def _reconciled(
    panel: GrowthPanel, result: Forecast, base: Array, membership: sparse.csr_array
) -> Array:
    """Medians of the parts (n_parts, horizon), reconciled with those of totals of several parts."""
    parts = parts_of(panel)
    several = membership.sum(axis=1) > 1
    among = membership[several][:, parts]
    nonnegative = np.asarray(~(panel.values[parts] < 0).any(axis=1))
    variances = _variances(result.quantiles[parts])
    steps = zip(result.median[parts].T, base[several].T, variances.T, strict=True)
    return np.column_stack(
        [reconcile(median, total, among, v, nonnegative) for median, total, v in steps]
    )


def _variances(quantiles: Array) -> Array:
    """Squared widths (n_series, horizon) of the 80 % intervals, in units of their mean; above 0."""
    lower, upper = conformal.bounds(quantiles, 0.8)
    width = upper - lower
    mean = np.maximum(width.mean(axis=0), 1e-300)
    return np.asarray(np.maximum(width / mean, 1e-6) ** 2)


def moved(result: Forecast, median: Array, may_be_negative: npt.NDArray[np.bool_]) -> Forecast:
    """A forecast with new medians and intervals of the same shape around them.

    Only series that `may_be_negative` (n_series,) have bounds below zero. A lower bound at zero
    stays there: it was cut off, and zero is as possible as before.
    """
    lowest = np.where(may_be_negative, -np.inf, 0.0)[:, None, None]
    cut = (result.quantiles <= lowest) & (conformal.PROBABILITIES < 0.5)
    quantiles = result.quantiles + (median - result.median)[:, :, None]
    quantiles = np.where(cut, lowest, np.maximum(quantiles, lowest))
    return replace(result, median=median, quantiles=quantiles)


def _summed(
    series: Forecast,
    direct: Forecast,
    membership: sparse.csr_array,
    may_be_negative: npt.NDArray[np.bool_],
) -> Forecast:
    """Totals: medians are sums, intervals the mean of the direct ones and of the sums of parts'.

    Sums of the parts' intervals are right if all parts err alike; direct intervals know how much
    they do, but from few errors. Quantiles are averaged (Lichtendahl, Grushka-Cockayne and Winkler
    2013, Management Science 59). A total of one part has the interval of the part.
    """
    median = membership @ series.median
    apart = series.quantiles - series.median[:, :, None]
    summed = (membership @ apart.reshape(len(apart), -1)).reshape(direct.quantiles.shape)
    single = (membership.sum(axis=1) == 1)[:, None, None]
    share = np.where(single, 1.0, SHARE_ALIKE)
    errors = share * summed + (1 - share) * (direct.quantiles - direct.median[:, :, None])
    return moved(
        Forecast(median, median[:, :, None] + errors), median, membership @ may_be_negative > 0
    )


def _published(
    panel: GrowthPanel, package: Package
) -> tuple[sparse.csr_array, npt.NDArray[np.intp]]:
    """Series that are sums of others at the end: membership (n_sums, n_series), and places."""
    parts = parts_of(panel)
    index = pd.MultiIndex.from_frame(panel.keys)
    wholes, members = [], []
    regions, clusters = (_upwards(panel.keys[key].iloc[parts], package) for key in KEYS)
    for region, cluster in product(regions, clusters):
        places = index.get_indexer(pd.MultiIndex.from_arrays([region, cluster]))
        found = (places >= 0) & (places != parts)
        wholes.append(places[found])
        members.append(parts[found])
    rows, columns = np.concatenate(wholes), np.concatenate(members)
    n_series = len(panel.keys)
    membership = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(n_series, n_series))
    last = fill_gaps(panel.values)[:, -1]
    gap = np.abs(membership @ last - last)
    is_whole = (membership.sum(axis=1) > 0) & (gap <= INCOMPLETE * np.abs(last))
    return membership[is_whole], np.flatnonzero(is_whole)


def _upwards(codes: pd.Series, package: Package) -> list[pd.Series]:
    """The codes, their parents, the parents of these, and so on."""
    kind = str(codes.name).removesuffix("_code")
    if f"{kind}s" not in package.tables:
        return [codes]
    parents = package.tables[f"{kind}s"].set_index(f"{kind}_code")["parent_code"]
    levels = [codes]
    while len(levels) < MOST_LEVELS and (levels[-1] != "").any():
        levels.append(levels[-1].map(parents).fillna(""))
    return levels

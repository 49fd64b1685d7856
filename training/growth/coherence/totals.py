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

from features.arrays import Array, Index
from features.growth.panel import KEYS, GrowthPanel
from features.package import Package
from training.growth.coherence.parts import parts, parts_of
from training.growth.coherence.reconcile import Hierarchy, reconcile
from training.growth.fitted import Forecast, at_zero
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
CERTAIN = 1e-6
"""Least width of an interval for reconciliation, in sizes of its series."""
LEAST_WIDTH = 1e-100
"""Least width in mean widths, of series without a size."""


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


def totals(panel: GrowthPanel) -> tuple[Hierarchy, GrowthPanel]:
    """The hierarchy of parts and totals, and the totals as series.

    A part that begins by itself counts with its first value in the years before it, so that totals
    do not jump where it starts to be reported. Where codes split, merge or are renamed
    (features.growth.code_changes), totals are the sums of the values of each year. A total is
    unknown in years before any of its parts is known.
    """
    added = parts(panel)
    return added.tree, _as_series(panel, added.tree, added.totals())


def _as_series(panel: GrowthPanel, tree: Hierarchy, values: Array) -> GrowthPanel:
    """Totals (n_totals, n_years) as a panel."""
    nation = {"nation": np.zeros(len(values), dtype=np.intp)}
    kept = replace(panel, keys=tree.labels, values=values, groups=nation, patents={})
    return replace(kept, former=None, revision=None)  # revisions of many series mostly cancel


def coherent(
    panel: GrowthPanel,
    package: Package,
    result: Forecast,
    progress: Progress = silent,
    model: str = TOTALS_MODEL,
) -> Coherent:
    """Reconcile a forecast with direct forecasts of its totals at each step.

    Series that the package publishes as totals (a state, a sector) count as totals if their parts
    are complete; others keep their forecast. Series that were never below zero, and sums of them,
    stay at or above it. A series whose last value is a sudden jump keeps its forecast, and the
    others are reconciled without it; a series of zeros stays at zero.

    Parameters
    ----------
    panel : GrowthPanel
        Its series must add up, as by `adds_up`.
    package : Package
        With the parents of its regions and clusters.
    model : str
        That made the forecast. Totals are forecast by TOTALS_MODEL, but by naive where the series
        are: it expects no growth, and reconciled with others it would seem to know an order.
    """
    added = parts(panel)
    tree, horizon = added.tree, result.median.shape[1]
    progress(f"{len(tree.labels)} totals: forecasting and reconciling")
    steady = _as_series(panel, tree, added.steady_totals())
    of_totals = model if model == "naive" else TOTALS_MODEL
    direct = forecast(of_totals, steady, horizon, learner(steady, horizon))
    published, places = _published(panel, package)
    confirmed = added.confirmed()[: len(panel.keys)]
    settled = published @ ~confirmed == 0
    membership = sparse.vstack([tree.membership, published[settled]], format="csr")
    base = np.concatenate([direct.median, result.median[places[settled]]])
    median = result.median.copy()
    moving = np.flatnonzero(confirmed & ~at_zero(panel.values))
    adjusted = np.intersect1d(parts_of(panel), moving)
    median[adjusted] = _reconciled(panel, result, base, membership, adjusted)
    median[places] = published @ median
    may_be_negative = np.asarray((panel.values < 0).any(axis=1))
    may_be_negative[places] = published @ may_be_negative > 0
    series = moved(result, median, may_be_negative)
    totals_panel = _as_series(panel, tree, added.totals())
    return Coherent(series, totals_panel, _summed(series, direct, tree.membership, may_be_negative))


def _reconciled(
    panel: GrowthPanel, result: Forecast, base: Array, membership: sparse.csr_array, places: Index
) -> Array:
    """Medians (n_places, horizon) of series, reconciled with those of totals of several of them."""
    among = membership[:, places]
    several = among.sum(axis=1) > 1
    if not several.any():
        return result.median[places]
    values = panel.values[places]
    nonnegative = np.asarray(~(values < 0).any(axis=1))
    medians = result.median[places]
    variances = _variances(medians, result.quantiles[places], values)
    steps = zip(medians.T, base[several].T, variances.T, strict=True)
    return np.column_stack(
        [reconcile(median, total, among[several], v, nonnegative) for median, total, v in steps]
    )


def _variances(medians: Array, quantiles: Array, values: Array) -> Array:
    """Squared widths (n_series, horizon) of the 80 % intervals, in units of their mean; above 0.

    A width is at most the size of the series, its median value or forecast, and at least CERTAIN
    of it.
    """
    lower, upper = conformal.bounds(quantiles, 0.8)
    size = np.maximum(np.abs(medians), np.nanmedian(np.abs(values), axis=1)[:, None])
    width = np.clip(upper - lower, CERTAIN * size, size)
    mean = np.maximum(width.mean(axis=0), 1e-300)
    return np.asarray(np.maximum(width / mean, LEAST_WIDTH) ** 2)


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

"""Surroundings of a series in its region: related clusters, and technologies behind it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from features.arrays import Array, Index, Mask
from features.growth.outliers import steadied
from features.indicators.matrices import divide
from features.indicators.relatedness import cross_proximity, proximity, relatedness_density
from features.indicators.specialization import specialised
from features.niches.counts import Counts

RECENT_YEARS = 3
WINDOW = 5
"""Years of patents that make up a region's present technology."""
LARGEST = 10_000_000
"""Most region x cluster or cluster x cluster pairs for which relatedness is computed."""


def related_clusters(filled: Array, groups: Mapping[str, Index]) -> dict[str, Array]:
    """Relatedness of every series' cluster to the region's other clusters, and how those grew.

    density[r, c] = sum_i M[r, i] phi[i, c] / sum_i phi[i, c], with M the specialisations of the
    last year and phi the proximity of clusters; growth[r, c] is the mean yearly log growth of
    the region's other clusters over the last years, less that of the median region, weighed by
    their size times phi.

    Parameters
    ----------
    filled : (n_series, n_years)
        Values without gaps, leading NaN where a series starts late.
    groups : mapping of str to (n_series,) int
        As those of GrowthPanel.

    Returns
    -------
    mapping of str to (n_series,)
        relatedness_density (0 to 1) and related_growth; NaN for totals, and for all where regions
        and clusters are more than LARGEST allows. Empty where series have no region and cluster.
    """
    if not {"region", "cluster"} <= groups.keys():
        return {}
    shape = tuple(int(groups[kind].max(initial=0)) + 1 for kind in ("region", "cluster"))
    leaf = groups["region"] >= 0
    if max(shape) * shape[1] > LARGEST or not leaf.any():
        unknown = np.full(len(filled), np.nan)
        return {"relatedness_density": unknown, "related_growth": unknown}
    cells = groups["region"][leaf], groups["cluster"][leaf]
    size = _table(np.maximum(np.nan_to_num(filled[leaf, -1]), 0.0), cells, shape)
    near = proximity(specialised(size)).astype(np.float64)
    growth = _table(_recent_growth(filled[leaf]), cells, shape, np.nan)
    above = np.nan_to_num(growth - _known_median(growth))
    tables = {
        "relatedness_density": relatedness_density(specialised(size), near),
        "related_growth": divide((above * size) @ near, size @ near, 0.0),
    }
    return {name: _of_series(table, leaf, cells) for name, table in tables.items()}


def patents_behind(
    counts: Counts, keys: pd.DataFrame, years: Index, values: Array, leaf: Mask
) -> dict[str, Array]:
    """Features from the patents of every series' region at the end of each year.

    After the last year with patents its window is carried forward, so that patent growth falls to
    0. On us-states and world, with patents cut 3 to 8 years before origins up to 2002, forecasts
    were no worse than with unknown patents.

    Parameters
    ----------
    counts : Counts
        Of patents, up to the cutoff.
    keys : DataFrame
        region_code, cluster_code of each series.
    values : (n_series, n_years)
        Sizes of the clusters in each of the years.
    leaf : (n_series,) bool
        Series that are no totals of others.

    Returns
    -------
    mapping of str to (n_series, n_years)
        patent_strength: share of the technologies that go with the cluster (cross-proximity of
        the year) in which the region is specialised, 0 to 1; patent_share: log of the region's
        share of all patents of the window. NaN where a region or year has none; empty where all
        series are totals.
    """
    if not leaf.any():
        return {}
    row, regions = pd.factorize(keys.loc[leaf, "region_code"])
    column, clusters = pd.factorize(keys.loc[leaf, "cluster_code"])
    place = pd.Index(counts.regions).get_indexer(pd.Index(regions))
    behind = {name: np.full(values.shape, np.nan) for name in ("patent_strength", "patent_share")}
    cells = row, column
    for number, year in enumerate(years):
        if year < counts.years[0] + WINDOW - 1 or not (place >= 0).any():
            continue
        bounded = steadied(values[leaf, : number + 1])[:, -1]
        size = np.maximum(np.nan_to_num(bounded), 0.0)
        table = _table(size, cells, (len(regions), len(clusters)))
        strength, share = _behind(counts, int(year), place, table)
        behind["patent_strength"][leaf, number] = strength[cells]
        behind["patent_share"][leaf, number] = share[row]
    return behind


def _behind(counts: Counts, year: int, place: Index, size: Array) -> tuple[Array, Array]:
    """Strength (n_regions, n_clusters) and log share (n_regions,) of patents at one year."""
    window = np.nan_to_num(counts.window(min(year, int(counts.years[-1])), WINDOW))
    patents = np.where((place >= 0)[:, None], window[place], 0.0)
    total = patents.sum(axis=1)
    has_patents = total > 0
    technologies = specialised(patents)
    near = cross_proximity(specialised(size)[has_patents], technologies[has_patents])
    strength = divide(technologies @ near.T, np.ones_like(technologies) @ near.T, 0.0)
    share = np.log(np.where(has_patents, total, 1.0) / max(window.sum(), 1.0))
    return (
        np.where(has_patents[:, None], strength, np.nan),
        np.where(has_patents, share, np.nan),
    )


def recent_change(values: Array) -> Array:
    """Change a year (n,) over the last years of (n, n_years); NaN where they are fewer."""
    if values.shape[1] <= RECENT_YEARS:
        return np.full(len(values), np.nan)
    return np.asarray((values[:, -1] - values[:, -1 - RECENT_YEARS]) / RECENT_YEARS)


def _recent_growth(values: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.where(values > 0, values, np.nan))
    return np.clip(recent_change(logs), -0.5, 0.5)


def _known_median(table: Array) -> Array:
    """Median of each column, NaN for a column without values."""
    has_value = np.isfinite(table).any(axis=0)
    return np.where(has_value, np.nanmedian(np.where(has_value, table, 0.0), axis=0), np.nan)


def _table(
    values: Array, cells: tuple[Index, Index], shape: tuple[int, ...], blank: float = 0.0
) -> Array:
    """A table with values (n,) at their cells."""
    table = np.full(shape, blank)
    table[cells] = values
    return table


def _of_series(table: Array, leaf: Mask, cells: tuple[Index, Index]) -> Array:
    """Cells of a table for each series (n_series,); NaN for totals."""
    values = np.full(len(leaf), np.nan)
    values[leaf] = table[cells]
    return values

"""Evidence: the data behind the criteria of all regions, prepared when a champion loads."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from features.arrays import Array
from features.growth.panel import growth_panel
from features.indicators.complexity import eci_pci
from features.indicators.inequality import inclusion
from features.indicators.relatedness import relatedness_density
from features.indicators.specialization import specialised
from features.links.externalities import Externalities
from features.links.priorities import priorities
from features.links.spillovers import cube
from features.niches.counts import Activity
from features.package import Package
from training.growth.intervals.conformal import QUANTILE_COLUMNS

COMMON_ERROR_SHARE = 0.5
"""Share of a common shock in the variance of forecast errors, unless training estimated it."""
SUSTAINABILITY = {
    "emissions": -1,
    "ghg_emissions": -1,
    "co2_emissions": -1,
    "energy_use": -1,
    "water_use": -1,
    "waste": -1,
    "renewable_energy": 1,
    "green_patents": 1,
}
"""Indicators of cluster_indicators with a criterion per unit of size, and its direction."""


@dataclass(frozen=True)
class Evidence:
    """Data behind the criteria of all regions.

    Attributes
    ----------
    sizes : array (n_regions, n_clusters)
        Indicator at the cutoff, NaN where unknown.
    density : array (n_regions, n_clusters)
        Relatedness density of each cluster.
    growth : mapping of region_code to DataFrame by cluster_code
        median and quantile columns of growth in % a year, at the last step.
    calls : mapping of region_code to DataFrame by activity_code
        The possible entries, as in the niches' calls, the likeliest first.
    names : mapping of (kind, code) to str
    common : mapping of kind to DataFrame by code
        Criteria that are the same in all regions: complexity, alignment, inclusion.
    sustainability : mapping of indicator to array (n_regions, n_clusters)
    common_error_share : float, 0 to 1
        Share of the shock common to a region's clusters in the variance of forecast errors.
    before : mapping of region_code to mapping of code to str
        The advice on the first clusters that the champion before gave: "backed", "careful" or "";
        empty where it is not known.
    """

    regions: list[str]
    clusters: list[str]
    sizes: Array
    density: Array
    ties: Externalities
    growth: Mapping[str, pd.DataFrame]
    calls: Mapping[str, pd.DataFrame]
    names: Mapping[tuple[str, str], str]
    common: Mapping[str, pd.DataFrame]
    sustainability: Mapping[str, Array]
    common_error_share: float = COMMON_ERROR_SHARE
    before: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def prepare(
    package: Package,
    cutoff: int,
    forecasts: pd.DataFrame,
    ties: Externalities,
    calls: pd.DataFrame | None = None,
    indicator: str = "value_added",
) -> Evidence:
    """Collect the evidence, which is the same for all requests.

    Parameters
    ----------
    forecasts, calls : DataFrame
        Tables of a growth and a niche champion.
    ties : Externalities
        ``features.links.externalities.externalities`` of the same package, cutoff and indicator.
    """
    past = package.until(cutoff)
    panel = growth_panel(package, cutoff, indicator)
    regions, clusters, values = cube(panel)
    sizes = values[:, :, -1]
    density = relatedness_density(specialised(sizes), ties.co_location).astype(np.float64)
    entries = _entries(calls, regions)
    last = forecasts[forecasts["step"] == forecasts["step"].max()]
    income, population = _income(past, regions, sizes)
    gains = _matrix(last, "median", regions, clusters) - sizes
    common = {
        "cluster": pd.DataFrame(
            {
                "complexity": eci_pci(specialised(sizes))[1],
                "alignment": _alignment(past, "cluster", clusters),
                "inclusion": _inclusion(gains, income, population),
            },
            index=clusters,
        )
    }
    if calls is not None:
        common["niche"] = _niche_common(past, calls, regions, income, population)
    return Evidence(
        regions,
        clusters,
        sizes,
        density,
        ties,
        _growth(last, regions, clusters, sizes),
        entries,
        _names(past),
        common,
        _sustainability(past, regions, clusters, sizes),
    )


def _matrix(rows: pd.DataFrame, column: str, regions: list[str], clusters: list[str]) -> Array:
    """Long rows to (n_regions, n_clusters), NaN without a row."""
    wide = rows.pivot_table(
        index="region_code", columns="cluster_code", values=column, aggfunc="first"
    )
    matrix: Array = wide.reindex(index=regions, columns=clusters).to_numpy(np.float64)
    return matrix


def _growth(
    last: pd.DataFrame, regions: list[str], clusters: list[str], sizes: Array
) -> dict[str, pd.DataFrame]:
    """Median and quantiles of growth in % a year from the cutoff to the last step."""
    index = pd.MultiIndex.from_product([regions, clusters], names=["region_code", "cluster_code"])
    columns = ["median", *QUANTILE_COLUMNS]
    level = last.set_index(["region_code", "cluster_code"])[columns].reindex(index)
    base = np.where(sizes > 0, sizes, np.nan).reshape(-1, 1)
    years = int(last["step"].max())
    ratio = np.maximum(level.to_numpy(np.float64), 0.0) / base
    growth = pd.DataFrame(100 * (ratio ** (1 / years) - 1), index, columns)
    return {str(region): part.droplevel(0) for region, part in growth.groupby(level=0)}


def _entries(calls: pd.DataFrame | None, regions: list[str]) -> dict[str, pd.DataFrame]:
    """The possible entries of each region, by activity_code."""
    if calls is None:
        return {}
    entries = calls[(calls["call"] == "entry") & calls["region_code"].isin(regions)]
    entries = entries.sort_values("probability", ascending=False, kind="stable")
    by_activity = entries.set_index("activity_code")
    return {str(region): part for region, part in by_activity.groupby("region_code")}


def _income(past: Package, regions: list[str], sizes: Array) -> tuple[Array, Array | None]:
    """(income, population) of the regions; population is None unless known for all."""
    income = np.nansum(sizes, axis=1)
    rows = past.tables.get("region_indicators")
    if rows is None:
        return income, None
    people = rows[(rows["indicator"] == "population") & rows["region_code"].isin(regions)]
    latest = people.sort_values("year").groupby("region_code")["value"].last().reindex(regions)
    population = latest.to_numpy(np.float64)
    return income, population if (population > 0).all() else None


def _inclusion(gains: Array, income: Array, population: Array | None) -> Array:
    """``features.indicators.inequality.inclusion``; NaN without populations."""
    if population is None:
        return np.full(gains.shape[1], np.nan)
    return inclusion(gains, income, population)


def _niche_common(
    past: Package, calls: pd.DataFrame, regions: list[str], income: Array, population: Array | None
) -> pd.DataFrame:
    """Complexity, alignment and inclusion (of the expected entries) of every technology."""
    entries = calls[calls["call"] == "entry"]
    expected = entries.pivot_table(
        index="region_code", columns="activity_code", values="probability", aggfunc="first"
    ).reindex(regions)
    codes = [str(code) for code in expected.columns]
    return pd.DataFrame(
        {
            "complexity": entries.groupby("activity_code")["complexity"].first().reindex(codes),
            "alignment": _alignment(past, "technology", codes),
            "inclusion": _inclusion(expected.to_numpy(np.float64), income, population),
        },
        index=codes,
    )


def _alignment(past: Package, activity: Activity, codes: list[str]) -> Array:
    """Weights of national priorities over the largest; 0 for codes without one."""
    weights = priorities(past, activity)
    if weights.empty or weights.max() <= 0:
        return np.full(len(codes), np.nan)
    return np.asarray(weights.reindex(codes).fillna(0.0) / weights.max(), dtype=np.float64)


def _names(past: Package) -> dict[tuple[str, str], str]:
    """Names of clusters and technologies by kind of option and code."""
    names: dict[tuple[str, str], str] = {}
    for kind, label in (("cluster", "cluster"), ("niche", "technology")):
        rows = past.tables.get("clusters" if label == "cluster" else "technologies")
        if rows is not None:
            pairs = zip(rows[f"{label}_code"], rows[f"{label}_name"], strict=True)
            names |= {(kind, str(code)): str(name) for code, name in pairs}
    return names


def _sustainability(
    past: Package, regions: list[str], clusters: list[str], sizes: Array
) -> dict[str, Array]:
    """Each sustainability indicator of the package per unit of size, in its latest year."""
    rows = past.tables["cluster_indicators"]
    found = {}
    for indicator in SUSTAINABILITY:
        of_indicator = rows[rows["indicator"] == indicator]
        if not of_indicator.empty:
            latest = _matrix(
                of_indicator[of_indicator["year"] == of_indicator["year"].max()],
                "value",
                regions,
                clusters,
            )
            found[indicator] = latest / np.where(sizes > 0, sizes, np.nan)
    return found

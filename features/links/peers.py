"""Typology of regions by their pattern of indicators, and the nearest peers of a region."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from features.errors import InputError, UnknownCodeError
from features.package import Package

if TYPE_CHECKING:
    from sklearn.mixture import GaussianMixture

MOST_GROUPS = 8
STABLE = 0.6
"""Mean adjusted Rand index from which a grouping is stable."""
VARIANCE = 0.9
MOST_COMPONENTS = 8
EXTREME = 3.0


@dataclass(frozen=True)
class Typology:
    """Groups of regions.

    Attributes
    ----------
    groups : Series of int, by region_code
        0 is the largest group.
    probability : Series of float, by region_code
        Posterior probability of the region's group.
    bic : DataFrame
        groups (number), bic, stability (mean adjusted Rand index over resamples), chosen.
    """

    groups: pd.Series
    probability: pd.Series
    bic: pd.DataFrame


def profile(package: Package, window: int = 5, indicator: str = "") -> pd.DataFrame:
    """Standardised profile of every region: its indicators, their growth and its cluster mix.

    Means over the last ``window`` years of each region indicator (in logs where all are positive),
    yearly growth over the window, and the shares of the top-level clusters in a cluster indicator:
    ``indicator``, where the package has it, otherwise value added or the first there is.
    Cut the package with ``package.until(cutoff)`` first. Columns have mean 0 and standard
    deviation 1; an unknown value is 0, the mean, so that it makes no difference.

    Returns
    -------
    DataFrame
        (n_regions, n_columns), by region_code; regions above others are left out.

    Raises
    ------
    InputError
        Where fewer than three regions have any indicator, or none differs between them.
    """
    parts = [*_indicator_columns(package, window), *_mix_columns(package, indicator)]
    table = pd.concat(parts, axis=1) if parts else pd.DataFrame()
    parents = package.table("regions", "peers").set_index("region_code")["parent_code"]
    table = table[~table.index.isin(parents.reindex(table.index))].sort_index()
    if len(table) < 3:
        raise InputError(
            f"peers need three regions or more, but {package.name} has fewer in region_indicators "
            "and cluster_indicators (totals of other regions do not count): add rows of others"
        )
    spread = table.std(ddof=0)
    table = table.loc[:, spread > 1e-12]
    if table.empty:
        raise InputError(
            f"all regions of {package.name} have the same indicators: there are no peers"
        )
    return ((table - table.mean()) / table.std(ddof=0)).fillna(0.0)


def _indicator_columns(package: Package, window: int) -> list[pd.DataFrame]:
    """Level and growth of every region indicator."""
    rows = package.tables.get("region_indicators")
    if rows is None or rows.empty:
        return []
    columns = []
    for name, history in rows.groupby("indicator"):
        part = history[history["year"] > history["year"].max() - window]
        recent = part.pivot_table(
            index="region_code", columns="year", values="value", aggfunc="first"
        )
        level = recent.mean(axis=1).rename(str(name))
        if (level.dropna() > 0).all():
            growth = _yearly_growth(recent)
            columns += [np.log(level).to_frame(), growth.rename(f"{name}_growth").to_frame()]
        else:
            columns.append(level.to_frame())
    return columns


def _yearly_growth(recent: pd.DataFrame) -> "pd.Series[float]":
    """Growth a year in logs between the first and last known year; NaN where it is one year."""
    has_value = recent.notna()
    years = has_value.iloc[:, ::-1].idxmax(axis=1) - has_value.idxmax(axis=1)
    first, last = recent.bfill(axis=1).iloc[:, 0], recent.ffill(axis=1).iloc[:, -1]
    return (last / first).map(np.log) / years.where(years > 0)


def _mix_columns(package: Package, indicator: str) -> list[pd.DataFrame]:
    """Shares of the top-level clusters in an indicator of the region, of its last year."""
    rows = package.tables.get("cluster_indicators")
    if rows is None or rows.empty:
        return []
    indicators = rows["indicator"].unique().tolist()
    chosen = next(name for name in (indicator, "value_added", *indicators) if name in indicators)
    rows = rows[rows["indicator"] == chosen]
    rows = rows[rows["year"] == rows["year"].max()]
    clusters = package.table("clusters", "peers").set_index("cluster_code")["parent_code"]
    above = clusters.reindex(rows["cluster_code"].unique())
    bottom = rows[~rows["cluster_code"].isin(above)]
    codes = bottom["cluster_code"]
    sector = codes.map(clusters)
    sector = sector.where(sector.isin(clusters.index), codes)
    sizes = bottom.assign(sector=sector).pivot_table(
        index="region_code", columns="sector", values="value", aggfunc="sum"
    )
    return [sizes.div(sizes.sum(axis=1), axis=0).add_prefix("share_")]


def components(table: pd.DataFrame) -> Array:
    """Principal components that hold 90 % of the variance, at most eight (n_regions, k).

    A mixture over more columns than regions would fit noise. Profiles are clipped at three
    standard deviations first, so that one outlier does not form a group.
    """
    from sklearn.decomposition import PCA  # a second to import, and only a typology asks for it

    points = table.to_numpy(np.float64).clip(-EXTREME, EXTREME)
    most = min(MOST_COMPONENTS, *table.shape)
    fit = PCA(n_components=most, svd_solver="full").fit(points)
    enough = int(np.searchsorted(np.cumsum(fit.explained_variance_ratio_), VARIANCE)) + 1
    return np.asarray(fit.transform(points)[:, : min(enough, most)])


def _mixture(points: Array, groups: int, seed: int) -> "GaussianMixture":
    from sklearn.mixture import GaussianMixture

    return GaussianMixture(
        groups, covariance_type="diag", n_init=3, reg_covar=1e-2, random_state=seed
    ).fit(points)


def stability(points: Array, groups: int, resamples: int = 10, seed: int = 0) -> float:
    """Mean adjusted Rand index of the grouping with those fitted on 80 % of the regions.

    Source: Hennig (2007), cluster-wise assessment by resampling. 1 for one group.
    """
    from sklearn.metrics import adjusted_rand_score

    if groups == 1:
        return 1.0
    rng = np.random.default_rng(seed)
    whole = _mixture(points, groups, seed).predict(points)
    size = max(groups + 1, round(0.8 * len(points)))
    scores = [
        adjusted_rand_score(
            whole,
            _mixture(points[rng.choice(len(points), size, replace=False)], groups, seed).predict(
                points
            ),
        )
        for _ in range(resamples)
    ]
    return float(np.mean(scores))


def typology(
    table: pd.DataFrame, seed: int = 0, pause: Callable[[], object] = lambda: None
) -> Typology:
    """Groups from a Gaussian mixture over a standardised profile.

    The number of groups has the lowest BIC (Schwarz 1978; Fraley & Raftery 2002) among those that
    are stable in resamples (stability at least 0.6; one group always is).

    Parameters
    ----------
    pause : callable
        Called before each number of groups is tried: what is urgent may go before it.
    """
    points = components(table)
    counts = range(1, min(MOST_GROUPS, len(points) // 4) + 1) or range(1, 2)
    fits = {count: _mixture(points, count, seed) for count in counts}
    bic = pd.DataFrame({"groups": list(fits), "bic": [fit.bic(points) for fit in fits.values()]})
    found: list[float] = []
    for count in fits:
        pause()
        found.append(stability(points, count, seed=seed))
    bic["stability"] = found
    stable = bic[bic["stability"] >= STABLE]
    chosen = int(stable.sort_values("bic")["groups"].iloc[0])
    bic["chosen"] = bic["groups"] == chosen
    fit = fits[chosen]
    labels, posterior = _by_size(fit.predict(points), fit.predict_proba(points))
    groups = pd.Series(labels, table.index, name="group")
    return Typology(
        groups,
        pd.Series(posterior[np.arange(len(labels)), labels], table.index, name="probability"),
        bic,
    )


def _by_size(labels: Index, posterior: Array) -> tuple[Index, Array]:
    """Number the groups from the largest on."""
    order = np.argsort(-np.bincount(labels, minlength=posterior.shape[1]), kind="stable")
    return np.argsort(order)[labels], posterior[:, order]


def nearest_peers(
    table: pd.DataFrame, region_code: str, top: int = 5, indicators: int = 3
) -> pd.DataFrame:
    """The regions with the closest profile, and how the region differs from each.

    Returns
    -------
    DataFrame
        region_code, distance (Euclidean over the standardised profile, divided by the square root
        of the number of columns: standard deviations per indicator), apart (list of columns with
        the largest differences), differences (region less peer, in standard deviations).

    Raises
    ------
    UnknownCodeError
        For a region without a profile.
    """
    if region_code not in table.index:
        raise UnknownCodeError("region", region_code, [str(code) for code in table.index])
    gaps = (table.loc[region_code] - table).drop(index=region_code)
    distance = np.sqrt((gaps**2).mean(axis=1)).sort_values(kind="stable")[:top]
    chosen = gaps.loc[distance.index]
    largest = np.argsort(-chosen.abs().to_numpy(), axis=1, kind="stable")[:, :indicators]
    return pd.DataFrame(
        {
            "region_code": distance.index,
            "distance": distance.to_numpy(),
            "apart": [[str(chosen.columns[i]) for i in row] for row in largest],
            "differences": np.take_along_axis(chosen.to_numpy(), largest, axis=1).round(3).tolist(),
        }
    )


def sets_apart(
    table: pd.DataFrame, region_code: str, peers: list[str], top: int = 5
) -> pd.DataFrame:
    """Indicators in which a region differs most from the mean of its peers.

    Returns indicator, region, peers, difference (all in standard deviations), largest first.
    """
    region, others = table.loc[region_code], table.loc[peers].mean()
    result = pd.DataFrame({"region": region, "peers": others, "difference": region - others})
    order = result["difference"].abs().sort_values(ascending=False, kind="stable").index[:top]
    return result.loc[order].rename_axis("indicator").reset_index()

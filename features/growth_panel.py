"""A package and a cutoff -> the region x cluster series that growth models learn from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from features.errors import InputError, UnknownCodeError
from features.package import Package
from features.periods import periods_per_year

Array = npt.NDArray[np.float64]
Groups = npt.NDArray[np.intp]

KEYS = ["region_code", "cluster_code"]
N_LAGS = 4
RECENT_YEARS = 3


@dataclass(frozen=True)
class GrowthPanel:
    """Series of one indicator, with what is known about their neighbours.

    A column is a year, or a quarter or month of sub-annual data.

    Attributes
    ----------
    keys : DataFrame
        region_code, cluster_code of each series, (n_series, 2).
    years : (n_years,) int
        Year of each column. Columns follow each other without a gap; the last is the last year,
        or the last quarter or month, that is known.
    values : (n_series, n_years)
        In the indicator's unit, NaN where unknown.
    groups : mapping of str to (n_series,) int
        "nation", "region", "cluster", "sector": the group that each series belongs to; -1 for a
        series that is itself a total (a region or cluster that others have as parent), so that
        sums over a group count nothing twice. Empty for series that have nothing in common.
    related : mapping of str to (n_series, n_years)
        Other indicators of the same region (and cluster), NaN where unknown.
    periods_per_year : int
        1, 4 or 12 columns a year.
    first_period : int
        Quarter or month of the first column, from 1.
    unadjusted : (n_series, n_years) or None
        The values with their seasons, where `values` are without them.
    """

    keys: pd.DataFrame
    years: npt.NDArray[np.intp]
    values: Array
    groups: Mapping[str, Groups]
    related: Mapping[str, Array]
    periods_per_year: int = 1
    first_period: int = 1
    unadjusted: Array | None = None

    @property
    def periods(self) -> npt.NDArray[np.intp]:
        """Quarter or month of each column (n_years,), from 1; all 1 where columns are years."""
        return (self.first_period - 1 + np.arange(len(self.years))) % self.periods_per_year + 1

    def ahead(self, n_steps: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Year and period of the columns that would come next, each (n_steps,)."""
        last = int(self.years[-1]) * self.periods_per_year + int(self.periods[-1]) - 1
        time = last + np.arange(1, n_steps + 1)
        return time // self.periods_per_year, time % self.periods_per_year + 1

    def until(self, n_years: int) -> "GrowthPanel":
        """The same series as they stood after their first `n_years` columns."""
        related = {name: values[:, :n_years] for name, values in self.related.items()}
        years, values = self.years[:n_years], self.values[:, :n_years]
        unadjusted = None if self.unadjusted is None else self.unadjusted[:, :n_years]
        return replace(self, years=years, values=values, related=related, unadjusted=unadjusted)


def growth_panel(package: Package, cutoff: int, indicator: str = "value_added") -> GrowthPanel:
    """Cut a package at a year and align its series of one indicator.

    Series without a value up to the cutoff are left out. Of an indicator with quarters or months
    the last column is the last of them known in the cutoff year, which need not be complete.

    Raises
    ------
    MissingTableError
        The package has no cluster_indicators.
    UnknownCodeError
        It has no such indicator by region and cluster.
    InputError
        It has no value of it up to the cutoff.
    """
    table = indicator_rows(package, indicator)
    past = package.until(cutoff)
    rows = table[table["year"] <= cutoff]
    per_year = columns_per_year(rows)
    wide = _wide(rows, KEYS, per_year).dropna(how="all")
    if wide.empty:
        first = int(table["year"].min())
        raise InputError(
            f"{package.name} has no {indicator} up to {cutoff}: its first year is {first}, "
            "choose a later cutoff"
        )
    first, last = int(wide.columns.min()), int(wide.columns.max())
    if last // per_year < cutoff:
        last = cutoff * per_year + per_year - 1
    times = np.arange(first, last + 1)
    wide = wide.reindex(columns=times)
    keys = wide.index.to_frame(index=False)
    return GrowthPanel(
        keys,
        times // per_year,
        wide.to_numpy(dtype=np.float64),
        _groups(past, keys),
        _related(past, wide, indicator, per_year),
        per_year,
        first % per_year + 1,
    )


def indicator_rows(package: Package, indicator: str) -> pd.DataFrame:
    """The rows of an indicator by region and cluster: with a column period where it has any.

    Raises
    ------
    MissingTableError, UnknownCodeError
        As `growth_panel`.
    """
    table = package.table("cluster_indicators", "growth")
    parts = package.sub_annual.get("cluster_indicators")
    if parts is not None and (parts["indicator"] == indicator).any():
        table = parts
    rows = table[table["indicator"] == indicator]
    if rows.empty:
        known = set(table["indicator"]) | set(package.tables["cluster_indicators"]["indicator"])
        raise UnknownCodeError("indicator", indicator, sorted(known))
    return rows


def columns_per_year(rows: pd.DataFrame) -> int:
    """1 for annual rows of one indicator, 4 for quarters, 12 for months."""
    if "period" not in rows or rows.empty:
        return 1
    return int(periods_per_year(rows).iloc[0])


def _wide(rows: pd.DataFrame, keys: list[str], per_year: int = 1) -> pd.DataFrame:
    """Long rows to one row per key and one column per year, or per period since the year 0."""
    period = rows["period"] - 1 if per_year > 1 else 0
    times = rows.assign(time=rows["year"] * per_year + period)
    return times.pivot(index=keys, columns="time", values="value")  # noqa: PD010 - a duplicate must raise


def _groups(package: Package, keys: pd.DataFrame) -> dict[str, Groups]:
    """Group of every series at every level; -1 for series that are totals of others."""
    total = np.zeros(len(keys), dtype=bool)
    parents = pd.Series("", index=keys["cluster_code"])
    for kind in ("region", "cluster"):
        code = f"{kind}_code"
        if f"{kind}s" not in package.tables:
            continue
        dimension = package.tables[f"{kind}s"].set_index(code)["parent_code"]
        present = dimension[dimension.index.isin(keys[code])]
        total |= keys[code].isin(present).to_numpy()
        if kind == "cluster":
            parents = keys["cluster_code"].map(dimension).fillna("")
    own = keys["cluster_code"].to_numpy()
    sectors = np.where(parents.to_numpy() == "", own, parents.to_numpy())
    levels = {
        "nation": np.zeros(len(keys), dtype=np.intp),
        "region": pd.factorize(keys["region_code"])[0],
        "cluster": pd.factorize(keys["cluster_code"])[0],
        "sector": pd.factorize(sectors)[0],
    }
    return {name: np.where(total, -1, codes) for name, codes in levels.items()}


def _related(
    package: Package, wide: pd.DataFrame, indicator: str, per_year: int
) -> dict[str, Array]:
    """Other annual indicators on the rows and years of an annual panel; none of a sub-annual."""
    related: dict[str, Array] = {}
    if per_year > 1:
        return related
    rows = package.tables["cluster_indicators"]
    for name, part in rows[rows["indicator"] != indicator].groupby("indicator"):
        other = _wide(part, KEYS).reindex(index=wide.index, columns=wide.columns)
        related[str(name)] = other.to_numpy(dtype=np.float64)
    if "region_indicators" in package.tables:
        regions = wide.index.get_level_values("region_code")
        for name, part in package.tables["region_indicators"].groupby("indicator"):
            other = _wide(part, ["region_code"]).reindex(index=regions, columns=wide.columns)
            related[f"region_{name}"] = other.to_numpy(dtype=np.float64)
    return related


@dataclass(frozen=True)
class GrowthFeatures:
    """What is known about each series at the end of a panel, besides its base forecasts.

    Attributes
    ----------
    names : list of str
        Of the columns of `fixed`.
    fixed : (n_series, n_names)
        Changes in units of the series' mean absolute yearly change, levels and shares.
    rates : mapping of str to (n_series,)
        Yearly log growth of the series and of the totals it belongs to, itself left out.
    """

    names: list[str]
    fixed: Array
    rates: Mapping[str, Array]


def growth_features(
    panel: GrowthPanel, filled: Array, scale: Array, sample: Groups
) -> GrowthFeatures:
    """Features of the sampled series after the last year of `filled`.

    Parameters
    ----------
    panel : GrowthPanel
        Only its groups are read.
    filled : (n_series, n_years)
        Values without gaps, leading NaN where a series starts late.
    scale : (n_sample,)
        Mean absolute yearly change.
    sample : (n_sample,) int
        Series that features are wanted of; totals are always those of all series.
    """
    own = filled[sample]
    last = own[:, -1]
    columns = {"level": last / scale, "length": np.isfinite(own).sum(axis=1)}
    for lag in range(N_LAGS):
        columns[f"change_lag_{lag}"] = _change(own, lag) / scale
    if not panel.groups:  # with a shared calendar they tell the origins apart, not the series
        columns |= _shape(own, scale)
    rates = {"own": log_growth(own, None)}
    for level, groups in panel.groups.items():
        others = _sum_of_others(filled, groups, sample)
        columns[f"{level}_change"] = last * np.expm1(log_growth(others, 1)) / scale
        rates[f"{level}_recent"] = log_growth(others, RECENT_YEARS)
        rates[f"{level}"] = log_growth(others, None)
    shares = _shares(filled[:, -1], panel.groups)
    columns |= {name: share[sample] for name, share in shares.items()}
    fixed = np.column_stack([np.asarray(column, dtype=np.float64) for column in columns.values()])
    return GrowthFeatures(list(columns), fixed, rates)


def log_growth(values: Array, n_years: int | None) -> Array:
    """Mean yearly log growth (n_series,) over the last `n_years` (None: since the first value).

    NaN where an end is not positive or not known. Bounded at +-50 % a year.
    """
    logs = np.log(np.where(values > 0, values, np.nan))
    if n_years is not None:
        if values.shape[1] <= n_years:
            return np.full(len(values), np.nan)
        return np.asarray(np.clip((logs[:, -1] - logs[:, -1 - n_years]) / n_years, -0.5, 0.5))
    first = np.argmax(np.isfinite(values), axis=1)
    start = np.take_along_axis(logs, first[:, None], axis=1)[:, 0]
    n_steps = np.maximum(values.shape[1] - 1 - first, 1)
    return np.asarray(np.clip((logs[:, -1] - start) / n_steps, -0.5, 0.5))


def _change(filled: Array, lag: int) -> Array:
    """Yearly change `lag` years ago, NaN before the first."""
    if filled.shape[1] < lag + 2:
        return np.full(len(filled), np.nan)
    return np.asarray(filled[:, -1 - lag] - filled[:, -2 - lag])


def _shape(filled: Array, scale: Array) -> dict[str, Array]:
    """How a series moved so far, scaled: spread and mean of its changes, where it stands.

    The unit's own numbers too, which tell series of one collection apart.
    """
    changes = np.diff(filled, axis=1) / scale[:, None]
    count = np.maximum(np.isfinite(changes).sum(axis=1), 1)
    mean = np.where(np.isfinite(changes), changes, 0.0).sum(axis=1) / count
    squares = np.where(np.isfinite(changes), (changes - mean[:, None]) ** 2, 0.0)
    highest = np.where(np.isfinite(filled), filled, -np.inf).max(axis=1)
    lowest = np.where(np.isfinite(filled), filled, np.inf).min(axis=1)
    return {
        "mean_change": mean,
        "volatility": np.sqrt(squares.sum(axis=1) / count),
        "below_highest": (highest - filled[:, -1]) / scale,
        "above_lowest": (filled[:, -1] - lowest) / scale,
        "trend_deviation": _trend_deviation(filled) / scale,
        "unit_level": filled[:, -1],
        "unit_change": scale,
    }


def _trend_deviation(filled: Array) -> Array:
    """Last value less its least-squares trend line."""
    known = np.isfinite(filled)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    t = np.where(known, np.arange(filled.shape[1]), 0.0)
    t = np.where(known, t - t.sum(axis=1, keepdims=True) / count, 0.0)
    y = np.where(known, filled, 0.0)
    y = np.where(known, y - y.sum(axis=1, keepdims=True) / count, 0.0)
    slope = (t * y).sum(axis=1) / np.maximum((t * t).sum(axis=1), 1e-12)
    return np.asarray(y[:, -1] - slope * t[:, -1])


def _sum_of_others(filled: Array, groups: Groups, sample: Groups) -> Array:
    """Total (n_sample, n_years) of each sampled series' group without the series itself.

    Over series known from the first year on, so that no total jumps where a series starts; NaN
    where a series has no group or is alone in it.
    """
    whole = np.isfinite(filled).all(axis=1) & (groups >= 0)
    members, n_groups = np.flatnonzero(whole), int(groups.max(initial=0)) + 1
    membership = sparse.csr_array(
        (np.ones(len(members)), (groups[members], members)), shape=(n_groups, len(filled))
    )
    totals = membership @ np.where(whole[:, None], filled, 0.0)
    counts = np.bincount(groups[members], minlength=n_groups)
    own = np.where(whole[sample, None], filled[sample], 0.0)
    group = groups[sample]
    alone = (group < 0) | (counts[group] - whole[sample] < 1)
    return np.asarray(np.where(alone[:, None], np.nan, totals[group] - own))


def _shares(last: Array, groups: Mapping[str, Groups]) -> dict[str, Array]:
    """Size in the nation, location quotient, and the shares of region and cluster, as logs."""
    if not {"region", "cluster"} <= groups.keys():
        return {}
    size = np.where(np.isfinite(last), np.maximum(last, 0.0), 0.0)
    leaf = groups["region"] >= 0
    nation = size[leaf].sum()
    totals = {}
    for level in ("region", "cluster"):
        codes = np.maximum(groups[level], 0)
        totals[level] = np.bincount(codes[leaf], size[leaf], codes.max() + 1)[codes]
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = size * nation / (totals["region"] * totals["cluster"])
        logs = {
            "size": np.log(size / nation),
            "log_location_quotient": np.log(quotient),
            "region_share": np.log(totals["region"] / nation),
            "cluster_share": np.log(totals["cluster"] / nation),
        }
    return {name: np.where(leaf & np.isfinite(log), log, np.nan) for name, log in logs.items()}

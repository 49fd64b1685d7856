"""The region x cluster series of a package up to a cutoff, for growth models."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from features.errors import InputError, UnknownCodeError
from features.growth.links import patents_behind
from features.niches.counts import CountHistory, Counts, count_history
from features.package import Package
from features.package.periods import periods_per_year
from features.package.suspicions.totals import hidden_totals, sizes_of

KEYS = ["region_code", "cluster_code"]


@dataclass(frozen=True)
class GrowthPanel:
    """Series of one indicator, with their groups and patents.

    A column is a year, or a quarter or month of sub-annual data.

    Attributes
    ----------
    keys : DataFrame
        region_code, cluster_code of each series, (n_series, 2).
    years : (n_years,) int
        Year of each column. Columns have no gaps; the last is the last year, quarter or
        month with data.
    values : (n_series, n_years)
        In the indicator's unit, NaN where unknown.
    groups : mapping of str to (n_series,) int
        "nation", "region", "cluster", "sector": the group that each series belongs to; -1 for a
        series that is itself a total (a region or cluster that others have as parent), so that
        sums over a group count no value twice. Empty for series that share no calendar.
    patents : mapping of str to (n_series, n_years)
        Features from the region's patents, of `features.growth.links.patents_behind`; empty
        without patents.
    periods_per_year : int
        1, 4 or 12 columns a year.
    first_period : int
        Quarter or month of the first column, from 1.
    unadjusted : (n_series, n_years) or None
        The values with their seasons, where `values` are without them.
    former : GrowthPanel or None
        Series that ended when others took over their values: they are in totals of the past alone.
    revision : (n_ages,) or None
        Spread in logarithms by which values of the last year, of the year before and so on will
        still be revised; None where unknown.
    """

    keys: pd.DataFrame
    years: Index
    values: Array
    groups: Mapping[str, Index]
    patents: Mapping[str, Array]
    periods_per_year: int = 1
    first_period: int = 1
    unadjusted: Array | None = None
    former: "GrowthPanel | None" = None
    revision: Array | None = None

    @property
    def shares_calendar(self) -> bool:
        """Whether a column is the same time for all series, so that they share its shocks."""
        return bool(self.groups)

    @property
    def periods(self) -> Index:
        """Quarter or month of each column (n_years,), from 1; all 1 where columns are years."""
        return (self.first_period - 1 + np.arange(len(self.years))) % self.periods_per_year + 1

    def ahead(self, n_steps: int) -> tuple[Index, Index]:
        """Year and period of the next columns, each (n_steps,)."""
        last = int(self.years[-1]) * self.periods_per_year + int(self.periods[-1]) - 1
        time = last + np.arange(1, n_steps + 1)
        return time // self.periods_per_year, time % self.periods_per_year + 1

    def until(self, n_years: int) -> "GrowthPanel":
        """The same series as they stood after their first `n_years` columns."""
        patents = {name: values[:, :n_years] for name, values in self.patents.items()}
        years, values = self.years[:n_years], self.values[:, :n_years]
        unadjusted = None if self.unadjusted is None else self.unadjusted[:, :n_years]
        return replace(self, years=years, values=values, patents=patents, unadjusted=unadjusted)


def growth_panel(
    package: Package,
    cutoff: int,
    indicator: str = "value_added",
    patents: CountHistory | None = None,
) -> GrowthPanel:
    """Cut a package at a year and align its series of one indicator.

    Series without a value up to the cutoff are left out. Of an indicator with quarters or months
    the last column is the last one with data in the cutoff year, which may be incomplete.

    Parameters
    ----------
    patents : CountHistory, optional
        Of the package's patents, if already built.

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
    rows = table[table["year"] <= cutoff]
    per_year = columns_per_year(rows)
    wide = _wide(rows, per_year).dropna(how="all")
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
    keys, values = wide.index.to_frame(index=False), wide.to_numpy(dtype=np.float64)
    groups, behind = groups_of(package, keys, values), {}
    counts = _patent_counts(package, cutoff, patents) if per_year == 1 else None
    if counts is not None:
        behind = patents_behind(counts, keys, times, values, groups["nation"] >= 0)
    return GrowthPanel(
        keys,
        times // per_year,
        values,
        groups,
        behind,
        per_year,
        first % per_year + 1,
    )


def _patent_counts(package: Package, cutoff: int, patents: CountHistory | None) -> Counts | None:
    """Yearly counts of patents up to the cutoff; None where there is no patent by then."""
    if patents is None and "patents" in package.tables:
        patents = count_history(package, "technology", None)
    if patents is None or not (patents.year <= cutoff).any():
        return None
    return patents.until(cutoff)


def indicator_rows(package: Package, indicator: str) -> pd.DataFrame:
    """The rows of an indicator by region and cluster, with a column period if it is sub-annual.

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
        names = set(table["indicator"]) | set(package.tables["cluster_indicators"]["indicator"])
        raise UnknownCodeError("indicator", indicator, names)
    return rows


def columns_per_year(rows: pd.DataFrame) -> int:
    """1 for annual rows of one indicator, 4 for quarters, 12 for months."""
    if "period" not in rows or rows.empty:
        return 1
    return int(periods_per_year(rows).iloc[0])


def _wide(rows: pd.DataFrame, per_year: int) -> pd.DataFrame:
    """Long rows to one row per series and one column per year, or per period since the year 0."""
    period = rows["period"] - 1 if per_year > 1 else 0
    times = rows.assign(time=rows["year"] * per_year + period)
    return times.pivot(index=KEYS, columns="time", values="value")  # noqa: PD010 - a duplicate must raise


def _sums_of_others(
    keys: pd.DataFrame, values: Array, code: str, parents: Collection[str]
) -> list[str]:
    """Codes whose values equal the sum of others, although they are not their parent."""
    other = next(key for key in KEYS if key != code)
    place, codes = pd.factorize(keys[code])
    series, year = np.nonzero(np.isfinite(values))
    cell = pd.factorize(keys[other])[0][series] * values.shape[1] + year
    sizes = sizes_of(cell, place[series], values[series, year])
    leaf = ~codes[: sizes.shape[1]].isin(list(parents))
    return [str(codes[place]) for place in hidden_totals(sizes, leaf)]


def groups_of(package: Package, keys: pd.DataFrame, values: Array) -> dict[str, Index]:
    """Group of every series at every level; -1 for series that are totals of others.

    Totals are codes that others name as their parent, and codes whose values (n_series, n_years)
    equal the sum of others throughout.
    """
    total = np.zeros(len(keys), dtype=bool)
    parents = pd.Series("", index=keys["cluster_code"])
    for kind in ("region", "cluster"):
        code = f"{kind}_code"
        if f"{kind}s" not in package.tables:
            continue
        dimension = package.tables[f"{kind}s"].set_index(code)["parent_code"]
        present = dimension[dimension.index.isin(keys[code])]
        total |= keys[code].isin(present).to_numpy()
        total |= keys[code].isin(_sums_of_others(keys, values, code, set(present))).to_numpy()
        if kind == "cluster":
            parents = keys["cluster_code"].map(dimension).fillna("")
    clusters = keys["cluster_code"].to_numpy()
    sectors = np.where(parents.to_numpy() == "", clusters, parents.to_numpy())
    levels = {
        "nation": np.zeros(len(keys), dtype=np.intp),
        "region": pd.factorize(keys["region_code"])[0],
        "cluster": pd.factorize(keys["cluster_code"])[0],
        "sector": pd.factorize(sectors)[0],
    }
    return {name: np.where(total, -1, codes) for name, codes in levels.items()}

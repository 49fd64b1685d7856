"""An indicator in other prices: from current to constant ones with a price index, or back.

    constant_rcy = 100 current_rcy / P_ry        current_rcy = constant_rcy P_ry / 100

P_ry is the price index in year y of region r, or of the nearest region above it that has one. The
index is 100 in its base year, and constant prices are those of the base year. Only the index of
the same year enters a value, so that no later year reaches it, whatever the cutoff.

Source: System of National Accounts 2008, chapter 15.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.package import Package
from features.package.contract.columns import PriceBasis
from features.package.hierarchy import nearest

ROUNDING = 0.05
"""Largest distance from 100 of an index in its base year: some are published as means of months."""


@dataclass(frozen=True)
class Prices:
    """The prices of an indicator.

    Attributes
    ----------
    basis : "current", "constant", "none" (a count) or "unknown"
    year : int or None
        Of constant prices, if known.
    """

    basis: PriceBasis
    year: int | None = None


def prices_of(package: Package, indicator: str, deflator: str = "") -> Prices:
    """The prices of an indicator after its conversion with a price index, if there is one.

    Parameters
    ----------
    deflator : str
        Price index in region_indicators; "" for none.

    Raises
    ------
    InputError
        The indicator is a count, its prices are not stated, it is quarterly or monthly, or the
        index is not above 0, or not 100 in one year in all regions that use it.
    MissingTableError, UnknownCodeError
        The package has no region_indicators, or no such index there.
    """
    basis = package.price_basis(indicator)
    if not deflator:
        return Prices(basis)
    if basis == "none":
        raise InputError(
            f"{indicator} is a count (price_basis none), which {deflator} cannot convert: leave "
            "the deflator out"
        )
    if basis == "unknown":
        raise InputError(
            f"the price basis of {indicator} is not stated, so {deflator} cannot convert it: set "
            "its price_basis in indicators to current or constant"
        )
    parts = package.sub_annual.get("cluster_indicators")
    if parts is not None and (parts["indicator"] == indicator).any():
        raise InputError(
            f"{indicator} is quarterly or monthly, and {deflator} has years only: convert "
            f"{indicator} before importing it"
        )
    year = _base_year(package, indicator, deflator)
    return Prices("constant", year) if basis == "current" else Prices("current")


def converted(package: Package, indicator: str, deflator: str, prices: Prices) -> Package:
    """The package with an indicator of cluster_indicators in other prices, its unit saying so.

    Values are NaN where the index is unknown; see `check_index`.

    Parameters
    ----------
    prices : Prices
        After the conversion, as from `prices_of`.
    """
    rows = package.tables["cluster_indicators"]
    chosen = rows["indicator"] == indicator
    level = _levels(package, rows[chosen], deflator)["level"]
    values = rows["value"].astype(np.float64)
    given = values[chosen]
    values[chosen] = 100 * given / level if prices.basis == "constant" else given * level / 100
    of_year = f"prices of {prices.year}" if prices.year else f"{prices.basis} prices"
    names = package.tables["indicators"]
    changed = names["indicator"] == indicator
    named = names.assign(
        unit=names["unit"].where(~changed, names["unit"] + f", {of_year}"),
        description=names["description"].where(
            ~changed, names["description"] + f"; converted to {of_year} with {deflator}"
        ),
        price_basis=names["price_basis"].where(~changed, prices.basis),
    )
    tables = {"cluster_indicators": rows.assign(value=values), "indicators": named}
    return replace(package, tables={**package.tables, **tables})


def check_index(package: Package, indicator: str, deflator: str, last_year: int) -> None:
    """InputError for the first year up to the last one that lacks the index of a value."""
    rows = package.tables["cluster_indicators"]
    rows = rows[(rows["indicator"] == indicator) & (rows["year"] <= last_year)]
    found = _levels(package, rows, deflator)
    missing = found[found["level"].isna()].sort_values(["year", "region_code"], kind="stable")
    if missing.empty:
        return
    region, source, year = missing.iloc[0][["region_code", "source", "year"]]
    of = f"region {source}" if source else f"region {region} or a region above it"
    raise InputError(
        f"{package.name} has no {deflator} of {of} in {year}, which {indicator} needs: add it to "
        f"region_indicators, or use the data up to {year - 1} only"
    )


def _index_rows(package: Package, deflator: str) -> pd.DataFrame:
    """The rows of a price index, each above 0."""
    table = package.table("region_indicators", "a deflator")
    rows = table[table["indicator"] == deflator]
    if rows.empty:
        raise UnknownCodeError("deflator", deflator, table["indicator"].unique())
    wrong = rows[~(rows["value"] > 0)]
    if len(wrong):
        region, year, value = wrong.iloc[0][["region_code", "year", "value"]]
        raise InputError(
            f"{deflator} of region {region} is {value:g} in {year}: a price index is above 0"
        )
    return rows


def _sources(package: Package, index: pd.DataFrame, regions: Iterable[str]) -> dict[str, str]:
    """Each region to the one whose index it uses; left out without one."""
    return nearest(package.tables["regions"], regions, set(index["region_code"]))


def _levels(package: Package, rows: pd.DataFrame, deflator: str) -> pd.DataFrame:
    """region_code, year, source ("" without one) and level (NaN if unknown) of each row."""
    index = _index_rows(package, deflator)
    sources = _sources(package, index, rows["region_code"].unique())
    source = rows["region_code"].map(sources).fillna("")
    cells = pd.MultiIndex.from_arrays([source, rows["year"]])
    level = index.set_index(["region_code", "year"])["value"].reindex(cells).to_numpy(np.float64)
    return rows[["region_code", "year"]].assign(source=source, level=level)


def _base_year(package: Package, indicator: str, deflator: str) -> int:
    """The year in which the index is 100 in all regions that use it, to its rounding."""
    index, rows = _index_rows(package, deflator), package.tables["cluster_indicators"]
    regions = rows.loc[rows["indicator"] == indicator, "region_code"].unique()
    used = set(_sources(package, index, regions).values())
    if not used:
        raise InputError(
            f"no region with {indicator} in {package.name} has a {deflator}, nor a region above "
            "it: add the index to region_indicators"
        )
    wide = index[index["region_code"].isin(used)].pivot_table(
        index="year", columns="region_code", values="value", aggfunc="first"
    )
    away = (wide - 100).abs().max(axis=1, skipna=False).dropna()
    if away.empty or away.min() > ROUNDING:
        raise InputError(
            f"{deflator} of {package.name} is 100 in no year in all regions that use it: rescale "
            "it to 100 in the year whose prices values are to have"
        )
    return int(away.sort_values(kind="stable").index[0])

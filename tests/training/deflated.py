"""The demo country with a price index, and the same country converted by hand."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from features.package import Package
from tests.training.growth.test_task import some

BASE_YEAR = 2005
DEFLATOR = "price_index"


def level(year: int, *, own: bool) -> float:
    """The index of the nation rises by 3 % a year, that of a region with its own by 6 %."""
    return 100.0 * (1.06 if own else 1.03) ** (year - BASE_YEAR)


def country(package: Package, n_regions: int = 8) -> Package:
    """Few regions; the first of them and the nation have a price index."""
    few = some(package, n_regions)
    first = few.tables["cluster_indicators"]["region_code"].min()
    regions = few.tables["regions"]
    nation = regions.loc[regions["parent_code"] == "", "region_code"].iloc[0]
    years = sorted(few.tables["cluster_indicators"]["year"].unique())
    index = [
        (region, year, DEFLATOR, level(year, own=region == first))
        for region in (nation, first)
        for year in years
    ]
    more = pd.DataFrame(index, columns=["region_code", "year", "indicator", "value"])
    named = pd.DataFrame(
        [(DEFLATOR, "2005 = 100", "price index", "none")],
        columns=["indicator", "unit", "description", "price_basis"],
    )
    added = {"region_indicators": more, "indicators": named}
    tables = {
        name: pd.concat([few.tables[name], rows], ignore_index=True) for name, rows in added.items()
    }
    return replace(few, tables={**few.tables, **tables})


def by_hand(package: Package) -> Package:
    """Value added of such a country divided by its index, declared to be in constant prices."""
    rows, names = package.tables["cluster_indicators"], package.tables["indicators"]
    first = rows["region_code"].min()
    levels = [
        level(year, own=region == first)
        for region, year in zip(rows["region_code"], rows["year"], strict=True)
    ]
    tables = {
        "cluster_indicators": rows.assign(value=100 * rows["value"] / levels),
        "indicators": names.assign(
            price_basis=names["price_basis"].where(names["indicator"] != "value_added", "constant")
        ),
    }
    return replace(package, tables={**package.tables, **tables})


def with_index(package: Package, change: Callable[[pd.DataFrame], pd.Series]) -> Package:
    """The country with other values of its price index."""
    rows = package.tables["region_indicators"].copy()
    chosen = rows["indicator"] == DEFLATOR
    rows.loc[chosen, "value"] = change(rows[chosen])
    return replace(package, tables={**package.tables, "region_indicators": rows})

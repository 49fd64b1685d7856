"""Weights of national priorities, inherited by the codes below those that they name."""

import pandas as pd

from features.niches.counts import ACTIVITY_TABLES, Activity
from features.package import Package


def priorities(package: Package, activity: Activity) -> "pd.Series[float]":
    """Weight of every cluster or technology that a national priority covers, by code.

    The weight is that of the code itself, or else of the nearest code above it that has one;
    codes without either are left out.
    """
    rows = package.tables.get("priorities")
    if rows is None:
        return pd.Series(dtype=float)
    given = rows[rows["kind"] == activity].set_index("code")["weight"].astype(float)
    table = package.tables.get(ACTIVITY_TABLES[activity])
    if given.empty or table is None:
        return given
    parents = table.set_index(f"{activity}_code")["parent_code"]
    weights, above = given.reindex(parents.index), parents
    while (weights.isna() & above.isin(parents.index)).any():
        weights = weights.fillna(above.map(given))
        above = above.map(parents)
    return weights.dropna()

"""Counts of an activity in all regions together, by year."""

from collections.abc import Callable, Collection, Mapping
from functools import cache

import pandas as pd

from training.champion import Champion

History = Mapping[str, list[tuple[int, float]]]
"""Technology to its years and counts, the earliest first."""


def yearly(champion: Champion, regions: Collection[str]) -> Callable[[], History]:
    """Patents up to the cutoff, added up over the regions; made on first use.

    Empty for clusters, and for a champion without the rows it was trained on.
    """
    return cache(lambda: _yearly(champion, regions))


def _yearly(champion: Champion, regions: Collection[str]) -> History:
    rows = champion.data.tables.get("patents")
    if rows is None or champion.params.get("activity", "technology") != "technology":
        return {}
    rows = rows[rows["region_code"].isin(list(regions)) & (rows["year"] <= champion.cutoff)]
    if rows.empty:
        return {}
    years = range(int(rows["year"].min()), int(rows["year"].max()) + 1)
    table: pd.DataFrame = rows.pivot_table(
        index="technology_code", columns="year", values="patents", aggfunc="sum"
    ).reindex(columns=list(years))
    # In a year with data a technology without a row has none; a year without any is unknown.
    table.loc[:, table.notna().any()] = table.loc[:, table.notna().any()].fillna(0.0)
    return {
        str(code): list(zip(years, values, strict=True))
        for code, values in zip(table.index, table.to_numpy().tolist(), strict=True)
    }

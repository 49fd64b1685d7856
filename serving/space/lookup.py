"""The activity space of a champion, from its tables or else laid out on first use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.indicators.activity_space import space_tables
from features.indicators.specialization import location_quotient
from features.niches.counts import ACTIVITY_TABLES
from features.package import Package
from serving.space.contracts import ActivitySpace, SpaceLink, SpaceNode
from training.champion import Champion

THRESHOLD = 1.0
"""Location quotient from which a region is specialised in a cluster of growth forecasts."""


@dataclass(frozen=True)
class Space:
    """The network, and who has what of it.

    Attributes
    ----------
    network : ActivitySpace
    specialised : mapping of str to list of str
        Region to the activities that it is specialised in, the strongest first.
    unit : str
    threshold : float
    """

    network: ActivitySpace
    specialised: Mapping[str, list[str]]
    unit: str
    threshold: float


def niche_space(champion: Champion, unit: str) -> Space:
    """The space of a niche champion, from its tables; older ones are laid out anew."""
    threshold = float(champion.params.get("threshold", THRESHOLD))
    activity = str(champion.params.get("activity", "technology"))
    activities = champion.tables["activities"]
    names = dict(zip(activities["activity_code"], activities["activity_name"], strict=True))
    return _space(champion, champion.tables["portfolio"], (activity, names), unit, threshold)


def industry_space(champion: Champion) -> Space:
    """The space of a growth champion's clusters, by their sizes in the last year of its data."""
    clusters = champion.tables["clusters"]
    names = dict(zip(clusters["cluster_code"], clusters["cluster_name"], strict=True))
    indicators = champion.tables["indicators"].set_index("indicator")
    unit = str(indicators.loc[str(champion.params["indicator"]), "unit"])
    return _space(champion, sizes(champion), ("cluster", names), unit, THRESHOLD)


def sizes(champion: Champion) -> pd.DataFrame:
    """Location quotients of regions' clusters at the cutoff, as the table portfolio of niches.

    Returns
    -------
    DataFrame
        region_code, activity_code, count (in the unit of the indicator), location_quotient;
        without totals: regions and clusters that others of the rows have as their parent.
    """
    history = champion.tables["history"]
    rows = history[(history["year"] == champion.cutoff) & (history["value"] > 0)]
    for kind in ("region", "cluster"):
        code, table = f"{kind}_code", champion.tables[f"{kind}s"]
        parents = table.loc[table[code].isin(rows[code]), "parent_code"]
        rows = rows[~rows[code].isin(parents)]
    keys = ["region_code", "cluster_code"]
    cells = rows.groupby(keys, as_index=False)["value"].sum()
    (region, regions), (cluster, clusters) = (pd.factorize(cells[key], sort=True) for key in keys)
    matrix = np.zeros((len(regions), len(clusters)))
    matrix[region, cluster] = cells["value"]
    return pd.DataFrame(
        {
            "region_code": cells["region_code"],
            "activity_code": cells["cluster_code"],
            "count": cells["value"],
            "location_quotient": location_quotient(matrix)[region, cluster],
        }
    )


def _space(
    champion: Champion,
    portfolio: pd.DataFrame,
    activities: tuple[str, Mapping[str, str]],
    unit: str,
    threshold: float,
) -> Space:
    """The space of a portfolio; activities are their kind, and their names by code."""
    tables = champion.tables
    if not {"space_nodes", "space_links"} <= set(tables):
        tables = space_tables(portfolio, threshold)
    counts = portfolio.groupby("activity_code")["count"].sum()
    activity, names = activities
    groups = _groups(champion.data, activity)
    network = ActivitySpace(
        nodes=[
            SpaceNode(
                activity_code=code,
                activity_name=names.get(code, code),
                x=round(x, 4),
                y=round(y, 4),
                count=counts[code],
                group=groups.get(code, ""),
            )
            for code, x, y in _rows(tables["space_nodes"], "activity_code", "x", "y")
        ],
        links=[
            SpaceLink(activity_code=first, other_code=second, proximity=proximity)
            for first, second, proximity in _rows(
                tables["space_links"], "activity_code", "other_code", "proximity"
            )
        ],
    )
    return Space(network, _specialised(portfolio, threshold), unit, threshold)


def _rows(table: pd.DataFrame, *columns: str) -> Iterable[Any]:
    """The columns of each row."""
    return zip(*(table[column].tolist() for column in columns), strict=True)


def _specialised(portfolio: pd.DataFrame, threshold: float) -> dict[str, list[str]]:
    present = portfolio[portfolio["location_quotient"] >= threshold]
    present = present.sort_values("location_quotient", ascending=False, kind="stable")
    by_region = present.groupby("region_code")["activity_code"]
    return {str(region): codes.tolist() for region, codes in by_region}


def _groups(data: Package, activity: str) -> dict[str, str]:
    """Code to the name of the topmost activity above it; codes without a parent are left out."""
    table = data.tables.get(ACTIVITY_TABLES[activity])
    if table is None:
        return {}
    codes, names, parents = (
        table[column].tolist() for column in (f"{activity}_code", f"{activity}_name", "parent_code")
    )
    parent_of = dict(zip(codes, parents, strict=True))
    name_of = dict(zip(codes, names, strict=True))
    groups = {}
    for code, above in parent_of.items():
        while parent_of.get(above):
            above = parent_of[above]
        if above in name_of:
            groups[code] = name_of[above]
    return groups

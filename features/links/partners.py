"""Regions whose strengths complement a region in an activity that it wants to develop.

Source: Balland & Boschma (2021), Complementary interregional linkages and smart specialisation,
Regional Studies 55(6): a partner is worth what relatedness it adds, by the related activities
that it has and the region lacks.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.arrays import Array, Index
from features.errors import UnknownCodeError
from features.niches.counts import Activity

CONTRIBUTED = 5
"""Activities named for each partner."""


@dataclass(frozen=True)
class Strengths:
    """Specialisations of regions, and proximity of activities.

    Attributes
    ----------
    kind : "cluster" or "technology"
    regions, activities : list of str
    presence : array (n_regions, n_activities)
        1 where the region is specialised.
    proximity : array (n_activities, n_activities)
        Zero diagonal.
    """

    kind: Activity
    regions: list[str]
    activities: list[str]
    presence: Array
    proximity: Array


def added_density(presence: Array, proximity: Array, region: int, activity: int) -> Array:
    """Relatedness density that each region would add (n_regions,), 0 to 1; 0 for itself.

    Sum of the proximities to the activity of what the partner has and the region lacks, over the
    sum of all proximities to the activity.

    Parameters
    ----------
    presence : array (n_regions, n_activities)
        1 where the region is specialised.
    proximity : array (n_activities, n_activities)
        Zero diagonal, so that having the activity itself adds nothing.
    """
    weights = proximity[activity] * (1 - presence[region])
    total = proximity[activity].sum()
    return np.asarray(presence @ weights / total if total > 0 else np.zeros(len(presence)))


def link_factor(neighbours: pd.DataFrame | None, regions: list[str], region_code: str) -> Array:
    """1 + weight of the link to each region over the strongest one (n_regions,); 1 unlinked.

    A neighbour counts up to double: near partners are easier to work with, far ones not excluded.
    """
    factor = np.ones(len(regions))
    if neighbours is None:
        return factor
    links = neighbours[neighbours["region_code"] == region_code]
    weight = links.groupby("neighbour_code")["weight"].max().reindex(regions).fillna(0.0)
    strongest = weight.max()
    return factor + weight.to_numpy(float) / strongest if strongest > 0 else factor


def partners(
    strengths: Strengths,
    region_code: str,
    activity_code: str,
    neighbours: pd.DataFrame | None = None,
    excluded: frozenset[str] = frozenset(),
    top: int = 10,
) -> pd.DataFrame:
    """The best partners of a region for one activity, with what each would contribute.

    Parameters
    ----------
    neighbours : DataFrame or None
        The package's table: region_code, neighbour_code, weight.
    excluded : frozenset of str
        Regions that cannot be partners, such as the nation above the region.
    top : int
        Partners.

    Returns
    -------
    DataFrame
        region_code, score (added_density times link_factor), added_density, link_factor,
        specialised (whether the partner has the activity itself), brings (list of activity codes,
        closest to the activity first), proximities (of those). Best first; a region that adds
        nothing is left out.

    Raises
    ------
    UnknownCodeError
        For an unknown region or activity.
    """
    presence, near = strengths.presence, strengths.proximity
    regions, activities = strengths.regions, strengths.activities
    region = _position("region", region_code, regions)
    activity = _position("activity", activity_code, activities)
    added = added_density(presence, near, region, activity)
    factor = link_factor(neighbours, regions, region_code)
    barred = np.isin(regions, sorted(excluded))
    score = np.where(barred, 0.0, added * factor)
    order = np.argsort(-score, kind="stable")[:top]
    order = order[score[order] > 0]
    missing = near[activity] * (1 - presence[region])
    offers = [_offer(presence[partner] * missing, CONTRIBUTED) for partner in order]
    return pd.DataFrame(
        {
            "region_code": [regions[i] for i in order],
            "score": score[order],
            "added_density": added[order],
            "link_factor": factor[order],
            "specialised": presence[order, activity] > 0,
            "brings": [[activities[i] for i in offer] for offer in offers],
            "proximities": [near[activity, offer].round(4).tolist() for offer in offers],
        }
    )


def _position(kind: str, code: str, codes: list[str]) -> int:
    if code not in codes:
        raise UnknownCodeError(kind, code, codes)
    return codes.index(code)


def _offer(weights: Array, count: int) -> Index:
    """Positions of the largest positive weights, largest first."""
    order = np.argsort(-weights, kind="stable")[:count]
    return order[weights[order] > 0]

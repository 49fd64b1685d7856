"""What is about to break through, and where a region can meet it: a part of its audit."""

from typing import Any

from training.champion import Champion
from training.niches.caution import caution_of
from training.registry.provenance import records

SHOWN = 8
POINT_COLUMNS = [
    "activity_code",
    "activity_name",
    "location_quotient",
    "density",
    "strength",
    "probability",
    "score",
]


def emerging(champion: Champion, region_code: str) -> dict[str, Any] | None:
    """The likeliest breakthroughs, and the points at which the region meets one.

    Returns
    -------
    dict or None
        activities: the likeliest, with name, probability, rank, share and attributes;
        points: of the region, the best first; caution: a sentence, or None, on how well they
        were ranked in the backtest. None where the champion tells of none.
    """
    tables = champion.tables
    if "points" not in tables or tables["points"].empty:
        return None
    names = tables["activities"][["activity_code", "activity_name"]]
    chances = tables["breakthroughs"].nsmallest(SHOWN, "rank")
    points = tables["points"][tables["points"]["region_code"] == region_code]
    points = points.nlargest(SHOWN, "score")
    return {
        "activities": records(chances.merge(names, on="activity_code", how="left")),
        "points": records(points.merge(names, on="activity_code", how="left")[POINT_COLUMNS]),
        "caution": caution_of(champion.track),
    }

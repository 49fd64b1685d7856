"""The parts of a detailed audit that are the same for all regions."""

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from features.niches.counts import ACTIVITY_TABLES, Activity
from serving.niches.contracts import (
    ActivitySpace,
    AuditDetails,
    ReliabilityBin,
    SpaceLink,
    SpaceNode,
    Trial,
)
from serving.tables import names_of, number, records
from serving.track_record import track_record
from training.backtest import FIGURES
from training.champion import Champion
from training.figures.technology_space import technology_space
from training.niches.caution import MODEL


def audit_details(champion: Champion) -> AuditDetails:
    """Reliability, backtest and activity space of a niche champion."""
    bins = champion.tables.get("reliability", pd.DataFrame())
    return AuditDetails(
        reliability=[ReliabilityBin(**row) for row in records(bins)],
        trials=_trials(champion),
        space=_space(champion),
    )


def _trials(champion: Champion) -> list[Trial]:
    """The champion's models, each before the best simple rule on the same cells."""
    track = champion.track
    pooled = track[(track["origin"] == "pooled") & track["ap"].notna()]
    rows = {(row["call"], row["model"]): row for row in records(pooled)}
    return [
        _trial(rows[kind, model], record.origins)
        for trained in (champion.model, MODEL)
        for record in track_record(champion, trained)
        for kind, model in ((record.call, trained), (record.call, record.best_null))
        if (kind, model) in rows
    ]


def _trial(row: Mapping[str, Any], origins: list[int]) -> Trial:
    figures = {name: number(row[name]) for name in FIGURES["niches"] if name in row}
    return Trial(
        call=row["call"], model=row["model"], origins=origins, n=int(row["n"]), figures=figures
    )


def _space(champion: Champion) -> ActivitySpace:
    """All activities in which any region is specialised, with position, size and group."""
    portfolio = champion.tables["portfolio"]
    space = technology_space(portfolio, float(champion.params.get("threshold", 1.0)))
    counts = portfolio.groupby("activity_code")["count"].sum()
    names = champion.tables["activities"].set_index("activity_code")["activity_name"]
    groups = group_names(champion)
    return ActivitySpace(
        nodes=[
            SpaceNode(
                activity_code=code,
                activity_name=names[code],
                x=x,
                y=y,
                count=counts[code],
                group=groups.get(code, ""),
            )
            for code, (x, y) in zip(space.activities, space.positions.tolist(), strict=True)
        ],
        links=[
            SpaceLink(activity_code=first, other_code=second, proximity=proximity)
            for (first, second), proximity in zip(
                space.activities[space.links].tolist(), space.proximities.tolist(), strict=True
            )
        ],
    )


def renamed(
    details: AuditDetails, names: Mapping[str, str], groups: Mapping[str, str]
) -> AuditDetails:
    """Details with other names of activities and of their groups, both by code."""
    nodes = [
        node.model_copy(
            update={
                "activity_name": names.get(node.activity_code, node.activity_name),
                "group": groups.get(node.activity_code, node.group),
            }
        )
        for node in details.space.nodes
    ]
    return details.model_copy(update={"space": details.space.model_copy(update={"nodes": nodes})})


def group_names(champion: Champion) -> dict[str, str]:
    """Code to the name of the topmost activity above it; codes without a parent are left out."""
    activity = cast(Activity, champion.params.get("activity", "technology"))
    table = champion.data.tables.get(ACTIVITY_TABLES[activity])
    if table is None:
        return {}
    codes, parents = table[f"{activity}_code"].tolist(), table["parent_code"].tolist()
    parent_of, name_of = dict(zip(codes, parents, strict=True)), names_of(table, activity)
    groups = {}
    for code, above in parent_of.items():
        while parent_of.get(above):
            above = parent_of[above]
        if above in name_of:
            groups[code] = name_of[above]
    return groups

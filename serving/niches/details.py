"""The parts of a detailed audit that are the same for all regions."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from serving.niches.contracts import AuditDetails, ReliabilityBin, Trial
from serving.space.contracts import ActivitySpace
from serving.tables import number, records
from serving.track_record import track_record
from training.backtest import FIGURES
from training.champion import Champion
from training.niches.caution import MODEL


def audit_details(champion: Champion, space: ActivitySpace) -> AuditDetails:
    """Reliability, backtest and activity space of a niche champion."""
    bins = champion.tables.get("reliability", pd.DataFrame())
    return AuditDetails(
        reliability=[ReliabilityBin(**row) for row in records(bins)],
        trials=_trials(champion),
        space=space,
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

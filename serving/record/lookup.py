"""The record of a champion, worked out once when it is loaded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from serving.contracts import Activity, Metadata
from serving.record.calibration import curves
from serving.record.contracts import Calibration, CoverageRow, RecordRow, Said
from serving.record.past import LIVE, backtest_calls, live_calls
from serving.record.surprises import NONE, Recorded, Surprises, surprises
from serving.tables import number, records
from serving.track_record import metadata, track_record
from training.champion import Champion
from training.growth import order
from training.registry.gate import BASELINES

Row = Mapping[str, Any]

MOST_FORMER = 5
"""Former champions, the latest, whose calls are looked at."""


@dataclass(frozen=True, eq=False)
class RecordLookup:
    """What a champion said in its backtest and its predecessors said live, with the outcomes.

    Attributes
    ----------
    metadata : Metadata
    activity : Activity
        What the calls are about; clusters for growth.
    calls : DataFrame
        COLUMNS of ``training.record.past`` with target (year of the outcome) and LIVE.
    rows : tuple of RecordRow
        By call and origin, live ones last.
    coverage : tuple of CoverageRow
        Empty for niches.
    calibration : tuple of Calibration
        Empty for growth.
    surprises : Surprises
        None for niches.
    """

    metadata: Metadata
    activity: Activity
    calls: pd.DataFrame
    rows: tuple[RecordRow, ...]
    coverage: tuple[CoverageRow, ...]
    calibration: tuple[Calibration, ...]
    surprises: Surprises = NONE


def record_lookup(
    champion: Champion, former: Sequence[Champion] = (), recorded: Recorded = lambda _: None
) -> RecordLookup:
    """The record of a champion.

    Parameters
    ----------
    former : sequence of Champion
        Earlier promoted versions of its name and package.
    recorded : callable
        What monitoring recorded with a growth champion.
    """
    about = metadata(champion)
    activity = activity_of(champion)
    past, live = backtest_calls(champion), live_calls(champion, former)
    past = past.assign(
        target=past["origin"] + champion.horizon, model=champion.model, version=champion.version
    )
    live = live.assign(target=live["origin"] + live["horizon"])
    calls = pd.concat([past.assign(**{LIVE: False}), live.assign(**{LIVE: True})])
    calls = calls.reset_index(drop=True).astype({"origin": int, "target": int})
    return RecordLookup(
        metadata=about,
        activity=activity,
        calls=calls,
        rows=(*_backtest_rows(champion, calls), *_live_rows(calls, activity)),
        coverage=tuple(_coverage(champion)),
        calibration=tuple(curves(champion, calls, activity)),
        surprises=surprises([*former, champion], recorded) if champion.task == "growth" else NONE,
    )


def activity_of(champion: Champion) -> Activity:
    """What a champion's calls are about."""
    if champion.task == "growth" or champion.params.get("activity") == "cluster":
        return "cluster"
    return "technology"


def _backtest_rows(champion: Champion, calls: pd.DataFrame) -> Iterator[RecordRow]:
    """The figures of the champion's model at each origin and pooled, beside the best simple rule.

    Breakthroughs are of another model, and left out.
    """
    past = calls[~calls[LIVE]]
    for call, rule in _rules(champion).items():
        rows = champion.track if call == "growth" else _of_call(champion.track, call)
        rivals = {row["origin"]: row for row in records(rows[rows["model"] == rule])}
        made = _growth_row if call == "growth" else _niche_row
        for row in records(rows[rows["model"] == champion.model]):
            origin = None if row["origin"] == "pooled" else int(row["origin"])
            of_call = past[past["call"] == call]
            judged = of_call if origin is None else of_call[of_call["origin"] == origin]
            yield RecordRow(
                call=call,
                activity=activity_of(champion),
                origin=origin,
                target=None if origin is None else origin + champion.horizon,
                horizon=champion.horizon,
                live=False,
                model=champion.model,
                version=champion.version,
                n=int(row["n"]),
                rule=rule,
                **made(row, rivals.get(row["origin"], {}), judged),
            )


def _rules(champion: Champion) -> dict[Said, str | None]:
    """The simple rule that each kind of call is compared with: for growth by the order alone."""
    if champion.task == "growth":
        track = champion.track
        names = set(BASELINES["growth"]) - {champion.model}
        rivals = track[(track["origin"] == "pooled") & track["model"].isin(names)]
        if "top_tenth_lift" not in rivals:
            return {"growth": None}
        best = rivals.dropna(subset=["top_tenth_lift", "growth_slope"]).nlargest(
            1, "top_tenth_lift"
        )
        return {"growth": None if best.empty else str(best["model"].iloc[0])}
    found = track_record(champion, champion.model)
    return {one.call: one.best_null for one in found if one.call in ("entry", "exit")}


def _of_call(track: pd.DataFrame, call: str) -> pd.DataFrame:
    return track[track["call"] == call]


def _growth_row(figures: Row, rival: Row, calls: pd.DataFrame) -> dict[str, float | None]:
    low, high = order.end_columns("top_tenth_lift")
    # A model that forecasts one growth for all claims no order.
    has_order = _figure(figures, "growth_slope") is not None
    return {
        "stated": _middle(calls["stated"]),
        "came_true": _middle(calls["outcome"]),
        "lift": _figure(figures, "top_tenth_lift") if has_order else None,
        "lift_low": _figure(figures, low) if has_order else None,
        "lift_high": _figure(figures, high) if has_order else None,
        "rule_lift": _figure(rival, "top_tenth_lift"),
        "coverage_80": _figure(figures, "coverage_80"),
        "coverage_95": _figure(figures, "coverage_95"),
    }


def _niche_row(figures: Row, rival: Row, calls: pd.DataFrame) -> dict[str, float | None]:
    # The options of older trainings are the likeliest alone: their mean would say too much.
    is_whole = len(calls) >= int(figures["n"])
    return {
        "stated": float(calls["stated"].mean()) if is_whole and len(calls) else None,
        "came_true": _figure(figures, "base_rate"),
        "hit_rate": _figure(figures, "precision_at_10_per_region"),
        "rule_hit_rate": _figure(rival, "precision_at_10_per_region"),
    }


def _live_rows(calls: pd.DataFrame, activity: Activity) -> Iterator[RecordRow]:
    live = calls[calls[LIVE]]
    keys = ["call", "origin", "target", "model", "version"]
    for _, rows in live.groupby(keys, sort=True):
        about = {key: rows[key].iloc[0] for key in keys}
        made = _live_growth if about["call"] == "growth" else _live_niches
        horizon = about["target"] - about["origin"]
        fields: Row = {**about, **made(rows), "horizon": horizon, "n": len(rows)}
        yield RecordRow(activity=activity, live=True, **fields)


def _live_growth(rows: pd.DataFrame) -> dict[str, float | None]:
    inside = (rows["outcome"] >= rows["lower"]) & (rows["outcome"] <= rows["upper"])
    return {
        "stated": _middle(rows["stated"]),
        "came_true": _middle(rows["outcome"]),
        "coverage_80": float(inside.mean()),
    }


def _live_niches(rows: pd.DataFrame) -> dict[str, float | None]:
    return {
        "stated": float(rows["stated"].mean()),
        "came_true": float(rows["outcome"].mean()),
        "hit_rate": likeliest_ten(rows, "stated"),
        "rule_hit_rate": likeliest_ten(rows, "null"),
    }


def likeliest_ten(rows: pd.DataFrame, score: str) -> float | None:
    """Share that came true of the ten calls of each region with the highest score."""
    if rows[score].isna().all():
        return None
    ranked = rows.sort_values(score, ascending=False, kind="stable")
    return number(float(ranked.groupby(["origin", "region_code"]).head(10)["outcome"].mean()))


def _coverage(champion: Champion) -> Iterator[CoverageRow]:
    """Pooled over the origins, by years ahead and by size."""
    rows = champion.coverage
    if rows.empty:
        return
    rows = rows[(rows["model"] == champion.model) & rows["kind"].isin(["step", "size"])]
    for _, part in rows.groupby(["kind", "group"], sort=False):
        at_80, at_95 = (
            float(np.average(part[name], weights=part["n"]))
            for name in ("coverage_80", "coverage_95")
        )
        yield CoverageRow(
            kind=part["kind"].iloc[0],
            group=str(part["group"].iloc[0]),
            n=int(part["n"].sum()),
            coverage_80=at_80,
            coverage_95=at_95,
        )


def _middle(values: "pd.Series[float]") -> float | None:
    return number(float(values.median())) if len(values) else None


def _figure(figures: Row, name: str) -> float | None:
    """A figure of a backtest; older ones lack some."""
    return number(float(figures.get(name, np.nan)))

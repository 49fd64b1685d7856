"""A niche champion made ready to answer: sorted and indexed once, when it is loaded."""

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import cast

import numpy as np
import pandas as pd
import pyarrow as pa

from features.arrays import Array, Index
from features.links.priorities import priorities
from features.niches.counts import Activity
from serving.contracts import Metadata, Track
from serving.niches.contracts import AuditDetails
from serving.niches.details import audit_details
from serving.niches.history import History, yearly
from serving.space.lookup import Space, group_names, niche_space, renamed
from serving.tables import (
    Columns,
    Named,
    Span,
    activities_of,
    by_code,
    by_column,
    region_spans,
    runs,
    table_of,
)
from serving.track_record import metadata, track_record
from training.champion import Champion
from training.niches.caution import MODEL


@dataclass(frozen=True)
class Calls:
    """Entries or exits.

    Attributes
    ----------
    columns : Columns
        Sorted by region, the likeliest first; as in the contract NicheCall, with
        first_reason and last_reason, the span of the reasons of a call.
    by_region : mapping of str to span
    by_activity : mapping of str to (n_calls,) int
        Activity to its rows, the likeliest first.
    """

    columns: Columns
    by_region: Mapping[str, Span]
    by_activity: Mapping[str, Index]


@dataclass(frozen=True)
class NicheLookup:
    """A niche champion.

    Attributes
    ----------
    metadata : Metadata
    activity : "technology" or "cluster"
    regions, activities : mapping of str to Named
        By code, in the order of the package.
    ended : mapping of str to int
        Activity that has ended in the nation to the last year with any count.
    calls : mapping of "entry" and "exit" to Calls
    reasons : (n_reasons,) Arrow array of str
    weights : (n_reasons,)
    priorities : mapping of str to float
        Activity to the weight of the national priority that covers it.
    portfolio : Columns
        The specialisations, sorted by region, the strongest first.
    portfolio_spans : mapping of str to span
        Region to its rows of the portfolio.
    cells : Columns
        All cells with any count, also those without a specialisation.
    cells_by_activity : mapping of str to (n_regions,) int
        Activity to its rows of cells.
    summaries : mapping of str to mapping
        Region to diversity, eci, fitness and count.
    ranks : mapping of str to mapping
        Region to its rank by each of them, NaN where the figure is unknown.
    details : callable
        Details that are the same for all regions; computed on first use.
    space : callable
        The activity space; made ready on first use.
    history : callable
        Counts of technologies in all regions by year; made on first use.
    breakthroughs : Columns
        The chances of activities to break through, the likeliest first.
    points : Columns
        Points of breakthrough, sorted by region, the best first.
    point_spans : mapping of str to span
    breakthrough_record : tuple of Track
        Empty for a champion without breakthroughs.
    elsewhere : collection of str
        Regions of the growth champion.
    """

    metadata: Metadata
    activity: Activity
    regions: Mapping[str, Named]
    activities: Mapping[str, Named]
    ended: Mapping[str, int]
    calls: Mapping[str, Calls]
    reasons: pa.Array
    weights: Array
    priorities: Mapping[str, float]
    portfolio: Columns
    portfolio_spans: Mapping[str, Span]
    cells: Columns
    cells_by_activity: Mapping[str, Index]
    summaries: Mapping[str, Mapping[Hashable, float]]
    ranks: Mapping[str, Mapping[Hashable, float]]
    details: Callable[[], AuditDetails]
    space: Callable[[], Space]
    history: Callable[[], History]
    breakthroughs: Columns
    points: Columns
    point_spans: Mapping[str, Span]
    breakthrough_record: tuple[Track, ...]
    elsewhere: Collection[str] = ()
    said: dict[tuple[str, int], Metadata] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Metadata in words by language and year: ``said_once``."""


def niche_lookup(champion: Champion) -> NicheLookup:
    """Sort and index a niche champion.

    Raises
    ------
    InputError
        The champion lacks a table that answers need.
    """
    calls, reasons = _explained(table_of(champion, "calls"), champion.tables.get("reasons"))
    portfolio, points = _portfolio(champion), _points(champion)
    cells = table_of(champion, "portfolio").reset_index(drop=True)
    summary = table_of(champion, "region_summary").set_index("region_code")
    places = summary.rank(ascending=False, method="min")
    activity = cast(Activity, champion.params.get("activity", "technology"))
    weights = priorities(champion.data, activity)
    described = metadata(champion)
    space = cache(partial(niche_space, champion, described.counted or ""))
    return NicheLookup(
        metadata=described,
        activity=activity,
        regions=by_code(table_of(champion, "regions"), "region"),
        activities=activities_of(champion, activity),
        ended=_ended(table_of(champion, "activities")),
        calls={call: _calls(calls[calls["call"] == call]) for call in ("entry", "exit")},
        reasons=pa.array(reasons["reason"], pa.large_string()),
        weights=reasons["weight"].to_numpy(np.float64),
        priorities=dict(zip(weights.index.tolist(), weights.tolist(), strict=True)),
        portfolio=by_column(portfolio),
        portfolio_spans=region_spans(portfolio),
        cells=by_column(cells),
        cells_by_activity={
            str(activity): np.asarray(places)
            for activity, places in cells.groupby("activity_code").indices.items()
        },
        summaries=_by_region(summary),
        ranks=_by_region(places),
        details=cache(lambda: audit_details(champion, space().network)),
        space=space,
        history=yearly(champion, list(summary.index)),
        breakthroughs=by_column(champion.tables.get("breakthroughs", pd.DataFrame())),
        points=by_column(points),
        point_spans=region_spans(points) if len(points) else {},
        breakthrough_record=tuple(track_record(champion, MODEL)) if len(points) else (),
    )


def in_spoken_language(lookup: NicheLookup, champion: Champion) -> NicheLookup:
    """A lookup with the names and sentences of the language that is spoken; arrays are shared."""
    activities = activities_of(champion, lookup.activity)
    names = {code: one.name for code, one in activities.items()}
    groups = group_names(champion.data, lookup.activity)
    space = cache(lambda: renamed(lookup.space(), names, groups))
    return replace(
        lookup,
        metadata=metadata(champion),
        regions=by_code(table_of(champion, "regions"), "region"),
        activities=activities,
        details=cache(lambda: lookup.details().model_copy(update={"space": space().network})),
        space=space,
        breakthrough_record=tuple(track_record(champion, MODEL)) if lookup.point_spans else (),
    )


def _ended(activities: pd.DataFrame) -> dict[str, int]:
    """Activities that have ended, with their last year; none in a snapshot that does not say so."""
    if "ended" not in activities:
        return {}
    ended = activities.dropna(subset="ended")
    return dict(zip(ended["activity_code"], ended["ended"].astype(int), strict=True))


def _by_region(table: pd.DataFrame) -> dict[str, Mapping[Hashable, float]]:
    """The rows of a table that is indexed by region."""
    return dict(zip(table.index.tolist(), table.to_dict(orient="records"), strict=True))


def _portfolio(champion: Champion) -> pd.DataFrame:
    """The specialisations, the strongest of each region first."""
    rows = table_of(champion, "portfolio")
    rows = rows[rows["location_quotient"] >= float(champion.params.get("threshold", 1.0))]
    complexity = table_of(champion, "activities").set_index("activity_code")["pci"]
    return (
        rows.assign(
            complexity=rows["activity_code"].map(complexity),
            above_usual=rows["count"] - rows["count"] / rows["location_quotient"],
        )
        .sort_values(["region_code", "location_quotient"], ascending=[True, False], kind="stable")
        .reset_index(drop=True)
    )


def _points(champion: Champion) -> pd.DataFrame:
    """Points of breakthrough, the best of each region first; empty without any."""
    if "points" not in champion.tables:
        return pd.DataFrame()
    rows = champion.tables["points"]
    ranked = rows.sort_values(["region_code", "score"], ascending=[True, False], kind="stable")
    return ranked.reset_index(drop=True)


def _calls(rows: pd.DataFrame) -> Calls:
    rows = rows.sort_values(
        ["region_code", "probability"], ascending=[True, False], kind="stable"
    ).reset_index(drop=True)
    likeliest = rows["probability"].sort_values(ascending=False, kind="stable").index
    return Calls(
        columns=by_column(rows),
        by_region=region_spans(rows),
        by_activity={
            str(activity): likeliest[places].to_numpy()
            for activity, places in rows["activity_code"]
            .loc[likeliest]
            .groupby(rows["activity_code"].loc[likeliest])
            .indices.items()
        },
    )


def _explained(
    calls: pd.DataFrame, reasons: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Calls with the span of their reasons, and the reasons sorted by call."""
    keys = ["region_code", "activity_code", "call"]
    if reasons is None:
        nothing = pd.DataFrame({"reason": pd.Series(dtype=str), "weight": pd.Series(dtype=float)})
        return calls.assign(first_reason=0, last_reason=0), nothing
    reasons = reasons.sort_values([*keys, "rank"]).reset_index(drop=True)
    explained, spans = runs(reasons, keys)
    explained = explained.assign(
        first_reason=[first for first, _ in spans], last_reason=[last for _, last in spans]
    )
    joined = calls.merge(explained, on=keys, how="left")
    columns = ["first_reason", "last_reason"]
    joined[columns] = joined[columns].fillna(0).astype(np.int64)
    return joined, reasons[["reason", "weight"]]

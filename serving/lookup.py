"""A champion made ready to answer: sorted and indexed once, when it is loaded."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from features.errors import InputError
from serving.contracts import Metadata, Track
from training.registry import Champion

Array = npt.NDArray[np.float64]
Columns = Mapping[str, npt.NDArray[Any]]
"""A table by columns, all of one length: rows are read from it faster than from a DataFrame."""
Span = tuple[int, int]
SeriesKey = tuple[str, str]

# The figures of a backtest that make the track record in every answer.
TRACK_FIGURES = {
    "growth": ("owa", "smape", "mase", "coverage_80", "coverage_95"),
    "niches": ("ap", "ece", "brier", "base_rate"),
}


@dataclass(frozen=True)
class Named:
    """What a code stands for."""

    name: str
    parent_code: str


@dataclass(frozen=True)
class GrowthLookup:
    """A growth champion. All rows are sorted by region, cluster and year.

    Attributes
    ----------
    metadata : Metadata
    indicator, description, unit : str
    regions, clusters : mapping of str to Named
        By code, in the order of the package.
    series : mapping of str to tuple of str
        Region to the clusters that it has a forecast for.
    points, observations : mapping of (region_code, cluster_code) to span
        The rows of a series in the arrays of forecasts and of history.
    years, steps : (n_points,) int
    quantiles : (n_points, n_probabilities)
        Non-decreasing in a row; the median is among them.
    scores : (n_probabilities,)
        Standard normal scores of the probabilities, increasing.
    history_years, history_values : (n_observations,)
    drivers : mapping of (region_code, cluster_code) to tuple of (driver, contribution)
        The strongest first.
    """

    metadata: Metadata
    indicator: str
    description: str
    unit: str
    regions: Mapping[str, Named]
    clusters: Mapping[str, Named]
    series: Mapping[str, tuple[str, ...]]
    points: Mapping[SeriesKey, Span]
    years: npt.NDArray[np.int64]
    steps: npt.NDArray[np.int64]
    quantiles: Array
    scores: Array
    observations: Mapping[SeriesKey, Span]
    history_years: npt.NDArray[np.int64]
    history_values: Array
    drivers: Mapping[SeriesKey, tuple[tuple[str, float], ...]]


@dataclass(frozen=True)
class Calls:
    """Entries or exits.

    Attributes
    ----------
    columns : Columns
        Sorted by region, the likeliest first; as in the contract NicheCall, beside them
        first_reason and last_reason: the span of the reasons of a call.
    by_region : mapping of str to span
    by_activity : mapping of str to (n_calls,) int
        Activity to its rows, the likeliest first.
    """

    columns: Columns
    by_region: Mapping[str, Span]
    by_activity: Mapping[str, npt.NDArray[np.intp]]


@dataclass(frozen=True)
class NicheLookup:
    """A niche champion.

    Attributes
    ----------
    metadata : Metadata
    activity : "technology" or "cluster"
    regions, activities : mapping of str to Named
        By code, in the order of the package.
    calls : mapping of "entry" and "exit" to Calls
    reasons : (n_reasons,) Arrow array of str
    weights : (n_reasons,)
    portfolio : Columns
        The specialisations, sorted by region, the strongest first.
    portfolio_spans : mapping of str to span
        Region to its rows of the portfolio.
    summaries : mapping of str to mapping
        Region to diversity, eci, fitness and count.
    """

    metadata: Metadata
    activity: str
    regions: Mapping[str, Named]
    activities: Mapping[str, Named]
    calls: Mapping[str, Calls]
    reasons: pa.Array
    weights: Array
    portfolio: Columns
    portfolio_spans: Mapping[str, Span]
    summaries: Mapping[str, Mapping[Hashable, float]]


def growth_lookup(champion: Champion) -> GrowthLookup:
    """Sort and index a growth champion.

    Raises
    ------
    InputError
        A table that answers need is missing from the champion.
    """
    forecasts = _sorted(champion, "forecasts", ["region_code", "cluster_code", "year"])
    history = _sorted(champion, "history", ["region_code", "cluster_code", "year"])
    points = _pair_spans(forecasts)
    indicator = str(champion.params["indicator"])
    indicators = _table(champion, "indicators").set_index("indicator")
    quantiles, scores = _quantiles(forecasts)
    return GrowthLookup(
        metadata=metadata(champion),
        indicator=indicator,
        description=str(indicators.loc[indicator, "description"]),
        unit=str(indicators.loc[indicator, "unit"]),
        regions=_named(_table(champion, "regions"), "region"),
        clusters=_named(_table(champion, "clusters"), "cluster"),
        series=_series(points),
        points=points,
        years=forecasts["year"].to_numpy(np.int64),
        steps=forecasts["step"].to_numpy(np.int64),
        quantiles=quantiles,
        scores=scores,
        observations=_pair_spans(history),
        history_years=history["year"].to_numpy(np.int64),
        history_values=history["value"].to_numpy(np.float64),
        drivers=_drivers(champion),
    )


def niche_lookup(champion: Champion) -> NicheLookup:
    """Sort and index a niche champion.

    Raises
    ------
    InputError
        A table that answers need is missing from the champion.
    """
    calls, reasons = _explained(_table(champion, "calls"), champion.tables.get("reasons"))
    threshold = float(champion.params.get("threshold", 1.0))
    portfolio = _table(champion, "portfolio")
    portfolio = (
        portfolio[portfolio["location_quotient"] >= threshold]
        .sort_values(["region_code", "location_quotient"], ascending=[True, False])
        .reset_index(drop=True)
    )
    summary = _table(champion, "region_summary")
    figures = summary.drop(columns="region_code").to_dict(orient="records")
    return NicheLookup(
        metadata=metadata(champion),
        activity=str(champion.params.get("activity", "technology")),
        regions=_named(_table(champion, "regions"), "region"),
        activities=_named(_table(champion, "activities"), "activity"),
        calls={call: _calls(calls[calls["call"] == call]) for call in ("entry", "exit")},
        reasons=pa.array(reasons["reason"], pa.large_string()),
        weights=reasons["weight"].to_numpy(np.float64),
        portfolio=_columns(portfolio),
        portfolio_spans=_spans(portfolio),
        summaries=dict(zip(summary["region_code"].tolist(), figures, strict=True)),
    )


def _calls(rows: pd.DataFrame) -> Calls:
    rows = rows.sort_values(
        ["region_code", "probability"], ascending=[True, False], kind="stable"
    ).reset_index(drop=True)
    likeliest = rows["probability"].sort_values(ascending=False, kind="stable").index
    return Calls(
        columns=_columns(rows),
        by_region=_spans(rows),
        by_activity={
            str(activity): likeliest[places].to_numpy()
            for activity, places in rows["activity_code"]
            .loc[likeliest]
            .groupby(rows["activity_code"].loc[likeliest])
            .indices.items()
        },
    )


def _columns(rows: pd.DataFrame) -> Columns:
    """A table by columns; equal texts share one string."""
    columns: dict[str, npt.NDArray[Any]] = {}
    for name, column in rows.items():
        if pd.api.types.is_numeric_dtype(column):
            columns[str(name)] = column.to_numpy()
        else:
            codes, texts = pd.factorize(column)
            columns[str(name)] = np.asarray(texts, dtype=object)[codes]
    return columns


def _table(champion: Champion, name: str) -> pd.DataFrame:
    if name not in champion.tables:
        raise InputError(f"{champion.name} version {champion.version} holds no table {name}")
    return champion.tables[name]


def _sorted(champion: Champion, name: str, keys: list[str]) -> pd.DataFrame:
    return _table(champion, name).sort_values(keys).reset_index(drop=True)


def _named(rows: pd.DataFrame, kind: str) -> dict[str, Named]:
    columns = (f"{kind}_code", f"{kind}_name", "parent_code")
    codes, names, parents = (rows[column].tolist() for column in columns)
    return {
        code: Named(name, parent) for code, name, parent in zip(codes, names, parents, strict=True)
    }


def _runs(rows: pd.DataFrame, keys: list[str]) -> tuple[pd.DataFrame, list[Span]]:
    """The distinct keys of a sorted table, and where each begins and ends."""
    first = np.flatnonzero((rows[keys] != rows[keys].shift()).any(axis=1))
    last = np.append(first[1:], len(rows))
    spans = list(zip(first.tolist(), last.tolist(), strict=False))
    return rows[keys].iloc[first], spans


def _spans(rows: pd.DataFrame) -> dict[str, Span]:
    """Region to its rows, in a table sorted by region."""
    keys, spans = _runs(rows, ["region_code"])
    return dict(zip(keys["region_code"].tolist(), spans, strict=True))


def _pair_spans(rows: pd.DataFrame) -> dict[SeriesKey, Span]:
    """Region and cluster to their rows, in a table sorted by them."""
    keys, spans = _runs(rows, ["region_code", "cluster_code"])
    pairs = zip(keys["region_code"].tolist(), keys["cluster_code"].tolist(), strict=True)
    return dict(zip(pairs, spans, strict=True))


def _series(points: Mapping[SeriesKey, Span]) -> dict[str, tuple[str, ...]]:
    clusters: dict[str, list[str]] = {}
    for region, cluster in points:
        clusters.setdefault(region, []).append(cluster)
    return {region: tuple(codes) for region, codes in clusters.items()}


def _quantiles(forecasts: pd.DataFrame) -> tuple[Array, Array]:
    """Quantiles with the median among them, (n_points, n_probabilities), and their scores."""
    columns = [name for name in forecasts.columns if name[0] == "q" and name[1:].isdigit()]
    probabilities = {name: int(name[1:]) / 1000 for name in columns} | {"median": 0.5}
    ordered = sorted(probabilities, key=lambda name: probabilities[name])
    scores = np.array([NormalDist().inv_cdf(probabilities[name]) for name in ordered])
    return np.maximum.accumulate(forecasts[ordered].to_numpy(np.float64), axis=1), scores


def _drivers(champion: Champion) -> dict[SeriesKey, tuple[tuple[str, float], ...]]:
    """What moved each forecast, the strongest first; empty where the champion does not explain."""
    if "reasons" not in champion.tables:
        return {}
    keys = ["region_code", "cluster_code"]
    rows = champion.tables["reasons"].sort_values(
        "contribution", key=np.abs, ascending=False, kind="stable"
    )
    rows = rows.sort_values(keys, kind="stable").reset_index(drop=True)
    pairs = list(zip(rows["driver"].tolist(), rows["contribution"].tolist(), strict=True))
    return {key: tuple(pairs[first:last]) for key, (first, last) in _pair_spans(rows).items()}


def _explained(
    calls: pd.DataFrame, reasons: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Calls with the span of their reasons, and the reasons sorted so that each has one."""
    keys = ["region_code", "activity_code", "call"]
    if reasons is None:
        nothing = pd.DataFrame({"reason": pd.Series(dtype=str), "weight": pd.Series(dtype=float)})
        return calls.assign(first_reason=0, last_reason=0), nothing
    reasons = reasons.sort_values([*keys, "rank"]).reset_index(drop=True)
    explained, spans = _runs(reasons, keys)
    explained = explained.assign(
        first_reason=[first for first, _ in spans], last_reason=[last for _, last in spans]
    )
    joined = calls.merge(explained, on=keys, how="left")
    columns = ["first_reason", "last_reason"]
    joined[columns] = joined[columns].fillna(0).astype(np.int64)
    return joined, reasons[["reason", "weight"]]


def metadata(champion: Champion) -> Metadata:
    """Which model it is, what it knew, and its track record."""
    return Metadata(
        task=champion.task,
        name=champion.name,
        model=champion.model,
        version=champion.version,
        cutoff=champion.cutoff,
        horizon=champion.horizon,
        package=champion.package,
        title=champion.title,
        sha256=champion.sha256,
        created_at=champion.created_at.isoformat(timespec="seconds"),
        track_record=_track_record(champion),
    )


def _track_record(champion: Champion) -> list[Track]:
    """The pooled figures of the champion's own backtest, one row per call for niches."""
    rows = champion.track[champion.track["model"] == champion.model]
    pooled = rows[rows["origin"] == "pooled"]
    origins = sorted({int(origin) for origin in rows["origin"] if origin != "pooled"})
    return [
        Track(
            call=row.get("call"),
            origins=origins,
            n=int(row["n"]),
            figures={name: number(row[name]) for name in TRACK_FIGURES[champion.task]},
        )
        for row in pooled.to_dict(orient="records")
    ]


def number(value: float) -> float | None:
    """A number for JSON, which has no NaN."""
    return float(value) if np.isfinite(value) else None

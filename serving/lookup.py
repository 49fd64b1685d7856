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
from serving.contracts import Metadata, Task, Track
from training.growth import live
from training.growth.live import Live
from training.registry import Champion

Array = npt.NDArray[np.float64]
Columns = Mapping[str, npt.NDArray[Any]]
"""A table by columns, all of one length: rows are read from it faster than from a DataFrame."""
Span = tuple[int, int]
SeriesKey = tuple[str, str]
Moved = tuple[str, float, float]
"""Name of a driver, what it contributes in the unit, and in per cent a year (NaN if unknown)."""

BREAKTHROUGHS = "emergence"
"""Name that the model of breakthroughs has in a backtest."""
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
    points, totals, observations : mapping of (region_code, cluster_code) to span
        The rows of a series or of a total ("" for all) in the arrays of forecasts, and of any in
        those of history.
    years, periods, steps : (n_points,) int
        Periods are the quarters or months of sub-annual data, 0 otherwise.
    quantiles : (n_points, n_probabilities)
        Non-decreasing in a row; the median is among them.
    scores : (n_probabilities,)
        Standard normal scores of the probabilities, increasing.
    history_years, history_periods, history_values : (n_observations,)
    drivers : mapping of (region_code, cluster_code) to tuple of Moved
        The strongest first.
    live : Live or InputError
        What forecasts series that a request brings, or why nothing does.
    """

    metadata: Metadata
    indicator: str
    description: str
    unit: str
    regions: Mapping[str, Named]
    clusters: Mapping[str, Named]
    series: Mapping[str, tuple[str, ...]]
    points: Mapping[SeriesKey, Span]
    totals: Mapping[SeriesKey, Span]
    years: npt.NDArray[np.int64]
    periods: npt.NDArray[np.int64]
    steps: npt.NDArray[np.int64]
    quantiles: Array
    scores: Array
    observations: Mapping[SeriesKey, Span]
    history_years: npt.NDArray[np.int64]
    history_periods: npt.NDArray[np.int64]
    history_values: Array
    drivers: Mapping[SeriesKey, tuple[Moved, ...]]
    live: Live | InputError


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
    breakthroughs : Columns
        The chances of activities to break through, the likeliest first.
    points : Columns
        Points of breakthrough, sorted by region, the best first.
    point_spans : mapping of str to span
    breakthrough_record : tuple of Track
        Empty where the champion tells of no breakthroughs.
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
    breakthroughs: Columns
    points: Columns
    point_spans: Mapping[str, Span]
    breakthrough_record: tuple[Track, ...]


def growth_lookup(champion: Champion) -> GrowthLookup:
    """Sort and index a growth champion.

    Raises
    ------
    InputError
        A table that answers need is missing from the champion.
    """
    keys = ["region_code", "cluster_code"]
    forecasts = _with(_table(champion, "forecasts"), champion.tables.get("totals"))
    forecasts = forecasts.sort_values([*keys, "step"], ignore_index=True)
    history = _with(_table(champion, "history"), champion.tables.get("totals_history"))
    history = history.sort_values([*keys, *_time(champion)], ignore_index=True)
    spans = _pair_spans(forecasts)
    points = {key: span for key, span in spans.items() if all(key)}
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
        totals={key: span for key, span in spans.items() if not all(key)},
        years=forecasts["year"].to_numpy(np.int64),
        periods=_periods(forecasts),
        steps=forecasts["step"].to_numpy(np.int64),
        quantiles=quantiles,
        scores=scores,
        observations=_pair_spans(history),
        history_years=history["year"].to_numpy(np.int64),
        history_periods=_periods(history),
        history_values=history["value"].to_numpy(np.float64),
        drivers=_drivers(champion),
        live=_live(champion),
    )


def _with(rows: pd.DataFrame, totals: pd.DataFrame | None) -> pd.DataFrame:
    """Rows of series and of their totals, where the champion has any."""
    return rows if totals is None else pd.concat([rows, totals], ignore_index=True)


def _time(champion: Champion) -> list[str]:
    """Columns that order a series."""
    return ["year", "period"] if "period" in _table(champion, "history") else ["year"]


def _periods(rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Quarters or months of rows, 0 where they are years."""
    if "period" not in rows:
        return np.zeros(len(rows), dtype=np.int64)
    return rows["period"].to_numpy(np.int64)


def _live(champion: Champion) -> Live | InputError:
    try:
        return live.ready(champion)
    except InputError as error:
        return error


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
    summary, points = _table(champion, "region_summary"), _points(champion)
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
        breakthroughs=_columns(champion.tables.get("breakthroughs", pd.DataFrame())),
        points=_columns(points),
        point_spans=_spans(points) if len(points) else {},
        breakthrough_record=tuple(_track_record(champion, BREAKTHROUGHS)) if len(points) else (),
    )


def _points(champion: Champion) -> pd.DataFrame:
    """Points of breakthrough, the best of each region first; none where none was learned."""
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


def _drivers(champion: Champion) -> dict[SeriesKey, tuple[Moved, ...]]:
    """What moved each forecast, the strongest first; empty where the champion does not explain."""
    if "reasons" not in champion.tables:
        return {}
    keys = ["region_code", "cluster_code"]
    rows = champion.tables["reasons"].sort_values(
        "contribution", key=np.abs, ascending=False, kind="stable"
    )
    rows = rows.sort_values(keys, kind="stable").reset_index(drop=True)
    columns = (rows[name].tolist() for name in ("driver", "contribution", "growth"))
    moved = list(zip(*columns, strict=True))
    return {key: tuple(moved[first:last]) for key, (first, last) in _pair_spans(rows).items()}


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
        periods_per_year=int(champion.params.get("periods_per_year", 1)),
        package=champion.package,
        title=champion.title,
        sha256=champion.sha256,
        created_at=champion.created_at.isoformat(timespec="seconds"),
        track_record=_track_record(champion, champion.model),
    )


def _track_record(champion: Champion, model: str) -> list[Track]:
    """The pooled figures of a model in the champion's own backtest, one row per call for niches."""
    rows = champion.track[champion.track["model"] == model]
    pooled = rows[rows["origin"] == "pooled"]
    origins = sorted({int(origin) for origin in rows["origin"] if origin != "pooled"})
    return [
        Track(
            call=row.get("call"),
            origins=origins,
            n=int(row["n"]),
            figures=_figures(champion.task, row, rows),
            **({} if champion.task == "growth" else _best_null(champion, model, row["call"])),
        )
        for row in pooled.to_dict(orient="records")
    ]


def _figures(
    task: Task, pooled: Mapping[Hashable, Any], rows: pd.DataFrame
) -> dict[str, float | None]:
    """Pooled figures; of intervals also what they held at the worst origin."""
    figures = {name: number(pooled[name]) for name in TRACK_FIGURES[task]}
    if task == "growth":
        origins = rows[rows["origin"] != "pooled"]
        worst = {f"worst_{name}": name for name in ("coverage_80", "coverage_95")}
        figures |= {key: number(origins[name].min()) for key, name in worst.items()}
    return figures


def _best_null(champion: Champion, model: str, call: str) -> dict[str, Any]:
    """The simple rule that the champion names, else the best rival, on the same cells."""
    track = champion.track
    rivals = track[
        (track["origin"] == "pooled") & (track["call"] == call) & (track["model"] != model)
    ]
    if named := champion.params.get(f"best_null_{call}"):
        rivals = rivals[rivals["model"] == named]
    if rivals.empty:
        return {}
    best = rivals.nlargest(1, "ap")
    return {"best_null": str(best["model"].iloc[0]), "best_null_ap": number(best["ap"].iloc[0])}


def number(value: float) -> float | None:
    """A number for JSON, which has no NaN."""
    return float(value) if np.isfinite(value) else None

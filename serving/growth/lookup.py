"""A growth champion made ready to answer: sorted and indexed once, when it is loaded."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from serving.contracts import Metadata
from serving.later import Later
from serving.space.lookup import Space, group_names, industry_space, renamed
from serving.tables import Named, SeriesKey, Span, attempt, by_code, pair_spans, table_of
from serving.track_record import metadata
from training.champion import Champion
from training.growth.live import forecasting
from training.growth.live.forecasting import Live

Moved = tuple[str, float, float]
"""Name of a driver, its contribution in the unit, and in per cent a year (NaN if unknown)."""


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
        Region to its clusters with a forecast.
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
    live : Later
        The model that forecasts series of a request, or an InputError that says why there is
        none; made ready on first use.
    parents : collection of str
        Clusters that are the parent of others with a forecast.
    space : callable
        The space of its clusters; laid out on first use.
    elsewhere : collection of str
        Regions of the niche champions.
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
    live: Later[Live | InputError]
    parents: Collection[str]
    space: Callable[[], Space]
    elsewhere: Collection[str] = ()
    said: dict[tuple[str, int], Metadata] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Metadata in words by language and year: ``said_once``."""
    fastest: dict[str, tuple[SeriesKey, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Region to its series, the fastest growing first; found at the first question."""


def growth_lookup(champion: Champion) -> GrowthLookup:
    """Sort and index a growth champion.

    Raises
    ------
    InputError
        The champion lacks a table that answers need.
    """
    keys = ["region_code", "cluster_code"]
    forecasts = _with(table_of(champion, "forecasts"), champion.tables.get("totals"))
    forecasts = forecasts.sort_values([*keys, "step"], ignore_index=True)
    history = _with(table_of(champion, "history"), champion.tables.get("totals_history"))
    time = [name for name in ("year", "period") if name in history]
    history = history.sort_values([*keys, *time], ignore_index=True)
    spans = pair_spans(forecasts)
    points = {key: span for key, span in spans.items() if all(key)}
    indicator = str(champion.params["indicator"])
    indicators = table_of(champion, "indicators").set_index("indicator")
    quantiles, scores = _quantiles(forecasts)
    clusters = by_code(table_of(champion, "clusters"), "cluster")
    return GrowthLookup(
        metadata=metadata(champion),
        indicator=indicator,
        description=str(indicators.loc[indicator, "description"]),
        unit=str(indicators.loc[indicator, "unit"]),
        regions=by_code(table_of(champion, "regions"), "region"),
        clusters=clusters,
        series=_series(points),
        points=points,
        totals={key: span for key, span in spans.items() if not all(key)},
        years=forecasts["year"].to_numpy(np.int64),
        periods=_periods(forecasts),
        steps=forecasts["step"].to_numpy(np.int64),
        quantiles=quantiles,
        scores=scores,
        observations=pair_spans(history),
        history_years=history["year"].to_numpy(np.int64),
        history_periods=_periods(history),
        history_values=history["value"].to_numpy(np.float64),
        drivers=_drivers(champion),
        live=Later(lambda: attempt(lambda: forecasting.ready(champion))),
        parents={clusters[cluster].parent_code for _, cluster in points},
        space=cache(partial(industry_space, champion)),
    )


def in_spoken_language(lookup: GrowthLookup, champion: Champion) -> GrowthLookup:
    """A lookup with the names and sentences of the language that is spoken; arrays are shared."""
    clusters = by_code(table_of(champion, "clusters"), "cluster")
    names = {code: one.name for code, one in clusters.items()}
    groups = group_names(champion.data, "cluster")
    return replace(
        lookup,
        metadata=metadata(champion),
        regions=by_code(table_of(champion, "regions"), "region"),
        clusters=clusters,
        space=cache(lambda: renamed(lookup.space(), names, groups)),
    )


def _with(rows: pd.DataFrame, totals: pd.DataFrame | None) -> pd.DataFrame:
    """Rows of series and of their totals, where the champion has any."""
    return rows if totals is None else pd.concat([rows, totals], ignore_index=True)


def _periods(rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Quarters or months of rows, 0 where they are years."""
    if "period" not in rows:
        return np.zeros(len(rows), dtype=np.int64)
    return rows["period"].to_numpy(np.int64)


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
    """Drivers of each forecast, the strongest first; empty for a champion without explanations."""
    if "reasons" not in champion.tables:
        return {}
    keys = ["region_code", "cluster_code"]
    rows = champion.tables["reasons"].sort_values(
        "contribution", key=np.abs, ascending=False, kind="stable"
    )
    rows = rows.sort_values(keys, kind="stable").reset_index(drop=True)
    columns = (rows[name].tolist() for name in ("driver", "contribution", "growth"))
    moved = list(zip(*columns, strict=True))
    return {key: tuple(moved[first:last]) for key, (first, last) in pair_spans(rows).items()}

"""Live forecasts: from a champion made ready and the series of a request to a response."""

from collections.abc import Sequence

import numpy as np

from serving.codes import check_codes
from serving.contracts_live import (
    BroughtSeries,
    LivePoint,
    LiveRequest,
    LiveResponse,
    LiveSeries,
    Outlook,
    TotalPath,
)
from serving.lookup import Array, GrowthLookup
from serving.predict_growth import growth_from, interval_bounds, intervals_of
from serving.problems import ProblemError
from serving.support import answered, need
from training.growth import live
from training.growth.live import INDEX, Live, LiveForecast, Series
from training.growth.what_if import Level, Paths, extended, total_rates

NOTES = [
    "live forecasts are the model's own, each for itself: they are not made to add up to totals, "
    "as the stored forecasts may be",
]
PATH_NOTES = [
    "a supposed path moves each forecast by its last value times what its total grows more or "
    "less than forecast; a region's or cluster's path takes the place of the nation's",
    "intervals keep their width, though a path that is given takes some of the doubt away",
]


def forecast(lookup: GrowthLookup, request: LiveRequest) -> LiveResponse:
    """Forecast the series of a request, with supposed paths beside the baseline.

    Raises
    ------
    ProblemError
        unknown-code for paths and for series to borrow from, or question-not-allowed for a path
        of a total of others, for a horizon that the model does not reach, where nothing is there
        to borrow from and for a champion that cannot run live.
    """
    model = need(lookup.live)
    horizon = request.horizon or lookup.metadata.horizon
    if horizon > lookup.metadata.horizon:
        raise ProblemError(
            "question-not-allowed",
            f"the model forecasts {lookup.metadata.horizon} years ahead, not {horizon}",
        )
    _check(model, request)
    paths = Paths(request.national_growth, request.region_growth, request.cluster_growth)
    brought = [_series(series) for series in request.series]
    supposed = bool(paths.nation or paths.regions or paths.clusters)
    found = answered(lambda: live.forecast(model, brought, paths if supposed else None))
    levels = sorted(set(request.levels))
    return LiveResponse(
        metadata=lookup.metadata,
        indicator=lookup.indicator,
        indicator_description=lookup.description,
        unit=lookup.unit,
        totals=_totals(model, paths, horizon),
        forecasts=[
            _live_series(lookup, series, one, horizon, levels)
            for series, one in zip(request.series, found, strict=True)
        ],
        notes=[*NOTES, *PATH_NOTES] if supposed else NOTES,
    )


def _check(model: Live, request: LiveRequest) -> None:
    """Codes that must be known: of supposed paths, and to borrow from."""
    for level, paths in (("region", request.region_growth), ("cluster", request.cluster_growth)):
        field, groups = f"{level}_growth", model.groups[level]
        check_codes(level, field, paths, groups)
        totals = [code for code in paths if groups[code] < 0]
        if totals:
            raise ProblemError(
                "question-not-allowed",
                f"{field}: {totals[0]} is itself a total of others: give a path of each of its "
                "parts, or of the nation",
            )
    sources = [series.borrow_from or "" for series in request.series]
    known = ["", *(code for codes in model.groups.values() for code in codes)]
    check_codes("sector, cluster or region to borrow from", "series", sources, known)


def _series(series: BroughtSeries) -> Series:
    known = [point for point in series.history if point.value is not None]
    return Series(
        series.region_code,
        series.cluster_code,
        np.array([point.year for point in known], dtype=np.intp),
        np.array([point.value for point in known], dtype=np.float64),
        series.borrow_from or "",
    )


def _live_series(
    lookup: GrowthLookup,
    series: BroughtSeries,
    found: LiveForecast,
    horizon: int,
    levels: Sequence[int],
) -> LiveSeries:
    bounds = interval_bounds(found.ladder[:horizon], lookup.scores, levels)
    other = found.what_if
    moved = None if other is None else interval_bounds(other[:horizon], lookup.scores, levels)
    base = INDEX if found.last_value is None else found.last_value
    region, cluster = (
        lookup.regions.get(series.region_code),
        lookup.clusters.get(series.cluster_code),
    )
    return LiveSeries(
        region_code=series.region_code,
        region_name=series.region_name or (region.name if region else series.region_code),
        cluster_code=series.cluster_code,
        cluster_name=series.cluster_name or (cluster.name if cluster else series.cluster_code),
        origin=found.origin,
        last_value=found.last_value,
        unit=lookup.unit if found.last_value is not None else f"index, {INDEX:g} in {found.origin}",
        growth=growth_from(bounds[-1], horizon, base, levels),
        what_if_growth=None if moved is None else growth_from(moved[-1], horizon, base, levels),
        points=_points(found.origin, bounds, moved, levels),
        warnings=list(found.warnings),
    )


def _points(
    origin: int, bounds: Array, moved: Array | None, levels: Sequence[int]
) -> list[LivePoint]:
    middle = len(levels)
    what_if = [
        None if row is None else Outlook(median=row[middle], intervals=intervals_of(row, levels))
        for row in ([None] * len(bounds) if moved is None else moved.tolist())
    ]
    return [
        LivePoint(
            year=origin + step,
            step=step,
            median=row[middle],
            intervals=intervals_of(row, levels),
            what_if=what_if[step - 1],
        )
        for step, row in enumerate(bounds.tolist(), start=1)
    ]


def _totals(model: Live, paths: Paths, horizon: int) -> list[TotalPath]:
    """The nation, and each region and cluster of which a path is supposed."""
    asked: list[tuple[Level, str, Sequence[float]]] = [("nation", "", paths.nation)]
    asked += [("region", code, path) for code, path in paths.regions.items()]
    asked += [("cluster", code, path) for code, path in paths.clusters.items()]
    return [
        TotalPath(
            level=level,
            code=code,
            baseline=total_rates(model.peers, level, code)[:horizon].tolist(),
            supposed=extended(path, horizon).tolist() if path else [],
        )
        for level, code, path in asked
    ]

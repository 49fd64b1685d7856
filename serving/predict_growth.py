"""Growth forecasts: from a champion made ready and a request to a response."""

from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from serving.codes import check_codes
from serving.contracts import (
    MAX_SERIES,
    ClusterForecast,
    Driver,
    ForecastPoint,
    ForecastRequest,
    ForecastResponse,
    Growth,
    GrowthPart,
    Interval,
    Observation,
    SeriesKey,
)
from serving.lookup import Array, GrowthLookup, number
from serving.problems import ProblemError


def forecast_growth(lookup: GrowthLookup, request: ForecastRequest) -> ForecastResponse:
    """Growth forecasts of the series asked for.

    Raises
    ------
    ProblemError
        unknown-code, or question-not-allowed for a horizon that the model does not reach, for
        series that the data lacks altogether, and for more than MAX_SERIES of them.
    """
    check_codes("region", "region_codes", request.region_codes, lookup.regions)
    check_codes("cluster", "cluster_codes", request.cluster_codes, lookup.clusters)
    horizon = request.horizon or lookup.metadata.horizon
    if horizon > lookup.metadata.horizon:
        raise ProblemError(
            "question-not-allowed",
            f"the model forecasts {lookup.metadata.horizon} years ahead, not {horizon}",
        )
    keys, missing = _asked_series(lookup, request)
    return ForecastResponse(
        metadata=lookup.metadata,
        indicator=lookup.indicator,
        indicator_description=lookup.description,
        unit=lookup.unit,
        forecasts=[
            _cluster_forecast(lookup, key, horizon, request.levels, request.history) for key in keys
        ],
        without_forecast=[SeriesKey(region_code=r, cluster_code=c) for r, c in missing],
    )


def _asked_series(
    lookup: GrowthLookup, request: ForecastRequest
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Series to forecast, and those asked for by both codes that the data lacks."""
    regions = dict.fromkeys(request.region_codes or lookup.series)
    clusters = dict.fromkeys(request.cluster_codes)
    asked = [(r, c) for r in regions for c in clusters or lookup.series.get(r, ())]
    keys = [key for key in asked if key in lookup.points]
    by_both = request.region_codes and request.cluster_codes
    missing = [key for key in asked if key not in lookup.points] if by_both else []
    if not keys:
        raise ProblemError(
            "question-not-allowed",
            f"{lookup.metadata.package} has no series of {lookup.indicator} for these codes that "
            "could be forecast",
        )
    if len(keys) > MAX_SERIES:
        raise ProblemError(
            "invalid-request", f"this asks for {len(keys)} series: at most {MAX_SERIES} at once"
        )
    return keys, missing


def _cluster_forecast(
    lookup: GrowthLookup, key: tuple[str, str], horizon: int, levels: Sequence[int], history: int
) -> ClusterForecast:
    first, last = lookup.points[key]
    last = first + int(np.searchsorted(lookup.steps[first:last], horizon, side="right"))
    levels = sorted(set(levels))
    bounds = interval_bounds(lookup.quantiles[first:last], lookup.scores, levels)
    years, steps = lookup.years[first:last].tolist(), lookup.steps[first:last].tolist()
    last_value = _last_value(lookup, key)
    return ClusterForecast(
        region_code=key[0],
        region_name=lookup.regions[key[0]].name,
        cluster_code=key[1],
        cluster_name=lookup.clusters[key[1]].name,
        last_value=last_value,
        growth=_growth(bounds[-1], steps[-1], last_value, levels),
        points=[
            ForecastPoint(
                year=year,
                step=step,
                median=row[len(levels)],
                intervals=_intervals(row, levels),
            )
            for year, step, row in zip(years, steps, bounds.tolist(), strict=True)
        ],
        history=_observations(lookup, key, history),
        drivers=[
            Driver(driver=driver, contribution=contribution)
            for driver, contribution in lookup.drivers.get(key, ())
        ],
    )


def interval_bounds(quantiles: Array, scores: Array, levels: Sequence[int]) -> Array:
    """Bounds of central intervals, interpolated between quantiles on the normal scale.

    Parameters
    ----------
    quantiles : (n, n_probabilities)
        Non-decreasing in a row.
    scores : (n_probabilities,)
        Standard normal scores of the probabilities, increasing.
    levels : sequence of int
        Per cent, ascending, without repeats.

    Returns
    -------
    (n, 2 * len(levels) + 1)
        Non-decreasing in a row: lower bounds from the widest interval to the narrowest, the
        median, upper bounds from the narrowest to the widest.
    """
    at = _interval_scores(tuple(levels))
    left = np.clip(np.searchsorted(scores, at, side="right") - 1, 0, len(scores) - 2)
    weight = np.clip((at - scores[left]) / (scores[left + 1] - scores[left]), 0, 1)
    low, high = quantiles[:, left], quantiles[:, left + 1]
    # Rounding must not make two bounds cross.
    return np.asarray(np.maximum.accumulate(low + weight * (high - low), axis=1))


@lru_cache(maxsize=1024)
def _interval_scores(levels: tuple[int, ...]) -> Array:
    """Standard normal scores of the bounds of central intervals, ascending."""
    upper = [NormalDist().inv_cdf(0.5 + level / 200) for level in levels]
    return np.array([-score for score in reversed(upper)] + [0.0] + upper)


def _intervals(row: Sequence[float], levels: Sequence[int]) -> list[Interval]:
    middle = len(levels)
    return [
        Interval(level=level, lower=row[middle - i], upper=row[middle + i])
        for i, level in enumerate(levels, start=1)
    ]


def _growth(
    bounds: Array, step: int, last_value: float | None, levels: Sequence[int]
) -> Growth | None:
    """Growth in per cent from a positive last value; null for any other."""
    if last_value is None or last_value <= 0:
        return None
    ratios = (bounds / last_value).tolist()
    median = ratios[len(levels)]
    return Growth(
        median=100 * (median - 1),
        median_per_year=100 * (median ** (1 / step) - 1) if median > 0 else None,
        intervals=_intervals([100 * (ratio - 1) for ratio in ratios], levels),
    )


def _last_value(lookup: GrowthLookup, key: tuple[str, str]) -> float | None:
    """The value at the cutoff, where it is known."""
    first, last = lookup.observations.get(key, (0, 0))
    if first == last or lookup.history_years[last - 1] != lookup.metadata.cutoff:
        return None
    return number(lookup.history_values[last - 1])


def _observations(lookup: GrowthLookup, key: tuple[str, str], latest: int) -> list[Observation]:
    first, last = lookup.observations.get(key, (0, 0))
    first = max(first, last - latest)
    years = lookup.history_years[first:last].tolist()
    values = lookup.history_values[first:last].tolist()
    return [
        Observation(year=year, value=number(value))
        for year, value in zip(years, values, strict=True)
    ]


def growth_part(
    lookup: GrowthLookup, region: str, levels: Sequence[int], limit: int
) -> GrowthPart | None:
    """The clusters of a region that are expected to grow fastest; None without a forecast."""
    if region not in lookup.series:
        return None
    forecasts = [
        _cluster_forecast(lookup, (region, cluster), lookup.metadata.horizon, levels, 0)
        for cluster in lookup.series[region]
    ]
    forecasts.sort(key=_median_growth, reverse=True)
    return GrowthPart(
        metadata=lookup.metadata,
        indicator=lookup.indicator,
        unit=lookup.unit,
        forecasts=forecasts[:limit],
    )


def _median_growth(forecast: ClusterForecast) -> float:
    return forecast.growth.median if forecast.growth else -np.inf

"""Growth forecasts: from a champion made ready and a request to a response."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from features.arrays import Array
from serving.contracts import Interval
from serving.growth.contracts import (
    MAX_SERIES,
    ClusterForecast,
    Driver,
    ForecastPoint,
    ForecastRequest,
    ForecastResponse,
    Growth,
    GrowthPart,
    Observation,
    SeriesKey,
)
from serving.growth.lookup import GrowthLookup
from serving.http.codes import by_field, check_codes, check_regions
from serving.http.problems import ProblemError
from serving.languages.language import language, say, spoken
from serving.record_words import said_once, unit_in_words
from serving.sent.made import Make, as_object
from serving.tables import number
from training.growth.explain.drivers import LEAST_VALUE


def forecast_growth(
    lookup: GrowthLookup, request: ForecastRequest, make: Make = as_object
) -> ForecastResponse:
    """Growth forecasts of the series asked for.

    Raises
    ------
    ProblemError
        unknown-code; question-not-allowed for a horizon beyond the model's and where none of the
        series has a forecast; invalid-request for more than MAX_SERIES of them.
    """
    regions = by_field("region_codes", request.region_codes)
    check_regions(regions, lookup.regions, lookup.elsewhere, lookup.metadata)
    check_codes("cluster", by_field("cluster_codes", request.cluster_codes), lookup.clusters)
    horizon = horizon_of(lookup, request.horizon)
    keys, missing = _series_keys(lookup, request)
    levels, history = request.levels, request.history
    return make(
        ForecastResponse,
        metadata=said_once(lookup.metadata, lookup.said),
        indicator=lookup.indicator,
        indicator_description=lookup.description,
        unit=unit_in_words(lookup.unit),
        forecasts=[_cluster_forecast(lookup, key, horizon, levels, history, make) for key in keys],
        without_forecast=[make(SeriesKey, region_code=r, cluster_code=c) for r, c in missing],
        totals=[
            _cluster_forecast(lookup, key, horizon, levels, history, make)
            for key in (_total_keys(request) if request.totals else [])
            if key in lookup.totals
        ],
    )


def horizon_of(lookup: GrowthLookup, requested: int | None) -> int:
    """The requested years ahead, all that the model forecasts by default; ProblemError beyond."""
    horizon = requested or lookup.metadata.horizon
    if horizon > lookup.metadata.horizon:
        raise ProblemError(
            "question-not-allowed",
            say("problem.horizon", horizon=lookup.metadata.horizon, asked=horizon),
        )
    return horizon


def total_growth(lookup: GrowthLookup, region: str, level: int) -> Growth | None:
    """Growth of all clusters of a region together ("" for all regions); None where unknown."""
    if (region, "") not in lookup.totals:
        return None
    return _cluster_forecast(lookup, (region, ""), lookup.metadata.horizon, [level], 0).growth


def total_forecast(
    lookup: GrowthLookup, region: str, level: int, history: int, cluster: str = ""
) -> ClusterForecast | None:
    """The forecast of all clusters of a region together; None where the champion has none.

    For no region and a cluster that of the cluster in all regions together.
    """
    key = (region, cluster)
    if key not in lookup.totals:
        return None
    return _cluster_forecast(lookup, key, lookup.metadata.horizon, [level], history)


def _total_keys(request: ForecastRequest) -> list[tuple[str, str]]:
    """The keys of each region, each cluster, and all together."""
    regions = [(region, "") for region in dict.fromkeys(request.region_codes)]
    return [
        *regions,
        *(("", cluster) for cluster in dict.fromkeys(request.cluster_codes)),
        ("", ""),
    ]


def _series_keys(
    lookup: GrowthLookup, request: ForecastRequest
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Series to forecast, and those requested by both codes that have no forecast."""
    regions = dict.fromkeys(request.region_codes or lookup.series)
    clusters = dict.fromkeys(request.cluster_codes)
    requested = [(r, c) for r in regions for c in clusters or lookup.series.get(r, ())]
    keys = [key for key in requested if key in lookup.points]
    by_both = request.region_codes and request.cluster_codes
    missing = [key for key in requested if key not in lookup.points] if by_both else []
    if not keys:
        raise ProblemError("question-not-allowed", _no_series(lookup, request))
    if len(keys) > MAX_SERIES:
        raise ProblemError(
            "invalid-request", say("problem.many_series", n=len(keys), most=MAX_SERIES)
        )
    return keys, missing


def _no_series(lookup: GrowthLookup, request: ForecastRequest) -> str:
    """That there are no series, and which one with a history was discontinued last, and when."""
    of_package = {"package": lookup.metadata.package, "indicator": lookup.indicator}
    regions, clusters = set(request.region_codes), set(request.cluster_codes)
    ends = [
        (int(lookup.history_years[end - 1]), region, cluster)
        for (region, cluster), (_, end) in lookup.observations.items()
        if (region in regions if regions else region)
        and (cluster in clusters if clusters else cluster)
    ]
    if not ends:
        return say("problem.no_series", **of_package)
    year, region, cluster = max(ends)
    last = {**of_package, "year": year, "region": region, "cluster": cluster}
    if len(ends) > 1:
        return say("problem.no_series.several", **last, n=len(ends))
    return say("problem.no_series.one", **last)


def _cluster_forecast(
    lookup: GrowthLookup,
    key: tuple[str, str],
    horizon: int,
    levels: Sequence[int],
    history: int,
    make: Make = as_object,
) -> ClusterForecast:
    first, end = _span(lookup, key)
    per_year = lookup.metadata.periods_per_year
    last = first + bisect_right(lookup.steps[first:end].tolist(), horizon * per_year)
    levels = sorted(set(levels))
    bounds = interval_bounds(lookup.quantiles[first:last], lookup.scores, levels)
    years, steps = lookup.years[first:last].tolist(), lookup.steps[first:last].tolist()
    last_value = _last_value(lookup, key)
    return make(
        ClusterForecast,
        region_code=key[0],
        region_name=lookup.regions[key[0]].name if key[0] else say("answer.all_regions"),
        cluster_code=key[1],
        cluster_name=lookup.clusters[key[1]].name if key[1] else say("answer.all_clusters"),
        is_total=bool(key[1]) and key[1] in lookup.parents,
        last_value=last_value,
        growth=growth_from(bounds[-1], steps[-1] / per_year, last_value, levels, make),
        points=[
            make(
                ForecastPoint,
                year=year,
                period=period or None,
                step=step,
                median=row[len(levels)],
                intervals=intervals_of(row, levels, make),
            )
            for year, period, step, row in zip(
                years, lookup.periods[first:last].tolist(), steps, bounds.tolist(), strict=True
            )
        ],
        history=_observations(lookup, key, history, make),
        drivers=_drivers(lookup, key, make) if last == end else [],
    )


def _span(lookup: GrowthLookup, key: tuple[str, str]) -> tuple[int, int]:
    """The rows of a series, or of a total."""
    return (lookup.points if all(key) else lookup.totals)[key]


def _drivers(lookup: GrowthLookup, key: tuple[str, str], make: Make) -> list[Driver]:
    code = spoken().code
    return [
        make(
            Driver,
            driver=driver,
            phrase=_phrase(driver, code),
            contribution=contribution,
            growth=number(growth),
        )
        for driver, contribution, growth in lookup.drivers.get(key, ())
    ]


@lru_cache(maxsize=1024)
def _phrase(driver: str, code: str) -> str:
    """A driver in words of a language."""
    return language(code).say_or(f"driver.{driver}", driver)


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
    left, weight = _between(tuple(levels), tuple(scores.tolist()))
    low, high = quantiles[:, left], quantiles[:, left + 1]
    # Rounding must not let two bounds cross.
    return np.asarray(np.maximum.accumulate(low + weight * (high - low), axis=1))


@lru_cache(maxsize=1024)
def _between(
    levels: tuple[int, ...], of_scores: tuple[float, ...]
) -> tuple[npt.NDArray[np.int64], Array]:
    """Quantile below each bound of central intervals, and the weight of the next, ascending."""
    scores = np.array(of_scores)
    upper = [NormalDist().inv_cdf(0.5 + level / 200) for level in levels]
    at = np.array([-score for score in reversed(upper)] + [0.0] + upper)
    left = np.clip(np.searchsorted(scores, at, side="right") - 1, 0, len(scores) - 2)
    weight = np.clip((at - scores[left]) / (scores[left + 1] - scores[left]), 0, 1)
    # A score on the grid takes its quantile exactly: a zero stays a zero.
    return left, weight.round(12)


def intervals_of(
    row: Sequence[float], levels: Sequence[int], make: Make = as_object
) -> list[Interval]:
    """Intervals of a row of `interval_bounds`."""
    middle = len(levels)
    return [
        make(Interval, level=level, lower=row[middle - i], upper=row[middle + i])
        for i, level in enumerate(levels, start=1)
    ]


def growth_from(
    bounds: Array,
    n_years: float,
    last_value: float | None,
    levels: Sequence[int],
    make: Make = as_object,
) -> Growth | None:
    """Growth in per cent over some years from a positive last value; None for any other."""
    if last_value is None or last_value <= LEAST_VALUE:
        return None
    ratios = (bounds / last_value).tolist()
    median = ratios[len(levels)]
    certain = sum(lower > 0 for lower in ratios[: len(levels)])
    a_year = [_per_year(ratio, n_years) if ratio > 0 else -100.0 for ratio in ratios]
    return make(
        Growth,
        median=100 * (median - 1),
        median_per_year=_per_year(median, n_years) if median > 0 else None,
        intervals=intervals_of([100 * (ratio - 1) for ratio in ratios], levels, make),
        intervals_per_year=intervals_of(a_year, levels, make)[:certain],
    )


def _per_year(ratio: float, n_years: float) -> float:
    """The compound annual rate in per cent of a positive ratio."""
    return float(100 * (ratio ** (1 / n_years) - 1))


def _last_value(lookup: GrowthLookup, key: tuple[str, str]) -> float | None:
    """The value one point before the first forecast; None where unknown."""
    first, last = lookup.observations.get(key, (0, 0))
    if first == last:
        return None
    per_year, ahead = lookup.metadata.periods_per_year, _span(lookup, key)[0]
    then = lookup.history_years[last - 1] * per_year + lookup.history_periods[last - 1]
    if then + 1 != lookup.years[ahead] * per_year + lookup.periods[ahead]:
        return None
    return number(lookup.history_values[last - 1])


def _observations(
    lookup: GrowthLookup, key: tuple[str, str], latest: int, make: Make
) -> list[Observation]:
    first, last = lookup.observations.get(key, (0, 0))
    first = max(first, last - latest * lookup.metadata.periods_per_year)
    years = lookup.history_years[first:last].tolist()
    periods = lookup.history_periods[first:last].tolist()
    values = lookup.history_values[first:last].tolist()
    return [
        make(Observation, year=year, period=period or None, value=number(value))
        for year, period, value in zip(years, periods, values, strict=True)
    ]


def growth_part(
    lookup: GrowthLookup,
    region: str,
    levels: Sequence[int],
    limit: int,
    make: Make = as_object,
) -> GrowthPart | None:
    """The clusters of a region that are expected to grow fastest; None without a forecast."""
    if region not in lookup.series:
        return None
    if region not in lookup.fastest:
        keys = [(region, cluster) for cluster in lookup.series[region]]
        keys.sort(key=lambda key: _median_growth(lookup, key), reverse=True)
        lookup.fastest[region] = tuple(keys)
    horizon = lookup.metadata.horizon
    return make(
        GrowthPart,
        metadata=said_once(lookup.metadata, lookup.said),
        indicator=lookup.indicator,
        unit=unit_in_words(lookup.unit),
        forecasts=[
            _cluster_forecast(lookup, key, horizon, levels, 0, make)
            for key in lookup.fastest[region][:limit]
        ],
    )


def _median_growth(lookup: GrowthLookup, key: tuple[str, str]) -> float:
    """Median to the last year forecast over the last value; least where there is no growth."""
    last_value = _last_value(lookup, key)
    if last_value is None or last_value <= LEAST_VALUE:
        return -np.inf
    middle = int(np.searchsorted(lookup.scores, 0.0))
    return float(lookup.quantiles[_span(lookup, key)[1] - 1, middle]) / last_value

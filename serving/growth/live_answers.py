"""Live forecasts: from a champion made ready and the series of a request to a response."""

from collections.abc import Sequence

import numpy as np

from features.arrays import Array
from features.errors import InputError
from features.package.periods import LABELS, time_of, year_and_period
from serving.growth.answers import growth_from, horizon_of, interval_bounds, intervals_of
from serving.growth.live_contracts import (
    LivePoint,
    LiveRequest,
    LiveResponse,
    LiveSeries,
    Outlook,
    TotalPath,
    UserSeries,
)
from serving.growth.lookup import GrowthLookup
from serving.http.codes import check_codes
from serving.http.problems import ProblemError, invalid_field
from serving.languages.language import say
from serving.languages.recognition import recognised
from serving.record_words import in_words, unit_in_words
from serving.tables import need
from training.growth.live import forecasting, user_series
from training.growth.live.forecasting import INDEX, Live, LiveForecast
from training.growth.live.what_if import Level, Paths, extended, total_rates


def forecast(lookup: GrowthLookup, request: LiveRequest) -> LiveResponse:
    """Forecast the series of a request, with assumed paths beside the baseline.

    Raises
    ------
    ProblemError
        invalid-request for a period that is missing or superfluous, a path longer than the horizon
        and a path of a total without growth; unknown-code for paths and for series to borrow from;
        question-not-allowed for a path of a total of others, a horizon beyond the model's, a
        discontinued series without a history in the request, a series that can borrow from none,
        and a champion that cannot run live.
    """
    model = need(lookup.live())
    horizon = horizon_of(lookup, request.horizon)
    _check_periods(model, request)
    _check(model, request)
    _check_lengths(request, horizon)
    paths = Paths(request.national_growth, request.region_growth, request.cluster_growth)
    user_series = [_series(model, series) for series in request.series]
    is_assumed = bool(paths.nation or paths.regions or paths.clusters)
    totals = _totals(model, paths, horizon)
    found = forecasting.forecast(model, user_series, paths if is_assumed else None)
    levels = sorted(set(request.levels))
    return LiveResponse(
        metadata=in_words(lookup.metadata),
        indicator=lookup.indicator,
        indicator_description=lookup.description,
        unit=unit_in_words(lookup.unit),
        totals=totals,
        forecasts=[
            _live_series(lookup, model, series, live, horizon, levels)
            for series, live in zip(request.series, found, strict=True)
        ],
        notes=[*_price_notes(lookup, request), *_notes(model, is_assumed=is_assumed)],
    )


def _price_notes(lookup: GrowthLookup, request: LiveRequest) -> list[str]:
    """The prices that histories of a request must be in; nothing is converted."""
    has_history = any(series.history for series in request.series)
    if not has_history or lookup.metadata.price_basis not in ("current", "constant"):
        return []
    return [say("answer.live.prices", prices=in_words(lookup.metadata).prices)]


def _notes(model: Live, *, is_assumed: bool) -> list[str]:
    notes = ["separate", *(["path", "width"] if is_assumed else [])]
    if is_assumed and model.periods_per_year > 1:
        notes.append("seasons")
    return [say(f"answer.live.{note}") for note in notes]


def _check_periods(model: Live, request: LiveRequest) -> None:
    """Refuse points without the quarter or month of the champion's data, or with one for years."""
    per_year = model.periods_per_year
    for number, series in enumerate(request.series):
        for place, point in enumerate(series.history):
            if not _fits(point.period, per_year):
                field = f"series[{number}].history[{place}].period"
                raise invalid_field(field, _wanted(per_year))


def _fits(period: int | None, per_year: int) -> bool:
    if per_year == 1:
        return period is None
    return period is not None and period <= per_year


def _wanted(per_year: int) -> str:
    if per_year == 1:
        return say("problem.period.yearly")
    return say(f"problem.period.{LABELS[per_year]}", most=per_year)


def _check(model: Live, request: LiveRequest) -> None:
    """Refuse unknown codes of assumed paths and to borrow from, and paths of totals of others."""
    for level, paths in (("region", request.region_growth), ("cluster", request.cluster_growth)):
        field, groups = f"{level}_growth", model.groups[level]
        check_codes(level, {f"{field}.{code}": code for code in paths}, groups)
        totals = [code for code in paths if groups[code] < 0]
        if totals:
            raise ProblemError(
                "question-not-allowed",
                say("problem.path_of_total", field=field, code=totals[0]),
            )
    sources = {
        f"series[{number}].borrow_from": series.borrow_from
        for number, series in enumerate(request.series)
        if series.borrow_from
    }
    codes = [code for group in model.groups.values() for code in group if code]
    check_codes("sector, cluster or region to borrow from", sources, codes)


def _check_lengths(request: LiveRequest, horizon: int) -> None:
    """Refuse paths longer than the horizon: the rates of later years would be ignored."""
    paths = {"national_growth": request.national_growth}
    for level, of in (("region", request.region_growth), ("cluster", request.cluster_growth)):
        paths |= {f"{level}_growth.{code}": path for code, path in of.items()}
    for field, path in paths.items():
        if len(path) > horizon:
            raise invalid_field(
                field,
                say("problem.path_length", n=len(path), horizon=horizon, most=horizon),
            )


def _series(model: Live, series: UserSeries) -> user_series.UserSeries:
    points = [point for point in series.history if point.value is not None]
    per_year = model.periods_per_year
    times = [time_of(point.year, point.period or 1, per_year) for point in points]
    return user_series.UserSeries(
        series.region_code,
        series.cluster_code,
        np.array(times, dtype=np.intp),
        np.array([point.value for point in points], dtype=np.float64),
        series.borrow_from or "",
    )


def _live_series(
    lookup: GrowthLookup,
    model: Live,
    series: UserSeries,
    found: LiveForecast,
    horizon: int,
    levels: Sequence[int],
) -> LiveSeries:
    n_steps, other = horizon * model.periods_per_year, found.what_if
    bounds = interval_bounds(found.ladder[:n_steps], lookup.scores, levels)
    moved = None if other is None else interval_bounds(other[:n_steps], lookup.scores, levels)
    base = INDEX if found.last_value is None else found.last_value
    region, cluster = (
        lookup.regions.get(series.region_code),
        lookup.clusters.get(series.cluster_code),
    )
    origin, period = _year_and_period(model, found.origin)
    index = say("answer.index", index=f"{INDEX:g}", start=model.label(found.origin))
    return LiveSeries(
        region_code=series.region_code,
        region_name=series.region_name or (region.name if region else series.region_code),
        cluster_code=series.cluster_code,
        cluster_name=series.cluster_name or (cluster.name if cluster else series.cluster_code),
        origin=origin,
        origin_period=period,
        last_value=found.last_value,
        unit=unit_in_words(lookup.unit) if found.last_value is not None else index,
        growth=growth_from(bounds[-1], horizon, base, levels),
        what_if_growth=None if moved is None else growth_from(moved[-1], horizon, base, levels),
        points=_points(model, found.origin, bounds, moved, levels),
        warnings=[recognised(warning, "live.") for warning in found.warnings],
    )


def _year_and_period(model: Live, time: int) -> tuple[int, int | None]:
    """Year and period of a time, without a period where data are annual."""
    year, period = year_and_period(time, model.periods_per_year)
    return year, period if model.periods_per_year > 1 else None


def _points(
    model: Live, origin: int, bounds: Array, moved: Array | None, levels: Sequence[int]
) -> list[LivePoint]:
    middle = len(levels)
    what_if = [
        None if row is None else Outlook(median=row[middle], intervals=intervals_of(row, levels))
        for row in ([None] * len(bounds) if moved is None else moved.tolist())
    ]
    times = [_year_and_period(model, origin + step) for step in range(1, len(bounds) + 1)]
    return [
        LivePoint(
            year=year,
            period=period,
            step=step,
            median=row[middle],
            intervals=intervals_of(row, levels),
            what_if=what_if[step - 1],
        )
        for step, ((year, period), row) in enumerate(
            zip(times, bounds.tolist(), strict=True), start=1
        )
    ]


def _totals(model: Live, paths: Paths, horizon: int) -> list[TotalPath]:
    """The nation, and each region and cluster with an assumed path."""
    levels: list[tuple[Level, str, Sequence[float]]] = [("nation", "", paths.nation)]
    levels += [("region", code, path) for code, path in paths.regions.items()]
    levels += [("cluster", code, path) for code, path in paths.clusters.items()]
    return [total for level in levels if (total := _total(model, *level, horizon))]


def _total(
    model: Live, level: Level, code: str, path: Sequence[float], horizon: int
) -> TotalPath | None:
    """None where the total has neither growth nor an assumed path."""
    try:
        baseline = total_rates(model.peers, level, code)[:horizon].tolist()
    except InputError as error:
        if not path:
            return None
        field = "national_growth" if level == "nation" else f"{level}_growth.{code}"
        raise invalid_field(field, recognised(str(error), "problem.data.live.")) from None
    assumed = extended(path, horizon).tolist() if path else []
    return TotalPath(level=level, code=code, baseline=baseline, supposed=assumed)

"""Growth forecasts in a terminal, precomputed and live."""

from collections.abc import Sequence
from typing import Any

from features.formats import number, signed
from features.package.periods import label, time_of, year_and_period
from serving.growth.contracts import (
    ClusterForecast,
    Driver,
    ForecastPoint,
    ForecastResponse,
    Growth,
    GrowthPart,
)
from serving.growth.live_contracts import LivePoint, LiveResponse, LiveSeries, TotalPath
from serving.terminal.blocks import (
    Blocks,
    Column,
    by_region,
    growth_note,
    interval,
    line,
    table,
)

N_DRIVERS = 3
LARGE = 0.5
"""Further drivers are named from this growth on, in per cent a year."""
SMALLEST = 0.05
"""Growth below it, in per cent a year, rounds to zero."""


def forecasts(answer: ForecastResponse | GrowthPart) -> Blocks:
    """Growth of each cluster with its intervals, one table per region."""
    totals = answer.totals if isinstance(answer, ForecastResponse) else []
    for name, rows in by_region([*answer.forecasts, *totals]):
        columns = _growth_columns(rows, answer.metadata.periods_per_year)
        title = f"Growth forecast for {name}, {answer.unit}"
        yield table(title, rows, columns, lambda row: "" in (row.region_code, row.cluster_code))
    yield from growth_note(answer.metadata)
    if isinstance(answer, ForecastResponse) and answer.without_forecast:
        missing = (f"{key.cluster_code} in {key.region_code}" for key in answer.without_forecast)
        yield line(f"no forecast: {', '.join(missing)}")


def _growth_columns(
    rows: Sequence[ClusterForecast], per_year: int
) -> list[Column[ClusterForecast]]:
    first, last = (rows[0].points[end] for end in (0, -1))
    columns: list[Column[ClusterForecast]] = [
        Column("cluster", lambda row: row.cluster_name, left=True),
        Column(_when(first, per_year, 1), lambda row: number(row.last_value)),
        Column(f"{_when(last, per_year)} median", lambda row: number(row.points[-1].median)),
        *_interval_columns(last),
        Column("growth a year", lambda row: _rate(row.growth)),
    ]
    if any(row.drivers for row in rows):
        columns.append(Column("of which, % a year", lambda row: drivers(row.drivers), left=True))
    return columns


def _interval_columns(point: ForecastPoint | LivePoint) -> list[Column[Any]]:
    return [
        Column(
            f"{shown.level} % interval",
            lambda row, i=i: interval(row.points[-1].intervals[i]),  # type: ignore[misc]
            whole=True,
        )
        for i, shown in enumerate(point.intervals)
    ]


def _rate(growth: Growth | None) -> str:
    return signed(growth.median_per_year if growth else None)


def _when(point: ForecastPoint | LivePoint, per_year: int, back: int = 0) -> str:
    """The label of a point in time, or of one some points earlier."""
    time = time_of(point.year, point.period or 1, per_year) - back
    return label(*year_and_period(time, per_year), per_year)


def drivers(parts: Sequence[Driver]) -> str:
    """The largest parts and the sum of the others: "nation +1.2, own momentum −0.4"."""
    found = [(part.phrase, part.growth) for part in parts if part.growth is not None]
    found.sort(key=lambda part: -abs(part[1]))
    named = max(N_DRIVERS, sum(abs(growth) >= LARGE for _, growth in found))
    shown = [*found[:named], ("other", sum(growth for _, growth in found[named:]))]
    return ", ".join(
        f"{name} {signed(growth, unit='')}" for name, growth in shown if abs(growth) >= SMALLEST
    )


def live(answer: LiveResponse) -> Blocks:
    """Each series with its intervals, its forecast under assumed growth, and cautions."""
    unknown = [row for row in answer.forecasts if row.last_value is None]
    for row in unknown:
        warnings = "; ".join(row.warnings)
        yield line(f"{_series(row)}: no history, so no forecast of its size. {warnings}", "bold")
    title = f"Live forecast of {answer.indicator}, {answer.unit}"
    columns = _live_columns(answer.forecasts, answer.metadata.periods_per_year)
    yield table(title, answer.forecasts, columns)
    yield from growth_note(answer.metadata)
    for row in answer.forecasts:
        for warning in [] if row in unknown else row.warnings:
            yield line(f"{_series(row)}: {warning}")
    yield from map(line, [*map(_total, answer.totals), *answer.notes])


def _live_columns(rows: Sequence[LiveSeries], per_year: int) -> list[Column[LiveSeries]]:
    def start(row: LiveSeries) -> str:
        if row.last_value is None:
            return row.unit
        return f"{number(row.last_value)} in {_when(row.points[0], per_year, 1)}"

    def what_if(row: LiveSeries) -> str:
        outlook = row.points[-1].what_if
        return number(outlook.median if outlook else None)

    columns: list[Column[LiveSeries]] = [
        Column("region, cluster", _series, left=True),
        Column("starts from", start),
        Column("to", lambda row: _when(row.points[-1], per_year)),
        Column("median", lambda row: number(row.points[-1].median)),
        Column("growth a year", lambda row: _rate(row.growth)),
        *_interval_columns(rows[0].points[-1]),
    ]
    if any(row.what_if_growth or row.points[-1].what_if for row in rows):
        columns.append(Column("what if: median", what_if))
        columns.append(Column("growth a year", lambda row: _rate(row.what_if_growth)))
    return columns


def _series(row: LiveSeries) -> str:
    return f"{row.region_name}, {row.cluster_name}"


def _total(total: TotalPath) -> str:
    """The growth of a total by year, as forecast and as assumed."""
    name = " ".join(filter(None, [total.level, total.code]))
    paths = [("forecast", total.baseline), ("assumed", total.supposed)]
    rates = [
        f"{label} {' '.join(signed(rate, unit='') for rate in path)}"
        for label, path in paths
        if path
    ]
    return f"growth of the {name}, % a year: {'; '.join(rates)}"

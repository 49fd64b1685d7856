"""Small pictures inside a report, as SVG: ranges on a common scale, and fans of forecasts."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from serving.growth.contracts import ClusterForecast
from serving.reports.words import written

INK, SOFT, ACCENT, PALE = "#1e2a2e", "#5b686c", "#1f6f78", "#b9d3d6"
WIDTH, HEIGHT = 120, 12
FAN_WIDTH, FAN_HEIGHT = 300, 132
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 8, 18
"""Margins of a fan."""


@dataclass(frozen=True)
class Scale:
    """From values to places in a mark, the same for all rows of a table."""

    low: float
    high: float

    def __call__(self, value: float) -> float:
        """The place of a value; ends of the scale for values beyond it."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return 3 + share * (WIDTH - 6)


def scale(values: Sequence[float], include: float = 0.0) -> Scale:
    """A scale over some values and one more that all marks show."""
    low, high = min([*values, include]), max([*values, include])
    return Scale(low, high if high > low else low + 1)


def range_mark(ends: tuple[float, float], middle: float, places: Scale, line: float) -> Markup:
    """A range as a bar, its middle as a dot, and a line that values are compared with."""
    low, high = places(ends[0]), places(ends[1])
    at, dot, half = places(line), places(middle), HEIGHT / 2
    return _svg(
        WIDTH,
        HEIGHT,
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{HEIGHT}" stroke="{SOFT}" '
        'stroke-width=".8" stroke-dasharray="2 1.5"/>'
        + f'<rect x="{low:.1f}" y="{half - 2}" width="{max(high - low, 1):.1f}" height="4" '
        f'fill="{PALE}" stroke="{ACCENT}" stroke-width=".5"/>'
        + _arrows(ends, places)
        + f'<circle cx="{dot:.1f}" cy="{half}" r="3" fill="{INK}"/>',
        css="mark",
    )


def _arrows(ends: tuple[float, float], places: Scale) -> str:
    """A triangle at each end of a range that goes beyond the scale."""
    half = HEIGHT / 2
    tips = {"0": (5.0, ends[0] < places.low), str(WIDTH): (WIDTH - 5.0, ends[1] > places.high)}
    return "".join(
        f'<path d="M{tip} {half}L{base} {half - 4}V{half + 4}Z" fill="{ACCENT}"/>'
        for tip, (base, is_beyond) in tips.items()
        if is_beyond
    )


def fan(forecast: ClusterForecast) -> Markup:
    """History as a line, the median as a dashed line, and the interval as an area."""
    history = [(it.year, it.value) for it in forecast.history if it.value is not None]
    points = [
        (it.year, it.median, it.intervals[0].lower, it.intervals[0].upper) for it in forecast.points
    ]
    values = [value for _, value in history] + [end for point in points for end in point[1:]]
    years = [year for year, _ in history] + [year for year, *_ in points]
    x = _axis(min(years), max(years), LEFT, FAN_WIDTH - RIGHT)
    y = _axis(min(0, *values), max(values), FAN_HEIGHT - BOTTOM, TOP)
    start = [(history[-1][0], *[history[-1][1]] * 3)] if history else []
    cone = [*start, *points]
    upper = [(x(year), y(high)) for year, _, _, high in cone]
    lower = [(x(year), y(low)) for year, _, low, _ in reversed(cone)]
    line = [(x(year), y(value)) for year, value in history]
    middle = [(x(year), y(median)) for year, median, _, _ in cone]
    return _svg(
        FAN_WIDTH,
        FAN_HEIGHT,
        "".join(_grid(min(0, *values), max(values), y))
        + f'<polygon points="{_path([*upper, *lower])}" fill="{PALE}" stroke="{ACCENT}" '
        'stroke-width=".5"/>'
        + f'<polyline points="{_path(line)}" fill="none" stroke="{INK}" stroke-width="1.8"/>'
        + f'<polyline points="{_path(middle)}" fill="none" stroke="{INK}" stroke-width="1.8" '
        'stroke-dasharray="5 2.5"/>'
        + "".join(
            _label(x(year), FAN_HEIGHT - 4, str(year), anchor)
            for year, anchor in _ticks(years, points)
        ),
        css="fan",
    )


def _ticks(
    years: Sequence[int], points: Sequence[tuple[int, float, float, float]]
) -> list[tuple[int, str]]:
    """The first year, the cutoff and the last year."""
    cutoff = points[0][0] - 1
    shown = [(years[0], "start"), (cutoff, "middle"), (years[-1], "end")]
    return shown if cutoff - years[0] > 2 else shown[1:]


def _grid(low: float, high: float, y: "_Axis") -> list[str]:
    """Two or three lines with their values."""
    steps = [low, (low + high) / 2, high]
    return [
        f'<line x1="{LEFT}" x2="{FAN_WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" '
        'stroke="#d5d9d6" stroke-width=".6"/>'
        + _label(LEFT - 4, y(value) + 3.5, written("number", float(f"{value:.2g}")), "end")
        for value in steps
    ]


@dataclass(frozen=True)
class _Axis:
    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.end - self.start)


def _axis(low: float, high: float, start: float, end: float) -> _Axis:
    return _Axis(low, high, start, end)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="10" fill="{SOFT}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _svg(width: int, height: int, content: str, css: str) -> Markup:
    """The picture; what it shows stands in words beside it, so that it is hidden from readers."""
    return Markup(  # noqa: S704
        f'<svg class="{css}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'aria-hidden="true" xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    )

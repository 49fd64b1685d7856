"""Figures of a technology audit, drawn from the responses alone."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from scipy.stats import rankdata

from features.arrays import Array
from features.formats import percent
from serving.growth.contracts import ClusterForecast, ForecastResponse
from serving.niches.contracts import NicheCall, RegionAudit
from serving.reports.driver_figure import growth_drivers
from serving.reports.report import Report
from serving.reports.titles import LABEL, short_title
from serving.space.contracts import ActivitySpace
from training.figures import run
from training.figures.run import GRID, INK, MUTED, growth_tick
from training.figures.signs import draw_signs

ENTRY, RISK, HELD = "#1f6f78", "#b4532a", "#33475b"
PALE, LINK = "#cfd6db", "#dde2e6"
N_SHOWN = 12
"""Candidates and risks numbered in the figures and listed in the report."""
N_CLUSTERS = 15
LEVEL = 80
"""Coverage of the interval shown, in per cent."""
TOGETHER = 0.6
"""Distance from the centre, relative to that of all activities, up to which a group is named."""

Mark = Callable[[int], str]
"""The sign of the first, second, ... call: a number or a letter."""

Group = tuple[str, str, Sequence[NicheCall], Mark]
"""Title, colour, calls and their signs."""

QUADRANTS = {
    (1, 1): "close and complex: build on it",
    (0, 1): "complex, but far: a bold step",
    (1, 0): "close, but simple: within reach",
    (0, 0): "far and simple: little to gain",
}
"""Right or left and upper or lower; after Balland, Boschma, Crespo & Rigby (2019), Regional
Studies 53(9), fig. 1: high road, casino, slow road, dead end."""


def draw(report: Report) -> dict[str, Figure]:
    """Every figure that the audit and the growth of the region allow.

    Returns
    -------
    dict of str to Figure
        entries, quadrant, space, risks, reliability, growth and drivers, those with data.
    """
    (audit,), details = report.audit.audits, report.audit.details
    drawn: dict[str, Figure] = {}
    if audit.likely_entries:
        drawn["entries"] = probabilities(audit.likely_entries, ENTRY, str)
        drawn["quadrant"] = quadrant(audit.likely_entries)
    if audit.at_risk:
        drawn["risks"] = probabilities(audit.at_risk, RISK, letter)
    if details and details.space.links:
        drawn["space"] = space(audit, details.space)
    if details and details.reliability:
        bins = pd.DataFrame([row.model_dump() for row in details.reliability])
        drawn["reliability"] = run.reliability(bins)
    if report.growth:
        drawn["growth"] = growth(report.growth)
        moved = growth_drivers(largest(report.growth)[:N_CLUSTERS])
        if moved is not None:
            drawn["drivers"] = moved
    return drawn


def probabilities(calls: Sequence[NicheCall], colour: str, mark: Mark) -> Figure:
    """The likeliest calls: probability, its 90 % range, and the best simple rule."""
    shown = calls[:N_SHOWN]
    names = [f"{_label(call)}   {mark(i)}" for i, call in enumerate(shown, start=1)]
    figure, axes = _canvas(10.0, 1.1 + 0.34 * len(shown))
    middle, low, high, null = (
        np.array([getattr(call, name) for call in shown], dtype=np.float64)
        for name in ("probability", "probability_low", "probability_high", "null_probability")
    )
    y = _dots(axes, names, middle, low, high, colour)
    axes.plot(null, y, "|", color=INK, ms=11, mew=1.6)
    axes.set_xlim(0, min(1.0, 1.05 * float(np.fmax(high, null).max())))
    axes.xaxis.set_major_formatter(_tick)
    axes.set_xlabel("probability with its 90 % range;   | by the best simple rule")
    return figure


def quadrant(calls: Sequence[NicheCall]) -> Figure:
    """Candidates by relatedness density and complexity, the likeliest numbered.

    Both axes are percentiles among all candidates of the region, since a few simple activities
    have an index far below all others.
    """
    shown = [
        (str(i), call.relatedness_density, call.complexity, call.probability)
        for i, call in enumerate(calls, start=1)
        if call.relatedness_density is not None and call.complexity is not None
    ]
    marks, density, complexity, chance = zip(*shown, strict=True) if shown else ((),) * 4
    x, y = rankdata(density) / max(len(shown), 1), rankdata(complexity) / max(len(shown), 1)
    figure, axes = _canvas(11.0, 6.6, rect=(0.0, 0.0, 0.66, 1.0))
    axes.scatter(x, y, s=14 + 90 * np.array(chance), color=PALE, lw=0)
    axes.axvline(0.5, color=MUTED, lw=0.8)
    axes.axhline(0.5, color=MUTED, lw=0.8)
    for (right, upper), text in QUADRANTS.items():
        axes.text(
            1.0 if right else 0.0,
            1.06 if upper else -0.06,
            text,
            ha="right" if right else "left",
            va="center",
            color=MUTED,
            fontsize=10,
            style="italic",
        )
    top = [mark for mark in marks if int(mark) <= N_SHOWN]
    places = np.stack([x, y], axis=1)[: len(top)]
    draw_signs(axes, places, top, [ENTRY] * len(top), gap=(0.042, 0.048))
    axes.set(xlim=(-0.06, 1.06), ylim=(-0.11, 1.11))
    axes.set_xticks(np.linspace(0, 1, 5))
    axes.set_yticks(np.linspace(0, 1, 5))
    axes.set_xlabel("relatedness density, percentile among the candidates")
    axes.set_ylabel("complexity, percentile among the candidates")
    axes.xaxis.set_major_formatter(_tick)
    axes.yaxis.set_major_formatter(_tick)
    _key(figure, [("Likeliest entries", ENTRY, calls, str)])
    return figure


def space(audit: RegionAudit, network: ActivitySpace) -> Figure:
    """The network of activities with what the region has, may enter and may lose."""
    place_of = {node.activity_code: (node.x, node.y) for node in network.nodes}
    places, counts = np.array(list(place_of.values())), [node.count for node in network.nodes]
    figure, axes = _canvas(11.0, 7.4, rect=(0.0, 0.0, 0.7, 1.0))
    lines = [(place_of[link.activity_code], place_of[link.other_code]) for link in network.links]
    axes.add_collection(LineCollection(lines, colors=LINK, linewidths=0.8, zorder=1))
    sizes = 14 + 120 * np.sqrt(np.array(counts) / max(counts))
    held = {entry.activity_code for entry in audit.portfolio}
    has = np.array([code in held for code in place_of])
    for chosen, colour in ((~has, PALE), (has, HELD)):
        axes.scatter(
            places[chosen, 0],
            places[chosen, 1],
            s=sizes[chosen],
            color=colour,
            edgecolor="white",
            lw=0.5,
            zorder=2,
        )
    _group_names(axes, places, [node.group for node in network.nodes])
    groups: list[Group] = [
        ("Likeliest entries", ENTRY, audit.likely_entries, str),
        ("Specialisations at risk", RISK, audit.at_risk[: N_SHOWN // 2], letter),
    ]
    signs = [
        (place_of[call.activity_code], mark(i), colour)
        for _, colour, calls, mark in groups
        for i, call in enumerate(calls[:N_SHOWN], start=1)
        if call.activity_code in place_of
    ]
    if signs:
        at, marks, colours = zip(*signs, strict=True)
        draw_signs(axes, np.array(at), marks, colours, gap=(0.066, 0.066))
    axes.set_axis_off()
    axes.margins(0.03)
    axes.set_aspect("equal")
    _key(figure, groups)
    figure.text(
        0.72,
        0.02,
        "dark: specialisations of the region\npale: everything else\n"
        "size: total of all regions\nlines: the strongest proximities",
        color=MUTED,
        fontsize=9,
        va="bottom",
        linespacing=1.5,
    )
    return figure


def _group_names(axes: Axes, places: Array, groups: Sequence[str]) -> None:
    """The names of compact groups, each at the centre of its activities."""
    usual = np.median((places**2).sum(axis=1)) ** 0.5
    for name in sorted(set(groups) - {""}):
        inside = places[[group == name for group in groups]]
        x, y = np.median(inside, axis=0)
        if np.median(((inside - (x, y)) ** 2).sum(axis=1)) ** 0.5 >= TOGETHER * usual:
            continue
        text = axes.text(
            x,
            y,
            short_title(name, 28),
            color=MUTED,
            fontsize=10,
            ha="center",
            va="center",
            zorder=4,
        )
        text.set_path_effects([withStroke(linewidth=3, foreground="white")])


def largest(part: ForecastResponse) -> list[ClusterForecast]:
    """The clusters of a region, the largest at the cutoff first."""
    return sorted(
        part.forecasts, key=lambda row: (row.last_value is None, -(row.last_value or 0.0))
    )


def growth(part: ForecastResponse) -> Figure:
    """Growth a year of the region's largest clusters, with 80 % intervals, fastest on top."""
    rows = [
        (f"{row.cluster_code}  {row.cluster_name}", row.growth.median_per_year, interval)
        for row in largest(part)
        if row.growth and row.growth.median_per_year is not None
        for interval in row.growth.intervals_per_year
        if interval.level == LEVEL
    ][:N_CLUSTERS]
    rows.sort(key=lambda row: -row[1])
    figure, axes = _canvas(10.0, 1.1 + 0.34 * max(len(rows), 1))
    middle, low, high = (
        np.array([(median, interval.lower, interval.upper) for _, median, interval in rows])
        .reshape(-1, 3)
        .T
    )
    _dots(axes, [short_title(name) for name, _, _ in rows], middle, low, high, ENTRY)
    axes.axvline(0, color=MUTED, lw=1)
    axes.xaxis.set_major_formatter(growth_tick)
    about = part.metadata
    growing = (
        f"growth of {part.indicator.replace('_', ' ')} a year to {about.cutoff + about.horizon}"
    )
    what = ", ".join(filter(None, [growing, about.prices]))
    axes.set_xlabel(f"{what}: median and {LEVEL} % interval")
    return figure


def _dots(
    axes: Axes,
    names: Sequence[str],
    values: Array,
    low: Array,
    high: Array,
    colour: str,
) -> np.ndarray:
    """One line per name from the top, a range and a dot on it; the heights of the lines."""
    y = np.arange(len(names))
    axes.hlines(y, low, high, color=colour, lw=5, alpha=0.28)
    axes.plot(values, y, "o", color=colour, ms=7)
    axes.set_yticks(y, names, fontsize=10)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    return y


def _key(figure: Figure, groups: Sequence[Group]) -> None:
    """The meaning of numbers and letters, to the right of a panel."""
    width, height = figure.get_size_inches()
    left, line = (7.45 if len(groups) == 1 else 7.9) / width, 0.25 / height
    y = 1 - 0.2 / height
    for title, colour, calls, mark in groups:
        figure.text(left, y, title, color=colour, fontsize=11, fontweight="bold", va="top")
        for i, call in enumerate(calls[:N_SHOWN], start=1):
            y -= line
            figure.text(left, y, mark(i), color=colour, fontsize=9, fontweight="bold", va="top")
            figure.text(left + 0.26 / width, y, _label(call, 36), color=INK, fontsize=9, va="top")
            figure.text(
                0.995, y, percent(call.probability), color=INK, fontsize=9, va="top", ha="right"
            )
        y -= 1.8 * line


def letter(number: int) -> str:
    """A for 1, B for 2, ..."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number - 1]


def _label(call: NicheCall, letters: int = LABEL) -> str:
    """Code and name; the name alone where the code is part of it."""
    code, name = call.activity_code, call.activity_name
    return short_title(name if code in name else f"{code}  {name}", letters)


def _tick(share: float, position: float) -> str:
    """The label of a tick; matplotlib also gives its position."""
    return f"{100 * share:g} %"


def _canvas(
    width: float, height: float, rect: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
) -> tuple[Figure, Axes]:
    """A figure in inches with one panel in a part of it."""
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    figure.get_layout_engine().set(rect=rect)  # type: ignore[union-attr, call-arg]
    axes = figure.add_subplot()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(PALE)
    axes.tick_params(colors=MUTED, labelcolor=INK)
    axes.xaxis.label.set_color(MUTED)
    axes.yaxis.label.set_color(MUTED)
    axes.grid(color=GRID, lw=0.8)
    axes.set_axisbelow(True)
    return figure, axes

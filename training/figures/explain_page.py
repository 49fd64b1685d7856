"""The explanation of one series as a self-contained HTML page."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from training.figures.pages import data_uri, environment
from training.figures.run import BANDS, DEMO_NOTE, GRID, INK, STRONG, WARM, style

Report = dict[str, Any]

NO_BREAK = "no change of the trend is clearer than the noise"
SHADE = "#f0e3c4"
WIDEST = 2.0
"""Most height of the figure with the 95 % interval, relative to that without it."""


def page(report: Report) -> str:
    """The page of a report, as from training.cli.explain.explained."""
    return (
        environment()
        .get_template("explain.html")
        .render(
            report=report,
            image=data_uri(figure(report)),
            demo_note=DEMO_NOTE,
            no_break=NO_BREAK,
            span=span,
            amount=amount,
            step=step,
        )
    )


def span(first: int, last: int) -> str:
    """A year, or the first and the last year."""
    return str(first) if first == last else f"{first} to {last}"


def amount(value: float | None) -> str:
    """Signed, with three figures or more."""
    if value is None:
        return "unknown"
    text = f"{value:+,.0f}" if abs(value) >= 100 else f"{value:+#.3g}".rstrip(".")
    return text.replace("-", "−")


def step(change: Report) -> tuple[str, str, str]:
    """Growth before and after a change and their difference, with the same decimals.

    The difference is that of the two rounded figures.
    """
    growth_before, growth_after = float(change["before"]), float(change["after"])
    largest = max(abs(growth_before), abs(growth_after))
    decimals = min(max(2 - math.floor(math.log10(largest)), 0), 6) if largest > 0 else 2
    growth_before, growth_after = round(growth_before, decimals), round(growth_after, decimals)
    shown = (
        f"{value + 0.0:+,.{decimals}f}"
        for value in (growth_before, growth_after, growth_after - growth_before)
    )
    first, second, third = (text.replace("-", "−") for text in shown)
    return first, second, third


def figure(report: Report) -> Figure:
    """History and its trend, changes of the trend, shocks, and the forecast with its intervals."""
    drawn = Figure(figsize=(10.5, 5.4), layout="constrained", facecolor="white")
    axes = drawn.add_subplot()
    _shocks(axes, report)
    _fan(axes, report)
    years = [row["year"] for row in report["history"]]
    trend = [row["trend"] for row in report["history"]]
    axes.plot(years, trend, color=WARM, lw=2, label="fitted trend, shocks left out")
    values = [row["value"] for row in report["history"]]
    axes.plot(years, values, "o-", color=INK, lw=1.4, ms=4, label="observed")
    _limit(axes, report, values + trend)
    for row in report["changepoints"]:
        _changepoint(axes, row, report["growth_unit"])
    axes.set_ylabel(f"{report['indicator'].replace('_', ' ')}, {report['unit']}")
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.6g}"))
    style(axes)
    axes.grid(axis="y", color=GRID, lw=0.8)
    drawn.legend(loc="outside lower left", ncols=4, frameon=False, fontsize=9)
    return drawn


def _limit(axes: Axes, report: Report, inner: list[float]) -> None:
    """Set the upper end to show all intervals; cut off one far above the rest, with a note."""
    points = report["forecast"]["points"]
    low = min(inner)
    high = max([*inner, *(point["upper_80"] for point in points)])
    widest = max(point["upper_95"] for point in points)
    whole = widest <= low + WIDEST * (high - low)
    high = max(high, widest) if whole else high
    axes.set_ylim(top=high + 0.12 * (high - low))
    if not whole:
        axes.annotate(
            f"cut off: the 95 % interval goes up to {widest:,.4g}",
            (1.0, 0.985),
            xycoords="axes fraction",
            ha="right",
            va="top",
            color=INK,
            fontsize=9,
            bbox={"facecolor": "white", "alpha": 0.85, "lw": 0, "pad": 1},
        )


def _shocks(axes: Axes, report: Report) -> None:
    """A shaded span with its name on top for each shock."""
    for shock in report["shocks"]:
        axes.axvspan(shock["first"] - 0.5, shock["last"] + 0.5, color=SHADE, lw=0, zorder=0)
        axes.annotate(
            shock["name"],
            ((shock["first"] + shock["last"]) / 2, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            color=INK,
            fontsize=9,
        )


def _changepoint(axes: Axes, change: Report, unit: str) -> None:
    """A dashed line at the year, and growth before and after it."""
    before, after, _ = step(change)
    axes.axvline(change["year"], color=WARM, lw=1.2, ls=(0, (4, 3)))
    axes.annotate(
        f"{before} → {after} {unit}",
        (change["year"], 0.985),
        xycoords=("data", "axes fraction"),
        xytext=(4, 0),
        textcoords="offset points",
        rotation=90,
        va="top",
        color=WARM,
        fontsize=9,
        bbox={"facecolor": "white", "alpha": 0.85, "lw": 0, "pad": 1},
    )


def _fan(axes: Axes, report: Report) -> None:
    """The forecast, starting from the value at its cutoff if that is known."""
    forecast = report["forecast"]
    start = [
        {
            "year": point["year"],
            **dict.fromkeys(forecast["points"][0].keys() - {"year"}, point["value"]),
        }
        for point in report["history"]
        if point["year"] == forecast["cutoff"]
    ]
    points = start + forecast["points"]
    years = np.array([point["year"] for point in points])
    kind = "calibrated" if forecast["calibrated"] else "not calibrated"
    for level, colour in BANDS.items():
        low, high = (
            [point[f"{end}_{100 * level:.0f}"] for point in points] for end in ("lower", "upper")
        )
        label = f"{100 * level:.0f} % interval, {kind}"
        axes.fill_between(years, low, high, color=colour, lw=0, label=label)
    medians = [point["median"] for point in points]
    axes.plot(years, medians, color=STRONG, lw=2, label=f"forecast of {forecast['source']}")

"""The results of monitoring as a self-contained HTML page."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from training.figures.pages import data_uri, environment

Report = dict[str, Any]

SHOWN = 25
FARTHEST = 500
ENDS = ("low", "high", "value")
SOFT = "#5b686c"
COLOURS = {"above": "#1f6f78", "below": "#b4532a", "": SOFT}
"""By the side on which a value is outside its interval, as in the table."""


def page(report: Report) -> str:
    """The page of a report, as from training.cli.monitor.monitoring."""
    listed = (report["surprising"] + report["others"])[:SHOWN]
    rows = [row for row in listed if row["median"] != 0]
    image = data_uri(departures(rows)) if rows else ""
    return (
        environment()
        .get_template("monitor.html")
        .render(
            report=report, about=report["metadata"], image=image, shown=SHOWN, farthest=FARTHEST
        )
    )


def departures(rows: list[dict[str, Any]]) -> Figure:
    """Interval and actual value of each series, in per cent off its median forecast.

    The colour shows on which side a value is outside its interval; a filled mark is surprising. A
    value beyond FARTHEST is an arrow at the edge; longer intervals are cut there.
    """
    figure = Figure(figsize=(11, 0.3 * len(rows) + 0.9), layout="constrained")
    axes = figure.add_subplot()
    for place, row in enumerate(rows):
        low, high, value = (100 * (row[name] / row["median"] - 1) for name in ENDS)
        bar = np.clip([low, high], -FARTHEST, FARTHEST)
        axes.plot(bar, [place] * 2, color=SOFT, alpha=0.45, linewidth=6, solid_capstyle="butt")
        colour = COLOURS[row["outside"]]
        marker = ">" if value > FARTHEST else "<" if value < -FARTHEST else "o"
        axes.plot(
            [np.clip(value, -FARTHEST, FARTHEST)],
            [place],
            marker,
            color=colour,
            markerfacecolor=colour if row["surprising"] else "white",
            markersize=6,
        )
    axes.set_yticks(
        range(len(rows)),
        [f"{row['cluster_name']}, {row['region_name']} {row['year']}" for row in rows],
    )
    axes.invert_yaxis()
    axes.axvline(0, color=SOFT, linewidth=0.8)
    axes.set_xlabel("% off the median forecast (bar: interval)")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    return figure

"""Figure of the drivers of a region's cluster forecasts."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from features.arrays import Array, Index
from serving.growth.contracts import ClusterForecast
from serving.reports.axes import calm
from serving.reports.titles import short_title
from training.figures.run import INK, MUTED, growth_tick
from training.growth.explain.drivers import phrase

COLOURS = {
    "national": "#8296a8",
    "sector": "#2b8a94",
    "region": "#3a64b0",
    "share": "#6a3fb0",
    "momentum": "#b0703a",
    "statistical": "#d3ad45",
    "relatedness": "#6aa53a",
    "patents": "#b0305c",
    "calibration": "#c9838f",
}
OTHER = "#ccd2d6"
SHOWN = 0.005
"""Drivers that move growth by less everywhere, in per cent a year, are too thin to see."""


def growth_drivers(clusters: Sequence[ClusterForecast]) -> Figure | None:
    """Growth a year of each cluster as stacked parts, the fastest on top.

    Gains go to the right and losses to the left; a mark stands at their sum, the median forecast.
    None where no forecast has drivers.
    """
    explained = [
        (row.growth.median_per_year, row)
        for row in clusters
        if row.drivers and row.growth and row.growth.median_per_year is not None
    ]
    if not explained:
        return None
    shown = [row for _, row in sorted(explained, key=lambda pair: -pair[0])]
    parts = _parts(shown)
    figure = Figure(figsize=(10.0, 1.5 + 0.36 * len(shown)), layout="constrained")
    axes = figure.add_subplot()
    places = np.arange(len(shown))
    _stack(axes, places, parts)
    axes.plot(sum(parts.values()), places, "|", color=INK, ms=17, mew=2.4, label="median forecast")
    axes.axvline(0, color=MUTED, lw=1)
    names = [short_title(f"{row.cluster_code}  {row.cluster_name}") for row in shown]
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(growth_tick)
    axes.set_xlabel("growth a year as the sum of its parts")
    calm(axes)
    figure.legend(
        loc="outside upper left", ncols=5, frameon=False, fontsize="small", markerscale=0.6
    )
    return figure


def _stack(axes: Axes, places: Index, parts: Mapping[str, Array]) -> None:
    """One bar a driver, gains after gains and losses after losses."""
    gains, losses = np.zeros(len(places)), np.zeros(len(places))
    for name, width in parts.items():
        colour = COLOURS.get(name, OTHER)
        if np.abs(width).max() < SHOWN:
            continue
        start = np.where(width >= 0, gains, losses)
        axes.barh(places, width, left=start, color=colour, height=0.64, label=phrase(name))
        gains, losses = gains + np.maximum(width, 0), losses + np.minimum(width, 0)


def _parts(clusters: Sequence[ClusterForecast]) -> dict[str, Array]:
    """Growth a year by driver, each (n_clusters,), the driver that moves most first."""
    growth = [{part.driver: part.growth or 0.0 for part in row.drivers} for row in clusters]
    names = dict.fromkeys(name for part in growth for name in part)
    parts = {name: np.array([part.get(name, 0.0) for part in growth]) for name in names}
    return dict(sorted(parts.items(), key=lambda item: -float(np.abs(item[1]).mean())))

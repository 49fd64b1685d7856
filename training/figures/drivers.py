"""The picture of what moves the forecasts of a region's clusters, drawn from the audit alone."""

from textwrap import shorten
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.figures.run import GRID, INK, MUTED, growth_tick
from training.growth.explain.drivers import phrase

Audit = dict[str, Any]

COLOURS = {
    "national": "#8296a8",
    "sector": "#2b8a94",
    "region": "#3a64b0",
    "share": "#6a3fb0",
    "momentum": "#b0703a",
    "statistical": "#d3ad45",
    "relatedness": "#6aa53a",
    "patents": "#b0305c",
}
OTHER = "#ccd2d6"
SHOWN = 0.005
"""A driver that nowhere moves growth by so much, per cent a year, is too thin to see: left out."""


def growth_drivers(clusters: list[Audit]) -> Figure | None:
    """Growth a year of each cluster as stacked parts, the fastest on top.

    Gains go to the right and losses to the left; a mark stands at their sum, the median forecast.
    None where no forecast tells its drivers.

    Parameters
    ----------
    clusters : list of dict
        Of an audit's growth.
    """
    told = [one for one in clusters if one["drivers"] and one["growth_median"] is not None]
    told = sorted(told, key=lambda one: float(one["growth_median"]), reverse=True)
    if not told:
        return None
    parts = _parts(told)
    figure = Figure(figsize=(10.0, 1.5 + 0.36 * len(told)), layout="constrained")
    axes = figure.add_subplot()
    places = np.arange(len(told))
    _stack(axes, places, parts)
    axes.plot(parts.sum(axis=1), places, "|", color=INK, ms=17, mew=2.4, label="median forecast")
    axes.axvline(0, color=MUTED, lw=1)
    axes.set_yticks(places, [_label(one) for one in told])
    axes.invert_yaxis()
    axes.xaxis.set_major_formatter(growth_tick)
    axes.set_xlabel("growth a year, and the parts that it is the sum of")
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.label.set_color(MUTED)
    figure.legend(
        loc="outside upper left", ncols=5, frameon=False, fontsize="small", markerscale=0.6
    )
    return figure


def _stack(axes: Axes, places: npt.NDArray[np.intp], parts: pd.DataFrame) -> None:
    """One bar a driver, gains after gains and losses after losses."""
    gains, losses = np.zeros(len(parts)), np.zeros(len(parts))
    for name, values in parts.items():
        width, colour = values.to_numpy(), COLOURS.get(str(name), OTHER)
        if np.abs(width).max() < SHOWN:
            continue
        start = np.where(width >= 0, gains, losses)
        axes.barh(places, width, left=start, color=colour, height=0.64, label=phrase(str(name)))
        gains, losses = gains + np.maximum(width, 0), losses + np.minimum(width, 0)


def _parts(clusters: list[Audit]) -> pd.DataFrame:
    """Growth a year by driver (n_clusters, n_drivers), the driver that moves most first."""
    parts = pd.DataFrame(
        [{part["driver"]: part["growth"] for part in one["drivers"]} for one in clusters]
    )
    parts = parts.astype(float).fillna(0.0)
    return parts[parts.abs().mean().sort_values(ascending=False).index]


def _label(cluster: Audit) -> str:
    return shorten(f"{cluster['cluster_code']}  {cluster['cluster_name']}", 40, placeholder=" …")

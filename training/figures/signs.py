"""Numbered signs in a figure, moved apart."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from features.arrays import Array

STEPS = 200
"""Most rounds of moving signs apart."""


def draw_signs(
    axes: Axes,
    places: Array,
    marks: Sequence[str],
    colours: Sequence[str],
    gap: tuple[float, float],
) -> None:
    """Draw round signs with a number or a letter, moved apart, with a line to their place."""
    moved = apart(places, gap)
    tied = np.stack([places, moved], axis=1)
    axes.add_collection(LineCollection(list(tied), colors=colours, linewidths=1.2, zorder=5))
    axes.scatter(places[:, 0], places[:, 1], s=26, color=colours, lw=0, zorder=5)
    for (x, y), mark, colour in zip(moved.tolist(), marks, colours, strict=True):
        axes.scatter(
            [x], [y], s=230, color=colour, edgecolor="white", lw=1.2, zorder=6, clip_on=False
        )
        axes.text(
            x,
            y,
            mark,
            color="white",
            fontsize=9,
            fontweight="bold",
            ha="center",
            va="center_baseline",
            zorder=7,
        )


def apart(places: Array, gap: tuple[float, float]) -> Array:
    """Places of signs (n, 2), moved just enough that none overlap.

    Two signs overlap if their distance, in units of the gap (width, height), is below 1.
    """
    n = len(places)
    # Signs on the same place move in different directions.
    turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
    moved = places / gap + 1e-3 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    for _ in range(STEPS):
        between = moved[:, None] - moved
        distance = np.linalg.norm(between, axis=2)
        np.fill_diagonal(distance, np.inf)
        short = np.maximum(1.02 - distance, 0.0)
        if not short.any():
            break
        moved = moved + 0.5 * (between * (short / distance)[:, :, None]).sum(axis=1)
    return np.asarray(moved * gap)

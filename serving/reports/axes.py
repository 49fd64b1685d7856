"""What the figures of a report share: axes without a frame."""

from matplotlib.axes import Axes

from training.figures.run import GRID, MUTED


def calm(axes: Axes) -> None:
    """No frame, and grid lines only for values on the x axis."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.label.set_color(MUTED)

"""What the figures of a report share: short labels, and axes without a frame."""

from matplotlib.axes import Axes

from training.figures.run import GRID, MUTED

LABEL = 40
"""Letters of a label beside a figure."""


def short_title(text: str, width: int = LABEL) -> str:
    """The first words of a title, as many as fit in a width of letters, and an ellipsis.

    Spaces are single; a first word that does not fit is cut.
    """
    text = " ".join(text.split())
    if len(text) <= width:
        return text
    end = text.rfind(" ", 0, width)
    start = text[: end if end > 0 else width - 1]
    return start.rstrip(" ,;:.([–-") + "…"


def calm(axes: Axes) -> None:
    """No frame, and grid lines only for values on the x axis."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.label.set_color(MUTED)

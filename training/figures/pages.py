"""What HTML pages share: templates, figures inside the page, and how numbers are written."""

import base64
import io
from pathlib import Path

import matplotlib as mpl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib.figure import Figure

TEMPLATES = Path(__file__).with_name("templates")
UNKNOWN = "–"


def environment(folder: Path = TEMPLATES) -> Environment:
    """Templates of a folder, which may use the common ones, and refuse what they are not given."""
    made = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(percent=_unbroken, number=number, signed=signed)
    return made


def data_uri(figure: Figure) -> str:
    """A figure as an SVG address, its text as text: the same bytes for the same figure."""
    buffer = io.BytesIO()
    layout = figure.get_layout_engine()
    if layout is not None:
        # Once, here: matplotlib would draw all of the figure twice to do it when it saves.
        layout.execute(figure)
        figure.set_layout_engine(None)
    with mpl.rc_context({"svg.hashsalt": "smartspec", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def number(value: float | None, digits: int = 2) -> str:
    """With thousands separated, and a real minus sign."""
    return UNKNOWN if value is None else f"{value:,.{digits}f}".replace("-", "−")


def signed(value: float | None) -> str:
    """Per cent a year with its sign."""
    return UNKNOWN if value is None else f"{value:+.1f} %".replace("-", "−")


def percent(share: float | None) -> str:
    """0.324 as 32 %; small and large shares are not rounded to certainty."""
    if share is None:
        return UNKNOWN
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{100 * share:.0f} %"


def _unbroken(share: float | None) -> str:
    """A share whose sign stays on the line of its number."""
    return percent(share).replace(" ", "\N{NO-BREAK SPACE}")

"""Shared parts of HTML pages: templates with filters for numbers, and embedded figures."""

import base64
import io
from pathlib import Path

import matplotlib as mpl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from matplotlib.figure import Figure

from features.formats import counted, number, percent, percent_below, sentence, signed

TEMPLATES = Path(__file__).with_name("templates")
UNKNOWN = "–"
"""Mark of unknown values in the narrow cells of tables."""


def environment(folder: Path = TEMPLATES) -> Environment:
    """Templates of a folder and the common ones; undefined variables raise."""
    templates = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        percent=_percent,
        below=_below,
        number=_number,
        sentence=_sentence,
        signed=_signed,
        counted=counted,
    )
    return templates


def data_uri(figure: Figure) -> str:
    """A figure as a data URI of an SVG with text as text; the same bytes for the same figure."""
    buffer = io.BytesIO()
    layout = figure.get_layout_engine()
    if layout is not None:
        # Saving would draw the whole figure twice for the layout.
        layout.execute(figure)
        figure.set_layout_engine(None)
    with mpl.rc_context({"svg.hashsalt": "smartspec", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _number(value: float | None, digits: int = 2) -> str:
    return number(value, digits, UNKNOWN)


def _signed(value: float | None) -> str:
    return signed(value, unknown=UNKNOWN)


def _percent(share: float | None) -> str:
    """A share in per cent, with a no-break space before the sign."""
    return percent(share, unknown=UNKNOWN).replace(" ", "\N{NO-BREAK SPACE}")


def _below(share: float | None) -> str:
    """A share below a floor in per cent, with a no-break space before the sign."""
    return percent_below(share, UNKNOWN).replace(" ", "\N{NO-BREAK SPACE}")


def _sentence(text: str) -> str:
    """A sentence, with a no-break space before each per cent sign."""
    return sentence(text).replace(" %", "\N{NO-BREAK SPACE}%")

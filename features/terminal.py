"""Printing of commands."""

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table

PackageFolder = Annotated[
    Path, typer.Argument(metavar="PACKAGE", help="Folder with datapackage.json and its tables.")
]


def console(width: int | None = None) -> Console:
    """A console without markup: [ ] and :words: in names are printed as they are.

    As wide as the terminal by default.
    """
    return Console(width=width, markup=False, emoji=False)


def data_table(title: str, rows: pd.DataFrame) -> Table:
    """A rich table of a DataFrame, numbers to the right."""
    shown = Table(title=title, box=box.SIMPLE, title_justify="left")
    for name in rows.columns:
        numeric = pd.api.types.is_numeric_dtype(rows[name])
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows.itertuples(index=False):
        shown.add_row(*(f"{cell:,}" if isinstance(cell, int) else cell for cell in row))
    return shown

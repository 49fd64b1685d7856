"""The command that computes the indicator table of a package."""

import sys
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from features.errors import InputError
from features.files import write
from features.formats import counted
from features.indicators.table import TableQuestion, indicator_table
from features.package import read
from features.package.sheets import Format, serialize
from features.terminal import PackageFolder, console, data_table

SUFFIXES: dict[str, Format] = {".csv": "csv", ".parquet": "parquet"}


def indicators(
    folder: PackageFolder,
    region: Annotated[str, typer.Option(help="Code of one region; all by default.")] = "",
    year: Annotated[
        str,
        typer.Option(help="Such as 2015 or 2005-2015; the last year with values by default."),
    ] = "",
    indicator: Annotated[
        str,
        typer.Option(
            help="Of cluster_indicators, to measure clusters by; value_added or the only one by "
            "default."
        ),
    ] = "",
    only: Annotated[
        str, typer.Option(help="Names, such as eci,location_quotient; all by default.")
    ] = "",
    span: Annotated[
        int, typer.Option(min=1, help="Years over which growth and shift-share are measured.")
    ] = 5,
    window: Annotated[int, typer.Option(min=1, help="Years of patents that are added up.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the whole table, as .csv or .parquet."),
    ] = None,
) -> None:
    """Compute indicators: location quotients, shift-share, complexity, relatedness, inequality.

    Without --out the first row of each indicator is shown. docs/indicators.md explains them all.

    Example: smartspec indicators demo --year 2015 --out indicators.parquet
    """
    suffix = None if out is None else _format(out)
    names = tuple(name.strip() for name in only.split(",") if name.strip())
    question = TableQuestion(_years(year), region, indicator, names, span, window)
    table, notes = indicator_table(read(folder), question)
    for note in notes:
        sys.stderr.write(f"note: {note}\n")
    screen = console()
    if out is None or suffix is None:
        screen.print(data_table("The first row of each indicator", _first_rows(table)))
        text = (
            f"{counted(len(table), 'row')} in all; --out FILE.csv or --out FILE.parquet writes them"
        )
    else:
        write(out, serialize(table, suffix))
        text = f"{counted(len(table), 'row')} written to {out}"
    screen.print(text, soft_wrap=True, highlight=False)


def _first_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The first row of each indicator as text, and how many rows it has."""
    groups = table.groupby(["activity", "indicator"], sort=False)
    first = groups.head(1).assign(rows=groups.size().to_list())
    first["year"] = first["year"].astype(str)
    first["value"] = [f"{value:,.6g}" for value in first["value"]]
    first["of"] = (first["region_code"] + " " + first["activity_code"]).str.strip()
    return first[["indicator", "activity", "of", "year", "value", "rows"]]


def _format(file: Path) -> Format:
    if file.suffix.lower() not in SUFFIXES:
        raise InputError(f"--out {file}: the name must end with .csv or .parquet")
    return SUFFIXES[file.suffix.lower()]


def _years(text: str) -> tuple[int, int] | None:
    """First and last year, from 2015 or 2005-2015."""
    if not text:
        return None
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise InputError(f"--year takes a year or years, such as 2015 or 2005-2015, not {text!r}")
    years = int(first), int(last or first)
    if years[0] > years[1]:
        raise InputError(f"--year {text}: the first year is after the last")
    return years

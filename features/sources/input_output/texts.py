"""Rows of tables as text, and the years in the names of files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

import numpy as np

from features.arrays import Array
from features.errors import InputError
from features.formats import counted
from features.sources.delimited import decimal_mark, first_line, separator
from features.sources.opening import SourceFile
from features.sources.reading import Choices

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def text_rows(file: SourceFile, even: bool = True) -> Iterator[tuple[list[str], str]]:
    """Rows of a text as cells, its header first, and the decimal mark that goes with them.

    Raises
    ------
    InputError
        A row with more or fewer cells than the header, if they must be `even`.
    """
    delimiter = separator(first_line(file))
    decimal = decimal_mark(delimiter)
    width = 0
    with file.text() as text:
        try:
            for cells in csv.reader(text, delimiter=delimiter):
                width = width or len(cells)
                if even and any(cells) and len(cells) != width:
                    raise InputError(
                        f"{file.name}: row {cells[0]} has {counted(len(cells), 'cell')}, the "
                        "header "
                        f"{width:,}: download it again"
                    )
                if any(cells):
                    yield cells, decimal
        except (csv.Error, UnicodeDecodeError) as error:
            raise InputError(f"{file.name} is damaged ({error}): download it again") from None


def numbers(cells: Sequence[object], decimal: str = ".") -> Array:
    """Cells as numbers; NaN where a cell holds none."""
    if decimal != ".":
        cells = [str(cell).replace(decimal, ".") for cell in cells]
    try:
        return np.array(cells, dtype=np.float64)
    except ValueError:
        return np.array([_number(cell) for cell in cells])


def _number(cell: object) -> float:
    try:
        return float(str(cell))
    except ValueError:
        return np.nan


def year_of(file: SourceFile, choices: Choices, edition: str = "") -> int:
    """The year in the name of a file (the last one, an edition aside), else the one chosen.

    Raises
    ------
    InputError
        Where neither says it.
    """
    for name in (file.name, file.given):
        rest = re.sub(edition, "", name, flags=re.IGNORECASE) if edition else name
        if found := YEAR.findall(rest):
            return int(found[-1])
    if choices.year:
        return choices.year
    raise InputError(f"{file.name} does not say its year: give it with --year")

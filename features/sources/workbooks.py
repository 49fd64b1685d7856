"""Sheets of Excel workbooks (xlsx, xlsb, xls) as rows of cells, whatever the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any
from zipfile import BadZipFile

from features.errors import InputError
from features.sources.opening import SourceFile
from features.sources.reading import library

Cells = list[Any]
"""A row: text, numbers, dates; "" for an empty cell."""


@contextmanager
def workbook(file: SourceFile) -> Iterator[Any]:
    """A workbook of python_calamine, opened for reading.

    Raises
    ------
    InputError
        It is damaged or protected; also where that shows only as its sheets are read.
    """
    calamine = library("python_calamine", f"reading {file.name}")
    try:
        with file.path.open("rb") as content:  # by its content: the name may not tell the kind
            yield calamine.CalamineWorkbook.from_filelike(content)
    except calamine.PasswordError:
        raise InputError(f"{file.name} needs a password: save it without one") from None
    except BaseException as error:
        # calamine panics at some damaged files, which is no Exception
        if not isinstance(error, (calamine.CalamineError, BadZipFile, OSError, ValueError)) and (
            type(error).__name__ != "PanicException"
        ):
            raise
        raise InputError(
            f"{file.name} is a damaged Excel file ({error}): open and save it again"
        ) from None


def sheets(file: SourceFile, rows: int | None = None) -> Iterator[tuple[str, list[Cells]]]:
    """Name and rows of every sheet from its first cell on; no sheets where it cannot be opened.

    Parameters
    ----------
    rows : int or None
        Rows to take from the top of each sheet.
    """
    if not file.is_workbook:
        return
    try:
        with workbook(file) as book:
            for name in book.sheet_names:
                # a chart has a name but no cells
                grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)
                yield name, list(islice(grid, rows))
    except InputError:
        return


def cell_text(cell: object) -> str:
    """A cell as text; a whole number has no decimals."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)

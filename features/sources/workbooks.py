"""Sheets of Excel workbooks (xlsx, xlsb, xls) as rows of cells, whatever the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from features.sources.opening import SourceFile
from features.sources.reading import library

Cells = list[Any]
"""A row: text, numbers, dates; "" for an empty cell."""


def sheets(file: SourceFile, rows: int | None = None) -> Iterator[tuple[str, list[Cells]]]:
    """Name and rows of every sheet from its first cell on; nothing of what cannot be opened.

    Parameters
    ----------
    rows : int or None
        Take only so many.
    """
    if not file.is_workbook:
        return
    calamine = library("python_calamine", "reading workbooks")
    try:
        with file.path.open("rb") as content:
            book = calamine.CalamineWorkbook.from_filelike(content)
            for name in book.sheet_names:
                # a chart has a name but no cells
                grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)
                yield name, list(islice(grid, rows))
    except BaseException as error:
        # calamine panics at some damaged files, which is no Exception
        if not isinstance(error, (calamine.CalamineError, OSError, ValueError)) and (
            type(error).__name__ != "PanicException"
        ):
            raise

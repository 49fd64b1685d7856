"""The cells of a table as text, from text files with any delimiter and from workbooks."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from features.errors import InputError
from features.sources.delimited import SEPARATORS, separator
from features.sources.opening import SourceFile
from features.sources.workbooks import cell_text, workbook

Rows = list[list[str]]

MAX_ROWS = 2_000_000


def sheets(file: SourceFile) -> Iterator[Rows]:
    """The rows of a text file, or those of each sheet of a workbook; blank rows are left out.

    Raises
    ------
    InputError
        For XML, a damaged workbook, or a table of more than MAX_ROWS rows.
    """
    if file.is_xml:
        raise InputError(f"{file.name} is XML: give titles as CSV, text or Excel")
    if not file.is_workbook:
        with file.text() as text:
            yield _limited(csv.reader(text, delimiter=_delimiter(file)), file)
        return
    with workbook(file) as book:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            yield _limited(([cell_text(cell) for cell in row] for row in rows), file)


def _limited(rows: Iterator[list[str]], file: SourceFile) -> Rows:
    found: Rows = []
    try:
        for row in rows:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                found.append(cells)
            if len(found) > MAX_ROWS:
                raise InputError(f"{file.name} has more than {MAX_ROWS:,} rows")
    except csv.Error as error:
        raise InputError(f"{file.name} is not a table of text ({error})") from None
    return found


def _delimiter(file: SourceFile) -> str:
    """The delimiter of the first line that has any; a tab first, since titles have commas."""
    lines = [line for line in file.lines(20) if line.strip()]
    if lines and all("\t" in line for line in lines[:5]):
        return "\t"
    parted = next((line for line in lines if any(mark in line for mark in SEPARATORS)), "")
    return separator(parted)

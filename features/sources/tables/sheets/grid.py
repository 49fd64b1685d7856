"""Sheets of a file as grids: CSV of any separator, workbooks old and new, and web pages.

Cells keep their text as it stands, with leading blanks, which show a hierarchy in many tables.
Merged ranges repeat their text in every cell. Hidden rows and columns are read.
"""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from features.errors import InputError
from features.sources.delimited import SEPARATORS
from features.sources.opening import ZIP, SourceFile
from features.sources.tables.sheets.formulas import UNSOLVED, unsolved_formulas
from features.sources.tables.sheets.html import html_rows, is_excel_xml, is_html
from features.sources.workbooks import workbook

Cell = str | float | None
"""Text, a number, or None where empty."""

MAX_CELLS = 5_000_000
MAX_COLUMNS = 16_384
"""As Excel allows."""
MAX_BYTES = 200_000_000
SAMPLED = 200
"""Lines from which a separator is found."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or a text file.

    Attributes
    ----------
    file : SourceFile
    name : str
        Empty for a text file.
    cells : list of lists of Cell
        Rows of equal length.
    is_hidden : bool
        Whether Excel does not show it: a draft that only a mapping may name.
    """

    file: SourceFile
    name: str
    cells: list[list[Cell]]
    is_hidden: bool = False

    @property
    def title(self) -> str:
        """The file and the sheet, for messages."""
        return f"{self.file.name}, sheet {self.name!r}" if self.name else self.file.name


def read_sheets(file: SourceFile) -> list[Sheet]:
    """The sheets of a file.

    Raises
    ------
    InputError
        A file that is damaged or protected, or larger than a table that people hold.
    """
    if file.size > MAX_BYTES:
        raise InputError(
            f"{file.name} has {file.size / 1e6:,.0f} MB: a table with a mapping may have "
            f"{MAX_BYTES / 1e6:,.0f}; split it"
        )
    if file.is_workbook:
        return list(_workbook(file))
    if file.start.startswith(b"%PDF"):
        raise InputError(f"{file.name} is a PDF: save its table as xlsx or CSV")
    if is_excel_xml(file.head):
        raise InputError(f"{file.name} is a workbook of Excel 2003 (XML): save it as xlsx")
    if is_html(file.head):
        with file.text() as text:
            rows: list[list[Cell]] = [*html_rows(text.read(), partial(_check_size, file))]
        return [Sheet(file, "", _rectangle(file, rows))]
    return [Sheet(file, "", _rectangle(file, list(_text_rows(file))))]


def column_letter(number: int) -> str:
    """Letters of a column as in Excel: A for 0, AA for 26."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Place of a column from its letters: 0 for A; -1 where they are none."""
    if not (letters.isascii() and letters.isalpha()) or len(letters) > 3:
        return -1
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _text_rows(file: SourceFile) -> Iterator[list[Cell]]:
    separator, skipped = _separator(file)
    total = 0
    with file.text() as text:
        for _ in range(skipped):
            text.readline()
        try:
            for row in csv.reader(text, delimiter=separator):
                total += len(row)
                _check_size(file, total, len(row))
                yield [cell if cell.strip() else None for cell in row]
        except (csv.Error, UnicodeError) as error:
            raise InputError(f"cannot read {file.name} as a table: {error}") from None


def _separator(file: SourceFile) -> tuple[str, int]:
    """The separator of a text file, and the lines above the table (Excel's "sep=;")."""
    lines = file.lines(SAMPLED + 1)
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4], 1
    lines = [line for line in lines[:SAMPLED] if line.strip()]
    scores = {separator: _evenness(lines, separator) for separator in SEPARATORS}
    best = max(scores.values())
    return next(separator for separator in SEPARATORS if scores[separator] >= 0.8 * best), 0


def _evenness(lines: Sequence[str], separator: str) -> float:
    """Share of lines with the most common number of fields above one."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
    except csv.Error:
        return 0.0
    widths.pop(1, None)
    return max(widths.values(), default=0) / max(len(lines), 1)


def _workbook(file: SourceFile) -> Iterator[Sheet]:
    _check_workbook(file)
    with workbook(file) as book:
        unsolved = unsolved_formulas(file)
        for sheet in book.sheets_metadata:
            if not str(sheet.typ).endswith(".WorkSheet"):
                continue
            cells = _filled(file, book.get_sheet_by_name(sheet.name))
            for row, place in unsolved.get(sheet.name, ()):
                if row < len(cells) and place < len(cells[row]):
                    cells[row][place] = UNSOLVED
            is_hidden = not str(sheet.visible).endswith(".Visible")
            yield Sheet(file, sheet.name, cells, is_hidden)


def _check_workbook(file: SourceFile) -> None:
    """InputError for an archive that is another kind of document."""
    if not file.start.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return  # damaged: opening it says so
    if not any(it.startswith("xl/") or it == "content.xml" for it in names):
        kind = "a Word document" if "word/document.xml" in names else "no workbook"
        raise InputError(f"{file.name} is {kind}: save its table as xlsx or CSV")


def _filled(file: SourceFile, sheet: Any) -> list[list[Cell]]:
    """Cells of a sheet, with the text of merged ranges in all of their cells."""
    rows, columns = sheet.total_height, sheet.total_width
    _check_size(file, rows * columns, columns)
    found = [[_cell(it) for it in row] for row in sheet.to_python(skip_empty_area=False)]
    cells = _rectangle(file, found)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if top >= len(cells) or left >= len(cells[0]):
            continue
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [cells[top][left]] * len(row[left : right + 1])
    return cells


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    text = str(value)
    return text if text.strip() else None


def _rectangle(file: SourceFile, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows of equal length; a title of one cell may stand above rows of many."""
    width = max((len(row) for row in rows), default=0)
    _check_size(file, width * len(rows), width)
    return [row + [None] * (width - len(row)) for row in rows]


def _check_size(file: SourceFile, cells: int, columns: int) -> None:
    if columns > MAX_COLUMNS:
        raise InputError(
            f"{file.name} has more than {MAX_COLUMNS:,} columns: a table of this width is not read"
        )
    if cells > MAX_CELLS:
        raise InputError(
            f"{file.name} has more than {MAX_CELLS:,} cells: a table with a mapping may not be "
            "larger; split it"
        )

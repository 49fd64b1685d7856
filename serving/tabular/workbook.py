"""Tables as a workbook of Excel: a first sheet that says what they are, then a sheet for each."""

import io
import re
from collections.abc import Sequence

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from serving.tabular.flat import Cell, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_NAME = 31
CELL = 32_767
"""Most characters of a name of a sheet, and of a cell."""
WIDTHS = (9, 48)
"""Least and largest width of a column in characters."""
N_MEASURED = 200
"""Rows that decide the width of a column."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(about: Sequence[tuple[str, str]], title: str, tables: Sequence[Table]) -> bytes:
    """The workbook as a file.

    Parameters
    ----------
    about : sequence of (label, text)
        Rows of the first sheet.
    title : str
        Name of the first sheet.
    """
    content = io.BytesIO()
    book = Workbook(content, OPTIONS)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    used: set[str] = set()
    first = book.add_worksheet(_sheet_name(title, used))
    first.set_column(0, 0, 24, bold)
    first.set_column(1, 1, 100, wrapped)
    for place, texts in enumerate(about):
        for column, text in enumerate(texts):
            first.write_string(place, column, text[:CELL])
    for table in tables:
        _fill(book.add_worksheet(_sheet_name(table.name, used)), table, bold)
    book.close()
    return content.getvalue()


def _fill(sheet: Worksheet, table: Table, bold: object) -> None:
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, name[:CELL], bold)
        shown = [name, *(str(row.get(name, "")) for row in table.rows[:N_MEASURED])]
        width = max(map(len, shown)) + 1
        sheet.set_column(column, column, min(max(width, WIDTHS[0]), WIDTHS[1]))
    for place, cells in enumerate(table.cells(), start=1):
        for column, cell in enumerate(cells):
            _write(sheet, place, column, cell)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write(sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
    """Texts as texts, whatever they begin with; unknown values stay empty."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell[:CELL])
    elif cell is not None:
        sheet.write_number(row, column, cell)


def _sheet_name(name: str, used: set[str]) -> str:
    """The name without what Excel refuses, shortened, and different from those used."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", name).strip("'")[:SHEET_NAME] or "table"
    found, n = plain, 2
    while found.lower() in used:
        found = f"{plain[: SHEET_NAME - 3]} {n}"
        n += 1
    used.add(found.lower())
    return found

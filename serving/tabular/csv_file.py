"""A table as CSV (RFC 4180), for programs and for spreadsheets."""

import csv
import io
import re

from serving.tabular.flat import Cell, Table

MEDIA_TYPE = "text/csv"
MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""
FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""First characters of a text that a spreadsheet would run as a formula."""
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def csv_file(table: Table) -> bytes:
    """The header and the rows; unknown values are empty, decimals have a point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_text(column) for column in table.columns])
    writer.writerows([_text(cell) for cell in row] for row in table.cells())
    return (MARK + text.getvalue()).encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    return harmless(cell) if isinstance(cell, str) else repr(cell)


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: with an apostrophe first, where it looks like a formula."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text

"""A table as CSV (RFC 4180), for programs and for spreadsheets.

Excel reads a file by the habits of its country: where decimals have a comma, as in Russian, columns
are parted by semicolons.
"""

import csv
import io
import re

from serving.languages.language import spoken
from serving.tabular.flat import Cell, Table

MEDIA_TYPE = "text/csv"
MARK = "\ufeff"
"""Tells Excel that the file is UTF-8."""
FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""First characters of a text that a spreadsheet would run as a formula."""
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def csv_file(table: Table) -> bytes:
    """The header and the rows, in the marks of the language; unknown values are empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", delimiter=";" if _has_comma() else ",")
    writer.writerow([_text(column) for column in table.columns])
    writer.writerows([_text(cell) for cell in row] for row in table.cells())
    return (MARK + text.getvalue()).encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str):
        return harmless(cell)
    return repr(cell).replace(".", ",") if _has_comma() else repr(cell)


def _has_comma() -> bool:
    """Whether decimals have a comma in the language that is spoken."""
    return spoken().marks.get(ord("."), ".") == ","


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: with an apostrophe first, where it looks like a formula."""
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text

"""Text with one row a line: what separates its cells, and the names in its header."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from features.sources.opening import SourceFile

SEPARATORS = "\t;|,"
"""The likelier first where a line has as many of two: a comma also stands in titles and numbers."""


def separator(line: str) -> str:
    """The separator of a header: the one that splits it into most cells.

    One that would split a quoted name counts only where no other fits.
    """
    cells = {it: len(_split(line, it, strict=True)) for it in SEPARATORS}
    if not any(cells.values()):
        cells = {it: len(_split(line, it)) for it in SEPARATORS}
    return max(SEPARATORS, key=lambda it: cells[it])


def decimal_mark(delimiter: str) -> str:
    """The decimal mark that goes with a separator: spreadsheets save semicolons with commas."""
    return "," if delimiter == ";" else "."


def column_names(line: str) -> list[str]:
    """Names in a header, without quotes and blanks around them."""
    line = line.lstrip("\ufeff")
    return [cell.strip().strip('"').strip() for cell in _split(line, separator(line))]


def header(file: SourceFile) -> list[str]:
    """Names in the first line of a text; none for a workbook or an empty line."""
    return column_names(first_line(file))


def first_line(file: SourceFile) -> str:
    """The first line of a text, "" for a workbook."""
    return next(iter(file.lines(1)), "").lstrip("\ufeff")


def _split(line: str, delimiter: str, *, strict: bool = False) -> Sequence[str]:
    """Cells of a line; if `strict`, none where quotes do not enclose whole cells."""
    cells = csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=strict)
    try:
        return next(cells, [])
    except csv.Error:
        return [] if strict else line.split(delimiter)

"""Formulas of a workbook whose results nobody has worked out: programs write them without."""

from __future__ import annotations

import html
import re
import zipfile

from features.sources.opening import ZIP, SourceFile

UNSOLVED = "formula without a result"
"""What stands in such a cell: a mark of an unknown value."""
MAX_BYTES = 200_000_000
"""Bytes of a sheet in which they are looked for."""
_SHEETS = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_TARGETS = re.compile(r"<Relationship [^>]*>")
_CELLS = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^>]* t="str")[^>]*><f(?:[^>]*/>|[^>]*>[^<]*</f>)'
    rb"\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
"""A cell with a formula and no value, not even an empty text."""


def unsolved_formulas(file: SourceFile) -> dict[str, list[tuple[int, int]]]:
    """Name of a sheet of an xlsx file to the rows and columns, from 0, of such cells."""
    if not file.start.startswith(ZIP):
        return {}
    found = {}
    with zipfile.ZipFile(file.path) as archive:
        names = set(archive.namelist())
        for sheet, part in _parts(archive, names).items():
            if part in names and archive.getinfo(part).file_size <= MAX_BYTES:
                cells = _CELLS.findall(archive.read(part))
                found[sheet] = [(int(row) - 1, _column(letters)) for letters, row in cells]
    return found


def _parts(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Name of a sheet to that of its file in the archive."""
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, links} <= names:
        return {}
    targets = {}
    for link in _TARGETS.findall(archive.read(links).decode("utf-8", "replace")):
        given = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[given.get("Id", "")] = given.get("Target", "").removeprefix("/xl/")
    sheets = _SHEETS.findall(archive.read(book).decode("utf-8", "replace"))
    return {html.unescape(name): f"xl/{targets.get(key, '')}" for name, key in sheets}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1

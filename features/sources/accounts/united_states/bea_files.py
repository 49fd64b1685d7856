"""Files of BEA's regional tables: header, rows and notes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from features.errors import InputError
from features.sources.delimited import column_names, separator
from features.sources.opening import SourceFile

NAMES = {
    "geofips": "geofips",
    "geoname": "geoname",
    "region": "region",
    "tablename": "table",
    "table": "table",
    "componentname": "table",
    "linecode": "line",
    "industryid": "line",
    "industryclassification": "naics",
    "description": "title",
    "unit": "unit",
}
NEEDED = {"geofips", "geoname", "line", "title"}
TITLE_ROWS = 12
"""Rows in which the header is."""
ROW = re.compile(r'\s*"?\s*([A-Z]{0,2}\d{1,5}|US\w*)\s*"?[,;\t]')
PERIOD = re.compile(r"(\d{4})(?::?[Qq]([1-4]))?")
TABLE = re.compile(r"\b((?:S|C|M)[AQ][A-Z]+\d+[A-Z]{0,2})\b")
UNIT = re.compile(
    r"\(?((?:thousands|millions|billions) of (?:current |chained \(?\d{4}\)? )?dollars)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A table of a file.

    Attributes
    ----------
    file : SourceFile
    table : str
        "SAGDP2N".
    title : str
        What its notes call it.
    updated : str
        Date of its data, as 2021-10-01.
    cells : DataFrame of str
        geofips, geoname, line, naics, title, unit and a column for each year or quarter.
    periods : tuple of str
        Those columns.
    """

    file: SourceFile
    table: str
    title: str
    updated: str
    cells: pd.DataFrame
    periods: tuple[str, ...]


def header_place(lines: Sequence[str]) -> int:
    """Place of the header line, -1 without one."""
    for place, line in enumerate(lines[:TITLE_ROWS]):
        names = column_names(line)
        if {NAMES.get(name.casefold(), "") for name in names} >= NEEDED:
            return place if any(PERIOD.fullmatch(name) for name in names) else -1
    return -1


def parts_of(file: SourceFile) -> list[Part]:
    """The tables of a file: nearly always one."""
    with file.text() as content:
        # A blank before a quote would make it a part of the value.
        lines = re.sub(r'(^|[,;\t]) +"', r'\1"', content.read(), flags=re.MULTILINE).splitlines()
    place = header_place(lines)
    header = [NAMES.get(name.casefold(), name) for name in column_names(lines[place])]
    data = [line for line in lines[place + 1 :] if ROW.match(line)]
    notes = "\n".join([*lines[:place], *(it for it in lines[place + 1 :] if not ROW.match(it))])
    delimiter = separator(lines[place])
    cells = _cells(file, header, data, delimiter)
    cells["line"] = cells["line"].str.strip().str.lstrip("0")
    named = TABLE.search(f"{notes} {file.name}".replace("_", " "))
    for column, value in (("table", named[1] if named else "BEA"), ("naics", "..."), ("unit", "")):
        if column not in cells:
            cells[column] = value
    if not cells["unit"].str.strip().any() and (unit := UNIT.search(notes)):
        cells["unit"] = unit[1]
    periods = tuple(name for name in header if PERIOD.fullmatch(name))
    for name in periods if delimiter == ";" else ():
        cells[name] = cells[name].str.replace(",", ".")  # decimal commas of a spreadsheet
    return [
        Part(file, str(table), _title(notes, str(table)), _updated(notes), part, periods)
        for table, part in cells.groupby(cells["table"].str.strip(), sort=False)
    ]


def _cells(file: SourceFile, header: list[str], data: list[str], delimiter: str) -> pd.DataFrame:
    """Rows of a file as text, each in its columns."""
    if not data:
        raise InputError(f"{file.name} has a header of BEA's tables and no rows: download it again")
    beyond = "beyond the header"
    try:
        cells = pd.read_csv(
            io.StringIO("\n".join(data)),
            sep=delimiter,
            header=None,
            names=[*header, beyond],
            dtype=str,
            keep_default_na=False,
            index_col=False,
        )
    except pd.errors.ParserError as error:
        raise InputError(
            f"{file.name} has rows with more columns than its header ({error}): download it again"
        ) from None
    numbered = cells["line"].str.strip().str.fullmatch(r"\d+")
    wrong = ~numbered | (cells[beyond].fillna("").str.strip() != "")
    if wrong.any():
        raise InputError(
            f"{file.name} has a row whose columns are not those of its header: "
            f"{data[int(wrong.to_numpy().argmax())][:80]!r}; put names that hold a comma in quotes"
        )
    return cells.drop(columns=beyond)


def _title(notes: str, table: str) -> str:
    found = re.search(rf"^\W*{re.escape(table)}\W+(\w.*?)[\s\d/.\"]*$", notes, re.MULTILINE)
    return found[1].strip() if found else ""


def _updated(notes: str) -> str:
    found = re.search(r"updated:\s*([A-Z][a-z]+ \d{1,2}, \d{4})", notes)
    try:
        return datetime.strptime(found[1], "%B %d, %Y").date().isoformat() if found else ""
    except ValueError:
        return ""


def geofips(cells: pd.DataFrame) -> pd.Series:
    """Codes of areas as five digits."""
    codes = cells["geofips"].str.strip(' "')
    return codes.where(~codes.str.isdigit(), codes.str.zfill(5))

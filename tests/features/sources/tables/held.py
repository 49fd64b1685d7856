"""Tables as people hold them, written to files, and what is read from them."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from features.sources.opening import SourceFile, unpacked
from features.sources.reading import Reading
from features.sources.tables.mapping import propose, read_with
from features.sources.tables.plan import parse

Rows = Sequence[Sequence[Any]]


def csv_file(folder: Path, text: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(
    folder: Path, sheets: Mapping[str, Rows], merged: Mapping[str, Sequence[str]] | None = None
) -> Path:
    """An xlsx file; `merged` names ranges of a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in (merged or {}).get(name, ()):
            sheet.merge_cells(cells)
    path = folder / "table.xlsx"
    book.save(path)
    return path


def opened(path: Path) -> list[SourceFile]:
    return unpacked([path], Path(tempfile.mkdtemp(dir=path.parent)))


def proposed_text(path: Path) -> str:
    return propose(opened(path))


def imported(path: Path, *answers: tuple[str, str]) -> Reading:
    """The only reading of a file by the proposed mapping, corrected by replacing text."""
    text = proposed_text(path)
    for old, new in answers:
        assert old in text, text
        text = text.replace(old, new)
    (reading,) = read_with(parse(text, "MAPPING.toml"), opened(path))
    return reading


def cell(reading: Reading, region: str, year: int, code: str = "", **more: object) -> list[float]:
    """Values of a region and year."""
    rows = reading.rows
    chosen = (rows["region_code"] == region) & (rows["year"] == year)
    if code:
        chosen &= rows["cluster_code"] == code
    for column, value in more.items():
        chosen &= rows[column] == value
    return [float(it) for it in rows.loc[chosen, "value"]]


def row(table: pd.DataFrame, code: str) -> dict[str, str]:
    """The row of a code."""
    return {str(k): str(v) for k, v in table[table["code"] == code].iloc[0].items()}

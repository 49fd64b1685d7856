"""World Input-Output Database (WIOD), releases 2016 and 2013.

Workbooks (WIOT2014_Nov16_ROW.xlsb or .xlsx; wiot95_row_apr12.xlsx): four header rows over each
other (code, name, country, number c1, c2, …) and four columns of the same kind (numbers r1 or c1),
title, year and unit in the corner. Final demand of every country follows the industries (c57 to
c61, in 2013 c37 to c42), then total output; below stand taxes, value added and totals of country
TOT. As text, the 2016 release has a line an industry with the columns IndustryCode,
IndustryDescription, Country, RNr, Year, a column AUS1 (in Stata vAUS1) for every number RNr of
every country, and TOT. Million USD in current prices; tables in previous years'
prices (PYP) are refused, since their years cannot be compared. Romania is ROM in early tables.

pymrio.parse_wiod reads only the workbooks of 2013, not those of 2016.

Source: https://www.rug.nl/ggdc/valuechain/wiod
Licence: CC BY 4.0. Timmer et al. (2015), Review of International Economics 23, 575-605.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from features.arrays import Array
from features.errors import InputError
from features.sources.delimited import header
from features.sources.input_output.texts import YEAR, numbers, text_rows, year_of
from features.sources.input_output.world import Block, Dataset, Label, domestic, readings
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, Reading, Say
from features.sources.workbooks import Cells, sheets

NUMBER = re.compile(r"[cr]\d{1,2}", re.IGNORECASE)
COUNTRY = re.compile(r"[A-Za-z]{3}")
COLUMN = re.compile(r"V?([A-Z]{3})(\d{1,2})")
TEXT_COLUMNS = ("INDUSTRYCODE", "COUNTRY", "RNR")
TOP = 10
"""Rows among which the header is."""
RENAMED = {"ROM": "ROU"}
TOTALS = frozenset({"TOT", "GO"})


class Corner(NamedTuple):
    """Where a sheet's headers are: the row and the column of the numbers c1 and r1."""

    row: int
    column: int


def recognises(file: SourceFile) -> bool:
    """Whether it is a table of WIOD, as a workbook or as text."""
    if not file.is_workbook:
        return _is_text(file)
    return any(_corner(rows) for _, rows in sheets(file, TOP))


def _is_text(file: SourceFile) -> bool:
    cells = [cell.upper() for cell in header(file)]
    return set(TEXT_COLUMNS) <= set(cells) and any(COLUMN.fullmatch(cell) for cell in cells)


def _corner(top: Sequence[Cells]) -> Corner | None:
    """The place where row and column of numbers meet, with three headers of each kind before."""
    for row, cells in enumerate(top):
        places = [at for at, cell in enumerate(cells) if NUMBER.fullmatch(str(cell).strip())]
        if row < 3 or len(places) < 4 or places[0] < 4:
            continue
        countries = [str(top[row - 1][at]).strip() for at in places]
        below = top[row + 1] if row + 1 < len(top) else cells
        if sum(bool(COUNTRY.fullmatch(it)) for it in countries) < 0.8 * len(countries):
            continue
        if NUMBER.fullmatch(str(below[places[0] - 1]).strip()):
            return Corner(row, places[0] - 1)
    return None


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Domestic flows and output of every country.

    Raises
    ------
    InputError
        A table in previous years' prices, a file without a year, or two files of one year.
    """
    blocks: list[tuple[SourceFile, Block]] = []
    names: dict[str, str] = {}
    for file in files:
        say(f"reading {file.name}")
        if re.search(r"PYP|_prev", f"{file.name} {file.given}", re.IGNORECASE):
            _refuse_former_prices(file)
        if file.is_workbook:
            blocks += [(file, block) for block in _book(file, choices, names)]
        else:
            blocks.append((file, _text(file, choices, names)))
    release = "2016" if any(re.fullmatch(r"[A-Z]\d.*", code) for code in names) else "2013"
    dataset = Dataset(
        "WIOD",
        "million USD, current prices",
        "gross output at basic prices, WIOD",
        f"{release} release",
        names,
    )
    return readings(blocks, dataset, say)


def _refuse_former_prices(file: SourceFile) -> None:
    raise InputError(
        f"{file.name} is in previous years' prices: download the table in current prices"
    )


def _book(file: SourceFile, choices: Choices, names: dict[str, str]) -> Iterator[Block]:
    """The block of every sheet that holds a table."""
    for sheet, rows in sheets(file):
        corner = _corner(rows[:TOP])
        if corner is None:
            continue
        title = " ".join(
            str(cell) for cells in rows[: corner.row + 1] for cell in cells[: corner.column]
        )
        if re.search(r"previous year", title, re.IGNORECASE):
            _refuse_former_prices(file)
        years = YEAR.findall(title) or YEAR.findall(sheet)
        year = int(years[0]) if years else _year_of_name(file, choices)
        columns = _labels([cells[corner.column + 1 :] for cells in rows[: corner.row + 1]])
        body = rows[corner.row + 1 :]
        names |= _names(body, corner)
        yield domestic(columns, _labelled(body, corner), year, _total(columns))


def _year_of_name(file: SourceFile, choices: Choices) -> int:
    """The year in a name as wiot95_row_apr12, else as in other names."""
    found = re.search(r"wiot(\d\d)(?!\d)", f"{file.name} {file.given}", re.IGNORECASE)
    if found:
        year = int(found.group(1))
        return year + (1900 if year > 50 else 2000)
    return year_of(file, choices)


def _labels(head: Sequence[Cells]) -> list[Label]:
    """Country and code of every column; final demand has only a number in the 2013 release."""
    codes, _, countries, digits = head[-4:]
    return [
        _label(country, code or number)
        for code, country, number in zip(codes, countries, digits, strict=True)
    ]


def _label(country: object, code: object) -> Label:
    region = str(country).strip().upper()
    if isinstance(code, float) and code.is_integer():
        code = int(code)  # a workbook keeps the ISIC code 45 as a number
    if region in TOTALS or not region:
        return Label("", region)
    return Label(RENAMED.get(region, region), str(code).strip())


def _total(columns: Sequence[Label]) -> int | None:
    """The last column of no country, which is total output."""
    found = [at for at, label in enumerate(columns) if not label.region]
    return found[-1] if found and found[-1] == len(columns) - 1 else None


def _labelled(body: Sequence[Cells], corner: Corner) -> Iterator[tuple[Label, Array]]:
    start = corner.column + 1
    for cells in body:
        label = _label(cells[start - 2], cells[start - 4])
        values = numbers([0.0 if cell == "" else cell for cell in cells[start:]])
        yield label, values


def _names(body: Sequence[Cells], corner: Corner) -> dict[str, str]:
    """Names of industries, from the second of the four columns before the values."""
    found: dict[str, str] = {}
    for cells in body:
        label = _label(cells[corner.column - 1], cells[corner.column - 3])
        if label.region:
            found.setdefault(label.code, str(cells[corner.column - 2]).strip())
    return found


def _text(file: SourceFile, choices: Choices, names: dict[str, str]) -> Block:
    rows = text_rows(file)
    cells, _ = next(rows)
    head = [cell.strip().upper() for cell in cells]
    at = {name: head.index(name) for name in TEXT_COLUMNS}
    body = list(rows)
    codes = {
        (cells[at["COUNTRY"]].strip().upper(), cells[at["RNR"]].strip()): cells[
            at["INDUSTRYCODE"]
        ].strip()
        for cells, _ in body
    }
    places = [place for place, cell in enumerate(head) if COLUMN.fullmatch(cell) or cell in TOTALS]
    columns = [_text_label(head[place], codes) for place in places]
    if "INDUSTRYDESCRIPTION" in head:
        place = head.index("INDUSTRYDESCRIPTION")
        names |= {cells[at["INDUSTRYCODE"]].strip(): cells[place].strip() for cells, _ in body}
    labelled = (
        (
            _label(cells[at["COUNTRY"]], cells[at["INDUSTRYCODE"]]),
            numbers([cells[place] for place in places], decimal),
        )
        for cells, decimal in body
    )
    return domestic(columns, labelled, _text_year(file, head, body, choices), _total(columns))


def _text_label(name: str, codes: dict[tuple[str, str], str]) -> Label:
    found = COLUMN.fullmatch(name)
    if found is None:
        return Label("", name)
    country, number = found.groups()
    return _label(country, codes.get((country, number), f"c{number}"))


def _text_year(
    file: SourceFile, head: Sequence[str], body: Sequence[tuple[Cells, str]], choices: Choices
) -> int:
    """The one year of a text: that of its column, else of its name."""
    if "YEAR" not in head:
        return year_of(file, choices)
    years = np.unique([cells[head.index("YEAR")].strip() for cells, _ in body])
    if len(years) != 1 or not YEAR.fullmatch(str(years[0])):
        raise InputError(f"{file.name} must hold one year in its column Year: split it by year")
    return int(years[0])


FORMAT = Format("wiod", "WIOD tables", "WIOD: CC BY 4.0", recognises, read)

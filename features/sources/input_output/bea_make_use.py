"""BEA Make and Use tables of the US before (or after) redefinitions, to a table of industries.

Make: what every industry (row) makes of every commodity (column), with "Total Industry Output"
(T008) last. Use: what every industry (column) buys of every commodity (row), final uses (F010 and
on) and totals beside, value added (V001 to V003) and totals below. Million USD in current
producers' prices. As BEA's workbook (IOUse_Before_Redefinitions_PRO_1997-2022_Summary.xlsx) a sheet
a year, titles above, a row of codes and one of names (either first), codes and names of rows on
the left, "..." and blanks for none; as packaged by USEPA's useeior a CSV of codes, the year in its
name. Used (scrap) and Other (noncomparable imports) are commodities as well.

Both tables of a year give industry by industry flows Z = D U with D = V diag(q)^-1, V being the
Make table and q its column sums: every commodity keeps the market shares of the industries that
make it (fixed product sales structure; Miller & Blair 2009, sec. 5.3; Eurostat Manual of Supply,
Use and Input-Output Tables 2008, model D). BEA counts imports in the Use table, so flows include
imported inputs. Output is total industry output.

Use tables in purchasers' prices are refused: their trade margins are not apart.

Source: https://www.bea.gov/industry/input-output-accounts-data
Licence: public domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from features.arrays import Array
from features.errors import InputError
from features.sources.delimited import header
from features.sources.input_output.texts import YEAR, numbers, text_rows, year_of
from features.sources.input_output.world import Block, Dataset, readings
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, LeftOut, Reading, Say
from features.sources.workbooks import Cells, sheets

MAKE_TOTALS = frozenset({"TOTAL INDUSTRY OUTPUT", "T008"})
"""Last column of a Make table, last row of a Use table."""
FINAL = frozenset({"F010", "F01000"})
"""Personal consumption, the first final use, which only Use tables have."""
TOTAL = re.compile(r"total\b.*|T\d{3}", re.IGNORECASE)
CODE = re.compile(r"[0-9A-Z]{2,8}")
TOP = 12
"""Rows among which the codes of the columns stand."""
ENOUGH = 4
"""Codes that must be both in a row and in a column for these to be headers."""
REGION = "US"
FINER = {
    "441": ("Motor vehicle and parts dealers", "44-45"),
    "445": ("Food and beverage stores", "44-45"),
    "452": ("General merchandise stores", "44-45"),
    "4A0": ("Other retail", "44-45"),
    "HS": ("Housing", "531"),
    "ORE": ("Other real estate", "531"),
    "GFE": ("Federal government enterprises", "G"),
    "GFGD": ("Federal general government (defense)", "G"),
    "GFGN": ("Federal general government (nondefense)", "G"),
    "GSLE": ("State and local government enterprises", "G"),
    "GSLG": ("State and local general government", "G"),
}
"""Industries that the regional accounts know only together: name, and parent in a package."""


class Sheet(NamedTuple):
    """A Make or Use table: values by codes of rows and columns, and names of codes."""

    kind: str
    year: int
    cells: pd.DataFrame
    names: dict[str, str]


def recognises(file: SourceFile) -> bool:
    """Whether it is a Make or a Use table."""
    if file.is_workbook:
        return any(_kind(_headers(rows).columns) for _, rows in sheets(file))
    cells = header(file)
    return len(cells) > ENOUGH and bool(_kind(cells[1:])) and not cells[0]


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Flows and output of the industries of the US, for every year with both tables.

    Raises
    ------
    InputError
        A Use table without its Make table or the other way round, purchasers' prices, a CSV
        without a year, or two files of one year.
    """
    tables: dict[str, dict[int, tuple[SourceFile, Sheet]]] = {"make": {}, "use": {}}
    for file in files:
        say(f"reading {file.name}")
        for sheet in _sheets(file, choices):
            if sheet.year in tables[sheet.kind]:
                other = tables[sheet.kind][sheet.year][0].name
                raise InputError(
                    f"{other} and {file.name} both hold the {sheet.kind.title()} table of "
                    f"{sheet.year}: give one of them"
                )
            tables[sheet.kind][sheet.year] = (file, sheet)
    years = sorted(set(tables["make"]) & set(tables["use"]))
    if not years:
        found, missing = ("Make", "Use") if tables["make"] else ("Use", "Make")
        raise InputError(
            f"BEA's {found} table needs the {missing} table of the same year and level: give both"
        )
    return _readings(tables, years, say)


def _readings(
    tables: dict[str, dict[int, tuple[SourceFile, Sheet]]], years: Sequence[int], say: Say
) -> list[Reading]:
    blocks: list[tuple[SourceFile, Block]] = []
    names: dict[str, str] = {}
    for year in years:
        (_, make), (file, use) = (tables[kind][year] for kind in ("make", "use"))
        blocks.append((file, _block(make, use)))
        names |= {**use.names, **make.names}
    lonely = set(tables["make"]) ^ set(tables["use"])
    notes = [LeftOut("years with only one of the two tables", len(lonely), "flows need both")]
    dataset = Dataset(
        "BEA make and use",
        "million USD, current prices",
        "gross output at producers' prices, BEA; flows include imported inputs",
        "",
        names,
        tuple(notes if lonely else ()),
    )
    files = tuple(
        dict.fromkeys(tables[kind][year][0] for year in years for kind in ("make", "use"))
    )
    named = pd.DataFrame(
        [{"code": REGION, "name": "United States", "parent_code": "", "left_out": ""}], dtype="str"
    )
    return [
        replace(it, files=files, regions=named, activities=_with_parents(it.activities))
        for it in readings(blocks, dataset, say)
    ]


def _with_parents(activities: pd.DataFrame) -> pd.DataFrame:
    names = activities["code"].map({code: name for code, (name, _) in FINER.items()})
    above = activities["code"].map({code: parent for code, (_, parent) in FINER.items()})
    unnamed = activities["name"].isin(["", *activities["code"]])
    return activities.assign(
        name=names.where(unnamed).fillna(activities["name"]),
        parent_code=above.fillna(activities["parent_code"]),
    )


def _block(make: Sheet, use: Sheet) -> Block:
    """Industry by industry flows with fixed product sales structures, and output."""
    V, U = make.cells, use.cells
    industries = [code for code in V.index if code in U.columns and not TOTAL.fullmatch(code)]
    products = [code for code in V.columns if code in U.index and not TOTAL.fullmatch(code)]
    total = [code for code in V.columns if code.upper() in MAKE_TOTALS]
    produced = V.loc[industries, products].fillna(0.0).to_numpy()
    q = produced.sum(axis=0)
    D = np.divide(produced, q, out=np.zeros_like(produced), where=q != 0)
    Z = D @ U.loc[products, industries].fillna(0.0).to_numpy()
    output = V.loc[industries, total[0]] if total else pd.Series(produced.sum(axis=1), industries)
    seller, buyer = np.nonzero(Z)
    codes = pd.Index(industries, dtype="str")
    rest = U.drop(columns=industries).loc[products]
    final = rest[[code for code in rest.columns if not TOTAL.fullmatch(code)]]
    return Block(
        pd.DataFrame(
            {
                "region_code": REGION,
                "year": make.year,
                "from_cluster_code": codes[seller],
                "to_cluster_code": codes[buyer],
                "flow": Z[seller, buyer],
            }
        ),
        pd.DataFrame(
            {
                "region_code": REGION,
                "year": make.year,
                "cluster_code": codes,
                "output": output.to_numpy(),
            }
        ),
        final=int((final.fillna(0.0) != 0).to_numpy().sum()),
        added=len(U.index) - len(products),
    )


def make_table(file: SourceFile, choices: Choices) -> pd.DataFrame:
    """Cells of a file's Make tables: year, from_code (industry), to_code (commodity), value."""
    return _long(file, choices, "make")


def use_table(file: SourceFile, choices: Choices) -> pd.DataFrame:
    """Cells of a file's Use tables: year, from_code (commodity), to_code (industry), value."""
    return _long(file, choices, "use")


def _long(file: SourceFile, choices: Choices, kind: str) -> pd.DataFrame:
    parts = []
    for sheet in _sheets(file, choices):
        if sheet.kind == kind:
            rows = sheet.cells.rename_axis("from_code").reset_index()
            long = rows.melt("from_code", var_name="to_code").dropna()
            parts.append(long.assign(year=sheet.year))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _kind(columns: Sequence[str]) -> str:
    """make, use or "" by the codes of the columns."""
    codes = {code.strip().upper() for code in columns}
    if codes & FINAL:
        return "use"
    return "make" if codes & MAKE_TOTALS else ""


def _sheets(file: SourceFile, choices: Choices) -> Iterator[Sheet]:
    if not file.is_workbook:
        rows = [(cells, decimal) for cells, decimal in text_rows(file, even=False)]
        grid = [cells for cells, _ in rows]
        yield _sheet(file, grid, year_of(file, choices))
        return
    for title, grid in sheets(file):
        if _kind(_headers(grid).columns):
            found = YEAR.search(title)
            yield _sheet(file, grid, int(found.group()) if found else year_of(file, choices))


def _sheet(file: SourceFile, grid: Sequence[Cells], year: int) -> Sheet:
    at = _headers(grid)
    if not _kind(at.columns):
        raise InputError(f"{file.name} lacks the rows that its header names: download it again")
    title = " ".join(str(cell) for cells in grid[: at.row] for cell in cells)
    if re.search(r"purchasers.? prices", title, re.IGNORECASE) or "_PUR_" in file.name:
        raise InputError(
            f"{file.name} is in purchasers' prices: give the Use table in producers' prices (PRO)"
        )
    start, width = at.first, len(at.columns)
    rows: dict[str, Array] = {}
    names: dict[str, str] = {}
    for cells in grid[at.row + 1 :]:
        code = _code(cells[at.column])
        if code and code not in rows and len(cells) > start:
            padded = [*cells[start : start + width], *[""] * (width + start - len(cells))]
            rows[code] = numbers([_plain(cell) for cell in padded])
            if at.column + 1 < start:
                names.setdefault(code, str(cells[at.column + 1]).strip())
    values = pd.DataFrame.from_dict(rows, orient="index", columns=list(at.columns))
    values = values.loc[values.notna().any(axis=1)]
    return Sheet(_kind(at.columns), year, values, {it: name for it, name in names.items() if name})


class Headers(NamedTuple):
    """Row and column of the codes, the first column of values, codes of the columns."""

    row: int
    column: int
    first: int
    columns: tuple[str, ...]


def _headers(grid: Sequence[Cells]) -> Headers:
    """The row of codes that shares most codes with a column on its left."""
    best, found = ENOUGH - 1, Headers(0, 0, 1, ())
    for row, cells in enumerate(grid[:TOP]):
        for column in range(min(2, len(cells))):
            codes = {_code(cell) for cell in cells[column + 1 :]}
            below = {_code(it[column]) for it in grid[row + 1 :] if len(it) > column}
            shared = [code for code in codes & below if CODE.fullmatch(code)]
            if len(shared) > best:
                best, found = len(shared), _placed(grid, row, column, below)
    return found


def _placed(grid: Sequence[Cells], row: int, column: int, below: set[str]) -> Headers:
    """Headers of a row and a column of codes; a column of names may stand before the values."""
    cells = grid[row]
    first = column + (1 if _code(cells[column + 1]) in below else 2)
    columns = [_code(cell) or f"column {at}" for at, cell in enumerate(cells[first:], first)]
    return Headers(row, column, first, tuple(columns))


def _code(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a workbook keeps the code 211 as a number
    return str(cell).strip()


def _plain(cell: object) -> object:
    """A cell without the commas of thousands."""
    return cell.replace(",", "") if isinstance(cell, str) else cell


FORMAT = Format("bea-make-use", "BEA Make and Use tables", "BEA: public domain", recognises, read)

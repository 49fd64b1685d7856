"""FIGARO, Eurostat's inter-country input-output tables of the EU, flat or as a matrix.

Flat: one line a cell, `icioiRow,icioiCol,refArea,rowIi,counterpartArea,colIi,obsValue` (industry
by industry) or `rowPi`, `colPi` (product by product, codes with CPA_). Matrix: first cell
`rowLabels`, then a column for every industry and final use of every area, `DE_C29`, `DE_P3_S14`.
Million EUR in current basic prices. Areas W2 hold value added and taxes (W2_D1, W2_D21X31), FIGW1
is the rest of the world, P3_S13 to P5M are final uses (P51G and P5M may be negative). The year and
the edition (24ed) are only in the file's name. There is no column of output: it is the sum of the
row, final uses included. Supply and use tables (icsupRow, icuseRow) are not square and are refused.

pymrio reads no FIGARO.

Source: https://ec.europa.eu/eurostat/web/esa-supply-use-input-tables/database
Licence: reuse is free with attribution (Commission Decision 2011/833/EU).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from features.errors import InputError
from features.sources.delimited import decimal_mark, first_line, header, separator
from features.sources.input_output.industries import nace_names, nace_sections
from features.sources.input_output.texts import year_of
from features.sources.input_output.world import (
    DIGITS,
    Block,
    Dataset,
    Label,
    domestic,
    matrix,
    readings,
)
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, Reading, Say

KEYS = ("region", "seller", "partner", "buyer")
PATTERNS = (r"refarea", r"row[ip]i", r"counterpartarea", r"col[ip]i", r"obsvalue")
"""Names of the columns of a flat file, in lower case: KEYS and the value."""
MATRIX = ("rowlabels", "icioirow")
"""First cell of a matrix, in lower case; the second that of the experimental edition."""
EDITION = re.compile(r"(\d\d)ed(?![a-z])", re.IGNORECASE)
CHUNK = 500_000
"""Lines that are read at once."""
CHUNKS_A_MESSAGE = 4
"""Parts after which the user hears how far it is."""


def _flat_columns(file: SourceFile) -> list[str]:
    """Names of the columns of a flat file as it writes them, empty for another file."""
    cells = header(file)
    found = [
        next((cell for cell in cells if re.fullmatch(pattern, cell.lower())), "")
        for pattern in PATTERNS
    ]
    return found if all(found) else []


def _is_matrix(file: SourceFile) -> bool:
    cells = header(file)
    if not cells or cells[0].lower() not in MATRIX:
        return False
    return any(re.fullmatch(r"[A-Z0-9]+_P(3_S1\d|51G|5M)", cell.upper()) for cell in cells)


def recognises(file: SourceFile) -> bool:
    """Whether it is a flat file or a matrix of FIGARO."""
    return bool(_flat_columns(file)) or _is_matrix(file)


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Domestic flows and output, each of industries and of products apart.

    Raises
    ------
    InputError
        A supply or use table, a file without a year, or two files of one year.
    """
    blocks: dict[str, list[tuple[SourceFile, Block]]] = {}
    for file in files:
        say(f"reading {file.name}")
        year = year_of(file, choices)
        columns = _flat_columns(file)
        block = (
            _flat(file, columns, year, say) if columns else domestic(*matrix(file, _label), year)
        )
        products = block.output["cluster_code"].str.startswith("CPA_").any()
        kind = "product by product" if products else "industry by industry"
        blocks.setdefault(kind, []).append((file, block))
    return [
        reading
        for kind, parts in blocks.items()
        for reading in readings(parts, _dataset(kind, parts), say)
    ]


def _dataset(kind: str, parts: Sequence[tuple[SourceFile, Block]]) -> Dataset:
    editions = {
        f"20{found.group(1)} edition"
        for file, _ in parts
        if (found := EDITION.search(file.name) or EDITION.search(file.given))
    }
    codes = [code for _, block in parts for code in block.output["cluster_code"].unique()]
    return Dataset(
        f"FIGARO {kind}",
        "million EUR, current prices",
        f"gross output at basic prices, FIGARO table {kind}",
        max(editions, default=""),
        nace_names(codes),
        sections=nace_sections(codes),
    )


def _flat(file: SourceFile, columns: Sequence[str], year: int, say: Say) -> Block:
    """The block of a flat file, read in parts: it has some ten million lines."""
    if header(file)[0].lower().startswith(("icsup", "icuse")):
        raise InputError(
            f"{file.name} is a supply or use table: download the input-output table, industry by "
            "industry or product by product"
        )
    parts = []
    try:
        for chunk in _chunks(file, columns):
            rows = chunk[list(columns)].set_axis([*KEYS, "value"], axis=1)
            rows["home"] = rows["region"] == rows["partner"]
            rows["unknown"] = rows["value"].isna().astype(int)
            rows["cells"] = (rows["value"].fillna(0) != 0).astype(int)
            parts.append(_sums(rows))
            if len(parts) % CHUNKS_A_MESSAGE == 0:
                say(f"reading {file.name}: {len(parts) * CHUNK:,} lines")
    except (ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{file.name} is damaged ({error}): download it again") from None
    return _from_sums(_sums(pd.concat(parts)), year)


def _chunks(file: SourceFile, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    delimiter = separator(first_line(file))
    with file.text() as text:
        yield from pd.read_csv(
            text,
            sep=delimiter,
            decimal=decimal_mark(delimiter),
            usecols=list(columns),
            dtype=dict.fromkeys(columns[:4], "str"),
            keep_default_na=False,
            na_values={columns[4]: ["", ":"]},
            skipinitialspace=True,
            chunksize=CHUNK,
        )


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Sales of every industry to every code of buyers, at home and abroad."""
    keys = ["region", "seller", "buyer", "home"]
    return rows.groupby(keys, sort=False, as_index=False)[["value", "cells", "unknown"]].sum()


def _from_sums(sums: pd.DataFrame, year: int) -> Block:
    areas = set(sums.loc[sums["home"], "region"])
    added = ~sums["region"].isin(areas)
    sales = sums[~added]
    industry = sales["buyer"].isin(set(sales["seller"]))
    flows = sales[industry & sales["home"] & (sales["value"] != 0)]
    output = sales.groupby(["region", "seller"], sort=False, as_index=False)["value"].sum()
    return Block(
        pd.DataFrame(
            {
                "region_code": flows["region"],
                "year": year,
                "from_cluster_code": flows["seller"],
                "to_cluster_code": flows["buyer"],
                "flow": flows["value"],
            }
        ).reset_index(drop=True),
        pd.DataFrame(
            {
                "region_code": output["region"],
                "year": year,
                "cluster_code": output["seller"],
                "output": output["value"].round(DIGITS),
            }
        ),
        int(sales.loc[industry & ~sales["home"], "cells"].sum()),
        int(sales.loc[~industry, "cells"].sum()),
        len(sums.loc[added, ["region", "seller"]].drop_duplicates()),
        int(sales["unknown"].sum()),
    )


def _label(text: str) -> Label:
    region, _, code = text.partition("_")
    return Label(region, code) if code else Label("", text)


FORMAT = Format(
    "figaro",
    "FIGARO input-output tables",
    "Eurostat: reuse with attribution (Commission Decision 2011/833/EU)",
    recognises,
    read,
)

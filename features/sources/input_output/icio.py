"""OECD Inter-Country Input-Output tables (ICIO), editions of 2016 to 2025, as CSV.

A matrix with a row and a column for every industry of every country, `AUT_C10T12`, parted at the
first underscore (A01_02 is one code). Editions differ: first cell `V1` or empty; codes C10T12 or
10T12; final demand AUT_HFCE or, in 2016, HFCE_AUT; output in a last column OUT or TOTAL; below the
industries rows TLS and VA, or AUT_TAXSUB for every country, VALU and OUTPUT. Million USD in current
basic prices. China and Mexico are split in some editions (CN1, CN2; MX1, MX2), with rows CHN and
MEX of zeros beside: the parts are added up as CHN and MEX. Industry T often buys and sells nothing.
The year is only in the file's name: ICIO2021_2018.csv, 2018_SML.csv.

pymrio.parse_oecd reads these files too, but holds the world several times in memory, takes final
demand by a list of names that later editions outgrow, and drops the published output.

Source: https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html
Licence: CC BY 4.0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from features.sources.delimited import header
from features.sources.input_output.industries import nace_names, nace_sections
from features.sources.input_output.texts import year_of
from features.sources.input_output.world import (
    Block,
    Dataset,
    Label,
    domestic,
    matrix,
    readings,
)
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, Reading, Say

COLUMN = re.compile(r"(?:[A-Z]{3}|(?:CN|MX)\d)_\w+|[A-Z0-9]+_[A-Z]{3}")
HOUSEHOLDS = re.compile(r"[A-Z]{3}_HFCE|HFCE_[A-Z]{3}")
SPLIT = {"CN": "CHN", "MX": "MEX"}
"""Countries whose parts stand as CN1, CN2, …"""
TOTALS = tuple(Label("", name) for name in ("OUT", "TOTAL", "OUTPUT"))
EDITION = r"ICIO-?_?(20\d\d)(?:ED)?"


def recognises(file: SourceFile) -> bool:
    """Whether its columns are industries and final demand of countries, as OECD names them."""
    cells = [cell.upper() for cell in header(file)[1:]]
    named = [cell for cell in cells if COLUMN.fullmatch(cell)]
    if not any(HOUSEHOLDS.fullmatch(cell) for cell in named):
        return False
    return len(named) >= 0.9 * len(cells)


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Domestic flows and output of every country.

    Raises
    ------
    InputError
        A file without a year, or two files of one year.
    """
    blocks = []
    for file in files:
        say(f"reading {file.name}")
        blocks.append((file, _block(file, year_of(file, choices, EDITION))))
    editions = [
        f"{found.group(1)} edition"
        for file in files
        if (found := re.search(EDITION, f"{file.name} {file.given}", re.IGNORECASE))
    ]
    codes = [code for _, block in blocks for code in block.output["cluster_code"].unique()]
    dataset = Dataset(
        "ICIO",
        "million USD, current prices",
        "gross output at basic prices, OECD ICIO",
        max(editions, default=""),
        nace_names(codes),
        sections=nace_sections(codes),
    )
    return readings(blocks, dataset, say)


def _block(file: SourceFile, year: int) -> Block:
    columns, rows = matrix(file, _label)
    totals = [columns.index(label) for label in TOTALS if label in columns]
    return domestic(columns, rows, year, totals[0] if totals else None)


def _label(text: str) -> Label:
    region, _, code = text.upper().partition("_")
    if not code:
        return Label("", region)
    if re.fullmatch(r"[A-Z]{2}\d", region):
        region = SPLIT.get(region[:2], region)
    return Label(region, code)


FORMAT = Format("icio", "OECD ICIO tables", "OECD: CC BY 4.0", recognises, read)

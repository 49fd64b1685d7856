"""EXIOBASE 3, industry by industry (ixi) or product by product (pxp), read by pymrio.

A zip or folder IOT_2019_pxp with tab-separated texts: A.txt (coefficients), Z.txt (flows), Y.txt
(final demand), x.txt (output), unit.txt, and folders of environmental accounts that are not needed.
Z, A and Y have header rows of regions and of sectors (of categories in Y), a third row "region,
sector" that names the two columns before the values. Names stand for codes: "Cultivation of wheat".
A table may lack Z or x: Z = A diag(x), and x is the sum of Z and Y over a row (Miller & Blair 2009,
sec. 2.2). Million EUR in current prices; tables in mixed units (the hybrid version) are refused,
since their rows cannot be added up. Regions WA, WE, WF, WL, WM are rests of continents. The year
is only in the name of the archive.

Source: https://zenodo.org/records/15689391 (Stadler et al. 2018, Journal of Industrial Ecology 22)
Licence: CC BY-SA 4.0.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.errors import InputError
from features.sources.input_output.texts import year_of
from features.sources.input_output.world import Block, Dataset, Label, domestic, readings
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, Reading, Say, library

LONGEST = 10_000_000
"""Characters of a line of headers at most."""
UNITS = frozenset({"M.EUR", "MEUR", "M EUR", "Million EUR"})


def _kind(file: SourceFile) -> str:
    """Whether a file holds a matrix (A or Z), Y, x or unit; "" for any other."""
    if not file.head.lower().startswith("region\t"):
        return ""
    try:
        with file.text() as text:  # the second line is longer than the head of a file
            lines = [text.readline(LONGEST).lower().rstrip("\r\n").split("\t") for _ in range(3)]
    except UnicodeDecodeError:
        return ""
    first, second, third = lines
    if first in (["region", "sector", "indout"], ["region", "sector", "unit"]):
        return "x" if first[2] == "indout" else "unit"
    if third[:2] != ["region", "sector"] or first[1] or second[1:2] != [""]:
        return ""
    return {"sector": "matrix", "category": "Y"}.get(second[0], "")


def recognises(file: SourceFile) -> bool:
    """Whether it is one of the texts of EXIOBASE that are read."""
    return not file.is_workbook and bool(_kind(file))


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Domestic flows and output of every region.

    Raises
    ------
    InputError
        Without output, in mixed units, without a year, or where two tables are of one year.
    """
    blocks: dict[str, list[tuple[SourceFile, Block]]] = {}
    for parts in _tables(files):
        file = next(iter(parts.values()))
        say(f"reading {file.given}")
        year = year_of(file, choices)
        found = re.search(r"ixi|pxp", " ".join(it.given for it in parts.values()))
        kind = found.group() if found else "table"
        blocks.setdefault(kind, []).append((file, _block(parts, year)))
    kinds = {"ixi": "industry by industry", "pxp": "product by product", "table": "table"}
    return [
        reading
        for kind, parts in blocks.items()
        for reading in readings(
            parts,
            Dataset(
                f"EXIOBASE 3 {kinds[kind]}",
                "million EUR, current prices",
                f"gross output at basic prices, EXIOBASE 3 {kinds[kind]}",
                "",
                {code: code for _, block in parts for code in block.output["cluster_code"]},
            ),
            say,
        )
    ]


def _tables(files: Sequence[SourceFile]) -> Iterator[dict[str, SourceFile]]:
    """The texts of every table by their part; those of an archive belong together."""
    tables: dict[str, dict[str, SourceFile]] = {}
    for file in files:
        archive = file.given if file.given != file.name else ""
        part = _kind(file)
        if part == "matrix":
            part = "A" if Path(file.name).stem.upper() == "A" else "Z"
        if part in tables.setdefault(archive, {}):
            raise InputError(f"two files {file.name} of EXIOBASE: give each year as an archive")
        tables[archive][part] = file
    for parts in tables.values():
        if not {"A", "Z"} & set(parts):
            first = next(iter(parts.values()))
            raise InputError(f"{first.given} has no Z.txt or A.txt: give the whole EXIOBASE table")
        if "Z" in parts:
            parts.pop("A", None)
        yield parts


def _block(parts: dict[str, SourceFile], year: int) -> Block:
    flows, output, demand = _system(parts)
    labels, columns = _labels(flows.index), _labels(flows.columns)
    try:
        values, produced = (it.to_numpy(dtype=np.float64) for it in (flows, output))
        final = np.zeros(len(labels)) if demand is None else demand.sum(axis=1).to_numpy(np.float64)
    except (TypeError, ValueError) as error:
        name = next(iter(parts.values())).given
        raise InputError(f"{name} is damaged ({error}): download it again") from None
    rows = (
        (label, np.concatenate([values[at], [final[at], produced[at]]]))
        for at, label in enumerate(labels)
    )
    return domestic([*columns, Label("Y", "Y"), Label("", "x")], rows, year, len(columns) + 1)


def _labels(index: pd.Index) -> list[Label]:
    regions, codes = (index.get_level_values(level).astype(str) for level in (0, 1))
    return [Label(region, code) for region, code in zip(regions, codes, strict=True)]


def _system(parts: dict[str, SourceFile]) -> tuple[pd.DataFrame, pd.Series, pd.DataFrame | None]:
    """Z, x and Y (None where not given) as pymrio reads them or works them out."""
    pymrio = library("pymrio", "reading EXIOBASE")
    with tempfile.TemporaryDirectory() as folder:
        system = _loaded(pymrio, parts, Path(folder))
    _check_units(parts, system.unit)
    index = (system.A if system.Z is None else system.Z).index
    demand = None if system.Y is None else system.Y.reindex(index)
    if system.x is not None:
        output = system.x.iloc[:, 0].reindex(index)
    elif system.Z is None or demand is None:
        name = next(iter(parts.values())).given
        raise InputError(f"{name} has no output: give x.txt of the same table as well")
    else:
        output = pymrio.calc_x(system.Z, demand)["indout"]
    flows = pymrio.calc_Z(system.A, output) if system.Z is None else system.Z
    return flows, output, demand


def _loaded(pymrio: Any, parts: dict[str, SourceFile], folder: Path) -> Any:
    """The system of pymrio, from links to the files and the list of them that it needs."""
    shapes = {
        "A": ("2", "2"),
        "Z": ("2", "2"),
        "Y": ("2", "2"),
        "x": ("2", "1"),
        "unit": ("2", "1"),
    }
    listed = {}
    for part, file in parts.items():
        (folder / f"{part}.txt").symlink_to(file.path.absolute())
        columns, headers = shapes[part]
        listed[part] = {"name": f"{part}.txt", "nr_index_col": columns, "nr_header": headers}
    content = {"systemtype": "IOSystem", "files": listed}
    (folder / "file_parameters.json").write_text(json.dumps(content), encoding="utf-8")
    try:
        return pymrio.parse_exiobase3(folder)
    except (ValueError, KeyError, IndexError) as error:
        name = next(iter(parts.values())).given
        raise InputError(f"{name} is damaged ({error}): download it again") from error


def _check_units(parts: dict[str, SourceFile], units: pd.DataFrame | None) -> None:
    if units is None:
        return
    found = sorted({str(unit) for unit in units.iloc[:, 0].unique()})
    if not set(found) <= UNITS:
        name = parts["unit"].given
        raise InputError(
            f"{name} is in {', '.join(found[:5])}, and multipliers need a table in money: download "
            "the monetary table of EXIOBASE"
        )


FORMAT = Format("exiobase", "EXIOBASE 3", "EXIOBASE: CC BY-SA 4.0", recognises, read)

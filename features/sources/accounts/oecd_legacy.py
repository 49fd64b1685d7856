"""CSV of OECD.Stat (until 2024): a column of codes and a column of labels for each dimension.

``LOCATION,Country,REG_ID,Region,…,TIME,Year,Unit Code,Unit,PowerCode Code,PowerCode,…,Value,Flag
Codes,Flags``. The dimensions differ by dataset: TL, VAR, IND, ISC11, GENDER, POS, SEX …

Traps: a byte order mark; time stands twice (TIME, Year); "PowerCode Code" is the power of ten of
the unit; several indicators and breakdowns in one file, each an indicator of its own; Value is
empty where "Flag Codes" says why.

Source: https://stats.oecd.org (closed in 2024), "Export, text file (CSV)". Licence: CC BY 4.0.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

import pandas as pd

from features.sources.accounts.cells import as_text, digits, gaps, numbers
from features.sources.accounts.observations import Observations, readings
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, Reading, Say

NEEDED = frozenset({"TIME", "Value", "Flag Codes"})
NAMED = re.compile(r"(?:OECD_)?([A-Z][A-Z0-9_]*?)_\d{14,17}(?:\W.*)?")
ATTRIBUTES = {
    "Unit Code": "Unit",
    "PowerCode Code": "PowerCode",
    "Reference Period Code": "Reference Period",
    "Flag Codes": "Flags",
}
"""Columns that say what a value is, with those of their labels."""


def recognises(file: SourceFile) -> bool:
    """Whether the header has TIME, Value and Flag Codes, and a region or country."""
    if file.is_workbook or file.is_xml:
        return False
    names = _header(file)
    return {*names} >= NEEDED and bool({"REG_ID", "LOCATION", "COU", "TL"} & {*names})


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for each set of dimensions; files with the same ones are joined.

    Raises
    ------
    InputError
        A damaged file, or values that are no numbers.
    """
    return readings(files, lambda file: [_observations(file)], say)


def _header(file: SourceFile) -> list[str]:
    line = next(iter(file.lines(1)), "").lstrip("\ufeff")
    try:
        return [it.strip() for it in next(csv.reader([line]), [])]
    except csv.Error:
        return []


def _observations(file: SourceFile) -> Observations:
    rows = _rows(file)
    dimensions, labels = _dimensions(rows)
    text = rows["Value"].str.strip().replace({"..": "", "NaN": ""})
    value = numbers(text, file, "Value")
    power = rows["PowerCode Code"] if "PowerCode Code" in rows else pd.Series("", index=rows.index)
    columns = [*dimensions, *(it for it in ATTRIBUTES if it in rows and it not in dimensions)]
    cells = rows[columns].assign(
        time=rows["TIME"],
        value=value,
        flag=rows["Flag Codes"],
        decimals=digits(text),
        power=pd.to_numeric(power, errors="coerce").fillna(0).astype("int64"),
    )
    marks = cells.loc[value.isna(), "flag"]
    places = marks.map(lambda it: f"rows with flag {it}" if it else "rows without a value")
    return Observations(
        cells=cells[value.notna()].reset_index(drop=True),
        dimensions=tuple(dimensions),
        dataset=_dataset(file, dimensions),
        files=(file,),
        labels=labels,
        left_out=gaps(places, marks),
    )


def _dataset(file: SourceFile, dimensions: Sequence[str]) -> str:
    """The code that OECD.Stat puts into the file's name, before the time; else the dimensions."""
    for name in (file.name, file.given):
        if found := NAMED.fullmatch(name.rpartition(".")[0]):
            return found[1]
    return "OECD.Stat " + ",".join(it for it in dimensions if it != "Unit Code")


def _rows(file: SourceFile) -> pd.DataFrame:
    rows = as_text(file)
    return rows.rename(columns={it: str(it).lstrip("\ufeff").strip() for it in rows})


def _dimensions(rows: pd.DataFrame) -> tuple[list[str], dict[str, dict[str, str]]]:
    """Columns of codes before TIME, the unit, and the labels of their codes."""
    names = [str(it) for it in rows]
    before = names[: names.index("TIME")]
    codes = before[::2] if len(before) % 2 == 0 else [it for it in before if it.isupper()]
    labels = {}
    for code in codes:
        label = names[names.index(code) + 1]
        if label not in codes:
            labels[code] = dict(zip(rows[code], rows[label], strict=True))
    if "Unit Code" in rows:
        codes = [*codes, "Unit Code"]
        if "Unit" in rows:
            labels["Unit Code"] = dict(zip(rows["Unit Code"], rows["Unit"], strict=True))
    return codes, labels


FORMAT = Format(
    name="oecd-stat-csv",
    title="OECD.Stat CSV",
    licence="OECD: CC BY 4.0",
    recognises=recognises,
    read=read,
)

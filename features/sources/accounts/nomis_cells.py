"""Cells of Nomis downloads as one long table, whatever is in rows, columns and blocks."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

import pandas as pd

from features.errors import InputError
from features.sources.opening import SourceFile

MADE = re.compile(r"\[from Nomis on (\d{1,2} \w+ \d{4})\]")
INDUSTRY = re.compile(r"(?:SIC\s*)?([A-U]|\d{1,5}|\d{2}\.\d{1,2}(?:/\d)?)\s*:\s*(\S.*)")
DATE = re.compile(
    r"\d{4}|\d{4}[ -]Q[1-4]|\d{4}-\d{2}|[A-Z][a-z]+ \d{4}|"
    r"[A-Z][a-z]{2} \d{4}-[A-Z][a-z]{2} \d{4}"
)
NO_ENTRY = re.compile(r"[^\w\s]{0,3}|column total", re.IGNORECASE)
"""A mark that is explained below the table, or the sum of what the user chose."""
FLAGS = re.compile(r"(flags?|conf|)", re.IGNORECASE)
CODES = ("mnemonic", "code")
INDUSTRY_LABEL = re.compile(r"industr|\bsic\b", re.IGNORECASE)
DATE_LABEL = re.compile(r"date|time|period|year", re.IGNORECASE)
AREA_LABEL = re.compile(
    r"area|authority|region|county|counties|ward|nuts|itl|country|lep|geograph", re.IGNORECASE
)
ROLES = ("area", "industry", "date", "variable")
API = ("geography_name", "geography_code", "obs_value")


def long_table(file: SourceFile) -> pd.DataFrame:
    """Every cell of a file.

    Returns
    -------
    DataFrame of str
        area, area_code, industry, date, variable, value, dataset, and `fixed`, the dimensions that
        a block holds at one value, as "Employment status=Employees|measure=Count".

    Raises
    ------
    InputError
        No table below the title, or no year.
    """
    separator = "\t" if file.head.count("\t") > file.head.count(",") else ","
    with file.text() as text:
        rows = list(csv.reader(text, delimiter=separator))
    if is_api(rows[0] if rows else []):
        return _of_api(rows)
    found = [cell for block in _blocks(rows) for cell in _cells(block)]
    if not found:
        raise InputError(f"{file.name} has Nomis' title and no table below it: download it again")
    return pd.DataFrame(found, dtype="str").fillna("")


def is_api(header: Sequence[str]) -> bool:
    """Whether a header is that of the service's own CSV (data.csv)."""
    return {name.strip().casefold() for name in header} >= set(API)


def _blocks(rows: list[list[str]]) -> Iterator[list[list[str]]]:
    """Parts of a file, each with its title, dimensions, table and notes."""
    starts = [max(i - 1, 0) for i, row in enumerate(rows) if row and MADE.search(row[0])]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield rows[start:end]


def _cells(block: list[list[str]]) -> Iterator[dict[str, str]]:
    """Cells of one block."""
    title, fixed, place = block[0][0].strip(), dict[str, str](), 2
    while place < len(block) and (not _filled(block[place]) or _dimension(block[place])):
        fixed |= _dimension(block[place])
        place += 1
    place = next((i for i in range(place, len(block)) if _filled(block[i]) > 1), len(block))
    if place == len(block):
        return
    header = [cell.strip() for cell in block[place]]
    code_at = next((i for i, name in enumerate(header) if name.casefold() in CODES), -1)
    columns = [
        i for i, name in enumerate(header) if i > 0 and i != code_at and not FLAGS.fullmatch(name)
    ]
    body = [
        row
        for row in block[place + 1 :]
        if row and not NO_ENTRY.fullmatch(row[0].strip()) and _filled(row) > 1
    ]
    row_role = _role([row[0] for row in body], header[0], code_at >= 0)
    taken = {row_role, *(_label_role(name) for name in fixed)}
    column_role = _role([header[i] for i in columns], "", False, taken)
    common = {role: value for name, value in fixed.items() if (role := _label_role(name))}
    common["dataset"] = title
    common["fixed"] = "|".join(f"{it}={fixed[it]}" for it in fixed if not _label_role(it))
    for row in body:
        cell = common | {row_role: row[0].strip()}
        if 0 <= code_at < len(row):
            cell["area_code"] = row[code_at].strip()
        for i in columns:
            if i < len(row):
                yield cell | {column_role: header[i], "value": row[i].strip()}


def _dimension(row: list[str]) -> dict[str, str]:
    """A line "Date       :","2015" as name and value; empty for any other."""
    if len(row) > 1 and row[0].strip().endswith(":"):
        return {row[0].strip().rstrip(":").strip(): row[1].strip()}
    return {}


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _label_role(label: str) -> str:
    """What the name of a dimension says that it is; "" for any other dimension."""
    if re.search(r"size|type of|status|measure", label, re.IGNORECASE):
        return ""
    for role, pattern in (
        ("industry", INDUSTRY_LABEL),
        ("date", DATE_LABEL),
        ("area", AREA_LABEL),
    ):
        if pattern.search(label):
            return role
    return ""


def _role(texts: list[str], label: str, has_codes: bool, taken: set[str] | None = None) -> str:
    """What the entries of a row or column header are: by themselves, then by their label."""
    taken = taken or set()
    entries = [text.strip() for text in texts if text.strip()]
    if entries and all(DATE.fullmatch(text) for text in entries):
        return "date"
    if entries and sum(bool(INDUSTRY.fullmatch(text)) for text in entries) * 2 > len(entries):
        return "industry"
    if has_codes:
        return "area"
    if label:
        return _label_role(label) or "variable"
    return "variable" if "area" in taken else "area"


def _of_api(rows: list[list[str]]) -> pd.DataFrame:
    """Rows of the service's CSV, which are long already."""
    header = [name.strip().casefold() for name in rows[0]]
    frame = pd.DataFrame([row for row in rows[1:] if len(row) == len(header)], columns=header)

    def column(*names: str) -> pd.Series:
        found = next((name for name in names if name in frame), "")
        return frame[found].str.strip() if found else pd.Series("", index=frame.index)

    if "measures_name" in frame:
        frame = frame[frame["measures_name"].str.casefold() == "value"].reset_index(drop=True)
    dimensions = [
        name
        for name in header
        if name.endswith("_name")
        and name.removesuffix("_name") not in ("date", "geography", "industry", "measures")
        and not name.startswith("obs_")
    ]
    fixed = pd.Series("", index=frame.index)
    for name in dimensions:
        label = name.removesuffix("_name").replace("_", " ")
        fixed = fixed + f"|{label}=" + frame[name].str.strip()
    return pd.DataFrame(
        {
            "area": column("geography_name"),
            "area_code": column("geography_code"),
            "industry": column("industry_name"),
            "date": column("date_name", "date_code", "date"),
            "variable": "",
            "value": column("obs_value"),
            "dataset": "Nomis",
            "fixed": fixed.str.strip("|"),
        }
    ).astype("str")

"""SDMX-CSV 1.0 and 2.0 of Eurostat, the OECD and others: a row for each observation.

Version 1.0 begins with DATAFLOW (Eurostat adds ``LAST UPDATE``), version 2.0 with STRUCTURE and
STRUCTURE_ID; then follow dimensions, TIME_PERIOD, OBS_VALUE and attributes. With labels, 1.0 writes
``code: label`` into header and cells, 2.0 has a column of labels after each column of codes.

Traps: OBS_VALUE is empty where CONF_STATUS or OBS_STATUS says why (C withheld, M missing); an
attribute differs from a dimension in nothing but its place after OBS_VALUE; UNIT_MULT says the
power of ten of the unit, values stay as printed; rows with ACTION D are deletions; files saved
under some locales have semicolons. With names in place of codes a file cannot be read.

pysdmx gives the same columns of text, without the labels that name regions and activities here, and
took half as much memory again for a file of 77 MB: pandas reads.

Sources: https://github.com/sdmx-twg/sdmx-csv (specification),
https://ec.europa.eu/eurostat/web/user-guides/data-browser/api-data-access, "SDMX-CSV";
https://www.oecd.org/en/data/insights/data-explainers/2024/09/api.html.
Licences: Eurostat, reuse with attribution; OECD, CC BY 4.0.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from features.sources.accounts.cells import as_text, digits, gaps, numbers
from features.sources.accounts.observations import REGIONS, Observations, find, readings
from features.sources.delimited import first_line, header, separator
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

STRUCTURES = frozenset(
    {"STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"}
)
ATTRIBUTES = frozenset(
    {
        "DATAFLOW",
        "LAST UPDATE",
        "LAST_UPDATE",
        "OBS_VALUE",
        "OBS_FLAG",
        "OBS_STATUS",
        "CONF_STATUS",
        "COUNTRY",
        "CURRENCY",
        "UNIT_MULT",
        "DECIMALS",
        "BASE_PER",
        "TIME_FORMAT",
        "OBS_PRE_BREAK",
        "REF_YEAR_PRICE",
        *STRUCTURES,
    }
)
IDENTIFIER = re.compile(r"[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*")
CODED = r"[\w.\-/+*]+:\s?\S.*"
FLOW = re.compile(r"(?:([\w.]+):)?([\w.@$-]+)(?:\([\w.+]+\))?")
DATES = (
    (re.compile(r"(\d{4})-(\d\d)-(\d\d).*"), (1, 2, 3)),
    (re.compile(r"(\d\d)/(\d\d)/(\d{4}).*"), (3, 2, 1)),
    (re.compile(r"(\d\d)/(\d\d)/(\d\d)(?!\d).*"), (3, 2, 1)),
)
WITHHELD = frozenset({"C", "N", "S", "D", "A", "P"})
"""Codes of CONF_STATUS under which a zero stands for a value that is not published."""
MISSING = frozenset({"M", "L", "O", "H"})
"""Codes of OBS_STATUS of missing values."""


def recognises(file: SourceFile) -> bool:
    """Whether the header names a dataflow or structure, times and observed values."""
    if file.is_workbook or file.is_xml:
        return False
    names = {_identifier(it).upper() for it in header(file)}
    return bool(names & {"DATAFLOW", "STRUCTURE_ID", "STRUCTURE"}) and names >= {
        "TIME_PERIOD",
        "OBS_VALUE",
    }


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for each dataflow; files of the same one are joined.

    Raises
    ------
    InputError
        A damaged file, values that are no numbers, or names in place of codes.
    """
    return readings(files, _tables, say)


def _identifier(name: str) -> str:
    """A column's identifier: geo of "geo: Geopolitical entity", STRUCTURE of "STRUCTURE[;]"."""
    return name.partition("[")[0].partition(":")[0].strip()


def _tables(file: SourceFile) -> list[Observations]:
    rows = _rows(file)
    rows = rows[rows["ACTION"] != "D"] if "ACTION" in rows else rows
    flow = next((it for it in ("DATAFLOW", "STRUCTURE_ID", "STRUCTURE") if it in rows), "")
    rows, labels = _codes_and_labels(rows)
    return [
        _observations(file, part, labels, str(name)) for name, part in rows.groupby(flow, sort=True)
    ]


def _rows(file: SourceFile) -> pd.DataFrame:
    """The file as text; standard columns in upper case."""
    rows = as_text(file, separator(first_line(file)))
    names = [_identifier(str(it).lstrip("\ufeff")) for it in rows]
    taken = {*names}
    rows.columns = pd.Index([_standard(it, taken) for it in names])
    return rows


def _standard(name: str, taken: set[str]) -> str:
    """A standard column in upper case; labels such as Decimals stay beside DECIMALS."""
    upper = name.upper()
    standard = upper in ATTRIBUTES or upper == "TIME_PERIOD"
    return upper if standard and upper not in taken else name


def _codes_and_labels(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, dict[str, str]]]:
    """Columns of codes alone, and the labels of codes by column."""
    labels: dict[str, dict[str, str]] = {}
    last = ""
    labelled = "STRUCTURE_NAME" in rows or any(
        not IDENTIFIER.fullmatch(str(it)) and it not in ATTRIBUTES for it in rows
    )
    for name in list(map(str, rows)):
        if name in ATTRIBUTES or IDENTIFIER.fullmatch(name):
            last = name
        elif labelled and last:
            pairs = rows[[last, name]].drop_duplicates()
            if not pairs[last].duplicated().any():
                labels[last] = dict(zip(pairs[last], pairs[name], strict=True))
            rows = rows.drop(columns=name)
    for name in map(str, rows):
        if name in {"DATAFLOW", "STRUCTURE_ID", "LAST UPDATE", "LAST_UPDATE", "OBS_VALUE"}:
            continue
        values = pd.Series(rows[name].unique())
        filled = values[values != ""]
        if len(filled) and filled.str.fullmatch(CODED).all():
            parts = filled.str.partition(":")
            labels[name] = dict(zip(parts[0], parts[2].str.strip(), strict=True))
            rows = rows.assign(**{name: rows[name].str.partition(":")[0]})
    return rows, labels


def _observations(
    file: SourceFile, rows: pd.DataFrame, labels: Mapping[str, Mapping[str, str]], flow: str
) -> Observations:
    dimensions = _dimensions([str(it) for it in rows])
    text = rows["OBS_VALUE"].str.strip().replace({":": "", "NaN": ""})
    value = numbers(text, file, "OBS_VALUE")
    value = value.mask(_not_published(rows, value))
    power = pd.to_numeric(rows["UNIT_MULT"], errors="coerce") if "UNIT_MULT" in rows else 0
    cells = rows.drop(columns=[it for it in ("DATAFLOW", *STRUCTURES) if it in rows])
    cells = cells.rename(columns={"TIME_PERIOD": "time"}).drop(columns="OBS_VALUE")
    cells = cells.assign(value=value, flag=_flags(rows), decimals=digits(text), power=power)
    cells["power"] = cells["power"].fillna(0).astype("int64")
    return Observations(
        cells=cells[value.notna()].reset_index(drop=True),
        dimensions=dimensions,
        dataset=_dataset(flow),
        files=(file,),
        labels=labels,
        vintage=_vintage(rows),
        left_out=_gaps(rows[value.isna()]),
    )


def _dimensions(names: Sequence[str]) -> tuple[str, ...]:
    """Columns that tell observations apart: those before OBS_VALUE, if the order is the usual."""
    value = names.index("OBS_VALUE")
    place = find(names, REGIONS)
    usual = names.index("TIME_PERIOD") < value and (not place or names.index(place) < value)
    before = names[:value] if usual else names
    return tuple(it for it in before if it not in ATTRIBUTES and it != "TIME_PERIOD")


def _not_published(rows: pd.DataFrame, value: pd.Series) -> pd.Series:
    """Cells whose status says that they have no value, whatever is printed."""
    missing = pd.Series(False, index=rows.index)
    if "OBS_STATUS" in rows:
        missing |= rows["OBS_STATUS"].isin(MISSING)
    if "CONF_STATUS" in rows:
        missing |= rows["CONF_STATUS"].isin(WITHHELD) & (value == 0)
    return missing


def _flags(rows: pd.DataFrame) -> pd.Series:
    """Observation flags; A is a normal value."""
    for name in ("OBS_FLAG", "OBS_STATUS"):
        if name in rows:
            return rows[name].where(rows[name] != "A", "")
    return pd.Series("", index=rows.index, dtype=str)


def _gaps(rows: pd.DataFrame) -> tuple[LeftOut, ...]:
    """Rows without a value, by the first status that says why."""
    places = pd.Series("rows without a value", index=rows.index, dtype=str)
    marks = pd.Series("", index=rows.index, dtype=str)
    for name in ("OBS_FLAG", "OBS_STATUS", "CONF_STATUS"):
        if name in rows:
            tells = ~rows[name].isin(["", "A", "F"])
            places = places.mask(tells, f"rows with {name} " + rows[name])
            marks = marks.mask(tells, rows[name])
    return gaps(places, marks)


def _dataset(flow: str) -> str:
    """nama_10r_3gva of ESTAT:NAMA_10R_3GVA(1.0); those of the OECD as they are written."""
    found = FLOW.match(flow.strip())
    if not found:
        return flow
    code = found[2]
    return code.casefold() if (found[1] or "ESTAT").startswith("ESTAT") else code


def _vintage(rows: pd.DataFrame) -> str:
    """The latest date of the update that rows give, as 2025-02-18."""
    name = next((it for it in ("LAST UPDATE", "LAST_UPDATE") if it in rows), "")
    if not name:
        return ""
    dates = []
    for text in rows[name].unique():
        for pattern, (year, month, day) in DATES:
            if found := pattern.fullmatch(str(text).strip()):
                century = "20" if len(found[year]) == 2 else ""
                dates.append(f"{century}{found[year]}-{found[month]}-{found[day]}")
                break
    return max(dates, default="")


FORMAT = Format(
    name="sdmx-csv",
    title="SDMX-CSV",
    licence="Eurostat: reuse with attribution; OECD: CC BY 4.0; others: see the office",
    recognises=recognises,
    read=read,
)

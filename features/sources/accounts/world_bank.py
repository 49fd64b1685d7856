"""World Bank indicators of countries: the zip of CSV files, DataBank's CSV, or the JSON of the API.

Layouts:

- API_NY.GDP.MKTP.CD_DS2_en_csv_v2_*.csv, from data.worldbank.org and from the API: "Data Source",
  "Last Updated Date" and blank lines, then Country Name, Country Code, Indicator Name, Indicator
  Code and a column a year, each line with a comma too many; WDI_CSV.zip has the same without the
  lines above. Beside it in the zip: Metadata_Country_… (Country Code, Region, IncomeGroup,
  SpecialNotes, TableName; Region is empty for aggregates) and Metadata_Indicator_….
- DataBank: Series Name and Series Code, years as "2019 [YR2019]", ".." for unknown, and below the
  rows "Data from database: …" and "Last Updated: 07/01/2025" (month first).
- API, format=json: a list of a page's description (lastupdated) and of values {indicator: {id,
  value}, country: {id, value}, countryiso3code, date, value}; /v2/country in the same form lists
  the countries with their region ("Aggregates" for those that are none).

Traps: a fifth of the codes are aggregates (WLD, EUU, income groups), which stand among the
countries; some have no countryiso3code. Where no table of countries was given they are known by
their codes. NA is Namibia. Values by quarter or month (2013Q1, 2012M08) are left out: indicators of
regions are yearly.

Source: https://datahelpdesk.worldbank.org/knowledgebase/articles/898581. Licence: CC BY 4.0.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import pandas as pd

from features.errors import InputError
from features.sources.identifiers import slug
from features.sources.opening import SourceFile
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

NAMES = {
    "Country Name": "region_name",
    "Country Code": "region_code",
    "Indicator Name": "indicator_name",
    "Indicator Code": "indicator_code",
    "Series Name": "indicator_name",
    "Series Code": "indicator_code",
}
COLUMNS = ["region_code", "region_name", "indicator_code", "indicator_name", "date", "value"]
COUNTRIES = {"Country Code", "Region", "IncomeGroup"}
NOTES = {"INDICATOR_CODE", "INDICATOR_NAME", "SOURCE_NOTE"}
PAGE = re.compile(r"\s*\[\s*\{\s*\"page\"\s*:")
YEAR = re.compile(r"(\d{4})(?: \[YR\d{4}\])?")
UNKNOWN = ("", "..")
AGGREGATE = "World Bank aggregate of countries"
AGGREGATES = (
    "AFE AFR AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBB IBD IBT IDA IDB IDX "
    "INX LAC LCN LCR LDC LIC LMC LMY LTE MDE MEA MIC MNA NAC NOC OEC OED OSS PRE PSS PST SAS "
    "SSA SSF SST SXZ TEA TEC TLA TMN TSA TSS UMC WLD XZN"
)
"""Their codes, for files without a table of countries."""
PLAIN = {
    "SP.POP.TOTL": ("population", "persons"),
    "SL.UEM.TOTL.ZS": ("unemployment_rate", "% of the labour force"),
}
"""Name and unit of indicators for which the project has a name."""


@dataclass(frozen=True)
class _Part:
    """Cells of a file (COLUMNS, all text), and the day of their last update."""

    cells: pd.DataFrame
    vintage: str


def recognises(file: SourceFile) -> bool:
    """Whether a file is one of these layouts, or a table that comes with one."""
    return _kind(file) != ""


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for each indicator.

    Raises
    ------
    InputError
        No file has values, or a file is damaged.
    """
    kinds = [(file, _kind(file)) for file in files]
    parts = []
    for file, kind in kinds:
        if kind in ("table", "page"):
            say(f"{file.name}: reading")
            parts.append(_table(file) if kind == "table" else _page(file))
    if not parts:
        raise InputError(
            f"{files[0].name} has notes of the World Bank but no values: give the whole zip"
        )
    # Of a value in two files that of the newer counts.
    parts.sort(key=lambda part: part.vintage)
    values = pd.concat([part.cells.assign(vintage=part.vintage) for part in parts])
    values = values.drop_duplicates(["region_code", "indicator_code", "date"], keep="last")
    is_aggregate = _aggregates(kinds)
    return [
        _reading(rows, tuple(files), is_aggregate)
        for _, rows in values.groupby("indicator_code", sort=True)
    ]


def _kind(file: SourceFile) -> str:
    """What a file holds: table, page, listed (countries as a page), countries, notes or ""."""
    if PAGE.match(file.head):
        if '"indicator"' in file.head:
            return "page"
        return "listed" if '"iso2Code"' in file.head else ""
    if _header(file) is not None:
        return "table"
    first = set(next(_cells(file), []))
    if first >= COUNTRIES:
        return "countries"
    return "notes" if first >= NOTES else ""


def _cells(file: SourceFile) -> Iterator[list[str]]:
    """The first lines of a CSV file; none of a file that is not such."""
    try:
        yield from csv.reader(line.lstrip("\ufeff") for line in file.lines(20))
    except csv.Error:
        return


def _header(file: SourceFile) -> int | None:
    """Line of the column names of a table of values, from 0."""
    for number, cells in enumerate(_cells(file)):
        named = {NAMES.get(cell.strip(), "") for cell in cells}
        if named >= set(NAMES.values()) and any(YEAR.fullmatch(cell.strip()) for cell in cells):
            return number
    return None


def _table(file: SourceFile) -> _Part:
    """Values of a table with a column a year."""
    header = _header(file)
    try:
        with file.text() as text:
            above = list(islice(text, header or 0))
            wide = pd.read_csv(text, dtype=str, keep_default_na=False, index_col=False)
    except (pd.errors.ParserError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{file.name} is damaged ({error}): download it again") from None
    wide = wide.rename(columns=lambda name: str(name).strip().lstrip("\ufeff"))
    wide = wide.rename(columns=NAMES)
    dates = {name: found[1] for name in wide if (found := YEAR.fullmatch(str(name)))}
    below = " ".join(wide.loc[wide["region_code"] == "", wide.columns[0]])
    long = (
        wide[wide["region_code"] != ""]
        .rename(columns=dates)
        .melt(COLUMNS[:4], list(dates.values()), "date", "value")
    )
    return _Part(long.astype("str"), _updated(" ".join(above)) or _updated(below))


def _page(file: SourceFile) -> _Part:
    """Values of a page of the API."""
    description, entries = _decoded(file)
    try:
        rows = [_value(entry) for entry in entries]
    except (KeyError, TypeError):
        raise _incomplete(file) from None
    cells = pd.DataFrame(rows, columns=COLUMNS).astype("str")
    return _Part(cells, str(description.get("lastupdated", "")))


def _value(entry: Mapping[str, Any]) -> list[str]:
    """The cells of COLUMNS of a value of the API."""
    country, indicator = entry["country"], entry["indicator"]
    code = entry.get("countryiso3code") or country["id"]
    number = "" if entry["value"] is None else repr(entry["value"])
    names = (code, country["value"], indicator["id"], indicator["value"], entry["date"])
    return [*map(str, names), number]


def _decoded(file: SourceFile) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Description and entries of a page, or InputError."""
    try:
        with file.text() as text:
            description, entries = json.load(text)
        return dict(description), [dict(entry) for entry in entries]
    except (ValueError, TypeError, RecursionError):
        raise _incomplete(file) from None


def _incomplete(file: SourceFile) -> InputError:
    return InputError(f"{file.name} is no complete answer of the World Bank: download it again")


def _updated(text: str) -> str:
    """The day of the last update as 2025-07-01."""
    iso = re.search(r"Last Updated Date\W+(\d{4}-\d\d-\d\d)", text)
    american = re.search(r"Last Updated: *(\d\d/\d\d/\d{4})", text)
    try:
        if american:
            return datetime.strptime(american[1], "%m/%d/%Y").date().isoformat()
    except ValueError:
        return ""
    return iso[1] if iso else ""


def _aggregates(kinds: Sequence[tuple[SourceFile, str]]) -> dict[str, bool]:
    """Whether a code is an aggregate, as the tables of countries say."""
    found: dict[str, bool] = {}
    for file, kind in kinds:
        if kind == "listed":
            for entry in _decoded(file)[1]:
                region = entry.get("region") or {}
                is_none = str(region.get("value", "")).strip() in ("", "Aggregates")
                found |= {str(entry.get(name)): is_none for name in ("id", "iso2Code")}
        elif kind == "countries":
            with file.text() as text:
                table = pd.read_csv(text, dtype=str, keep_default_na=False, index_col=False)
            table = table.rename(columns=lambda name: str(name).strip().lstrip("\ufeff"))
            found |= dict(
                zip(table["Country Code"], table["Region"].str.strip() == "", strict=True)
            )
    return found


def _reading(
    rows: pd.DataFrame, files: tuple[SourceFile, ...], is_aggregate: dict[str, bool]
) -> Reading:
    """The rows of one indicator."""
    code, title = rows[["indicator_code", "indicator_name"]].iloc[-1]
    empty = rows["value"].str.strip().isin(UNKNOWN)
    yearly = rows["date"].str.fullmatch(r"\d{4}")
    kept = rows[~empty & yearly]
    numbers = pd.to_numeric(kept["value"], errors="coerce")
    name, unit = PLAIN.get(code, (slug(code), _unit(title)))
    left_out = [
        LeftOut("empty cells", int(empty.sum()), "unknown, never zero"),
        LeftOut(
            "values of quarters or months",
            int((~empty & ~yearly).sum()),
            "indicators of regions are yearly",
        ),
        LeftOut("cells that are no numbers", int(numbers.isna().sum()), "unknown"),
    ]
    return Reading(
        table="region_indicators",
        rows=pd.DataFrame(
            {
                "region_code": kept["region_code"],
                "year": kept["date"].astype("int64"),
                "indicator": name,
                "value": numbers,
                "indicator_code": kept["indicator_code"],
            }
        )
        .dropna(subset="value")
        .reset_index(drop=True),
        files=files,
        dataset=code,
        indicators=pd.DataFrame(
            [(name, unit, title, _price_basis(unit))],
            columns=["indicator", "unit", "description", "price_basis"],
        ),
        regions=_regions(rows, is_aggregate),
        vintage=str(rows["vintage"].max()),
        left_out=tuple(it for it in left_out if it.count),
    )


def _regions(rows: pd.DataFrame, is_aggregate: dict[str, bool]) -> pd.DataFrame:
    """Countries, and groups of countries, which a package does not keep."""
    places = rows.drop_duplicates("region_code", keep="last").sort_values("region_code")
    codes = places["region_code"].tolist()
    groups = [is_aggregate.get(it, it in AGGREGATES.split() or len(it) != 3) for it in codes]
    return pd.DataFrame(
        {
            "code": codes,
            "name": places["region_name"].tolist(),
            "parent_code": "",
            "left_out": [AGGREGATE if it else "" for it in groups],
        }
    )


def _unit(title: str) -> str:
    """The first words in parentheses: "GDP (current US$)" is in current US$."""
    found = re.search(r"\(([^()]*)\)", title)
    return found[1].strip() if found else "number"


def _price_basis(unit: str) -> str:
    if re.search(r"\bcurrent\b", unit):
        return "current"
    return "constant" if re.search(r"\bconstant\b", unit) else "none"


FORMAT = Format(
    name="world-bank",
    title="World Bank indicators",
    licence="CC BY 4.0",
    recognises=recognises,
    read=read,
)

"""Where US inventors live: states, counties or metropolitan areas by FIPS code.

Which counties a metropolitan area has is in the delineation files of the Office of Management and
Budget (Census Bureau, "list1", a workbook with two lines of title, columns "CBSA Code", "CBSA
Title", "Metropolitan/Micropolitan Statistical Area", "FIPS State Code", "FIPS County Code"), as
text by the NBER (cbsacode, cbsatitle, fipsstatecode, fipscountycode, or fipscounty whole), or any
table with a column of county FIPS codes and one of CBSA codes. Areas change with each edition.

Source: https://www.census.gov/geographies/reference-files/time-series/demo/metro-micro/
delineation-files.html, public domain; https://www.nber.org/research/data/.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from features.errors import InputError
from features.sources.classifications.united_states import NATION, STATES, Area, regions
from features.sources.delimited import SEPARATORS
from features.sources.opening import SourceFile
from features.sources.reading import Choices
from features.sources.workbooks import cell_text, workbook

CBSA = ("cbsacode", "cbsa", "cbsafp", "msacode", "cbsacode2020", "cbsa20")
TITLE = ("cbsatitle", "cbsaname", "msaname", "title")
COUNTY = ("countyfips", "fipscounty", "fips", "fipscode", "geoid", "countygeoid", "countycode")
STATE_PART = ("fipsstatecode", "statefips", "statefp", "fipsstate")
COUNTY_PART = ("fipscountycode", "countyfp", "countyfips", "fipscounty")
TYPE = "metropolitanmicropolitanstatis"
"""Start of the column that tells metropolitan from micropolitan areas."""
ABOUT = re.compile(
    "code|title|name|fips|fp$|geoid|county|state|cbsa|csa|msa|metro|central|lsad|level|flag|"
    "ssa|fipst|^y20|^l$|^$"
)
"""What columns of such a table are about; a table of figures has others."""
TITLE_ROWS = 6
LARGEST = 5_000_000
"""Bytes of a table of some 1,900 counties, in a workbook, at most."""
POSTAL = {state.postal: fips for fips, state in STATES.items()}
TERRITORIES = {state.postal for state in STATES.values() if not state.division}
"""Written as countries, in some editions."""


@dataclass(frozen=True)
class Metro:
    """A metropolitan area that a county belongs to; an empty code for a micropolitan one."""

    code: str
    title: str


def has_metros(file: SourceFile) -> bool:
    """Whether a file tells to which metropolitan area (CBSA) each county belongs."""
    return any(_columns(row) for row in _rows(file, TITLE_ROWS))


def metros(files: Sequence[SourceFile]) -> dict[str, Metro]:
    """Metropolitan area of counties, by the five digits of their FIPS code."""
    found: dict[str, Metro] = {}
    for file in files:
        columns: dict[str, int] = {}
        for row in _rows(file):
            if not columns:
                columns = _columns(row)
                continue
            cells = {name: row[place] for name, place in columns.items() if place < len(row)}
            county = _county(cells)
            if county and cells.get("cbsa", "").isdigit():
                micro = cells.get("type", "").lower().startswith("micro")
                code = "" if micro else f"C{cells['cbsa']}"
                found[county] = Metro(code, cells.get("title", ""))
    return found


def _rows(file: SourceFile, most: int | None = None) -> Iterator[list[str]]:
    """Rows of a text or of the first sheet of a workbook; none of what cannot be read."""
    if file.is_workbook:
        yield from _sheet(file)[:most]
        return
    lines = file.lines(TITLE_ROWS)
    if not lines or file.is_xml:
        return
    separator = max(SEPARATORS, key=lambda mark: max(line.count(mark) for line in lines))
    if most is not None:
        yield from (line.split(separator) for line in lines[:most])
        return
    with file.text() as content:
        yield from csv.reader(content, delimiter=separator)


def _sheet(file: SourceFile) -> list[list[str]]:
    if file.size > LARGEST:
        return []
    try:
        with workbook(file) as book:
            rows = book.get_sheet_by_index(0).to_python()
    except InputError:  # a damaged workbook is no table of counties
        return []
    return [[cell_text(value) for value in row] for row in rows]


def _columns(row: Sequence[str]) -> dict[str, int]:
    """Places of the columns needed in a line of names; empty for another line."""
    names = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in row]

    def place(wanted: Sequence[str]) -> int | None:
        return next((names.index(it) for it in wanted if it in names), None)

    found = {"cbsa": place(CBSA), "title": place(TITLE)}
    found["type"] = next((i for i, name in enumerate(names) if name.startswith(TYPE)), None)
    found["state"] = place(STATE_PART)
    found["county"] = place(COUNTY if found["state"] is None else (*COUNTY_PART, *COUNTY))
    if found["cbsa"] is None or found["county"] is None or not all(map(ABOUT.search, names)):
        return {}
    return {name: column for name, column in found.items() if column is not None}


def _county(cells: dict[str, str]) -> str:
    """The five digits of a county; "" where the cells hold no number."""
    cells = {name: value.strip(" \"'").removesuffix(".0") for name, value in cells.items()}
    county, state = cells.get("county", ""), cells.get("state", "")
    if not county.isdigit():
        return ""
    if state.isdigit() and len(county) <= 3:
        return state.zfill(2) + county.zfill(3)
    return county.zfill(5) if len(county) in (4, 5) else ""


def placed(
    locations: pd.DataFrame, choices: Choices, tables: Sequence[SourceFile]
) -> tuple[pd.DataFrame, dict[str, Area]]:
    """Regions of locations.

    Parameters
    ----------
    locations : DataFrame
        location, country, postal, state, county, county_name of PatentsView, as text.
    choices : Choices
        `area`.
    tables : sequence of SourceFile
        Those that `has_metros`.

    Returns
    -------
    DataFrame
        location, region ("" where it has none), why.
    dict of str to Area
        The regions found.

    Raises
    ------
    InputError
        Metropolitan areas are asked for, and no table tells which counties they have.
    """
    if choices.area == "metro" and not tables:
        raise InputError(
            "metropolitan areas need a table of counties and their CBSA: give the Census Bureau's "
            "delineation file (list1.xlsx), or a CSV with the columns county_fips and cbsa, as well"
        )
    of_county = metros(tables) if choices.area == "metro" else {}
    found: dict[str, Area] = {}
    rows = []
    columns = ["location", "country", "postal", "state", "county", "county_name"]
    for location, country, postal, state, county, name in zip(
        *(locations[it].fillna("") for it in columns), strict=True
    ):
        if country in TERRITORIES:
            country, postal = NATION, country
        fips = state.zfill(2) if state else POSTAL.get(postal, "")
        why = "" if country == NATION else "abroad"
        area = None
        if not why:
            area, why = _area(fips, county, choices.area, of_county)
        if area is not None and name and area.level == "county":
            area = area._replace(name=f"{name}, {STATES[fips].postal}")
        if area is not None and (area.code not in found or not found[area.code].name):
            found[area.code] = area
        rows.append((location, area.code if area else "", why))
    return pd.DataFrame(rows, columns=["location", "region", "why"], dtype="str"), found


def _area(
    fips: str, county: str, level: str, of_county: dict[str, Metro]
) -> tuple[Area | None, str]:
    """The region of a place in the US, or why it has none."""
    if fips not in STATES:
        return None, "in the US, in no known state"
    if level == "state":
        return Area(fips, STATES[fips].name, fips, "state"), ""
    if not county:
        return None, "in the US, in no known county"
    code = fips + county.zfill(3)
    if level == "county":
        return Area(code, "", code, "county"), ""
    metro = of_county.get(code)
    if metro is None or not metro.code:
        return None, "in the US, outside the metropolitan areas"
    return Area(metro.code, metro.title, metro.code, "metro"), ""


def tree(areas: dict[str, Area], codes: Sequence[str]) -> pd.DataFrame:
    """The regions with rows and those above them, as a `Reading` has them."""
    return regions([areas[code] for code in codes], True, lambda code: code)

"""BEA regional accounts: GDP, income and employment of states, counties and metropolitan areas.

Layout: CSV in zips (SAGDP, CAGDP, SQGDP, SAINC, CAINC, SAEMP, CAEMP …), a row for each area and
line, a column for each year (2019) or quarter (2005:Q1), notes below. A download of the
interactive tables has title rows above and fewer columns.

Traps
-----
- Blanks stand before quotes ( "26000"), blanks before a title give its level: one or two a level,
  or none. Marks of footnotes stand in titles ("industries 2/") and names ("Alaska *").
- (D) is withheld, (NA) not available, (L) less than half a unit shown, (NM) not meaningful: all
  unknown.
- Addenda cut across the industries ("Natural resources and mining", "Private goods-producing
  industries", "overseas activity").
- Zips hold a file of all areas beside those of each state, and several tables. SAGDP2N (SAGDP2
  since 2023) is GDP in current prices, SAGDP9N real GDP, the others are its parts; the same numbers
  in CAGDP and SQGDP. Tables without industries (CAINC1) are indicators of regions, a line each.
- Tables before 1998 (SAGDP2S) are by SIC, in the same zip.
- Quarters are at annual rates.
- Latin-1 (Doña Ana).
- BEA regions (91000 to 98000) are groups of states; portions, metropolitan divisions and combined
  areas overlap with others. Some counties of Virginia, Hawaii and Wisconsin are joined under codes
  of BEA (51901).

Source: https://apps.bea.gov/regional/downloadzip.htm (public domain).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from features.sources.accounts.stacking import marks_left_out
from features.sources.accounts.united_states.bea_files import (
    PERIOD,
    TITLE_ROWS,
    Part,
    geofips,
    header_place,
    parts_of,
)
from features.sources.accounts.united_states.bea_lines import (
    Line,
    activities,
    classified,
    industry_lines,
    is_sic,
)
from features.sources.accounts.united_states.bea_units import of_industries, of_lines, unit_in_words
from features.sources.classifications.united_states import STATES, Area, regions
from features.sources.opening import SourceFile
from features.sources.reading import UNAVAILABLE, WITHHELD, Choices, Format, LeftOut, Reading, Say

METRO = re.compile(r"\((MSA|Metropolitan Statistical Area|Micropolitan Statistical Area)\)|"
                   r"\b(Metro|Micro)politan Statistical Area|, [A-Z]{2}(-[A-Z]{2})+$")  # fmt: skip
OTHER_AREAS = {
    r"portion\)": "a part of the nation or of a state",
    r"metropolitan division": "a part of a metropolitan area",
    r"combined statistical area|\(csa\)": "a group of metropolitan areas",
}
MARKS = {
    "(D)": WITHHELD,
    "(NA)": UNAVAILABLE,
    "(L)": "below what the table shows: unknown, never zero",
    "(NM)": "not meaningful",
    "(S)": "withheld because it is not reliable: unknown, never zero",
    "": UNAVAILABLE,
}

SIC_WHY = "classified by SIC, before NAICS: the package has the industries of NAICS"


def recognises(file: SourceFile) -> bool:
    """Whether a header of BEA's regional tables is among the first lines."""
    return header_place(file.lines(TITLE_ROWS)) >= 0


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for each table; of a file of all areas and those of single states the first.

    Raises
    ------
    InputError
        A file without rows.
    """
    tables: dict[str, list[Part]] = {}
    for file in files:
        say(f"reading {file.name}")
        for part in parts_of(file):
            tables.setdefault(part.table, []).append(part)
    found: list[Reading] = []
    for name in sorted(tables):
        parts, left_out = _distinct(tables[name])
        found += _readings(name, parts, left_out, choices)
    return _without_sic(found)


def _without_sic(readings: list[Reading]) -> list[Reading]:
    """Industries by SIC are left out beside those by NAICS: one package has one partition."""
    by_industry = [it for it in readings if len(it.activities)]
    if all(is_sic(it.dataset) for it in by_industry):
        return readings
    return [
        replace(it, activities=it.activities.assign(left_out=SIC_WHY)) if is_sic(it.dataset) else it
        for it in readings
    ]


def _distinct(parts: list[Part]) -> tuple[list[Part], list[LeftOut]]:
    """Parts that hold rows of their own, the newest first, then those of most areas."""
    ordered = sorted(parts, key=lambda it: (it.updated, len(it.cells)), reverse=True)
    kept, left_out = list[tuple[Part, set[str]]](), list[LeftOut]()
    for part in ordered:
        rows = set(geofips(part.cells) + " " + part.cells["line"])
        covering = [seen for it, seen in kept if set(it.periods) >= set(part.periods)]
        if rows <= set[str]().union(*covering):
            why = "its rows are in a newer file or in that of all areas"
            left_out.append(LeftOut(f"the file {part.file.name}", len(part.cells), why))
        else:
            kept.append((part, rows))
    return [part for part, _ in kept], left_out


def _readings(
    table: str, parts: list[Part], left_out: list[LeftOut], choices: Choices
) -> list[Reading]:
    """The industries of a table, and its lines that are none."""
    cells = pd.concat([part.cells for part in parts], ignore_index=True)
    lines, units = _lines(cells)
    lines = classified(table, lines)
    industries = industry_lines(lines)
    codes = {line.code for line in industries}
    others = [line for line in lines if line.code not in codes]
    rows, marks = _rows(parts, units)
    regional = _regions(cells, table, choices)
    of_table = {
        "cluster_indicators": of_industries(table, parts[0].title, industries, units)
        if industries
        else pd.DataFrame(),
        "region_indicators": of_lines(table, others, units),
    }
    found: list[Reading] = []
    for name, listed in of_table.items():
        if listed.empty:
            continue
        is_clusters = name == "cluster_indicators"
        names = dict(zip(listed["line"], listed["indicator"], strict=True))
        part = rows[rows["LineCode"].isin(names)].reset_index(drop=True)
        part["indicator"] = part["LineCode"].map(names)
        reading = Reading(
            name,
            part.rename(columns={"LineCode": "cluster_code"}) if is_clusters else part,
            tuple(it.file for it in parts),
            table,
            listed.drop(columns="line").drop_duplicates("indicator").reset_index(drop=True),
            regional,
            vintage=parts[0].updated,
            left_out=() if found else (*left_out, *marks),
        )
        found.append(
            replace(reading, activities=activities(industries, is_sic(table)))
            if is_clusters
            else reading
        )
    return found


def _lines(cells: pd.DataFrame) -> tuple[list[Line], dict[str, str]]:
    """The lines of a table in their order, and their units.

    A title is the one with most blanks before it: some areas may be written without them.
    """
    texts = cells[["line", "naics", "title", "unit"]].drop_duplicates()
    texts = texts.assign(
        number=texts["line"].astype("int64"),
        blanks=texts["title"].str.len() - texts["title"].str.lstrip().str.len(),
    )
    first = texts.sort_values(["number", "blanks"], ascending=[True, False], kind="stable")
    first = first.drop_duplicates("line")
    lines = [
        Line(code, naics, title)
        for code, naics, title in first[["line", "naics", "title"]].itertuples(
            index=False, name=None
        )
    ]
    newest = texts.drop_duplicates("line")
    return lines, dict(zip(newest["line"], newest["unit"].str.strip(), strict=True))


def _rows(parts: list[Part], units: Mapping[str, str]) -> tuple[pd.DataFrame, list[LeftOut]]:
    """One row for each number in the unit of its line; of the same cell that of the first part."""
    found, marks = [], []
    for part in parts:
        keys = pd.DataFrame(
            {
                "region_code": geofips(part.cells),
                "LineCode": part.cells["line"],
                "TableName": part.table,
                "Unit": part.cells["unit"].str.strip(),
            }
        ).astype("str")
        for column in part.periods:
            texts = part.cells[column].fillna("").str.strip().str.replace(",", "")
            values = pd.to_numeric(texts, errors="coerce")
            marks.append(texts[values.isna()])
            when = PERIOD.fullmatch(column)
            year, quarter = (int(when[1]), int(when[2] or 0)) if when else (0, 0)
            present = values.notna()
            found.append(
                keys[present].assign(year=year, period=quarter, value=values[present].astype(float))
            )
    rows = pd.concat(found, ignore_index=True)
    rows = rows.drop_duplicates(["region_code", "LineCode", "year", "period"], keep="first")
    if not rows["period"].any():
        rows = rows.drop(columns="period")
    left_out = marks_left_out(marks, MARKS)
    counts: dict[str, int] = {}
    for code, unit in rows[["LineCode", "Unit"]].drop_duplicates().itertuples(index=False):
        if unit_in_words(units[code]) != unit_in_words(unit):
            other = (rows["LineCode"] == code) & (rows["Unit"] == unit)
            counts[unit] = counts.get(unit, 0) + int(other.sum())
            rows = rows[~other]
    why = "the newer file has another unit or base year"
    left_out += [LeftOut(f"values in {unit}", count, why) for unit, count in counts.items()]
    return rows.reset_index(drop=True), left_out


def _file_code(package_code: str) -> str:
    return "00000" if package_code == "US" else package_code.ljust(5, "0")


def _regions(cells: pd.DataFrame, table: str, choices: Choices) -> pd.DataFrame:
    codes = pd.DataFrame({"code": geofips(cells), "name": cells["geoname"].str.strip(" *")})
    areas = [
        _area(code, re.sub(r"(\s+\d+/|[\s*]+)+$", "", name), table)
        for code, name in codes.drop_duplicates("code").itertuples(index=False, name=None)
    ]
    return regions(areas, choices.area == "metro", _file_code)


def _area(code: str, name: str, table: str) -> Area:
    for words, why in OTHER_AREAS.items():
        if re.search(words, name, re.IGNORECASE):
            return Area(code, name, code, "other", why)
    if code == "00000" or code.startswith("US"):
        return Area(code, name, "US", "nation")
    if not code.isdigit():
        return Area(code, name, code, "other", "a group of counties or metropolitan areas")
    state = code[:2]
    if METRO.search(name) or table.startswith("M") or (state not in STATES and state < "90"):
        return Area(code, name, f"C{code}", "metro")
    if re.fullmatch(r"9[1-8]000", code):
        return Area(code, name, code, "other", "a group of states, which are counted")
    if code.endswith("000"):
        return Area(code, name, state, "state")
    why = "no place: a rest of the state" if code[2:] >= "998" else ""
    return Area(code, name, code, "county", why)


FORMAT = Format(
    "bea-regional",
    "BEA regional accounts",
    "BEA: public domain",
    recognises,
    read,
)

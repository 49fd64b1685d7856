"""Nomis (ONS): downloads of employment by industry and area, and of other labour statistics.

Layout: a title and "[from Nomis on …]", the dimensions that have one value ("Date       :"), a
header row, a table and notes. One of area, industry and year is in rows, one in columns, and each
value of the third has a block of its own in the file, or there is one block. Also the CSV of the
service itself (data.csv), which is long.

Traps
-----
- An empty column, or one of flags, follows each column of values. "-", "*" and "!" are not
  available, withheld or not reliable.
- Codes and names stand in one cell ("UKC1 Tees Valley and Durham", "0111 : Growing of cereals"),
  or the code in a column `mnemonic`; some downloads have names alone, which then are the codes.
- Values are rounded, so that parts do not add up to totals.
- 0100 is the agricultural departments' total of farms; the classes 0111 to 0150 beside it are zero,
  and then left out.
- Levels of SIC 2007 may stand together (sections, divisions, groups, classes, subclasses), as may
  the 18 broad groups ("3 : Manufacturing (C)"), which are left out beside the others.
- Business Register and Employment Survey: "Employees" and "Employment" are two indicators, and
  full-time and part-time employees two more, counted in the first.

Source: https://www.nomisweb.co.uk (Open Government Licence v3.0).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from features.errors import InputError
from features.sources.accounts.nomis_cells import INDUSTRY, MADE, is_api, long_table
from features.sources.accounts.stacking import marks_left_out
from features.sources.classifications.nace import DIVISIONS
from features.sources.classifications.nace_names import NAMES as TITLES
from features.sources.classifications.united_kingdom import regions
from features.sources.identifiers import slug
from features.sources.opening import SourceFile
from features.sources.reading import (
    UNAVAILABLE,
    UNRELIABLE,
    WITHHELD,
    Choices,
    Format,
    LeftOut,
    Reading,
    Say,
)

SIC_2007, SIC_2003 = "2", "1.1"
"""The United Kingdom's SIC is NACE, Rev. 2 and Rev. 1.1, down to its classes."""
OLD_DATASETS = r"annual business inquiry|SIC ?(2003|1992|92)"
Listed = tuple[str, str, str, str, str]
INDICATOR_COLUMNS = ["indicator", "unit", "description", "price_basis", "left_out"]
AREA = re.compile(r"((?:UK|TL)[A-Z0-9]{0,3}|[EWSNKJ]\d{8})\s+(\S.*)")
TYPE = re.compile(r"[a-z0-9]+:(?=\S)")
"""Kind of area before its name: "ualad09:Darlington"."""
BROAD = re.compile(r".*\((?:Part )?[A-U](?:(?:,| and|,? ?&)? ?[A-U])*\)")
BROAD_WHY = "one of the broad groups, beside the industries of SIC"
FARMS_WHY = "zero because 0100 holds the employment of all farms"
TOTAL = re.compile(r"total.*|all industries.*", re.IGNORECASE)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MARKS = {
    "-": UNAVAILABLE,
    "*": WITHHELD,
    "..": UNAVAILABLE,
    "!": UNRELIABLE,
    "#": UNRELIABLE,
    "~": UNRELIABLE,
    "c": WITHHELD,
    "": UNAVAILABLE,
}
ORDINARY = {
    "count",
    "total",
    "value",
    "standard",
    "number",
    "all",
    "all ages",
    "all persons",
    "persons",
}
"""Values of dimensions that need no suffix."""
MEASURES = (
    (r"^employees$", "employees", "employees"),
    (r"^employment$", "employment", "persons in employment"),
    (r"^full.time employees$", "employees_full_time", "employees"),
    (r"^part.time employees$", "employees_part_time", "employees"),
    (r"local units", "local_units", "local units"),
    (r"enterprises", "enterprises", "enterprises"),
    (r"population", "population", "persons"),
    (r"unemployment rate", "unemployment_rate", "%"),
    (r"claimant", "claimants", "persons"),
)
PARTS = ("employees_full_time", "employees_part_time")


def recognises(file: SourceFile) -> bool:
    """Whether the second line says that Nomis made it, or the header is that of its service."""
    lines = file.lines(4)
    if any(re.match(rf'^"?[^,]*{MADE.pattern}', line) for line in lines[:3]):
        return True
    return bool(lines) and is_api([it.strip('"') for it in lines[0].lstrip("\ufeff").split(",")])


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """A reading for each dataset: of clusters where it has industries, else of regions.

    Raises
    ------
    InputError
        A file without a table, or without years.
    """
    tables: dict[str, list[tuple[SourceFile, pd.DataFrame]]] = {}
    for file in files:
        say(f"reading {file.name}")
        cells = long_table(file)
        if not {"area", "date", "value"} <= set(cells):
            raise InputError(
                f"{file.name} does not say its area or its date: download it with the date and the "
                "areas as rows, columns or a dimension"
            )
        for name in ("area_code", "industry", "variable"):
            cells[name] = cells[name].fillna("") if name in cells else ""
        for dataset, part in cells.groupby("dataset", sort=False):
            tables.setdefault(str(dataset), []).append((file, part))
    return [_reading(dataset, tables[dataset]) for dataset in sorted(tables)]


def _reading(dataset: str, parts: list[tuple[SourceFile, pd.DataFrame]]) -> Reading:
    cells = pd.concat([part for _, part in parts], ignore_index=True)
    files = tuple(dict.fromkeys(file for file, _ in parts))
    periods = {text: _period(text) for text in cells["date"].unique()}
    dated = cells["date"].map(periods).notna()
    texts = cells["value"].str.replace(",", "")
    values = pd.to_numeric(texts, errors="coerce").astype(float)
    left_out = [
        LeftOut(
            "values of other periods", int((~dated).sum()), "no calendar year, quarter or month"
        ),
        *marks_left_out([texts[dated & values.isna()]], MARKS),
    ]
    cells = cells.assign(value=values)[dated & values.notna()].reset_index(drop=True)
    areas = {pair: _area(*pair) for pair in dict.fromkeys(_tuples(cells, "area", "area_code"))}
    listed = _indicators(sorted(set(_tuples(cells, "fixed", "variable"))), dataset)
    industries = {text: _industry(text) for text in cells["industry"].unique() if text}
    codes = {text: code for text, (code, _) in industries.items()}
    years = {text: period[0] for text, period in periods.items() if period}
    parts_of_years = {text: period[1] for text, period in periods.items() if period}
    rows = pd.DataFrame(
        {
            "region_code": [areas[it][0] for it in _tuples(cells, "area", "area_code")],
            "cluster_code": cells["industry"].map(codes),
            "year": cells["date"].map(years),
            "period": cells["date"].map(parts_of_years),
            "indicator": [listed[it][0] for it in _tuples(cells, "fixed", "variable")],
            "value": cells["value"],
            "variable": cells["variable"],
            "fixed": cells["fixed"],
        }
    )
    if not industries:
        rows = rows.drop(columns="cluster_code")
    if not rows["period"].any():
        rows = rows.drop(columns="period")
    return Reading(
        "cluster_indicators" if industries else "region_indicators",
        rows.drop_duplicates(),
        files,
        dataset,
        pd.DataFrame(sorted(set(listed.values())), columns=INDICATOR_COLUMNS, dtype=str),
        regions(dict(areas.values())),
        _farms_once(_activities(dict(industries.values()), dataset), rows),
        vintage=_vintage(files),
        left_out=tuple(it for it in left_out if it.count),
    )


def _tuples(cells: pd.DataFrame, first: str, second: str) -> list[tuple[str, str]]:
    return list(zip(cells[first], cells[second], strict=True))


def _period(text: str) -> tuple[int, int] | None:
    """Year, and quarter or month (0 for the whole year); None for other periods."""
    text = text.strip()
    if re.fullmatch(r"\d{4}", text):
        return int(text), 0
    if found := re.fullmatch(r"(\d{4})[ -]?Q([1-4])", text):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return int(found[1]), int(found[2])
    if found := re.fullmatch(r"Jan (\d{4})-Dec (\d{4})", text):
        return (int(found[1]), 0) if found[1] == found[2] else None
    if (found := re.fullmatch(r"([A-Za-z]{3})[a-z]* (\d{4})", text)) and found[1].lower() in MONTHS:
        return int(found[2]), MONTHS.index(found[1].lower()) + 1
    return None


def _area(text: str, code: str) -> tuple[str, str]:
    """Code and name; the name is the code where there is none."""
    name = TYPE.sub("", text, count=1)
    if found := AREA.fullmatch(name):
        return found[1], found[2]
    return code or name, name


def _industry(text: str) -> tuple[str, str]:
    """Code and name."""
    if found := INDUSTRY.fullmatch(text):
        return re.sub(r"[./]", "", found[1]), found[2].strip()
    return ("TOTAL" if TOTAL.fullmatch(text) else text), text


def _indicators(pairs: list[tuple[str, str]], dataset: str) -> dict[tuple[str, str], Listed]:
    """What each kind of value measures: by the dimensions of its block and its column."""
    found = {}
    for fixed, variable in pairs:
        dimensions = dict(part.split("=", 1) for part in fixed.split("|") if "=" in part)
        texts = [it for it in [variable, *dimensions.values()] if it]
        name, unit, used = _measure(texts, dataset)
        further = [it for it in texts if it != used and it.casefold() not in ORDINARY]
        name = "_".join(filter(None, [name, *map(_slug, further)]))
        rate = next((it for it in texts if re.search(r"per ?cent|%|\brate\b", it)), "")
        kinds = f" ({', '.join(texts)})" if texts else ""
        why = "a rate, not a quantity" if rate and name.startswith("emp") else ""
        found[fixed, variable] = (
            name,
            "%" if rate else unit,
            f"{dataset}{kinds}",
            "none",
            why,
        )
    names = {name for name, *_ in found.values()}
    for pair, (name, unit, text, prices, why) in found.items():
        if name in PARTS and "employees" in names:
            found[pair] = (name, unit, text, prices, why or "counted in employees")
    return found


def _measure(texts: list[str], dataset: str) -> tuple[str, str, str]:
    """Name and unit of a quantity, and which of the texts says it."""
    for text in [*texts, dataset]:
        for pattern, name, unit in MEASURES:
            if re.search(pattern, text.casefold()):
                return name, unit, text
    if texts and texts[0].casefold() not in ORDINARY:
        return _slug(texts[0]), "not stated", texts[0]
    return slug(dataset), "not stated", ""


def _slug(text: str) -> str:
    return slug(text.replace("%", " percent "))


def _activities(names: dict[str, str], dataset: str) -> pd.DataFrame:
    """Industries as a tree: total, sections, divisions, groups, classes, subclasses."""
    version = SIC_2003 if re.search(OLD_DATASETS, dataset, re.IGNORECASE) else SIC_2007
    top = "TOTAL" if "TOTAL" in names else ""
    broad = {it for it, name in names.items() if BROAD.fullmatch(name) or re.fullmatch(r"\d", it)}
    has_detail = bool(set(names) - broad - {"TOTAL"})
    listed: dict[str, tuple[str, str, str]] = {}
    waiting = list(names)
    while waiting:
        code = waiting.pop(0)
        parent = top if code in broad else _parent(code, names, version)
        why = BROAD_WHY if code in broad and has_detail else ""
        listed[code] = (names.get(code) or TITLES[version].get(code, ""), parent, why)
        if parent and parent not in listed and parent not in waiting:
            waiting.append(parent)
    return pd.DataFrame(
        [(code, *rest) for code, rest in listed.items()],
        columns=["code", "name", "parent_code", "left_out"],
        dtype=str,
    )


def _farms_once(activities: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Classes of farms that are zero because all farms are in 0100 are left out."""
    if not activities["code"].isin(["0100", "01000"]).any():
        return activities
    most = activities["code"].map(rows.groupby("cluster_code")["value"].max())
    elsewhere = activities["code"].str.fullmatch(r"01[1-5]\d{1,2}") & (most == 0)
    return activities.assign(left_out=activities["left_out"].mask(elsewhere, FARMS_WHY))


def _parent(code: str, names: dict[str, str], version: str) -> str:
    """The nearest level that the file has; a class always has its division and section above."""
    total = "TOTAL" if "TOTAL" in names and code != "TOTAL" else ""
    if not code.isdigit():
        return total
    for length in range(len(code) - 1, 2, -1):
        if code[:length] in names:
            return code[:length]
    if len(code) > 2:
        return code[:2]
    return DIVISIONS[version].get(code, total)


def _vintage(files: tuple[SourceFile, ...]) -> str:
    """The day on which Nomis made the newest file."""
    days = []
    for file in files:
        if found := MADE.search(file.head):
            with contextlib.suppress(ValueError):
                days.append(datetime.strptime(found[1], "%d %B %Y").date().isoformat())
    return max(days, default="")


FORMAT = Format(
    "nomis",
    "Nomis, labour market statistics of the United Kingdom",
    "ONS: Open Government Licence v3.0",
    recognises,
    read,
)

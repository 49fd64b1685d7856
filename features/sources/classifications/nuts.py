"""NUTS and the OECD's territorial grid: levels and parents of regions, from their codes.

NUTS: a country has two letters, each level one more character: AT, AT1, AT13, AT130. Statistical
regions of EFTA, of candidates and of the United Kingdom are coded alike. Extra-regio territory
(ATZ, ATZZ, ATZZZ) lies beside the regions of its country.

Traps: groups of countries (EU27_2020, EA19, EFTA) stand in the same column; UKN10 to UKN16 belong
to UKN0 against their prefix (NUTS 2016 and 2021); metropolitan regions are AT001MC and the rest of
the country AT_NM. In the OECD's grid countries have three letters, large regions (TL2) are NUTS 1
or NUTS 2, small ones (TL3) lie in the large one whose code theirs begins with. Where it begins with
none, they overlap large regions and are left out, as are the economic areas of the United States
(US010 crosses states and is no part of US01).

Sources: Regulation (EC) 1059/2003 with its amendments; "Eurostat, code list GEO"; "OECD Territorial
grids".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from features.sources.classifications.countries import (
    COUNTRIES,
    NUTS_COUNTRIES,
    country_name,
    two_letters,
)

GROUP = re.compile(
    r"(EU|EA|EUR|NMS|OECD|WXOECD|EFTA|EEA|ACC|CPC|G7|G20|WORLD|W\d?|WRL|EXT|INT|BENELUX|CEEC)"
    r"(\d|_|E$|A$|T$|$).*|[A-Z]{2,}_OTH|OECD.*|.*_AVG|FX"
)
NUTS = re.compile(r"([A-Z]{2})[0-9A-Z]{1,3}")
METRO = re.compile(r"([A-Z]{2})(\d{3}M[A-Z0-9]*|_NM|_NONMETRO)")
CITY = re.compile(r"([A-Z]{2})\d{3}([CFKL])\d*")
ECONOMIC_AREA = re.compile(r"US\d{3}")
WITHIN = {f"UKN{number}": "UKN0" for number in range(10, 17)}
"""Regions that do not lie in the one that their code begins with."""

GROUP_REASON = "group of countries: its members are counted in it"
UNKNOWN_REASON = "neither a country nor a region of NUTS"
AREA_REASON = "functional urban area: the cities in it are counted again"
APART_REASON = "small region that lies in no large region by its code: it would count twice"

COLUMNS = ["code", "name", "parent_code", "left_out"]


def regions(codes: Iterable[str], names: Mapping[str, str]) -> pd.DataFrame:
    """Regions of a table of Eurostat and those above them.

    Parameters
    ----------
    codes : iterable of str
    names : mapping of str to str
        As the file has them; countries that it does not name get theirs.

    Returns
    -------
    DataFrame
        code, name, parent_code, left_out, sorted by code.
    """
    found: dict[str, tuple[str, str]] = {}
    for code in codes:
        line = ancestors(code)
        if line is None:
            found[code] = ("", GROUP_REASON if is_group(code) else UNKNOWN_REASON)
            continue
        city = CITY.fullmatch(code)
        reason = AREA_REASON if city and city[2] != "C" else ""
        found[code] = (line[0] if line else "", reason)
        for place, above in enumerate(line):
            found.setdefault(above, (line[place + 1] if place + 1 < len(line) else "", ""))
    return _table(found, names)


def _table(found: Mapping[str, tuple[str, str]], names: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        (code, names.get(code) or country_name(code), parent, reason)
        for code, (parent, reason) in sorted(found.items())
    ]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=str)


def is_group(code: str) -> bool:
    """Whether a code is a group of countries, and no country or region."""
    return GROUP.fullmatch(code) is not None


def ancestors(code: str) -> list[str] | None:
    """Codes above a region, nearest first; None for what is no country or region of NUTS."""
    if is_group(code):
        return None
    if re.fullmatch(r"[A-Z]{2}", code):
        return []
    if (it := METRO.fullmatch(code) or CITY.fullmatch(code)) and it[1] in NUTS_COUNTRIES:
        return [it[1]]
    found = NUTS.fullmatch(code)
    if found is None or found[1] not in NUTS_COUNTRIES:
        return None
    parent = WITHIN.get(code, code[:-1])
    above = ancestors(parent)
    return None if above is None else [parent, *above]


def grid_regions(
    areas: pd.DataFrame, names: Mapping[str, str], countries: Mapping[str, str]
) -> pd.DataFrame:
    """Regions of a table of the OECD and those above them.

    Parameters
    ----------
    areas : DataFrame
        code and level ("CTRY", "TL2", "TL3" …; "" where the table has none), one row a code.
    names : mapping of str to str
    countries : mapping of str to str
        Region to its country where the table says it; else it is found by the region's first
        letters.

    Returns
    -------
    DataFrame
        code, name, parent_code, left_out, sorted by code. A country that the table lacks is added.
    """
    levels = dict(zip(areas["code"], areas["level"].map(_rank), strict=True))
    written = _countries(levels, countries)
    places = {code: level for code, level in levels.items() if not is_group(code)}
    found: dict[str, tuple[str, str]] = {}
    for code in levels:
        if is_group(code):
            found[code] = ("", GROUP_REASON)
        elif code in written.values():
            found[code] = ("", "")
        else:
            two = two_letters(countries.get(code, "")) or _country_of(code)
            three = COUNTRIES[two][0] if two else ""
            country = countries.get(code) or written.get(two) or three
            found[code] = _in_grid(code, country, places)
            if country:
                found.setdefault(country, ("", ""))
    return _table(found, names)


def _rank(level: str) -> int:
    """0 for a country, 2 and 3 for large and small regions, 4 for other areas, 9 unknown."""
    text = level.upper()
    if text in ("CTRY", "COUNTRY", "NAT", "NATIONAL", "TL1", "1"):
        return 0
    if found := re.fullmatch(r"(?:TL|.*\(TL)?([23])\)?", text):
        return int(found[1])
    return 4 if level else 9


def _country_of(code: str) -> str:
    """Two letters of the country that a region's code begins with: CL of CHL01F, AT of AT13."""
    start = {"ME": "MX"}.get(code[:2], code[:2]) if code[2:3].isdigit() else code[:2]
    return (two_letters(code[:3]) if len(code) > 3 else "") or two_letters(start)


def _countries(levels: Mapping[str, int], countries: Mapping[str, str]) -> dict[str, str]:
    """Two letters of countries to the codes under which the table writes them."""
    found: dict[str, str] = {}
    for code in [*levels, *countries.values()]:
        two = two_letters(code) if re.fullmatch(r"[A-Z]{2,3}", code) else ""
        if two and levels.get(code, 0) in (0, 9):
            found.setdefault(two, code)
    return found


def _in_grid(code: str, country: str, levels: Mapping[str, int]) -> tuple[str, str]:
    """Parent of a region, and why it is left out."""
    level = levels[code]
    prefixes = [code[:length] for length in range(len(code) - 1, 2, -1)]
    within = [it for it in prefixes if it in levels and (level == 9 or levels[it] < level)]
    within = [] if ECONOMIC_AREA.fullmatch(code) else within
    if within:
        return within[0], ""
    two = two_letters(country)
    beside_large = any(rank == 2 and _country_of(it) == two for it, rank in levels.items())
    return country, APART_REASON if level > 2 and level != 9 and beside_large else ""

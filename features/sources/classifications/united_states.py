"""States, counties and metropolitan areas of the United States, and the tree of NAICS.

Sources: FIPS codes of states, ANSI INCITS 38, and the Census Bureau's regions and divisions
(https://www2.census.gov/geo/pdfs/maps-data/maps/reference/us_regdiv.pdf); sectors of NAICS 2022
(https://www.census.gov/naics/), whose groups 31-33, 44-45 and 48-49 are one sector each. All are
in the public domain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import pandas as pd

NATION = "US"
NATION_NAME = "United States"


class State(NamedTuple):
    """A state: FIPS code, postal code, name, number of its Census division (0 for none)."""

    fips: str
    postal: str
    name: str
    division: int


DIVISIONS = {
    1: "New England",
    2: "Middle Atlantic",
    3: "East North Central",
    4: "West North Central",
    5: "South Atlantic",
    6: "East South Central",
    7: "West South Central",
    8: "Mountain",
    9: "Pacific",
}
_STATES = """
01 AL 6 Alabama|02 AK 9 Alaska|04 AZ 8 Arizona|05 AR 7 Arkansas|06 CA 9 California|08 CO 8 Colorado
09 CT 1 Connecticut|10 DE 5 Delaware|11 DC 5 District of Columbia|12 FL 5 Florida|13 GA 5 Georgia
15 HI 9 Hawaii|16 ID 8 Idaho|17 IL 3 Illinois|18 IN 3 Indiana|19 IA 4 Iowa|20 KS 4 Kansas
21 KY 6 Kentucky|22 LA 7 Louisiana|23 ME 1 Maine|24 MD 5 Maryland|25 MA 1 Massachusetts
26 MI 3 Michigan|27 MN 4 Minnesota|28 MS 6 Mississippi|29 MO 4 Missouri|30 MT 8 Montana
31 NE 4 Nebraska|32 NV 8 Nevada|33 NH 1 New Hampshire|34 NJ 2 New Jersey|35 NM 8 New Mexico
36 NY 2 New York|37 NC 5 North Carolina|38 ND 4 North Dakota|39 OH 3 Ohio|40 OK 7 Oklahoma
41 OR 9 Oregon|42 PA 2 Pennsylvania|44 RI 1 Rhode Island|45 SC 5 South Carolina|46 SD 4 South Dakota
47 TN 6 Tennessee|48 TX 7 Texas|49 UT 8 Utah|50 VT 1 Vermont|51 VA 5 Virginia|53 WA 9 Washington
54 WV 5 West Virginia|55 WI 3 Wisconsin|56 WY 8 Wyoming|60 AS 0 American Samoa|66 GU 0 Guam
69 MP 0 Northern Mariana Islands|72 PR 0 Puerto Rico|78 VI 0 Virgin Islands
"""
STATES: dict[str, State] = {
    fips: State(fips, postal, name, int(division))
    for fips, postal, division, name in (
        entry.split(" ", 3) for entry in _STATES.strip().replace("\n", "|").split("|")
    )
}
"""States and territories by their FIPS codes. National totals do not count the territories."""

SECTORS = {
    "11": "Agriculture, forestry, fishing and hunting",
    "21": "Mining, quarrying, and oil and gas extraction",
    "22": "Utilities",
    "23": "Construction",
    "31-33": "Manufacturing",
    "42": "Wholesale trade",
    "44-45": "Retail trade",
    "48-49": "Transportation and warehousing",
    "51": "Information",
    "52": "Finance and insurance",
    "53": "Real estate and rental and leasing",
    "54": "Professional, scientific, and technical services",
    "55": "Management of companies and enterprises",
    "56": "Administrative and support and waste management and remediation services",
    "61": "Educational services",
    "62": "Health care and social assistance",
    "71": "Arts, entertainment, and recreation",
    "72": "Accommodation and food services",
    "81": "Other services (except public administration)",
    "92": "Public administration",
    "95": "Auxiliaries",  # of companies, in County Business Patterns up to 2002
    "99": "Unclassified",
}
TOTAL_CODE = "TOTAL"
"""All industries in a package, whatever the file writes: 10, 00 or line 1."""
GROUPS = {"31": "31-33", "32": "31-33", "33": "31-33", "44": "44-45", "45": "44-45"} | {
    "48": "48-49",
    "49": "48-49",
}

Level = Literal["nation", "state", "county", "metro", "other"]
METRO_COUNTED = "metropolitan area: its counties are counted in the states"
COUNTIES_COUNTED = "the package holds metropolitan areas, which cut across states"


def naics_parent(code: str) -> str:
    """The NAICS code above a code of two to six digits; "" above a sector.

    311 belongs to 31-33, 3111 to 311.
    """
    if code in SECTORS or len(code) < 3:
        return ""
    return GROUPS.get(code[:2], code[:2]) if len(code) == 3 else code[:-1]


def naics_ancestors(code: str) -> list[str]:
    """Codes above a NAICS code, nearest first."""
    line = []
    while code := naics_parent(code):
        line.append(code)
    return line


class Area(NamedTuple):
    """A region of an official file.

    package_code is its FIPS code (26, 26163), US for the nation, or C and the code of a
    metropolitan area (C19820); left_out is why a package never keeps it.
    """

    code: str
    name: str
    package_code: str
    level: Level
    left_out: str = ""


def regions(areas: list[Area], metros: bool, file_code: Callable[[str], str]) -> pd.DataFrame:
    """Codes of regions as a `Reading` has them: one partition and its parents.

    Parameters
    ----------
    areas : list of Area
        Every region that has rows.
    metros : bool
        Whether to keep metropolitan areas where the file has states or counties as well.
    file_code : function
        The code by which the file writes a nation or state, from that of the package.

    Returns
    -------
    DataFrame
        code, name, parent_code, package_code, left_out; states and the nation above them are
        added where the file lacks them.
    """
    levels = {it.level for it in areas if not it.left_out}
    both = "metro" in levels and bool(levels & {"state", "county"})
    found: dict[str, Area] = {}
    for area in areas:
        why = area.left_out
        if both and not why and area.level == "metro" and not metros:
            why = METRO_COUNTED
        if both and not why and area.level in ("state", "county") and metros:
            why = COUNTIES_COUNTED
        found.setdefault(area.code, area._replace(left_out=why))
    for area in list(found.values()):
        for above in _above(area):
            why = area.left_out if area.left_out == COUNTIES_COUNTED else ""
            found.setdefault(file_code(above), _added(above, file_code(above), why))
    return pd.DataFrame(
        [
            (it.code, it.name, file_code(above[0]) if above else "", it.package_code, it.left_out)
            for it in found.values()
            for above in [_above(it)]
        ],
        columns=["code", "name", "parent_code", "package_code", "left_out"],
        dtype=str,
    )


def _above(area: Area) -> list[str]:
    """Package codes of the regions that an area belongs to, nearest first."""
    state = area.package_code[:2]
    nation = [] if state in STATES and not STATES[state].division else [NATION]
    if area.level == "county":
        return [state, *nation]
    return nation if area.level in ("state", "metro", "other") else []


def _added(package_code: str, code: str, left_out: str) -> Area:
    """A nation or state that the file has no rows of."""
    if package_code == NATION:
        return Area(code, NATION_NAME, NATION, "nation")
    state = STATES.get(package_code)
    return Area(code, state.name if state else "", package_code, "state", left_out)

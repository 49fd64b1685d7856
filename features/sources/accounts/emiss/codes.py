"""Regions and activities of EMISS with their parents, and which of them a package keeps.

A file without codes has names in their place: these are matched, exactly but for case and spelling,
to codes that the rules below know, and stay as they are in the rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from features.sources.classifications.activity_titles import TOTAL as NACE_TOTAL
from features.sources.classifications.activity_titles import Scheme, in_scheme, match_title
from features.sources.classifications.okved import SECTION_OF
from features.sources.classifications.russia import (
    FORMER_DISTRICTS,
    NATION,
    REGIONS,
    match_region,
    parent_of,
)

TOTAL = "101.АГ"
AGGREGATE = re.compile(r".*\.АГ")
SUBJECT = re.compile(r"\d{2}[01]\d00000000|\d{2}0{9}")
LATIN = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")


def regions(used: pd.Series[str], names: Mapping[str, str]) -> pd.DataFrame:
    """Regions with values and those above them, in the codes of the file."""
    official = {code: _official_region(code) for code in dict.fromkeys(used)}
    for code in list(official.values()):
        above = _parent_region(code)
        while above:
            if above not in official.values():
                official[above] = above
            above = _parent_region(above)
    of_file = {official_code: code for code, official_code in official.items()}
    return pd.DataFrame(
        [
            {
                "code": code,
                "name": REGIONS[official_code].name_ru
                if official_code in REGIONS
                else names.get(code, ""),
                "parent_code": of_file.get(_parent_region(official_code), ""),
                "package_code": REGIONS[official_code].package_code
                if official_code in REGIONS
                else "",
                "left_out": _region_left_out(official_code),
            }
            for code, official_code in official.items()
        ],
        dtype="str",
    )


def _official_region(code: str) -> str:
    return code if re.fullmatch(r"\d+", code) else match_region(code) or code


def _parent_region(code: str) -> str:
    if code in REGIONS:
        return parent_of(code)
    return NATION if SUBJECT.fullmatch(code) else ""


def _region_left_out(code: str) -> str:
    if code in FORMER_DISTRICTS:
        return "a federal district in earlier borders: it overlaps the present ones"
    if code in REGIONS or SUBJECT.fullmatch(code):
        return ""
    return "neither the nation nor a federal district nor a subject of Russia"


def activities(used: pd.Series[str], names: Mapping[str, str], second: bool) -> pd.DataFrame:
    """Activities with values and their parents, by OKVED 2 (`second`) or OKVED 1."""
    official = {code: _official_activity(code, second) for code in dict.fromkeys(used)}
    of_file = {official_code: code for code, official_code in official.items()}
    frame = [
        {
            "code": code,
            "name": names.get(code, ""),
            "parent_code": of_file.get(_parent_activity(official_code, of_file, second), ""),
            "package_code": _package_activity(code, official_code, second),
            "left_out": _activity_left_out(official_code, second),
        }
        for code, official_code in official.items()
    ]
    columns = ["code", "name", "parent_code", "package_code", "left_out"]
    return pd.DataFrame(frame, columns=columns, dtype="str")


def _official_activity(code: str, second: bool) -> str:
    """A code as OKVED writes it, by the title where the file has no codes."""
    if len(code) == 1:
        return code.translate(LATIN)
    if re.fullmatch(r"всего.*", code, re.IGNORECASE):
        return TOTAL
    found = match_title(code, _scheme(second))
    return TOTAL if found == NACE_TOTAL else found.removesuffix(f" ({_scheme(second)})") or code


def _scheme(second: bool) -> Scheme:
    return "" if second else "OKVED 1"


def _parent_activity(code: str, others: Mapping[str, str], second: bool) -> str:
    """The nearest code above that has values: 10.11 is in 10.1, in 10, in C, in the total."""
    if AGGREGATE.fullmatch(code):
        return ""
    above = code
    while second and len(above) > 2:
        above = above[:-1].rstrip(".")
        if above in others:
            return above
    section = SECTION_OF.get(above, "") if second else code[:1]
    return section if section in others and section != code else TOTAL


def _package_activity(code: str, official_code: str, second: bool) -> str:
    if official_code == TOTAL:
        return NACE_TOTAL
    if not second and not AGGREGATE.fullmatch(official_code):
        return in_scheme(official_code, _scheme(second))
    return official_code if official_code != code else ""


def _activity_left_out(code: str, second: bool) -> str:
    if code == TOTAL:
        return ""
    if AGGREGATE.fullmatch(code):
        return "an aggregate of EMISS: its parts are counted in the sections"
    if second:
        is_code = re.fullmatch(r"[A-U]|\d\d(\.\d{1,2}){0,3}", code)
        return "" if is_code else "no code or title of OKVED 2"
    if re.fullmatch(r"[A-Q][A-N]?", code):
        return ""
    if code[:1].isdigit():
        return "a class of OKVED 1, whose section its code does not tell"
    return "no code or title of OKVED 1"

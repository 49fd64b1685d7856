"""Regions and activities of EMISS with their parents, and which of them a package keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from features.sources.classifications.okved import SECTION_OF
from features.sources.classifications.russia import (
    FORMER_DISTRICTS,
    NATION,
    REGIONS,
    parent_of,
)

TOTAL = "101.АГ"
AGGREGATE = re.compile(r".*\.АГ")
SUBJECT = re.compile(r"\d{2}[01]\d00000000|\d{2}0{9}")
LATIN = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")


def regions(used: pd.Series[str], names: Mapping[str, str]) -> pd.DataFrame:
    """Regions with values and those above them, in the codes of EMISS."""
    codes = list(dict.fromkeys(used))
    for code in codes:
        parent = _parent_region(code)
        if parent and parent not in codes:
            codes.append(parent)
    return pd.DataFrame(
        [
            {
                "code": code,
                "name": REGIONS[code].name_ru if code in REGIONS else names.get(code, ""),
                "parent_code": _parent_region(code),
                "package_code": REGIONS[code].package_code if code in REGIONS else "",
                "left_out": _region_left_out(code),
            }
            for code in codes
        ],
        dtype="str",
    )


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
    codes = list(dict.fromkeys(used))
    frame = [
        {
            "code": code,
            "name": names.get(code, ""),
            "parent_code": _parent_activity(code, codes, second),
            "package_code": _package_activity(code, second),
            "left_out": _activity_left_out(code, second),
        }
        for code in codes
    ]
    columns = ["code", "name", "parent_code", "package_code", "left_out"]
    return pd.DataFrame(frame, columns=columns, dtype="str")


def _top(code: str, codes: Sequence[str]) -> str:
    return TOTAL if TOTAL in codes and code != TOTAL else ""


def _parent_activity(code: str, codes: Sequence[str], second: bool) -> str:
    """The nearest code above that has values: 10.11 is in 10.1, in 10, in C, in the total."""
    if AGGREGATE.fullmatch(code):
        return ""
    if not second:
        return code[:1] if len(code) == 2 and code[:1] in codes else _top(code, codes)
    above = code
    while len(above) > 2:
        above = above[:-1].rstrip(".")
        if above in codes:
            return above
    section = SECTION_OF.get(above, "")
    found = [it for it in codes if section and it.translate(LATIN) == section]
    return found[0] if found else _top(code, codes)


def _package_activity(code: str, second: bool) -> str:
    if code == TOTAL:
        return "TOTAL"
    latin = code.translate(LATIN) if len(code) == 1 else code
    if not second and not AGGREGATE.fullmatch(code):
        return f"{latin} (OKVED 1)"
    return latin if latin != code else ""


def _activity_left_out(code: str, second: bool) -> str:
    if AGGREGATE.fullmatch(code) and code != TOTAL:
        return "an aggregate of EMISS: its parts are counted in the sections"
    if second and not re.fullmatch(r"[A-UА-Я]|\d\d(\.\d{1,2}){0,3}", code) and code != TOTAL:
        return "no code of OKVED 2"
    if not second and code[:1].isdigit() and code != TOTAL:
        return "a class of OKVED 1, whose section its code does not tell"
    return ""

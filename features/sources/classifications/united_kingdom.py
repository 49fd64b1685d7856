"""Areas of the United Kingdom: codes of the Office for National Statistics, NUTS and ITL.

NUTS and ITL (the same codes with TL for UK) are a tree by their letters. The nine-character codes
say the kind of area by their first three: E12 a region of England, E06 to E09 local authorities;
which authority belongs to which region they do not say, so one kind is kept for each country.

Source: https://geoportal.statistics.gov.uk, Register of Geographic Codes (Open Government Licence
v3.0).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

KINGDOM = "K02000001"
COUNTRIES = {"E": "E92000001", "W": "W92000004", "S": "S92000003", "N": "N92000002"}
NAMES = {
    KINGDOM: "United Kingdom",
    "E92000001": "England",
    "W92000004": "Wales",
    "S92000003": "Scotland",
    "N92000002": "Northern Ireland",
    "UK": "United Kingdom",
    "TL": "United Kingdom",
}
UNIONS = ("K03", "K04")
"""Great Britain; England and Wales."""
AUTHORITIES = ("E06", "E07", "E08", "E09", "W06", "S12", "N09")
KINDS = {"authority": 0, "E12": 1}
"""Kinds of areas that are kept before others."""
TREE = re.compile(r"(?:UK|TL)[A-Z0-9]{0,3}")
GSS = re.compile(r"[EWSNK]\d{8}")
WHOLES = ("United Kingdom", "Great Britain", "England and Wales")
UNION_WHY = "a union of countries, which are counted"
KIND_WHY = "another kind of area, which overlaps with those that are kept"


def regions(names: Mapping[str, str]) -> pd.DataFrame:
    """Codes of areas as a `Reading` has them: one partition and its parents.

    Parameters
    ----------
    names : mapping of str to str
        Code to name; an area without a code has its name for one.

    Returns
    -------
    DataFrame
        code, name, parent_code, left_out; countries and the kingdom are added above their areas.
    """
    found: dict[str, tuple[str, str]] = {}
    kept = _kept_kinds(names)
    named = {code for code in names if not TREE.fullmatch(code) and not GSS.fullmatch(code)}
    for code in names:
        parent, why = _by_name(code, named) if code in named else (_parent(code), "")
        if GSS.fullmatch(code):
            if code[:3] in UNIONS:
                parent, why = "", UNION_WHY if len(names) > 1 else ""
            elif code not in COUNTRIES.values() and code[0] in kept:
                why = "" if _kind(code) == kept[code[0]] else KIND_WHY
        found[code] = (parent, why)
    for code in list(found):
        above = found[code][0]
        while above and above not in found:
            found[above] = (_parent(above), "")
            above = found[above][0]
    return pd.DataFrame(
        [(it, names.get(it) or NAMES.get(it, ""), *found[it]) for it in found],
        columns=["code", "name", "parent_code", "left_out"],
        dtype=str,
    )


def _parent(code: str) -> str:
    if TREE.fullmatch(code):
        if re.fullmatch(r"UKN1\d", code):
            return "UKN0"  # the districts of Northern Ireland, against their prefix
        return code[:-1] if len(code) > 2 else ""
    if code == KINGDOM or code[0] not in COUNTRIES:
        return ""
    country = COUNTRIES[code[0]]
    return KINGDOM if code == country else country


def _kind(code: str) -> str:
    return "authority" if code[:3] in AUTHORITIES else code[:3]


def _kept_kinds(names: Mapping[str, str]) -> dict[str, str]:
    """The kind of area that is kept in each country, by its letter."""
    counts: dict[str, dict[str, int]] = {}
    for code in names:
        if GSS.fullmatch(code) and code[0] in COUNTRIES and code not in COUNTRIES.values():
            of_country = counts.setdefault(code[0], {})
            of_country[_kind(code)] = of_country.get(_kind(code), 0) + 1
    return {
        letter: min(kinds, key=lambda kind: (KINDS.get(kind, len(KINDS)), -kinds[kind], kind))
        for letter, kinds in counts.items()
    }


def _by_name(name: str, named: set[str]) -> tuple[str, str]:
    """Parent of an area without a code, and why it is left out."""
    root = next((it for it in WHOLES if it in named), "")
    if name == root:
        return "", ""
    if name in WHOLES:
        return "", UNION_WHY
    countries = {NAMES[code] for code in COUNTRIES.values()}
    if name == "England" and named - countries - set(WHOLES):
        return root, "a country whose areas are counted"
    return root, ""

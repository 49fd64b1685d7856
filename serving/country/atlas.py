"""Codes of regions in the outlines that come with the page: US states and countries."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from babel.core import get_global

from features.sources.classifications.countries import COUNTRIES, OTHER_LETTERS
from features.sources.classifications.united_states import STATES

SHAPES = Path(__file__).parents[1] / "page" / "static" / "shapes"
OBJECTS = {"us-states": "states", "countries": "countries"}
"""File to its object with an outline for each region."""
LEAST = 0.5
"""Least share of regions that outlines must have to be used."""
FURTHER = {"ROM": "RO", "XKX": "XK", "KSV": "XK", "EL": "GR", "UK": "GB", "ZAR": "CD"}
"""Codes of countries that CLDR does not have: former ones, and those of Eurostat."""


def state(code: str) -> str | None:
    """FIPS code of a state, as in us-atlas, from postal letters, FIPS or five digits."""
    text = code.upper().removeprefix("US").lstrip("-_")
    if text.isdigit():
        text = text[:2] if len(text) == 5 and text.endswith("000") else text.zfill(2)
    return _fips().get(text)


@cache
def _fips() -> dict[str, str]:
    """FIPS codes by themselves and by postal letters."""
    return {code: it.fips for it in STATES.values() for code in (it.fips, it.postal)}


def country(code: str) -> str | None:
    """Three digits of ISO 3166-1, as in world-atlas, from two or three letters or the digits."""
    text = FURTHER.get(code.upper(), code.upper())
    if text.isdigit():
        return text.zfill(3)
    two = text if len(text) == 2 else _two_letters().get(text, "")
    return _numeric().get(FURTHER.get(two, two))


@cache
def _aliases() -> dict[str, str]:
    """Alpha-3 and numeric codes to two letters, from CLDR."""
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    return {code: two[0] for code, two in aliases.items() if len(code) == 3 and len(two) == 1}


@cache
def _two_letters() -> dict[str, str]:
    eurostat = {eu: iso for iso, eu in OTHER_LETTERS.items()}
    ours = {three: eurostat.get(two, two) for two, (three, _) in COUNTRIES.items()}
    return {**ours, **{code: two for code, two in _aliases().items() if code.isalpha()}}


@cache
def _numeric() -> dict[str, str]:
    """Of the countries that have an outline; others have former numbers too."""
    known = outlined("countries")
    return {two: code for code, two in _aliases().items() if code in known}


ATLASES: Mapping[str, Callable[[str], str | None]] = {"us-states": state, "countries": country}
"""Outlines to the function that gives the id of a region's; of equal ones the first is used."""


@cache
def outlined(name: str) -> frozenset[str]:
    """Ids that a file has outlines of."""
    topology = json.loads((SHAPES / f"{name}.json").read_text(encoding="utf-8"))
    objects = topology["objects"][OBJECTS[name]]
    return frozenset(it["id"] for it in objects["geometries"] if "id" in it)


def matched(codes: Iterable[str]) -> tuple[str, dict[str, str]] | None:
    """The outlines that have most of the regions, and the id of each; None where too few are."""
    listed = list(codes)
    found = {}
    for name, match in ATLASES.items():
        ids = {code: it for code in listed if (it := match(code)) in outlined(name)}
        found[name] = ids if len(set(ids.values())) == len(ids) else {}
    best = max(found, key=lambda name: len(found[name]))
    is_enough = len(found[best]) >= max(2, LEAST * len(listed))
    return (best, found[best]) if is_enough else None

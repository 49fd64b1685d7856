"""Regions, clusters and technologies by name or code, for a search without JavaScript."""

import re
import unicodedata
from dataclasses import dataclass, replace

from serving.served.loaded import Loaded
from serving.tables import Named

SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """What can be found.

    Attributes
    ----------
    view : str
        region, cluster or technology.
    also : tuple of str
        Names in other languages.
    """

    view: str
    code: str
    name: str
    also: tuple[str, ...] = ()


def fold(text: str) -> str:
    """Letters without case and accents; static/search.js does the same."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if not unicodedata.category(letter).startswith("M")
    )
    return re.sub(r"\s+", " ", plain.lower()).strip()


def entries(loaded: Loaded) -> list[Entry]:
    """All regions, clusters and technologies, with their names in every language."""
    also: dict[tuple[str, str], list[str]] = {}
    for other in loaded.languages.values():
        for it in _entries(other):
            also.setdefault((it.view, it.code), []).append(it.name)
    return [replace(it, also=tuple(also.get((it.view, it.code), ()))) for it in _entries(loaded)]


def _entries(loaded: Loaded) -> list[Entry]:
    of_clusters = loaded.growth.clusters if loaded.growth else {}
    if not of_clusters and loaded.markets:
        of_clusters = loaded.markets.activities
    named: list[tuple[str, dict[str, Named]]] = [
        ("region", dict(loaded.country().regions())),
        ("cluster", dict(of_clusters)),
        ("technology", dict(loaded.niches.activities) if loaded.niches else {}),
    ]
    return [Entry(view, code, it.name) for view, by in named for code, it in by.items()]


def found(loaded: Loaded, text: str) -> list[Entry]:
    """What holds a text: whole codes and names first, then beginnings, words and the rest."""
    sought = fold(text)
    ranked = [(rank, it) for it in entries(loaded) if (rank := _rank(it, sought)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [it for _, it in ranked][:SHOWN]


def in_other_case(loaded: Loaded, view: str, code: str) -> str | None:
    """The only code of a view that differs from a code in capitals alone; None for a known code."""
    codes = [it.code for it in _entries(loaded) if it.view == view]
    if code in codes:
        return None
    same = [it for it in codes if it.casefold() == code.casefold()]
    return same[0] if len(same) == 1 else None


def exact(loaded: Loaded, text: str) -> Entry | None:
    """The only one whose code or name is the text."""
    sought = fold(text)
    same = [it for it in entries(loaded) if sought and _rank(it, sought) == 0]
    return same[0] if len(same) == 1 else None


def _rank(entry: Entry, sought: str) -> int | None:
    code, names = fold(entry.code), [fold(name) for name in (entry.name, *entry.also)]
    if not sought:
        return None
    if sought in (code, *names):
        return 0
    if any(text.startswith(sought) for text in (code, *names)):
        return 1
    if any(f" {sought}" in name for name in names):
        return 2
    return 3 if any(sought in name for name in names) else None

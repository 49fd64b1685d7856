"""Errors in the input: one sentence each, for exit code 2 or a 4xx."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from features.lookalikes import appearance, told_apart

LISTED = 10
"""Codes that a message names where none is similar."""
SHORTEST_NAME = 3
"""Letters from which a text is looked up in names."""


def nearest(code: str, codes: Iterable[str]) -> list[str]:
    """The codes most similar to an unknown one, at most five, ignoring case."""
    folded: dict[str, list[str]] = {}
    for candidate in codes:
        folded.setdefault(candidate.casefold(), []).append(candidate)
    close = difflib.get_close_matches(code.casefold(), list(folded), n=5, cutoff=0.4)
    return [candidate for match in close for candidate in folded[match]][:5]


def named(text: str, names: Mapping[str, str]) -> list[str]:
    """Codes whose name contains a text, ignoring case, at most five; the shortest names first."""
    part = text.strip().casefold()
    if len(part) < SHORTEST_NAME or part in (code.casefold() for code in names):
        return []
    found = [code for code, name in names.items() if part in name.casefold()]
    return sorted(found, key=lambda code: (len(names[code]), code))[:5]


def suggestions(
    code: str, codes: Iterable[str], names: Mapping[str, str] | None = None
) -> tuple[list[str], str]:
    """Codes that an unknown one may have meant, by name or else by code, and the hint for readers.

    Parameters
    ----------
    names : mapping of code to name, optional
        Where people may give a name in place of a code.
    """
    candidates, names = list(codes), names or {}
    if by_name := named(code, names):
        return by_name, hint([f"{it} ({names[it]})" for it in by_name], candidates)
    similar = nearest(code, candidates)
    return similar, hint(similar, candidates)


def listed(codes: Iterable[str], most: int = LISTED) -> str:
    """The first of the sorted codes, and how many more there are."""
    ordered = sorted(codes)
    rest = f" and {len(ordered) - most:,} more" if len(ordered) > most else ""
    return (", ".join(ordered[:most]) or "none") + rest


def hint(similar: Sequence[str], codes: Iterable[str]) -> str:
    """What an unknown code may have meant; where no code is similar, the first of all codes."""
    if not similar:
        return f"available: {listed(codes)}"
    *first, last = similar
    others = f"{', '.join(first)} or " if first else ""
    return f"did you mean {others}{last}?"


class InputError(Exception):
    """The input cannot be used; the message says what, where and what to do."""


class MissingTableError(InputError):
    """The package lacks a table that the question needs."""

    def __init__(self, package: str, table: str, question: str) -> None:
        super().__init__(
            f"{package} has no table {table}, needed for {question}: add {table}.csv or "
            f"{table}.parquet and list it in datapackage.json"
        )
        self.table = table


class UnknownCodeError(InputError):
    """A region, cluster, technology or indicator that is not in the package.

    `names` (code to name) are looked up too, where people may give a name in place of a code.
    """

    def __init__(
        self, kind: str, code: str, codes: Iterable[str], names: Mapping[str, str] | None = None
    ) -> None:
        self.kind, self.code = kind, code
        candidates = sorted({str(candidate) for candidate in codes})
        self.nearest, meant = suggestions(code, candidates, names)
        twin = next((it for it in candidates if appearance(it) == appearance(code)), "")
        if twin and twin.casefold() != code.strip(" ").casefold():
            self.nearest = [twin]
            super().__init__(f"unknown {kind} {code!r} {told_apart(code, twin)}")
            return
        end = f": {meant}" if candidates else ""
        super().__init__(f"unknown {kind} {code!r}{end}")

"""Errors in the input: one sentence each, for exit code 2 or a 4xx."""

import difflib
from collections.abc import Iterable, Sequence

from features.lookalikes import appearance, told_apart

LISTED = 10
"""Codes that a message names where none is similar."""


def nearest(code: str, codes: Iterable[str]) -> list[str]:
    """The codes most similar to an unknown one, at most five, ignoring case."""
    folded: dict[str, list[str]] = {}
    for candidate in codes:
        folded.setdefault(candidate.casefold(), []).append(candidate)
    close = difflib.get_close_matches(code.casefold(), list(folded), n=5, cutoff=0.4)
    return [candidate for match in close for candidate in folded[match]][:5]


def listed(codes: Iterable[str]) -> str:
    """The first of the sorted codes, and how many more there are."""
    ordered = sorted(codes)
    rest = f" and {len(ordered) - LISTED:,} more" if len(ordered) > LISTED else ""
    return (", ".join(ordered[:LISTED]) or "none") + rest


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
    """A region, cluster, technology or indicator that is not in the package."""

    def __init__(self, kind: str, code: str, codes: Iterable[str]) -> None:
        self.kind, self.code = kind, code
        candidates = sorted({str(candidate) for candidate in codes})
        self.nearest = nearest(code, candidates)
        twin = next((it for it in candidates if appearance(it) == appearance(code)), "")
        if twin and twin.casefold() != code.strip(" ").casefold():
            self.nearest = [twin]
            super().__init__(f"unknown {kind} {code!r} {told_apart(code, twin)}")
            return
        end = f": {hint(self.nearest, candidates)}" if candidates else ""
        super().__init__(f"unknown {kind} {code!r}{end}")

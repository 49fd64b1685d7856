"""Errors in what a user gives: one sentence each, for exit code 2 or a 4xx."""

import difflib
from collections.abc import Iterable

LISTED = 10
"""Codes that a message names where none is near."""


def nearest(code: str, codes: Iterable[str]) -> list[str]:
    """The codes most like an unknown code, at most five, whatever their case."""
    folded: dict[str, list[str]] = {}
    for candidate in codes:
        folded.setdefault(candidate.casefold(), []).append(candidate)
    close = difflib.get_close_matches(code.casefold(), list(folded), n=5, cutoff=0.4)
    return [candidate for match in close for candidate in folded[match]][:5]


def listed(codes: Iterable[str]) -> str:
    """The first of the codes in their order, and how many more there are."""
    ordered = sorted(codes)
    rest = f" and {len(ordered) - LISTED:,} more" if len(ordered) > LISTED else ""
    return (", ".join(ordered[:LISTED]) or "none") + rest


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
    """A region, cluster, technology or indicator that the package does not know."""

    def __init__(self, kind: str, code: str, known: Iterable[str]) -> None:
        self.kind, self.code = kind, code
        codes = sorted({str(code) for code in known})
        self.nearest = nearest(code, codes)
        hint = f"; the nearest known: {', '.join(self.nearest)}" if self.nearest else ""
        if not hint and codes:
            hint = f"; known: {listed(codes)}"
        super().__init__(f"unknown {kind} {code!r}{hint}")

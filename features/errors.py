"""What can be wrong with what a user gives: one sentence each, for exit code 2 or a 4xx."""

import difflib
from collections.abc import Iterable


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
        self.nearest = difflib.get_close_matches(code, list(known), n=5, cutoff=0.4)
        hint = f"; the nearest known: {', '.join(self.nearest)}" if self.nearest else ""
        super().__init__(f"unknown {kind} {code!r}{hint}")

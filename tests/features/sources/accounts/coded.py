"""Entries of tables of codes."""

import pandas as pd


def row(table: pd.DataFrame, code: str) -> list[str]:
    """The cells of a code, in a table indexed by codes."""
    return [str(table[name][code]) for name in table]


def column(table: pd.DataFrame, name: str, key: str = "code") -> dict[str, str]:
    """Code to its cell in a column."""
    return dict(zip(table[key].tolist(), table[name].tolist(), strict=True))

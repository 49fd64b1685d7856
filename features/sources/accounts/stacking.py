"""Columns of an official table as rows of indicators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from features.sources.reading import LeftOut


def stacked(frame: pd.DataFrame, keys: list[str], columns: Mapping[str, pd.Series]) -> pd.DataFrame:
    """One row for each known value.

    Parameters
    ----------
    frame : DataFrame
        Has the columns `keys`.
    columns : mapping of str to Series
        Name of the file's column to its values, NaN where unknown, aligned with the frame.

    Returns
    -------
    DataFrame
        keys, variable (the name of the column) and value.
    """
    parts = []
    for name, values in columns.items():
        present = values.notna()
        part = frame.loc[present, keys]
        parts.append(part.assign(variable=name, value=values[present].astype(float)))
    return pd.concat(parts, ignore_index=True).astype({"variable": "str"})


def marks_left_out(cells: Iterable[pd.Series], why: Mapping[str, str]) -> list[LeftOut]:
    """Cells without a number, counted by what is written in them.

    Parameters
    ----------
    cells : iterable of Series of str
        Cells that are no numbers.
    why : mapping of str to str
        Mark to its meaning; a mark that it lacks counts as "not a number".
    """
    counts = pd.concat(list(cells) or [pd.Series(dtype="str")]).str.strip().value_counts()
    return [
        LeftOut(
            f"cells marked {mark}" if mark else "empty cells",
            int(count),
            why.get(str(mark), "not a number: unknown, never zero"),
        )
        for mark, count in sorted(counts.items())
    ]

"""CSV files with a header in their first line, whatever its capitals, quotes and order."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from features.errors import InputError
from features.sources.delimited import decimal_mark, first_line, header, separator
from features.sources.opening import SourceFile


def lower_names(file: SourceFile) -> list[str]:
    """Names of the columns in lower case; empty for a file without text."""
    return [name.casefold() for name in header(file)]


def cells(
    file: SourceFile, names: list[str], used: Collection[str], numbers: Collection[str] = ()
) -> pd.DataFrame:
    """Columns of a file without blanks around, as text, or as numbers (NaN where empty).

    Parameters
    ----------
    names : list of str
        Of all its columns.
    used, numbers : collection of str
        Those that are read, and which of these are numbers.

    Raises
    ------
    InputError
        No rows, or a row or number that cannot be read.
    """
    kept = [name for name in names if name in used]
    numeric = [name for name in kept if name in numbers]
    delimiter = separator(first_line(file))
    try:
        with file.text() as text:
            frame = pd.read_csv(
                text,
                sep=delimiter,
                decimal=decimal_mark(delimiter),
                names=names,
                skiprows=1,
                usecols=kept,
                dtype={name: "float64" if name in numeric else "str" for name in kept},
                keep_default_na=False,
                na_values={name: [""] for name in numeric},
                skipinitialspace=True,
                index_col=False,
            )
    except ValueError as error:
        raise InputError(
            f"{file.name} has a row or a number that cannot be read ({error}): download it again"
        ) from None
    if frame.empty:
        raise InputError(f"{file.name} has a header and no rows: download it again")
    for name in kept:
        if name not in numeric:
            frame[name] = frame[name].fillna("").str.strip()
    return frame

"""Cells of official tables: marks of missing values, digits printed, flags."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pandas as pd

from features.errors import InputError
from features.sources.opening import SourceFile
from features.sources.reading import UNAVAILABLE, WITHHELD, LeftOut

FLAGS: Mapping[str, str] = {
    "c": WITHHELD,
    "n": "not significant or not for publication: unknown, never zero",
    "z": "not applicable: there can be no value",
    "m": "data cannot exist: there can be no value",
    "u": "too unreliable to be published: unknown, never zero",
}
"""Marks of cells without a value; `u`, `p`, `e`, `b` beside a value do not change it."""


def as_text(file: SourceFile, separator: str = ",", *, quoted: bool = True) -> pd.DataFrame:
    """A delimited file with every cell as text, blanks as they are; InputError if damaged."""
    try:
        with file.text() as content:
            return pd.read_csv(
                content,
                sep=separator,
                dtype=str,
                keep_default_na=False,
                na_filter=False,
                quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            )
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        reason = str(error).strip().rpartition("C error: ")[2]
        raise InputError(f"{file.given} is damaged ({reason}): download it again") from None


def numbers(text: pd.Series, file: SourceFile, column: str) -> pd.Series:
    """Numbers, NaN for blanks; InputError with its line for what is neither.

    Rows are numbered as `as_text` numbers them, so that the line is that of the file.
    """
    value = pd.to_numeric(text, errors="coerce")
    strange = value.isna() & (text != "")
    if strange.any():
        raise InputError(
            f"{file.given}, line {strange[strange].index[0] + 2}: {column} "
            f"{text[strange].iloc[0]!r} is no number: download it again with a decimal point"
        )
    return value


def gaps(places: pd.Series, marks: pd.Series) -> tuple[LeftOut, ...]:
    """Cells without a value by what they are called, with the reason that their mark gives."""
    found = []
    for what, part in marks.groupby(places, sort=True):
        mark = part.iloc[0].casefold()
        why = next((FLAGS[it] for it in FLAGS if it in mark), UNAVAILABLE)
        found.append(LeftOut(str(what), len(part), why))
    return tuple(found)


def digits(numbers: pd.Series) -> pd.Series[int]:
    """Digits printed after the point."""
    mantissa = numbers.str.lower().str.partition("e")[0] if _has_exponents(numbers) else numbers
    point = mantissa.str.find(".")
    return (mantissa.str.len() - 1 - point).where(point >= 0, 0).astype("int64")


def _has_exponents(numbers: pd.Series) -> bool:
    return bool(numbers.str.contains("e", case=False, regex=False).any())

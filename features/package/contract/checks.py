"""The checks of a table's cells: types, bounds, blanks, valid codes and the unique key."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd
import pandera.pandas as pa

from features.package.contract.columns import Column, Table

LARGEST = 1e30
"""More than any count or sum of money; squares and their sums stay finite."""
DTYPES = {"string": "str", "integer": "int64", "number": "float64"}
"""Frictionless type to the dtype of a table in memory."""


def pandera_schema(
    table: Table, codes: Mapping[str, Collection[str]] = MappingProxyType({})
) -> pa.DataFrameSchema:
    """A pandera schema of one table: types, bounds, blanks, valid codes and the unique key.

    Parameters
    ----------
    table : Table
    codes : mapping of str to collection of str
        "table.column" to its values; references to any other column are not checked.

    Returns
    -------
    DataFrameSchema
        ``check`` of its failure cases continues a sentence that begins with the value at fault.
    """
    columns = {
        column.name: pa.Column(
            DTYPES[column.type],
            _checks(column, column.name in table.key, codes.get(column.references)),
            nullable=column.blank,
            required=not column.optional,
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(
        columns,
        strict=not table.open,
        unique=list(table.key) or None,
        report_duplicates="exclude_first",
    )


def _checks(column: Column, key: bool, codes: Collection[str] | None) -> list[pa.Check]:
    """The rules for every cell of a column."""
    checks = []
    if column.type == "string" and not column.blank:
        checks.append(pa.Check.str_length(min_value=1, error="is empty"))
    if column.type == "string" and not column.references:
        checks.append(pa.Check(_printable, error="contains a control character"))
    if key and column.type == "string" and not column.references:
        checks.append(pa.Check(_trimmed, error="begins or ends with a space"))
    if column.choices:
        error = f"is not one of: {', '.join(column.choices)}"
        allowed = (*column.choices, "") if column.blank else column.choices
        checks.append(pa.Check.isin(allowed, error=error))
    if codes is not None:
        table = column.references.partition(".")[0]
        known = [*codes, ""] if column.blank else list(codes)
        checks.append(pa.Check.isin(known, error=f"is not in the table {table}"))
    if column.type != "string":
        checks.append(pa.Check(np.isfinite, error="is not a finite number"))
    if column.type != "string" and column.maximum is None:
        checks.append(pa.Check(_in_scale, error=f"is beyond {LARGEST:g}, larger than any figure"))
    if column.type == "integer":
        checks.append(pa.Check(_whole, error="is not a whole number"))
    return checks + _bounds(column)


def _bounds(column: Column) -> list[pa.Check]:
    lowest, highest = column.minimum, column.maximum
    if lowest is not None and highest is not None:
        error = f"is not between {lowest:g} and {highest:g}"
        return [pa.Check.in_range(lowest, highest, error=error)]
    if lowest is not None:
        error = "is negative" if lowest == 0 else f"is below {lowest:g}"
        return [pa.Check.ge(lowest, error=error)]
    if highest is not None:
        return [pa.Check.le(highest, error=f"is above {highest:g}")]
    return []


def _in_scale(numbers: pd.Series) -> pd.Series:
    return ~numbers.abs().between(LARGEST, np.inf, inclusive="neither")


def _whole(numbers: pd.Series) -> pd.Series:
    return numbers % 1 == 0


def _printable(text: pd.Series) -> pd.Series:
    # Tabs and line feeds survive a CSV file, other control characters do not.
    return ~text.str.contains(r"[\x00-\x08\x0b-\x1f\x7f]", regex=True)


def _trimmed(text: pd.Series) -> pd.Series:
    return text == text.str.strip()

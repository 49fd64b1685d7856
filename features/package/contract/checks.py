"""The checks of a table's cells: types, bounds, blanks, valid codes and the unique key."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
import pandera.pandas as pa

from features.package.contract.columns import Column, Table

LARGEST = 1e30
"""More than any count or sum of money; squares and their sums stay finite."""
DTYPES = {"string": "str", "integer": "int64", "number": "float64"}
"""Frictionless type to the dtype of a table in memory."""


class Rule(NamedTuple):
    """A rule for the cells of a column that are not NaN.

    Attributes
    ----------
    holds : function
        Cells to whether each of them keeps the rule.
    error : str
        Continues a sentence that begins with the cell at fault.
    """

    holds: Callable[[pd.Series], pd.Series]
    error: str


def is_valid(
    rows: pd.DataFrame, table: Table, codes: Mapping[str, Collection[str]] = MappingProxyType({})
) -> bool:
    """Whether the pandera schema of a table passes its rows, the unique key aside.

    Much faster than pandera, but it does not say what is wrong.
    """
    needed, known = set(table.column_names), {column.name for column in table.columns}
    if not needed <= set(rows) or not (table.open or set(rows) <= known):
        return False
    return all(
        _is_valid_column(rows[column.name], column, _rules(column, table, codes))
        for column in table.columns
        if column.name in rows
    )


def _is_valid_column(values: pd.Series, column: Column, rules: list[Rule]) -> bool:
    if values.dtype != DTYPES[column.type] or (values.hasnans and not column.blank):
        return False
    filled = values.dropna() if values.hasnans else values
    return all(rule.holds(filled).all() for rule in rules)


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
            [pa.Check(rule.holds, error=rule.error) for rule in _rules(column, table, codes)],
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


def _rules(column: Column, table: Table, codes: Mapping[str, Collection[str]]) -> list[Rule]:
    """The rules for every cell of a column."""
    rules = []
    if column.type == "string" and not column.blank:
        rules.append(Rule(_filled, "is empty"))
    if column.type == "string" and not column.references:
        rules.append(Rule(_printable, "contains a control character"))
    if column.type == "string" and not column.references and column.name in table.key:
        rules.append(Rule(_trimmed, "begins or ends with a space"))
    if column.choices:
        rules.append(_one_of(column.choices, column, f"is not one of: {', '.join(column.choices)}"))
    if column.references in codes:
        home = column.references.partition(".")[0]
        rules.append(_one_of(codes[column.references], column, f"is not in the table {home}"))
    if column.type != "string":
        rules.append(Rule(np.isfinite, "is not a finite number"))
    if column.type != "string" and column.maximum is None:
        rules.append(Rule(_in_scale, f"is beyond {LARGEST:g}, larger than any figure"))
    if column.type == "integer":
        rules.append(Rule(_whole, "is not a whole number"))
    return rules + _bounds(column)


def _one_of(values: Collection[str], column: Column, error: str) -> Rule:
    allowed = [*values, ""] if column.blank else list(values)
    return Rule(lambda cells: cells.isin(allowed), error)


def _bounds(column: Column) -> list[Rule]:
    lowest, highest = column.minimum, column.maximum
    if lowest is not None and highest is not None:
        error = f"is not between {lowest:g} and {highest:g}"
        return [Rule(lambda numbers: numbers.between(lowest, highest), error)]
    if lowest is not None:
        error = "is negative" if lowest == 0 else f"is below {lowest:g}"
        return [Rule(lambda numbers: numbers >= lowest, error)]
    if highest is not None:
        return [Rule(lambda numbers: numbers <= highest, f"is above {highest:g}")]
    return []


def _in_scale(numbers: pd.Series) -> pd.Series:
    return ~numbers.abs().between(LARGEST, np.inf, inclusive="neither")


def _whole(numbers: pd.Series) -> pd.Series:
    return numbers % 1 == 0


def _filled(text: pd.Series) -> pd.Series:
    return text != ""


def _printable(text: pd.Series) -> pd.Series:
    # Tabs and line feeds survive a CSV file, other control characters do not.
    return ~text.str.contains(r"[\x00-\x08\x0b-\x1f\x7f]", regex=True)


def _trimmed(text: pd.Series) -> pd.Series:
    return text == text.str.strip()

"""What a descriptor declares of the cells: constraints and unknown values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from features.package.contract.columns import Column, Table
from features.package.problems import Fault, cells, whole
from features.package.sheets import Sheet

Broken = Callable[[pd.Series, Any], "pd.Series[bool]"]

RULES: dict[str, tuple[Broken, str]] = {
    "required": (lambda cell, needed: _blank(cell) & bool(needed), "is empty"),
    "unique": (
        lambda cell, unique: cell.duplicated() & ~_blank(cell) & bool(unique),
        "is repeated",
    ),
    "minimum": (lambda cell, limit: cell < limit, "is below {}"),
    "maximum": (lambda cell, limit: cell > limit, "is above {}"),
    "exclusiveMinimum": (lambda cell, limit: cell <= limit, "is not above {}"),
    "exclusiveMaximum": (lambda cell, limit: cell >= limit, "is not below {}"),
    "enum": (lambda cell, listed: ~cell.isin(listed) & ~_blank(cell), "is not one of {}"),
    "pattern": (lambda cell, form: ~cell.str.fullmatch(form) & ~_blank(cell), "is not like {}"),
    "minLength": (lambda cell, size: (cell.str.len() < size) & ~_blank(cell), "is shorter than {}"),
    "maxLength": (lambda cell, size: cell.str.len() > size, "is longer than {}"),
}
"""Frictionless constraint to the cells that break it, and what is said of them."""


def constraint_faults(
    sheet: Sheet, table: Table, constraints: Mapping[str, Mapping[str, Any]]
) -> list[Fault]:
    """Cells that break what the descriptor declares of their column beyond the contract."""
    faults = []
    contract = {column.name: declarable(column) for column in table.columns}
    for column in [name for name in constraints if name in sheet.rows]:
        values = sheet.rows[column].drop(sheet.unread.get(column, []), errors="ignore")
        for name, limit in constraints[column].items():
            if contract.get(column, {}).get(name) == limit:
                continue
            broken, text = RULES[name]
            try:
                wrong = values[broken(values, limit)]
            except (TypeError, ValueError, AttributeError, re.error):
                text = (
                    f"the constraint {name} {limit!r} in datapackage.json does not fit the column"
                )
                faults.append(whole(sheet.file, text, column))
                continue
            if len(wrong):
                said = f"{text.format(limit)}, as datapackage.json declares"
                faults.append(cells(sheet.file, column, wrong, said))
    return faults


def declarable(column: Column) -> dict[str, Any]:
    """The rules of the contract for a column as Frictionless constraints."""
    limits = {
        "required": True if not column.blank else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "enum": list(column.choices) or None,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}


def without_unknown(sheet: Sheet, table: Table) -> Sheet:
    """The sheet without the rows whose value is declared to be unknown.

    Only indicators may be unknown by a missing row: elsewhere a missing row is a zero.
    """
    rows = sheet.missing.get("value")
    if rows is None or "indicator" not in table.key:
        return sheet
    return replace(sheet, rows=sheet.rows.drop(rows))


def _blank(values: pd.Series) -> "pd.Series[bool]":
    return values.isna() | (values == "")

"""Tables as dataclasses of arrays, one array a column: rows selected and joined."""

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from features.arrays import Index, Mask

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Table = TypeVar("Table", bound="DataclassInstance")


def select(table: Table, chosen: Mask | Index) -> Table:
    """The rows where a mask is true, or at given places."""
    return type(table)(*(getattr(table, column.name)[chosen] for column in fields(table)))


def join(tables: Sequence[Table]) -> Table:
    """The rows of one or more tables one after the other."""
    columns = [[getattr(table, column.name) for table in tables] for column in fields(tables[0])]
    return type(tables[0])(*map(np.concatenate, columns))

"""A response flattened into tables: every list of objects is a table with a name.

Objects inside an object become columns with its name before a point, mappings a column for each
key, prediction intervals lower_80 and upper_80, sentences their text, lists of plain values one
text. Rows repeat the codes and names of what they belong to.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from serving.contracts import Interval, Metadata
from serving.messages import Message

ROOT = "answer"
"""The table of one row with what an answer says once."""
KEYS = ("code", "name", "call", "kind", "origin")
"""Columns, beside those that end in _code or _name, that rows repeat from what they belong to."""

Cell = str | int | float | bool | None


@dataclass
class Table:
    """Rows as mappings of column to cell.

    Attributes
    ----------
    columns : list of str
        All of them; a row lacks those that it has no value for.
    """

    name: str
    columns: list[str] = field(default_factory=list)
    rows: list[dict[str, Cell]] = field(default_factory=list)

    def cells(self) -> Iterator[list[Cell]]:
        """Each row as a list in the order of the columns."""
        for row in self.rows:
            yield [row.get(column) for column in self.columns]


def table_names(response: type[BaseModel]) -> list[str]:
    """The names of the tables of a contract, whatever an answer holds."""
    return list(_named(response).values())


def flatten(response: BaseModel) -> dict[str, Table]:
    """Every table of a response by its name, also those without rows.

    A table is named after its field; where that name is taken, the field above stands before it.
    """
    names = _named(type(response))
    tables = {name: Table(name, _columns_of(type(response), path)) for path, name in names.items()}
    for path, row in _rows(response, (), {}):
        tables[names[path]].rows.append(row)
    for table in tables.values():
        table.columns = _all_columns(table)
    return tables


def _all_columns(table: Table) -> list[str]:
    """The columns of the rows, or of the contract without any; none that repeats another."""
    if not table.rows:
        return table.columns
    columns = dict.fromkeys(column for row in table.rows for column in row)
    return [name for name in columns if not _repeats(table.rows, name)]


def _repeats(rows: Sequence[Mapping[str, Cell]], column: str) -> bool:
    """Whether audits.region_code is the same as region_code in every row."""
    own = column.rpartition(".")[2]
    return (
        _is_key(own)
        and own != column
        and all(own in row and row.get(column) == row[own] for row in rows)
    )


def _named(response: type[BaseModel]) -> dict[tuple[str, ...], str]:
    """The path of fields to each list of objects, and the name of its table."""
    names: dict[tuple[str, ...], str] = {(): ROOT}
    for path in sorted(_paths(response, ()), key=len):
        for start in range(len(path) - 1, -1, -1):
            name = "_".join(path[start:])
            if name not in names.values():
                break
        names[path] = name
    return names


def _paths(model: type[BaseModel], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The path of every list of objects in a contract."""
    for name, info in model.model_fields.items():
        kind, is_list = _model_of(info.annotation)
        if kind is None or _is_plain(kind) or _is_repeated(kind, above):
            continue
        if is_list:
            yield (*above, name)
        yield from _paths(kind, (*above, name))


def _columns_of(response: type[BaseModel], path: tuple[str, ...]) -> list[str]:
    """The plain columns of a table without rows."""
    model = response
    for name in path:
        model = _model_of(model.model_fields[name].annotation)[0] or model
    return [
        name
        for name, info in model.model_fields.items()
        if (found := _model_of(info.annotation))[0] is None or found[0] is Message
    ]


def _model_of(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The contract that a field holds, if it does, and whether it holds a list of them."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _model_of(parts[0])
    if origin in (Union, UnionType):
        found = (_model_of(part) for part in parts)
        return next((it for it in found if it[0] is not None), (None, False))
    if origin in (list, tuple, Sequence):
        return _model_of(parts[0])[0], True
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return (annotation if is_model else None), False


def _is_plain(model: type[BaseModel]) -> bool:
    """Whether objects are written into columns of the row that holds them."""
    return issubclass(model, Message | Interval)


def _is_repeated(model: type[BaseModel], above: tuple[str, ...]) -> bool:
    """Whether it says of the whole answer what the answer says above."""
    return issubclass(model, Metadata) and len(above) > 1


Found = tuple[tuple[str, ...], dict[str, Cell]]
Lists = list[tuple[tuple[str, ...], Sequence[BaseModel]]]
Above = Mapping[str, tuple[Cell, str]]
"""Codes and names of what a row belongs to, each with the table that it is from."""


def _rows(model: BaseModel, path: tuple[str, ...], above: Above) -> Iterator[Found]:
    """The row of an object, then the rows of all lists below it."""
    row: dict[str, Cell] = {}
    lists: Lists = []
    _fill(model, path, "", row, lists)
    own = type(model).model_fields
    carried = {
        f"{table}.{name}" if name in own else name: cell for name, (cell, table) in above.items()
    }
    yield path, {**carried, **row}
    keys = {name: (row[name], path[-1] if path else ROOT) for name in row if _is_key(name)}
    for below, items in lists:
        for item in items:
            yield from _rows(item, below, {**above, **keys})


def _is_key(name: str) -> bool:
    return name in KEYS or name.endswith(("_code", "_name"))


def _fill(
    model: BaseModel,
    path: tuple[str, ...],
    before: str,
    row: dict[str, Cell],
    lists: Lists,
) -> None:
    """Write the fields of an object into a row, and collect its lists of objects."""
    for name in type(model).model_fields:
        value, below = getattr(model, name), (*path, name)
        if isinstance(value, Message):
            row[before + name] = value.text
        elif isinstance(value, BaseModel):
            if not _is_repeated(type(value), path):
                _fill(value, below, f"{before}{name}.", row, lists)
        elif isinstance(value, Mapping):
            row |= {f"{before}{name}.{key}": _cell(it) for key, it in value.items()}
        elif value is None:
            if _model_of(type(model).model_fields[name].annotation)[0] in (None, Message):
                row[before + name] = None
        elif not isinstance(value, list | tuple):
            row[before + name] = _cell(value)
        elif value and isinstance(value[0], Interval):
            row |= _bounds(before, name.removeprefix("intervals"), value)
        elif value and isinstance(value[0], BaseModel) and not isinstance(value[0], Message):
            lists.append((below, value))
        elif _model_of(type(model).model_fields[name].annotation)[0] in (None, Message):
            row[before + name] = _joined(value)


def _bounds(before: str, after: str, intervals: Sequence[Interval]) -> dict[str, Cell]:
    """Intervals as columns: lower_80, upper_80, growth.lower_80_per_year."""
    return {
        f"{before}{end}_{it.level}{after}": getattr(it, end)
        for it in intervals
        for end in ("lower", "upper")
    }


def _joined(values: Sequence[Any]) -> str:
    """Sentences and other values as one text, separated by semicolons."""
    if values and isinstance(values[0], Message):
        return "; ".join(it.text.rstrip(".") for it in values)
    return "; ".join(str(_cell(value)) for value in values)


FIGURES = 6
"""Significant figures of a number; more would claim what no estimate has."""


def _cell(value: Any) -> Cell:
    if isinstance(value, float) and math.isfinite(value):
        return round(value, 0) if abs(value) >= 10**FIGURES else float(f"{value:.{FIGURES}g}")
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    return json.dumps(value, ensure_ascii=False, default=str)

"""The layout of responses without a layout of their own."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, get_args

from pydantic import BaseModel

from features.formats import number
from serving.contracts import Metadata
from serving.terminal.blocks import Block, Column, line, region, table

NAMES = ("region_code", "region_name")


def plain(answer: BaseModel, title: str = "") -> Iterator[Block]:
    """Plain values as lines, lists of flat objects as tables, other objects one by one."""
    if title:
        yield line(f"\n{title}", "bold")
    deep: list[tuple[str, Any]] = []
    for name, value in answer:
        if _has_objects(value):
            deep.append((name, value))
        elif isinstance(value, dict) and any(isinstance(text, str) for text in value.values()):
            yield line(f"{_words(name)}:", "")
            yield from (
                line(f"  {_words(key)}: {_text(entry)}", "") for key, entry in value.items()
            )
        elif not (title and name in NAMES):
            none = value == [] or (value is None and _is_object(answer, name))
            yield line(f"{_words(name)}: {'none' if none else _text(value)}", "")
    for name, value in deep:
        heading = f"{title}: {_words(name)}" if title else _words(name)
        objects = value if isinstance(value, list) else [value]
        if isinstance(objects[0], Metadata):
            continue
        if objects is value and not any(_is_deep(row) for row in objects):
            yield listing(heading, objects)
            continue
        for part in objects:
            yield from plain(part, region(part) if hasattr(part, "region_name") else heading)


def listing(title: str, rows: Sequence[BaseModel]) -> Block:
    """A table of flat objects, at least one, with a column for each field."""
    return table(title, rows, _columns(rows[0]))


def _has_objects(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], BaseModel)
    return isinstance(value, BaseModel)


def _is_deep(row: BaseModel) -> bool:
    """Whether a row contains objects, which do not fit into a cell."""
    return any(_has_objects(value) for _, value in row)


def _types(answer: BaseModel, name: str) -> set[Any]:
    """The types that a field may have."""
    annotation = type(answer).model_fields[name].annotation
    return {annotation, *get_args(annotation)}


def _is_object(answer: BaseModel, name: str) -> bool:
    """Whether a field that is null may hold an object."""
    kinds = _types(answer, name)
    return any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds)


def _columns(row: BaseModel) -> list[Column[BaseModel]]:
    return [
        Column(_words(name), partial(_cell, name), left=not _types(row, name) & {int, float})
        for name, _ in row
    ]


def _cell(name: str, row: BaseModel) -> str:
    return _text(getattr(row, name))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _text(value: Any) -> str:
    """A value as text; whole numbers have no separators, since they may be years."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return "; ".join(f"{_words(name)} {_text(entry)}" for name, entry in value.items())
    return str(value)

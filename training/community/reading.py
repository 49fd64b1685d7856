"""Rows of the database as plain mappings."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select

Row = Mapping[str, Any]


def rows(connection: Connection, asked: Select[Any]) -> list[Row]:
    """What a question finds."""
    return [{str(name): row[name] for name in row} for row in _mappings(connection, asked)]


def first(connection: Connection, asked: Select[Any]) -> Row | None:
    """The first that a question finds; None where it finds none."""
    found = rows(connection, asked.limit(1))
    return found[0] if found else None


def _mappings(connection: Connection, asked: Select[Any]) -> Any:
    return connection.execute(asked).mappings()

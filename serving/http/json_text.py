"""JSON in requests: each object names a field once, and nothing is nested too deeply."""

import json
from collections.abc import Iterator
from typing import Any

from serving.http.problems import ProblemError, invalid_field
from serving.languages.language import say


def parsed(text: bytes | str) -> Any:
    """The value of a JSON text.

    Raises
    ------
    ValueError
        It is malformed or nested too deeply.
    ProblemError
        An object names a field twice: one of the two values would be ignored.
    """
    try:
        return _STRICT.decode(text if isinstance(text, str) else text.decode())
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except _TwiceError:
        raise _named_twice(text) from None


class _TwiceError(Exception):
    """An object names a field twice."""


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _TwiceError
    return fields


_STRICT = json.JSONDecoder(object_pairs_hook=_named_once)


def _named_twice(text: bytes | str) -> ProblemError:
    """The problem of the first such field, with its path."""
    repeated: list[tuple[str, dict[str, Any]]] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.append((next(it for it in names if names.count(it) > 1), fields))
        return fields

    value = json.loads(text, object_pairs_hook=noted)
    # An object may be hidden by another, given twice itself; the outermost one is not.
    paths = (f"{path}.{name}" for name, fields in repeated for path in _paths_to(fields, value))
    return invalid_field(next(paths).lstrip("."), say("problem.twice"))


def _paths_to(wanted: dict[str, Any], value: Any, path: str = "") -> Iterator[str]:
    """Where an object stands: shocks[0] for the first one of a list."""
    if value is wanted:
        yield path
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _paths_to(wanted, part, f"{path}.{name}")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _paths_to(wanted, part, f"{path}[{place}]")

"""JSON in requests: each object names a field once, and nothing is nested too deeply."""

import json
from collections.abc import Iterator
from typing import Any

from serving.http.problems import invalid_field
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
    repeated: list[tuple[str, dict[str, Any]]] = []

    def named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.append((next(it for it in names if names.count(it) > 1), fields))
        return fields

    try:
        value = json.loads(text, object_pairs_hook=named_once)
        for name, fields in repeated:
            # A field that is given twice may hide the object of another: then that is the one.
            for path in _paths_to(fields, value):
                raise invalid_field(f"{path}.{name}".lstrip("."), say("problem.twice"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


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

"""JSON in requests: each object names a field once, and nothing is nested too deeply."""

import json
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
    try:
        return json.loads(text, object_pairs_hook=_named_once)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise invalid_field(name, say("problem.twice"))
        fields[name] = value
    return fields

"""Sentences of answers: keys with parameters, and the catalogue that says them in English."""

from collections.abc import Callable, Mapping
from string import Formatter
from typing import Annotated, Any

from pydantic import Field

from features.formats import number, percent, signed
from serving.contracts import Answer

ENGLISH: dict[str, str] = {
    "niches.no_champion": (
        "niches are not among the options: no champion for technology niches is loaded"
    ),
    "niches.other_package": (
        "niches are not among the options: the niche champion was trained on {niche_package} "
        "(sha256 {niche_sha256}), the growth champion on {growth_package} (sha256 {growth_sha256})"
    ),
    "niches.none": "the niche champion has no entries for this region",
    "niches.chance_alone": (
        "no criterion of niches with data has a weight above 0: niches are ranked by their chance "
        "of entry alone"
    ),
    "niches.first": "of {n:count} niches at or above the floor, the best {shown:count} are listed",
}
"""Template by key; ``{name:format}`` names a parameter and one of FORMATS."""


class Message(Answer):
    """A sentence of an answer."""

    key: Annotated[
        str, Field(description="of the catalogue of messages; the same in all languages")
    ]
    parameters: Annotated[
        dict[str, Any], Field(description="names, and figures in their own units")
    ]
    text: Annotated[str, Field(description="the sentence, in English")]


def _listed(names: list[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else "none"


FORMATS: Mapping[str, Callable[[Any], str]] = {
    "": str,
    "list": _listed,
    "number": number,
    "count": lambda value: number(value, 0),
    "decimal": lambda value: number(value, 2),
    "percent": percent,
    "signed": signed,
}


class _Rendering(Formatter):
    """Fields by FORMATS; other formats are a KeyError."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return FORMATS[format_spec](value)


def message(key: str, **parameters: Any) -> Message:
    """The message of a key; its parameters are those that its template names.

    Raises
    ------
    KeyError
        A key without a template, or a parameter that is not given.
    """
    text = _Rendering().vformat(ENGLISH[key], (), parameters)
    return Message(key=key, parameters=parameters, text=text)


def parameters_of(key: str) -> set[str]:
    """Names of the parameters of a template."""
    return {name for _, name, _, _ in Formatter().parse(ENGLISH[key]) if name is not None}

"""Sentences of answers: keys with parameters, said in the language that is spoken."""

from string import Formatter
from typing import Annotated, Any

from pydantic import Field

from serving.contracts import Answer
from serving.languages.english import MESSAGES
from serving.languages.language import say

_PARSER = Formatter()


class Message(Answer):
    """A sentence of an answer."""

    key: Annotated[
        str, Field(description="of the catalogue of messages; the same in all languages")
    ]
    parameters: Annotated[
        dict[str, Any], Field(description="names, and figures in their own units")
    ]
    text: Annotated[str, Field(description="the sentence, in the language asked for")]


def message(key: str, **parameters: Any) -> Message:
    """The message of a key; its parameters are those that its template names.

    Raises
    ------
    KeyError
        A key without a template, or a parameter that is not given.
    """
    return Message(key=key, parameters=parameters, text=say(key, **parameters))


def parameters_of(key: str) -> set[str]:
    """Names of the parameters of a template."""
    source = MESSAGES[key]
    forms = [source] if isinstance(source, str) else source
    return {name for form in forms for _, name, _, _ in _PARSER.parse(form) if name is not None}


VERDICT_PARTS = ("back", "enter", "watch", "caution", "change", "limits")
"""Parts of a verdict below its summary, in the order of the contract."""


def verdict_headings() -> dict[str, str]:
    """Headings of the parts of a verdict, in the language that is spoken."""
    return {part: say(f"heading.{part}") for part in VERDICT_PARTS}


def list_headings() -> dict[str, str]:
    """Headings of the two lists below the verdict, in the language that is spoken."""
    return {kind: say(f"heading.{kind}") for kind in ("clusters", "niches")}

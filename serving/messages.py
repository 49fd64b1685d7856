"""Sentences of answers: keys with parameters, and the catalogues that say them in a language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Annotated, Any

from pydantic import Field

from serving.contracts import Answer
from serving.english.templates import ENGLISH
from serving.english.words import FORMATS


@dataclass(frozen=True)
class Language:
    """How messages are said.

    Attributes
    ----------
    templates : mapping of key to str
        ``{name:format}`` names a parameter and one of the formats.
    formats : mapping of format to callable
        How it writes the value of a parameter.
    """

    templates: Mapping[str, str]
    formats: Mapping[str, Callable[[Any], str]]


LANGUAGES: Mapping[str, Language] = {"en": Language(ENGLISH, FORMATS)}
"""By ISO 639-1 code; a new one is one entry, with a template for every key."""
_PARSER = Formatter()


class Message(Answer):
    """A sentence of an answer."""

    key: Annotated[
        str, Field(description="of the catalogue of messages; the same in all languages")
    ]
    parameters: Annotated[
        dict[str, Any], Field(description="names, and figures in their own units")
    ]
    text: Annotated[str, Field(description="the sentence, in English")]


def text(key: str, parameters: Mapping[str, Any], language: str = "en") -> str:
    """The sentence of a key in a language.

    Raises
    ------
    KeyError
        A language that is not there, a key without a template, or a parameter that is not given.
    """
    spoken = LANGUAGES[language]
    parts = _PARSER.parse(spoken.templates[key])
    return "".join(
        literal if name is None else literal + spoken.formats[form or ""](parameters[name])
        for literal, name, form, _conversion in parts
    )


def message(key: str, **parameters: Any) -> Message:
    """The message of a key; its parameters are those that its template names.

    Raises
    ------
    KeyError
        As ``text``.
    """
    return Message(key=key, parameters=parameters, text=text(key, parameters))


def parameters_of(key: str) -> set[str]:
    """Names of the parameters of a template."""
    return {name for _, name, _, _ in _PARSER.parse(ENGLISH[key]) if name is not None}

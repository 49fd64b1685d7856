"""Texts of the page: a key with its parameters, said in a language when the page is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from types import MappingProxyType
from typing import Any

from features import formats
from training.refresh.words import english, russian

CATALOGUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"en": english.TEXTS, "ru": russian.TEXTS}
)
LANGUAGES = tuple(CATALOGUES)
"""That of the record, refresh.json, first."""
NO_BREAK = "\N{NO-BREAK SPACE}"
RUSSIAN_MARKS = str.maketrans({",": NO_BREAK, ".": ","})
UNKNOWN = "–"


@dataclass(frozen=True)
class Text:
    """A sentence, or words in one, of the catalogues; as a string it is English."""

    key: str
    parameters: Mapping[str, Any]

    def __str__(self) -> str:
        return said(self, LANGUAGES[0])


@dataclass(frozen=True)
class Name:
    """A name in the languages that a package has.

    Attributes
    ----------
    names : mapping of ending to name
        Endings are "" for the first language, and such as "_ru".
    code : str
        Stands where there is no name.
    """

    names: Mapping[str, str]
    code: str

    def __str__(self) -> str:
        return self.names.get("") or self.code


def text(key: str, **parameters: Any) -> Text:
    """A text of the catalogues; parameters may be texts, names, and sequences of them."""
    return Text(key, parameters)


def verbatim(sentence: str) -> Text:
    """What a lower layer said, in English alone."""
    return Text("verbatim", {"sentence": sentence})


def said(it: object, language: str) -> str:
    """A text or a name in a language; anything else as it is."""
    if isinstance(it, Name):
        return it.names.get(f"_{language}") or str(it)
    if not isinstance(it, Text):
        return str(it)
    written = _Words(language).format(CATALOGUES[language][it.key], **it.parameters)
    return written if language == LANGUAGES[0] else _unbroken(written)


def figure(value: float | None, form: str, language: str) -> str:
    """A share as "percent", a "change" in per cent, a "figure" of three digits, else a count."""
    if form == "percent":
        written = formats.percent(value, unknown=UNKNOWN)
    elif form == "change":
        written = formats.signed(value, unknown=UNKNOWN)
    elif form == "figure":
        written = formats.number(value, unknown=UNKNOWN)
    else:
        written = formats.number(value, 0, UNKNOWN)
    written = written.replace(" ", NO_BREAK)
    return written if language == LANGUAGES[0] else written.translate(RUSSIAN_MARKS)


class _Words(Formatter):
    """Writes {n} as a count, {x:percent} and the like as figures, {year:year} as it is.

    The format of a sequence is what stands between its parts.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Text | Name | str):
            return said(value, self.language)
        if isinstance(value, Sequence):
            return format_spec.join(self.format_field(it, "") for it in value)
        return str(value) if format_spec == "year" else figure(value, format_spec, self.language)


def _unbroken(written: str) -> str:
    """With no-break spaces where Russian has them."""
    for unit in (" г.", " гг.", " —", " %"):
        written = written.replace(unit, NO_BREAK + unit[1:])
    return written

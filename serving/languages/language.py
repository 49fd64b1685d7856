"""A language: its messages by key, and the language that is spoken while an answer is made."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale, negotiate_locale
from babel.messages.pofile import read_po

from serving.languages.english import MESSAGES
from serving.languages.formats import FORMATS

ENGLISH = "en"
FOLDER = Path(__file__).parent
CODES = (ENGLISH, *sorted(file.stem for file in FOLDER.glob("*.po")))
"""ISO 639-1 codes; a new language is one file, CODE.po."""
_PARSER = Formatter()


@cache
def parsed(form: str) -> tuple[tuple[str, str | None, str], ...]:
    """Parts of a template: a literal, then the name and the format of a parameter, if any."""
    return tuple((literal, name, spec or "") for literal, name, spec, _ in _PARSER.parse(form))


@dataclass(frozen=True, eq=False)
class Language:
    """How messages are said.

    Attributes
    ----------
    code : str
        ISO 639-1.
    templates : mapping of key to tuple of str
        The forms of each message: one, or as many as the language has plurals.
    place : callable
        From a whole number to the place of its plural form.
    marks : mapping of code point to str
        From the marks of English numbers to those of the language.
    """

    code: str
    templates: Mapping[str, tuple[str, ...]]
    place: Callable[[int], int]
    locale: Locale = field(init=False)
    marks: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        locale = Locale.parse(self.code)
        symbols = locale.number_symbols["latn"]
        marks = str.maketrans({",": symbols["group"], ".": symbols["decimal"]})
        object.__setattr__(self, "locale", locale)
        object.__setattr__(self, "marks", marks)

    def say(self, key: str, **parameters: Any) -> str:
        """The message of a key.

        A format is one of ``FORMATS``, or the end of a key noun.*, which says a number with its
        noun. A message with plurals takes the form of its parameter n.

        Raises
        ------
        KeyError
            A key without a template, or a parameter that is not given.
        """
        forms = self.templates[key]
        form = forms[self.place(round(parameters["n"]))] if len(forms) > 1 else forms[0]
        if not parameters and "{" not in form:
            return form
        text = ""  # a loop: answers say hundreds of messages, and a generator takes longer
        for literal, name, spec in parsed(form):
            text += literal
            if name is not None:
                text += self.written(spec, parameters[name])
        return text

    def say_or(self, key: str, otherwise: str) -> str:
        """The message of a key that may be missing, such as one of a name in the data."""
        return self.say(key) if key in self.templates else otherwise

    def written(self, spec: str, value: Any) -> str:
        """A value by a format, or a number with its noun."""
        if form := FORMATS.get(spec):
            return form(self, value)
        alone = f"noun.{spec}.one"
        return self.say(
            alone if value == 1 and alone in self.templates else f"noun.{spec}", n=value
        )


@cache
def language(code: str) -> Language:
    """A language by its code.

    Raises
    ------
    KeyError
        There is no such language.
    """
    if code not in CODES:
        raise KeyError(code)
    source = {key: (it,) if isinstance(it, str) else it for key, it in MESSAGES.items()}
    if code == ENGLISH:
        return Language(code, source, lambda n: int(n != 1))
    with (FOLDER / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    said = {
        str(it.context): (it.string,) if isinstance(it.string, str) else tuple(it.string)
        for it in catalogue
        if it.id
        and not it.fuzzy
        and it.string
        and all([it.string] if isinstance(it.string, str) else it.string)
    }
    # What a translation lacks is said in English; a test lets none through.
    return Language(code, {**source, **said}, c2py(catalogue.plural_expr))


_SPOKEN: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


def spoken() -> Language:
    """The language of the answer that is being made."""
    return language(_SPOKEN.get())


class speaking:  # noqa: N801 - used as a function; a generator would take several times as long
    """Make answers in a language inside the block."""

    def __init__(self, code: str) -> None:
        self._code = language(code).code

    def __enter__(self) -> None:
        self._token = _SPOKEN.set(self._code)

    def __exit__(self, *_: object) -> None:
        _SPOKEN.reset(self._token)


def say(key: str, **parameters: Any) -> str:
    """The message of a key in the language that is spoken."""
    return spoken().say(key, **parameters)


def say_or(key: str, text: str) -> str:
    """The message of a key, or a text where there is no such message."""
    return say(key) if key in MESSAGES else text


def wanted(header: str | None) -> str:
    """The language that an Accept-Language header asks for, English for any other."""
    if not header:
        return ENGLISH
    parts = [part.partition(";q=") for part in _plain(header).split(",")[:20]]
    ranked = sorted(parts, key=lambda part: -_quality(part[2]))
    tags = [tag for tag, _, quality in ranked if tag and _quality(quality) > 0]
    found = negotiate_locale(tags, CODES, sep="-")
    return found or ENGLISH


def _plain(header: str | None) -> str:
    """Without spaces, in lower case: Babel gives a tag back as it is written."""
    return (header or "").replace(" ", "").lower()


def _quality(text: str) -> float:
    """A quality between 0 and 1; 0 where it is no number."""
    try:
        quality = float(text or 1)
    except ValueError:
        return 0.0
    return min(quality, 1.0) if quality > 0 else 0.0

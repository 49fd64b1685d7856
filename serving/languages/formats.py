"""How the values of parameters are written in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from serving.languages.english import words

if TYPE_CHECKING:
    from serving.languages.language import Language


def _in_english(form: Callable[[Any], str], _: Language, value: Any) -> str:
    return form(value)


FORMATS: Mapping[str, Callable[[Language, Any], str]] = {
    name: partial(_in_english, form) for name, form in words.FORMATS.items()
}
"""Format in a template to how it writes a value; all that the page needs are in language.js too."""

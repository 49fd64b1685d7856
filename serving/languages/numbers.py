"""Numbers in a language: rounded as everywhere (features.formats), with the language's marks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from features import formats
from features.formats import UNKNOWN

if TYPE_CHECKING:
    from serving.languages.language import Language


def is_unknown(value: float | None) -> bool:
    """Whether a value is None or NaN."""
    return value is None or math.isnan(value)


def marked(language: Language, text: str) -> str:
    """A number written in English with the marks of a language."""
    return language.say("word.unknown") if text == UNKNOWN else text.translate(language.marks)


def number(language: Language, value: float | None) -> str:
    """Three figures or more, without an exponent."""
    return marked(language, formats.number(value))


def count(language: Language, value: float | None) -> str:
    """Without decimals."""
    return marked(language, formats.number(value, 0))


def decimal(language: Language, value: float | None) -> str:
    """With two decimals."""
    return marked(language, formats.number(value, 2))


def tenths(language: Language, value: float | None) -> str:
    """With one decimal."""
    return marked(language, formats.number(value, 1))


CAP = 50.0
"""Growth in % a year, up or down, beyond which an end of an interval is no longer a figure."""


def capped(language: Language, value: float | None) -> str:
    """An end of an interval of growth with one decimal; < −50 and > 50 beyond what is likely."""
    if value is not None and abs(round(value, 1)) >= CAP:
        return f"{'<' if value < 0 else '>'} {count(language, CAP if value > 0 else -CAP)}"
    return tenths(language, value)


def with_sign(language: Language, figure: str) -> str:
    """A figure with the sign of per cent."""
    return language.say("word.per_cent", figure=figure)


def bare_percent(language: Language, share: float | None) -> str:
    """A share in per cent without the sign."""
    return marked(language, formats.percent(share).removesuffix(" %"))


def percent(language: Language, share: float | None) -> str:
    """0.324 as 32 %; small and large shares are not rounded to certainty."""
    text = bare_percent(language, share)
    return text if is_unknown(share) else with_sign(language, text)


def percent_below(language: Language, share: float | None) -> str:
    """0.0997 as 9.9 %: to a tenth, rounded down, so that it does not seem to reach a floor."""
    if is_unknown(share):
        return language.say("word.unknown")
    figure = formats.percent_below(share).removesuffix(" %")
    return with_sign(language, marked(language, figure))


def signed(language: Language, value: float | None) -> str:
    """1.94 as +1.9 %: growth."""
    text = marked(language, formats.signed(value, unit=""))
    return text if is_unknown(value) else with_sign(language, text)

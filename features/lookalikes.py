"""Codes that look alike: the same text in other characters, and how to show the difference."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LETTERS = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧονЁё",
    "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXovËë",
)
"""Cyrillic and Greek letters to the Latin ones that look the same (Unicode TR 39)."""

SHOWN_POINTS = 12
"""Code points that a message shows of a code."""


def composed(code: str) -> str:
    """Text in Unicode's composed form (NFC), so that equal text is equal whatever wrote it."""
    return unicodedata.normalize("NFC", code)


def normalized(text: pd.Series) -> pd.Series:
    """All text of a column as `composed`."""
    changed = {value: form for value in text.unique() if (form := composed(value)) != value}
    return text.replace(changed) if changed else text


def appearance(code: str) -> str:
    """What codes that look alike have in common.

    Letters of other scripts, upper and lower case, kinds of spaces, spaces at the ends and
    characters without width make no difference.
    """
    text = unicodedata.normalize("NFKC", code).translate(LETTERS)
    visible = (mark for mark in text if unicodedata.category(mark) != "Cf")
    return " ".join("".join(visible).split()).casefold()


def code_points(code: str) -> str:
    """The characters of a code by number: U+0048 U+0031."""
    points = [f"U+{ord(mark):04X}" for mark in code[:SHOWN_POINTS]]
    return " ".join(points) + (" ..." if len(code) > SHOWN_POINTS else "")


def told_apart(code: str, other: str) -> str:
    """The part of a sentence that shows how a code differs from one that it looks like."""
    return f"({code_points(code)}; it looks like {other!r}, {code_points(other)})"

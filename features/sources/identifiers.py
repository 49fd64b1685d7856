"""Texts of files as identifiers: lower case, Latin letters, digits and underscores."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

_LATIN = str.maketrans("абвгдеёзийклмнопрстуфыэ", "abvgdeeziyklmnoprstufye") | str.maketrans(
    {
        **dict(
            zip(
                "жхцчшщъьюя",
                ("zh", "kh", "ts", "ch", "sh", "shch", "", "", "yu", "ya"),
                strict=True,
            )
        ),
        **dict(zip("äöü", ("ae", "oe", "ue"), strict=True)),
    }
)


def slug(text: str) -> str:
    """A text as a part of an identifier: Cyrillic transliterated, accents left out."""
    latin = normalize("NFKD", text.casefold().translate(_LATIN))
    plain = "".join(letter for letter in latin if not combining(letter))
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")

"""The wording of titles: capitals into sentence case, and names that only repeat a code."""

from __future__ import annotations

import re

ACRONYMS = {
    "3D", "CNC", "DNA", "EPR", "GPS", "IC", "ICT", "II", "III", "IR", "IV", "LED", "NMR", "OLED",
    "PCB", "PVC", "RNA", "TV", "USB", "UV",
}  # fmt: skip
"""Words of titles that stay in capitals."""
SMALL = {
    "a", "am", "an", "and", "au", "aux", "d", "da", "das", "de", "del", "della", "der", "des",
    "di", "do", "dos", "du", "e", "el", "en", "et", "i", "im", "l", "la", "las", "le", "les",
    "los", "na", "nad", "of", "sur", "the", "und", "van", "y", "zu",
    "и", "και",
}  # fmt: skip
"""Words that are small inside the name of a place."""
GENERIC = {
    "activity", "area", "class", "cluster", "code", "county", "cpc", "district", "division",
    "field", "group", "industry", "ipc", "isic", "main", "nace", "naics", "no", "nuts", "number",
    "okved", "okved2", "product", "region", "rev", "section", "sector", "state", "subclass",
    "subgroup", "subsector", "technology", "wipo",
}  # fmt: skip
"""Words of names that say no more than a code does: "CPC subclass B62B"."""
BRACKETS = re.compile(r"(\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\})")
ABBREVIATED = re.compile(r"\b(?:e\.g\.|i\.e\.|etc\.)")
WORDS = re.compile(r"[^\W_]+")
WORD = re.compile(r"[^\W_]+(?:[.][^\W_]+)*")
CAPITALS = 0.8
"""Share of letters from which a text counts as written in capitals."""


def says_nothing(name: str, code: str) -> bool:
    """Whether a name is empty, the code, or the code with words like "CPC subclass"."""
    words, of_code = (WORDS.findall(text.casefold()) for text in (name, code))
    says_code = set(of_code) <= set(words)
    return not words or (
        says_code and all(it in GENERIC or it in of_code or it.isdecimal() for it in words)
    )


def in_sentence_case(title: str) -> str:
    """A title in capitals with small letters but the first; any other title as it is.

    Acronyms, words with digits and single words in brackets stay in capitals.
    """
    parts = BRACKETS.split(title)
    if not _in_capitals("".join(parts[::2])):
        return title
    text = "".join(_small(part) if _is_sentence(part) else part for part in parts)
    return re.sub(r"[^\W\d_]", lambda first: first[0].upper(), text, count=1)


def in_place_case(name: str) -> str:
    """The name of a place in capitals, with capitals in front of its words alone."""
    if not _in_capitals(name) or len(name) <= 3:
        return name
    parts = BRACKETS.split(name)
    # A bracket with one short word holds the code of a country: CENTRO (IT).
    words = "".join(
        part if BRACKETS.fullmatch(part) and len(part) <= 5 else WORD.sub(_place_word, part)
        for part in parts
    )
    return words[:1].upper() + words[1:]


def _place_word(word: re.Match[str]) -> str:
    small = word[0].lower()
    return small if small in SMALL else word[0].capitalize()


def _in_capitals(text: str) -> bool:
    letters = [mark for mark in ABBREVIATED.sub("", text) if mark.isalpha()]
    return bool(letters) and sum(mark.isupper() for mark in letters) >= CAPITALS * len(letters)


def _is_sentence(part: str) -> bool:
    """Whether a part of a title is to be changed: of brackets only several words in capitals."""
    return not BRACKETS.fullmatch(part) or (" " in part and _in_capitals(part))


def _small(text: str) -> str:
    return WORD.sub(lambda word: word[0] if _stays(word[0]) else word[0].lower(), text)


def _stays(word: str) -> bool:
    is_letter = len(word) == 1 and word != "A"
    return is_letter or word in ACRONYMS or any(mark.isdigit() for mark in word)

"""Indicators whose parts do not add up: rates, shares, means and indices."""

import re

_NAMES = re.compile(
    r"\b(?:per(?! year| annum)|percent\w*|index|indices|ratio|rates?|share|average|mean|median|"
    r"productivity|deflator)\b"
)
_UNITS = re.compile(
    r"%|=\s*100\b|\b(?:per(?! year| annum)|per ?cent\w*|index|ratio|share|(?<!exchange )rates?)\b|"
    r"\bна душу\b|процент|индекс"
)


def is_rate(indicator: str, unit: str) -> bool:
    """Whether an indicator is a rate, a mean or an index, by its identifier and its unit."""
    words = indicator.casefold().replace("_", " ")
    return bool(_NAMES.search(words) or _UNITS.search(unit.casefold()))

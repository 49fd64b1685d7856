"""Findings of the checks of quality in the language that is spoken.

The checks write English; their sentences are recognised by the messages quality.text and
quality.advice, and what these hold (lists, years, ratios) by the callables here.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial

from serving.languages.language import say, spoken
from serving.languages.recognition import recognised

_MORE = re.compile(r"(.+) and ([\d,]+) more", re.DOTALL)
_RUN = re.compile(r"(\d+) to (\d+)")
_IN_YEAR = re.compile(r"(.+) in (\d+)", re.DOTALL)


def in_language(text: str, part: str) -> str:
    """A text or an advice of a finding; as it is where no message fits."""
    return recognised(text, f"quality.{part}.", names=PARTS)


def _listed(of: Callable[[str], str], text: str) -> str:
    """a, b and c, or a, b, c and 4 more; a comma inside brackets is no end of a name."""
    if match := _MORE.fullmatch(text):
        n = int(match[2].replace(",", ""))
        return say("quality.more", first=_joined(of, match[1]), n=n)
    *first, last = _split(text, " and ")
    if not first:
        return _joined(of, text)
    names = [of(it) for it in _split(" and ".join(first), ", ")]
    return spoken().say("list.last", first=", ".join(names), second=of(last))


def _joined(of: Callable[[str], str], text: str) -> str:
    return ", ".join(map(of, _split(text, ", ")))


def _split(text: str, by: str) -> list[str]:
    """Parts between separators outside of brackets."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and text.startswith(by, place) and place >= start:
            found.append(text[start:place])
            start = place + len(by)
    return [*found, text[start:]]


def _recognised(*keys: str) -> Callable[[str], str]:
    return lambda text: recognised(text, *keys, names=PARTS)


def _year(text: str) -> str:
    match = _RUN.fullmatch(text)
    return say("quality.run", first=match[1], last=match[2]) if match else text


def _in_year(text: str) -> str:
    match = _IN_YEAR.fullmatch(text)
    return say("quality.in_year", place=match[1], year=match[2]) if match else text


_ratio = _recognised("quality.times", "quality.share", "quality.percent")
PARTS: Mapping[str, Callable[[str], str]] = {
    "times": _ratio,
    "usual": _ratio,
    "share": _ratio,
    "small": _ratio,
    "large": _ratio,
    "most": _ratio,
    "years": lambda text: (
        _listed(_year, text)
        if text[-1].isdigit() or "more" in text
        else recognised(text, "quality.years.", names=PARTS)
    ),
    "more": partial(_listed, _in_year),
    "held": partial(_listed, _recognised("quality.held")),
    "names": partial(_listed, str),
    "others": lambda text: say(f"quality.others.{text}"),
    "size": _recognised("quality.size."),
    "old": _recognised("quality.end."),
    "new": _recognised("quality.begin."),
    "kept": _recognised("quality.fall.", "quality.rise"),
    "change": lambda text: _listed(_recognised("quality.event."), text),
}
"""Parameter to how what it holds is said."""

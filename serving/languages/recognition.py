"""English sentences from below serving, said in the language of the answer.

Training writes reasons and warnings into champions, and features and training raise errors, all in
English, since they know no languages. Each such sentence has a template among the messages: it is
recognised by it, and said with the same parameters. So champions of any age speak every language.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from string import Formatter
from typing import Any

from serving.languages.english import MESSAGES
from serving.languages.language import ENGLISH, spoken

_PARSER = Formatter()
_FIGURE = r"[−-]?[\d,]*\.?\d+"


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "": (r".+?", str),
    "unit": (r".+?", str),
    "decimal": (_FIGURE, _number),
    "tenths": (_FIGURE, _number),
    "count": (_FIGURE, _number),
    "number": (_FIGURE, _number),
}
"""Format in a template to the pattern of what it writes, and to the value of that."""
NESTED = {
    "cause": "niche.cause.",
    "question": "problem.question.",
    "reason": "multiplier.reason.",
    "source": "live.source.",
    "indicator": "indicator.",
    "level": "live.source.",
}
"""Parameters whose text is a message too, to the beginning of its key."""


def recognised(
    text: str, *beginnings: str, names: Mapping[str, Callable[[str], str]] | None = None
) -> str:
    """A sentence in the language that is spoken; as it is where no template fits.

    Parameters
    ----------
    beginnings : str
        Of the keys of messages that it may be.
    names : mapping of str to callable, optional
        Parameter that holds a name to what that is in the language.
    """
    language = spoken()
    if language.code == ENGLISH or not text:
        return text
    for beginning in beginnings:
        for key, pattern, readers in _templates(beginning):
            if (match := pattern.fullmatch(text)) is not None:
                found = {name: readers[name](it) for name, it in match.groupdict().items()}
                nested = found.keys() & NESTED.keys()
                found |= {name: recognised(found[name], NESTED[name]) for name in nested}
                found |= {
                    name: it(found[name]) for name, it in (names or {}).items() if name in found
                }
                return language.say(key, **found)
    return text


Template = tuple[str, re.Pattern[str], dict[str, Callable[[str], Any]]]


@cache
def _templates(beginning: str) -> list[Template]:
    """The messages whose keys begin so, those with most words of their own first."""
    found = [
        (key, form)
        for key, source in MESSAGES.items()
        if key.startswith(beginning)
        for form in ([source] if isinstance(source, str) else source)
    ]
    found.sort(key=lambda it: -sum(len(literal) for literal, *_ in _PARSER.parse(it[1])))
    return [(key, *_pattern(form)) for key, form in found]


def _pattern(form: str) -> tuple[re.Pattern[str], dict[str, Callable[[str], Any]]]:
    """What a template writes, with a group for each parameter, and how to read these."""
    parts, readers = [], {}
    for literal, name, spec, _ in _PARSER.parse(form):
        parts.append(re.escape(literal))
        if name is None:
            continue
        pattern, readers[name] = READERS[spec or ""] if (spec or "") in READERS else _noun(spec)
        parts.append(f"(?P<{name}>{pattern})")
    return re.compile("".join(parts), re.DOTALL), readers


def _noun(spec: str | None) -> tuple[str, Callable[[str], Any]]:
    """The pattern of a number with its noun, such as 5 years."""
    forms = MESSAGES[f"noun.{spec}"]
    words = {form.replace("{n:count}", "").strip() for form in forms}
    return rf"{_FIGURE} (?:{'|'.join(map(re.escape, words))})", lambda it: _number(it.split()[0])

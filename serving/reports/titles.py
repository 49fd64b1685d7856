"""Titles of activities in figures and sentences: as many words as fit; tables have the whole."""

from typing import Any

from serving.languages.language import say
from serving.messages import Message

LABEL = 40
"""Letters of a label beside a figure."""
IN_SENTENCE = 60
"""Letters of a name inside a sentence."""


def short_title(title: str, width: int = LABEL) -> str:
    """The first words of a title, as many as fit in a width of letters, and an ellipsis.

    Spaces are single; a first word that does not fit is cut.
    """
    title = " ".join(title.split())
    if len(title) <= width:
        return title
    end = title.rfind(" ", 0, width)
    start = title[: end if end > 0 else width - 1]
    return start.rstrip(" ,;:.([–-") + "…"


def brief(message: Message) -> str:
    """The sentence of a message with shortened names."""
    return say(message.key, **_shortened(message.parameters))


def _shortened(value: Any) -> Any:
    """A parameter, or what it holds, with every long text shortened."""
    if isinstance(value, str):
        return short_title(value, IN_SENTENCE) if len(value) > IN_SENTENCE else value
    if isinstance(value, dict):
        return {key: _shortened(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_shortened(item) for item in value]
    return value

"""Sentences of answers besides the verdict."""

from serving.languages.english.answers import sentences, training, units, values

VALUES: dict[str, str | tuple[str, str]] = values.MESSAGES
"""What the page needs in the browser too."""
MESSAGES: dict[str, str | tuple[str, str]] = {
    **sentences.MESSAGES,
    **units.MESSAGES,
    **training.MESSAGES,
}

"""Words in pictures."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

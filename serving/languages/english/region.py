"""The view of a region."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

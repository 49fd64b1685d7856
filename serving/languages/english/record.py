"""The view of the track record."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

"""The view of a country: its map, its ranking."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

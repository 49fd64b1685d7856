"""The view of regions side by side."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

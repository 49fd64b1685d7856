"""The view of data: sources, vintages, quality."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

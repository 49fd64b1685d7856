"""The report of a region and its briefing."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

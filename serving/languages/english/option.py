"""The view of a cluster or a technology across regions."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

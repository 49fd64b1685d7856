"""Errors that people see."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

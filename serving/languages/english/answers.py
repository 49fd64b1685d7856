"""Sentences of answers besides the verdict: track records, notes, warnings, reasons."""

MESSAGES: dict[str, str | tuple[str, str]] = {}

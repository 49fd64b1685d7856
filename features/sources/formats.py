"""All layouts of official files that can be imported."""

from __future__ import annotations

from collections.abc import Sequence

from features.sources.opening import SourceFile
from features.sources.reading import Format
from features.sources.tables import table

FORMATS: tuple[Format, ...] = (
    table.FORMAT,  # last: it takes what no other reads
)
"""In the order in which a file is compared with them; the first that recognises it reads it."""


def recognised(
    files: Sequence[SourceFile],
) -> tuple[dict[str, list[SourceFile]], list[SourceFile]]:
    """Files by the name of their format, and those of no known layout."""
    found: dict[str, list[SourceFile]] = {}
    others = []
    for file in files:
        name = next((it.name for it in FORMATS if it.recognises(file)), "")
        if name:
            found.setdefault(name, []).append(file)
        else:
            others.append(file)
    return found, others

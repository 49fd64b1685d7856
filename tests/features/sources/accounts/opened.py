"""Small files of a layout, opened as an import opens them."""

from datetime import date
from pathlib import Path

from features.sources.opening import SourceFile


def opened(folder: Path, name: str, content: str | bytes, dated: str = "2026-01-02") -> SourceFile:
    """A file with a content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return SourceFile(name, path, name, name.encode().hex(), date.fromisoformat(dated))

"""Small text tables as files, read by a format."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from features.sources.opening import SourceFile, unpacked
from features.sources.reading import Choices, Format, Reading, silent


def opened(folder: Path, tables: Mapping[str, str | bytes]) -> list[SourceFile]:
    """Files of a folder, written and opened."""
    given = folder / "given"
    given.mkdir()
    for name, content in tables.items():
        data = content.encode() if isinstance(content, str) else content
        (given / name).write_bytes(data)
    (folder / "unpacked").mkdir()
    return unpacked(sorted(given.iterdir()), folder / "unpacked")


def read(
    form: Format, folder: Path, tables: Mapping[str, str | bytes], choices: Choices | None = None
) -> Reading:
    """The one reading of the tables."""
    files = opened(folder, tables)
    assert all(form.recognises(file) for file in files)
    [reading] = form.read(files, choices or Choices(), silent)
    return reading


def cells(reading: Reading, column: str = "patents") -> dict[tuple[str, str, int], float]:
    """A column of the rows by region, technology and year."""
    keys = [reading.rows[it].tolist() for it in ("region_code", "technology_code", "year")]
    return dict(zip(zip(*keys, strict=True), reading.rows[column].tolist(), strict=True))


def left_out(reading: Reading) -> dict[str, int]:
    """What was left out, and how much of it."""
    return {it.what: it.count for it in reading.left_out}


def parents(codes: pd.DataFrame) -> dict[str, str]:
    """Parents by code."""
    return dict(zip(codes["code"], codes["parent_code"], strict=True))

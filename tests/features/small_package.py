"""A small good package, and ways to spoil it."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from features import package
from features.package.schema import TABLES
from features.package.sheets import Format

ROWS: dict[str, list[tuple[object, ...]]] = {
    "regions": [("NA", "Namibia", ""), ("01", "Khomas", "NA"), ("02", "Erongo", "NA")],
    "clusters": [("C1", "Mining", ""), ("C2", "Fishing, sea and land", "")],
    "technologies": [("A", "Section A", ""), ("A01", "Agriculture", "A"), ("B01", "Physics", "")],
    "indicators": [("value_added", "million", "gross value added"), ("jobs", "persons", "jobs")],
    "cluster_indicators": [
        ("01", "C1", 2010, "value_added", 1.5),
        ("01", "C1", 2011, "value_added", -2.0),
        ("02", "C2", 2011, "jobs", 0.0),
    ],
    "region_indicators": [("01", 2010, "jobs", 7.0)],
    "patents": [("01", "A01", 2010, 3.0), ("01", "B01", 2012, 1.0), ("02", "A01", 2010, 0.5)],
    "cluster_flows": [("NA", 2010, "C1", "C2", 4.0)],
    "cluster_output": [("NA", 2010, "C1", 9.0)],
    "priorities": [("cluster", "C1", 1.0), ("technology", "A01", 0.5)],
    "neighbours": [("01", "02", 1.0)],
}


def tables(*names: str) -> dict[str, pd.DataFrame]:
    """The tables of the small package, or those named."""
    return {
        name: pd.DataFrame(ROWS[name], columns=TABLES[name].column_names)
        for name in names or tuple(ROWS)
    }


def make(folder: Path, suffix: Format = "csv") -> Path:
    """Write the small package into a new folder."""
    folder.mkdir()
    for name, content in _files(suffix).items():
        (folder / name).write_bytes(content)
    return folder


@cache
def _files(suffix: Format) -> dict[str, bytes]:
    with TemporaryDirectory() as beside:
        folder = Path(beside) / "small"
        package.write(tables(), folder, "small", "A small package", format=suffix)
        return {file.name: file.read_bytes() for file in folder.iterdir()}


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text that the file holds exactly once."""
    text = (folder / file).read_text()
    assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new))


def edit_descriptor(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change datapackage.json in place."""
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text())
    change(descriptor)
    file.write_text(json.dumps(descriptor))


def drop(folder: Path, *names: str) -> None:
    """Take tables out of datapackage.json."""

    def change(descriptor: dict[str, Any]) -> None:
        descriptor["resources"] = [
            entry
            for entry in descriptor["resources"]
            if entry["name"].replace("-", "_") not in names
        ]

    edit_descriptor(folder, change)


def assert_same_tables(left: package.Package, right: dict[str, pd.DataFrame]) -> None:
    assert set(left.tables) == set(right)
    for name, rows in right.items():
        pd.testing.assert_frame_equal(left.tables[name], rows, check_exact=True)

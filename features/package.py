"""Read, validate and write a data package: a folder with datapackage.json and its tables."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from features.errors import MissingTableError
from features.schema import TABLES


@dataclass(frozen=True)
class Package:
    """A validated data package in memory.

    Attributes
    ----------
    name, title : str
        As in datapackage.json.
    sha256 : str
        Digest of datapackage.json and of every table file, in the order of their names.
    tables : mapping of str to DataFrame
        Table name (as in ``features.schema.TABLES``) to its rows, columns as declared there.
    metadata : mapping
        The rest of datapackage.json (sources, licenses, description).
    """

    name: str
    title: str
    sha256: str
    tables: Mapping[str, pd.DataFrame]
    metadata: Mapping[str, object]

    def table(self, name: str, question: str) -> pd.DataFrame:
        """The rows of a table that a question needs, or MissingTableError."""
        if name not in self.tables:
            raise MissingTableError(self.name, name, question)
        return self.tables[name]

    def until(self, cutoff: int) -> "Package":
        """The same package as it stood at the end of the cutoff year: later rows dropped."""
        tables = {
            name: rows[rows["year"] <= cutoff] if "year" in rows else rows
            for name, rows in self.tables.items()
        }
        return replace(self, tables=tables)


def read(path: Path | str) -> Package:
    """Read a data package. THIN: validation is to be added."""
    folder = Path(path)
    descriptor = json.loads((folder / "datapackage.json").read_text())
    tables, digest = {}, hashlib.sha256((folder / "datapackage.json").read_bytes())
    for resource in sorted(descriptor["resources"], key=lambda r: r["path"]):
        file = folder / resource["path"]
        digest.update(file.read_bytes())
        name = resource["name"].replace("-", "_")
        rows = (
            pd.read_parquet(file)
            if file.suffix == ".parquet"
            else pd.read_csv(
                file,
                dtype={c.name: str for c in TABLES[name].columns if c.type == "string"},
                keep_default_na=False,
            )
        )
        tables[name] = rows
    return Package(descriptor["name"], descriptor["title"], digest.hexdigest(), tables, descriptor)

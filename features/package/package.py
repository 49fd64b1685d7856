"""A data package in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from features.errors import InputError, MissingTableError, listed
from features.package.contract.columns import PRICE_BASES, PriceBasis
from features.package.schema import SHAPES
from features.package.shapes import Shapes

INDICATOR = "value_added"
"""Indicator of clusters that is used where none is named."""


@dataclass(frozen=True)
class Package:
    """A validated data package in memory.

    Attributes
    ----------
    name, title : str
        As in datapackage.json.
    sha256 : str
        Digest of datapackage.json and of every file that it lists, in the order of their names.
    tables : mapping of str to DataFrame
        Table name (as in ``features.package.schema.TABLES``) to rows, columns as declared there:
        text as str, never null; years as int64; numbers as float64. All are annual: of an
        indicator with quarters or months they hold the means over complete years.
    metadata : mapping
        The rest of datapackage.json (sources, licenses, description), and as table_sources the
        sources of each table that states any (features.package.descriptor.table_sources).
    sub_annual : mapping of str to DataFrame
        Table name to its rows with quarters or months, with their column period; no entry for a
        table without any.
    shapes : mapping or None
        Parsed GeoJSON or TopoJSON with polygons of regions (region_code in the properties of each
        feature, coordinates in degrees); None where the package has none.
    """

    name: str
    title: str
    sha256: str
    tables: Mapping[str, pd.DataFrame]
    metadata: Mapping[str, object]
    sub_annual: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    shapes: Shapes | None = None

    def content(self) -> dict[str, pd.DataFrame | Shapes]:
        """All that `features.package.write` takes to write the same package."""
        tables = self.files()
        return {**tables, SHAPES.name: self.shapes} if self.shapes else {**tables}

    def table(self, name: str, question: str) -> pd.DataFrame:
        """The rows of a table that a question needs, or MissingTableError."""
        if name not in self.tables:
            raise MissingTableError(self.name, name, question)
        return self.tables[name]

    def main_indicator(self) -> str:
        """The indicator of clusters to use where none is named: value_added, or else the only one.

        Raises
        ------
        InputError
            There are several, and value_added is none of them.
        """
        parts = (part.get("cluster_indicators") for part in (self.tables, self.sub_annual))
        names = {str(name) for rows in parts if rows is not None for name in set(rows["indicator"])}
        if INDICATOR in names or not names:
            return INDICATOR
        if len(names) > 1:
            raise InputError(
                f"cluster_indicators of {self.name} has several indicators, none of them "
                f"{INDICATOR}: choose one with --indicator NAME ({listed(names)})"
            )
        return names.pop()

    def price_basis(self, indicator: str) -> PriceBasis:
        """Prices that an indicator is declared to be measured in; unknown where not stated."""
        rows = self.tables.get("indicators", pd.DataFrame())
        if "price_basis" not in rows:
            return "unknown"
        stated = set(rows.loc[rows["indicator"] == indicator, "price_basis"])
        return next((basis for basis in PRICE_BASES if basis in stated), "unknown")

    def n_rows(self, name: str) -> int:
        """Rows of a table's file: quarters and months count, not their yearly means."""
        rows, parts = self.tables[name], self.sub_annual.get(name)
        if parts is None:
            return len(rows)
        return len(parts) + int((~rows["indicator"].isin(parts["indicator"])).sum())

    def files(self) -> dict[str, pd.DataFrame]:
        """The tables as the files have them: quarters and months in place of their means."""
        tables = {}
        for name, rows in self.tables.items():
            parts = self.sub_annual.get(name)
            if parts is None:
                tables[name] = rows
            else:
                whole = rows[~rows["indicator"].isin(parts["indicator"])].assign(period=0)
                tables[name] = pd.concat([whole, parts], ignore_index=True)
        return tables

    def at_period(self, indicator: str, period: int) -> "Package":
        """The package with one quarter or month in place of the yearly mean of an indicator."""
        name = "cluster_indicators"
        if name not in self.sub_annual:
            return self
        rows, parts = self.tables[name], self.sub_annual[name]
        chosen = parts[(parts["indicator"] == indicator) & (parts["period"] == period)]
        others = rows[rows["indicator"] != indicator]
        annual = pd.concat([others, chosen[list(rows)]], ignore_index=True)
        kept = parts[parts["indicator"] != indicator].reset_index(drop=True)
        return replace(self, tables={**self.tables, name: annual}, sub_annual={name: kept})

    def until(self, cutoff: int) -> "Package":
        """The package without rows later than the cutoff year."""
        tables, sub_annual = (
            {
                name: rows[rows["year"] <= cutoff] if "year" in rows else rows
                for name, rows in part.items()
            }
            for part in (self.tables, self.sub_annual)
        )
        return replace(self, tables=tables, sub_annual=sub_annual)

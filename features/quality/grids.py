"""The values of a package as arrays: one grid for each table and indicator, series by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from features.arrays import Array, Index, Mask
from features.package import Package
from features.package.contract.rates import is_rate
from features.package.suspicions.years import FAR, common_year

PATENTS = "patents"
ACTIVITIES = {
    "cluster_indicators": ("clusters", "cluster_code"),
    "region_indicators": ("", ""),
    PATENTS: ("technologies", "technology_code"),
}
"""Table with values to the table of its activities and their column; both empty without any."""
LONGEST_NAME = 40
"""Characters of a name beside its code."""


@dataclass(frozen=True)
class Codes:
    """Codes of the series of a grid, and their hierarchy.

    Attributes
    ----------
    table, column : str
        As regions, region_code.
    codes : tuple of str
    names : tuple of str
    above : mapping of int to int
        Number of a code to that of the nearest one above it that has values.
    """

    table: str
    column: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    above: Mapping[int, int]

    @cached_property
    def leaf(self) -> Mask:
        """Codes (n_codes,) without values of others below them."""
        leaf = np.ones(len(self.codes), dtype=bool)
        leaf[list(set(self.above.values()))] = False
        return leaf

    def label(self, number: int) -> str:
        """A code with its name: C24 (Basic metals)."""
        code, name = self.codes[number], self.names[number]
        if not name or name == code:
            return code
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 3].rstrip()}..."
        return f"{code} ({short})"


@dataclass(frozen=True)
class Grid:
    """Values of one indicator of a table.

    Attributes
    ----------
    table, indicator, unit, price_basis : str
        The indicator of patents is "patents".
    years : (n_years,) int
        From the first to the last with a value, without gaps.
    sizes : (n_series, n_years)
        Values, NaN where unknown. A cell of patents without a row is 0 where its region has rows
        in the year.
    region, activity : (n_series,) int
        Numbers of the codes; activity is 0 where a table has none.
    regions : Codes
    activities : Codes or None
        Clusters or technologies; None for region_indicators.
    """

    table: str
    indicator: str
    unit: str
    price_basis: str
    years: Index
    sizes: Array
    region: Index
    activity: Index
    regions: Codes
    activities: Codes | None

    @cached_property
    def leaf(self) -> Mask:
        """Series (n_series,) that are totals of no others."""
        leaf: Mask = self.regions.leaf[self.region]
        return leaf & self.activities.leaf[self.activity] if self.activities else leaf

    @cached_property
    def known(self) -> Mask:
        """Which values (n_series, n_years) are known."""
        return np.isfinite(self.sizes)

    @property
    def is_patents(self) -> bool:
        """Whether the values are counts of patents."""
        return self.table == PATENTS

    @property
    def adds_up(self) -> bool:
        """Whether a total of the values means anything: not so for rates and indices."""
        return not is_rate(self.indicator, self.unit)

    def part(self, chosen: Mask) -> "Grid":
        """The grid of some of its series (n_series,)."""
        return replace(
            self,
            sizes=self.sizes[chosen],
            region=self.region[chosen],
            activity=self.activity[chosen],
        )

    def dimensions(self) -> list[tuple[Codes, Index]]:
        """Regions, and clusters or technologies where there are any, with those of each series."""
        both = [(self.regions, self.region)]
        return [*both, (self.activities, self.activity)] if self.activities else both

    def place(self, series: int, column: int | None = None) -> dict[str, str | int]:
        """Where a series, or one of its values, stands."""
        found: dict[str, str | int] = {"indicator": self.indicator}
        found |= {
            codes.column: codes.codes[code_of[series]] for codes, code_of in self.dimensions()
        }
        return found if column is None else found | {"year": int(self.years[column])}

    def label(self, series: int) -> str:
        """The codes of a series with their names."""
        return ", ".join(codes.label(int(code_of[series])) for codes, code_of in self.dimensions())


def added(values: Array, code_of: Index, n_codes: int) -> Array:
    """Sums (n_codes, n_years) of the known values of all series of each code; 0 without any."""
    sums = pd.DataFrame(values).groupby(code_of).sum()
    return sums.reindex(range(n_codes), fill_value=0.0).to_numpy(np.float64)


def grids(package: Package) -> list[Grid]:
    """All tables of values over years by indicator, quarters and months as annual means."""
    found = []
    for table in (name for name in ACTIVITIES if name in package.tables):
        rows = package.tables[table]
        if table == PATENTS:
            found.append(_grid(package, table, PATENTS, rows.rename(columns={PATENTS: "value"})))
            continue
        for indicator, part in rows.groupby("indicator", sort=False):
            found.append(_grid(package, table, str(indicator), part))
    return found


def _grid(package: Package, table: str, indicator: str, rows: pd.DataFrame) -> Grid:
    dimension, column = ACTIVITIES[table]
    region, region_codes = pd.factorize(rows["region_code"], sort=True)
    activity, activity_codes = np.zeros(len(rows), dtype=np.int64), pd.Index([""])
    if column:
        activity, activity_codes = pd.factorize(rows[column], sort=True)
    number, pairs = pd.factorize(region * len(activity_codes) + activity)
    year = rows["year"].to_numpy()
    first, last = int(year.min()), int(year.max())
    values = np.full((len(pairs), last - first + 1), np.nan)
    values[number, year - first] = rows["value"].to_numpy()
    of_region, of_activity = np.divmod(pairs, len(activity_codes))
    if table == PATENTS:
        recorded = np.zeros((len(region_codes), values.shape[1]), dtype=bool)
        recorded[region, year - first] = True
        values[np.isnan(values) & recorded[of_region]] = 0.0
    inside = _common_years(values)
    units = package.tables["indicators"].set_index("indicator")["unit"]
    return Grid(
        table,
        indicator,
        PATENTS if table == PATENTS else str(units.get(indicator, "")),
        "none" if table == PATENTS else package.price_basis(indicator),
        np.arange(first, last + 1)[inside],
        values[:, inside],
        of_region,
        of_activity,
        _codes(package, "regions", "region_code", region_codes.tolist()),
        _codes(package, dimension, column, activity_codes.tolist()) if column else None,
    )


def _common_years(values: Array) -> slice:
    """Columns from the first to the last year of the data, without years that stand apart."""
    known = np.isfinite(values)
    last = common_year(known.shape[1] - 1 - known[:, ::-1].argmax(axis=1)) + FAR
    first = max(-common_year(-known.argmax(axis=1)) - FAR, 0)
    used = first + np.flatnonzero(known[:, first : last + 1].any(axis=0))
    return slice(used[0], used[-1] + 1)


def _codes(package: Package, table: str, column: str, codes: Sequence[str]) -> Codes:
    """Codes with values, their names and the nearest ones above them."""
    rows = package.tables[table]
    parents = dict(zip(rows[column].tolist(), rows["parent_code"].tolist(), strict=True))
    names = dict(zip(rows[column], rows[column.replace("_code", "_name")], strict=True))
    number, above = {code: place for place, code in enumerate(codes)}, {}
    for code in codes:
        parent = parents.get(code, "")
        while parent and parent not in number:
            parent = parents.get(parent, "")
        if parent:
            above[number[code]] = number[parent]
    return Codes(table, column, tuple(codes), tuple(names.get(it, "") for it in codes), above)

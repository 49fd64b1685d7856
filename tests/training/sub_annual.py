"""A part of the demo country by quarter or month, small enough to train on in seconds."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from features import demo, package
from features.package import Package

INDICATOR = "value_added"


def make(
    folder: Path, per_year: int, n_regions: int = 10, until: tuple[int, int] = (2020, 12)
) -> Path:
    """Write the package: some regions, up to a year and the period in it that is the last known."""
    tables = demo.make(periods_per_year=per_year)
    rows = tables["cluster_indicators"]
    regions = sorted(rows["region_code"].unique())[:n_regions]
    known = (rows["year"] < until[0]) | ((rows["year"] == until[0]) & (rows["period"] <= until[1]))
    kept = {
        **{
            name: tables[name]
            for name in ("regions", "clusters", "indicators", "region_indicators")
        },
        **{name: tables[name] for name in ("cluster_flows", "cluster_output", "technologies")},
        "patents": tables["patents"][tables["patents"]["region_code"].isin(regions)],
        "cluster_indicators": rows[known & rows["region_code"].isin(regions)],
    }
    package.write(kept, folder, "seasons", "Demo country by quarter or month")
    return folder


def altered(country: Package, after: int) -> Package:
    """The package with other values after a year."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(value=rows["value"].where(rows["year"] <= after, rows["value"] * 3 + 7))

    name = "cluster_indicators"
    return replace(
        country,
        tables={**country.tables, name: change(country.tables[name])},
        sub_annual={name: change(country.sub_annual[name])},
    )

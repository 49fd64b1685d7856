"""A country whose data have no flaw, and ways to give them one."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from features.package import Package
from features.quality import Finding, quality

REGIONS = [f"R{number:02d}" for number in range(1, 13)]
CLUSTERS = [f"C{number:02d}" for number in range(1, 11)]
YEARS = range(2000, 2016)
CHILDREN = {"N": REGIONS[:6], "S": REGIONS[6:]}


def _codes(name: str, codes: Sequence[str], parents: dict[str, str]) -> pd.DataFrame:
    rows = [(code, f"{name} {code}", parents.get(code, "")) for code in codes]
    return pd.DataFrame(rows, columns=[f"{name}_code", f"{name}_name", "parent_code"], dtype="str")


def country(indicator: str = "value_added", unit: str = "million EUR") -> Package:
    """Values of every region and cluster from 2000 to 2015, smooth but not too smooth."""
    rng, rows = np.random.default_rng(5), []
    common = rng.normal(0.02, 0.02, len(YEARS)).cumsum()
    for place, region in enumerate(REGIONS):
        for cluster in CLUSTERS:
            own = rng.normal(0.0, 0.03, len(YEARS)).cumsum()
            sizes = 40 * (place + 1) * rng.lognormal(0, 0.3) * np.exp(common + own)
            rows += [
                (region, cluster, year, indicator, float(size))
                for year, size in zip(YEARS, sizes, strict=True)
            ]
    parents = {child: parent for parent, children in CHILDREN.items() for child in children}
    return Package(
        "country",
        "A country",
        "0" * 64,
        {
            "regions": _codes("region", ["N", "S", *REGIONS], parents),
            "clusters": _codes("cluster", CLUSTERS, {}),
            "indicators": pd.DataFrame(
                [(indicator, unit, "as named")], columns=["indicator", "unit", "description"]
            ),
            "cluster_indicators": pd.DataFrame(
                rows, columns=["region_code", "cluster_code", "year", "indicator", "value"]
            ),
        },
        {},
    )


def changed(
    package: Package,
    change: Callable[[pd.DataFrame], pd.DataFrame],
    table: str = "cluster_indicators",
) -> Package:
    """The package with other rows in a table."""
    rows = change(package.tables[table].copy()).reset_index(drop=True)
    return replace(package, tables={**package.tables, table: rows})


def scaled(factor: float, where: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Rows that a query picks, times a factor."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        chosen = rows.index.isin(rows.query(where).index)
        return rows.assign(value=rows["value"].mask(chosen, factor * rows["value"]))

    return change


def without(where: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Rows that a query does not pick."""
    return lambda rows: rows.query(f"not ({where})")


def with_totals(package: Package) -> Package:
    """The package with rows of the two parents, the sums of their regions."""

    def change(rows: pd.DataFrame) -> pd.DataFrame:
        parents = {child: parent for parent, children in CHILDREN.items() for child in children}
        keys = ["region_code", "cluster_code", "year", "indicator"]
        sums = rows.assign(region_code=rows["region_code"].map(parents))
        return pd.concat([rows, sums.groupby(keys)["value"].sum().reset_index()])

    return changed(package, change)


def patents(counts: dict[int, float], technologies: int = 8, regions: int = 6) -> Package:
    """A country with patents: the mean count of a cell by year."""
    rng = np.random.default_rng(11)
    names = [f"T{number}" for number in range(technologies)]
    rows = [
        (region, name, year, float(rng.poisson(mean)))
        for region in REGIONS[:regions]
        for name in names
        for year, mean in counts.items()
    ]
    base = country()
    tables = {key: base.tables[key] for key in ("regions", "indicators")}
    tables["technologies"] = _codes("technology", names, {})
    columns = ["region_code", "technology_code", "year", "patents"]
    tables["patents"] = pd.DataFrame(rows, columns=columns)
    return replace(base, tables=tables)


def found(package: Package) -> list[Finding]:
    """All findings on a package."""
    return quality(package).findings


def only(package: Package) -> Finding:
    """The one finding on a package."""
    findings = found(package)
    assert len(findings) == 1, [finding.text for finding in findings]
    return findings[0]

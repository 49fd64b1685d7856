"""The panels and early origins that the growth model was chosen on, with what it does there.

    python -m tests.benchmarks.growth_development ../shared/data

Besides value added and exports at their first origins these are series that the reported tables do
not hold: patents of a region and technology, and income, wages and jobs of the states. Prints the
error (OWA) of drift and hybrid, and how often the intervals of hybrid held: the mean of the
origins, and the worst. Last, the same as one JSON line.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from features.package import Package, read
from tests.benchmarks.command_line import exit_code, parser
from training.growth import task as growth
from training.growth.panels import GrowthPanels
from training.growth.question import GrowthQuestion

HORIZON = 5
EARLY, LATER = range(1986, 2001, 2), range(2000, 2003)
LEAST = 60
"""Patents of a region and technology over all years that make a series."""
ONE = "ALL"

Panel = tuple[Package, str, range]
"""A package, the indicator that is forecast and the origins."""


def main() -> None:
    arguments = parser(__doc__)
    arguments.add_argument("data", type=Path, help="folder of the packages us-states and world")
    found = pd.DataFrame([measured(*panel) for panel in panels(arguments.parse_args().data)])
    print(found.round(3).to_string(index=False))
    print(found.to_json(orient="records"))


def panels(data: Path) -> Iterator[Panel]:
    states, world = read(data / "us-states"), read(data / "world")
    yield from ((patents(package), "patents", EARLY) for package in (states, world))
    yield from ((of_regions(states), name, EARLY) for name in ("personal_income", "wages"))
    yield of_regions(states), "employment", EARLY
    yield states, "value_added", LATER
    yield from ((world, name, LATER) for name in ("value_added", "exports"))


def measured(package: Package, indicator: str, origins: range) -> dict[str, object]:
    """Figures of one panel."""
    print(f"{package.name}, {indicator}", file=sys.stderr)
    models = ["naive", "drift", "hybrid"]
    asked = GrowthPanels(package, GrowthQuestion(HORIZON, indicator))
    parts = [growth.evaluate(asked, origin, models).rows for origin in origins]
    drift, hybrid = (pd.concat(parts).query("model == @name") for name in models[1:])
    return {
        "panel": package.name,
        "indicator": indicator,
        "origins": f"{origins[0]} to {origins[-1]}",
        "drift": drift["owa"].mean(),
        "hybrid": hybrid["owa"].mean(),
        "coverage_80": hybrid["coverage_80"].mean(),
        "worst_80": hybrid["coverage_80"].min(),
        "coverage_95": hybrid["coverage_95"].mean(),
        "worst_95": hybrid["coverage_95"].min(),
    }


def patents(package: Package) -> Package:
    """Patents of a region and technology as if technologies were clusters; none counts 0."""
    counts = package.tables["patents"].pivot_table(
        index=["region_code", "technology_code"], columns="year", values="patents", fill_value=0.0
    )
    many = counts[counts.sum(axis=1) >= LEAST].reset_index()
    long = many.melt(["region_code", "technology_code"], var_name="year")
    names = {"technology_code": "cluster_code", "technology_name": "cluster_name"}
    return as_growth(
        package,
        package.tables["technologies"].rename(columns=names),
        long.rename(columns=names).assign(indicator="patents", year=long["year"].astype(int)),
    )


def of_regions(package: Package) -> Package:
    """Indicators of whole regions as if these had one cluster."""
    clusters = pd.DataFrame([{"cluster_code": ONE, "cluster_name": ONE, "parent_code": ""}])
    values = package.tables["region_indicators"].assign(cluster_code=ONE)
    return as_growth(package, clusters, values)


def as_growth(package: Package, clusters: pd.DataFrame, values: pd.DataFrame) -> Package:
    tables = {name: package.tables[name] for name in ("regions", "indicators")}
    tables |= {"clusters": clusters, "cluster_indicators": values}
    return replace(package, tables=tables)


if __name__ == "__main__":
    sys.exit(exit_code(main))

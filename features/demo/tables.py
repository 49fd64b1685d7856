"""The demo country as tables of the data contract, and the truth that was planted in them.

No place or number is real. ``features.demo.mechanism`` has the equations by which regions enter
technologies, patent and grow.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features import package
from features.arrays import Array
from features.demo import seasons
from features.demo.mechanism import (
    CUTOFF,
    EMERGING_GROWTH,
    EMERGING_SINCE,
    PLANTED_GROWTH,
    PLANTED_SINCE,
    YEARS,
    Country,
    country,
)
from features.demo.quality import with_quality
from features.package.periods import LABELS
from features.package.schema import TABLES

__all__ = ["CUTOFF", "make", "truth", "write"]

Axes = Mapping[str, Sequence[str] | NDArray[np.int64]]

NATION = ("ORV", "Orvelia (demo)")
REGIONS = [
    first + last
    for last in ("avia", "enth", "imor", "oska", "undel", "yra")
    for first in ("Brel", "Corv", "Drem", "Falk", "Gund", "Kelm", "Nurv", "Quil", "Tarv", "Velm")
]
WITHHELD_BELOW = 1000  # jobs
TABLE_EVERY = 5  # years

GROUPS = {"GOODS": "Goods", "NETWORKS": "Networks", "LIFE": "Life and services"}
CLUSTERS = [
    ("C1", "Materials and chemicals", "GOODS"),
    ("C2", "Machinery", "GOODS"),
    ("C3", "Vehicles and transport", "GOODS"),
    ("C4", "Energy", "NETWORKS"),
    ("C5", "Electronics", "NETWORKS"),
    ("C6", "Software and information services", "NETWORKS"),
    ("C7", "Health", "LIFE"),
    ("C8", "Food and agriculture", "LIFE"),
]
CLUSTER_CODES = [code for code, _, _ in CLUSTERS]
SECTIONS = {
    "A": "Material",
    "B": "Machine",
    "C": "Vehicle",
    "D": "Power",
    "E": "Circuit",
    "F": "Data",
    "G": "Health",
    "H": "Food",
}
ASPECTS = [
    *("analysis", "assembly", "coating", "control", "conversion", "design", "forming", "handling"),
    *("joining", "measurement", "recycling", "safety", "separation", "storage", "testing"),
]
INDICATORS = [
    ("value_added", "million crowns", "gross value added (invented currency)", "current"),
    ("employment", "jobs", f"jobs; cells under {WITHHELD_BELOW} are withheld", "none"),
    ("population", "persons", "population", "none"),
    ("income_per_capita", "crowns per person", "income per person", "current"),
]


def make(seed: int = 7, planted: bool = True, periods_per_year: int = 1) -> dict[str, pd.DataFrame]:
    """Make all tables of the data contract for the demo country.

    Parameters
    ----------
    seed : int
        The same seed gives the same tables.
    planted : bool
        False for the same country with nothing to find.
    periods_per_year : int
        4 or 12 for value added by quarter or month, at annual rates; it averages to the annual one.

    Returns
    -------
    dict of str to DataFrame
        Table name to rows, columns as in ``features.package.schema.TABLES``.
    """
    orvelia = country(seed, planted)
    indicators = _indicator_tables(seed, orvelia)
    if periods_per_year > 1:
        indicators["cluster_indicators"] = seasons.within_years(
            indicators["cluster_indicators"], "value_added", seed, periods_per_year
        )
    return {
        **_dimensions(),
        **indicators,
        "patents": with_quality(seed, _patents(orvelia.counts), _emerging(orvelia)),
        **_input_output(seed, orvelia.value_added),
        "priorities": _priorities(),
        "neighbours": _neighbours(orvelia.links),
    }


def truth(seed: int = 7) -> dict[str, pd.DataFrame]:
    """What was planted in ``make(seed)``.

    Returns
    -------
    dict of str to DataFrame
        emerging_technologies: technology_code, since (year), growth (log points a year);
        niches: region_code, technology_code, year (of entry, after CUTOFF);
        growing_series: region_code, cluster_code, since (year), growth (log points a year).
    """
    orvelia = country(seed, planted=True)
    regions, technologies = np.array(_region_codes()), np.array(_technology_codes())
    region, technology, year = orvelia.niches.T
    series_region, series_cluster = np.nonzero(orvelia.growing)
    emerging = {
        "technology_code": _emerging(orvelia),
        "since": EMERGING_SINCE,
        "growth": EMERGING_GROWTH,
    }
    niches = {
        "region_code": regions[region],
        "technology_code": technologies[technology],
        "year": year,
    }
    growing = {
        "region_code": regions[series_region],
        "cluster_code": np.array(CLUSTER_CODES)[series_cluster],
        "since": PLANTED_SINCE,
        "growth": PLANTED_GROWTH,
    }
    return {
        "emerging_technologies": pd.DataFrame(emerging),
        "niches": pd.DataFrame(niches),
        "growing_series": pd.DataFrame(growing),
    }


def write(
    folder: Path | str,
    seed: int = 7,
    planted: bool = True,
    overwrite: bool = False,
    periods_per_year: int = 1,
) -> None:
    """Write the demo country as a data package: demo, demo-quarterly or demo-monthly."""
    put = package.overwrite if overwrite else package.write
    put(
        make(seed, planted, periods_per_year),
        folder,
        name="demo" if periods_per_year == 1 else f"demo-{LABELS[periods_per_year]}",
        title="Demo country Orvelia: invented regions, generated data",
        metadata={
            "description": "Invented regions and generated numbers, for demonstration and tests "
            f"only. Made by features.demo.tables with seed {seed}"
            + ("." if planted else ", with nothing planted."),
            "sources": [{"title": f"features.demo.tables, seed {seed}"}],
            "licenses": [{"name": "CC0-1.0", "title": "public domain"}],
        },
    )


def _region_codes() -> list[str]:
    return [f"{NATION[0]}{number:02d}" for number in range(1, len(REGIONS) + 1)]


def _technology_codes() -> list[str]:
    return [f"{section}{n:02d}" for section in SECTIONS for n in range(1, len(ASPECTS) + 1)]


def _emerging(orvelia: Country) -> list[str]:
    codes = _technology_codes()
    return [codes[place] for place in orvelia.emerging]


def _dimensions() -> dict[str, pd.DataFrame]:
    """Tables regions, clusters, technologies and indicators."""
    names = [f"{section} {aspect}" for section in SECTIONS.values() for aspect in ASPECTS]
    rows = {
        "regions": [
            (*NATION, ""),
            *((code, name, NATION[0]) for code, name in zip(_region_codes(), REGIONS, strict=True)),
        ],
        "clusters": [*((code, name, "") for code, name in GROUPS.items()), *CLUSTERS],
        "technologies": [
            *((code, f"{name} technologies", "") for code, name in SECTIONS.items()),
            *((code, name, code[0]) for code, name in zip(_technology_codes(), names, strict=True)),
        ],
    }
    tables = {
        name: pd.DataFrame(of, columns=TABLES[name].column_names) for name, of in rows.items()
    }
    columns = [*TABLES["indicators"].column_names, "price_basis"]
    return tables | {"indicators": pd.DataFrame(INDICATORS, columns=columns)}


def _long(values: Array, axes: Axes, name: str) -> pd.DataFrame:
    """One row per cell of an array whose axes are named and labelled, the last running fastest."""
    labels = np.meshgrid(*axes.values(), indexing="ij")
    columns = {axis: label.ravel() for axis, label in zip(axes, labels, strict=True)}
    return pd.DataFrame({**columns, name: values.ravel()})


def _patents(counts: Array) -> pd.DataFrame:
    """Table patents; cells without a patent have no row."""
    axes: Axes = {
        "year": YEARS,
        "region_code": _region_codes(),
        "technology_code": _technology_codes(),
    }
    rows = _long(counts, axes, "patents")
    return rows.loc[rows["patents"] > 0, TABLES["patents"].column_names].reset_index(drop=True)


def _indicator_tables(seed: int, orvelia: Country) -> dict[str, pd.DataFrame]:
    """Tables cluster_indicators and region_indicators."""
    rng = np.random.default_rng([seed, 4])
    # million crowns a job, growing alike in all clusters
    product = rng.uniform(0.05, 0.12, len(CLUSTERS)) * np.exp(0.02 * (YEARS - YEARS[0]))[:, None]
    jobs = orvelia.value_added / product[:, None]
    jobs = np.round(jobs * rng.lognormal(0, 0.01, jobs.shape))
    income = 0.8e6 * orvelia.value_added.sum(axis=2) / orvelia.population
    of_clusters = {
        "value_added": orvelia.value_added.round(3),
        "employment": np.where(jobs >= WITHHELD_BELOW, jobs, np.nan),
    }
    of_regions = {"population": orvelia.population, "income_per_capita": income.round()}
    regions: Axes = {"year": YEARS, "region_code": _region_codes()}
    clusters: Axes = {**regions, "cluster_code": CLUSTER_CODES}
    return {
        "cluster_indicators": _stacked(of_clusters, clusters, "cluster_indicators"),
        "region_indicators": _stacked(of_regions, regions, "region_indicators"),
    }


def _stacked(values: dict[str, Array], axes: Axes, table: str) -> pd.DataFrame:
    """Long rows of several indicators; unknown cells have no row."""
    parts = [
        _long(cells, axes, "value").assign(indicator=indicator)
        for indicator, cells in values.items()
    ]
    rows = pd.concat(parts, ignore_index=True).dropna()
    return rows[TABLES[table].column_names].reset_index(drop=True)


def _input_output(seed: int, value_added: Array) -> dict[str, pd.DataFrame]:
    """Tables cluster_flows and cluster_output of the nation, every TABLE_EVERY years.

    A cluster buys inputs worth 0.35 to 0.6 of its output, from the others by their size and a
    recipe of its own; its output is the nation's value added and these inputs.
    """
    rng = np.random.default_rng([seed, 5])
    inputs = rng.uniform(0.35, 0.6, len(CLUSTERS))
    recipe = rng.uniform(0.4, 1.6, (len(CLUSTERS), len(CLUSTERS)))
    shown = YEARS % TABLE_EVERY == 0
    nation = value_added[shown].sum(axis=1)
    output = nation / (1 - inputs)
    bought = recipe * nation[:, :, None]
    flows = bought / bought.sum(axis=1, keepdims=True) * (inputs * output)[:, None]
    when: Axes = {"region_code": [NATION[0]], "year": YEARS[shown]}
    pairs: Axes = {**when, "from_cluster_code": CLUSTER_CODES, "to_cluster_code": CLUSTER_CODES}
    return {
        "cluster_flows": _long(flows.round(3), pairs, "flow"),
        "cluster_output": _long(output.round(3), {**when, "cluster_code": CLUSTER_CODES}, "output"),
    }


def _priorities() -> pd.DataFrame:
    """Table priorities: two clusters, a section of technologies and a few technologies."""
    rows = [("cluster", "C4", 1.0), ("cluster", "C7", 0.5), ("technology", "D", 1.0)]
    rows += [("technology", code, 0.5) for code in ("F05", "G01", "G14")]
    return pd.DataFrame(rows, columns=TABLES["priorities"].column_names)


def _neighbours(links: Array) -> pd.DataFrame:
    """Table neighbours: both directions of each link."""
    codes = np.array(_region_codes())
    region, neighbour = np.nonzero(links)
    weight = links[region, neighbour].round(3)
    return pd.DataFrame(
        {"region_code": codes[region], "neighbour_code": codes[neighbour], "weight": weight}
    )

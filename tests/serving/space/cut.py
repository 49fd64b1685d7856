"""A small cut of us-states, and the same with one more year in which two things are planted."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from features.niches.question import NicheQuestion
from features.package import Package, read, write
from training.cli import growth, niches
from training.cli.growth import GrowthTraining
from training.cli.niches import NicheTraining
from training.registry import promotion
from training.trained import silent

NAME = "six-states"
KEPT = {
    "region_code": ["IL", "IN", "MI", "OH", "PA", "WI"],
    "cluster_code": ["313TT", "315AL", "323", "3361MV", "514", "5415", "55", "61", "621", "622"],
    "technology_code": [
        *("A61B", "A61K", "B32B", "B60K", "B60R", "B65D", "C07D", "C08L", "F16H", "F02D"),
        *("G01N", "G06F", "G06Q", "H01L", "H04B", "H04L"),
    ],
}
"""Six states round the Great Lakes, with clusters that grow or shrink for long."""
SURPRISE = ("MI", "3361MV", 2016)
"""Region, cluster and year of a value three times what was to be expected."""
ENTERED = ("MI", "C07D", 2008)
"""Region, technology and year of an entry that was not to be expected."""


def cut(source: Package) -> dict[str, pd.DataFrame]:
    """The tables with what is kept, and its parents."""
    tables = dict(source.files())
    for name, rows in tables.items():
        for column in rows:
            kind = str(column).removeprefix("from_").removeprefix("to_")
            if kind in KEPT:
                wanted = {*KEPT[kind], *_parents(source, kind)}
                rows = rows[rows[column].isin(wanted)]
        tables[name] = rows
    recent = tables["patents"]["year"] >= 2001
    return {**tables, "patents": tables["patents"][recent]}


def _parents(source: Package, kind: str) -> set[str]:
    """The codes above those that are kept, up to the top."""
    table = {"region_code": "regions", "cluster_code": "clusters"}.get(kind, "technologies")
    above = source.tables[table].set_index(kind)["parent_code"]
    found: set[str] = set()
    level = set(KEPT[kind])
    while level := {str(above[code]) for code in level if code} - {""}:
        found |= level
    return found


def later(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with one more year, in which a cluster triples and a technology is entered.

    All other clusters grow as they did on average; patents are those of the last year.
    """
    values, counts = tables["cluster_indicators"], tables["patents"]
    values = pd.concat([values, _continued(values)], ignore_index=True)
    values.loc[_is(values, SURPRISE), "value"] *= 3
    last = counts[counts["year"] == counts["year"].max()]
    counts = pd.concat([counts, last.assign(year=last["year"] + 1)], ignore_index=True)
    counts.loc[_is(counts, ENTERED), "patents"] *= 10
    return {**tables, "cluster_indicators": values, "patents": counts}


def _continued(values: pd.DataFrame) -> pd.DataFrame:
    """The year after the last one, with the mean growth of each series."""
    wide = values.pivot_table(
        index=["region_code", "cluster_code", "indicator"], columns="year", values="value"
    )
    first, last = int(wide.columns[0]), int(wide.columns[-1])
    growth = (wide[last] / wide[first]) ** (1 / (last - first))
    more = (wide[last] * growth).dropna().rename("value").reset_index()
    return more.assign(year=last + 1)[list(values)]


def _is(rows: pd.DataFrame, cell: tuple[str, str, int]) -> pd.Series:
    region, code, year = cell
    column = "cluster_code" if "cluster_code" in rows else "technology_code"
    return rows["region_code"].eq(region) & rows[column].eq(code) & rows["year"].eq(year)


def written(source: Package, folder: Path) -> tuple[Path, Path]:
    """The package, and the newer file."""
    tables = cut(source)
    write(tables, folder / "package", NAME, "Six states", source.metadata)
    write(later(tables), folder / "newer", NAME, "Six states", source.metadata)
    return folder / "package", folder / "newer"


def champions(package: Path) -> None:
    """Champions of one year ahead, by methods that are quick."""
    data = read(package)
    question = NicheQuestion(1, window=1, minimum=10)
    for name, version in {
        "cluster-growth": growth.challenger(
            data, [], GrowthTraining(horizon=1, model="drift"), silent
        ).version,
        "technology-niches": niches.challenger(
            data, NicheTraining(question, model="persistence"), silent
        ).version,
    }.items():
        promotion.promote(name, version, force=True)

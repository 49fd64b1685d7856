"""A small package whose newer years surprise, and the loop over it without slow models."""

from pathlib import Path

import numpy as np
import pandas as pd

from features.niches.question import NicheQuestion
from features.package import Package, read, write
from training.champion import registered_name
from training.cli import niches
from training.cli.growth import GrowthTraining, challenger
from training.cli.niches import NicheTraining
from training.growth import task
from training.niches import task as niche_task
from training.registry import promotion
from training.trained import silent

NAME, MARKETS, PACKAGE = "cluster-growth", registered_name("niches", "cluster"), "tiny"
REGIONS = ["R0", "R1", "R2", "R3", "R4", "R5"]
CLUSTERS = ["C0", "C1", "C2", "C3", "C4", "C5", "C6"]
FIRST, CUTOFF, LAST = 2006, 2016, 2018
SURPRISE = ("R1", "C2", 2017)
"""Region, cluster and year of a value six times what was to be expected."""


def tables(seed: int = 1) -> dict[str, pd.DataFrame]:
    """Growth that differs between clusters, with noise, and a surprise."""
    rng = np.random.default_rng(seed)
    years = np.arange(FIRST, LAST + 1)
    keys = pd.MultiIndex.from_product(
        [REGIONS, CLUSTERS, years], names=["region_code", "cluster_code", "year"]
    )
    rates = np.tile(np.linspace(-0.05, 0.08, len(CLUSTERS)), len(REGIONS))[:, None]
    steps = rates + rng.normal(0, 0.05, (len(rates), len(years)))
    values = 100 * np.exp(steps.cumsum(axis=1)).ravel()
    rows = keys.to_frame(index=False).assign(indicator="value_added", value=values)
    region, cluster, year = SURPRISE
    at = rows["region_code"].eq(region) & rows["cluster_code"].eq(cluster) & rows["year"].eq(year)
    rows.loc[at, "value"] *= 6
    named = [f"Region {code}" for code in REGIONS]
    return {
        "regions": pd.DataFrame({"region_code": REGIONS, "region_name": named, "parent_code": ""}),
        "clusters": pd.DataFrame(
            {
                "cluster_code": CLUSTERS,
                "cluster_name": [f"Cluster {code}" for code in CLUSTERS],
                "parent_code": "",
            }
        ),
        "indicators": pd.DataFrame(
            {"indicator": ["value_added"], "unit": ["million"], "description": ["Value added"]}
        ),
        "cluster_indicators": rows[["region_code", "cluster_code", "year", "indicator", "value"]],
    }


def written(folder: Path) -> tuple[Path, Path]:
    """The package up to the cutoff, and one of all years in which a value is revised."""
    made = tables()
    rows = made["cluster_indicators"]
    known = {**made, "cluster_indicators": rows[rows["year"] <= CUTOFF]}
    write(known, folder / "package", PACKAGE, "A tiny package")
    revised = rows["value"].where(rows.index != 0, rows["value"] * 1.1)
    newer = {**made, "cluster_indicators": rows.assign(value=revised)}
    write(newer, folder / "newer", PACKAGE, "A tiny package")
    return folder / "package", folder / "newer"


def quick() -> None:
    """Backtests of baselines alone."""
    task.QUICK_MODELS[:] = ["naive", "drift"]
    niche_task.QUICK_MODELS[:] = ["random", "persistence"]


def champion(package: Package | Path) -> int:
    """A champion of two years ahead, whose method is named: it is trained again as it was."""
    data = package if isinstance(package, Package) else read(package)
    asked = GrowthTraining(horizon=2, model="drift")
    version = challenger(data, [], asked, silent).version
    promotion.promote(NAME, version, force=True)
    return version


def market_challenger(package: Path) -> int:
    """Market niches of two years ahead, by a method that is quick."""
    question = NicheQuestion(2, window=2, activity="cluster", indicator="value_added")
    asked = NicheTraining(question, model="persistence")
    return niches.challenger(read(package), asked, silent).version

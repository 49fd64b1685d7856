"""Invented packages of large size: products of the world's countries, and a national atlas."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from features.arrays import Array, Codes, Index
from features.package.writing import write

LAST_YEAR = 2024
FACTORS = 12
"""Hidden capabilities by which regions and activities fit each other."""


@dataclass(frozen=True)
class Size:
    """Numbers of regions, activities and years, and the mean count of a cell and year."""

    regions: int
    activities: int
    years: int
    mean_count: float

    def part(self, share: float) -> "Size":
        """The same with a share of the regions."""
        return Size(int(self.regions * share), self.activities, self.years, self.mean_count)


SIZES = {
    "products": Size(169, 5040, 20, 3.0),
    "atlas": Size(5500, 650, 40, 0.28),
}


def make(size: Size, folder: Path, seed: int = 0) -> int:
    """Write a package of invented patents as Parquet; the number of its rows.

    Counts are Poisson draws around the size of region and activity times how they fit, which
    drifts from year to year: some activities spread to regions that suit them.
    """
    rng = np.random.default_rng(seed)
    regions = np.array([f"R{i:05d}" for i in range(size.regions)], dtype=object)
    activities = np.array([f"T{i:05d}" for i in range(size.activities)], dtype=object)
    parts = [
        _rows(counts, year) for year, counts in zip(_years(size), _yearly(size, rng), strict=True)
    ]
    region, kind, year, count = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    tables = {
        "regions": _dimension("region", regions, 20),
        "technologies": _dimension("technology", activities, 10),
        "indicators": pd.DataFrame(
            {"indicator": ["patents"], "unit": ["count"], "description": ["invented"]}
        ),
        "patents": pd.DataFrame(
            {
                "region_code": pd.Series(regions, dtype="str").take(region).to_numpy(),
                "technology_code": pd.Series(activities, dtype="str").take(kind).to_numpy(),
                "year": year,
                "patents": count,
            }
        ),
    }
    write(tables, folder, "invented", "Invented for a benchmark", format="parquet")
    return len(count)


def _years(size: Size) -> range:
    return range(LAST_YEAR - size.years + 1, LAST_YEAR + 1)


def _yearly(size: Size, rng: np.random.Generator) -> Iterator[Index]:
    """(R, A) counts of every year."""
    large = rng.lognormal(0, 1.2, (size.regions, 1)) * rng.lognormal(0, 1.0, (1, size.activities))
    able = rng.normal(0, 1, (size.regions, FACTORS))
    needed = rng.normal(0, 1, (FACTORS, size.activities)) / np.sqrt(FACTORS)
    rates: Array = large * np.exp(able @ needed)
    scale = size.mean_count / rates.mean()
    for _ in _years(size):
        yield rng.poisson(scale * large * np.exp(able @ needed))
        able += rng.normal(0, 0.12, able.shape)


def _rows(counts: Index, year: int) -> tuple[NDArray[Any], ...]:
    """Region, activity, year and count of the cells with any count."""
    region, kind = np.nonzero(counts)
    return (
        region.astype(np.int32),
        kind.astype(np.int32),
        np.full(len(region), year, np.int32),
        counts[region, kind].astype(np.float64),
    )


def _dimension(name: str, codes: Codes, per_parent: int) -> pd.DataFrame:
    """Codes with names, and parents above them."""
    parent = np.array([f"{code[0]}P{i // per_parent:04d}" for i, code in enumerate(codes)])
    above = np.unique(parent)
    return pd.DataFrame(
        {
            f"{name}_code": [*above, *codes],
            f"{name}_name": [f"{name} {code}" for code in (*above, *codes)],
            "parent_code": [*([""] * len(above)), *parent],
        }
    )

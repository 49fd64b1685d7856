"""A package whose imports were revised by planted amounts."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from features.package import Package
from features.vintages.states import Vintage

N_REGIONS, N_CLUSTERS, FIRST = 20, 10, 1990


def final(last: int, seed: int = 0, volatility: float = 0.03) -> pd.DataFrame:
    """Final figures of random walks in logarithms, wide: a row a series and a column a year."""
    rng = np.random.default_rng(seed)
    n_series, years = N_REGIONS * N_CLUSTERS, range(FIRST, last + 1)
    growth = rng.normal(0.02, volatility, (n_series, len(years)))
    level = rng.normal(5, 1, (n_series, 1))
    keys = [
        [f"R{number:02d}" for number in range(N_REGIONS)],
        [f"C{number:02d}" for number in range(N_CLUSTERS)],
    ]
    index = pd.MultiIndex.from_product(keys, names=["region_code", "cluster_code"])
    return pd.DataFrame(np.exp(level + growth.cumsum(axis=1)), index, list(years))


def published(truth: pd.DataFrame, last: int, noise: Sequence[float]) -> pd.DataFrame:
    """What was published of final figures when a year was the last: noise by age, in logarithms."""
    rng = np.random.default_rng([7, last])
    shown = truth.loc[:, :last].copy()
    for age, size in enumerate(noise):
        shown[last - age] *= np.exp(rng.normal(0, size, len(shown)))
    return shown


def package(wide: pd.DataFrame, unit: str = "million") -> Package:
    """The figures as a package with value added alone."""
    keys = wide.index.to_frame(index=False)
    long = keys.join(wide.reset_index(drop=True)).melt(
        id_vars=list(keys), var_name="year", value_name="value"
    )
    rows = long.dropna().astype({"year": "int64"}).reset_index(drop=True)
    regions, clusters = rows["region_code"].unique(), rows["cluster_code"].unique()
    tables = {
        "regions": pd.DataFrame(
            {"region_code": regions, "region_name": regions, "parent_code": ""}
        ),
        "clusters": pd.DataFrame(
            {"cluster_code": clusters, "cluster_name": clusters, "parent_code": ""}
        ),
        "indicators": pd.DataFrame(
            {"indicator": ["value_added"], "unit": [unit], "description": ["Value added"]}
        ),
        "cluster_indicators": rows.assign(indicator="value_added"),
    }
    return Package("revised", "A revised package", "0" * 64, tables, {})


def vintages(packages: Mapping[str, Package]) -> list[Vintage]:
    """Former states by their day."""
    return [Vintage(f"{day}-000000000000", state) for day, state in packages.items()]

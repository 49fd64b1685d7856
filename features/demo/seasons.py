"""Quarters and months of the demo country, with planted seasons by cluster.

The path within a year is a straight line, in logs, between the middles of the years; each cluster
has its own seasonal wave, the same in all regions and years, with some noise. Each year's mean is
the annual value.
"""

import numpy as np
import pandas as pd

from features.arrays import Array

SMALLEST, LARGEST = 0.02, 0.25
"""Size of the seasons' wave, in logs."""
NOISE = 0.01


def seasons(cluster_codes: list[str], seed: int, periods_per_year: int) -> pd.DataFrame:
    """The planted seasons: a share of the average period (mean 1) by cluster (rows) and period."""
    rng = np.random.default_rng([seed, 6])
    size = rng.uniform(SMALLEST, LARGEST, len(cluster_codes))[:, None]
    peak = rng.uniform(0, 1, len(cluster_codes))[:, None]
    time = (np.arange(periods_per_year) + 0.5) / periods_per_year
    wave = np.exp(size * np.cos(2 * np.pi * (time - peak)))
    periods = np.arange(1, periods_per_year + 1)
    return pd.DataFrame(wave / wave.mean(axis=1, keepdims=True), cluster_codes, periods)


def within_years(
    rows: pd.DataFrame, indicator: str, seed: int, periods_per_year: int
) -> pd.DataFrame:
    """The table cluster_indicators with one indicator by quarter (4) or month (12), others annual.

    Series of the indicator must be positive and without gaps.
    """
    rng = np.random.default_rng([seed, 7])
    keys = ["region_code", "cluster_code"]
    wide = rows[rows["indicator"] == indicator].pivot_table(
        index=keys, columns="year", values="value"
    )
    annual = wide.to_numpy(np.float64)
    path = _path(np.log(annual), periods_per_year)
    clusters = wide.index.get_level_values("cluster_code")
    planted = seasons(sorted(set(clusters)), seed, periods_per_year).loc[clusters].to_numpy()
    values = np.exp(path + rng.normal(0, NOISE, path.shape)) * planted[:, None, :]
    values *= (annual / values.mean(axis=2))[:, :, None]
    n_series, n_years = annual.shape
    times = n_years * periods_per_year
    long = wide.index.to_frame(index=False)
    long = long.loc[long.index.repeat(times)].assign(
        year=np.tile(np.repeat(wide.columns, periods_per_year), n_series),
        period=np.tile(np.arange(1, periods_per_year + 1), n_series * n_years),
        value=values.ravel().round(3),
        indicator=indicator,
    )
    others = rows[rows["indicator"] != indicator].assign(period=0)
    columns = [*keys, "year", "period", "indicator", "value"]
    return pd.concat([long[columns], others[columns]], ignore_index=True)


def _path(logs: Array, periods_per_year: int) -> Array:
    """Logs (n_series, n_years) at the middles of years to (n_series, n_years, n_periods)."""
    times = (np.arange(logs.shape[1] * periods_per_year) + 0.5) / periods_per_year
    at = np.clip(times - 0.5, 0, logs.shape[1] - 1)
    left = np.minimum(at.astype(np.intp), logs.shape[1] - 2)
    share = at - left
    path = (1 - share) * logs[:, left] + share * logs[:, left + 1]
    return np.asarray(path.reshape(len(logs), -1, periods_per_year))

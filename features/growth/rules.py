"""Simple rules of which series will grow faster: their own trends and those of their totals."""

from collections.abc import Mapping

import numpy as np

from features.arrays import Array, Index
from features.growth.links import RECENT_YEARS
from features.indicators.matrices import divide

BOUND = 0.5
"""Most log growth a year, and most distance from a trend, in logs."""
RULES = [
    *("own_recent", "own_trend", "own_gap"),
    *("cluster_recent", "cluster_trend", "cluster_gap"),
    *("region_recent", "region_trend", "region_gap"),
    "quotient",
]
"""Columns of `growth_rules`."""


def growth_rules(sampled: Array, parts: Array, groups: Mapping[str, Index], sample: Index) -> Array:
    """Rules (n_sample, len(RULES)) for the sampled series, each large where growth should be high.

    Log growth a year over the latest years and of the least-squares trend, and the distance of the
    last value below that trend, for the series itself and for the totals of its cluster and of its
    region; and the location quotient turned round: log(1 / location quotient). NaN where unknown.

    Parameters
    ----------
    sampled : (n_sample, n_years)
        Values without gaps, leading NaN where a series starts late.
    parts : (n_series, n_years)
        Values of all series as parts of totals.
    groups : mapping of str to (n_series,) int
        As those of GrowthPanel; without regions or clusters all rules are NaN.
    """
    rules = np.full((len(sample), len(RULES)), np.nan)
    if not {"region", "cluster"} <= groups.keys():
        return rules
    rules[:, :3] = _rules_of(sampled)
    for place, level in ((3, "cluster"), (6, "region")):
        group = groups[level][sample]
        of_total = _rules_of(_totals(parts, groups[level]))
        rules[:, place : place + 3] = np.where((group >= 0)[:, None], of_total[group], np.nan)
    rules[:, 9] = -_log_quotient(parts[:, -1], groups)[sample]
    return rules


def log_growth(values: Array, n_years: int | None) -> Array:
    """Mean yearly log growth (n_series,) over the last `n_years` (None: since the first value).

    NaN where an end is not positive or unknown. Bounded at +-50 % a year.
    """
    logs = np.log(np.where(values > 0, values, np.nan))
    if n_years is not None:
        if values.shape[1] <= n_years:
            return np.full(len(values), np.nan)
        return np.asarray(np.clip((logs[:, -1] - logs[:, -1 - n_years]) / n_years, -BOUND, BOUND))
    first = np.argmax(np.isfinite(values), axis=1)
    start = np.take_along_axis(logs, first[:, None], axis=1)[:, 0]
    n_steps = np.maximum(values.shape[1] - 1 - first, 1)
    return np.asarray(np.clip((logs[:, -1] - start) / n_steps, -BOUND, BOUND))


def _rules_of(values: Array) -> Array:
    """Recent growth, trend and distance below it, (n, 3)."""
    logs = np.log(np.where(values > 0, values, np.nan))
    slope, fitted = _trend(logs)
    years = min(RECENT_YEARS, values.shape[1] - 1)
    recent = log_growth(values, years) if years else np.full(len(values), np.nan)
    return np.column_stack(
        [recent, np.clip(slope, -BOUND, BOUND), np.clip(fitted - logs[:, -1], -BOUND, BOUND)]
    )


def _trend(logs: Array) -> tuple[Array, Array]:
    """Slope a year of the least-squares trend of the known years, and its last point, each (n,)."""
    known = np.isfinite(logs)
    count = known.sum(axis=1)
    year = np.arange(logs.shape[1], dtype=np.float64)
    middle = divide(known @ year, count, np.nan)
    mean = divide(np.where(known, logs, 0.0).sum(axis=1), count, np.nan)
    apart = np.where(known, year - middle[:, None], 0.0)
    square = (apart**2).sum(axis=1)
    product = (apart * np.where(known, logs, 0.0)).sum(axis=1)
    slope = np.where(count >= 2, divide(product, square, 0.0), np.nan)
    return slope, mean + slope * (year[-1] - middle)


def _totals(parts: Array, groups: Index) -> Array:
    """Total (n_groups, n_years) of each group over the series known from the first year on."""
    members = np.flatnonzero(np.isfinite(parts).all(axis=1) & (groups >= 0))
    totals = np.zeros((int(groups.max(initial=0)) + 1, parts.shape[1]))
    np.add.at(totals, groups[members], parts[members])
    return totals


def _log_quotient(last: Array, groups: Mapping[str, Index]) -> Array:
    """Log of each series' location quotient (n_series,); NaN for totals and for nothing."""
    leaf = groups["region"] >= 0
    size = np.where(leaf & np.isfinite(last), np.maximum(last, 0.0), 0.0)
    region, cluster = (np.maximum(groups[level], 0) for level in ("region", "cluster"))
    expected = np.bincount(region, size)[region] * np.bincount(cluster, size)[cluster]
    quotient = divide(size * size.sum(), expected, 0.0)
    positive = leaf & (quotient > 0)
    return np.where(positive, np.log(np.where(positive, quotient, 1.0)), np.nan)

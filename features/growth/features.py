"""Features of each series at the end of a panel, for growth models."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from features.arrays import Array, Index
from features.growth.code_changes import code_changes, whole
from features.growth.links import RECENT_YEARS, recent_change, related_clusters
from features.growth.outliers import steadied
from features.growth.panel import GrowthPanel
from features.growth.rules import growth_rules, log_growth
from features.indicators.matrices import Sparse

N_LAGS = 4


@dataclass(frozen=True)
class GrowthFeatures:
    """Features of each series at the end of a panel; base forecasts are not among them.

    Attributes
    ----------
    names : list of str
        Of the columns of `fixed`.
    fixed : (n_series, n_names)
        Changes in units of the series' mean absolute yearly change, levels and shares.
    rates : mapping of str to (n_series,)
        Yearly log growth of the series and of the totals it belongs to, itself left out.
    rules : (n_series, len(RULES))
        Simple rules of relative growth, as features.growth.rules.growth_rules.
    """

    names: list[str]
    fixed: Array
    rates: Mapping[str, Array]
    rules: Array


def growth_features(
    panel: GrowthPanel, filled: Array, scale: Array, sample: Index
) -> GrowthFeatures:
    """Features of the sampled series after the last year of `filled`.

    Parameters
    ----------
    panel : GrowthPanel
        Its values tell where series begin and end.
    filled : (n_series, n_years)
        Values without gaps, leading NaN where a series starts late.
    scale : (n_sample,)
        Mean absolute yearly change.
    sample : (n_sample,) int
        Series to return features of; totals are those of all series.
    """
    sampled = filled[sample]
    last = sampled[:, -1]
    columns = {"level": last / scale, "length": np.isfinite(sampled).sum(axis=1)}
    for lag in range(N_LAGS):
        columns[f"change_lag_{lag}"] = _change(sampled, lag) / scale
    if not panel.shares_calendar:  # with a shared calendar these differ by origin, not by series
        columns |= _shape(sampled, scale)
    rates = {"own": log_growth(sampled, None)}
    parts = _parts(panel, filled)
    for level, groups in panel.groups.items():
        others = _sum_of_others(parts, groups, sample)
        columns[f"{level}_change"] = last * np.expm1(log_growth(others, 1)) / scale
        rates[f"{level}_recent"] = log_growth(others, RECENT_YEARS)
        rates[f"{level}"] = log_growth(others, None)
    around = _shares(parts[:, -1], panel.groups) | related_clusters(parts, panel.groups)
    columns |= {name: values[sample] for name, values in around.items()}
    if "related_growth" in columns:
        columns["related_change"] = last * np.expm1(columns.pop("related_growth")) / scale
    columns |= _patents(panel, sample, filled.shape[1], last / scale)
    fixed = np.column_stack([np.asarray(column, dtype=np.float64) for column in columns.values()])
    rules = growth_rules(sampled, parts, panel.groups, sample)
    return GrowthFeatures(list(columns), fixed, rates, rules)


def _patents(panel: GrowthPanel, sample: Index, n_years: int, level: Array) -> dict[str, Array]:
    """Features from the region's patents for each sampled series, growth scaled as its level."""
    if not panel.patents:
        return {}
    patents = {name: values[sample, :n_years] for name, values in panel.patents.items()}
    growth = np.clip(recent_change(patents["patent_share"]), -0.5, 0.5)
    return {
        "patent_strength": patents["patent_strength"][:, -1],
        "patent_strength_change": recent_change(patents["patent_strength"]),
        "patent_growth": level * growth,
    }


def _change(filled: Array, lag: int) -> Array:
    """Yearly change `lag` years ago, NaN before the first."""
    if filled.shape[1] < lag + 2:
        return np.full(len(filled), np.nan)
    return np.asarray(filled[:, -1 - lag] - filled[:, -2 - lag])


def _shape(filled: Array, scale: Array) -> dict[str, Array]:
    """How a series has moved, scaled: spread and mean of its changes, distance from extremes.

    Level and change in the unit too, which distinguish series of one collection.
    """
    changes = np.diff(filled, axis=1) / scale[:, None]
    count = np.maximum(np.isfinite(changes).sum(axis=1), 1)
    mean = np.where(np.isfinite(changes), changes, 0.0).sum(axis=1) / count
    squares = np.where(np.isfinite(changes), (changes - mean[:, None]) ** 2, 0.0)
    highest = np.where(np.isfinite(filled), filled, -np.inf).max(axis=1)
    lowest = np.where(np.isfinite(filled), filled, np.inf).min(axis=1)
    return {
        "mean_change": mean,
        "volatility": np.sqrt(squares.sum(axis=1) / count),
        "below_highest": (highest - filled[:, -1]) / scale,
        "above_lowest": (filled[:, -1] - lowest) / scale,
        "trend_deviation": _trend_deviation(filled) / scale,
        "unit_level": filled[:, -1],
        "unit_change": scale,
    }


def _trend_deviation(filled: Array) -> Array:
    """Last value less its least-squares trend line."""
    is_known = np.isfinite(filled)
    count = np.maximum(is_known.sum(axis=1, keepdims=True), 1)
    t = np.where(is_known, np.arange(filled.shape[1]), 0.0)
    t = np.where(is_known, t - t.sum(axis=1, keepdims=True) / count, 0.0)
    y = np.where(is_known, filled, 0.0)
    y = np.where(is_known, y - y.sum(axis=1, keepdims=True) / count, 0.0)
    slope = (t * y).sum(axis=1) / np.maximum((t * t).sum(axis=1), 1e-12)
    return np.asarray(y[:, -1] - slope * t[:, -1])


def _parts(panel: GrowthPanel, filled: Array) -> Array:
    """Filled values (n_series, n_years) as parts of the totals that are features of others.

    Their yearly changes are bounded, so that no value moves the features of others at will, and
    codes that split or merge are followed, so that no total jumps where one begins or ends.
    """
    if not {"region", "cluster"} <= panel.groups.keys():
        return steadied(filled)
    values = panel.values[:, : filled.shape[1]]
    changes = code_changes(values, panel.groups["region"], panel.groups["cluster"])
    return steadied(whole(filled, changes, values), changes.handed)


def _sum_of_others(parts: Array, groups: Index, sample: Index) -> Array:
    """Total (n_sample, n_years) of each sampled series' group without the series itself.

    NaN where a series has no group or is alone in it. The largest member is left out by adding up
    the rest: taken from the total it would leave a rounding error.
    """
    members = np.flatnonzero(groups >= 0)
    n_groups = int(groups.max(initial=0)) + 1
    largest = np.full(n_groups, -1)
    order = members[np.argsort(np.abs(np.nan_to_num(parts[members])).max(axis=1), kind="stable")]
    largest[groups[order]] = order
    rest = np.setdiff1d(members, largest)
    membership: Sparse = sparse.csr_array(
        (np.ones(len(rest)), (groups[rest], rest)), shape=(n_groups, len(parts))
    )
    of_rest = membership @ np.nan_to_num(parts)
    group = groups[sample]
    is_largest = sample == largest[group]
    top = np.nan_to_num(parts[largest[group]])
    others = of_rest[group] + np.where(is_largest[:, None], 0.0, top - np.nan_to_num(parts[sample]))
    alone = (group < 0) | (np.bincount(groups[members], minlength=n_groups)[group] < 2)
    return np.asarray(np.where(alone[:, None], np.nan, others))


def _shares(last: Array, groups: Mapping[str, Index]) -> dict[str, Array]:
    """Size in the nation, location quotient, and the shares of region and cluster, as logs."""
    if not {"region", "cluster"} <= groups.keys():
        return {}
    size = np.where(np.isfinite(last), np.maximum(last, 0.0), 0.0)
    leaf = groups["region"] >= 0
    nation = size[leaf].sum()
    totals = {}
    for level in ("region", "cluster"):
        codes = np.maximum(groups[level], 0)
        totals[level] = np.bincount(codes[leaf], size[leaf], codes.max() + 1)[codes]
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = size * nation / (totals["region"] * totals["cluster"])
        logs = {
            "size": np.log(size / nation),
            "log_location_quotient": np.log(quotient),
            "region_share": np.log(totals["region"] / nation),
            "cluster_share": np.log(totals["cluster"] / nation),
        }
    return {name: np.where(leaf & np.isfinite(log), log, np.nan) for name, log in logs.items()}

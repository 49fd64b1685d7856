"""The ledger: calls of all promoted versions, and whether they came true.

The snapshot of a version has its calls, so the ledger combines the snapshots of all versions that
have been champion.
"""

from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd

from features.errors import InputError
from features.indicators.specialization import location_quotient
from features.niches.counts import Activity, yearly_counts
from features.niches.lifetimes import lifetimes
from features.package import Package
from training.champion import Champion
from training.growth.intervals.conformal import QUANTILE_COLUMNS
from training.growth.intervals.quantiles import leaves, two_sided
from training.growth.metrics import smape
from training.niches import metrics
from training.yearly import at_last_period, once_a_year

VERSION = ["name", "version", "model", "package", "origin", "horizon"]
CALL = ["region_code", "activity_code", "call", "probability", "null_probability", "warning"]
POINT = ["region_code", "cluster_code", "year", "step", "median", *QUANTILE_COLUMNS]
OUTCOMES = ("cluster_indicators", "patents")
"""Tables that tell what became of calls."""
LEVELS = (0.8, 0.95)
SMALL_P = 0.05
"""p-value below which outcomes are counted, and the share of them expected by chance."""


def last_outcome(package: Package) -> int:
    """Last year with values that calls are about, 0 without any; input-output tables are later."""
    years = [package.tables[name]["year"] for name in OUTCOMES if name in package.tables]
    return max((int(it.max()) for it in years if len(it)), default=0)


def niche_calls(champion: Champion, package: Package | None = None) -> pd.DataFrame:
    """Every call of a niche champion, and whether it came true.

    Parameters
    ----------
    package : Package, optional
        With years after the cutoff; ignored unless it has the name of the champion's package.

    Returns
    -------
    DataFrame
        name, version, model, package, origin (the cutoff), horizon, region_code, activity_code,
        call, probability, null_probability, warning, outcome: 1 if it came true, 0 if not, NaN if
        unknown (yet).
    """
    rows = _signed(champion.tables["calls"][CALL], champion)
    if package is None or package.name != champion.package:
        return rows.assign(outcome=np.nan)
    present = specialised(package, champion)
    keys = pd.MultiIndex.from_frame(rows[["region_code", "activity_code"]])
    is_there = present.reindex(keys).to_numpy()
    return rows.assign(outcome=np.where(rows["call"] == "entry", is_there, 1 - is_there))


def specialised(package: Package, champion: Champion) -> "pd.Series[float]":
    """Whether each cell is specialised at the champion's horizon, by its window and threshold.

    Returns
    -------
    Series
        1 or 0 by region_code and activity_code, cells with counts only, of activities that are the
        same as at the cutoff (features.niches.lifetimes); empty if the package ends earlier or
        lacks the counts.
    """
    params, year = champion.params, champion.cutoff + champion.horizon
    activity = cast(Activity, params["activity"])
    empty = pd.Series(dtype=float, index=pd.MultiIndex.from_arrays([[], []]))
    try:
        counts = yearly_counts(package.until(year), activity, str(params["indicator"]) or None)
    except InputError:
        return empty
    if counts.years[-1] < year:
        return empty
    length = int(params["window"])
    window = counts.window(year, length)
    filled = np.nan_to_num(window)
    present = location_quotient(filled) >= float(params["threshold"])
    has_counts = np.isfinite(window) & (filled.sum(axis=1, keepdims=True) > 0)
    has_counts &= lifetimes(counts, activity).unchanged(champion.cutoff, year, length)
    cells = pd.MultiIndex.from_product([counts.regions, counts.activities])
    values = np.where(has_counts, present, np.nan).ravel()
    return pd.Series(values, index=cells).dropna()


def niche_figures(calls: pd.DataFrame) -> pd.DataFrame:
    """Figures of each version and call in niche_calls, for large and for small regions.

    Returns
    -------
    DataFrame
        The version, year (of the outcome), call, regions ("large", or "small" for those with a
        warning), n, known (calls whose outcome is known), stated (mean probability) and
        came_true (share), hit_rate (share of the ten likeliest calls of each region, mean over
        regions), null_hit_rate (the same by the best simple null) and lift (their ratio), ap and
        null_ap, ece, brier and null_brier; NaN without known outcomes.
    """
    regions = np.where(calls["warning"] == "", "large", "small")
    keys = [*VERSION, "year", "call", "regions"]
    year = (calls["origin"] + calls["horizon"]).astype(str)
    return _by_group(calls.assign(regions=regions, year=year), keys, _niche_figures)


def _by_group(
    rows: pd.DataFrame, keys: list[str], figures: Callable[[pd.DataFrame], dict[str, float]]
) -> pd.DataFrame:
    """The keys of each group of rows, and its figures."""
    groups = rows.groupby(keys, sort=False)
    return pd.DataFrame([dict(zip(keys, key, strict=True)) | figures(part) for key, part in groups])


def _niche_figures(rows: pd.DataFrame) -> dict[str, float]:
    judged = rows.dropna(subset="outcome")
    outcome = judged["outcome"].to_numpy() == 1
    region = pd.factorize(judged["region_code"])[0]
    stated, null = (judged[c].to_numpy(float) for c in ("probability", "null_probability"))
    hits, null_hits = (
        metrics.precision_at_per_region(outcome, score, region, 10) for score in (stated, null)
    )
    return {
        "n": len(rows),
        "known": len(judged),
        "stated": float(judged["probability"].mean()),
        "came_true": float(judged["outcome"].mean()),
        "hit_rate": hits,
        "null_hit_rate": null_hits,
        "lift": hits / null_hits if null_hits > 0 else float("nan"),
        "ap": metrics.average_precision(outcome, stated),
        "null_ap": metrics.average_precision(outcome, null),
        "ece": metrics.expected_calibration_error(outcome, stated),
        "brier": metrics.brier(outcome, stated),
        "null_brier": metrics.brier(outcome, null),
    }


def growth_calls(
    champion: Champion, package: Package | None = None, recorded: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every forecast of a growth champion with its quantiles, the last value and the outcome.

    For sub-annual data one a year, as in training.yearly.

    Parameters
    ----------
    package : Package, optional
        As for ``niche_calls``.
    recorded : DataFrame, optional
        region_code, cluster_code, year, outcome from monitoring; outcomes in the package take
        precedence.

    Returns
    -------
    DataFrame
        name, version, model, package, origin, horizon, region_code, cluster_code, year, step,
        median, quantiles, last_value (at the origin), outcome (NaN if unknown), p_value
        (two-sided) and, for each of LEVELS, inside_80, ...: 1 if the outcome is in the interval,
        0 if not, NaN if unknown.
    """
    if package is not None and package.name == champion.package:
        package = champion.in_its_prices(at_last_period(package, champion))
    champion = once_a_year(champion)
    rows = _signed(champion.tables["forecasts"][POINT], champion)
    keys = ["region_code", "cluster_code"]
    history = champion.tables["history"]
    last = history[history["year"] == champion.cutoff].rename(columns={"value": "last_value"})
    rows = rows.merge(last[[*keys, "last_value"]], on=keys, how="left")
    outcome = _values(champion, package, recorded)
    rows = rows.merge(outcome, on=[*keys, "year"], how="left")
    rows["p_value"] = two_sided(rows, rows["outcome"].to_numpy(float))
    is_judged = rows["outcome"].notna()
    rows["p_value"] = rows["p_value"].where(is_judged)
    for level in LEVELS:
        inside = leaves(rows, rows["outcome"].to_numpy(float), level) == 0
        rows[f"inside_{level * 100:.0f}"] = pd.Series(inside, rows.index, float).where(is_judged)
    return rows


def _signed(rows: pd.DataFrame, champion: Champion) -> pd.DataFrame:
    """Rows with the columns of VERSION in front."""
    signature = {
        "name": champion.name,
        "version": champion.version,
        "model": champion.model,
        "package": champion.package,
        "origin": champion.cutoff,
        "horizon": champion.horizon,
    }
    constants = pd.DataFrame(signature, index=rows.index)
    return pd.concat([constants, rows], axis=1)


def _values(
    champion: Champion, package: Package | None, recorded: pd.DataFrame | None
) -> pd.DataFrame:
    """region_code, cluster_code, year, outcome: recorded ones, replaced by those of the package."""
    keys = ["region_code", "cluster_code", "year"]
    empty = pd.DataFrame(columns=[*keys, "outcome"]).astype({"year": int, "outcome": float})
    parts = [empty if recorded is None else recorded[[*keys, "outcome"]]]
    table = None if package is None else package.tables.get("cluster_indicators")
    if package is not None and package.name == champion.package and table is not None:
        rows = table[table["indicator"] == champion.params["indicator"]]
        parts.append(rows[[*keys, "value"]].rename(columns={"value": "outcome"}))
    outcomes = parts[-1] if parts[0].empty else pd.concat(parts)
    return outcomes.drop_duplicates(keys, keep="last")


def growth_figures(calls: pd.DataFrame) -> pd.DataFrame:
    """Figures of each version over its forecasts whose outcome is known, by year of the outcome.

    Returns
    -------
    DataFrame
        The version, year (as text, or "all"), n (forecasts), known (those with a known outcome),
        smape and null_smape (per cent; the null repeats the last value, so both are over series
        with a value at the origin), lift (null_smape / smape), coverage_80, coverage_95 and
        p_below_05 (share of p-values below SMALL_P, the share expected by chance; uncorrected,
        unlike monitoring); NaN without known outcomes.
    """
    both = pd.concat([calls.assign(year="all"), calls.assign(year=calls["year"].astype(str))])
    return _by_group(both, [*VERSION, "year"], _growth_figures)


def _growth_figures(rows: pd.DataFrame) -> dict[str, float]:
    judged = rows.dropna(subset="outcome")
    with_last = judged.dropna(subset="last_value")
    actual = with_last[["outcome"]].to_numpy(float)
    error, null = (
        pd.Series(smape(actual, with_last[[forecast]].to_numpy(float))).mean()
        for forecast in ("median", "last_value")
    )
    return {
        "n": len(rows),
        "known": len(judged),
        "smape": error,
        "null_smape": null,
        "lift": null / error if error > 0 else float("nan"),
        "coverage_80": float(judged["inside_80"].mean()),
        "coverage_95": float(judged["inside_95"].mean()),
        "p_below_05": float((judged["p_value"] < SMALL_P).mean()) if len(judged) else np.nan,
    }

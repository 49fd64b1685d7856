"""Series outside their forecast intervals, how surprising they are, and exposed clusters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.errors import InputError, UnknownCodeError
from features.links.exposure import departure, exposed
from features.links.flow_table import InputOutput
from features.package import Package
from training.growth.intervals.conformal import LEVELS, QUANTILE_COLUMNS, interval_columns
from training.growth.intervals.quantiles import leaves, two_sided

LEVEL = 0.8
FALSE_DISCOVERY = 0.1
EFFECTS = [
    *("effect", "effect_low", "effect_high"),
    *("total_effect", "total_effect_low", "total_effect_high"),
]
EXPOSED = [
    *("region_code", "cluster_code", "year", "neighbour_code", "direction", "share"),
    *EFFECTS,
]
"""Columns of exposed clusters."""


@dataclass(frozen=True)
class Monitoring:
    """The comparison of newer years with a forecast.

    Attributes
    ----------
    series : DataFrame
        region_code, cluster_code, year, step, value, median, low, high (ends of the interval),
        outside ("above", "below" or ""), p_value (two-sided), p_adjusted (Benjamini-Hochberg over
        all rows), surprising (p_adjusted at most the false discovery rate); most surprising first.
    exposed : DataFrame
        EXPOSED: region_code, cluster_code (surprising), year, neighbour_code, direction
        ("upstream": sells to it, "downstream": buys from it), share (of the neighbour's output or
        inputs) and what ``features.links.exposure.exposed`` expects for its output in %.
    years : DataFrame
        year, n, share_outside, expected_outside, median_error (actual over median, less 1). Many
        more outside than expected on one side indicate a common shock.
    """

    series: pd.DataFrame
    exposed: pd.DataFrame
    years: pd.DataFrame


def actual_values(package: Package, indicator: str) -> pd.DataFrame:
    """region_code, cluster_code, year, value of one indicator of a package.

    Raises
    ------
    MissingTableError, UnknownCodeError
        The package lacks the table or the indicator.
    """
    table = package.table("cluster_indicators", "monitoring")
    rows = table[table["indicator"] == indicator]
    if rows.empty:
        raise UnknownCodeError("indicator", indicator, table["indicator"].unique())
    return rows[["region_code", "cluster_code", "year", "value"]]


def monitor(
    forecasts: pd.DataFrame,
    actuals: pd.DataFrame,
    tables: Mapping[str, Sequence[InputOutput]] | None = None,
    level: float = LEVEL,
    false_discovery: float = FALSE_DISCOVERY,
) -> Monitoring:
    """Compare newer years with a forecast.

    Parameters
    ----------
    forecasts : DataFrame
        Table forecasts of a growth champion.
    actuals : DataFrame
        region_code, cluster_code, year, value; years without a forecast are ignored.
    tables : mapping of region_code to InputOutput, one for each delta, or None
        As ``features.links.regionalization.regional_tables``; regions without any have no exposed
        neighbours.
    level : float
        Of the central interval, one of ``training.growth.intervals.conformal.LEVELS``.
    false_discovery : float
        Tolerated share of false alarms among the surprising series (Benjamini & Hochberg 1995).

    Raises
    ------
    InputError
        No forecast year is known yet, the level is unavailable, or the rate is not between 0 and
        1.
    """
    low, high = interval_columns(level)
    if low not in QUANTILE_COLUMNS:
        available = ", ".join(f"{100 * share:g}" for share in LEVELS)
        raise InputError(
            f"the forecasts have no {100 * level:g} % interval; available levels: {available}"
        )
    if not 0 < false_discovery < 1:
        raise InputError(f"false_discovery is {false_discovery}: give a number between 0 and 1")
    keys = ["region_code", "cluster_code", "year"]
    rows = forecasts.merge(actuals.dropna(subset="value"), on=keys, validate="one_to_one")
    if rows.empty:
        raise InputError(
            f"no series has a value in the years of the forecast ({forecasts['year'].min()} to "
            f"{forecasts['year'].max()}): give a package with newer years"
        )
    from scipy.stats import false_discovery_control  # slow to import

    value = rows["value"].to_numpy(np.float64)
    p_value = two_sided(rows, value)
    adjusted = false_discovery_control(p_value)
    side = leaves(rows, value, level)
    outside = np.select([side > 0, side < 0], ["above", "below"], "")
    series = rows[[*keys, "step", "value", "median"]].assign(
        low=rows[low],
        high=rows[high],
        outside=outside,
        p_value=p_value,
        p_adjusted=adjusted,
        surprising=adjusted <= false_discovery,
    )
    series = series.sort_values(["p_value", *keys], ignore_index=True)
    return Monitoring(
        series, _exposed(series[series["surprising"]], tables or {}), _years(series, level)
    )


def _years(series: pd.DataFrame, level: float) -> pd.DataFrame:
    """Share outside the interval in each year, with the expected share."""
    error = series["value"] / series["median"].where(series["median"] != 0) - 1
    by_year = series.assign(error=error, left=series["outside"] != "").groupby("year")
    result = by_year.agg(n=("left", "size"), share_outside=("left", "mean"))
    result["expected_outside"] = 1 - level
    return result.assign(median_error=by_year["error"].median()).reset_index()


def _exposed(surprising: pd.DataFrame, tables: Mapping[str, Sequence[InputOutput]]) -> pd.DataFrame:
    """Suppliers and buyers of the surprising clusters, most dependent first.

    Effects of a surprise that is too large for them (`Departure.is_linear`) are NaN.
    """
    parts = []
    for row in surprising.to_dict("records"):
        region, cluster = row["region_code"], row["cluster_code"]
        change = departure(row["value"], row["median"], row["low"], row["high"])
        versions = tables.get(region, ())
        if change is None or not versions or cluster not in versions[0].cluster_codes:
            continue
        keys = {"region_code": region, "cluster_code": cluster, "year": row["year"]}
        rows = exposed(versions, cluster, change).assign(**keys)
        if not change.is_linear:
            rows[EFFECTS] = np.nan
        parts.append(rows)
    return pd.concat(parts, ignore_index=True)[EXPOSED] if parts else pd.DataFrame(columns=EXPOSED)

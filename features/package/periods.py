"""Sub-annual data: quarters and months, and their annual means.

A table with a column period becomes two: an annual one, with the mean of quarters or months over
each complete year, and one with the quarters or months. Annual tables have no period; only growth
uses the others.
"""

from collections.abc import Mapping

import pandas as pd

MONTHS, QUARTERS = 12, 4
LABELS = {1: "yearly", QUARTERS: "quarterly", MONTHS: "monthly"}
"""Periods per year to the name of such data."""

Tables = Mapping[str, pd.DataFrame]


def split(tables: Tables) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """Tables without periods (annual), and the rows of those tables that have them.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As read; period is 0 in rows of a whole year.
    """
    yearly, sub_annual = {}, {}
    for name, rows in tables.items():
        if "period" not in rows:
            yearly[name] = rows
            continue
        parts = rows[rows["period"] > 0].reset_index(drop=True)
        whole = rows.loc[rows["period"] == 0].drop(columns="period")
        yearly[name] = whole.reset_index(drop=True)
        if len(parts):
            sub_annual[name] = parts
            means = annual(parts)[list(whole)]
            yearly[name] = pd.concat([whole, means], ignore_index=True)
    return yearly, sub_annual


def annual(rows: pd.DataFrame) -> pd.DataFrame:
    """Means over the complete years of each series; a year that lacks a period is left out.

    Parameters
    ----------
    rows : DataFrame
        year, period, indicator, value and the keys of the series.

    Returns
    -------
    DataFrame
        The same columns without period, one row per series and complete year.
    """
    means = [name for name in rows if name in ("value", "estimated")]
    keys = [name for name in rows if name not in ("period", *means)]
    stated = rows.fillna({"estimated": 0.0}) if "estimated" in rows else rows
    years = stated.groupby(keys, sort=False)
    found = years[means].mean().assign(size=years.size()).reset_index()
    complete = found["size"] == found["indicator"].map(periods_per_year(rows))
    return found.loc[complete, [*keys, *means]].reset_index(drop=True)


def periods_per_year(rows: pd.DataFrame) -> "pd.Series[int]":
    """4 or 12 by indicator: an indicator with a period after the fourth has months."""
    last = rows.groupby("indicator")["period"].max()
    return last.gt(QUARTERS).map({True: MONTHS, False: QUARTERS})


def time_of(year: int, period: int, per_year: int) -> int:
    """Quarters or months since the year 0; the year itself where a year has one period."""
    return year * per_year + period - 1


def year_and_period(time: int, per_year: int) -> tuple[int, int]:
    """Year and period of a time of `time_of`."""
    return time // per_year, time % per_year + 1


def label(year: int, period: int, per_year: int) -> str:
    """A point in time as text: 2015, 2015 Q3 or 2015-07."""
    if per_year == 1:
        return str(year)
    return f"{year} Q{period}" if per_year == QUARTERS else f"{year}-{period:02d}"

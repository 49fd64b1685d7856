"""Annual views of growth champions of sub-annual data, for the choice, audits and the ledger.

Forecasts are taken once a year, at the quarter or month of the last value, so that growth over
years compares the same season; intervals stay those that were calibrated.
"""

from dataclasses import replace

from features.package import Package
from training.champion import Champion


def periods_per_year(champion: Champion) -> int:
    """1, or 4 or 12 for a growth champion of quarterly or monthly data."""
    return int(champion.params.get("periods_per_year", 1))


def once_a_year(champion: Champion) -> Champion:
    """A growth champion with one value a year in its tables and data; an annual one unchanged."""
    per_year = periods_per_year(champion)
    if per_year == 1:
        return champion
    tables = dict(champion.tables)
    for name in ("forecasts", "totals"):
        if name in tables:
            rows = tables[name][tables[name]["step"] % per_year == 0]
            tables[name] = rows.assign(step=rows["step"] // per_year).drop(columns="period")
    for name in ("history", "totals_history"):
        if name in tables:
            rows = tables[name][tables[name]["period"] == last_period(champion)]
            tables[name] = rows.drop(columns="period")
    tables = {name: rows.reset_index(drop=True) for name, rows in tables.items()}
    return replace(champion, tables=tables, data=at_last_period(champion.data, champion))


def at_last_period(package: Package, champion: Champion) -> Package:
    """A package with one quarter or month a year of the champion's indicator."""
    if periods_per_year(champion) == 1:
        return package
    return package.at_period(str(champion.params["indicator"]), last_period(champion))


def last_period(champion: Champion) -> int:
    """Quarter or month of the last value in the data of a sub-annual champion."""
    forecasts = champion.tables["forecasts"]
    a_year_on = forecasts["step"] == periods_per_year(champion)
    return int(forecasts.loc[a_year_on, "period"].iloc[0])

"""Growth champions of sub-annual data for what thinks in years: the choice, audits, the ledger.

A forecast of quarters or months is read once a year, at the place in the year of the last known
one, so that growth over years compares the same season; intervals stay those that were calibrated.
"""

from dataclasses import replace

from features.package import Package
from training.champion import Champion


def periods_per_year(champion: Champion) -> int:
    """1, or 4 or 12 for a growth champion of quarterly or monthly data."""
    return int(champion.params.get("periods_per_year", 1))


def once_a_year(champion: Champion) -> Champion:
    """A growth champion whose tables and data have one value a year; an annual one as it is."""
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
    """A package in which a year of the champion's indicator is that year's quarter or month."""
    if periods_per_year(champion) == 1:
        return package
    return package.at_period(str(champion.params["indicator"]), last_period(champion))


def last_period(champion: Champion) -> int:
    """Quarter or month of the last value that a champion of sub-annual data knew."""
    forecasts = champion.tables["forecasts"]
    a_year_on = forecasts["step"] == periods_per_year(champion)
    return int(forecasts.loc[a_year_on, "period"].iloc[0])

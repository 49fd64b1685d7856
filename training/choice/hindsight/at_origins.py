# ruff: noqa: PD011 (GrowthPanel.values is an array)
"""Criteria and outcomes of the options of a backtest's origins, as tables of a run.

What was not known at an origin plays no part in its criteria: rows of later years are cut, and so
are tables without a year.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from features.errors import InputError
from features.growth.panel import KEYS, GrowthPanel, growth_panel, indicator_rows
from features.niches.question import NicheQuestion
from features.package import Package
from features.package.package import INDICATOR
from training.choice.context import ChoiceContext, all_options, choice_context
from training.choice.criteria import MULTIPLIER
from training.choice.options import ClusterOptions, NicheOptions, Options, with_risk
from training.choice.scale import ends
from training.choice.utilities import Criteria
from training.growth.intervals.conformal import QUANTILE_COLUMNS
from training.growth.order import LIMIT, yearly_growth
from training.growth.question import GrowthQuestion
from training.registry.snapshot import unregistered
from training.trained import Progress, Trained, silent

OPTIONS, SCALES = "choice_past", "choice_past_criteria"
"""Tables of a run: `OPTIONS` has origin, region_code, code, chance, base_rate, outcome and a column
for each criterion in its own unit; `SCALES` has origin, criterion, low, high (ends of its scale),
reason (one of REASONS where it has no data there, else "") and year (of a later table)."""
LATER, UNDATED, NO_DATA = REASONS = ("later_table", "undated", "no_data")
UNDATED_TABLES = {"alignment": "priorities"}
"""Criterion to the table without years from which it comes."""
TEXTS = ["origin", "region_code", "code"]
KEPT = [*TEXTS, "chance", "base_rate", "outcome"]
"""Columns of `OPTIONS` besides the criteria."""
LIKELIEST, LIKELY = 50, 0.1
"""Niches of a region and origin that are kept: so many, and all with such a chance of entry."""

Tables = dict[str, pd.DataFrame]


def cluster_past(
    package: Package, question: GrowthQuestion, futures: pd.DataFrame, progress: Progress = silent
) -> Tables:
    """The clusters of every origin, by the champion's forecasts at the time, and how they grew.

    Growth is in % a year: log growth, cut at 15 % up and down, since a cluster that multiplies or
    closes would decide a mean alone.

    Parameters
    ----------
    futures : DataFrame
        Of a backtest (``training.backtest.Backtest.futures``).

    Returns
    -------
    dict of name to DataFrame
        OPTIONS and SCALES; empty if no origin allows a choice.
    """

    def at_origin(origin: int, rows: pd.DataFrame) -> pd.DataFrame:
        known = _annual(_known_at(package, origin), question.indicator)
        forecasts = rows.assign(year=origin + question.horizon, step=question.horizon)
        prepared = _context(known, origin, question.indicator, forecasts)
        clusters = [options.clusters for options in _options(prepared)]
        parts = [_table(one, with_risk(one, one.futures())) for one in clusters]
        now, later = rows["value"].to_numpy(np.float64), rows["actual"].to_numpy(np.float64)
        growth = yearly_growth(now, later, question.horizon)
        outcome = rows[KEYS].assign(outcome=100 * np.clip(growth, -LIMIT, LIMIT))
        outcome = outcome.rename(columns={"cluster_code": "code"})
        table = _joined(parts).assign(chance=1.0, base_rate=np.nan)
        return table.merge(outcome, how="left", on=["region_code", "code"])

    return _collected(package, futures, at_origin, progress)


def niche_past(
    package: Package, question: NicheQuestion, futures: pd.DataFrame, progress: Progress = silent
) -> Tables:
    """The niches of every origin, with their chances at the time, and whether they were entered.

    As `cluster_past`, for niches of technologies; empty for a package without clusters. Of a region
    the LIKELIEST niches are kept, and all with a chance of LIKELY or more. The base rate is the
    share of all of a region's candidate niches that were entered.
    """
    indicator = _indicator(package)
    if question.activity != "technology" or indicator is None:
        return {}

    def at_origin(origin: int, calls: pd.DataFrame) -> pd.DataFrame:
        known = _annual(_known_at(package, origin), indicator)
        naive = _naive(growth_panel(known, origin, indicator), question.horizon)
        prepared = _context(known, origin, indicator, naive, calls)
        parts = [
            _table(options.niches, options.niches.criteria).assign(chance=options.niches.chance)
            for options in _options(prepared)
            if options.niches is not None
        ]
        table = _joined(parts)
        entered = calls.rename(columns={"activity_code": "code", "entered": "outcome"})
        entered = entered[["region_code", "code", "outcome"]]
        rates = entered.groupby("region_code")["outcome"].mean()
        return table.assign(base_rate=table["region_code"].map(rates)).merge(
            entered, how="left", on=["region_code", "code"]
        )

    found = _collected(package, futures, at_origin, progress)
    return found | {OPTIONS: _likeliest(found[OPTIONS])} if found else {}


def _known_at(package: Package, origin: int) -> Package:
    """The package as it stood at the origin, without tables that have no year."""
    past = package.until(origin)
    undated = set(UNDATED_TABLES.values())
    return replace(past, tables={n: rows for n, rows in past.tables.items() if n not in undated})


def _annual(package: Package, indicator: str) -> Package:
    """A package with the last quarter or month of each year in place of sub-annual values."""
    rows = indicator_rows(package, indicator)
    if "period" not in rows:
        return package
    last = rows.loc[rows["year"] == rows["year"].max(), "period"].max()
    return package.at_period(indicator, int(last))


def _indicator(package: Package) -> str | None:
    """The indicator by which clusters are measured beside niches; None without clusters."""
    rows = package.tables.get("cluster_indicators")
    if rows is None or rows.empty:
        return None
    counts = rows["indicator"].value_counts()
    return INDICATOR if INDICATOR in counts.index else str(counts.index[0])


def _naive(panel: GrowthPanel, horizon: int) -> pd.DataFrame:
    """Forecasts of no growth: niches have no criterion of growth."""
    last = dict.fromkeys(["median", *QUANTILE_COLUMNS], panel.values[:, -1])
    return panel.keys.assign(year=panel.years[-1] + horizon, step=horizon, **last)


def _context(
    known: Package,
    origin: int,
    indicator: str,
    forecasts: pd.DataFrame,
    calls: pd.DataFrame | None = None,
) -> ChoiceContext:
    """The choice as it stood at an origin.

    Futures share the default part of their errors: that of the champion is estimated from later
    errors too.
    """
    horizon = int(forecasts["step"].iloc[0])
    growth = Trained(
        "growth", "", origin, horizon, {"indicator": indicator}, {"forecasts": forecasts}
    )
    if calls is None:
        return choice_context(unregistered(growth, known))
    niches = Trained("niches", "", origin, horizon, {}, {"calls": calls})
    return choice_context(unregistered(growth, known), unregistered(niches, known))


def _options(prepared: ChoiceContext) -> list[Options]:
    """The options of the regions that have any."""
    return [found for found in all_options(prepared).values() if isinstance(found, Options)]


def _table(options: ClusterOptions | NicheOptions, criteria: Criteria) -> pd.DataFrame:
    """region_code, code and criteria of a region's options."""
    table = pd.DataFrame(criteria.matrix, columns=criteria.names)
    return table.assign(region_code=options.region_code, code=options.codes)


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The options of all regions; InputError without any."""
    if not parts:
        raise InputError("no region has any")
    return pd.concat(parts, ignore_index=True)


def _collected(
    package: Package,
    futures: pd.DataFrame,
    at_origin: Callable[[int, pd.DataFrame], pd.DataFrame],
    progress: Progress,
) -> Tables:
    """OPTIONS and SCALES of all origins that allow a choice; empty if none does."""
    options, scales = [], []
    for origin in sorted(futures["origin"].unique().tolist()) if len(futures) else ():
        progress(f"options at {origin}")
        rows = futures[futures["origin"] == origin].reset_index(drop=True)
        try:
            table = at_origin(origin, rows)
        except InputError as error:
            progress(f"no options at {origin}: {error}")
            continue
        options.append(table.assign(origin=origin))
        scales.append(_scales(package, origin, table))
    if not options:
        return {}
    found = pd.concat(options, ignore_index=True)
    return {OPTIONS: _small(found), SCALES: pd.concat(scales, ignore_index=True)}


def _scales(package: Package, origin: int, table: pd.DataFrame) -> pd.DataFrame:
    """The ends of each criterion's scale at an origin, or why it has no data there."""
    names = [str(name) for name in table if name not in KEPT]
    found = ends([Criteria(names, table[names].to_numpy(np.float64))])
    rows = [
        (origin, name, *found.get(name, (np.nan, np.nan)), *_reason(package, name, name in found))
        for name in names
    ]
    return pd.DataFrame(rows, columns=["origin", "criterion", "low", "high", "reason", "year"])


def _reason(package: Package, criterion: str, has_data: bool) -> tuple[str, float]:
    """Why a criterion has no data at an origin, and the year of a later table."""
    if has_data:
        return "", np.nan
    if UNDATED_TABLES.get(criterion) in package.tables:
        return UNDATED, np.nan
    if criterion == MULTIPLIER and "cluster_flows" in package.tables:
        return LATER, float(package.tables["cluster_flows"]["year"].min())
    return NO_DATA, np.nan


def _likeliest(options: pd.DataFrame) -> pd.DataFrame:
    """The niches that could be recommended."""
    place = options.groupby(["origin", "region_code"])["chance"].rank(
        method="first", ascending=False
    )
    kept = (place <= LIKELIEST) | (options["chance"] >= LIKELY)
    return options[kept].reset_index(drop=True)


def _small(options: pd.DataFrame) -> pd.DataFrame:
    """Numbers in single precision, keys first."""
    columns = [*KEPT, *(name for name in options if name not in KEPT)]
    single = {name: np.float32 for name in columns if name not in TEXTS}
    return options[columns].astype(single)

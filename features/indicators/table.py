"""The indicator table of a package: a row for each indicator, region, activity and year."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from features.arrays import Array, Codes
from features.errors import InputError, UnknownCodeError, listed
from features.indicators.catalogue import INDICATORS, Indicator, Need
from features.indicators.observation import Observation
from features.indicators.patent_quality import Quality, patent_quality
from features.indicators.shares import window_sums
from features.niches.counts import ACTIVITY_TABLES, REPORTED, Activity
from features.package import Package
from features.package.contract.columns import PATENT_QUALITY
from features.package.package import INDICATOR

SOURCES: dict[Activity, str] = {"cluster": "cluster_indicators", "technology": "patents"}
"""Kind of activity to the table that its values are in."""
POPULATION = "population"
"""Indicator of region_indicators for values per head."""
BLANK = np.array([""], dtype=object)
"""The code where a row is not about one region, or not about one activity."""


@dataclass(frozen=True)
class TableQuestion:
    """Which rows the table has.

    Attributes
    ----------
    years : (int, int) or None
        First and last year; None for the last year of each kind of activity.
    region : str
        Code of the only region in the table; empty for all regions, activities and the nation.
    indicator : str
        Of cluster_indicators, to measure clusters by; empty for value_added or, without
        it, the only indicator of the table.
    names : tuple of str
        Names in INDICATORS; empty for all.
    span : int
        Years over which growth and shift-share are measured.
    window : int
        Years of patents that are added up to one value.
    """

    years: tuple[int, int] | None = None
    region: str = ""
    indicator: str = ""
    names: tuple[str, ...] = ()
    span: int = 5
    window: int = 1


@dataclass(frozen=True)
class Record:
    """All values of one kind of activity.

    Attributes
    ----------
    activity : "cluster" or "technology"
    regions, activities : (R,), (A,) arrays of str
        Without those that are the total of others.
    years : list of int
        Of the values: the last year of each window.
    values : (R, A, Y) array
        NaN where unknown.
    quality : Quality or None
    """

    activity: Activity
    regions: Codes
    activities: Codes
    years: list[int]
    values: Array
    quality: Quality | None

    def at(self, year: int) -> Array:
        """Values (R, A) of a year; all unknown for a year without data."""
        if year not in self.years:
            return np.full(self.values.shape[:2], np.nan)
        return np.asarray(self.values[..., self.years.index(year)])


def indicator_table(package: Package, question: TableQuestion) -> tuple[pd.DataFrame, list[str]]:
    """Every indicator that the package has the data for.

    Returns
    -------
    table : DataFrame
        region_code, activity ("cluster" or "technology"), activity_code, year, indicator, value.
        The region_code is empty for an activity in all regions, the activity_code for a region as
        a whole, both for the nation. An unknown value has no row.
    notes : list of str
        Which indicators are missing, and which data they need.

    Raises
    ------
    InputError
        For a year without data, a region that is only a total of others, and a package with
        neither cluster_indicators nor patents.
    UnknownCodeError
        For a region, an indicator or a name that does not exist.
    """
    entries = _entries(question.names)
    rows = package.tables["regions"]
    regions: dict[str, str] = dict(zip(rows["region_code"], rows["region_name"], strict=True))
    if question.region and question.region not in regions:
        raise UnknownCodeError("region", question.region, regions, regions)
    question, notes = _with_indicator(package, question)
    records, missing = _records(package, question)
    notes += missing
    pairs, unasked = _years(records, question)
    notes += unasked
    blocks = []
    for record, year in pairs:
        observation = _observe(package, record, year, question)
        notes += _gaps(entries, observation, record, year, question.span)
        blocks += [_block(entry, observation, record, year) for entry in entries]
    table = pd.concat(blocks, ignore_index=True)
    if question.region:
        table = table[table["region_code"] == question.region].reset_index(drop=True)
        if table.empty:
            raise InputError(
                f"{question.region} has no values of its own in these years: choose one of "
                f"{listed(sorted({str(code) for r in records for code in r.regions}))}"
            )
    return table, list(dict.fromkeys(notes))


def _entries(names: tuple[str, ...]) -> list[Indicator]:
    for name in names:
        if name not in INDICATORS:
            raise UnknownCodeError("indicator", name, INDICATORS)
    return [INDICATORS[name] for name in names] or list(INDICATORS.values())


def _with_indicator(package: Package, question: TableQuestion) -> tuple[TableQuestion, list[str]]:
    """The question with an indicator of clusters, and a note where it is not the usual one."""
    rows = package.tables.get("cluster_indicators")
    if question.indicator or rows is None:
        return question, []
    chosen, notes = package.main_indicator(), []
    if chosen != INDICATOR:
        notes = [f"clusters are measured by {chosen}, the only indicator of cluster_indicators"]
    return replace(question, indicator=chosen), notes


def _records(package: Package, question: TableQuestion) -> tuple[list[Record], list[str]]:
    """Values of each kind of activity, and notes on the kinds that the package lacks."""
    records, notes = [], []
    for activity, table in SOURCES.items():
        if table in package.tables:
            records.append(_record(package, activity, question))
        else:
            notes.append(f"no indicators by {activity}: {package.name} has no table {table}")
    if not records:
        raise InputError(
            f"{package.name} has neither cluster_indicators nor patents: indicators need one"
        )
    return records, notes


def _record(package: Package, activity: Activity, question: TableQuestion) -> Record:
    """Values by region, activity and year, patents added up over the window."""
    rows = _rows(package, activity, question.indicator)
    region, regions = pd.factorize(rows["region_code"], sort=True)
    kind, activities = pd.factorize(rows["activity_code"], sort=True)
    years = list(range(rows["year"].min(), rows["year"].max() + 1))
    year = rows["year"].to_numpy() - years[0]
    cube = np.full((len(regions), len(activities), len(years)), np.nan)
    codes = np.asarray(regions, dtype=object), np.asarray(activities, dtype=object)
    if activity == "cluster":
        cube[region, kind, year] = rows["value"]
        return Record(activity, *codes, years, cube, None)
    cube[..., np.unique(year)] = 0.0
    cube[region, kind, year] = rows["value"]
    totals = pd.DataFrame(cube.sum(axis=1))
    before = totals.where(totals > 0).ffill(axis=1)
    unreported = ((totals == 0) & (before >= REPORTED)).to_numpy()
    cube = np.where(unreported[:, None, :], np.nan, cube)
    sums = window_sums(cube, question.window)
    return Record(
        activity, *codes, years[question.window - 1 :], sums, patent_quality(package, *codes)
    )


def _rows(package: Package, activity: Activity, indicator: str) -> pd.DataFrame:
    """region_code, activity_code, year, value; without totals of other codes in the rows."""
    rows, code, value = package.tables[SOURCES[activity]], f"{activity}_code", "patents"
    if activity == "cluster":
        value = "value"
        if indicator not in set(rows["indicator"]):
            raise UnknownCodeError("indicator", indicator, rows["indicator"])
        rows = rows[rows["indicator"] == indicator]
    for table, column in (("regions", "region_code"), (ACTIVITY_TABLES[activity], code)):
        codes = package.tables[table]
        parts = codes[codes[column].isin(rows[column])]
        rows = rows[~rows[column].isin(parts["parent_code"])]
    rows = rows.rename(columns={code: "activity_code", value: "value"})
    return rows[["region_code", "activity_code", "year", "value"]]


def _years(
    records: list[Record], question: TableQuestion
) -> tuple[list[tuple[Record, int]], list[str]]:
    """Each record with each of its requested years, and notes on records without any."""
    pairs, notes = [], []
    for record in records:
        recorded = np.flatnonzero(np.isfinite(record.values).any(axis=(0, 1)))
        years = [record.years[place] for place in recorded]
        first, last = question.years or (years[-1], years[-1])
        asked = [(record, year) for year in years if first <= year <= last]
        pairs += asked
        if not asked:
            span = str(first) if first == last else f"{first} to {last}"
            notes.append(
                f"no indicators by {record.activity} for {span}: {SOURCES[record.activity]} has "
                f"values of {years[0]} to {years[-1]}"
            )
    if not pairs:
        raise InputError("; ".join(notes))
    return pairs, notes


def _observe(package: Package, record: Record, year: int, question: TableQuestion) -> Observation:
    columns = [*PATENT_QUALITY, "quality"]
    quality = pd.DataFrame(index=range(len(record.activities)), columns=columns, dtype=np.float64)
    if record.quality is not None:
        quality = record.quality.at(year, question.window).reindex(columns=columns)
    parents = package.tables["regions"].set_index("region_code")["parent_code"]
    return Observation(
        record.at(year),
        record.at(year - question.span),
        _population(package, record.regions, year),
        pd.factorize(parents.reindex(record.regions))[0],
        quality,
    )


def _population(package: Package, regions: Codes, year: int) -> Array:
    """(R,): population of the year; NaN where it is unknown or not positive."""
    rows = package.tables.get("region_indicators")
    if rows is None:
        return np.full(len(regions), np.nan)
    people = rows[(rows["indicator"] == POPULATION) & (rows["year"] == year) & (rows["value"] > 0)]
    values = people.set_index("region_code")["value"].reindex(regions)
    return values.to_numpy(np.float64)


def _gaps(
    entries: list[Indicator], observation: Observation, record: Record, year: int, span: int
) -> list[str]:
    """Notes on indicators for which the package lacks the data of this year."""
    activity = record.activity
    missing: dict[Need, str] = {}
    if not np.isfinite(observation.before).any():
        table = SOURCES[activity]
        missing["past"] = f"growth by {activity}: {table} has no values of {year - span}"
    if not observation.counted.any():
        missing["population"] = (
            f"inequality in {year}: region_indicators has no {POPULATION} of that year"
        )
    if activity == "technology" and record.quality is None:
        missing["quality"] = f"patent quality: patents has none of {', '.join(PATENT_QUALITY)}"
    wanted = {entry.needs for entry in entries}
    return [f"no {text}" for need, text in missing.items() if need in wanted]


def _block(entry: Indicator, observation: Observation, record: Record, year: int) -> pd.DataFrame:
    """Rows of one indicator in one year, without those that are unknown."""
    values = np.array(entry.function(observation), dtype=np.float64)
    is_known = np.isfinite(observation.values)
    regions, activities = BLANK, BLANK
    if entry.level in ("cell", "region"):
        regions = record.regions
        values[~is_known.any(axis=1)] = np.nan
    if entry.level in ("cell", "activity"):
        activities = record.activities
        values[..., ~is_known.any(axis=0)] = np.nan
    values = values.reshape(len(regions), len(activities))
    if entry.level == "cell":
        values = np.where(is_known, values, np.nan)
    row, column = np.nonzero(np.isfinite(values))
    return pd.DataFrame(
        {
            "region_code": regions[row],
            "activity": record.activity,
            "activity_code": activities[column],
            "year": year,
            "indicator": entry.name,
            "value": values[row, column],
        }
    )

"""Tables of observations by region, time and further dimensions, as readings.

Every table of Eurostat and the OECD is a cube: a region, a time, often an activity or a technology,
and dimensions that say what is measured. An activity makes it a table of clusters, a technology one
of patents, and without either it is a table of regions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from features.errors import InputError
from features.sources.accounts import activities, indicators
from features.sources.classifications import nuts
from features.sources.opening import SourceFile
from features.sources.patents.counts import truncated_years
from features.sources.reading import LeftOut, Reading, Say

REGIONS = ("geo", "ref_area", "reg_id", "metroreg", "cities", "region", "location")
LEVELS = ("territorial_level", "tl")
LEVEL = r"CTRY|COUNTRY|(?:TL)?[0-3]"
"""Codes of levels; others are of types of regions, which are measured apart."""
COUNTRIES = ("location", "country")
ACTIVITIES = re.compile(r"nace.*|isic.*|activity|industry|economic_activity|sector_isic")
NO_ACTIVITY = frozenset({"_T", "_Z"})
"""Codes that alone say that a table of the OECD is of no single activity."""
TECHNOLOGIES = re.compile(r"ipc.*|cpc.*|tech|techn?olog.*|tech_?field|wipo.*")
TIMES = ("time_period", "time", "year")
NO_PLACE = "half-years, weeks, days and spans of years have no place in a package"

PERIODS = (
    (re.compile(r"(\d{4})(?:-?A1?)?"), 0),
    (re.compile(r"(\d{4})-?Q([1-4])"), 1),
    (re.compile(r"Q([1-4])-(\d{4})"), -1),
    (re.compile(r"(\d{4})(?:-?M|-)(0?[1-9]|1[0-2])"), 1),
)
"""Notations of years, quarters and months."""


@dataclass(frozen=True)
class Observations:
    """Cells of one dataset, from one file or several.

    Attributes
    ----------
    cells : DataFrame
        A row for each cell with a value: a text column for each dimension, under the file's own
        name, `time`, `value` (float), `flag`, `decimals` (digits printed after the point) and
        `power` (values are in 10 to this power of the unit).
    dimensions : tuple of str
        Columns of cells that tell them apart, without time.
    dataset : str
        "" where the file does not say it.
    files : tuple of SourceFile
    labels : mapping of str to mapping of str to str
        Dimension to its codes and what the file calls them.
    vintage : str
        As 2025-02-18, "" where the file does not say it.
    left_out : tuple of LeftOut
        Cells without a value.
    """

    cells: pd.DataFrame
    dimensions: tuple[str, ...]
    dataset: str
    files: tuple[SourceFile, ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    vintage: str = ""
    left_out: tuple[LeftOut, ...] = ()


def find(dimensions: Sequence[str], names: Sequence[str] | re.Pattern[str]) -> str:
    """The first dimension of a kind, whatever the case of its name; "" without one."""
    if isinstance(names, re.Pattern):
        return next((it for it in dimensions if names.fullmatch(it.casefold())), "")
    folded = {it.casefold(): it for it in dimensions}
    return next((folded[name] for name in names if name in folded), "")


def readings(
    files: Sequence[SourceFile],
    observations: Callable[[SourceFile], Sequence[Observations]],
    say: Say,
) -> list[Reading]:
    """A reading for each dataset; files of the same dataset are joined.

    Parameters
    ----------
    files : sequence of SourceFile
    observations : function
        What a file holds, by dataset.
    say : function
        Takes a line of progress.
    """
    found: dict[str, list[Observations]] = {}
    for file in files:
        say(f"reading {file.name}")
        for table in observations(file):
            found.setdefault(table.dataset, []).append(table)
    return [reading(latest(tables)) for tables in found.values()]


def latest(tables: Sequence[Observations]) -> Observations:
    """Several files of a dataset as one table; of a cell given twice the latest value is kept."""
    if len(tables) == 1:
        return tables[0]
    ordered = sorted(tables, key=lambda it: (it.vintage, it.files[0].dated))
    dimensions = tuple(dict.fromkeys(name for it in ordered for name in it.dimensions))
    cells = pd.concat([it.cells for it in ordered], ignore_index=True)
    cells = cells.fillna(dict.fromkeys([*dimensions, "flag"], ""))
    key = [*dimensions, "time"]
    doubled = cells.duplicated(key, keep="last")
    same = cells.duplicated([*key, "value"], keep="last")
    left_out = [part for it in ordered for part in it.left_out]
    if count := int((doubled & same).sum()):
        left_out.append(LeftOut("repeated values", count, "the same cell is in the files again"))
    if count := int((doubled & ~same).sum()):
        left_out.append(LeftOut("values given twice", count, "the latest file's value is kept"))
    labels: dict[str, dict[str, str]] = {}
    for table in ordered:
        for dimension, names in table.labels.items():
            labels.setdefault(dimension, {}).update(names)
    return replace(
        ordered[-1],
        cells=cells[~doubled].reset_index(drop=True),
        dimensions=dimensions,
        files=tuple(file for it in tables for file in it.files),
        labels=labels,
        left_out=tuple(left_out),
    )


def reading(found: Observations) -> Reading:
    """The reading of a dataset.

    Raises
    ------
    InputError
        A table without a dimension of regions, or with names in place of codes.
    """
    place = find(found.dimensions, REGIONS)
    if not place:
        raise InputError(
            f"{found.files[0].given} has no column of regions (geo, REF_AREA): it has "
            f"{', '.join(found.dimensions)}; download a regional table"
        )
    cells = found.cells.assign(value=found.cells["value"].astype(float))
    _check_codes(cells[place], place, found.files[0].given)
    activity = find(found.dimensions, ACTIVITIES) or find(found.dimensions, TECHNOLOGIES)
    if activity and {*cells[activity].unique()} <= NO_ACTIVITY and len(cells):
        activity = ""
    rows, left_out = _with_periods(cells.rename(columns={place: "region_code"}))
    others = [it for it in found.dimensions if it not in (place, activity)]
    rows, table = _with_indicators(rows, others, found, adds=bool(activity))
    whole = Reading(
        table="region_indicators",
        rows=rows,
        files=found.files,
        dataset=found.dataset,
        indicators=table,
        regions=_regions(rows, found, place),
        vintage=found.vintage,
        left_out=(*found.left_out, *left_out),
    )
    whole = _by_activity(whole, activity, found) if activity else whole
    rows = _in_columns(whole.rows, whole.table)
    return replace(
        whole,
        rows=rows,
        indicators=whole.indicators.drop(columns="kind"),
        years_left_out=_incomplete(rows, whole.indicators) if whole.table == "patents" else {},
    )


def _by_activity(whole: Reading, dimension: str, found: Observations) -> Reading:
    """A reading by industry, or of patents, with the activities of a dimension."""
    industry = ACTIVITIES.fullmatch(dimension.casefold())
    column = "cluster_code" if industry else "technology_code"
    rows = whole.rows.rename(columns={dimension: column})
    codes = rows[column].unique()
    classification = (
        activities.of_industries(codes, dimension, found.dataset)
        if industry
        else activities.of_technologies(codes)
    )
    adds = _adds(rows, whole.indicators, whole.regions)
    kept = activities.keep_activities(
        rows, column, classification, found.labels.get(dimension, {}), adds
    )
    by = f", by {classification.title}" if classification.title else ""
    return replace(
        whole,
        table="cluster_indicators" if industry else "patents",
        rows=pd.concat([rows, kept.rows], ignore_index=True),
        indicators=whole.indicators.assign(description=whole.indicators["description"] + by),
        activities=kept.table,
        left_out=(*whole.left_out, *kept.left_out),
    )


def _incomplete(rows: pd.DataFrame, table: pd.DataFrame) -> dict[int, str]:
    """Last years of patents that are not all published yet."""
    counts = table.loc[table["kind"] == "quantity", "indicator"]
    return truncated_years(rows[rows["indicator"].isin(counts)])


def _check_codes(codes: pd.Series, column: str, name: str) -> None:
    """InputError for names of regions where codes belong."""
    some = pd.Series(codes.unique()[:200])
    worded = some.str.contains(r"[a-z]{2}|\s", regex=True)
    if len(some) and worded.mean() > 0.5:
        raise InputError(
            f"{name}: column {column} holds names ({some[worded].iloc[0]}) in place of codes: "
            "download it again with codes, or with codes and labels"
        )


def _with_periods(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Rows with year and period, without times that a package has no place for."""
    times = {it: year_and_period(it) for it in rows["time"].unique()}
    readable = {it: at for it, at in times.items() if at is not None}
    kept = rows["time"].isin(list(readable))
    left_out = []
    if not kept.all():
        some = rows.loc[~kept, "time"]
        left_out.append(LeftOut(f"times such as {some.iloc[0]}", len(some), NO_PLACE))
    rows = rows[kept]
    year = rows["time"].map({it: at[0] for it, at in readable.items()}).astype("int64")
    period = rows["time"].map({it: at[1] for it, at in readable.items()}).astype("int64")
    return rows.assign(year=year, period=period).drop(columns="time"), left_out


def year_and_period(time: str) -> tuple[int, int] | None:
    """A time as year and period (0 for the whole year); None for half-years, weeks and days."""
    for pattern, order in PERIODS:
        if found := pattern.fullmatch(time.strip()):
            numbers = [int(it) for it in found.groups()]
            year, period = numbers[::order] if order else [numbers[0], 0]
            return year, period
    return None


def _with_indicators(
    rows: pd.DataFrame, others: Sequence[str], found: Observations, *, adds: bool
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows with their indicator, and the indicators."""
    telling = indicators.breakdowns(others)
    rows = _in_one_power(rows, telling) if telling else rows
    keys = rows[[*telling, "power"]]
    if level := find(others, LEVELS):
        keys = keys.assign(**{level: keys[level].mask(keys[level].str.fullmatch(LEVEL), "")})
    unique = keys.drop_duplicates().reset_index(drop=True)
    table = indicators.described(unique, found.dataset, found.labels, adds)
    number = keys.groupby(list(keys), sort=False, dropna=False).ngroup()
    rows = rows.assign(indicator=number.map(table["indicator"]))
    return rows, table.drop_duplicates("indicator").reset_index(drop=True)


def _in_one_power(rows: pd.DataFrame, telling: Sequence[str]) -> pd.DataFrame:
    """Values of an indicator in the same power of ten, the largest that is printed for it."""
    if rows["power"].nunique() < 2:
        return rows
    largest = rows.groupby(list(telling), dropna=False)["power"].transform("max")
    shift = largest - rows["power"]
    return rows.assign(
        value=(rows["value"] / 10.0**shift),
        decimals=rows["decimals"] + shift,
        power=largest,
    )


def _regions(rows: pd.DataFrame, found: Observations, place: str) -> pd.DataFrame:
    """Regions by NUTS, or by the grid of the OECD where the table says levels or countries."""
    names = found.labels.get(place, {})
    codes = rows["region_code"]
    level, country = find(found.dimensions, LEVELS), find([str(it) for it in rows], COUNTRIES)
    if not level and not country and place.casefold() not in ("ref_area", "reg_id"):
        return nuts.regions(codes.unique(), names)
    areas = pd.DataFrame({"code": codes, "level": rows[level] if level else ""})
    areas = areas.drop_duplicates().sort_values(["code", "level"]).drop_duplicates("code")
    countries = {}
    if country in rows:
        pairs = rows[["region_code", country]].drop_duplicates("region_code")
        countries = dict(zip(pairs["region_code"], pairs[country], strict=True))
    return nuts.grid_regions(areas, names, countries)


def _adds(rows: pd.DataFrame, table: pd.DataFrame, regions: pd.DataFrame) -> pd.Series[bool]:
    """Whether a row is a quantity of a region that a package keeps."""
    quantities = table.loc[table["kind"] == "quantity", "indicator"]
    inside = regions.loc[regions["left_out"] == "", "code"]
    return rows["indicator"].isin(quantities) & rows["region_code"].isin(inside)


def _in_columns(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Columns of the contract first, then the further dimensions of the file."""
    first = ["region_code", "year", "indicator", "value"]
    if table != "region_indicators":
        first.insert(1, "cluster_code" if table == "cluster_indicators" else "technology_code")
    if (rows["period"] > 0).any():
        first.insert(first.index("year") + 1, "period")
    working = ("period", "decimals", "power")
    further = [str(it) for it in rows if it not in first and it not in working]
    rows = rows[first + further].reset_index(drop=True)
    return rows.rename(columns={"value": "patents"}) if table == "patents" else rows

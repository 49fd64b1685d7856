"""The content of a package: rows, years, series, gaps, and which questions it allows."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from features.errors import listed
from features.formats import percent
from features.package import Package
from features.package.contract.columns import PRICE_BASES, QUESTIONS, Table
from features.package.contract.horizons import allowed, longest_horizons
from features.package.descriptor import TABLE_SOURCES
from features.package.periods import LABELS, label, periods_per_year
from features.package.schema import TABLES, language_of, needed
from features.package.shapes import region_codes


@dataclass(frozen=True)
class Question:
    """A question, the tables that a package lacks for it, and what its years allow in words."""

    name: str
    missing: tuple[str, ...]
    allowed: str


@dataclass(frozen=True)
class Description:
    """The content of a package.

    Attributes
    ----------
    name, title, sha256 : str
        As in the package.
    sources, licences : tuple of str
        Their titles, or names or addresses where they have none.
    table_sources : DataFrame
        One row per source of a table, as the package states them: table, source (title), dataset,
        data_of (vintage), file, sha256 (its first 12 digits), licence, imported; all text.
    left_out : DataFrame
        One row per part of a source that is not in the table, once where several files state it:
        table, source, what, count, why; all text.
    tables : DataFrame
        One row per table: table, rows, first_year and last_year (Int64, missing where the table
        has no years), regions (named in the table), series, gaps (see `series_gaps`).
    indicators : DataFrame
        One row per table and indicator: table, indicator, unit, data (yearly, quarterly or
        monthly), series, first_year, last_year, gaps; complete years alone count. Then
        last_period: the last known quarter or month, as 2022 Q3, empty for yearly data; and
        price_basis (current, constant, none or unknown).
    questions : tuple of Question
        All of features.package.contract.columns.QUESTIONS.
    names : DataFrame
        One row per table of codes and language: table, language ("" for the main names), named
        (codes with a name other than the code), codes.
    coordinates, shapes : int
        Regions with coordinates, and with an outline.
    estimated : DataFrame
        One row per table and indicator ("" for patents) with a column estimated: table, indicator,
        share of the sum of all absolute values that was estimated (0 to 1).
    """

    name: str
    title: str
    sha256: str
    sources: tuple[str, ...]
    licences: tuple[str, ...]
    table_sources: pd.DataFrame
    left_out: pd.DataFrame
    tables: pd.DataFrame
    indicators: pd.DataFrame
    questions: tuple[Question, ...]
    names: pd.DataFrame
    coordinates: int
    shapes: int
    estimated: pd.DataFrame


def describe(package: Package) -> Description:
    """Describe a package that has been read."""
    return Description(
        package.name,
        package.title,
        package.sha256,
        titles(package.metadata.get("sources")),
        titles(package.metadata.get("licenses")),
        _table_sources(package),
        _left_out(package),
        pd.DataFrame(
            [
                _table_row(TABLES[name], rows, package.n_rows(name))
                for name, rows in package.tables.items()
            ]
        ).astype({"first_year": "Int64", "last_year": "Int64"}),
        _indicators(package),
        questions(package.tables),
        _names(package),
        int(package.tables["regions"].get("latitude", pd.Series(dtype=float)).notna().sum()),
        len(region_codes(package.shapes)) if package.shapes else 0,
        _estimated(package),
    )


def _names(package: Package) -> pd.DataFrame:
    """`Description.names`."""
    found = []
    for table in (TABLES[name] for name in package.tables if TABLES[name].translated):
        rows = package.tables[table.name]
        for column in (str(it) for it in rows if str(it).startswith(table.translated)):
            named = (rows[column] != "") & (rows[column] != rows[table.key[0]])
            found.append((table.name, language_of(table, column), int(named.sum()), len(rows)))
    return pd.DataFrame(found, columns=["table", "language", "named", "codes"])


def _estimated(package: Package) -> pd.DataFrame:
    """`Description.estimated`."""
    found = []
    for name, rows in package.tables.items():
        if "estimated" not in rows:
            continue
        size = rows["patents" if name == "patents" else "value"].abs()
        indicator = rows["indicator"] if "indicator" in rows else pd.Series("", index=rows.index)
        sums = pd.DataFrame({"part": size * rows["estimated"].fillna(0.0), "size": size})
        sums = sums.groupby(indicator, sort=False).sum()
        shares = (sums["part"] / sums["size"]).fillna(0.0)
        found += [(name, str(key), float(share)) for key, share in shares.items()]
    return pd.DataFrame(found, columns=["table", "indicator", "share"])


def questions(tables: Mapping[str, pd.DataFrame]) -> tuple[Question, ...]:
    """Which questions a package with these tables allows, and what the others lack."""
    horizons, found = longest_horizons(tables), []
    for question in QUESTIONS:
        missing = tuple(name for name in needed(question) if name not in tables)
        lacks = f"no, it needs {', '.join(missing)}"
        found.append(Question(question, missing, lacks if missing else allowed(question, horizons)))
    return tuple(found)


def source_lines(description: Description) -> Iterator[str]:
    """The sources of each table in words: files, licence and what was left out."""
    left_out = description.left_out
    groups = ["table", "source", "data_of", "licence"]
    for key, rows in description.table_sources.groupby(groups, sort=False):
        table, source, data_of, licence = map(str, key)
        yield f"{table}: {source}{f', data of {data_of}' if data_of else ''}"
        for file, digest, imported in rows[["file", "sha256", "imported"]].itertuples(index=False):
            facts = (
                f"sha256 {digest}" if digest else "",
                f"imported {imported}" if imported else "",
            )
            if file:
                yield f"  file: {', '.join(filter(None, (file, *facts)))}"
        if licence:
            yield f"  licence: {licence}"
        parts = left_out[(left_out["table"] == table) & (left_out["source"] == source)]
        for what, count, why in parts[["what", "count", "why"]].itertuples(index=False):
            yield f"  left out: {what} ({count}): {why}"


def series_gaps(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Years of each series.

    Parameters
    ----------
    rows : DataFrame
        With a column year; a year without a row is unknown.
    key : list of str
        Columns that identify a series.

    Returns
    -------
    DataFrame, one row per series
        The key, first_year, last_year and gaps: years between the two without a row.
    """
    years = rows.groupby(key, sort=False, as_index=False)["year"].agg(["min", "max", "nunique"])
    years["gaps"] = years["max"] - years["min"] + 1 - years["nunique"]
    return years.rename(columns={"min": "first_year", "max": "last_year"}).drop(columns="nunique")


def _series_key(table: Table) -> list[str]:
    """Columns that identify a series of a table.

    In patents and input-output tables a region's year is complete: where it has rows, a cell
    without one is a zero.
    """
    if table.name in ("patents", "cluster_flows", "cluster_output"):
        return ["region_code"]
    return [name for name in table.key if name != "year"]


def _table_row(table: Table, rows: pd.DataFrame, n_rows: int) -> dict[str, object]:
    """The row of `Description.tables` for one table, given the rows of its file."""
    row: dict[str, object] = {
        "table": table.name,
        "rows": n_rows,
        "first_year": None,
        "last_year": None,
        "regions": rows["region_code"].nunique() if "region_code" in rows else 0,
        "series": 0,
        "gaps": 0,
    }
    if "year" not in rows:
        return row
    series = series_gaps(rows, _series_key(table))
    return row | {
        "first_year": series["first_year"].min(),
        "last_year": series["last_year"].max(),
        "series": len(series),
        "gaps": int(series["gaps"].sum()),
    }


def _indicators(package: Package) -> pd.DataFrame:
    """`Description.indicators`, from all tables with a column indicator and years."""
    parts = []
    for name, rows in package.tables.items():
        if {"indicator", "year"} <= set(rows):
            series = series_gaps(rows, _series_key(TABLES[name]))
            summary = series.groupby("indicator", sort=False, as_index=False).agg(
                series=("gaps", "size"),
                first_year=("first_year", "min"),
                last_year=("last_year", "max"),
                gaps=("gaps", "sum"),
            )
            sub_annual = package.sub_annual.get(name)
            per_year = {} if sub_annual is None else periods_per_year(sub_annual).to_dict()
            data = [LABELS[per_year.get(indicator, 1)] for indicator in summary["indicator"]]
            last = {} if sub_annual is None else _last_periods(sub_annual, per_year)
            periods = [last.get(indicator, "") for indicator in summary["indicator"]]
            parts.append(summary.assign(table=name, data=data, last_period=periods))
    columns = ["table", "indicator", "unit", "data", "series"]
    columns += ["first_year", "last_year", "gaps", "last_period", "price_basis"]
    if not parts:
        return pd.DataFrame(columns=columns)
    units = package.tables["indicators"][["indicator", "unit"]]
    found = pd.concat(parts, ignore_index=True).merge(units, on="indicator", how="left")
    return found.assign(price_basis=[package.price_basis(name) for name in found["indicator"]])[
        columns
    ]


def estimates(description: Description) -> list[str]:
    """A sentence for each indicator (or the patents) of which a part was estimated."""
    return [
        f"{' '.join(filter(None, (table, name)))}: {percent(share)} of all values was estimated"
        for table, name, share in description.estimated.itertuples(index=False)
        if share > 0
    ]


def unstated_prices(package: Package) -> str:
    """A sentence that names the indicators with values but no price basis; "" without any."""
    measured = {
        str(name)
        for rows in package.tables.values()
        if {"indicator", "year"} <= set(rows)
        for name in rows["indicator"].unique()
    }
    unknown = [name for name in measured if package.price_basis(name) == "unknown"]
    if not unknown:
        return ""
    return (
        f"price basis not stated for {listed(unknown)}: add price_basis ({', '.join(PRICE_BASES)}) "
        "to indicators, so that answers can say whether growth includes inflation"
    )


def _last_periods(rows: pd.DataFrame, per_year: Mapping[Hashable, int]) -> dict[Hashable, str]:
    """The last quarter or month of each indicator, as text."""
    latest = rows.sort_values(["year", "period"]).drop_duplicates("indicator", keep="last")
    columns = (latest[name] for name in ("indicator", "year", "period"))
    return {
        indicator: label(int(year), int(period), per_year[indicator])
        for indicator, year, period in zip(*columns, strict=True)
    }


def titles(entries: object) -> tuple[str, ...]:
    """Names of sources or licences; entries without any name are left out."""
    return tuple(
        name for entry in objects(entries) if (name := stated(entry, "title", "name", "path"))
    )


def objects(entries: object) -> list[Mapping[str, object]]:
    """The objects of a list in datapackage.json; none of what is no list."""
    return [it for it in entries if isinstance(it, Mapping)] if isinstance(entries, list) else []


def stated(entry: Mapping[str, object], *keys: str) -> str:
    """The first of these properties that has a value, as text that a terminal may print."""
    value = next((entry[key] for key in keys if entry.get(key) not in (None, "")), "")
    return "".join(letter for letter in str(value) if letter.isprintable()).strip()


def sources_of(package: Package, table: str) -> list[Mapping[str, object]]:
    """What a package states of the sources of a table."""
    found = package.metadata.get(TABLE_SOURCES)
    return objects(found.get(table)) if isinstance(found, Mapping) else []


def _table_sources(package: Package) -> pd.DataFrame:
    """`Description.table_sources`."""
    columns = ["table", "source", "dataset", "data_of", "file", "sha256", "licence", "imported"]
    rows = [
        [
            table,
            stated(entry, "title", "name", "path"),
            stated(entry, "dataset"),
            stated(entry, "vintage"),
            stated(entry, "file"),
            stated(entry, "sha256")[:12],
            stated(entry, "licence"),
            stated(entry, "imported"),
        ]
        for table in package.tables
        for entry in sources_of(package, table)
    ]
    return pd.DataFrame(rows, columns=columns).astype("str")


def _left_out(package: Package) -> pd.DataFrame:
    """`Description.left_out`."""
    rows = [
        [
            table,
            stated(entry, "title", "name", "path"),
            *(stated(part, key) for key in ("what", "count", "why")),
        ]
        for table in package.tables
        for entry in sources_of(package, table)
        for part in objects(entry.get("left_out"))
    ]
    found = pd.DataFrame(rows, columns=["table", "source", "what", "count", "why"]).astype("str")
    return found.drop_duplicates(ignore_index=True)

"""Patents of a region, technology and year, from the shares, classes and years of single patents.

Readers fill these tables of a database; a patent goes by a number, `patent`:

places (patent, region, share)
    Share of the patent that its inventors there have, in billionths; several rows add up.
classes (patent, class)
    Symbols of its technology classes; the same may stand there twice.
years (patent, year)
    One row each.
quality (patent, citations, claims, …), optional
    Indicators of QUALITY that the tables have, in hundred-thousandths, NULL where unknown; one
    row each.

Sums are of whole numbers, so that they do not depend on the order of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.package.contract.columns import PATENT_QUALITY
from features.sources.patents.tables import Database
from features.sources.reading import Choices, LeftOut

SHARE = 1_000_000_000
"""Whole of a patent in `places`."""
STEP = 100_000
"""Steps of a quality indicator between 0 and 1."""
MOST = 90_000
"""The largest value of a quality indicator: times STEP and SHARE it is within 64 bits."""
DIGITS = 6
"""Decimals of counts and means."""
QUALITY = tuple(PATENT_QUALITY)


def quality_value(expression: str) -> str:
    """SQL of a number as `quality` holds it, NULL for one that no patent can have."""
    steps = f"CAST(round({expression} * {STEP}) AS BIGINT)"
    return f"CASE WHEN {expression} BETWEEN 0 AND {MOST} THEN {steps} END"


def counted(
    database: Database, choices: Choices, technology: Callable[[str], str]
) -> tuple[pd.DataFrame, list[LeftOut]]:
    """Patents by region, technology and year, and what was not counted.

    Parameters
    ----------
    database : Database
        With the tables above.
    choices : Choices
        `count` and `classes`.
    technology : function
        Technology of a class symbol, "" where it has none.

    Returns
    -------
    DataFrame
        region_code, technology_code, year, patents, and the indicators of quality that are known,
        ordered.
    list of LeftOut
    """
    database.say("counting patents")
    left_out = _classified(database, technology)
    left_out += _incomplete(database)
    cells = _cells(database, choices)
    sums = database.frame(_sums(database, choices))
    database.close()  # its memory goes to the rows
    return _columns(sums, cells), left_out


def _classified(database: Database, technology: Callable[[str], str]) -> list[LeftOut]:
    """Make `technologies` (patent, code) of the classes; note symbols that belong to none."""
    symbols = [str(row[0]) for row in database.rows("SELECT DISTINCT class FROM classes")]
    codes = pd.DataFrame({"class": symbols, "code": [technology(it) for it in symbols]})
    database.keep("codes", codes)
    database.run(
        "CREATE TABLE technologies AS SELECT DISTINCT c.patent, t.code "
        "FROM classes c JOIN codes t USING (class) WHERE t.code <> ''"
    )
    unknown = database.value(
        "SELECT count(*) FROM classes c JOIN codes t USING (class) WHERE t.code = ''"
    )
    database.drop("classes")
    if not unknown:
        return []
    examples = ", ".join(sorted(codes.loc[codes["code"] == "", "class"])[:3])
    why = f"they belong to none of the technologies counted ({examples})"
    return [LeftOut("classes of patents", unknown, why)]


def _incomplete(database: Database) -> list[LeftOut]:
    """Patents that cannot be counted."""
    left_out = []
    for table, what, why in (
        ("technologies", "patents without a class", "no technology is known"),
        ("years", "patents without a year", "the tables have no year, or an impossible one"),
    ):
        missing = database.value(
            f"SELECT count(DISTINCT patent) FROM places ANTI JOIN {table} USING (patent)"
        )
        if missing:
            left_out.append(LeftOut(what, missing, why))
    return left_out


@dataclass(frozen=True)
class _Cells:
    """Regions, technologies and years, in the order in which cells are numbered."""

    regions: list[str]
    codes: list[str]
    first_year: int
    n_years: int


def _cells(database: Database, choices: Choices) -> _Cells:
    """Number the cells, and make `shares` (patent, region, share) and `dated` (patent, slot).

    The number of a cell is that of its region, times the number of slots, and its slot of a
    technology and year: a sum by one number takes a third of the memory of one by three texts.
    """
    regions = [str(it[0]) for it in database.rows("SELECT DISTINCT region FROM places ORDER BY 1")]
    codes = [
        str(it[0]) for it in database.rows("SELECT DISTINCT code FROM technologies ORDER BY 1")
    ]
    [(first, last)] = database.rows("SELECT min(year), max(year) FROM years")
    n_years = 0 if first is None else last - first + 1
    for name, values in (("region", regions), ("code", codes)):
        numbered = pd.DataFrame({name: values, "number": range(len(values))})
        database.keep(f"numbered_{name}", numbered.astype({name: "str"}))
    share = f"{SHARE}::DOUBLE" if choices.count == "whole" else "p.share::DOUBLE"
    distinct = "DISTINCT" if choices.count == "whole" else ""
    database.run(
        f"CREATE TABLE shares AS SELECT {distinct} p.patent, {share} AS share, "
        f"n.number * {len(codes) * n_years} AS region FROM places p "
        "JOIN numbered_region n USING (region) WHERE p.share > 0"
    )
    database.run(
        f"CREATE TABLE dated AS SELECT t.patent, c.number * {n_years} + y.year - {first or 0} "
        "AS slot, n.classes FROM technologies t JOIN numbered_code c USING (code) "
        "JOIN years y USING (patent) "
        "JOIN (SELECT patent, count(*) AS classes FROM technologies GROUP BY patent) n "
        "USING (patent)"
    )
    database.drop("places", "technologies", "years")
    return _Cells(regions, codes, first or 0, n_years)


def _sums(database: Database, choices: Choices) -> str:
    """SQL of the counts of cells, and of the weighted sums of quality with their weights.

    Shares are whole numbers, and so are their sums: exact as doubles up to nine million patents.
    """
    weight = "round(s.share / d.classes)" if choices.classes == "split" else "s.share"
    columns = f"s.region + d.slot AS cell, sum({weight}) AS patents"
    joined = "shares s JOIN dated d USING (patent)"
    if database.has("quality"):
        joined += " LEFT JOIN quality q USING (patent)"
        for name in _known(database):
            columns += (
                f", sum(s.share::BIGINT * q.{name})::DOUBLE AS sum_{name}"
                f", sum(s.share) FILTER (WHERE q.{name} IS NOT NULL) AS weight_{name}"
            )
    return f"SELECT {columns} FROM {joined} GROUP BY cell ORDER BY cell"


def _known(database: Database) -> list[str]:
    """Indicators of quality that some patent has."""
    given = database.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = 'quality'")
    names = {str(row[0]) for row in given}
    return [
        name
        for name in QUALITY
        if name in names and database.value(f"SELECT count({name}) FROM quality")
    ]


def _columns(sums: pd.DataFrame, cells: _Cells) -> pd.DataFrame:
    """Counts and means as the table patents has them."""
    number = sums["cell"].to_numpy(dtype="int64")
    n_years, n_slots = max(cells.n_years, 1), max(cells.n_years * len(cells.codes), 1)
    rows = pd.DataFrame(
        {
            "region_code": pd.array(cells.regions, dtype="str").take(number // n_slots),
            "technology_code": pd.array(cells.codes, dtype="str").take(number % n_slots // n_years),
            "year": cells.first_year + number % n_years,
            "patents": (sums["patents"] / SHARE).round(DIGITS),
        }
    )
    for name in QUALITY:
        if f"sum_{name}" in sums:
            weight = sums[f"weight_{name}"].to_numpy(dtype="float64", na_value=np.nan)
            total = sums[f"sum_{name}"].to_numpy(dtype="float64", na_value=np.nan)
            with np.errstate(invalid="ignore", divide="ignore"):
                rows[name] = (total / weight / STEP).round(DIGITS)
    counted = rows["patents"] > 0
    return rows if counted.all() else rows[counted].reset_index(drop=True)


def truncated_years(rows: pd.DataFrame) -> dict[int, str]:
    """The last years that are not complete, as patents are published years after they are filed.

    A last year is incomplete if it has less than 85 % of the median of the three years before it,
    beyond twice the standard deviation of a count of that size. The year before an incomplete one
    is incomplete too if it has less than 95 % of that median, as truncation sets in gradually.

    Parameters
    ----------
    rows : DataFrame
        year and patents.

    Returns
    -------
    dict of int to str
        Year to the reason.
    """
    sums = rows.groupby("year")["patents"].sum()
    totals: dict[int, float] = dict(zip(sums.index.tolist(), sums.tolist(), strict=True))
    years = sorted(totals)
    found: dict[int, str] = {}
    for place in range(len(years) - 1, 2, -1):
        usual = float(np.median([totals[year] for year in years[place - 3 : place]]))
        least = (0.95 if found else 0.85) * usual - 2 * float(np.sqrt(usual))
        year = years[place]
        if totals[year] >= least:
            break
        found[year] = (
            f"incomplete: {totals[year] / usual:.0%} of the patents of the years before, as those "
            "of the last years are not all published yet"
        )
    return dict(sorted(found.items()))

"""OECD REGPAT: patent applications to the EPO and under the PCT, linked to regions.

Layout. Text tables, separated by "|" (or a tab, comma or semicolon), with a line of names
in any capitalisation: EPO_Inv_reg and PCT_Inv_reg (a row for each inventor and each region that
his address fits: Reg_code, Ctry_code, Reg_share, Inv_share), EPO_IPC and PCT_IPC (classes with
Prio_year and App_year), CPC_Classes or EPO_CPC (classes of both), REGPAT_REGIONS (names, parents in
Up_reg_code), EPO_PCT (which EPO application comes of which PCT application), and beside them the
OECD Patent Quality Indicators. Tables are joined by Appln_id, else by Pct_nbr, App_nbr or Pub_nbr.

Traps. The same subclass stands several times in an application and counts once. Regions as DEZZZ
mean that only the country is known. A CPC table of some editions has section Y alone; then the IPC
counts. An invention is in both EPO and PCT tables if it went through the PCT to the EPO: with the
link EPO_PCT, PCT applications are counted that have no EPO application, without it the EPO's alone.
Priority years come first, as they are the closest to the invention; the last years are incomplete
until all applications are published (counts.truncated_years). WIPO's fields are defined on the IPC
and are taken from it wherever an IPC table is given.

Source: Maraut, Dernis, Webb, Spiezia, Guellec (2008), "The OECD REGPAT Database: A Presentation",
OECD STI Working Paper 2008/02, https://doi.org/10.1787/241437144144; Squicciarini, Dernis,
Criscuolo (2013), "Measuring Patent Quality", OECD STI Working Paper 2013/03; data on request,
https://www.oecd.org/en/data/datasets/intellectual-property-statistics.html. Licence: free of
charge for research and analysis, with attribution.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from features.errors import InputError
from features.package.contract.columns import YEARS as YEARS_OF_PACKAGES
from features.sources.classifications import patents as classes
from features.sources.opening import SourceFile
from features.sources.patents import counts
from features.sources.patents.regpat_places import load_places
from features.sources.patents.regpat_tables import (
    SYMBOLS,
    Tables,
    kind,
    number_of,
    sorted_tables,
)
from features.sources.patents.tables import Database, TextTable, database, number, text, text_table
from features.sources.reading import Choices, Format, LeftOut, Reading, Say

YEARS = {
    "priority": ("prio_year", "priority_year"),
    "application": ("app_year", "appln_year", "filing"),
}
QUALITY = {
    "citations": "fwd_cits5",
    "claims": "claims",
    "family_size": "family_size",
    "scope": "patent_scope",
    "generality": "generality",
    "originality": "originality",
}
"""Our quality columns to those of the OECD's table."""


def recognises(file: SourceFile) -> bool:
    """Whether a file is a table of REGPAT or of the Patent Quality Indicators."""
    table = text_table(file)
    return table is not None and bool(kind(table))


def read(files: Sequence[SourceFile], choices: Choices, say: Say) -> list[Reading]:
    """Patents by region, technology and year of one edition of REGPAT."""
    if choices.year_of == "grant":
        raise InputError("REGPAT has no year of grant: choose the priority or application year")
    tables, left_out = sorted_tables(files)
    by_field = choices.technology == "wipo"
    with database(tables.files, say) as work:
        regions = load_places(work, tables, left_out)
        _load_classes(work, tables, choices, left_out)
        _load_years(work, tables, choices, left_out)
        _load_quality(work, tables)
        technology = classes.wipo_field if by_field else classes.subclass
        rows, uncounted = counts.counted(work, choices, technology)
        left_out += [*uncounted, *work.damaged]
    if rows.empty:
        raise InputError(
            "no application of REGPAT has an inventor in a known region, a class and a year: "
            "give the tables of one edition together"
        )
    tree = classes.field_tree if by_field else classes.subclass_tree
    return [
        Reading(
            table="patents",
            rows=rows,
            files=tuple(files),
            dataset="REGPAT",
            regions=regions.of(rows["region_code"]),
            activities=tree(rows["technology_code"]),
            vintage=_edition(files),
            left_out=tuple(left_out),
            years_left_out=counts.truncated_years(rows),
        )
    ]


def _load(
    work: Database, name: str, tables: Tables, table: TextTable, values: dict[str, str]
) -> None:
    """Add to a table what a table of applications gives, by the inventors' number of them."""
    listed = ", ".join(values)
    for own in tables.ids_of(table):
        numbered = {"patent": number_of(table, own), **values}
        if own == "appln_id":
            work.load(name, table, numbered)
            continue
        work.load("loaded", table, numbered)
        rows = f"SELECT coalesce(n.patent, l.patent) AS patent, {listed} FROM loaded l"
        work.append(name, f"{rows} LEFT JOIN numbers n ON n.other = l.patent")
        work.drop("loaded")


def _load_classes(
    work: Database, tables: Tables, choices: Choices, left_out: list[LeftOut]
) -> None:
    """Make `classes` of the scheme that counts."""
    by_field = choices.technology == "wipo"
    for scheme in _schemes(tables, choices):
        for table in tables[scheme]:
            symbol = f"upper({text(table.needed(*SYMBOLS[scheme]))})"
            short = f"split_part({symbol}, '/', 1)" if by_field else f"left({symbol}, 4)"
            _load(work, "classes", tables, table, {"class": short})
        complete = work.value("SELECT count(*) FROM classes WHERE class NOT LIKE 'Y%'")
        if complete or scheme == "ipc" or not tables["ipc"]:
            break
        rows = work.value("SELECT count(*) FROM classes")
        why = "the table has section Y alone: technologies are those of the IPC"
        left_out.append(LeftOut("classes of the CPC", rows, why))
        work.drop("classes")
    if scheme != choices.scheme and not by_field and not tables["cpc"]:
        why = "no table CPC_Classes was given: technologies are subclasses of the IPC"
        left_out.append(LeftOut("classes of the CPC", 0, why))


def _schemes(tables: Tables, choices: Choices) -> list[str]:
    """Schemes in the order in which they are tried."""
    if choices.technology == "wipo":
        return [it for it in ("ipc", "cpc") if tables[it]]
    if choices.scheme == "ipc":
        if not tables["ipc"]:
            raise InputError("IPC classes need the table EPO_IPC (PCT_IPC): give it as well")
        return ["ipc"]
    return [it for it in ("cpc", "ipc") if tables[it]]


def _load_years(work: Database, tables: Tables, choices: Choices, left_out: list[LeftOut]) -> None:
    """Make `years` of the priority year, or the one chosen."""
    wanted = choices.year_of or "priority"
    having = _with_year(tables, wanted)
    if not having and not choices.year_of:
        wanted, having = "application", _with_year(tables, "application")
        why = "the tables have application years alone: patents are counted by these"
        left_out.append(LeftOut("priority years", 0, why))
    if not having:
        raise InputError(
            f"REGPAT without {wanted} years ({YEARS[wanted][0]}): give EPO_IPC (PCT_IPC) as well"
        )
    for table in having:
        year = f"TRY_CAST(left({text(table.needed(*YEARS[wanted]))}, 4) AS INTEGER)"
        _load(work, "dates", tables, table, {"year": year})
    # a year to come is an error of the table, as 9999 is
    work.run(
        "CREATE TABLE years AS SELECT patent, min(year) AS year FROM dates "
        f"WHERE year BETWEEN {YEARS_OF_PACKAGES[0]} AND {datetime.now(UTC).year} GROUP BY patent"
    )
    work.drop("dates")


def _with_year(tables: Tables, wanted: str) -> list[TextTable]:
    """The tables of the first kind that has these years."""
    for name in ("ipc", "inventors", "cpc", "quality"):
        having = [it for it in tables[name] if it.first(*YEARS[wanted])]
        if having:
            return having
    return []


def _load_quality(work: Database, tables: Tables) -> None:
    """Make `quality` of the Patent Quality Indicators, where they are given."""
    for table in tables["quality"]:
        values = {
            ours: counts.quality_value(number(table.first(column)))
            for ours, column in QUALITY.items()
            if table.first(column)
        }
        _load(work, "indicators", tables, table, values)
    if tables["quality"]:
        given = ", ".join(f"any_value({it}) AS {it}" for it in values)
        work.run(f"CREATE TABLE quality AS SELECT patent, {given} FROM indicators GROUP BY patent")
        work.drop("indicators")


def _edition(files: Sequence[SourceFile]) -> str:
    """The edition that file names begin with: 202101_EPO_IPC is of 2021-01."""
    found = [re.match(r"((?:19|20)\d\d)(0[1-9]|1[0-2])_", file.name) for file in files]
    return max((f"{it[1]}-{it[2]}" for it in found if it), default="")


FORMAT = Format(
    name="regpat",
    title="OECD REGPAT",
    licence="OECD: free of charge for research and analysis, with attribution",
    recognises=recognises,
    read=read,
)

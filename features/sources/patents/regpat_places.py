"""Where the inventors of REGPAT live: their regions, and the parents of these."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from features.sources.classifications.countries import country_name
from features.sources.patents import counts
from features.sources.patents.regpat_tables import Tables, is_pct, number_of, own_id
from features.sources.patents.tables import Database, TextTable, number, text, whole
from features.sources.reading import LeftOut

UNKNOWN = re.compile(r"[A-Z]{2}Z+")
"""Codes for inventors of whom the country alone is known, as DEZZZ."""
US = re.compile(r"US(\d{2}|\d{5})")
"""States and counties of the US: US and FIPS."""


@dataclass(frozen=True)
class Regions:
    """Regions with names and parents.

    Attributes
    ----------
    parents, names : dict of str to str
        By code; a country has no parent.
    """

    parents: dict[str, str]
    names: dict[str, str]

    def of(self, codes: Iterable[str]) -> pd.DataFrame:
        """The regions of some codes and all above them: code, name, parent_code, package_code."""
        wanted = set(codes)
        above = wanted
        while above:
            above = {self.parents[it] for it in above if self.parents.get(it)} - wanted
            wanted |= above
        return pd.DataFrame(
            [
                (code, self._name(code), self.parents.get(code, ""), _package_code(code))
                for code in sorted(wanted, key=lambda code: (len(code), code))
            ],
            columns=["code", "name", "parent_code", "package_code"],
            dtype="str",
        )

    def _name(self, code: str) -> str:
        """As REGPAT_REGIONS has it, which names no countries."""
        return self.names.get(code) or country_name(code)


def _package_code(code: str) -> str:
    found = US.fullmatch(code)
    return found[1] if found else ""


def load_places(work: Database, tables: Tables, left_out: list[LeftOut]) -> Regions:
    """Make `places`, and `numbers` (other, patent) for tables that go by other numbers.

    Parameters
    ----------
    work : Database
    tables : Tables
    left_out : list of LeftOut
        Rows of inventors without a region are added.

    Returns
    -------
    Regions
        Those of REGPAT_REGIONS; where it is not given, those of the inventors.
    """
    for table in tables["inventors"]:
        _load_inventors(work, tables, table)
    work.run(
        "CREATE TABLE numbers AS SELECT other, min(patent) AS patent FROM inventors "
        "WHERE other IS NOT NULL GROUP BY other"
    )
    work.run("CREATE TABLE linked (number BIGINT)")
    for table in tables["link"]:
        _load_link(work, tables, table)
    regions = _listed(tables["regions"]) if tables["regions"] else _of_inventors(work)
    known = pd.DataFrame({"region": sorted(regions.parents)}, dtype="str")
    work.keep("regions", known[~known["region"].str.fullmatch(UNKNOWN.pattern)])
    left_out += _without_place(work, listed=bool(tables["regions"]))
    work.run(
        "CREATE TABLE places AS SELECT i.patent, i.region, i.share FROM inventors i "
        "SEMI JOIN regions USING (region) ANTI JOIN linked ON linked.number = i.pct "
        "WHERE i.patent IS NOT NULL AND i.share > 0"
    )
    work.drop("inventors", "linked")
    return regions


def _load_inventors(work: Database, tables: Tables, table: TextTable) -> None:
    other = tables.other_id_of(table)
    share = f"{number(table.needed('reg_share'))} * {number(table.needed('inv_share'))}"
    international = is_pct(table) and tables["link"]
    number_linked = _linked_by(table, tables["link"][0]) if international else ""
    country = table.first("ctry_code")
    values = {
        "patent": number_of(table, own_id(table)),
        "other": number_of(table, other) if other else "NULL::BIGINT",
        "pct": number_of(table, number_linked) if number_linked else "NULL::BIGINT",
        "region": f"upper({text(table.needed('reg_code'))})",
        "country": f"upper({text(country)})" if country else "NULL::VARCHAR",
        "share": f"TRY_CAST(round({share} * {counts.SHARE}) AS BIGINT)",
    }
    work.load("inventors", table, values)


def _linked_by(table: TextTable, link: TextTable) -> str:
    """The number of PCT applications that the link has: pct_nbr, else their appln_id."""
    return "pct_nbr" if {"pct_nbr"} <= set(table.columns) & set(link.columns) else "appln_id"


def _load_link(work: Database, tables: Tables, table: TextTable) -> None:
    """Note in `linked` the PCT applications whose EPO application is counted."""
    european = [it for it in tables["inventors"] if not is_pct(it)]
    both = all("appln_id" in it.columns for it in [table, *european])
    direct = "pct_nbr" in table.columns
    pct = number_of(table, "pct_nbr") if direct else whole(table.first("internat_appln_id"))
    epo = number_of(table, "appln_id") if both else "NULL::BIGINT"
    work.load("links", table, {"epo": epo, "pct": pct})
    counted = "SEMI JOIN (SELECT patent FROM inventors WHERE pct IS NULL) i ON i.patent = l.epo"
    matched = f"links l {counted if both else ''}"
    work.run(f"INSERT INTO linked SELECT DISTINCT l.pct FROM {matched} WHERE l.pct <> 0")
    work.drop("links")


def _listed(tables: list[TextTable]) -> Regions:
    """Regions of REGPAT_REGIONS: a region, the one above it, and their country."""
    parents: dict[str, str] = {}
    names: dict[str, str] = {}
    for table in tables:
        with table.file.text() as content:
            rows = csv.reader(
                (line.lstrip("\ufeff") for line in content),
                delimiter=table.separator,
                quoting=csv.QUOTE_MINIMAL if table.quoted else csv.QUOTE_NONE,
            )
            next(rows, None)
            for row in rows:
                cells = dict(zip(table.columns, (it.strip(' "') for it in row), strict=False))
                _add(parents, names, cells)
    return Regions(parents, names)


def _add(parents: dict[str, str], names: dict[str, str], cells: dict[str, str]) -> None:
    """One row of REGPAT_REGIONS."""
    code, above = cells.get("reg_code", "").upper(), cells.get("up_reg_code", "").upper()
    country = cells.get("ctry_code", "").upper() or code[:2]
    if not code:
        return
    chain = [code] + [it for it in (above, country) if it and it != code]
    for child, parent in zip(chain, [*chain[1:], ""], strict=True):
        if child != parent and not parents.get(child):
            parents[child] = parent
    names.setdefault(code, cells.get("reg_label", ""))
    if above:
        names.setdefault(above, cells.get("up_reg_label", ""))


def _of_inventors(work: Database) -> Regions:
    """Regions that inventors live in, below their countries."""
    found = work.rows("SELECT DISTINCT region, country FROM inventors WHERE region IS NOT NULL")
    parents = {code: country or code[:2] for code, country in found}
    parents = {code: "" if parent == code else parent for code, parent in parents.items()}
    return Regions(parents | {it: "" for it in parents.values() if it}, {})


def _without_place(work: Database, listed: bool) -> list[LeftOut]:
    """Rows of inventors that no region has."""
    rows = work.rows(
        "SELECT region, count(*) FROM inventors ANTI JOIN regions USING (region) GROUP BY region"
    )
    country = sum(count for code, count in rows if not code or UNKNOWN.fullmatch(code))
    others = {code: count for code, count in rows if code and not UNKNOWN.fullmatch(code)}
    empty = work.value(
        "SELECT count(*) FROM inventors WHERE patent IS NULL OR share IS NULL OR share <= 0"
    )
    linked = work.value("SELECT count(*) FROM inventors SEMI JOIN linked ON linked.number = pct")
    examples = ", ".join(sorted(others)[:3])
    found = [
        LeftOut("inventors without a region", country, "the country alone is known (as DEZZZ)"),
        LeftOut(
            "inventors in unlisted regions",
            sum(others.values()),
            f"not in REGPAT_REGIONS: {examples}",
        ),
        LeftOut("inventors without a share or application", empty, "the cells are empty"),
        LeftOut(
            "inventors of PCT applications", linked, "counted with their application to the EPO"
        ),
    ]
    return [it for it in found if it.count]

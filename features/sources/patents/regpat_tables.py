"""The tables of REGPAT: which file holds what, and by what number applications are joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from features.errors import InputError
from features.sources.opening import SourceFile
from features.sources.patents.tables import TextTable, text_table, whole
from features.sources.reading import LeftOut

IDS = ("appln_id", "pct_nbr", "app_nbr", "pub_nbr")
"""Numbers of an application, the one that joins most tables first."""
LINK_IDS = (*IDS, "internat_appln_id")
SYMBOLS = {
    "cpc": ("cpc_class", "cpc_class_symbol", "cpc", "cpc_code", "cpc4"),
    "ipc": ("ipc", "ipc_class", "ipc_class_symbol", "ipc_code", "ipc4"),
}
"""Columns of class symbols."""


def kind(table: TextTable) -> str:
    """What a table of REGPAT holds; "" for any other table."""
    names = set(table.columns)
    if not names & set(LINK_IDS):
        return "regions" if {"reg_code", "up_reg_code"} <= names and len(names) <= 8 else ""
    if {"reg_code", "reg_share"} <= names:
        return "inventors" if "inv_share" in names else "applicants" if "app_share" in names else ""
    if {"patent_scope", "family_size"} <= names:
        return "quality"
    for scheme, symbols in SYMBOLS.items():
        if names & set(symbols) and len(names) <= 8:
            return scheme
    linked = names & {"pct_nbr", "internat_appln_id"} and names & {"appln_id", "app_nbr", "pub_nbr"}
    return "link" if linked and names <= set(LINK_IDS) else ""


@dataclass(frozen=True)
class Tables:
    """The tables given, by kind."""

    by_kind: Mapping[str, list[TextTable]]

    def __getitem__(self, name: str) -> list[TextTable]:
        return self.by_kind.get(name, [])

    @property
    def files(self) -> list[SourceFile]:
        """The files of all tables."""
        return [table.file for tables in self.by_kind.values() for table in tables]

    def ids_of(self, table: TextTable) -> list[str]:
        """The numbers by which a table is joined to the tables of inventors, mostly one."""
        return list(dict.fromkeys(filter(None, (_shared(table, it) for it in self["inventors"]))))

    def other_id_of(self, inventors: TextTable) -> str:
        """A further number of inventors by which some table is joined to them; "" for none."""
        for name in ("ipc", "cpc", "quality"):
            for table in self[name]:
                if _shared(table, inventors) not in ("", own_id(inventors)):
                    return _shared(table, inventors)
        return ""


def own_id(inventors: TextTable) -> str:
    """The number by which applications go in a table of inventors."""
    return _shared(inventors, inventors)


def sorted_tables(files: Sequence[SourceFile]) -> tuple[Tables, list[LeftOut]]:
    """The tables that count, and those that do not; InputError where one is missing."""
    found: dict[str, list[TextTable]] = {}
    for file in files:
        table = text_table(file)
        if table is not None:
            found.setdefault(kind(table), []).append(table)
    if "inventors" not in found:
        raise InputError("REGPAT without a table of inventors: give EPO_Inv_reg or PCT_Inv_reg")
    left_out = [
        LeftOut(f"table {it.file.name}", 1, "patents are counted where inventors live")
        for it in found.pop("applicants", [])
    ]
    left_out += _without_doubles(found) + _without_strangers(found)
    if not found.get("ipc") and not found.get("cpc"):
        raise InputError("REGPAT without a table of classes: give CPC_Classes, EPO_IPC or PCT_IPC")
    return Tables(found), left_out


def _without_doubles(found: dict[str, list[TextTable]]) -> list[LeftOut]:
    """Leave out inventors of PCT applications if these may be the EPO's as well."""
    international = [it for it in found["inventors"] if is_pct(it)]
    european = [it for it in found["inventors"] if it not in international]
    if not international or not european or "link" in found:
        return []
    found["inventors"] = european
    why = (
        "the EPO's tables may hold the same inventions, and no table EPO_PCT was given that tells "
        "which: only applications to the EPO are counted"
    )
    return [LeftOut(f"table {it.file.name}", 1, why) for it in international]


def _without_strangers(found: dict[str, list[TextTable]]) -> list[LeftOut]:
    """Leave out tables that cannot be joined to the inventors."""
    left_out = []
    why = f"the table of inventors has none of its numbers of applications ({', '.join(IDS)})"
    for name in ("ipc", "cpc", "quality"):
        for table in list(found.get(name, [])):
            if not any(_shared(table, it) for it in found["inventors"]):
                left_out.append(LeftOut(f"table {table.file.name}", 1, why))
                found[name].remove(table)
    return left_out


def _shared(table: TextTable, other: TextTable) -> str:
    """The first number of applications that two tables have; "" for none."""
    return next((name for name in IDS if name in table.columns and name in other.columns), "")


def is_pct(table: TextTable) -> bool:
    """Whether a table has applications under the PCT: by its columns, else by its first row."""
    if "pct_nbr" in table.columns:
        return True
    row = next(iter(table.file.lines(2)[1:]), "").split(table.separator)
    first = dict(zip(table.columns, row, strict=False))
    number = first.get("app_nbr") or first.get("pub_nbr") or ""
    return number.strip(' "').upper().startswith(("WO", "PCT"))


def number_of(table: TextTable, name: str) -> str:
    """SQL of the number of an application by one of IDS.

    Numbers of different kinds never meet: appln_id is as it is, of others the digits count, and
    the number is negative.
    """
    column = table.needed(name)
    if name == "appln_id":
        return whole(column)
    digits = f"TRY_CAST(regexp_replace({column}, '[^0-9]', '', 'g') AS BIGINT)"
    prefixed = f"TRY_CAST(substr({column}, 3) AS BIGINT)"  # EP12, WO34: eight times faster
    is_prefixed = f"({column} LIKE 'EP%' OR {column} LIKE 'WO%') AND {prefixed} IS NOT NULL"
    number = f"CASE WHEN {is_prefixed} THEN {prefixed} ELSE {digits} END"
    return f"{number} * -{len(LINK_IDS)} - {LINK_IDS.index(name)}"

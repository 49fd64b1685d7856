"""The mapping of a table: a TOML file that says what its rows and columns hold.

`smartspec import TABLE --dry-run` proposes one; a user corrects it and answers what stands as "?".
Unknown keys are refused with the nearest one that exists.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatch
from typing import Any

from features.errors import InputError, hint, nearest
from features.sources.tables.sheets.grid import Sheet, column_number

OPEN = "?"
"""Stands where a user has to answer."""
ROW_ROLES = ("year", "period", "region", "activity", "indicator", "ignore")
COLUMN_ROLES = (
    "region",
    "region_name",
    "activity",
    "activity_name",
    "region or activity",
    "year",
    "period",
    "indicator",
    "value",
    "ignore",
)
CHOICES = {
    "table": ("cluster_indicators", "region_indicators"),
    "price_basis": ("current", "constant", "none", ""),
    "decimal": (",", ".", ""),
    "brackets": ("negative", "value", ""),
    "region_codes": ("list", "labels"),
    "region_parents": ("list", "prefix", "none"),
}
"""Values of keys that have few."""


@dataclass(frozen=True)
class CodeList:
    """A list of codes from a file.

    Attributes
    ----------
    codes : dict
        What all spellings of a name have in common to its code; "" where several codes have it.
    names, parents : dict
        Code to its first name, and to the code above it.
    """

    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)


INTERNAL = frozenset({"tables", "listed_regions", "listed_activities"})
"""Attributes of a plan that are no keys of a mapping."""


@dataclass(frozen=True)
class TablePlan:
    """How sheets of one layout are read.

    Attributes
    ----------
    files, sheets : tuple of str
        Names, or patterns with *; all where empty.
    table : str
        cluster_indicators or region_indicators.
    dataset : str
        What a newer file would replace.
    indicator, unit, description, price_basis : str
        The indicator; empty where headings or a column name several.
    rows, columns : dict
        Role of header rows by number, and of columns by letter; other columns hold values.
    first_row, last_row : int
        Rows of data, from 1; the last is 0 where data ends with the sheet.
    decimal : str
        Decimal mark of numbers that are text.
    activity : str
        The industry of all rows, where neither rows nor columns name it.
    year : int
        The year of all rows, where neither rows nor columns name it; 0 where they do.
    region : str
        The region of all rows, where neither rows nor columns name it.
    activity_of_sheet, year_of_sheet, region_of_sheet : dict
        The same by sheet.
    left_out_rows, left_out_columns : tuple
        Numbers and letters of what is not read.
    activities : dict
        Label to code where it means another industry than in the other tables.
    """

    table: str = "cluster_indicators"
    files: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    dataset: str = ""
    indicator: str = ""
    unit: str = ""
    description: str = ""
    price_basis: str = ""
    rows: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    first_row: int = 1
    last_row: int = 0
    decimal: str = ""
    activity: str = ""
    year: int | str = 0
    activity_of_sheet: dict[str, str] = field(default_factory=dict)
    year_of_sheet: dict[str, int] = field(default_factory=dict)
    region: str = ""
    region_of_sheet: dict[str, str] = field(default_factory=dict)
    left_out_rows: tuple[int, ...] = ()
    left_out_columns: tuple[str, ...] = ()
    activities: dict[str, str] = field(default_factory=dict)

    def covers(self, sheet: Sheet) -> bool:
        """Whether a sheet is read by this plan."""
        if sheet.is_hidden and sheet.name not in self.sheets:
            return False
        return _among(sheet.file.name, self.files) and _among(sheet.name, self.sheets)


@dataclass(frozen=True)
class Plan:
    """A whole mapping.

    Attributes
    ----------
    tables : tuple of TablePlan
    unknown, zero : tuple of str
        Further marks of unknown values, and marks that mean zero.
    brackets : str
        What a number in brackets is: "negative", or a "value" of which the office is not sure.
    region_codes : str
        "list": names that stand in `regions` or in the project's lists; "labels": the labels of
        the table are codes.
    region_parents : str
        "list": as in the official list; "prefix": by the codes; "none".
    nation : str
        Code of the region above all others.
    regions, activities, indicators : dict
        Label in the table to code, or identifier; regions and industries with "" are left out.
    region_names, activity_names : dict
        Names for codes, where those of the table are not wanted.
    parents_of_regions, parents_of_activities : dict
        Code to the code of its parent, where the rule does not give the right one.
    left_out : dict
        Codes that the package does not keep, with the reason.
    units : dict
        Unit of an indicator, where it is not that of its table.
    region_list, activity_list : str
        CSV files of codes (columns code, title or name, and parent_code where there are parents),
        beside the mapping: names in them are matched.
    listed_regions, listed_activities : CodeList
        What is in these files.
    """

    tables: tuple[TablePlan, ...]
    unknown: tuple[str, ...] = ()
    zero: tuple[str, ...] = ()
    brackets: str = ""
    region_codes: str = "list"
    region_parents: str = "list"
    nation: str = ""
    regions: dict[str, str] = field(default_factory=dict)
    region_names: dict[str, str] = field(default_factory=dict)
    parents_of_regions: dict[str, str] = field(default_factory=dict)
    activities: dict[str, str] = field(default_factory=dict)
    activity_names: dict[str, str] = field(default_factory=dict)
    parents_of_activities: dict[str, str] = field(default_factory=dict)
    indicators: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    region_list: str = ""
    activity_list: str = ""
    listed_regions: CodeList = field(default_factory=CodeList)
    listed_activities: CodeList = field(default_factory=CodeList)

    def names(self, file: str) -> bool:
        """Whether a table is for the file of a name."""
        return any(_among(file, table.files) for table in self.tables)

    def questions(self) -> list[str]:
        """Where an answer is missing, as "regions 'Название'"."""
        found = list(_open(self, ""))
        for number, table in enumerate(self.tables, 1):
            place = f" of table {number}" if len(self.tables) > 1 else ""
            found += [f"{it}{place}" for it in _open(table, "")]
        return found


def _among(name: str, patterns: tuple[str, ...]) -> bool:
    return not patterns or any(name == it or fnmatch(name, it) for it in patterns)


def _open(holder: Plan | TablePlan, place: str) -> Iterator[str]:
    for it in fields(holder):
        value = getattr(holder, it.name)
        if isinstance(value, dict):
            yield from (f"{it.name} {key!r}" for key, entry in value.items() if entry == OPEN)
        elif value == OPEN or (isinstance(value, tuple) and OPEN in value):
            yield it.name


def parse(text: str, name: str) -> Plan:
    """A mapping from the text of a TOML file.

    Raises
    ------
    InputError
        TOML that cannot be read, or a key or value that does not exist.
    """
    try:
        content = tomllib.loads(text.lstrip("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"cannot read the mapping {name} as TOML: {error}") from None
    tables = content.pop("tables", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise InputError(f"the mapping {name} has no [[tables]]: propose one with --dry-run")
    plans = tuple(TablePlan(**_checked(table, TablePlan, name)) for table in tables)
    plan = Plan(tables=plans, **_checked(content, Plan, name))
    for table in plans:
        _check_places(table, name)
    return plan


def _checked(content: Mapping[str, Any], kind: type, name: str) -> dict[str, Any]:
    """Values of a table of the mapping, of the types that the plan has."""
    defaults = {it.name: it for it in fields(kind) if it.name not in INTERNAL}
    found = {}
    for key, value in content.items():
        if key not in defaults:
            raise InputError(
                f"the mapping {name} has the unknown key {key!r}: "
                f"{hint(nearest(key, defaults), defaults)}"
            )
        found[key] = _typed(key, value, str(defaults[key].type), name)
    return found


def _typed(key: str, value: Any, kind: str, name: str) -> Any:
    fits = {
        "str": isinstance(value, str),
        "int": isinstance(value, int) and not isinstance(value, bool),
        "int | str": isinstance(value, int) and not isinstance(value, bool),
        "tuple[str, ...]": isinstance(value, list) and all(isinstance(it, str) for it in value),
        "tuple[int, ...]": isinstance(value, list) and all(isinstance(it, int) for it in value),
        "dict[str, str]": isinstance(value, dict)
        and all(isinstance(it, str) for it in value.values()),
        "dict[str, int]": isinstance(value, dict)
        and all(isinstance(it, int) for it in value.values()),
    }
    if not fits[kind] and value != OPEN:
        wanted = _WORDS[kind]
        raise InputError(f"the mapping {name} has {key} = {value!r}: it must be {wanted}")
    if key in CHOICES and value not in (*CHOICES[key], OPEN):
        raise InputError(
            f"the mapping {name} has {key} = {value!r}: "
            f"{hint(nearest(value, CHOICES[key]), filter(None, CHOICES[key]))}"
        )
    return tuple(value) if isinstance(value, list) else value


_WORDS = {
    "str": "a text",
    "int": "a number",
    "int | str": "a year",
    "tuple[str, ...]": "a list of texts",
    "tuple[int, ...]": "a list of numbers",
    "dict[str, str]": 'of the form { NAME = "TEXT" }',
    "dict[str, int]": "of the form { NAME = NUMBER }",
}


def _check_places(table: TablePlan, name: str) -> None:
    """InputError for rows, columns and roles that cannot be."""
    for key, roles, given in (
        ("rows", ROW_ROLES, table.rows),
        ("columns", COLUMN_ROLES, table.columns),
    ):
        for place, role in given.items():
            if role not in (*roles, OPEN):
                raise InputError(
                    f"the mapping {name} has {key} {place} = {role!r}: "
                    f"{hint(nearest(role, roles), roles)}"
                )
            if key == "rows" and not (place.isdecimal() and 0 < int(place) < table.first_row):
                raise InputError(
                    f"the mapping {name} has rows {place!r}: a header row has a number below "
                    f"first_row = {table.first_row}"
                )
            if key == "columns" and column_number(place) < 0:
                raise InputError(f"the mapping {name} has columns {place!r}: give letters as A")

"""The rules of the data contract for cells, tables and the package."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pandera.pandas as pa

from features.package.contract.checks import is_valid, pandera_schema
from features.package.contract.columns import COORDINATES, QUESTIONS, Table
from features.package.descriptor import DESCRIPTOR
from features.package.problems import LIMIT, Fault, cells, lines, whole
from features.package.schema import TABLES, extended, needed
from features.package.sheets import Sheet

PRIORITIES = {"cluster": "clusters.cluster_code", "technology": "technologies.technology_code"}
"""Kind of a priority to the column with its codes."""


def check(sheets: Mapping[str, Sheet]) -> list[Fault]:
    """All faults of the tables.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        Table name (of TABLES) to what was read.

    Returns
    -------
    list of Fault
        Empty for a valid package.
    """
    codes = _codes(sheets)
    faults = _presence_faults(sheets.keys())
    for name, sheet in sheets.items():
        table = TABLES[name]
        faults += sheet.faults
        faults += _reference_faults(sheet, table, sheets)
        if sheet.rows.empty and not sheet.faults:
            faults.append(whole(sheet.file, "the table has no rows"))
        faults += _cell_faults(sheet, table, codes)
        if {"parent_code", *table.key} <= set(sheet.rows):
            faults += _cycle_faults(sheet, table.key[0])
        if {"indicator", "period"} <= set(sheet.rows):
            faults += _period_faults(sheet)
        if name == "regions":
            faults += _coordinate_faults(sheet)
        if name == "priorities" and {"kind", "code"} <= set(sheet.rows):
            faults += _priority_faults(sheet, sheets, codes)
    return faults


def _codes(sheets: Mapping[str, Sheet]) -> dict[str, list[str]]:
    """Codes of every table of codes that could be read, by "table.column"."""
    references = {column.references for table in TABLES.values() for column in table.columns}
    codes = {}
    for reference in references - {""}:
        name, _, column = reference.partition(".")
        if name in sheets and column in sheets[name].rows:
            codes[reference] = sheets[name].rows[column].unique().tolist()
    return codes


def _presence_faults(present: Iterable[str]) -> list[Fault]:
    """Tables that every package needs, and whether any question can be asked at all."""
    present = set(present)
    faults = [
        whole(DESCRIPTOR, f"the table {name} is missing: every package needs it")
        for name, table in TABLES.items()
        if table.required and name not in present
    ]
    optional = {
        question: [name for name in needed(question) if not TABLES[name].required]
        for question in QUESTIONS
    }
    if not any(present.issuperset(names) for names in optional.values()):
        ways = ", or ".join(f"{' and '.join(names)} for {q}" for q, names in optional.items())
        faults.append(whole(DESCRIPTOR, f"these tables allow no question: add {ways}"))
    return faults


def _reference_faults(sheet: Sheet, table: Table, sheets: Mapping[str, Sheet]) -> list[Fault]:
    """Columns that refer to an optional table of codes that the package lacks."""
    homes = {
        column.name: column.references.partition(".")[0]
        for column in table.columns
        if column.references
    }
    return [
        whole(sheet.file, f"the codes refer to the table {home}, which the package lacks", name)
        for name, home in homes.items()
        if home not in sheets and not TABLES[home].required
    ]


def _cell_faults(sheet: Sheet, table: Table, codes: Mapping[str, list[str]]) -> list[Fault]:
    """Cells that break the table's pandera schema, grouped by column and rule."""
    table = extended(table, sheet.rows.columns)
    columns = tuple(column for column in table.columns if column.name in sheet.rows)
    key = table.key if set(table.key) <= set(sheet.rows) else ()
    table = replace(table, columns=columns, key=key)
    repeated = _duplicate_faults(sheet, key)
    if is_valid(sheet.rows, table, codes):
        return repeated
    schema = pandera_schema(table, codes)
    schema.unique = None  # It would copy every repeated row, and its key, as text.
    try:
        schema.validate(sheet.rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    else:
        return repeated
    # A column of years has another type only where cells have faults of their own.
    failures = failures[~failures["check"].str.startswith("dtype(")].astype({"index": "int64"})
    of_cells = failures[failures["schema_context"] == "Column"]
    of_cells = of_cells.drop_duplicates(["column", "index"])
    faults = []
    for (name, rule), group in of_cells.groupby(["column", "check"], sort=False):
        unread = sheet.unread.get(name, pd.Index([]))
        values = group.set_index("index")["failure_case"]
        values = values[~values.index.isin(unread)].sort_index()
        if len(values):
            text = "is empty" if rule == "not_nullable" else rule
            references = next(it.references for it in columns if it.name == name)
            faults.append(cells(sheet.file, name, values, text, codes.get(references, ())))
    return faults + repeated


def _duplicate_faults(sheet: Sheet, key: tuple[str, ...]) -> list[Fault]:
    """Rows whose key is already in an earlier row; keys with an unreadable cell do not count."""
    if not key:
        return []
    keys = sheet.rows[list(key)]
    unread = [row for name in key for row in sheet.unread.get(name, [])]
    later = keys[keys.duplicated()].drop(unread, errors="ignore").dropna()
    if later.empty:
        return []
    first = keys.drop_duplicates().reset_index(names="first row")
    listed = later.head(LIMIT).merge(first, on=list(key), how="left")
    texts = [
        f"the key {', '.join(str(value) for value in values)} is already in row {row}"
        for *values, row in listed.itertuples(index=False)
    ]
    return [lines(sheet.file, later.index.tolist(), texts, ", ".join(key))]


def _cycle_faults(sheet: Sheet, code: str) -> list[Fault]:
    """Rows of a hierarchy that are their own ancestor."""
    rows = sheet.rows[sheet.rows[code] != ""].drop_duplicates(code)
    top = len(rows)
    parents = pd.Index(rows[code]).get_indexer(rows["parent_code"])
    ancestor = np.append(np.where(parents < 0, top, parents), top)
    # Each pass doubles the steps up: after as many steps as rows, only cycles have not ended.
    for _ in range(top.bit_length()):
        ancestor = ancestor[ancestor]
    circular = np.isin(np.arange(top), ancestor)
    if not circular.any():
        return []
    rule = "leads back to the same row: the hierarchy has a cycle"
    return [cells(sheet.file, "parent_code", rows.loc[circular, "parent_code"], rule)]


def _coordinate_faults(sheet: Sheet) -> list[Fault]:
    """Regions with one coordinate and not the other."""
    present = [column.name for column in COORDINATES if column.name in sheet.rows]
    if len(present) == 1:
        text = "latitude and longitude belong together: add the other column or remove this one"
        return [whole(sheet.file, text, present[0])]
    faults = []
    for name, other in (present, present[::-1]) if present else ():
        values = sheet.rows[name].drop(sheet.unread.get(name, []), errors="ignore")
        alone = values[values.isna() & sheet.rows[other].reindex(values.index).notna()]
        if len(alone):
            rule = f"is empty but the region has a {other}: give both or none"
            faults.append(cells(sheet.file, name, alone, rule))
    return faults


def _period_faults(sheet: Sheet) -> list[Fault]:
    """Indicators that are not annual, quarterly or monthly throughout."""
    faults = []
    for indicator, periods in sheet.rows.groupby("indicator", sort=False)["period"]:
        valid = periods[periods.between(0, 12) & (periods % 1 == 0)]
        found, whole_year = set(valid[valid > 0].astype(int)), valid[valid == 0]
        last = 4 if max(found, default=0) <= 4 else 12
        missing = sorted(set(range(1, last + 1)) - found)
        if found and len(whole_year):
            rule = f"means the whole year, but {indicator} has quarters or months in other rows"
            faults.append(cells(sheet.file, "period", whole_year, rule))
        elif found and missing:
            lacks = ", ".join(map(str, missing))
            rule = f"is a {'quarter' if last == 4 else 'month'}, but {indicator} has no {lacks}"
            rows = valid[valid > 4] if last == 12 else valid
            faults.append(cells(sheet.file, "period", rows, rule))
    return faults


def _priority_faults(
    sheet: Sheet, sheets: Mapping[str, Sheet], codes: Mapping[str, list[str]]
) -> list[Fault]:
    """Codes that are not in the table of their kind."""
    faults = []
    for kind, reference in PRIORITIES.items():
        name = reference.partition(".")[0]
        codes_of_kind = sheet.rows.loc[sheet.rows["kind"] == kind, "code"]
        valid = codes.get(reference, codes_of_kind)
        unknown = codes_of_kind[~codes_of_kind.isin(valid)]
        rule = f"is not in the table {name}"
        if name not in sheets:
            unknown, rule = codes_of_kind, f"refers to the table {name}, which the package lacks"
        if len(unknown):
            faults.append(cells(sheet.file, "code", unknown, rule, codes.get(reference, ())))
    return faults

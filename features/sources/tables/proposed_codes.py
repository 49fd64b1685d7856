"""Codes of regions, industries and indicators that a proposed mapping gives to labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from features.sources.classifications.activity_titles import TOTAL, match_code, match_title
from features.sources.classifications.okved import OKVED1_SECTIONS, SECTIONS
from features.sources.tables import matching
from features.sources.tables.cells import Extract, extract, place_of
from features.sources.tables.plan import OPEN, Plan, TablePlan
from features.sources.tables.sheets.grid import Sheet, column_number
from features.sources.tables.sheets.numbers import as_text, in_brackets
from features.sources.tables.words import identifier, indicator_of, unit_in, usual_unit


@dataclass
class Proposal:
    """A plan, with remarks for the user beside its keys.

    Attributes
    ----------
    plan : Plan
    remarks : dict
        (name of a table of the mapping, label) to what a comment says of it.
    reasons : dict
        Title of a sheet that is not read to the reason.
    """

    plan: Plan
    remarks: dict[tuple[str, str], str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def add_codes(result: Proposal, sheets: Sequence[Sheet]) -> None:
    """Codes for all labels of regions, industries and indicators, and rules for their parents."""
    found: list[tuple[TablePlan, Sheet, Extract]] = []
    for table in result.plan.tables:
        safe = replace(
            table,
            decimal=table.decimal.replace(OPEN, ""),
            year=table.year if table.year != OPEN else 1900,
        )
        plan = _nesting(result.plan, safe, sheets)
        found += [(table, it, extract(it, safe, plan)) for it in sheets if table.covers(it)]
    names = {key: name for _, _, content in found for key, name in content.names.items()}
    regions = list(dict.fromkeys(it.region for _, _, content in found for it in content.numbers))
    _add_regions(result, regions, names)
    _add_activities(result, found)
    _add_indicators(result, found)
    _add_unread(result, found)


def _nesting(plan: Plan, table: TablePlan, sheets: Sequence[Sheet]) -> Plan:
    """A plan that tells regions from industries where one column holds both."""
    letters = [c for c, role in table.columns.items() if role == "region or activity"]
    labels = {
        as_text(row[column_number(c)])
        for c in letters
        for sheet in sheets
        if table.covers(sheet)
        for row in sheet.cells[table.first_row - 1 : table.last_row or None]
    }
    regions = {it: code for it in labels if (code := matching.region_code(it))}
    activities = {it: code for it in labels if it not in regions and (code := match_title(it))}
    return replace(plan, regions=regions, activities=activities)


def _add_regions(
    result: Proposal, labels: Sequence[str], names: Mapping[tuple[str, str], str]
) -> None:
    """Regions under the codes of a list, else under their labels if these are codes."""
    if matching.region_share(labels) >= matching.MATCHED:
        codes = {label: matching.region_code(label) or OPEN for label in labels}
        for label, code in codes.items():
            if code == OPEN and (near := matching.nearest_regions(label)):
                result.remarks["regions", label] = f"perhaps {' or '.join(near)}"
        result.plan = replace(result.plan, regions=codes)
        return
    other_names = {label: names.get(("region", label), "") for label in labels}
    if matching.region_share(list(other_names.values())) >= matching.MATCHED:
        codes = {label: matching.region_code(name) or OPEN for label, name in other_names.items()}
        result.plan = replace(result.plan, regions=codes)
        return
    is_coded = matching.share(labels, map(matching.is_code, labels)) >= 0.9
    if not all(other_names.values()) and not is_coded:
        result.remarks["", "region_codes"] = (
            'no list has most of these regions: write "labels" if their names may be their codes; '
            'else "list", with region_list = "FILE.csv" (columns code and title) or with a code '
            "for each in [regions]"
        )
    are_names = bool(result.remarks.get(("", "region_codes")))
    nations = [label for label in labels if matching.is_nation(other_names[label] or label)]
    result.plan = replace(
        result.plan,
        region_codes=OPEN if are_names else "labels",
        region_parents="prefix" if matching.has_prefixes(labels) and not are_names else "none",
        nation=nations[0] if len(nations) == 1 else "",
    )


def _add_activities(result: Proposal, found: Sequence[tuple[TablePlan, Sheet, Extract]]) -> None:
    """Industries under the codes of the scheme that the titles of their table are of."""
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    tables = []
    for table in result.plan.tables:
        contents = [content for it, _, content in found if it is table]
        constant = {table.activity, *table.activity_of_sheet.values()}
        of_table = (
            {} if table.table == "region_indicators" else _codes(result, table, contents, constant)
        )
        other = {label: code for label, code in of_table.items() if codes.get(label, code) != code}
        codes |= {label: code for label, code in of_table.items() if label not in other}
        tables.append(replace(table, activities=other))
        if any(not text.isascii() for text in (*of_table, table.description)):
            names |= {code: name for code in sorted(constant) if (name := _russian(code))}
    result.plan = replace(result.plan, tables=tuple(tables), activities=codes, activity_names=names)


def _codes(
    result: Proposal, table: TablePlan, contents: Sequence[Extract], constant: set[str]
) -> dict[str, str]:
    """Codes of the labels of a table that are not codes themselves; "?" where in doubt."""
    values = [it for content in contents for it in content.numbers]
    labels = [it for it in dict.fromkeys(it.activity for it in values) if it and it not in constant]
    scheme = matching.scheme_of(labels, table.description, [it.time.year for it in values])
    codes: dict[str, str] = {}
    unplaced = dict.fromkeys(it for content in contents for it in content.unplaced)
    for label in unplaced:
        codes[label] = OPEN
        result.remarks["activities", label] = "if it is a region, move the line to [regions]"
    for label in labels:
        code = match_code(label, scheme or "") or match_title(label, scheme or "")
        codes[label] = code if code and (scheme is not None or code == TOTAL) else OPEN
        if scheme is None and code not in ("", TOTAL):
            older = match_title(label, matching.OKVED1)
            result.remarks["activities", label] = f"{code} (OKVED 2), or {older}?"
    return {label: code for label, code in codes.items() if code != label}


def _russian(code: str) -> str:
    return OKVED1_SECTIONS.get(code[:1], "") if code.endswith(")") else SECTIONS.get(code, "")


def _add_indicators(result: Proposal, found: Sequence[tuple[TablePlan, Sheet, Extract]]) -> None:
    """An identifier and a unit for every heading, where there are several in a table."""
    names: dict[str, str] = {}
    units: dict[str, str] = {}
    for table, _, content in found:
        headings = list(dict.fromkeys(it.heading for it in content.numbers))
        for heading in headings if len(headings) > 1 else ():
            if heading in names:
                continue
            names[heading] = name = _heading_name(heading, table, names)
            unit = unit_in([heading]).text or usual_unit(name)
            if table.unit == OPEN or (unit and unit != table.unit):
                units[name] = unit or OPEN
    several = {name for table, _, _ in found for name in [table.indicator] if name == OPEN}
    tables = tuple(
        replace(table, indicator="", unit=table.unit.replace(OPEN, ""))
        if names and table.indicator in several
        else replace(table, unit=table.unit.replace(OPEN, "") if units else table.unit)
        for table in result.plan.tables
    )
    result.plan = replace(result.plan, tables=tables, indicators=names, units=units)


def _heading_name(heading: str, table: TablePlan, taken: Mapping[str, str]) -> str:
    """The indicator that a heading names; the total of a table keeps the name of the table."""
    named = indicator_of(heading)
    if table.indicator == OPEN or named not in ("", table.indicator):
        return named or identifier(heading)
    is_total = re.search(r"всего|\btotal\b|insgesamt", heading.lower())
    if is_total and table.indicator not in taken.values():
        return table.indicator
    return f"{table.indicator}_{identifier(heading)}"[:80]


def _add_unread(result: Proposal, found: Sequence[tuple[TablePlan, Sheet, Extract]]) -> None:
    """A question for cells that are neither numbers nor known marks."""
    unread = [it for _, _, content in found for it in content.unread]
    if any(in_brackets(text) for _, _, text in unread):
        result.plan = replace(result.plan, brackets=OPEN)
    cells = [
        f"{place_of(row, place)} {text[:20]!r}"
        for row, place, text in unread
        if not in_brackets(text)
    ]
    if cells and not any(table.decimal == OPEN for table in result.plan.tables):
        more = f" and {len(cells) - 5:,} more" if len(cells) > 5 else ""
        result.remarks["", "unknown"] = (
            f"cannot be read as numbers: {', '.join(cells[:5])}{more}; correct the table, or write "
            "here the marks that mean unknown"
        )
        result.plan = replace(result.plan, unknown=(OPEN,))

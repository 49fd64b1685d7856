"""A mapping proposed from the tables themselves, with a question where they do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from features.errors import InputError
from features.sources.classifications.activity_titles import (
    Scheme,
    clean_title,
    code_in,
    match_activity,
    match_title,
)
from features.sources.tables import matching
from features.sources.tables.headers import Layout, layout
from features.sources.tables.plan import OPEN, Plan, TablePlan
from features.sources.tables.proposed_codes import Proposal, add_codes
from features.sources.tables.sheets.grid import Sheet, column_number
from features.sources.tables.sheets.numbers import as_text, decimal_mark, is_number
from features.sources.tables.sheets.times import time_of
from features.sources.tables.words import (
    identifier,
    indicator_of,
    role_of,
    unit_in,
    usual_unit,
)

ABOUT_INDUSTRIES = (
    r"вид\w* экономической деятельности|раздел\w* (оквэд|[A-U]\b)|by industry|\bnace\b"
)
_QUOTED = re.compile(r"[«\"„“]([^«»\"„“”]{4,300})[»\"“”]")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_NOISE = re.compile(
    r"^к содержанию$|^содержание(!.*)?$|^back to |^genesis-tabelle|^sheet\d*$", re.IGNORECASE
)


def proposal(sheets: Sequence[Sheet]) -> Proposal:
    """A mapping for the sheets of files that were given together.

    Raises
    ------
    InputError
        No sheet has regions and numbers.
    """
    found: list[tuple[Sheet, Layout]] = []
    reasons = {}
    for sheet in sheets:
        answer = layout(sheet)
        if isinstance(answer, str):
            reasons[sheet.title] = answer
        else:
            found.append((sheet, answer))
    if not found:
        why = "; ".join(f"{title}: {reason}" for title, reason in list(reasons.items())[:4])
        raise InputError(
            f"nothing to import: {why}. If a column holds regions, head it 'region', or write a "
            "mapping by hand (docs/data.md)"
        )
    several_files = len({sheet.file.name for sheet in sheets}) > 1
    result = Proposal(Plan(()), reasons=reasons)
    for group in _alike(found):
        table = _table(group, several_files)
        result.plan = replace(result.plan, tables=(*result.plan.tables, table))
    add_codes(result, [sheet for sheet, _ in found])
    return result


def _alike(found: Sequence[tuple[Sheet, Layout]]) -> list[list[tuple[Sheet, Layout]]]:
    """Sheets of the same layout and indicator together."""
    groups: dict[object, list[tuple[Sheet, Layout]]] = {}
    for sheet, it in found:
        about = _about(it, sheet)
        key = (
            *sorted(it.rows.items()),
            *sorted(it.columns.items()),
            it.first_row,
            *(indicator_of(about) or identifier(about), unit_in(_unit_texts(it))),
        )
        groups.setdefault(key, []).append((sheet, it))
    return list(groups.values())


def _titles(it: Layout) -> list[str]:
    return [text for text in it.titles if not _NOISE.search(text)]


def _about(it: Layout, sheet: Sheet) -> str:
    """What the titles of a sheet say that it holds."""
    return " ".join(_titles(it)) or sheet.name


def _unit_texts(it: Layout) -> list[str]:
    return [*it.units, *_titles(it)]


def _table(group: Sequence[tuple[Sheet, Layout]], several_files: bool) -> TablePlan:
    """The plan of sheets with one layout."""
    sheet, it = group[0]
    heading = _value_heading(sheet, it)
    unit = unit_in([*_unit_texts(it), heading])
    name = _indicator(sheet, it, heading)
    text = "" if unit.text == "units" and usual_unit(name) else unit.text
    text = text or usual_unit(name)
    basis = "none" if text in ("%", "index", "persons") else unit.price_basis
    names = tuple(dict.fromkeys(other.name for other, _ in group)) if sheet.name else ()
    files = tuple(dict.fromkeys(other.file.name for other, _ in group)) if several_files else ()
    table = TablePlan(
        files=files,
        sheets=names,
        dataset=name.replace(OPEN, ""),
        indicator=name,
        unit=text or OPEN,
        description=_description(it, name),
        price_basis=basis,
        rows=it.rows,
        columns=it.columns,
        first_row=it.first_row,
    )
    marks = decimal_mark(cell for other, at in group for cell in _number_texts(other, table))
    table = replace(table, decimal=marks)
    if not it.roles & {"year"}:
        table = _with_years(table, group)
    if it.roles & {"activity", "region or activity"}:
        return table
    return _with_industry(table, group)


def _indicator(sheet: Sheet, it: Layout, heading: str) -> str:
    """The indicator that titles, a column or the heading of the values name; "?" without any."""
    title = " ".join(_titles(it))
    named = role_of(heading.split(",")[0]) == "value"
    candidates = (
        indicator_of(title),
        _constant_indicator(sheet, it),
        indicator_of(heading),
        identifier(_description(it, "")) if title else "",
        "" if named or not heading else identifier(heading.split(",")[0]),
    )
    return next(filter(None, candidates), OPEN)


def _value_heading(sheet: Sheet, it: Layout) -> str:
    """The heading of a single column of values."""
    place = next((column_number(c) for c, role in it.columns.items() if role == "value"), -1)
    rows = [int(at) - 1 for at in it.rows] or [it.first_row - 2]
    return as_text(sheet.cells[rows[-1]][place]) if place >= 0 and rows[-1] >= 0 else ""


def _description(it: Layout, indicator: str) -> str:
    """The title that names the indicator, without its industry, unit in brackets and footnotes."""
    titles = [text for text in _titles(it) if len(text) > 15] or _titles(it)
    naming = [text for text in titles if indicator_of(text) == indicator]
    text = naming[-1] if naming else "".join(titles[:1])
    text = re.split(r"\s+по виду экономической деятельности\s*[«\"]", text)[0]
    return clean_title(re.sub(r"\s*\([^()]*\)\s*$", "", text))[:300]


def _constant_indicator(sheet: Sheet, it: Layout) -> str:
    """The indicator that a column of constant text names, as varname in a table of one variable."""
    place = next((column_number(c) for c, role in it.columns.items() if role == "indicator"), -1)
    if place < 0:
        return ""
    texts = {as_text(row[place]) for row in sheet.cells[it.first_row - 1 :]} - {""}
    return (
        (indicator_of(text) or identifier(text))
        if len(texts) == 1 and (text := texts.pop())
        else ""
    )


def _number_texts(sheet: Sheet, table: TablePlan) -> Iterable[str]:
    """Texts of the cells of data that may be numbers."""
    start = max(map(column_number, table.columns), default=-1) + 1
    if "value" in table.columns.values():
        start -= 1
    for row in sheet.cells[table.first_row - 1 :]:
        yield from (cell for cell in row[start:] if isinstance(cell, str) and is_number(cell))


def _with_years(table: TablePlan, group: Sequence[tuple[Sheet, Layout]]) -> TablePlan:
    """The year of tables that have none in their rows and columns: of the sheet or the title."""
    by_name = {sheet.name: time.year for sheet, _ in group if (time := time_of(sheet.name))}
    if len(by_name) == len(group):
        return replace(table, year_of_sheet=by_name)
    years = {int(it) for sheet, at in group for it in _YEARS.findall(_about(at, sheet))}
    return replace(table, year=years.pop() if len(years) == 1 else OPEN)


def _with_industry(table: TablePlan, group: Sequence[tuple[Sheet, Layout]]) -> TablePlan:
    """The industry that titles or names of sheets name; without one, a table of regions alone."""
    titles = {sheet.name: _titles(it) for sheet, it in group}
    everything = " ".join(text for texts in titles.values() for text in texts)
    years = [year for sheet, it in group for year in _header_years(sheet, it)]
    quoted = [it for texts in titles.values() for it in _named_in(texts)]
    scheme = matching.scheme_of(quoted, everything, years)
    codes = {name: _titled(texts, scheme or "") for name, texts in titles.items()}
    by_name = {name: match_activity(name, scheme or "") for name in titles}
    if len(group) > 1 and not any(codes.values()) and all(by_name.values()):
        codes = by_name
    if not any(codes.values()) and not re.search(ABOUT_INDUSTRIES, everything, re.IGNORECASE):
        return replace(table, table="region_indicators")
    if scheme is None:
        codes = dict.fromkeys(codes, OPEN)
    codes = {name: code or OPEN for name, code in codes.items()}
    if len(codes) == 1:
        return replace(table, activity=next(iter(codes.values())))
    return replace(table, activity_of_sheet=codes)


def _named_in(titles: Sequence[str]) -> list[str]:
    """What may name an industry in titles: texts in quotes, and the titles themselves."""
    return [text for title in titles for text in (*_QUOTED.findall(title), title)]


def _titled(titles: Sequence[str], scheme: Scheme) -> str:
    """The industry that titles name: by its own title, or as a code in brackets."""
    named = (match_title(text, scheme) for text in _named_in(titles))
    coded = (code_in(text, scheme) for text in titles)
    return next(filter(None, (*named, *coded)), "")


def _header_years(sheet: Sheet, it: Layout) -> list[int]:
    rows = [int(at) - 1 for at, role in it.rows.items() if role == "year"]
    places = [column_number(c) for c, role in it.columns.items() if role == "year"]
    cells = [cell for at in rows for cell in sheet.cells[at]]
    cells += [row[p] for p in places for row in sheet.cells[it.first_row - 1 :]]
    return [time.year for cell in cells if (time := time_of(cell)) and time.year]

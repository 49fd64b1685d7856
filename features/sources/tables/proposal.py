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
    title_key,
)
from features.sources.tables import matching
from features.sources.tables.headers import REGION_ROLES, Layout, layouts
from features.sources.tables.plan import COLUMN_ROLES, OPEN, Plan, TablePlan
from features.sources.tables.proposed_codes import Proposal, add_codes
from features.sources.tables.sheets.grid import Cell, Sheet, column_number
from features.sources.tables.sheets.numbers import (
    as_text,
    decimal_mark,
    in_brackets,
    is_number,
    is_percent,
)
from features.sources.tables.sheets.times import time_of
from features.sources.tables.words import (
    SCALES,
    identifier,
    indicator_of,
    is_unit,
    role_of,
    unit_in,
    usual_thing,
    usual_unit,
)

ABOUT_INDUSTRIES = (
    r"вид\w* экономической деятельности|раздел\w* (оквэд|[A-U]\b)|by industry|\bnace\b|"
    r"обрабатывающ\w+ производств|добыч\w+ полезн\w+ ископаем|сельск\w+ хозяйств|"
    r"\bв (строительстве|образовании|торговле|здравоохранении|промышленности)\b|"
    r"\bmanufacturing\b|\bin (construction|agriculture|mining)\b|verarbeitende\w* gewerbe|"
    r"\bim (bau|gast)gewerbe|industrie manufacturière|industria manufacturera"
)
"""What titles of tables of industries, or of one, say."""
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
    found, reasons = _found(sheets)
    if not found:
        found, reasons = _found(sheets, of_one_region=True)
    if not found:
        why = "; ".join(f"{title}: {reason}" for title, reason in list(reasons.items())[:4])
        raise InputError(
            f"nothing to import: {why}. If a column holds regions, head it 'region', or write a "
            "mapping by hand (docs/import.md)"
        )
    several_files = len({sheet.file.name for sheet in sheets}) > 1
    result = Proposal(Plan(()), reasons=reasons)
    tables = _told_apart([_table(group, several_files) for group in _alike(found)])
    result.plan = replace(result.plan, tables=tuple(tables))
    unclear = {c: text for _, it in found for c, text in it.unclear.items()}
    if unclear:
        columns = ", ".join(f"{c} {text!r}" for c, text in unclear.items())
        result.remarks["", "columns"] = f"what is in {columns}? Roles: {', '.join(COLUMN_ROLES)}"
    add_codes(result, list({id(sheet): sheet for sheet, _ in found}.values()))
    return result


def _found(
    sheets: Sequence[Sheet], of_one_region: bool = False
) -> tuple[list[tuple[Sheet, Layout]], dict[str, str]]:
    """The tables of all sheets, and the reasons of those that have none."""
    found: list[tuple[Sheet, Layout]] = []
    reasons = {}
    for sheet in sheets:
        answer = layouts(sheet, of_one_region) if not sheet.is_hidden else "it is hidden"
        if isinstance(answer, str):
            reasons[sheet.title] = answer
        else:
            found += [(sheet, it) for it in answer]
    return found, reasons


def _alike(found: Sequence[tuple[Sheet, Layout]]) -> list[list[tuple[Sheet, Layout]]]:
    """Sheets of the same layout that say the same of themselves, but for industry and year."""
    groups: dict[object, list[tuple[Sheet, Layout]]] = {}
    several_files = len({sheet.file.name for sheet, _ in found}) > 1
    for sheet, it in found:
        has_years = "year" in it.roles or not several_files or time_of(sheet.name)
        key = (
            *sorted(it.rows.items()),
            *sorted(it.columns.items()),
            (it.first_row, it.last_row),
            _subject(_description(it, indicator_of(_about(it, sheet)))),
            unit_in(_unit_texts(it)),
            () if has_years else tuple(_YEARS.findall(_about(it, sheet))),
            ""
            if it.roles & REGION_ROLES or matching.region_code(sheet.name)
            else matching.region_in(it.titles),
            matching.scheme_of(_texts_of(sheet, it, "activity"), "", _header_years(sheet, it)),
        )
        groups.setdefault(key, []).append((sheet, it))
    return list(groups.values())


def _subject(description: str) -> str:
    """What all descriptions of the same thing in other years have in common."""
    return title_key(_YEARS.sub("", description))


def _told_apart(tables: Sequence[TablePlan]) -> list[TablePlan]:
    """Tables with an indicator of their own where they measure different things.

    The same indicator may stand in several tables of the same subject and unit, or of other
    industries; a table of commercial firms beside one of all firms gets a name of its own.
    """
    found: list[TablePlan] = []
    for table in tables:
        names = [table.indicator]
        for other in (it for it in found if it.indicator == table.indicator):
            names += _other_names(table, other)
        names += [f"{table.indicator}_{len(found) + 1}"]
        named = [replace(table, indicator=name) for name in names]
        apart = (it for it in named if not any(_unlike(it, other) for other in found))
        chosen = table if table.indicator == OPEN else next(apart, named[-1])
        found.append(replace(chosen, dataset=chosen.indicator.replace(OPEN, "")))
    return found


def _unlike(table: TablePlan, other: TablePlan) -> bool:
    """Whether two tables of one indicator may give two values for the same thing."""
    if (table.table, table.indicator) != (other.table, other.indicator):
        return False
    if table.unit != other.unit:
        return True
    industries = [{it.activity, *it.activity_of_sheet.values()} - {""} for it in (table, other)]
    regions = [{it.region, *it.region_of_sheet.values()} - {""} for it in (table, other)]
    for of_table, of_other in (industries, regions):
        if of_table and of_other and not of_table & of_other:
            return False
    return _subject(table.description) != _subject(other.description)


def _other_names(table: TablePlan, other: TablePlan) -> list[str]:
    """The indicator with the unit of a table, or with words that another's description lacks."""
    others = _subject(other.description).split()
    words = re.findall(r"\w+", _YEARS.sub("", table.description))
    new = [word for word in words if title_key(word) not in others][:3]
    unit = table.unit.partition(",")[0] if table.unit != other.unit else ""
    endings = [unit, " ".join(new), " ".join([*new, unit])]
    return [f"{table.indicator}_{identifier(it)}"[:80] for it in endings if it.strip()]


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
    text = text or usual_unit(name) or _percent(group)
    if text in SCALES and usual_thing(name):
        text = f"{text} {usual_thing(name)}"
    is_count = text.split(" ")[-1] in ("%", "index", "persons")
    basis = "none" if is_count else unit.price_basis
    text = OPEN if text == "%" and _are_fractions(group) else text
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
        last_row=it.last_row,
    )
    marks = decimal_mark(cell for other, at in group for cell in _number_texts(other, table))
    table = replace(table, decimal=marks)
    if not it.roles & REGION_ROLES:
        of_sheet = {
            other.name: other.name for other, _ in group if matching.region_code(other.name)
        }
        constant = "" if of_sheet else matching.region_in(it.titles) or OPEN
        table = replace(table, region=constant, region_of_sheet=of_sheet)
    if not it.roles & {"year"}:
        table = _with_years(table, group)
    if it.roles & {"activity", "region or activity"}:
        return table
    return _with_industry(table, group)


def _percent(group: Sequence[tuple[Sheet, Layout]]) -> str:
    """The unit of tables whose numbers have signs for percent, "" for others."""
    cells = [cell for sheet, it in group for cell in _data(sheet, it) if is_number(cell)]
    return "%" if cells and 2 * sum(map(is_percent, cells)) > len(cells) else ""


def _are_fractions(group: Sequence[tuple[Sheet, Layout]]) -> bool:
    """Whether all numbers lie between -1 and 1, as those do that Excel shows as percent."""
    cells = [cell for sheet, it in group for cell in _data(sheet, it) if is_number(cell)]
    numbers = [cell for cell in cells if isinstance(cell, float) and time_of(cell) is None]
    return bool(numbers) and len(numbers) == len(cells) and all(abs(it) <= 1 for it in numbers)


def _data(sheet: Sheet, it: Layout) -> Iterable[Cell]:
    """Cells of the columns of values."""
    start = max((column_number(c) for c, role in it.columns.items() if role != "value"), default=-1)
    for row in sheet.cells[it.first_row - 1 : it.last_row or None]:
        yield from row[start + 1 :]


def _indicator(sheet: Sheet, it: Layout, heading: str) -> str:
    """The indicator that titles, a column or the heading of the values name; "?" without any."""
    title = " ".join(_titles(it))
    named = role_of(heading.split(",")[0]) == "value"
    candidates = (
        indicator_of(title),
        _constant_indicator(sheet, it),
        indicator_of(heading),
        identifier(_YEARS.sub("", _description(it, ""))) if title else "",
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
    text = re.sub(r"\s*\([^()]*\)\s*$", "", text)
    rest, _, unit = text.rpartition(",")
    text = rest if is_unit(unit) else text
    return clean_title(text)[:300]


def _constant_indicator(sheet: Sheet, it: Layout) -> str:
    """The indicator that a column of constant text names, as varname in a table of one variable."""
    place = next((column_number(c) for c, role in it.columns.items() if role == "indicator"), -1)
    if place < 0:
        return ""
    texts = {as_text(row[place]) for row in sheet.cells[it.first_row - 1 : it.last_row or None]} - {
        ""
    }
    return (
        (indicator_of(text) or identifier(text))
        if len(texts) == 1 and (text := texts.pop())
        else ""
    )


def _number_texts(sheet: Sheet, table: TablePlan) -> Iterable[str]:
    """Texts of the cells of data."""
    start = max(map(column_number, table.columns), default=-1) + 1
    if "value" in table.columns.values():
        start -= 1
    for row in sheet.cells[table.first_row - 1 : table.last_row or None]:
        yield from (in_brackets(cell) or cell for cell in row[start:] if isinstance(cell, str))


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
    times = (time_of(text) for text in _texts_of(sheet, it, "year"))
    return [time.year for time in times if time and time.year]


def _texts_of(sheet: Sheet, it: Layout, role: str) -> list[str]:
    """Distinct texts in the rows and columns of a role."""
    rows = [int(at) - 1 for at, found in it.rows.items() if found == role]
    places = [column_number(c) for c, found in it.columns.items() if found == role]
    cells = [cell for at in rows for cell in sheet.cells[at]]
    data = sheet.cells[it.first_row - 1 : it.last_row or None]
    cells += [row[p] for p in places for row in data]
    return [text for text in dict.fromkeys(map(as_text, cells)) if text]

"""Official files of titles: which column holds codes, titles, languages and parents.

Layouts, by their headers: code and title with optional parent_code and title_LANGUAGE (this
project's own); Eurostat's NUTS workbooks (Code 2021, Country, NUTS level 1 to 3; since 2024 NUTS
Code, NUTS label) https://ec.europa.eu/eurostat/web/nuts; tables of classifications from RAMON
(Code, Parent, Description) and ShowVoc (CODE, HEADING, PARENT_CODE)
https://showvoc.op.europa.eu; the Census' NAICS workbooks (2022 NAICS US Code, 2022 NAICS US
Title; a T behind a title marks what the US, Canada and Mexico share)
https://www.census.gov/naics. Without a header: CPC's title lists (symbol, level, title)
https://www.cooperativepatentclassification.org and the IPC's (symbol, title)
https://www.wipo.int/ipc, where A01B0001000000 is A01B 1/00.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from features.errors import InputError
from features.sources.naming.cells import Rows, sheets
from features.sources.opening import SourceFile

LISTED = 0.9
"""Share of rows with a patent symbol from which a table without a header is a list of them."""
HEADER_ROWS = 20
"""Rows in which a header is looked for."""
CODE = re.compile(
    r"(?:^|[\W_])(?:codes?|symbol|notation|geo|fips|postal|alpha-?[23]|iso_[\d_]+|okato\w*|numeric)"
    r"(?:$|[\W_])"
)
SCHEME = re.compile(r"(?:^|[\W_])(?:nace|naics|nuts|isic|okved|cpc|ipc|id)(?:$|[\W_\d])")
"""In the header of codes that are named after their classification."""
TITLES = ("title", "heading", "label", "name", "description", "desc")
"""Words in the headers of titles, the best first."""
LANGUAGE = re.compile(rf"^(?:.*[\W_])?(?:{'|'.join(TITLES)})[\W_]+(?!id$)([a-z]{{2,3}})$")
NO_TITLE = re.compile(r"parent|other|short|long|country name|_from$|old|new")
NUTS_LEVELS = re.compile(r"^country$|^nuts level [123]$")
SYMBOL = re.compile(r"^[A-HY](?:\d\d(?:[A-Z](?:\s?\d{1,4}/\d{2,6}|\d{10})?)?)?$")
IPC_GROUP = re.compile(r"^([A-H]\d\d[A-Z])0*(\d+?)(\d{6})$")
TRILATERAL = re.compile(r"(?<=[a-z)])\s?T$")
SECTIONS = re.compile(r"^(\d\d)-(\d\d)$")


@dataclass(frozen=True)
class Title:
    """The title of one code.

    Attributes
    ----------
    code, title : str
    parent_code : str
        As the file has it, empty where it has none.
    languages : dict of str to str
        Language (two or three letters) to the title in it.
    section : str
        The single letter above a code of digits in the order of the file (NACE), else empty.
    other_codes : tuple of str
        The code in the file's further columns of codes (postal, alpha3).
    """

    code: str
    title: str
    parent_code: str = ""
    languages: dict[str, str] = field(default_factory=dict)
    section: str = ""
    other_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Places of the columns of a table of titles."""

    code: int
    titles: tuple[int, ...]
    parent: int | None
    languages: dict[str, int]
    other_codes: tuple[int, ...]


def read_titles(files: Sequence[SourceFile]) -> list[Title]:
    """The titles in all files; of a workbook those of the sheet that has most.

    Raises
    ------
    InputError
        For a file in which no column of codes and titles is found.
    """
    found = []
    for file in files:
        titles = max((_titles(rows) for rows in sheets(file)), key=len, default=[])
        if not titles:
            raise InputError(
                f"{file.name} has no columns of codes and titles: name them code and title"
            )
        found += titles
    return found


def _titles(rows: Rows) -> list[Title]:
    header, columns = next(
        (
            (place, columns)
            for place, row in enumerate(rows[:HEADER_ROWS])
            if (columns := _columns(row, rows[place + 1 :])) is not None
        ),
        (-1, None),
    )
    if columns is None:
        symbols = sum(len(row) > 1 and bool(SYMBOL.match(row[0])) for row in rows)
        return _symbols(rows) if symbols > LISTED * len(rows) else []
    found, section = [], ""
    for row in rows[header + 1 :]:
        title = _title(row + [""] * (max(columns.titles) + 1), columns)
        if title.code and title.title:
            is_letter = len(title.code) == 1 and title.code.isalpha()
            section = title.code if is_letter else section
            in_section = section if title.code[0].isdigit() else ""
            found.append(Title(**{**vars(title), "section": in_section}))
    return found


def _columns(header: list[str], rows: Rows) -> Columns | None:
    """The columns of a table by its header; None where this row is none."""
    names = [cell.casefold().lstrip("\ufeff").strip() for cell in header]
    languages = {
        found[1]: place for place, name in enumerate(names) if (found := LANGUAGE.match(name))
    }
    codes = [place for place, name in enumerate(names) if _holds_codes(name)]
    plain = _plain_titles(names, set(languages.values()) | set(codes))
    if not plain and languages:
        plain = (languages.get("en", next(iter(languages.values()))),)
    if not codes or not plain:
        return None
    kinds = {place: len({row[place] for row in rows if len(row) > place}) for place in codes}
    code = max(codes, key=lambda place: (names[place] == "code", kinds[place], -place))
    parents = [place for place, name in enumerate(names) if "parent" in name and "uri" not in name]
    others = tuple(place for place in codes if place != code)
    return Columns(code, plain, parents[-1] if parents else None, languages, others)


def _holds_codes(name: str) -> bool:
    if "parent" in name or "level" in name or LANGUAGE.match(name):
        return False
    is_title = any(word in name for word in TITLES)
    return bool(CODE.search(name)) or (not is_title and bool(SCHEME.search(name)))


def _plain_titles(names: list[str], taken: set[int]) -> tuple[int, ...]:
    """Columns of titles in no named language: the best of them, or all levels of NUTS."""
    levels = tuple(place for place, name in enumerate(names) if NUTS_LEVELS.match(name))
    if len(levels) > 1:
        return levels
    for word in TITLES:
        for place, name in enumerate(names):
            if word in name and place not in taken and not NO_TITLE.search(name):
                return (place,)
    return ()


def _title(row: list[str], columns: Columns) -> Title:
    def cell(place: int | None) -> str:
        return row[place] if place is not None and place < len(row) else ""

    text = next((row[place] for place in columns.titles if row[place]), "")
    return Title(
        cell(columns.code),
        TRILATERAL.sub("", text),
        cell(columns.parent),
        {language: cell(place) for language, place in columns.languages.items() if cell(place)},
        other_codes=tuple(cell(place) for place in columns.other_codes),
    )


def _symbols(rows: Rows) -> list[Title]:
    """Titles of a list of patent symbols without a header: symbol first, title last."""
    found = []
    for row in rows:
        text = next((cell for cell in reversed(row[1:]) if cell), "")
        if SYMBOL.match(row[0]) and text:
            found.append(Title(_written_out(row[0]), text))
    return found


def _written_out(symbol: str) -> str:
    """A01B 1/02 for A01B0001020000, the form of fixed length."""
    match = IPC_GROUP.match(symbol)
    if not match:
        return symbol
    subclass, group, rest = match.groups()
    return f"{subclass} {group}/{rest[:2] + rest[2:].rstrip('0')}"


class Ancestry:
    """Parents of codes: those of the file, else by the form of the codes.

    A code lies below the longest code that it begins with; a patent group below its main group and
    subclass; digits below the letter before them; 31, 32 and 33 below 31-33.
    """

    def __init__(self, titles: Sequence[Title]) -> None:
        self._titles = {title.code: title for title in titles}
        self._short = {_short(code): code for code in self._titles}
        self._has_parents = any(title.parent_code for title in titles)
        for code in self._titles:
            if match := SECTIONS.match(code):
                first, last = map(int, match.groups())
                for number in range(first, last + 1):
                    self._short.setdefault(str(number), code)

    def title(self, code: str) -> Title:
        """The title of a code."""
        return self._titles[code]

    def parent(self, code: str) -> str:
        """The parent of a code, empty at the top."""
        title = self._titles[code]
        if self._has_parents:
            return title.parent_code if title.parent_code in self._titles else ""
        above = _short(code)
        if "/" in above:
            main = self._short.get(above.partition("/")[0] + "/00", "")
            if main not in ("", code):
                return main
            above = re.sub(r"\d+/\d+$", "", above) + " "
        for length in range(len(above) - 1, 0, -1):
            found = self._short.get(above[:length])
            if found and found != code:
                return found
        return title.section

    def line(self, code: str) -> list[str]:
        """The ancestors of a code, nearest first."""
        line: list[str] = []
        while (code := self.parent(code)) and code not in line:
            line.append(code)
        return line


def _short(code: str) -> str:
    return re.sub(r"[\s.]", "", code)

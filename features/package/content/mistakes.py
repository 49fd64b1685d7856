"""The usual mistakes with files: another kind of file, encoding, delimiter or layout."""

import codecs
import csv
import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from features.formats import counted
from features.package.contract.columns import Table
from features.package.declared import PLAIN, Declared
from features.package.problems import Fault, whole
from features.package.schema import extended

KINDS = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook (xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"PAR1", "a Parquet file"),
)
"""First bytes of files that are no text."""
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LEGACY = ["cp1252", "cp1251", "cp866", "koi8_r"]
"""Encodings of one byte a letter that spreadsheets still write."""
SAMPLE = 65_536
"""Bytes from which an encoding and a delimiter are told."""
DELIMITERS = {";": "';'", "\t": "tabs", "|": "'|'"}
YEAR = re.compile(r"\D{0,6}(19|20)\d\d(\D.{0,12})?")
"""A column for one year, also with a mark or a word: 2012 2), y2012, 2012 г."""
FEWEST_YEARS = 2
THOUSANDS = r"^[-−]?\d{1,3}(,\d{3})+$"
"""May as well be groups of digits."""
NUMBER_CELL = re.compile(r"[;\t|][-−]?\d+,\d+[;\t|\r\n]")
"""A number with a decimal comma in a file with another delimiter."""
BLANK = "(blank)"
IMPORT = "smartspec import FILE --to NEW --dry-run"
TITLES = 20
"""Lines in which a table begins, below its titles."""
DECIMAL_COMMA = r"^[-−]?[\d\s.'’]*\d,\d+$"


def wrong_kind(content: bytes, suffix: str) -> str:
    """What a file is that is no text, with the next step; empty for text."""
    kind = next((kind for start, kind in KINDS if content.startswith(start)), "")
    if kind == "a Parquet file":
        return f"the file is a Parquet file: let its name end with .parquet, not .{suffix}"
    if kind:
        return f"the file is {kind}, not text: {importing()}"
    if content[:1000].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return f"the file is a web page or XML, not a table as text: {importing()}"
    return ""


def importing() -> str:
    """The next step where a file must be turned into a table of a package."""
    return f"{IMPORT} shows what can be read of it"


def with_path(fault: Fault, path: Path) -> Fault:
    """The fault with the path of its file where the next step is to import it."""
    step = IMPORT.replace("FILE", shlex.quote(str(path)))
    return replace(fault, texts=tuple(text.replace(IMPORT, step) for text in fault.texts))


def wrong_encoding(content: bytes, declared: Declared) -> str:
    """What to do about text that is not in the declared encoding."""
    if declared.encoding != "utf-8":
        return f"the text is not {declared.encoding}, as declared"
    if content.startswith(UTF_16):
        return 'the text is not UTF-8 but UTF-16: declare "encoding": "utf-16" in datapackage.json'
    name = _encoding_of(content)
    text = "the text is not UTF-8"
    if not name:
        return f"{text}: save the file as CSV UTF-8, or declare its encoding"
    header = content[:SAMPLE].decode(name, errors="replace").splitlines()[0]
    delimiter = next((it for it in DELIMITERS if header.count(it) > header.count(",")), "")
    more = f" and {_dialect(delimiter)}" if delimiter else ""
    return f'{text} but seems to be {name}: declare "encoding": "{name}"{more} in datapackage.json'


def _encoding_of(content: bytes) -> str:
    """The likely encoding of text that is not in UTF-8; "" where it cannot be told."""
    if content.startswith(UTF_16):
        return "utf-16"
    from charset_normalizer import from_bytes  # slow to import

    lines = (line for line in content[:SAMPLE].splitlines() if not line.isascii())
    found = from_bytes(b"\n".join(lines), cp_isolation=LEGACY).best()
    return found.encoding if found else ""


def wrong_delimiter(content: bytes, declared: Declared) -> str:
    """What to do about text in UTF-8 whose header is one cell, as its delimiter is another."""
    sample = content[:SAMPLE].decode(errors="replace")
    header = sample.splitlines()[0]
    found = max((*DELIMITERS, ","), key=header.count)
    if declared.delimiter != ",":
        return (
            f"the cells are not separated by {declared.delimiter!r}, the declared delimiter: "
            "correct one"
        )
    text = f"the cells are separated by {DELIMITERS[found]}, not by commas"
    commas = ""
    if NUMBER_CELL.search(sample):
        commas = ', and "decimalChar": "," in schema.fields of its number columns,'
    return f"{text}: declare {_dialect(found)}{commas} in datapackage.json"


def _dialect(delimiter: str) -> str:
    return f'"dialect": {{"delimiter": {json.dumps(delimiter)}}}'


def decimal_commas(cells: pd.Series) -> str:
    """What to do about unreadable numbers (text by row) with a decimal comma; "" for others."""
    commas = cells[cells.str.match(DECIMAL_COMMA)]
    certain = commas[~commas.str.match(THOUSANDS)]
    if certain.empty or len(commas) < len(cells) / 2:
        return ""
    groups = '"decimalChar": ","'
    mark = next((it for it in " \u00a0\u202f." if commas.str.contains(it, regex=False).any()), "")
    if mark:
        groups += f' and "groupChar": {json.dumps(mark)}'
    return (
        f"{counted(len(cells), 'cell is no number', 'cells are no numbers')} with a decimal "
        f"point, as {certain.iloc[0]!r} in row {certain.index[0]}: declare {groups} in "
        "schema.fields of the column, in datapackage.json"
    )


def years_beside(names: Sequence[str]) -> list[str]:
    """Names of columns that are years, where at least half of the further columns are."""
    years = [name.strip().strip('"') for name in names[1:]]
    years = [name for name in years if YEAR.fullmatch(name)]
    return years if len(years) >= max(FEWEST_YEARS, (len(names) - 1) / 3) else []


def wide(years: Sequence[str]) -> str:
    """What is said of a table with years as columns."""
    return f"the table has years as columns ({years[0]} to {years[-1]}): {importing()}"


def wide_fault(content: bytes, file: str, table: Table, declared: Declared = PLAIN) -> Fault | None:
    """What is said of text with years as columns, whatever its encoding and delimiter are.

    Titles may stand above the years. A file with all columns of the contract is never wide.
    """
    if wrong_kind(content, ""):
        return None
    for rows in _rows_by_delimiter(_sample(content, declared), declared.delimiter):
        if set(table.column_names) <= set(rows[0]):
            return None
        years = years_beside(rows[0])
        if not years and len(list(filter(None, rows[0]))) <= len(max(rows, key=len)) / 2:
            years = next(filter(None, map(_rising_years, rows[1:])), [])
        if years:
            return whole(file, wide(years))
    return None


def _sample(content: bytes, declared: Declared) -> str:
    """The beginning of a text in its own encoding, as far as it can be told."""
    sample = content[:SAMPLE]
    for encoding in ("utf-8-sig", declared.encoding):
        try:
            # The last bytes may be a part of a letter.
            return codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
    return sample.decode(_encoding_of(content) or "latin-1", errors="replace")


def _rows_by_delimiter(sample: str, declared: str) -> Iterator[list[list[str]]]:
    """The first rows as cells, by the declared delimiter and each other."""
    lines = [line for line in sample.splitlines()[:TITLES] if line.strip()]
    for delimiter in dict.fromkeys((declared, *DELIMITERS, ",")):
        rows = list(csv.reader(lines, delimiter=delimiter))
        if rows and max(map(len, rows)) > FEWEST_YEARS:
            yield [[cell.strip() for cell in row] for row in rows]


def _rising_years(cells: Sequence[str]) -> list[str]:
    """The cells of a row that are years, each later than the one before; [] where they are not."""
    years = years_beside(cells)
    numbers = [int(found[0]) for year in years if (found := re.search(r"(19|20)\d\d", year))]
    return years if numbers == sorted(set(numbers)) else []


def layout_fault(found: Sequence[str], file: str, table: Table) -> Fault | None:
    """What is said of a file with another layout: years as columns, or most columns missing."""
    missing = [name for name in table.column_names if name not in found]
    if missing and (years := years_beside(found)):
        return whole(file, wide(years))
    if len(missing) <= len(table.column_names) / 2:
        return None
    text = f"the columns are missing; the file has {_first(found, 20) or 'no columns'}: rename them"
    return whole(file, f"{text}, or turn them into a table: {importing()}", ", ".join(missing))


def header_faults(found: Sequence[str], file: str, table: Table) -> list[Fault]:
    """Columns that are missing, appear twice or are unknown; one fault for several alike."""
    if fault := layout_fault(found, file, table):
        return [fault]
    faults = []
    if missing := [name for name in table.column_names if name not in found]:
        columns = "column is" if len(missing) == 1 else "columns are"
        text = f"the {columns} missing; the file has {_first(found, 20)}"
        faults.append(whole(file, text, ", ".join(missing)))
    repeated = dict.fromkeys(name for name in found if found.count(name) > 1)
    faults += [whole(file, "the column appears more than once", name) for name in repeated]
    declared = {column.name for column in extended(table, found).columns}
    further = [name for name in dict.fromkeys(found) if name not in declared]
    if len(further) == 1:
        faults.append(whole(file, _unknown_column(further[0], table), further[0] or BLANK))
    elif further:
        text = f"the table {table.name} has no columns {_first(further, 10)}: remove or rename them"
        faults.append(whole(file, text))
    return faults


def _unknown_column(name: str, table: Table) -> str:
    """What to do with a column that is not of the contract."""
    if table.translated and name.startswith(f"{table.translated}_"):
        return (
            "names in another language need its code of two or three small letters: "
            f"as {table.translated}_ru"
        )
    return f"the table {table.name} has no such column: remove or rename it"


def _first(names: Sequence[str], most: int) -> str:
    """The first names in their order, and how many more there are."""
    rest = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(name or BLANK for name in names[:most]) + rest

"""One table of a package: from the bytes of a CSV or Parquet file to typed rows, and back."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from features.formats import counted
from features.lookalikes import normalized
from features.package.content import limits, mistakes, parquet
from features.package.contract.columns import Column, Table
from features.package.declared import PLAIN, Declared
from features.package.problems import Fault, cells, lines, whole
from features.package.schema import extended

Format = Literal["csv", "parquet"]

FIRST_ROW = {"csv": 2, "parquet": 1}
"""Row of the first data as people count: the header of a CSV file is row 1."""

EXACT = 2**53  # float64 holds every whole number below it
NUMBER = r"^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"


@dataclass(frozen=True)
class Sheet:
    """A table as it was read.

    Attributes
    ----------
    file : str
        Path in the package.
    rows : DataFrame
        The columns that could be read, of the contract's type. The index is the row as people
        count.
    faults : tuple of Fault
        What could not be read.
    unread : mapping of str to Index
        Column to the rows whose number could not be read, NaN in ``rows``.
    missing : mapping of str to Index
        Column to the rows whose cell is declared to be unknown, blank in ``rows``.
    """

    file: str
    rows: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    unread: Mapping[str, pd.Index] = field(default_factory=dict)
    missing: Mapping[str, pd.Index] = field(default_factory=dict)


def broken(file: str, text: str) -> Sheet:
    """A sheet that cannot be read."""
    return Sheet(file, pd.DataFrame(), (whole(file, text),))


def parse(content: bytes, file: str, table: Table, declared: Declared = PLAIN) -> Sheet:
    """Typed rows from the bytes of a file, with a fault for everything that cannot be read."""
    if not content:
        return broken(file, "the file is empty")
    try:
        if file.endswith(".parquet"):
            return _parse_parquet(content, file, table, declared)
        return _parse_csv(content, file, table, declared)
    except parquet.ExcessError as error:
        return broken(file, str(error))
    except (pa.ArrowException, OSError, csv.Error) as error:
        reason = str(error).splitlines()[0].rstrip(".")
        return broken(file, f"the file is damaged or truncated ({reason})")


def serialize(rows: pd.DataFrame, suffix: Format) -> bytes:
    """The bytes of a file that `parse` reads back as the same rows."""
    buffer = io.BytesIO()
    if suffix == "parquet":
        rows.to_parquet(buffer, index=False, compression="zstd")
    else:
        rows.to_csv(buffer, index=False, lineterminator="\n")
    return buffer.getvalue()


def typed(
    frame: pd.DataFrame, file: str, table: Table, header: Sequence[str] | None = None
) -> Sheet:
    """The columns of the contract in its order and types; columns that do not fit are faults.

    The header names all columns of the file where the frame holds only those that can be used.
    """
    frame = frame.set_axis([str(name) for name in frame.columns], axis="columns")
    names = frame.columns.tolist() if header is None else list(header)
    faults = mistakes.header_faults(names, file, table)
    frame = frame.loc[:, ~frame.columns.duplicated()]
    kept = {}
    for column in extended(table, frame.columns).columns:
        if column.name not in frame:
            continue
        values = frame[column.name]
        if _fits(values, column):
            kept[column.name] = _cast(values, column)
        else:
            kind = "text" if column.type == "string" else "numbers"
            text = f"the column holds {values.dtype}: store it as {kind}"
            faults.append(whole(file, text, column.name))
    return Sheet(file, pd.DataFrame(kept, index=frame.index), tuple(faults))


def _fits(values: pd.Series, column: Column) -> bool:
    """Whether a column has the type of the contract, text or number; a blank one fits both."""
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.cat.categories.to_series()
    if values.isna().all():
        return True
    if column.type == "string":
        return pd.api.types.infer_dtype(values, skipna=True) == "string"
    return pd.api.types.is_any_real_numeric_dtype(values.dtype)


def _cast(values: pd.Series, column: Column) -> pd.Series:
    """Text without nulls, or float64; whole numbers as int64 where all are whole."""
    if column.type == "string":
        return normalized(values.astype(str).fillna(""))
    numbers = values.astype("float64")
    whole_numbers = (numbers.abs() < EXACT) & (numbers % 1 == 0)
    return numbers.astype("int64") if column.type == "integer" and whole_numbers.all() else numbers


def _parse_parquet(content: bytes, file: str, table: Table, declared: Declared) -> Sheet:
    reader = parquet.opened(content)
    header = reader.schema_arrow.names
    wanted = {column.name for column in extended(table, header).columns}
    nested = parquet.nested(reader, wanted)
    frame = parquet.decoded(reader, wanted - nested.keys()).to_pandas(ignore_metadata=True)
    frame.index += FIRST_ROW["parquet"]
    missing: dict[str, pd.Index] = {}
    for position, name in enumerate(frame.columns):
        values = frame.iloc[:, position]
        found = _is_missing(values, declared.missing_in(str(name)))
        if found.any():
            frame = frame.astype({name: object}) if values.dtype.kind in "iub" else frame
            frame.isetitem(position, frame.iloc[:, position].mask(found, None))
            missing[str(name)] = frame.index[found]
    sheet = typed(frame, file, table, header)
    texts = {name: f"the column holds {kind}: store single values" for name, kind in nested.items()}
    faults = [whole(file, text, name) for name, text in texts.items()]
    return replace(sheet, faults=(*sheet.faults, *faults), missing=missing)


def _is_missing(values: pd.Series, texts: tuple[str, ...]) -> np.ndarray:
    """Which values of a column are declared to be unknown; numbers also in another spelling."""
    if not texts:
        return np.zeros(len(values), dtype=bool)
    if not pd.api.types.is_any_real_numeric_dtype(values.dtype):
        return (values.isin(texts) | (values.isna() & ("" in texts))).to_numpy()
    found = values.isin([float(text) for text in texts if re.match(NUMBER, text)])
    return (found | (values.isna() & ("" in texts))).to_numpy()


def _parse_csv(content: bytes, file: str, table: Table, declared: Declared) -> Sheet:
    if wide := mistakes.wide_fault(content, file, table, declared):
        return Sheet(file, pd.DataFrame(), (wide,))
    text = _in_utf8(content, file, declared)
    if isinstance(text, Fault):
        return Sheet(file, pd.DataFrame(), (text,))
    header = _header(text, declared)
    if not any(header):
        return broken(file, "row 1 is empty: it must contain the names of the columns")
    if len(header) == 1 and any(mark in header[0] for mark in ",;\t|"):
        return broken(file, mistakes.wrong_delimiter(text, declared))
    if fault := mistakes.layout_fault(header, file, table):
        return Sheet(file, pd.DataFrame(), (fault,))
    arrow, numbers, faults = _read_rows(text, file, header, declared)
    quantities = {
        column.name for column in extended(table, header).columns if column.type != "string"
    }
    columns, unread, missing = {}, {}, {}
    for position, name in enumerate(header):
        cell, unknown = arrow.column(position), declared.missing_in(name)
        found = pc.is_in(cell, pa.array(unknown, pa.large_string())).to_numpy()
        cell = pc.if_else(pa.array(found), "", cell) if unknown else cell
        columns[position] = cell.to_pandas()
        if name in quantities:
            plain = _plain(cell, declared.decimal.get(name, "."), declared.group.get(name, ""))
            columns[position], unreadable = _numbers(plain)
            found |= _is_missing(columns[position], unknown)
            columns[position] = columns[position].mask(found)
            if unreadable.any():
                wrong = cell.filter(unreadable).to_pandas().set_axis(numbers[unreadable])
                advice = mistakes.decimal_commas(wrong)
                fault = cells(file, name, wrong, "is not a number")
                faults.append(whole(file, advice, name) if advice else fault)
                unread[name] = wrong.index
        if found.any():
            missing[name] = pd.Index(numbers[found])
    frame = pd.DataFrame(columns).set_axis(header, axis="columns").set_axis(numbers)
    sheet = typed(frame, file, table)
    return replace(sheet, faults=(*faults, *sheet.faults), unread=unread, missing=missing)


def _in_utf8(content: bytes, file: str, declared: Declared) -> bytes | Fault:
    """The file in UTF-8, or why it cannot be read as CSV."""
    text = mistakes.wrong_kind(content, file.rpartition(".")[2])
    if text := text or limits.csv_excess(content, declared.delimiter):
        return whole(file, text)
    if declared.encoding != "utf-8" or not content.isascii():
        try:
            decoded = content.decode(declared.encoding)
        except UnicodeDecodeError as error:
            text = mistakes.wrong_encoding(content, declared)
            row = content.count(b"\n", 0, error.start) + 1
            return lines(file, [row], [text]) if "the text" in text else whole(file, text)
        content = decoded.encode() if declared.encoding != "utf-8" else content
    if (place := content.find(b"\0")) >= 0:
        row = content.count(b"\n", 0, place) + 1
        return lines(file, [row], ["the text has characters of value 0: the file is damaged"])
    if content.count(declared.quote.encode()) % 2:
        return whole(file, "a quote is never closed: the file may be truncated")
    return content


def _header(content: bytes, declared: Declared) -> list[str]:
    text = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")
    return next(csv.reader(text, delimiter=declared.delimiter, quotechar=declared.quote), [])


def _read_rows(
    content: bytes, file: str, header: list[str], declared: Declared
) -> tuple[pa.Table, np.ndarray, list[Fault]]:
    """Cells as text, the number of each row, and the rows that have too few or too many cells."""
    ragged: list[tuple[int, int]] = []

    def note(row: Any) -> str:
        ragged.append((row.number, row.actual_columns))
        return "skip"

    arrow = pa.csv.read_csv(
        pa.BufferReader(content),
        pa.csv.ReadOptions(use_threads=False),
        pa.csv.ParseOptions(
            delimiter=declared.delimiter,
            quote_char=declared.quote,
            double_quote=declared.double_quote,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        pa.csv.ConvertOptions(column_types=dict.fromkeys(header, pa.large_string())),
    )
    skipped = [number for number, _ in ragged]
    numbers = np.arange(FIRST_ROW["csv"], FIRST_ROW["csv"] + arrow.num_rows + len(ragged))
    numbers = np.setdiff1d(numbers, skipped, assume_unique=True)
    # Empty lines are skipped, but people count them as rows.
    filled = np.zeros(arrow.num_rows, dtype=bool)
    for column in arrow.columns:
        filled |= pc.not_equal(column, "").to_numpy()
    texts = [f"has {counted(count, 'cell')}, the header has {len(header)}" for _, count in ragged]
    faults = [lines(file, skipped, texts)] if ragged else []
    return arrow.filter(filled), numbers[filled], faults


def _plain(text: pa.ChunkedArray, decimal: str, group: str) -> pa.ChunkedArray:
    """Numbers in other marks with a decimal point; one that has a point already is unreadable."""
    if group:
        text = pc.replace_substring(text, group, "")
    if decimal == ".":
        return text
    pointed = pc.match_substring(text, ".")
    unreadable = pc.replace_substring(text, ".", decimal)
    return pc.if_else(pointed, unreadable, pc.replace_substring(text, decimal, "."))


def _numbers(text: pa.ChunkedArray) -> tuple[pd.Series, np.ndarray]:
    """Numbers as float64, NaN where blank or unreadable, and which are unreadable (bool)."""
    readable = pc.match_substring_regex(text, NUMBER)
    numbers = pc.cast(pc.if_else(readable, text, None), pa.float64()).to_pandas()
    unreadable = pc.and_(pc.invert(readable), pc.not_equal(text, ""))
    return numbers, unreadable.to_numpy()

"""How large a table's file may be; decided before it is decoded."""

import re
from collections.abc import Mapping

MAX_BYTES: Mapping[str, int] = {
    "csv": 200_000_000,
    "tsv": 200_000_000,
    "parquet": 500_000_000,
    "json": 10_000_000,
    "shapes": 50_000_000,
}
"""Bytes of a file: a CSV of 200 MB takes about 2 GB of memory while it is read."""
MAX_ROWS = 40_000_000
MAX_COLUMNS = 200
MAX_CELLS = 100_000_000
MAX_ROW_BYTES = 1_000_000
"""Bytes of a row; the CSV reader cannot read one that fills its blocks of a megabyte."""
MAX_FOOTER = 8_000_000
"""Bytes of a Parquet file that describe its columns and row groups: 20 columns in 2,000 groups."""
MAX_DECODED = 2_000_000_000
"""Bytes of the columns of a Parquet file in memory."""


def csv_excess(content: bytes, delimiter: str) -> str:
    """Why a CSV file is too large to be read, empty where it is not.

    Work is done for each megabyte, not for each cell.
    """
    for start in range(0, len(content), MAX_ROW_BYTES):
        if start + MAX_ROW_BYTES < len(content):
            end = content.find(b"\n", start, start + MAX_ROW_BYTES)
            if end < 0 and content.find(b"\r", start, start + MAX_ROW_BYTES) < 0:
                row = content.count(b"\n", 0, start) + 1
                return (
                    f"row {row:,} is longer than 1 MB, as no row of "
                    "a table is: a quote or a line end may be missing"
                )
    header = re.match(rb"[^\r\n]*", content)
    columns = header.group().count(delimiter.encode()) + 1 if header else 1
    if columns > MAX_COLUMNS:
        return (
            f"row 1 has {columns:,} columns, more than {MAX_COLUMNS}: if years or codes stand side "
            "by side, turn them into rows with smartspec import"
        )
    rows = max(content.count(b"\n"), content.count(b"\r"))
    if rows > MAX_ROWS:
        return f"the file has {rows:,} rows, more than {MAX_ROWS:,}: split the package"
    if rows * columns > MAX_CELLS:
        return (
            f"the file has {rows:,} rows and {columns} columns, more than {MAX_CELLS:,} cells: "
            "keep the columns of the table"
        )
    return ""


def size_excess(kind: str, size: int) -> str:
    """Why a file of this many bytes is not read, empty where it is."""
    limit = MAX_BYTES[kind]
    if size <= limit:
        return ""
    text = f"the file has {size // 1_000_000:,} MB, more than {limit // 1_000_000} MB"
    if kind in ("json", "shapes"):
        return text
    if kind == "parquet":
        return f"{text}: split the package"
    return f"{text} of text: save the table as Parquet, which is smaller"

"""Files beyond the limits are refused before they are decoded, with the true reason."""

import pytest

from features.package.content import limits
from features.package.content.limits import csv_excess, size_excess
from features.package.schema import TABLES
from features.package.sheets import parse

HEADER = b"region_code,technology_code,year,patents\n"


def told(content: bytes) -> list[str]:
    sheet = parse(content, "patents.csv", TABLES["patents"])
    return [text for fault in sheet.faults for _, text in fault.sentences()]


def test_a_hundred_thousand_columns() -> None:
    header = ",".join(f"x{number}" for number in range(100_000)).encode()
    assert told(header + b"\n" + b"1," * 99_999 + b"1\n") == [
        "patents.csv: row 1 has 100,000 columns, more than 200: if years or codes stand side by "
        "side, turn them into rows with smartspec import"
    ]


def test_one_cell_of_many_megabytes() -> None:
    content = HEADER + b"01,A,2010,3\n01," + b"x" * 5_000_000 + b",2010,1\n"
    assert told(content) == [
        "patents.csv: row 3 is longer than 1 MB, as no row of a table is: a quote or a line end "
        "may be missing"
    ]


def test_long_files_of_short_rows_and_old_line_ends_are_welcome() -> None:
    assert csv_excess(b"ab,cd\n" * 500_000, ",") == ""
    assert csv_excess(b"ab,cd\r" * 500_000, ",") == ""


def test_rows_and_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 10)
    assert told(HEADER + b",,,\n" * 11) == [
        "patents.csv: the file has 12 rows, more than 10: split the package"
    ]
    monkeypatch.setattr(limits, "MAX_CELLS", 30)
    assert told(HEADER + b",,,\n" * 9) == [
        "patents.csv: the file has 10 rows and 4 columns, more than 30 cells: keep the columns of "
        "the table"
    ]


def test_size_of_a_file() -> None:
    assert size_excess("csv", 200_000_000) == size_excess("parquet", 490_000_000) == ""
    assert size_excess("parquet", 510_000_000) == (
        "the file has 510 MB, more than 500 MB: split the package"
    )


def test_characters_of_value_zero() -> None:
    assert told(HEADER + b"01,A,2010,3\x00\n") == [
        "patents.csv, row 2: the text has characters of value 0: the file is damaged"
    ]

import datetime
from pathlib import Path
from typing import Any

import pytest
import xlwt

from features.errors import InputError
from features.sources.tables.sheets import grid
from features.sources.tables.sheets.grid import column_letter, column_number, read_sheets
from tests.features.sources.tables.held import csv_file, opened, workbook


def cells(path: Path) -> list[list[grid.Cell]]:
    (file,) = opened(path)
    return read_sheets(file)[0].cells


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_separator_is_told_from_decimal_commas(tmp_path: Path, separator: str) -> None:
    rows = [["Регион", "2019", "2020"], ["Тульская область", "1,5", "2,5"]]
    rows.append(["Калужская область", "3,5", "4,5"])
    path = csv_file(tmp_path, "\n".join(separator.join(row) for row in rows), "cp1251")
    assert cells(path) == rows


def test_commas_part_fields_where_nothing_else_does(tmp_path: Path) -> None:
    path = csv_file(tmp_path, 'a,b\n"1,234.5",x\n')
    assert cells(path) == [["a", "b"], ["1,234.5", "x"]]


def test_excel_may_name_the_separator(tmp_path: Path) -> None:
    assert cells(csv_file(tmp_path, "sep=,\na;1,b\n")) == [["a;1", "b"]]


def test_rows_of_a_title_are_as_long_as_the_others(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Title\n\na;b\n1;2\n")
    assert cells(path) == [["Title", None], [None, None], ["a", "b"], ["1", "2"]]


def test_merged_ranges_of_a_workbook_are_filled(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["", "A", None],
        ["", 2019, 2020],
        ["x", 1, "2"],
        [None, None, datetime.date(2020, 1, 2)],
    ]
    found = cells(workbook(tmp_path, {"1": rows}, {"1": ["B1:C1", "A3:A4"]}))
    assert found == [
        [None, "A", "A"],
        [None, 2019.0, 2020.0],
        ["x", 1.0, "2"],
        ["x", None, "2020-01-02"],
    ]


def test_an_old_workbook_is_read_with_its_merged_ranges(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("1")
    sheet.write_merge(0, 0, 0, 1, "Title")
    sheet.write(1, 0, "x")
    sheet.write(1, 1, 1.5)
    book.save(str(tmp_path / "table.xls"))
    assert cells(tmp_path / "table.xls") == [["Title", "Title"], ["x", 1.5]]


def test_a_workbook_is_read_whatever_its_name(tmp_path: Path) -> None:
    made = workbook(tmp_path, {"1": [["a", "b"], ["x", 1]]})
    misnamed = made.rename(tmp_path / "export.xls")
    assert cells(misnamed) == [["a", "b"], ["x", 1.0]]


def test_a_table_beyond_the_limits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = csv_file(tmp_path, ";".join(["1"] * 20_000) + "\n")
    with pytest.raises(InputError, match="more than 16,384 columns"):
        cells(wide)
    monkeypatch.setattr(grid, "MAX_CELLS", 3)
    with pytest.raises(InputError, match="more than 3 cells"):
        cells(csv_file(tmp_path, "a;b\n1;2\n"))


def test_a_damaged_workbook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(InputError, match=r"table\.xls is a damaged Excel file"):
        cells(path)


def test_a_workbook_that_makes_the_reader_panic_is_named(tmp_path: Path) -> None:
    path = tmp_path / "table.xls"
    xlwt_book = xlwt.Workbook()
    xlwt_book.add_sheet("1").write(0, 0, "x")
    xlwt_book.save(str(path))
    damaged = bytearray(path.read_bytes()[:600])
    damaged[68:72] = b"\x01\x00\x00\x00"
    path.write_bytes(damaged)
    with pytest.raises(InputError, match=r"table\.xls is a damaged Excel file"):
        cells(path)


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_have_letters_as_in_excel(number: int, letters: str) -> None:
    assert (column_letter(number), column_number(letters)) == (letters, number)
    assert column_number("A1") == -1

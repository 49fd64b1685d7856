"""Sheets of workbooks, whatever their names."""

import io
from pathlib import Path

import openpyxl
import pytest
import xlwt

from features.sources.workbooks import sheets
from tests.features.sources.official import written


def old() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("one").write(1, 1, "text")
    book.add_sheet("two").write(0, 0, 2.5)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def new() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "one"
    book.active["B2"] = "text"
    book.create_sheet("two").append([2.5])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("content", [old(), new()], ids=["xls", "xlsx"])
def test_every_sheet_from_its_first_cell(tmp_path: Path, content: bytes) -> None:
    (file,) = written(tmp_path, {"any name.txt": content})
    assert list(sheets(file)) == [("one", [["", ""], ["", "text"]]), ("two", [[2.5]])]
    assert next(sheets(file, 1))[1] == [["", ""]]


@pytest.mark.parametrize("length", [40, 600, 3000])
@pytest.mark.parametrize("place", [44, 68])
def test_a_damaged_workbook_has_no_sheets(tmp_path: Path, length: int, place: int) -> None:
    damaged = bytearray(old()[:length])
    damaged[place : place + 4] = b"\x01\x00\x00\x00"
    (file,) = written(tmp_path, {"a.xls": bytes(damaged)})
    assert list(sheets(file)) == []


def test_text_has_no_sheets(tmp_path: Path) -> None:
    (file,) = written(tmp_path, {"a.csv": "a,b\n1,2\n"})
    assert list(sheets(file)) == []

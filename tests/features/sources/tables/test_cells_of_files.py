"""Web pages and workbooks of other kinds, and cells that say more than a number."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from features.errors import InputError
from features.sources.tables.sheets.grid import read_sheets
from tests.features.sources.tables.held import (
    cell,
    csv_file,
    imported,
    opened,
    proposed_text,
    workbook,
)

PAGE = """<html><head><title>Export</title><style>td {color: red}</style></head><body>
<h3>Численность занятых, тыс. человек</h3><table border=1>
<tr><th rowspan=2>Регион<th colspan=2>2019</th><th colspan="2">2020</th></tr>
<tr><th>Строительство</th><th>Образование</th><th>Строительство</th><th>Образование</th></tr>
<tr><td rowspan="1">г. <b>Москва</b></td><td>1&nbsp;234,5</td><td>2,5<td>3,5<td>&ndash;</tr>
</table></body></html>"""


def test_a_web_page_named_xls(tmp_path: Path) -> None:
    path = csv_file(tmp_path, PAGE, "cp1251", "export.xls")
    (sheet,) = read_sheets(opened(path)[0])
    assert sheet.cells[1] == ["Регион", "2019", "2019", "2020", "2020"]
    found = imported(path)
    assert cell(found, "г. Москва", 2019, "F") == [1234.5]
    assert cell(found, "г. Москва", 2020, "F") == [3.5]
    assert [(it.what, it.count) for it in found.left_out] == [("cells marked –", 1)]
    assert found.indicators["unit"].tolist() == ["thousand persons"]


def test_a_web_page_of_endless_columns_is_refused(tmp_path: Path) -> None:
    page = f"<table>{'<tr>' + '<td colspan=16000>1' * 2}</table>"
    with pytest.raises(InputError, match="more than 16,384 columns"):
        read_sheets(opened(csv_file(tmp_path, page, name="wide.xls"))[0])


def test_an_open_document_is_read(tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row><table:table-cell office:value-type='string'><text:p>{name}</text:p>"
        f"</table:table-cell><table:table-cell office:value-type='float' office:value='{value}'/>"
        "</table:table-row>"
        for name, value in (("Занятость, тыс. человек", 2019), ("г. Москва", 5.5))
    )
    spaces = " ".join(
        f'xmlns:{it}="urn:oasis:names:tc:opendocument:xmlns:{it}:1.0"'
        for it in ("office", "table", "text")
    )
    path = tmp_path / "table.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f"<table:table table:name='S'>{rows}</table:table></office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    (sheet,) = read_sheets(opened(path)[0])
    assert sheet.cells[1] == ["г. Москва", 5.5]


def test_formulas_without_results_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in (["Численность занятых, тыс. человек"], ["Регион", 2018, 2019], ["Москва", 1, 2]):
        book.active.append(line)
    book.active.append(["Белгородская область", 3, "=B4+C3"])
    book.save(tmp_path / "table.xlsx")
    found = imported(tmp_path / "table.xlsx")
    assert [it.what for it in found.left_out] == ["cells marked formula without a result"]
    assert cell(found, "Белгородская область", 2018) == [3.0]


def test_hidden_sheets_are_read_only_where_the_mapping_names_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet, value in ((book.active, 1), (book.create_sheet("Черновик"), 2)):
        for line in (["Занятость, тыс. человек"], ["Регион", 2018], ["Москва", value]):
            sheet.append(line)
    book["Черновик"].sheet_state = "hidden"
    book.save(tmp_path / "table.xlsx")
    found = imported(tmp_path / "table.xlsx")
    assert cell(found, "Москва", 2018) == [1.0]
    assert [(it.what, it.count) for it in found.left_out] == [("table.xlsx, sheet 'Черновик'", 3)]
    draft = imported(tmp_path / "table.xlsx", ('["Sheet"]', '["Черновик"]'))
    assert cell(draft, "Москва", 2018) == [2.0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.4", "t.xls is a PDF: save its table as xlsx or CSV"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            r"t.xls is a workbook of Excel 2003 \(XML\): save it as xlsx",
        ),
    ],
)
def test_other_documents_are_named(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "t.xls").write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_sheets(opened(tmp_path / "t.xls")[0])


def test_a_word_document_named_xlsx(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    with pytest.raises(InputError, match="is a Word document: save its table as xlsx or CSV"):
        read_sheets(opened(tmp_path / "t.xlsx")[0])


def test_an_empty_sheet_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sheet 'A': it is empty"):
        proposed_text(workbook(tmp_path, {"A": []}))


def test_what_brackets_mean_is_asked(tmp_path: Path) -> None:
    text = "Численность занятых, тыс. человек;\nРегион;2018;2019\nг.Москва;(1 234,5);2\n"
    path = csv_file(tmp_path, text + "Белгородская область;−3;4\n")
    for answer, value in (("negative", -1234.5), ("value", 1234.5)):
        found = imported(path, ('brackets = "?"', f'brackets = "{answer}"'))
        assert cell(found, "г.Москва", 2018) == [value]
    assert cell(found, "Белгородская область", 2018) == [-3.0]


def test_signs_for_percent_are_read_where_the_unit_is_percent(tmp_path: Path) -> None:
    rates = "Уровень безработицы;;\nРегион;2018;2019\nг.Москва;1,4%;2,6 %\n"
    assert cell(imported(csv_file(tmp_path, rates)), "г.Москва", 2019) == [2.6]
    counts = rates.replace("Уровень безработицы", "Численность занятых, человек")
    assert 'unknown = ["?"]' in proposed_text(csv_file(tmp_path, counts))
    found = imported(csv_file(tmp_path, counts.replace("2,6 %", "2,6")), ('["?"]', '["1,4%"]'))
    assert [(it.what, it.count) for it in found.left_out] == [("cells marked 1,4%", 1)]


def test_percent_that_excel_shows_of_fractions_is_asked(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Уровень безработицы, %"], ["Регион", 2018]]
    rows += [["Москва", 0.014], ["ХМАО", 0.05]]
    path = workbook(tmp_path, {"1": rows})
    assert 'unit = "?"' in proposed_text(path)
    assert imported(path, ('unit = "?"', 'unit = "share"')).indicators["unit"].tolist() == ["share"]


def test_french_and_spanish_tables(tmp_path: Path) -> None:
    french = """Emploi salarié par région (en milliers)

Région;Secteur;2018;2019
Bretagne;Construction;60,5;nd
Normandie;Industrie manufacturière;1 180,2;181,3
"""
    labels = ('region_codes = "?"', 'region_codes = "labels"')
    found = imported(csv_file(tmp_path, french, "latin-1"), labels)
    assert cell(found, "Normandie", 2018, "C") == [1180.2]
    assert found.indicators.iloc[0].tolist()[:2] == ["employees", "thousand persons"]
    spanish = """Valor añadido bruto. Unidades: millones de euros
Comunidad autónoma;2018;2019(P)
Andalucía;9.123,4;9.200,1
Madrid;12.345,6;..
"""
    found = imported(csv_file(tmp_path, spanish), labels)
    assert cell(found, "Andalucía", 2019) == [9200.1]
    assert found.indicators.iloc[0].tolist()[:2] == ["value_added", "million EUR"]

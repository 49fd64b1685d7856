import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.errors import InputError
from features.sources.formats import FORMATS
from features.sources.opening import SourceFile
from features.sources.reading import Choices, silent
from features.sources.tables.table import FORMAT
from tests.features.sources.tables.held import csv_file, opened, proposed_text

REGIONS = ["Российская Федерация", "Калужская область", "г. Москва", "Республика Коми"]
INDUSTRIES = ["Всего", "Обрабатывающие производства", "Строительство"]
TITLE = "Валовая добавленная стоимость в текущих ценах, млн рублей"
TABLE: list[list[Any]] = [
    [region, industry, 1000.5 * (n + 1) + k, None if n == k else 2000.5 + n * k]
    for n, region in enumerate(REGIONS)
    for k, industry in enumerate(INDUSTRIES)
]
HEADER = ["Регион", "Вид деятельности", "2019 г.", "2020 2)"]


def as_text(value: object) -> str:
    if value is None:
        return "…"
    return (
        f"{value:,.1f}".replace(",", "\u00a0").replace(".", ",")
        if isinstance(value, float)
        else str(value)
    )


def written(folder: Path, rows: list[list[Any]], kind: str, encoding: str) -> Path:
    """The table as CSV with a separator, or as a workbook (kind "xlsx")."""
    if kind != "xlsx":
        lines = [[TITLE], HEADER, *([as_text(cell) for cell in row] for row in rows)]
        text = "\r\n".join(kind.join(line) for line in lines)
        return csv_file(folder, text, encoding)
    book = openpyxl.Workbook()
    for line in ([TITLE], HEADER, *rows):
        book.active.append([("…" if cell is None else cell) for cell in line])
    book.save(folder / "table.xlsx")
    return folder / "table.xlsx"


def rows_of(path: Path) -> pd.DataFrame:
    (reading,) = FORMAT.read(opened(path), Choices(), silent)
    key = ["region_code", "cluster_code", "year", "indicator", "value"]
    return reading.rows[key].sort_values(key).reset_index(drop=True)


@settings(max_examples=12)
@given(
    st.permutations(TABLE),
    st.sampled_from([";", "\t", "|", "xlsx"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8_r"]),
)
def test_order_separator_encoding_and_workbook_make_no_difference(
    rows: list[list[Any]], kind: str, encoding: str
) -> None:
    encoding = encoding if kind != "xlsx" else "utf-8"
    if encoding in ("cp1251", "koi8_r"):
        rows = [["" if cell is None else cell for cell in row] for row in rows]  # no … there
    with tempfile.TemporaryDirectory() as folder:
        found = rows_of(written(Path(folder), rows, kind, encoding))
        expected = rows_of(written(Path(folder), TABLE, "xlsx", "utf-8"))
    pd.testing.assert_frame_equal(found, expected)
    assert len(found) == 2 * len(TABLE) - 3


def test_it_is_the_last_of_the_formats() -> None:
    assert FORMATS[-1] is FORMAT


def test_a_table_without_questions_is_recognised_and_others_are_not(tmp_path: Path) -> None:
    def recognised(text: str) -> bool:
        (file,) = opened(csv_file(tmp_path, text))
        return FORMAT.recognises(file)

    assert recognised("Население, человек;\nСубъект;2020\nг. Москва;12\nТульская область;1\n")
    assert not recognised("Население, человек;\nСубъект;2020\nг. Москва;12\nТулская область;1\n")
    assert not recognised(
        "freq,unit,nace_r2,geo\\TIME_PERIOD\t2012 \t2013 \nA,MIO_EUR,C,AT13\t1 \t2 \n"
    )
    assert not recognised(
        'area_fips,own_code,industry_code,year,qtr,emplvl\n"26163","5","10",2019,"A",7\n'
    )
    assert not recognised("V1,AUT_A,AUT_B\nAUT_A,1.5,2\nAUT_B,3,4\n")
    assert not recognised("<html><table></table></html>")
    assert not recognised("just a line of text\n")


@settings(max_examples=12)
@given(st.binary(min_size=1, max_size=300) | st.text(min_size=1, max_size=200).map(str.encode))
def test_no_bytes_make_the_recognition_fail(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        day = pd.Timestamp("2020-01-01").date()
        assert not FORMAT.recognises(SourceFile("file", path, "file", "", day))


def test_a_mapping_is_read_from_its_file_and_an_open_one_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "County;2019\nKent;1\nSurrey;2\n")
    with pytest.raises(InputError, match=r"a mapping has to answer .*region_codes.*--dry-run"):
        FORMAT.read(opened(path), Choices(), silent)
    text = proposed_text(path)
    mapping = tmp_path / "M.toml"
    mapping.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r'leaves "\?" open'):
        FORMAT.read(opened(path), Choices(maps=(str(mapping),)), silent)
    text = text.replace('region_codes = "?"', 'region_codes = "labels"').replace('"?"', '"persons"')
    mapping.write_text(text, encoding="utf-8")
    (found,) = FORMAT.read(opened(path), Choices(maps=(str(mapping),)), silent)
    assert found.rows["value"].tolist() == [1.0, 2.0]


def test_several_mappings_say_which_files_they_are_for(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "Население, человек;\nСубъект;2020\nг. Москва;12\n")
    mapping = tmp_path / "M.toml"
    mapping.write_text(proposed_text(path), encoding="utf-8")
    with pytest.raises(InputError, match="of several mappings each says what it is for"):
        FORMAT.read(opened(path), Choices(maps=(str(mapping), str(mapping))), silent)


def test_codes_of_the_table_itself_keep_the_names_beside_them(tmp_path: Path) -> None:
    # 02 and 09 are Länder here, and states elsewhere.
    rows = "Jahr;Schlüssel;Region;Insgesamt;Verarbeitendes Gewerbe (C)\n" + "".join(
        f"{year};{code};{name};{value};{value / 2:g}\n".replace(".", ",")
        for year in (2019, 2020, 2021)
        for code, name, value in (
            ("DG", "Deutschland", 30.5),
            ("02", "Hamburg", 10.5),
            ("09", "Bayern", 20.5),
        )
    )
    path = csv_file(tmp_path, "Bruttowertschöpfung (Mill. EUR)\n" + rows, "latin-1")
    (reading,) = FORMAT.read(opened(path), Choices(), silent)
    names = dict(zip(reading.regions["code"], reading.regions["name"], strict=True))
    assert names == {"DG": "Deutschland", "02": "Hamburg", "09": "Bayern"}

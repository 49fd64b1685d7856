"""Files of tables: what can be read from CSV and Parquet, and what is said of what cannot."""

import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from features.package.content import limits
from features.package.schema import TABLES
from features.package.sheets import Sheet, parse, serialize, typed

HEADER = b"region_code,technology_code,year,patents\n"


def parse_patents(content: bytes) -> Sheet:
    return parse(content, "patents.csv", TABLES["patents"])


def told(sheet: Sheet) -> list[str]:
    return [text for fault in sheet.faults for _, text in fault.sentences()]


def parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


def patents(**columns: Any) -> pd.DataFrame:
    values = {"region_code": ["01"], "technology_code": ["A"], "year": [2010], "patents": [1.0]}
    return pd.DataFrame({**values, **columns})


def test_codes_stay_text_and_numbers_become_numbers() -> None:
    sheet = parse_patents(HEADER + b"NA,01,2010,3\nnull,1e5,2011,.5\n,nan,2012,1E-2\n")
    assert sheet.faults == ()
    assert sheet.rows["region_code"].tolist() == ["NA", "null", ""]
    assert sheet.rows["technology_code"].tolist() == ["01", "1e5", "nan"]
    assert sheet.rows["year"].tolist() == [2010, 2011, 2012]
    assert sheet.rows["patents"].tolist() == [3.0, 0.5, 0.01]
    assert [str(dtype) for dtype in sheet.rows.dtypes] == ["str", "str", "int64", "float64"]


def test_byte_order_mark_and_windows_line_ends_are_welcome() -> None:
    content = b"\xef\xbb\xbf" + (HEADER + b"01,A,2010,3\n").replace(b"\n", b"\r\n")
    sheet = parse_patents(content)
    assert sheet.faults == ()
    assert sheet.rows.to_dict("list") == {
        "region_code": ["01"],
        "technology_code": ["A"],
        "year": [2010],
        "patents": [3.0],
    }


def test_rows_count_as_a_person_counts_them() -> None:
    content = b'\n"a\nb",A,2010,3\n\n,,,\n02,A,20x0,3\n03,A\n04,A,2010,z\n'
    sheet = parse_patents(HEADER + content)
    assert sheet.rows.index.tolist() == [3, 6, 8]
    assert told(sheet) == [
        "patents.csv, row 7: has 2 cells, the header has 4",
        "patents.csv, column year, row 6: '20x0' is not a number",
        "patents.csv, column patents, row 8: 'z' is not a number",
    ]


def test_rows_are_counted_in_long_files_too() -> None:
    content = bytearray(HEADER + b"01,A,2010,3\n" * 200_000)
    content += b"01,A\n01,A,2010,many\n"
    assert told(parse_patents(bytes(content))) == [
        "patents.csv, row 200002: has 2 cells, the header has 4",
        "patents.csv, column patents, row 200003: 'many' is not a number",
    ]


def test_parquet_rows_count_from_one() -> None:
    sheet = parse(serialize(patents(), "parquet"), "patents.parquet", TABLES["patents"])
    assert sheet.rows.index.tolist() == [1]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "patents.csv: the file is empty"),
        (
            b"\n\n",
            "patents.csv: row 1 is empty: it must contain the names of the columns",
        ),
        (
            HEADER + b"01,A,2010,3\n01,A,20",
            "patents.csv, row 3: has 3 cells, the header has 4",
        ),
        (
            HEADER + b"01,A,2010,3,4\n",
            "patents.csv, row 2: has 5 cells, the header has 4",
        ),
        (
            HEADER + b'"01,A,2010,3\n02,A,2010,1\n',
            "patents.csv: a quote is never closed: the file may be truncated",
        ),
        (
            HEADER + b"01,A,2010,3\nM\xfcnchen,A,2010,1\n",
            'patents.csv, row 3: the text is not UTF-8 but seems to be cp1252: declare "encoding": '
            '"cp1252" in datapackage.json',
        ),
        (
            HEADER.replace(b",", b";") + b"01;A;2010;3\n",
            "patents.csv: the cells are separated by ';', not by commas: declare "
            '"dialect": {"delimiter": ";"} in datapackage.json',
        ),
    ],
)
def test_broken_csv(content: bytes, expected: str) -> None:
    assert told(parse_patents(content)) == [expected]


@pytest.mark.parametrize("kept", [0, 4, 200, -10])
def test_truncated_parquet(kept: int) -> None:
    content = serialize(patents(), "parquet")[:kept]
    sheet = parse(content, "patents.parquet", TABLES["patents"])
    text = "the file is damaged or truncated (" if kept else "the file is empty"
    assert len(told(sheet)) == 1
    assert told(sheet)[0].startswith(f"patents.parquet: {text}")


def test_csv_called_parquet() -> None:
    sheet = parse(HEADER + b"01,A,2010,3\n", "patents.parquet", TABLES["patents"])
    assert told(sheet)[0].startswith("patents.parquet: the file is damaged or truncated (")


def test_parquet_of_too_many_rows_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    content = parquet(pd.concat([patents()] * 3))
    sheet = parse(content, "patents.parquet", TABLES["patents"])
    assert told(sheet) == ["patents.parquet: the file has 3 rows, more than 2: split the package"]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"region_code": [1]}, "column region_code: the column holds int64: store it as text"),
        ({"patents": ["3"]}, "column patents: the column holds str: store it as numbers"),
        ({"patents": [True]}, "column patents: the column holds bool: store it as numbers"),
        (
            {"year": [pd.Timestamp("2010-01-01")]},
            "column year: the column holds datetime64[us]: store it as numbers",
        ),
        (
            {"region_code": [["01"]]},
            "column region_code: the column holds list<element: string>: store single values",
        ),
    ],
)
def test_parquet_column_of_another_type(columns: dict[str, Any], expected: str) -> None:
    sheet = parse(parquet(patents(**columns)), "patents.parquet", TABLES["patents"])
    assert told(sheet) == [f"patents.parquet, {expected}"]


@pytest.mark.parametrize(
    "columns",
    [
        {"year": np.array([2010], "int16"), "patents": np.array([1], "float32")},
        {"year": [2010.0], "patents": [1]},
        {"year": pd.array([2010], "Int64"), "patents": pd.array([1.0], "Float64")},
        {"region_code": pd.Categorical(["01"]), "technology_code": pd.array(["A"], "string")},
    ],
)
def test_other_widths_of_the_same_type_are_welcome(columns: dict[str, Any]) -> None:
    sheet = parse(parquet(patents(**columns)), "patents.parquet", TABLES["patents"])
    assert sheet.faults == ()
    pd.testing.assert_frame_equal(sheet.rows.reset_index(drop=True), patents())


def test_nulls_in_text_are_blanks() -> None:
    rows = pd.DataFrame({"region_code": ["A", None], "region_name": "x", "parent_code": np.nan})
    sheet = typed(rows, "regions.csv", TABLES["regions"])
    assert sheet.faults == ()
    assert sheet.rows["region_code"].tolist() == ["A", ""]
    assert sheet.rows["parent_code"].tolist() == ["", ""]


def test_typed_keeps_the_contracts_order() -> None:
    rows = patents()[["patents", "year", "technology_code", "region_code"]]
    sheet = typed(rows, "patents.csv", TABLES["patents"])
    assert list(sheet.rows) == TABLES["patents"].column_names


def test_a_hundred_unknown_columns_are_one_fault() -> None:
    further = ",".join(f"x{number}" for number in range(100))
    header = f"region_code,year,indicator,value,{further}\n"
    sheet = parse(header.encode(), "region_indicators.csv", TABLES["region_indicators"])
    assert told(sheet) == [
        "region_indicators.csv: the table region_indicators has no columns x0, x1, x2, x3, x4, x5, "
        "x6, x7, x8, x9 and 90 more: remove or rename them"
    ]


def test_a_table_of_another_layout_is_one_fault() -> None:
    sheet = parse_patents(b"Patents by region,,,\nregion_code,technology_code,year,patents\n")
    assert told(sheet) == [
        "patents.csv, column region_code, technology_code, year, patents: the columns are missing; "
        "the file has Patents by region, (blank), (blank), (blank): rename them, or turn them into "
        "a table: smartspec import FILE --to NEW --dry-run shows what can be read of it"
    ]


def test_numbers_with_a_decimal_comma_are_one_fault() -> None:
    cells = b'01,A,2010,"1 234,5"\n01,A,2011,"2,25"\n01,A,2012,"1,000"\n01,A,2013,4\n'
    assert told(parse_patents(HEADER + cells)) == [
        "patents.csv, column patents: 3 cells are no numbers with a decimal point, as '1 234,5' in "
        'row 2: declare "decimalChar": "," and "groupChar": " " in schema.fields of the column, '
        "in datapackage.json"
    ]
    assert told(parse_patents(HEADER + b'01,A,2012,"1,000"\n')) == [
        "patents.csv, column patents, row 2: '1,000' is not a number"
    ]


def test_columns_that_a_table_does_not_have_are_not_decoded() -> None:
    sheet = parse(
        parquet(pd.DataFrame({"region_code": ["01"], "region_name": ["x"], "parent_code": [""],
                              "notes": [{"by": "us"}]})),
        "regions.parquet",
        TABLES["regions"],
    )  # fmt: skip
    assert told(sheet) == [
        "regions.parquet, column notes: the table regions has no such column: remove or rename it"
    ]
